"""How is an audit done? Begun, handed in once, and from then on nobody's to change; a dip sample on one page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.people.names import times_named
from threshold.people.queries import family_names
from threshold.quality import pack, telling
from threshold.quality.actions import alerts, giving
from threshold.quality.actions.giving import about, locked
from threshold.quality.grades import Grade
from threshold.quality.models import (
    Audit,
    AuditAlert,
    AuditAnswer,
    AuditGrade,
    FamilyFeedback,
    Pen,
    ProgrammeItem,
)
from threshold.quality.policies import audits as policies
from threshold.quality.queries import audits as queries
from threshold.quality.states import AuditState

Answers = Mapping[tuple[str, str], str]
Grades = Mapping[str, tuple[str, str]]
WHOLE = ""


@dataclass(frozen=True)
class Judgement:
    """Everything that an auditor hands in.

    Attributes:
        answers: `{(domain, question): answer}`.
        grades: `{domain: (grade, because)}`, "" for the whole.
        feedback: `{"child" | "parent" | "carer": (their words, why there are none)}`; empty for an audit about nobody.
        unsafe: what makes the child unsafe now; empty where nothing does, or where it was raised already.
        joint_note: what a joint auditor needs to know, without a name.
    """

    answers: Answers
    grades: Grades
    together: bool | None
    not_together_reason: str
    strengths: str
    worries: str
    impact: str
    feedback: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unsafe: str = ""
    joint_note: str = ""


@action("quality.begin_audit", permission=Permission.AUDIT_DO)
def begin_audit(audit: Audit, *, by: User, now: dt.datetime) -> Audit:
    """Begin an audit: its practitioner sees that it is under way.

    Raises:
        Refused: it was given to somebody else, or has begun.
    """
    audit = locked(audit, by, now)
    policies.check_can_begin(audit, is_auditor=audit.auditor_id == by.pk)
    change(audit)
    status.move(audit, AuditState.IN_PROGRESS, by=by, now=now)
    journal.record("quality.begin_audit", by=by, now=now, subject=audit, about=about(audit))
    return audit


@action("quality.hand_in_audit", permission=Permission.AUDIT_DO)
def hand_in_audit(
    audit: Audit, *, by: User, now: dt.datetime, judgement: Judgement, expected_version: int | None = None
) -> Audit:
    """Hand in what was found: whole, once. Something inadequate or unsafe raises an alert in the same moment.

    Goes to a second auditor where the draw picked it or anything is inadequate; otherwise it is complete.

    Raises:
        Refused: something is missing, it was handed in already, or it is somebody else's.
    """
    audit = locked(audit, by, now, expected_version)
    policies.check_is_full_audit(audit)
    policies.check_can_hand_in(audit, is_auditor=audit.auditor_id == by.pk)
    _check_whole(audit, judgement, by, now)
    _write(audit, judgement, by, now)
    change(
        audit,
        practised_together=judgement.together,
        not_together_reason="" if judgement.together else judgement.not_together_reason.strip(),
        strengths=judgement.strengths.strip(),
        worries=judgement.worries.strip(),
        impact=judgement.impact.strip(),
        joint_note=judgement.joint_note.strip(),
        grade=judgement.grades[WHOLE][0],
        graded_at=now,
        is_unsafe=audit.is_unsafe or bool(judgement.unsafe.strip()),
    )
    if audit.state == AuditState.ASSIGNED:
        status.move(audit, AuditState.IN_PROGRESS, by=by, now=now)
    clocks.stop("audit-do", audit, now=now)
    is_inadequate = raise_alerts(audit, judgement.grades, judgement.unsafe, by, now)
    if audit.is_picked_for_moderation or is_inadequate:
        moderator = giving.next_moderator(audit, now)
        change(audit, moderator=moderator)
        status.move(audit, AuditState.AWAITING_MODERATION, by=by, now=now)
        giving.start_clock("audit-moderate", audit, moderator, now)
        telling.tell_moderator(audit, by=by, now=now)
    else:
        complete(audit, {domain: grade for domain, (grade, _) in judgement.grades.items()}, by, now)
    journal.record("quality.hand_in_audit", by=by, now=now, subject=audit, about=about(audit))
    return audit


def _check_whole(audit: Audit, judgement: Judgement, by: User, now: dt.datetime) -> None:
    tool = pack.of(audit.pack_version_id).tool(audit.tool)
    questions = {(domain.code, question.code) for domain in tool.domains for question in domain.questions}
    policies.check_answers(judgement.answers, questions=questions, allowed=AuditAnswer.Answer.values)
    policies.check_grades(judgement.grades, domains=[domain.code for domain in tool.domains])
    policies.check_story(
        together=judgement.together,
        not_together_reason=judgement.not_together_reason,
        strengths=judgement.strengths,
        worries=judgement.worries,
        impact=judgement.impact,
    )
    policies.check_feedback(
        judgement.feedback, asked=FamilyFeedback.Who.values, is_about_a_child=audit.person_id is not None
    )
    if audit.person is not None and judgement.joint_note:
        names = family_names(Scope(by, now), [audit.person])
        policies.check_names_nobody(
            names_somebody=any(len(name) > 1 and times_named(name, judgement.joint_note) for name in names)
        )


def _write(audit: Audit, judgement: Judgement, by: User, now: dt.datetime) -> None:
    AuditAnswer.objects.bulk_create(
        AuditAnswer(audit=audit, domain=domain, question=question, answer=answer)
        for (domain, question), answer in judgement.answers.items()
    )
    write_grades(audit, Pen.AUDITOR, judgement.grades, by, now)
    FamilyFeedback.objects.bulk_create(
        FamilyFeedback(audit=audit, who=who, words=words.strip(), why_not=why_not.strip(), at=now, by=by)
        for who, (words, why_not) in judgement.feedback.items()
    )


def write_grades(audit: Audit, pen: Pen, grades: Grades, by: User, now: dt.datetime) -> None:
    AuditGrade.objects.bulk_create(
        AuditGrade(audit=audit, pen=pen, domain=domain, grade=grade, because=because.strip(), at=now, by=by)
        for domain, (grade, because) in grades.items()
    )


def raise_alerts(audit: Audit, grades: Grades, unsafe: str, by: User, now: dt.datetime) -> bool:
    """Raise what the grades and the worry call for and was not raised before. Whether anything is inadequate."""
    raised = set(AuditAlert.objects.filter(audit=audit).values_list("because", flat=True))
    if unsafe.strip() and alerts.Because.UNSAFE not in raised:
        alerts.raise_for(audit, alerts.Because.UNSAFE, unsafe, by, now)
    inadequate = [domain for domain, (grade, _) in grades.items() if grade == Grade.INADEQUATE]
    if inadequate and alerts.Because.INADEQUATE not in raised:
        tool = pack.of(audit.pack_version_id).tool(audit.tool)
        titles = {domain.code: domain.title for domain in tool.domains} | {WHOLE: "As a whole"}
        what = "\n\n".join(f"{titles[domain]}: {grades[domain][1].strip()}" for domain in inadequate)
        alerts.raise_for(audit, alerts.Because.INADEQUATE, what, by, now)
    return bool(inadequate)


def complete(audit: Audit, agreed: Mapping[str, str], by: User, now: dt.datetime) -> None:
    """Set the agreed grades and end the audit. Inside another action, with the audit locked."""
    write_grades(audit, Pen.AGREED, {domain: (grade, "") for domain, grade in agreed.items()}, by, now)
    values = {"completed_at": now, "agreed_grade": agreed.get(WHOLE, ""), "version": audit.version + 1}
    status.move(audit, AuditState.COMPLETE, by=by, now=now, values=values)


@dataclass(frozen=True)
class DipRow:
    """One record of a dip sample: an answer to every question, and what makes the child unsafe, if anything."""

    audit: Audit
    answers: Mapping[str, str]
    unsafe: str = ""


@action("quality.hand_in_dip_sample", permission=Permission.AUDIT_DO)
def hand_in_dip_sample(item: ProgrammeItem, *, by: User, now: dt.datetime, rows: list[DipRow]) -> list[Audit]:
    """Answer the questions of a dip sample for some of its records; each is then complete.

    Raises:
        Refused: a record is not this person's, was answered, or lacks an answer; nothing is written then.
    """
    done = []
    for row in rows:
        queries.check_visible(Scope(by, now), row.audit)
        audit = lock(row.audit)
        policies.check_can_answer_dip_sample(audit, is_auditor=audit.auditor_id == by.pk)
        sample = pack.of(audit.pack_version_id).dip_sample(audit.tool)
        answers = {(WHOLE, question): answer for question, answer in row.answers.items()}
        policies.check_answers(
            answers,
            questions={(WHOLE, question.code) for question in sample.questions},
            allowed=AuditAnswer.Answer.values,
        )
        AuditAnswer.objects.bulk_create(
            AuditAnswer(audit=audit, domain=domain, question=question, answer=answer)
            for (domain, question), answer in answers.items()
        )
        if audit.state == AuditState.ASSIGNED:
            status.move(audit, AuditState.IN_PROGRESS, by=by, now=now)
        if row.unsafe.strip():
            change(audit, is_unsafe=True)
            raise_alerts(audit, {}, row.unsafe, by, now)
        complete(audit, {}, by, now)
        clocks.stop("audit-do", audit, now=now)
        done.append(audit)
    people = [audit.person_id for audit in done if audit.person_id]
    journal.record(
        "quality.hand_in_dip_sample", by=by, now=now, subject=item, about=people,
        detail={"audits": [audit.pk for audit in done]},
    )  # fmt: skip
    return done
