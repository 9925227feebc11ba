"""What happens when an audit finds something that cannot wait? Raised, answered, looked at, closed.

Raised in the transaction of whatever found it, to a named manager, with a clock. The message says that there is an
alert and nothing about the child. It is closed by somebody who did not answer it, after the answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock
from threshold.core.models import Message
from threshold.core.posting import queue_email
from threshold.quality import pack
from threshold.quality.actions.giving import about, locked
from threshold.quality.models import Audit, AuditAlert
from threshold.quality.policies import alerts as policies
from threshold.quality.queries import alerts as queries
from threshold.quality.queries.eligible import Answerer, senior_leaders
from threshold.quality.states import AlertState
from threshold.ui import filters

Because = AuditAlert.Because


def raise_for(audit: Audit, because: str, what: str, by: User, now: dt.datetime) -> AuditAlert:
    """Raise an alert inside another action: named manager, clock, message, history, entry of the audit log."""
    named = Answerer(audit, now).first
    alert = AuditAlert.objects.create(
        audit=audit,
        because=because,
        what=what.strip(),
        person_id=audit.person_id,
        team_id=audit.team_id,
        to=named,
        raised_at=now,
        raised_by=by,
    )
    status.begin(alert, by=by, now=now)
    hours = pack.of().alerts.unsafe_hours if because == Because.UNSAFE else None
    clock = clocks.start(
        "audit-alert",
        alert,
        started_at=now,
        about_id=audit.person_id,
        team_id=audit.team_id,
        owner_id=named.pk if named else None,
        limit=hours,
        unit=clocks.Unit.HUB_HOURS if hours else None,
    )
    if named:
        alert.message = _tell(alert, named, clock.due_at, by, now)
        alert.save(update_fields=["message"])
    else:
        for leader in senior_leaders(now):
            _tell(alert, leader, clock.due_at, by, now, nobody=True)
    journal.record(
        "quality.raise_alert", by=by, now=now, subject=alert, about=about(audit),
        detail={"audit": audit.pk, "because": because, "to": named.pk if named else None},
    )  # fmt: skip
    return alert


_TO_ANSWER = (
    "An audit found something that cannot wait, and you are asked to answer it.\n\n"
    "Alert {reference}. Your answer is due by {due}.\n\n"
    "Sign in to Threshold and open “Quality”: it is the first thing there. Nothing about it is said in this message. "
    "If you cannot answer it today, open it and pass it on."
)
_NOBODY = (
    "An audit found something that cannot wait, and nobody who answers alerts may see the record that it is about.\n\n"
    "Alert {reference}. An answer is due by {due}.\n\n"
    "Ask whoever restricted the record to name a manager who may see it. Nothing about it is said in this message."
)
_LATE = (
    "An alert from an audit has not been answered in time.\n\n"
    "Alert {reference}. The answer was due by {due}.\n\n"
    "Sign in to Threshold and open “Quality”, or speak with the quality assurance lead. Nothing about it is said in "
    "this message."
)


def _tell(
    alert: AuditAlert, to: User, due_at: dt.datetime, by: User, now: dt.datetime, *, nobody: bool = False,
    late: bool = False,
) -> Message:  # fmt: skip
    heading = "An alert from an audit is late" if late else "An alert from an audit"
    text = _LATE if late else (_NOBODY if nobody else _TO_ANSWER)
    return queue_email(
        alert,
        purpose="audit-alert",
        to=to.email,
        heading=heading,
        body=text.format(reference=alert.reference, due=filters.deadline(due_at)),
        by=by,
        now=now,
    )


@action("quality.raise_alert", permission=Permission.AUDIT_DO)
def raise_alert(audit: Audit, *, by: User, now: dt.datetime, what: str) -> AuditAlert:
    """Say that a child may be unsafe now, before the audit is finished and whatever its grade will be.

    Raises:
        Refused: it was raised already, nothing is said, or this person does not judge this audit.
    """
    audit = locked(audit, by, now)
    policies.check_can_raise(
        audit,
        judges=by.pk in (audit.auditor_id, audit.moderator_id),
        already=AuditAlert.objects.filter(audit=audit, because=Because.UNSAFE).exists(),
        what=what,
    )
    change(audit, is_unsafe=True)
    return raise_for(audit, Because.UNSAFE, what, by, now)


@action("quality.answer_alert", permission=Permission.AUDIT_ANSWER)
def answer_alert(
    alert: AuditAlert, *, by: User, now: dt.datetime, answer: str, expected_version: int | None = None
) -> AuditAlert:
    """The named manager says what was done, how the child is now and how that is known.

    Raises:
        Refused: it is in another's name, was answered, or nothing is said.
    """
    alert = _locked(alert, by, now, expected_version)
    policies.check_can_answer(alert, is_named=alert.to_id == by.pk, answer=answer)
    change(alert, answer=answer.strip(), answered_at=now, answered_by=by)
    # The answer stands in the history too: one that is sent back is not lost under the next.
    status.move(alert, AlertState.ANSWERED, by=by, now=now, reason=answer.strip())
    clocks.stop("audit-alert", alert, now=now)
    _audit("quality.answer_alert", alert, by, now)
    return alert


@action("quality.pass_on_alert", permission=Permission.AUDIT_ANSWER)
def pass_on_alert(
    alert: AuditAlert, *, by: User, now: dt.datetime, to: User, reason: str, expected_version: int | None = None
) -> AuditAlert:
    """Put an alert into another manager's name, or take it over. Its clock runs on.

    Raises:
        Refused: it was answered, they may not answer it, they have it, or there is no reason.
    """
    alert = _locked(alert, by, now, expected_version)
    possible = {user.pk for user in Answerer(alert.audit, now).possible}
    policies.check_can_pass_on(alert, may_answer=to.pk in possible, is_same=alert.to_id == to.pk, reason=reason)
    change(alert, to=to)
    status.move(alert, AlertState.RAISED, by=by, now=now, reason=reason.strip())
    clocks.reassign(alert, team_id=alert.team_id, owner_id=to.pk)
    clock = queries.clocks_of([alert])[alert.pk]
    if to.pk != by.pk:
        _tell(alert, to, clock.due_at, by, now)
    _audit("quality.pass_on_alert", alert, by, now, to=to.pk)
    return alert


@action("quality.close_alert", permission=Permission.AUDIT_PLAN)
def close_alert(
    alert: AuditAlert, *, by: User, now: dt.datetime, look: str, expected_version: int | None = None
) -> AuditAlert:
    """Close an alert after a look at the record, by somebody who did not answer it.

    Raises:
        Refused: it was not answered, it is one's own answer, or nobody says what was seen.
    """
    alert = _locked(alert, by, now, expected_version)
    policies.check_can_look(alert, is_own_answer=alert.answered_by_id == by.pk, look=look)
    values = {"look": look.strip(), "closed_at": now, "closed_by": by, "version": alert.version + 1}
    status.move(alert, AlertState.CLOSED, by=by, now=now, reason=look.strip(), values=values)
    _audit("quality.close_alert", alert, by, now)
    return alert


@action("quality.send_back_alert", permission=Permission.AUDIT_PLAN)
def send_back_alert(
    alert: AuditAlert, *, by: User, now: dt.datetime, look: str, expected_version: int | None = None
) -> AuditAlert:
    """The answer does not make the child safe: back to the manager, with why, and the old deadline.

    Raises:
        Refused: as for closing.
    """
    alert = _locked(alert, by, now, expected_version)
    policies.check_can_look(alert, is_own_answer=alert.answered_by_id == by.pk, look=look)
    change(alert)
    status.move(alert, AlertState.RAISED, by=by, now=now, reason=look.strip())
    clocks.resume("audit-alert", alert)
    if alert.to is not None:
        _tell(alert, alert.to, queries.clocks_of([alert])[alert.pk].due_at, by, now)
    _audit("quality.send_back_alert", alert, by, now)
    return alert


@action("quality.escalate_alerts", permission=Permission.WORKER)
def escalate_alerts(*, by: User, now: dt.datetime) -> int:
    """Tell senior leaders of alerts that nobody has answered in time; of each once.

    Returns:
        how many.
    """
    late = queries.overdue(Scope(by, now))
    due = queries.clocks_of(late)
    leaders = senior_leaders(now) if late else []
    for alert in late:
        row = lock(alert)
        change(row, escalated_at=now)
        for leader in leaders:
            _tell(row, leader, due[row.pk].due_at, by, now, late=True)
        _audit("quality.escalate_alert", row, by, now)
    journal.record("quality.escalate_alerts", by=by, now=now, detail={"alerts": len(late)})
    return len(late)


def _locked(alert: AuditAlert, by: User, now: dt.datetime, expected_version: int | None) -> AuditAlert:
    queries.check_visible(Scope(by, now), alert)
    return lock(alert, expected_version=expected_version)


def _audit(name: str, alert: AuditAlert, by: User, now: dt.datetime, **detail: object) -> None:
    people: Iterable[int] = [alert.person_id] if alert.person_id else []
    journal.record(name, by=by, now=now, subject=alert, about=people, detail=detail)
