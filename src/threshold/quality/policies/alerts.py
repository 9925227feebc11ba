"""May an alert from an audit be raised, answered, passed on, sent back or closed now?"""

from __future__ import annotations

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import Audit, AuditAlert
from threshold.quality.states import AlertState, AuditState


def check_can_raise(audit: Audit, *, judges: bool, already: bool, what: str) -> None:
    """At any moment of an audit, also before anything is graded: `judges` is the auditor or the moderator."""
    if not judges:
        raise NotPermitted("An alert is raised by somebody who audits this record. Tell the auditor, or a manager now.")
    if audit.state == AuditState.CANCELLED:
        raise Refused("This audit was cancelled. If a child may be unsafe, tell the manager of the team now.")
    if already:
        raise Refused("An alert was raised for this reason already. Its page says who answers.")
    if not what.strip():
        raise Refused("Say what worries you, so that the manager can act without asking.")


def check_can_answer(alert: AuditAlert, *, is_named: bool, answer: str) -> None:
    if not is_named:
        raise NotPermitted("The alert is in another manager's name. Take it over first, with the reason.")
    if alert.state != AlertState.RAISED:
        raise Refused("This alert was answered already.")
    if not answer.strip():
        raise Refused("Write what you did, how the child is now, and how you know.")


def check_can_pass_on(alert: AuditAlert, *, may_answer: bool, is_same: bool, reason: str) -> None:
    """`may_answer`: whoever gets it answers for a team or leads, sees the child, and it is not their own practice."""
    if alert.state != AlertState.RAISED:
        raise Refused("This alert was answered already.")
    if is_same:
        raise Refused("They have it already.")
    if not may_answer:
        raise Refused("They may not answer this alert: choose somebody of the list.")
    if not reason.strip():
        raise Refused("Say why somebody else answers.")


def check_can_look(alert: AuditAlert, *, is_own_answer: bool, look: str) -> None:
    """Closing an alert, or sending it back: by somebody who did not answer it."""
    if alert.state != AlertState.ANSWERED:
        raise Refused("An alert is closed after its manager has answered, and not before.")
    if is_own_answer:
        raise NotPermitted("You answered this alert yourself. Somebody else looks at the answer.")
    if not look.strip():
        raise Refused("Write what you saw when you looked: the record, and not only the answer.")
