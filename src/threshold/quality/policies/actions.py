"""When may an action from an audit be raised, evidenced, looked at, closed, given to somebody else or cancelled?"""

from __future__ import annotations

import datetime as dt

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import AuditAction
from threshold.quality.states import AuditActionState, AuditState

S = AuditActionState
#: A second look says what was seen; fewer signs than this say nothing.
SHORTEST_LOOK = 20


def check_can_raise(
    *, audit_state: str, is_auditor: bool, may_plan: bool, what: str, difference: str, due_on: dt.date, today: dt.date
) -> None:
    if not is_auditor and not may_plan:
        raise NotPermitted("Only the auditor of this audit, or the quality assurance lead, raises an action from it.")
    if audit_state in (AuditState.ASSIGNED, AuditState.CANCELLED):
        raise Refused("Nobody has looked at the record in this audit yet. Begin the audit first, then raise actions.")
    if not what.strip():
        raise Refused("Say what is to be done.")
    if not difference.strip():
        raise Refused("Say what will differ for the child when it is done.")
    check_due_on(due_on=due_on, today=today)


def check_due_on(*, due_on: dt.date, today: dt.date) -> None:
    if due_on < today:
        raise Refused("The day by which it is to be done has passed. Choose today or a later day.")
    if (due_on - today).days > 366:
        raise Refused("That is more than a year away. Choose a day within a year, or take several actions.")


def check_owner(*, is_staff: bool, may_see: bool) -> None:
    """Whoever is to put something right for a child must see the child's record."""
    if not is_staff:
        raise Refused("Choose an owner who works here today.")
    if not may_see:
        raise Refused("This owner may not see the child's record. Choose somebody else.")


def check_can_give_evidence(action: AuditAction, *, is_owner: bool, may_answer: bool, evidence: str) -> None:
    if not is_owner and not may_answer:
        raise NotPermitted("Only the owner of this action, or a manager who answers for it, gives its evidence.")
    if action.state != S.OPEN:
        raise Refused(f"This action is “{action.get_state_display().lower()}”: evidence is given while it is open.")
    if not evidence.strip():
        raise Refused("Say what was done and where in the record it can be seen.")


def check_can_look(action: AuditAction, *, is_owner: bool, gave_evidence: bool, may_look: bool) -> None:
    """The second look is somebody else's, always."""
    if is_owner:
        raise NotPermitted("You own this action. Somebody else looks at the child's record and closes it.")
    if gave_evidence:
        raise NotPermitted("You gave the evidence. Somebody else looks at the child's record and closes it.")
    if not may_look:
        raise NotPermitted("Your role does not give second looks. An auditor or a manager does this.")
    if action.state != S.EVIDENCED:
        raise Refused(
            f"This action is “{action.get_state_display().lower()}”. The second look comes after the evidence."
        )


def check_look(*, has_looked: bool, is_about_a_child: bool, seen: str) -> None:
    """Whatever the second person found: they opened the record, and they say what they saw in it."""
    if is_about_a_child and not has_looked:
        raise Refused("Open the child's record from this page first, then say what you saw in it.")
    if len("".join(seen.split())) < SHORTEST_LOOK:
        raise Refused("Say what you saw in the record, in a sentence that somebody else will understand later.")


def check_can_cancel(action: AuditAction, *, is_raiser: bool, may_plan: bool, reason: str) -> None:
    if not is_raiser and not may_plan:
        raise NotPermitted("Only whoever raised this action, or the quality assurance lead, cancels it.")
    if action.state != S.OPEN:
        raise Refused(f"This action is “{action.get_state_display().lower()}” and cannot be cancelled.")
    if not reason.strip():
        raise Refused("Say why this is no longer wanted.")


def check_can_reassign(
    action: AuditAction,
    *,
    is_raiser: bool,
    may_plan: bool,
    manages_team: bool,
    changes: bool,
    changes_owner: bool,
    reason: str,
) -> None:
    """An owner who hands the action on while it waits for its second look could give that look then."""
    if not (is_raiser or may_plan or manages_team):
        raise NotPermitted(
            "Only whoever raised this action, the team's manager or the quality assurance lead changes who does it "
            "and by when."
        )
    if action.state not in (S.OPEN, S.EVIDENCED):
        raise Refused(f"This action is “{action.get_state_display().lower()}”: its owner and day stay as they are.")
    if action.state == S.EVIDENCED and changes_owner:
        raise Refused(
            "This action waits for somebody else to look at the child's record. Until then it stays with whoever did "
            "it; the day can be another one."
        )
    if not changes:
        raise Refused("Neither the owner nor the day is another one. Change one of them, or leave this page.")
    if not reason.strip():
        raise Refused("Say why the owner or the day changes.")
