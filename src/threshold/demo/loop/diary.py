"""When does what happen in the county's improvement? Things to do, played in the order of time.

What is done may put more into the diary: a drawn audit is begun some days later.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from threshold.access.models import User
from threshold.core.calendar import day_of


@dataclass
class Diary:
    """What is to be done and when, up to now. Days are counted from today."""

    users: Mapping[str, User]
    now: dt.datetime
    _entries: list[tuple[dt.datetime, int, Callable[[dt.datetime], object]]] = field(default_factory=list)
    _written: int = 0

    @property
    def today(self) -> dt.date:
        return day_of(self.now)

    def day(self, days: int) -> dt.date:
        return self.today + dt.timedelta(days=days)

    def at(self, when: int | dt.date, do: Callable[[dt.datetime], object], *, hour: int = 10, minute: int = 0) -> None:
        """Have something done on a day, if it is not later than now. Same moments keep the order of writing."""
        day = self.day(when) if isinstance(when, int) else when
        moment = dt.datetime.combine(day, dt.time(hour, minute), dt.UTC)
        if moment <= self.now:
            self._written += 1
            heapq.heappush(self._entries, (moment, self._written, do))

    def play(self) -> None:
        while self._entries:
            moment, _, do = heapq.heappop(self._entries)
            do(moment)
