"""How many people work at the front door, hour by hour?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from threshold.core.calendar import is_working_day
from threshold.insight.capacity.days import DAY, Days, minute_of

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class Shift:
    """So many workers from one time of day to another. One that ends at or before its start ends the next day.

    Attributes:
        weekdays: 0 is Monday; the day on which it starts.
        only_danger: these workers take children in immediate danger and nothing else (an emergency duty team).
        on_bank_holidays: whether it works on a bank holiday that is one of its weekdays.
    """

    title: str
    starts: dt.time
    ends: dt.time
    weekdays: tuple[int, ...]
    workers: int
    only_danger: bool = False
    on_bank_holidays: bool = False

    def works_on(self, day: dt.date) -> bool:
        if day.weekday() not in self.weekdays:
            return False
        return day.weekday() > 4 or self.on_bank_holidays or is_working_day(day)

    def length(self) -> float:
        """In minutes."""
        start, end = minute_of(self.starts), minute_of(self.ends)
        return end - start + (DAY if end <= start else 0)


@dataclass(frozen=True)
class Change:
    """From this minute on so many workers for everything, and so many more for immediate danger alone."""

    at: float
    workers: int
    for_danger: int


Rota = tuple[Shift, ...]


def changes(rota: Iterable[Shift], days: Days) -> list[Change]:
    """When the number of workers changes, in order, beginning with minute 0."""
    return changes_between([(rota, 0, days.count)], days)


def changes_between(parts: Iterable[tuple[Iterable[Shift], int, int]], days: Days) -> list[Change]:
    """The same where one rota follows another: (rota, from day, up to day), a shift belonging to its first day."""
    steps: dict[float, list[int]] = {0.0: [0, 0]}
    for rota, first, last in parts:
        for shift in rota:
            for number in range(first, last):
                if shift.works_on(days.date(number)):
                    begin = number * DAY + minute_of(shift.starts)
                    for at, sign in ((begin, 1), (begin + shift.length(), -1)):
                        steps.setdefault(at, [0, 0])[int(shift.only_danger)] += sign * shift.workers
    found, workers, for_danger = [], 0, 0
    for at in sorted(steps):
        workers += steps[at][0]
        for_danger += steps[at][1]
        found.append(Change(at, workers, for_danger))
    return found


def minutes_between(planned: Iterable[Change], first: float, last: float) -> float:
    """Worker-minutes for everything (not those for danger alone) between two minutes."""
    total, rows = 0.0, list(planned)
    for number, change in enumerate(rows):
        until = rows[number + 1].at if number + 1 < len(rows) else last
        total += change.workers * max(0.0, min(until, last) - max(change.at, first))
    return total


def to_data(rota: Rota) -> list[dict[str, Any]]:
    """As it is kept with a run."""
    return [
        {**asdict(shift), "starts": shift.starts.isoformat(), "ends": shift.ends.isoformat(),
         "weekdays": list(shift.weekdays)}
        for shift in rota
    ]  # fmt: skip


def from_data(rows: Iterable[Mapping[str, Any]]) -> Rota:
    return tuple(
        Shift(
            title=row["title"],
            starts=dt.time.fromisoformat(row["starts"]),
            ends=dt.time.fromisoformat(row["ends"]),
            weekdays=tuple(row["weekdays"]),
            workers=row["workers"],
            only_danger=row["only_danger"],
            on_bank_holidays=row["on_bank_holidays"],
        )
        for row in rows
    )
