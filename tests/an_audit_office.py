"""A quality assurance service at work: children whose decisions were signed off, auditors, drawn samples, audits.

`AuditOffice(door, make_user)` staffs it; each step is made by the real action.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from threshold.access.models import User
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Decision
from threshold.people.models import Person, Restriction
from threshold.quality import pack
from threshold.quality.actions import alerts, audits, giving, moderation, programme
from threshold.quality.actions.audits import Judgement
from threshold.quality.actions.programme import Plan
from threshold.quality.models import Audit, ProgrammeItem
from walk import Frontdoor

HEARD = {
    "child": ("She said she felt listened to", ""),
    "parent": ("", "No answer to two calls"),
    "carer": ("", "None"),
}


@dataclass
class AuditOffice:
    """A lead, auditors of no team, a senior leader, and the front door whose work they look at."""

    door: Frontdoor
    make_user: Callable[..., User]
    lead: User = field(init=False)
    auditors: list[User] = field(init=False)
    leader: User = field(init=False)
    now: dt.datetime = field(init=False)

    def __post_init__(self) -> None:
        self.lead = self.make_user("quality_lead", name="Quincy Lead")
        self.auditors = [self.make_user("auditor", name=f"Auditor {letter}") for letter in "ABC"]
        self.leader = self.make_user("senior_leader", name="Lee Leader")
        self.now = self.door.now + dt.timedelta(days=1)

    # --- The work that is looked at ---------------------------------------------------------------------------------

    def signed_off(self, *names: str, outcome: str = "no_further_action", level: str = "1") -> list[Decision]:
        """One child for each name, each on a contact of their own, decided by the door's worker and signed off."""
        found = []
        for name in names:
            child = NamedChild(details={"kind": "child", "given_name": name, "family_name": "Testcase"})
            contact = self.door.analysed(child)
            decision = self.door.decide(contact.children.get(), outcome=outcome, level=level)
            found.append(self.door.sign_off(decision))
        return found

    # --- The programme ----------------------------------------------------------------------------------------------

    def plan(self, **options: Any) -> ProgrammeItem:
        day = self.door.now.date()
        details: dict[str, Any] = {
            "title": "Front door in March",
            "month": day,
            "kind": "case",
            "tool": "front_door_decision",
            "population": "front_door_decisions",
            "population_from": day - dt.timedelta(days=10),
            "population_to": day,
            "size": 1,
            "moderate_every": 0,
        }
        item, _ = programme.plan_item(by=self.lead, now=self.now, plan=Plan(**{**details, **options}))
        return item

    def drawn(self, *names: str, **options: Any) -> ProgrammeItem:
        """An item whose sample is drawn from these children, all of them unless `size` says fewer."""
        self.signed_off(*(names or ("Robin",)))
        item = self.plan(**{"size": len(names) or 1, **options})
        programme.draw_sample(item, by=self.lead, now=self.now)
        return ProgrammeItem.objects.get(pk=item.pk)

    def audit(self, **options: Any) -> Audit:
        """One audit in an auditor's hands."""
        item = self.drawn(**options)
        return Audit.objects.get(sampled__draw__item=item)

    def audit_not_by(self, user: User, **options: Any) -> Audit:
        """The same, in the hands of anybody but this person."""
        audit = self.audit(**options)
        if audit.auditor == user:
            audit = giving.pass_on_audit(audit, by=self.lead, now=self.now, reason="For the test")
        return audit

    # --- The audit --------------------------------------------------------------------------------------------------

    def judgement(self, grade: str = "good", *, audit: Audit | None = None, **options: Any) -> Judgement:
        """A whole judgement with one grade everywhere."""
        tool = pack.of().tool(audit.tool if audit else "front_door_decision")
        details: dict[str, Any] = {
            "answers": {(domain.code, one.code): "yes" for domain in tool.domains for one in domain.questions},
            "grades": self.grades(grade, audit=audit),
            "together": True,
            "not_together_reason": "",
            "strengths": "A careful analysis",
            "worries": "The father was not asked",
            "impact": "The child was seen in time",
            "feedback": HEARD if audit is None or audit.person_id else {},
        }
        return Judgement(**{**details, **options})

    def grades(self, grade: str, *, audit: Audit | None = None, **other: str) -> dict[str, tuple[str, str]]:
        """The same grade for every domain and the whole, but for those of `other` (`whole` is the whole's)."""
        tool = pack.of().tool(audit.tool if audit else "front_door_decision")
        found = {domain.code: (grade, f"Because of {domain.code}") for domain in tool.domains}
        found[""] = (grade, "Because of all")
        for domain, value in other.items():
            found["" if domain == "whole" else domain] = (value, f"Differs in {domain}")
        return found

    def hand_in(self, audit: Audit, grade: str = "good", **options: Any) -> Audit:
        judgement = self.judgement(grade, audit=audit, **options)
        return audits.hand_in_audit(audit, by=audit.auditor, now=self.now, judgement=judgement)

    def moderate(self, audit: Audit, grade: str = "good", **other: str) -> Audit:
        assert audit.moderator is not None
        grades = self.grades(grade, audit=audit, **other)
        return moderation.moderate_audit(audit, by=audit.moderator, now=self.now, grades=grades)

    def others_than(self, *users: User | None) -> list[User]:
        """Of the auditors and the lead those who are none of these."""
        out = {user.pk for user in users if user is not None}
        return [user for user in (*self.auditors, self.lead) if user.pk not in out]


def hide(person: Person, *users: User, kind: str = "allow_list") -> Restriction:
    """Restrict a person's record: only these see it, or with `kind="exclusion"` these do not."""
    made = Restriction.objects.create(
        person=person, kind=kind, message="Ask", reason="Safety", starts_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        started_by=users[0],
    )  # fmt: skip
    made.users.set(users)
    return made


def every_stage(door: Frontdoor, make_user: Callable[..., User]) -> dict[str, User]:
    """Audits in every stage with their alerts and samples, for the walk of every page; and the people who look."""
    today = door.now
    door.now = today - dt.timedelta(days=1)
    office = AuditOffice(door, make_user)
    first = office.auditors[0]
    for other in office.auditors[1:]:
        other.is_active = False
        other.save()
    begun = office.audit_not_by(office.lead)
    audits.begin_audit(begun, by=begun.auditor, now=office.now)
    office.audit_not_by(office.lead)
    alert = alerts.raise_alert(begun, by=begun.auditor, now=office.now, what="Nobody has seen the child this week")
    for other in office.auditors[1:]:
        other.is_active = True
        other.save()
    moderated = office.hand_in(office.audit(moderate_every=1))
    office.moderate(moderated, "requires_improvement")
    waiting = office.hand_in(office.audit(moderate_every=1), "inadequate")
    answered = waiting.alerts.get()
    alerts.answer_alert(answered, by=answered.to, now=office.now, answer="Seen at school, and safe")
    office.hand_in(office.audit_not_by(office.lead))
    item = office.drawn("Moss", "Nell", kind="dip_sample", tool="front_door_basics")
    office.signed_off("Oak")
    office.plan(title="To be drawn")
    door.now = today
    dips = Audit.objects.filter(sampled__draw__item=item).order_by("pk")
    assert alert.to is not None
    return {
        "quality lead": office.lead, "auditor": first, "who began": begun.auditor, "dip auditor": dips[0].auditor,
        "moderator": waiting.moderator or first, "who discusses": moderated.auditor, "alerted": alert.to,
    }  # fmt: skip
