"""Audits and what follows from them, for tests: an audit of a child of the front door at any stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from threshold.access.models import Team, User
from threshold.core import packs
from threshold.people.models import Person, Restriction
from threshold.quality.actions import actions
from threshold.quality.models import Audit, AuditAction

SEEN = "The child's wishes stand in the plan of 9 March, in her own words."


@dataclass
class Quality:
    """A child whom the front door knows, and people with every part in an audit of what was done for them."""

    child: Person
    team: Team
    now: dt.datetime
    worker: User
    manager: User
    auditor: User
    moderator: User
    lead: User
    leader: User
    machine: User

    def audit(self, *, state: str = "complete", grade: str = "good", **more: Any) -> Audit:
        """As it lies in the table: without the walk through grading, which has tests of its own."""
        complete = state == "complete"
        graded = complete or state in ("awaiting_moderation", "in_discussion")
        defaults: dict[str, Any] = {
            "kind": "case", "tool": "front_door_decision", "pack_version": packs.current(), "person": self.child,
            "subject_type": "frontdoor.contactchild", "subject_id": self.child.pk, "subject_reference": "C-00001-0",
            "team": self.team, "worker": self.worker, "auditor": self.auditor, "assigned_at": self.now,
            "assigned_by": self.lead, "state": state, "grade": grade if graded else "",
            "graded_at": self.now if graded else None, "agreed_grade": grade if complete else "",
            "completed_at": self.now if complete else None,
        }  # fmt: skip
        return Audit.objects.create(**defaults | more)

    def action(self, audit: Audit | None = None, **more: Any) -> AuditAction:
        audit = audit or self.audit()
        defaults: dict[str, Any] = {
            "by": self.auditor, "now": self.now, "owner": self.worker, "what": "Write the child's wishes into the plan",
            "difference": "She is asked, and sees that it matters what she says.",
            "due_on": self.now.date() + dt.timedelta(days=14),
        }  # fmt: skip
        return actions.raise_action(audit, **defaults | more)

    def evidenced(self, action: AuditAction | None = None, **more: Any) -> AuditAction:
        defaults: dict[str, Any] = {"by": self.worker, "now": self.now, "evidence": "Visited; the plan is rewritten"}
        return actions.give_evidence(action or self.action(), **defaults | more)

    def closed(self, action: AuditAction | None = None) -> AuditAction:
        action = self.evidenced(action)
        actions.look_at_record(action, by=self.manager, now=self.now)
        return actions.close_action(action, by=self.manager, now=self.now, seen=SEEN)


def make_quality(door: Any, make_user: Any) -> Quality:
    child = door.screened().children.get().person
    return Quality(
        child=child,
        team=door.team,
        now=door.now,
        worker=door.worker,
        manager=door.manager,
        auditor=make_user("auditor", name="Ada Auditor"),
        moderator=make_user("auditor", name="Mo Moderator"),
        lead=make_user("quality_lead", name="Quinn Lead"),
        leader=make_user("senior_leader", name="Lee Leader"),
        machine=User.objects.service("worker_service"),
    )


def hide(person: Person, now: dt.datetime, by: User, *named: User, kind: str = "allow_list") -> None:
    """Restrict a child: `named` are those who may still see it, or with `kind="exclusion"` those who may not."""
    restriction = Restriction.objects.create(
        person=person,
        kind=kind,
        message="Ask the service manager",
        reason="Safety",
        starts_at=now - dt.timedelta(days=1),
        started_by=by,
    )
    restriction.users.add(*named)
