"""A county in which there is something of everything, about one child whom all may see and one whom nobody may.

Both children have the same: a contact with its hand-over, audits at every stage, alerts, actions, re-audits, voices,
lessons, supervision, a record in a drawn sample, evidence. `Everything.restrict` hides the one, and from then on every
word that anybody wrote about that child is looked for on every page (`tests/integration/test_every_route.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

import a_council
import a_plan
import a_report
import an_audit
import an_inspection
import some_statistics
from a_capacity_run import a_capacity_run
from an_audit_office import AuditOffice
from threshold.access.models import User
from threshold.core import packs
from threshold.core.models import Clock, Message, StatusChange
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact
from threshold.improvement.actions import evidence
from threshold.improvement.models import Evidence, Inspection, OptionsAppraisal, Publication, ReportDraft
from threshold.pathway.models import Handover
from threshold.people.models import Person, Restriction
from threshold.quality import pack
from threshold.quality.actions import alerts, programme
from threshold.quality.models import (
    Audit,
    AuditAction,
    AuditAlert,
    AuditGrade,
    Pen,
    ReAuditProposal,
    SampledRecord,
    Supervision,
    VoiceStage,
)
from threshold.quality.models import VoiceRecord as Voice

#: Words that stand in no template: where one is on a page, a record was shown.
HIDDEN, OPEN = "Quillfeather", "Larkspurton"
#: Finds the hidden child by likeness, and is not the word that the pages are searched for.
NEARLY_HIDDEN = "Quilfeather"

Records = dict[str, Any]


@dataclass
class Everything:
    """What there is of each child by name, what belongs to both, and everybody who has a part in any of it."""

    door: Any
    open: Records = field(default_factory=dict)
    hidden: Records = field(default_factory=dict)
    shared: Contact | None = None
    #: By what they are in the records of the hidden child, and of the authority's improvement.
    people: dict[str, User] = field(default_factory=dict)

    def restrict(self, *allowed: User) -> Restriction:
        """Hide the one child from everybody but these."""
        made = Restriction.objects.create(
            person=self.hidden["person"], kind="allow_list", message="Ask the service manager", reason="Safety",
            starts_at=self.door.now - dt.timedelta(minutes=1), started_by=self.door.manager,
        )  # fmt: skip
        made.users.set(allowed)
        return made

    def references_of_the_hidden(self) -> set[str]:
        """The references of everything that is about the hidden child: none of them stands on a page or in a file."""
        person = self.hidden["person"]
        found = {person.reference, self.hidden["contact"], self.hidden["handover"]}
        for model in (Audit, AuditAction, AuditAlert, Voice):
            found |= {row.reference for row in model._default_manager.filter(person=person)}
        found |= {row.reference for row in ReAuditProposal.objects.filter(audit__person=person)}
        found |= {row.reference for row in Supervision.objects.filter(children__person=person)}
        # Some letters stand for two kinds of record: what is somebody else's too is not looked for.
        return found - {
            row.reference for model in (Evidence, Publication, OptionsAppraisal) for row in model.objects.all()
        }


def build(door: Any, make_user: Callable[..., Any], now: dt.datetime) -> Everything:
    """Make all of it. The pages are asked at the present moment, so `now` is that."""
    made = Everything(door)
    # What audits look at was done yesterday: the period of a sample is over.
    door.now = now - dt.timedelta(days=1)
    made.open, made.hidden = _journey(door, OPEN), _journey(door, HIDDEN)
    office = AuditOffice(door, make_user)
    _sample(office, made)
    door.now = now
    _audits(made, make_user)
    _front_door(made)
    some_statistics.bring_in(now)
    run = a_capacity_run(User.objects.service("worker_service"), by=door.manager, now=now)
    both = {"run": run.pk} | _improvement(made, make_user)
    for one in (made.open, made.hidden):
        one.update(both)
        _evidence(one, made)
    _name(made.hidden["person"])
    made.people |= {"quality lead of the samples": office.lead, "senior leader of the samples": office.leader}
    return made


# --- The front door -----------------------------------------------------------------------------------------------


def _journey(door: Any, family_name: str) -> Records:
    """A child with a contact that went as far as a hand-over, another that waits, and a message that failed."""
    named = NamedChild(
        details={
            "kind": "child", "given_name": "Robin", "family_name": family_name, "birth_on": dt.date(2017, 5, 3),
            "address": {"line_1": "1 Testing Row", "postcode": "WR991AA"},
        }
    )  # fmt: skip
    contact = door.analysed(named)
    asked = actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="Anything known?")
    child = contact.children.get()
    decision = door.decide(child, outcome="family_help", level="4")
    door.sign_off(decision)
    waiting = door.analysed(NamedChild(person=child.person))
    door.decide(waiting.children.get(), outcome="open_case", level="4")
    message = Message.objects.create(
        channel="email", purpose="feedback", subject_type="frontdoor.contact", subject_id=waiting.pk,
        to="head@school.example", heading=family_name, body=family_name, state="failed", next_attempt_at=door.now,
        created_at=door.now, created_by=door.officer,
    )  # fmt: skip
    return {
        "message": message.pk,
        "contact": waiting.reference,
        "person": child.person,
        "asked": asked.request.pk,
        "handover": Handover.objects.get(person=child.person).reference,
    }


def _front_door(made: Everything) -> None:
    made.shared = made.door.screened(
        *(NamedChild(person=Person.objects.get(pk=one["person"].pk)) for one in (made.open, made.hidden))
    )


# --- Quality ------------------------------------------------------------------------------------------------------


def _sample(office: AuditOffice, made: Everything) -> None:
    """One drawn sample and one of a few questions, with both children in them, and an item that nobody drew yet."""
    drawn = office.plan(title="Everything of yesterday", size=50)
    dip = office.plan(title="A few questions", size=50, kind="dip_sample", tool="front_door_basics")
    for item in (drawn, dip):
        programme.draw_sample(item, by=office.lead, now=office.now)
    planned = office.plan(title="To be drawn")
    for kind, one in (("open", made.open), ("hidden", made.hidden)):
        record = SampledRecord.objects.get(draw__item=drawn, person=one["person"])
        held = SampledRecord.objects.get(draw__item=dip, person=one["person"])
        assert record.audit is not None
        assert held.audit is not None
        one.update({
            "given": record.audit, "record": record.pk, "item": drawn.reference, "dip": dip.reference,
            "planned": planned.reference,
        })  # fmt: skip
        made.people |= {
            f"auditor of the {kind} child in the sample": record.audit.auditor,
            f"auditor of few questions of the {kind} child": held.audit.auditor,
        }


def _audits(made: Everything, make_user: Callable[..., Any]) -> None:
    """An audit at every stage about each child, and what follows from it; each with people of its own."""
    door = made.door
    first = an_audit.make_quality(door, make_user)
    for months_ago, (kind, one) in enumerate((("open", made.open), ("hidden", made.hidden))):
        manager = make_user("team_manager", team=door.team, registered=True)
        worker = make_user("social_worker", team=door.team, registered=True)
        quality = an_audit.Quality(
            child=Person.objects.get(pk=one["person"].pk), team=door.team, now=door.now, worker=worker,
            manager=manager, auditor=make_user("auditor"), moderator=make_user("auditor"), lead=first.lead,
            leader=first.leader, machine=first.machine,
        )  # fmt: skip
        followed = an_audit.follow_up(quality, months_ago=2 * months_ago)
        one.update({f"follow_{name}": found for name, found in followed.items()})
        partner = make_user("improvement_partner")
        moderated = {"moderator": quality.moderator, "joint_auditor": partner}
        one["awaiting"] = _graded(quality.audit(state="awaiting_moderation", **moderated), quality)
        one["discussed"] = _graded(quality.audit(state="in_discussion", moderated_at=door.now, **moderated), quality)
        one["begun"] = quality.audit(state="in_progress", joint_auditor=partner)
        one["alert"] = alerts.raise_alert(one["begun"], by=quality.auditor, now=door.now, what="Nobody saw the child")
        assert one["alert"].to is not None
        cast = {
            "auditor": quality.auditor, "moderator": quality.moderator, "worker": worker, "manager": manager,
            "joint auditor": partner, "manager who was alerted": one["alert"].to,
        }  # fmt: skip
        made.people |= {f"{name} of the {kind} child's audits": user for name, user in cast.items()}
    made.people |= {"quality lead": first.lead, "senior leader": first.leader}


def _graded(audit: Audit, quality: an_audit.Quality) -> Audit:
    """With the grades that were given by then, which differ, and the auditor's words."""
    tool = pack.of().tool(audit.tool)
    pens = [(Pen.AUDITOR, quality.auditor, "good")]
    if audit.moderated_at:
        pens.append((Pen.MODERATOR, quality.moderator, "requires_improvement"))
    AuditGrade.objects.bulk_create(
        AuditGrade(audit=audit, pen=pen, domain=code, grade=grade, because="So", at=quality.now, by=by)
        for pen, by, grade in pens
        for code in [*(domain.code for domain in tool.domains), ""]
    )
    return audit


