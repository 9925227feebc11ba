"""Which minute of the simulation is which day, and when is a deadline over?

The simulation counts minutes of London's wall clock from midnight of its first day. The two nights a year in which
the clocks change are taken as having 24 hours: a deadline is a date, so only "within 24 hours" can be an hour out.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from threshold.core.calendar import Hours, add_working_days, is_working_day

DAY = 1440.0  # minutes


@dataclass(frozen=True)
class Days:
    """A stretch of days with the front door's opening hours, and sums over them.

    Attributes:
        first: the day of minute 0; count: how many days.
        working: for each day, whether it is a working day.
        deadlines: for each day, the minute at which the working day after it is over.
    """

    first: dt.date
    count: int
    opens: float
    closes: float
    working: tuple[bool, ...]
    deadlines: tuple[float, ...]
    _open_before: tuple[float, ...]
    _working_days: tuple[int, ...]

    @classmethod
    def of(cls, first: dt.date, count: int, hours: Hours) -> Days:
        days = [first + dt.timedelta(days=number) for number in range(count)]
        working = tuple(is_working_day(day) for day in days)
        deadlines = tuple(((add_working_days(day, 1) - first).days + 1) * DAY for day in days)
        opens, closes = minute_of(hours.opens), minute_of(hours.closes)
        before, total = [], 0.0
        for is_open in working:
            before.append(total)
            total += (closes - opens) if is_open else 0.0
        places = tuple(number for number, is_open in enumerate(working) if is_open)
        return cls(first, count, opens, closes, working, deadlines, tuple(before), places)

    @property
    def end(self) -> float:
        return self.count * DAY

    def date(self, number: int) -> dt.date:
        return self.first + dt.timedelta(days=number)

    def number(self, day: dt.date) -> int:
        return (day - self.first).days

    def minute(self, moment: dt.datetime) -> float:
        """The minute of a naive moment of London's wall clock."""
        since = moment - dt.datetime.combine(self.first, dt.time())
        return since.total_seconds() / 60

    def opening_minutes(self, at: float) -> float:
        """How much opening time lies between minute 0 and this one."""
        number = min(max(int(at // DAY), 0), self.count - 1)
        before = self._open_before[number]
        if not self.working[number]:
            return before
        return before + min(max(at - number * DAY - self.opens, 0.0), self.closes - self.opens)

    def after(self, at: float, opening_minutes: float) -> float:
        """The minute when so much opening time has passed; infinity where that lies beyond the last day."""
        if opening_minutes <= 0:
            return at
        length = self.closes - self.opens
        goal = self.opening_minutes(at) + opening_minutes
        # The end of one day's opening time rather than the beginning of the next.
        place = math.ceil(goal / length) - 1
        if place >= len(self._working_days):
            return math.inf
        return self._working_days[place] * DAY + self.opens + goal - place * length


def minute_of(time: dt.time) -> float:
    return time.hour * 60 + time.minute + time.second / 60
