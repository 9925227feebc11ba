"""What came in and how long did it take? The past, as the model reads it: no child, no name, only times and ratings."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """One contact. Moments are naive, on London's wall clock.

    Attributes:
        rank: of its rating, 0 the most urgent.
        screened, decided: None where that has not happened; decided when the last of its children was.
        asked, answered: the first question to a partner and the last answer; None where nobody was asked.
    """

    received: dt.datetime
    rank: int
    danger: bool
    screened: dt.datetime | None = None
    decided: dt.datetime | None = None
    asked: dt.datetime | None = None
    answered: dt.datetime | None = None


@dataclass(frozen=True)
class History:
    """All contacts received from the first day to the last, in the order of arrival."""

    first: dt.date
    last: dt.date
    contacts: Sequence[Seen]

    def between(self, first: dt.date, last: dt.date) -> History:
        """Those received from one day to another; both days belong to it."""
        first, last = max(first, self.first), min(last, self.last)
        begin = self._place(first)
        return History(first, last, self.contacts[begin : self._place(last + dt.timedelta(days=1))])

    def latest(self, most: int) -> History:
        """The same, beginning on the day that leaves no more than about so many contacts."""
        if len(self.contacts) <= most:
            return self
        return self.between(self.contacts[-most].received.date(), self.last)

    def _place(self, day: dt.date) -> int:
        midnight = dt.datetime.combine(day, dt.time())
        return bisect_left(self.contacts, midnight, key=lambda seen: seen.received)

    @property
    def length(self) -> int:
        """In days."""
        return (self.last - self.first).days + 1


def month_of(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def month_starts(last: dt.date, number: int) -> list[dt.date]:
    """The first days of the last so many whole months up to a day, the earliest first."""
    after = last + dt.timedelta(days=1)
    count = after.year * 12 + after.month - 1
    return [dt.date((count - back) // 12, (count - back) % 12 + 1, 1) for back in range(number, 0, -1)]


def month_end(first: dt.date) -> dt.date:
    """The last day of the month that begins on this day."""
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