# --- Improvement ---------------------------------------------------------------------------------------------------


def _improvement(made: Everything, make_user: Callable[..., Any]) -> Records:
    """The plan, inspections, governance, an inspection room and reports in every state: they belong to no child."""
    door = made.door
    loop = a_plan.begin(make_user, door.team, packs.current(), door.now)
    improving = a_plan.fill(loop)
    an_inspection.furnish(make_user, door.now)
    a_plan.an_example(loop)
    council = a_council.build(make_user, door.now)
    busy = a_council.busy(council)
    writer = a_report.reports_in_every_state(make_user, door.now)
    made.people |= {
        "improvement lead": loop.lead, "owner of an action": loop.owner, "director": loop.director,
        "partner who advised": improving["partner"], "governance lead": council.lead,
        "director of governance": council.leader, "writer of reports": writer,
    }  # fmt: skip
    reports = {one.state: one.slug for one in loop.authority.reports.all()}
    return {
        "loop": loop, "council": council, "busy": busy, "reports": reports, "priority": loop.outcome.priority.pk,
        "outcome": loop.outcome.pk, "plan_action": loop.action, "finding": loop.finding,
        "draft": ReportDraft.objects.filter(state="draft").latest("pk").pk,
        "document": Inspection.objects.exclude(document=None).earliest("pk").document,
        "inspection": Inspection.objects.filter(title="A standard look").get(),
        **{name: improving[name] for name in ("milestone", "risk", "money", "direction", "appointment", "obligation")},
        "advice": improving["advice"],
    }  # fmt: skip


