"""What does the page of a hand-over say? Its first line. No queries, no permissions."""

from __future__ import annotations

import datetime as dt

from threshold.core import clocks
from threshold.core.calendar import day_of
from threshold.pathway.models import Handover
from threshold.pathway.states import HandoverState
from threshold.people import presenters as people
from threshold.ui import filters

_NEXT = {
    HandoverState.AWAITING_ACCEPTANCE: "The team accepts the child, or sends them back with the reason",
    HandoverState.ACCEPTED: "Allocate a worker",
    HandoverState.ALLOCATED: "The worker has the child in hand",
    HandoverState.SENT_BACK: "A front-door manager offers it again, or closes it",
    HandoverState.CLOSED: "Nothing: this is closed",
}


def headline(handover: Handover, due: clocks.Explanation | None, now: dt.datetime) -> list[tuple[str, str]]:
    """Who, why now, what next, by when."""
    age = people.age(handover.person, day_of(now))
    who = f"{handover.person.display_name} ({age})" if age else handover.person.display_name
    why = f"{handover.get_kind_display()}, offered by {handover.opened_by} on {filters.datetime(handover.opened_at)}"
    return [
        ("Who", who),
        ("Why now", why),
        ("What next", _NEXT[HandoverState(handover.state)]),
        ("By when", people.by_when(due)),
    ]
