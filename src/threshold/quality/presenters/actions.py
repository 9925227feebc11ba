"""What do the pages of actions say? Tags, the first line, lists; no queries, no permissions."""

from __future__ import annotations

import datetime as dt

from threshold.core.calendar import day_of
from threshold.quality.models import AuditAction
from threshold.quality.states import AuditActionState
from threshold.ui import filters

S = AuditActionState
COLOURS = {S.OPEN: "yellow", S.EVIDENCED: "blue", S.CLOSED: "green", S.CANCELLED: "grey"}
#: The short form for tables; the whole sentence is the state's label.
SHORT = {S.OPEN: "To be done", S.EVIDENCED: "Second look", S.CLOSED: "Closed", S.CANCELLED: "Cancelled"}


def tags(action: AuditAction, now: dt.datetime) -> list[tuple[str, str]]:
    state = S(action.state)
    found = [(SHORT[state], COLOURS[state])]
    if is_overdue(action, now):
        found.append(("Overdue", "red"))
    return found


def is_overdue(action: AuditAction, now: dt.datetime) -> bool:
    return action.state in (S.OPEN, S.EVIDENCED) and action.due_on < day_of(now)


def due(action: AuditAction, now: dt.datetime) -> str:
    """ "Due 3 April 2026", "3 days late"."""
    if action.state in (S.CLOSED, S.CANCELLED):
        return filters.date(action.due_on)
    late = (day_of(now) - action.due_on).days
    return f"{filters.plural(late, 'day')} late" if late > 0 else filters.date(action.due_on)


_NEXT = {
    S.OPEN: "The owner does it and says where it can be seen",
    S.EVIDENCED: "A second person opens the child's record and says what they see",
    S.CLOSED: "Nothing: it was done, and seen by a second person",
    S.CANCELLED: "Nothing: it is no longer wanted",
}


def headline(action: AuditAction, now: dt.datetime) -> list[tuple[str, str]]:
    who = action.person.display_name if action.person else "About practice, not about one child"
    when = filters.date(action.due_on)
    return [
        ("Who", who),
        ("Why now", f"Raised by {action.raised_by} after audit {action.audit.reference}"),
        ("What next", _NEXT[S(action.state)]),
        ("By when", f"{when}, {due(action, now)}" if is_overdue(action, now) else when),
    ]


CSV_HEADER = (
    "Action", "Audit", "Child", "Team", "Owner", "What", "What will differ", "Due", "State", "Escalated to",
)  # fmt: skip


def csv_row(action: AuditAction) -> tuple[str, ...]:
    return (
        action.reference, action.audit.reference, action.person.reference if action.person else "", action.team.name,
        action.owner.name, action.what, action.difference, action.due_on.isoformat(), action.get_state_display(),
        action.escalated_to.name if action.escalated_to else "",
    )  # fmt: skip
