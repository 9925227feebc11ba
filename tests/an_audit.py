"""Audits and what follows from them, for tests: an audit of a child of the front door at any stage."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from threshold.access.models import Team, User
from threshold.access.scope import Scope
from threshold.core import packs
from threshold.core.calendar import add_months
from threshold.people.models import Involvement, Person, Restriction
from threshold.quality.actions import actions, learning, re_audits, supervisions, voices
from threshold.quality.actions.themes import set_themes
from threshold.quality.models import Audit, AuditAction, ReAuditProposal
from threshold.quality.queries.learning import origin_called

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


def follow_up(quality: Quality, *, months_ago: int = 0) -> dict[str, Any]:
    """Something of everything that follows from audits, about the child: what the pages need to show.

    Args:
        months_ago: which month's bulletin is published, with the draft of the month before it; a month has one.
    """
    who: dict[str, Any] = {"by": quality.lead, "now": quality.now}
    team_and_day = {"team": quality.team, "received_on": quality.now.date(), "person": quality.child}
    audit = quality.audit(grade="inadequate")
    done, waiting, late = (quality.action(audit) for _ in range(3))
    quality.closed(done)
    quality.evidenced(waiting)
    AuditAction.objects.filter(pk=late.pk).update(due_on=quality.now.date() - dt.timedelta(days=3))
    actions.escalate_overdue_actions(by=quality.machine, now=quality.now)
    again = quality.audit(grade="requires_improvement")
    declined = quality.audit(grade="inadequate")
    re_audits.propose_re_audits(by=quality.machine, now=quality.now)
    re_audits.decline_re_audit(declined.re_audit_proposal, **who, reason="The family has moved to another county")
    accepted = again.re_audit_proposal
    second = quality.audit(re_audit_of=again)
    ReAuditProposal.objects.filter(pk=accepted.pk).update(
        state="accepted", decided_at=quality.now, decided_by=quality.lead, re_audit=second
    )
    complaint = voices.record_voice(
        "complaint",
        by=quality.manager,
        now=quality.now,
        came_from="parent",
        summary="Nobody called back",
        **team_and_day,
    )
    challenge = voices.record_voice(
        "iro_challenge", by=quality.manager, now=quality.now, came_from="reviewing_officer",
        summary="The plan drifts", **team_and_day,
    )  # fmt: skip
    answered = voices.record_voice(
        "complaint",
        by=quality.manager,
        now=quality.now,
        came_from="child",
        summary="My things were lost",
        **team_and_day,
    )
    voices.answer_voice(answered, by=quality.manager, now=quality.now, answer="We are sorry.", outcome="upheld")
    compliment = voices.record_voice("compliment", by=quality.manager, now=quality.now, came_from="child",
                                     summary="She listened", **team_and_day)  # fmt: skip
    origin = origin_called(Scope(quality.lead, quality.now), complaint.reference)
    lesson = learning.note_learning("complaint", **who, title="Call back", learned="Say when you will.", origin=origin)
    changed = learning.note_learning("other", **who, title="Ask first", learned="Ask the child before the plan.")
    learning.change_because_of_learning(changed, **who, changed="The form begins with it.")
    month = add_months(quality.now.date().replace(day=1), -months_ago)
    bulletin = learning.begin_bulletin(month, **who, intro="A short month.", entries=[changed])
    learning.publish_bulletin(bulletin, **who)
    before = (month - dt.timedelta(days=1)).replace(day=1)
    learning.begin_bulletin(before, **who, intro="A long month.", entries=[lesson])
    for record in (audit, complaint, lesson):
        set_themes(record, **who, themes=["voice"])
    Involvement.objects.create(
        person=quality.child, team=quality.team, worker=quality.worker, what="help", source_type="x",
        source_id=quality.child.pk,
        started_at=quality.now,
    )  # fmt: skip
    arrangement = supervisions.arrange_supervision(
        quality.worker, by=quality.manager, now=quality.now, supervisor=quality.manager, team=quality.team
    )
    held: dict[str, Any] = {"by": quality.manager, "now": quality.now, "held_on": quality.now.date()}
    words = {"agreed": "Visit twice a week.", "wellbeing": "Tired."}
    case = supervisions.record_supervision(arrangement, **held, kind="case", people=[quality.child], words=words)
    personal = supervisions.record_supervision(arrangement, **held, kind="personal", words=words)
    return {
        "audit": audit, "action": waiting, "late": late, "proposal": audit.re_audit_proposal, "accepted": accepted,
        "complaint": complaint, "challenge": challenge, "answered": answered, "compliment": compliment,
        "lesson": lesson, "changed": changed, "draft_month": f"{before:%Y-%m}", "month": f"{month:%Y-%m}",
        "arrangement": arrangement, "case": case, "personal": personal,
    }  # fmt: skip


def places() -> list[str]:
    """Where the pages of what follows from audits begin."""
    audit = Audit.objects.earliest("pk").reference
    return [
        "/audit-actions?show=open", "/re-audits", "/re-audits?show=decided", "/themes", "/learning", "/voices",
        "/supervision", "/grades", f"/audits/{audit}/raise-an-action", f"/audits/{audit}/themes",
    ]  # fmt: skip
