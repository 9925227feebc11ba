"""How is an audit graded a second time? Blind, by somebody the program chose; what differs is talked through."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change
from threshold.quality import pack, telling
from threshold.quality.actions import audits, giving
from threshold.quality.actions.audits import Grades
from threshold.quality.actions.giving import about, locked
from threshold.quality.models import Audit, AuditGrade, Pen
from threshold.quality.policies import audits as policies
from threshold.quality.policies import programme as programme_policies
from threshold.quality.states import AuditState


@action("quality.moderate_audit", permission=Permission.AUDIT_MODERATE)
def moderate_audit(
    audit: Audit, *, by: User, now: dt.datetime, grades: Grades, expected_version: int | None = None
) -> Audit:
    """Grade an audit a second time, without having seen the first. The same grades complete it.

    Args:
        grades: `{domain: (grade, because)}`, "" for the whole.

    Raises:
        Refused: it does not wait for this person, or a grade or a reason is missing.
    """
    audit = locked(audit, by, now, expected_version)
    policies.check_can_moderate(audit, is_moderator=audit.moderator_id == by.pk)
    tool = pack.of(audit.pack_version_id).tool(audit.tool)
    policies.check_grades(grades, domains=[domain.code for domain in tool.domains])
    audits.write_grades(audit, Pen.MODERATOR, grades, by, now)
    change(audit, moderated_at=now)
    clocks.stop("audit-moderate", audit, now=now)
    audits.raise_alerts(audit, grades, "", by, now)
    given = _given(audit)
    if all(first == second for first, second in given.values()):
        audits.complete(audit, {domain: first for domain, (first, _) in given.items()}, by, now)
    else:
        status.move(audit, AuditState.IN_DISCUSSION, by=by, now=now)
        giving.start_clock("audit-agree", audit, audit.auditor, now)
    journal.record("quality.moderate_audit", by=by, now=now, subject=audit, about=about(audit))
    return audit


@action("quality.agree_grades", permission=Permission.AUDIT_DO)
def agree_grades(
    audit: Audit,
    *,
    by: User,
    now: dt.datetime,
    discussion: str,
    agreed: Mapping[str, str],
    expected_version: int | None = None,
) -> Audit:
    """Record what the two talked through and the grades that they agreed on. Both first grades stay.

    Raises:
        Refused: there is nothing to agree, it is neither's to record, or a grade lies outside the two.
    """
    audit = locked(audit, by, now, expected_version)
    policies.check_can_agree(
        audit,
        is_one_of_two=by.pk in (audit.auditor_id, audit.moderator_id),
        discussion=discussion,
        agreed=agreed,
        given=_given(audit),
    )
    change(audit, discussion=discussion.strip(), agreed_by=by)
    audits.complete(audit, agreed, by, now)
    clocks.stop("audit-agree", audit, now=now)
    journal.record("quality.agree_grades", by=by, now=now, subject=audit, about=about(audit))
    return audit


@action("quality.assign_moderator", permission=Permission.AUDIT_PLAN)
def assign_moderator(audit: Audit, *, by: User, now: dt.datetime) -> Audit:
    """Try again to find somebody for the second grade, where there was nobody.

    Raises:
        Refused: it does not wait for one, or still nobody may.
    """
    audit = locked(audit, by, now)
    policies.check_can_pass_on(audit, reason="Nobody could be found before")
    moderator = giving.next_moderator(audit, now) if audit.moderator_id is None else None
    programme_policies.check_somebody_may(found=moderator is not None)
    change(audit, moderator=moderator)
    status.move(audit, AuditState.AWAITING_MODERATION, by=by, now=now, reason="Somebody was found")
    clocks.reassign(audit, team_id=None, owner_id=moderator.pk if moderator else None)
    telling.tell_moderator(audit, by=by, now=now)
    journal.record("quality.assign_moderator", by=by, now=now, subject=audit, about=about(audit))
    return audit


@action("quality.finish_without_moderation", permission=Permission.AUDIT_PLAN)
def finish_without_moderation(
    audit: Audit, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> Audit:
    """Complete an audit with the auditor's grades alone, because nobody may give a second. The reason is kept.

    Raises:
        Refused: somebody may, it does not wait for one, or there is no reason.
    """
    audit = locked(audit, by, now, expected_version)
    policies.check_can_finish_alone(
        audit, somebody_may_moderate=bool(giving.who_may_moderate(audit, now)), reason=reason
    )
    change(audit, not_moderated_reason=reason.strip())
    rows = AuditGrade.objects.filter(audit=audit, pen=Pen.AUDITOR)
    audits.complete(audit, dict(rows.values_list("domain", "grade")), by, now)
    clocks.cancel("audit-moderate", audit, now=now, reason="Nobody may give a second grade")
    journal.record("quality.finish_without_moderation", by=by, now=now, subject=audit, about=about(audit))
    return audit


def _given(audit: Audit) -> dict[str, tuple[str, str]]:
    """`{domain: (auditor's grade, moderator's grade)}`."""
    rows = AuditGrade.objects.filter(audit=audit, pen__in=(Pen.AUDITOR, Pen.MODERATOR))
    by_pen = {(pen, domain): grade for pen, domain, grade in rows.values_list("pen", "domain", "grade")}
    return {
        domain: (grade, by_pen[Pen.MODERATOR, domain]) for (pen, domain), grade in by_pen.items() if pen == Pen.AUDITOR
    }