def _evidence(one: Records, made: Everything) -> None:
    """A complete audit of the child is evidence of a finding."""
    loop = one["loop"]
    kept = evidence.add_audit(
        loop.authority, by=made.people["quality lead"], now=made.door.now, audit=one["follow_audit"],
        shows="The child was heard", links=evidence.Links(findings=[one["finding"]], actions=[one["plan_action"]]),
    )  # fmt: skip
    one["evidence"] = kept


# --- Every word about the hidden child holds the name --------------------------------------------------------------


def _name(person: Person) -> None:
    """Write the child's family name behind everything that anybody wrote in an audit, an action, an answer."""
    about = {"person": person}
    rows: list[models.QuerySet[Any]] = [
        model._default_manager.filter(**about) for model in (Audit, AuditAction, AuditAlert, Voice)
    ]
    of_audit = {"audit__person": person}
    rows += [relation.related_model._default_manager.filter(**of_audit) for relation in _parts_of(Audit)]
    rows += [VoiceStage.objects.filter(voice__person=person), Supervision.objects.filter(children__person=person)]
    for found in rows:
        _stamp(found)
    for found in rows[:4]:
        kept = {"subject_type": found.model._meta.label_lower, "subject_id__in": found.values("pk")}
        _stamp(StatusChange.objects.filter(**kept))
        _stamp(Clock.objects.filter(**kept))


def _parts_of(model: type[models.Model]) -> Iterable[Any]:
    """The tables that hold parts of a record and no person of their own."""
    for relation in model._meta.related_objects:
        has_person = any(one.name == "person" for one in relation.related_model._meta.fields)
        is_ours = relation.related_model._meta.app_label == model._meta.app_label
        if is_ours and not has_person and relation.field.name == "audit":
            yield relation


def _stamp(rows: models.QuerySet[Any]) -> None:
    """Behind every free text that is not empty. Codes and references are no free text: they are short or chosen."""
    for one in rows.model._meta.fields:
        is_long = isinstance(one, models.CharField) and (one.max_length or 0) >= 200 and not one.choices
        if isinstance(one, models.TextField) or is_long:
            written = rows.exclude(**{one.name: ""}) if not one.null else rows.exclude(**{one.name: None})
            for pk, text in list(written.values_list("pk", one.name)):
                rows.model._default_manager.filter(pk=pk).update(**{one.name: f"{text} {HIDDEN}"})
