"""When is a working day over, and when does an hour of the front door's opening time end?

Pure functions over dates and aware instants. A working day is Monday to Friday without England's bank holidays
(`holidays` package, checked in the tests against GOV.UK's list). Instants come in with a time zone and go out in
UTC; a day is a day in London.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def add_working_days(start: dt.date, days: int) -> dt.date:
    """The date `days` working days after `start`, which itself is not counted.

    Raises:
        ValueError: `days` is negative.
    """
    if days < 0:
        raise ValueError("A deadline cannot lie before its start.")
    day = start
    while days:
        day += dt.timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


def working_days_between(start: dt.date, end: dt.date) -> int:
    """How many working days after `start` up to and including `end`; negative where `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))


def skipped_days(start: dt.date, end: dt.date) -> list[dt.date]:
    """The days after `start` up to `end` that do not count as working days."""
    days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return [day for day in days if not is_working_day(day)]


def add_months(start: dt.date, months: int) -> dt.date:
    """The same day of the month `months` later, or that month's last day where it has no such day."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1):
        try:
            return dt.date(year, month0 + 1, day)
        except ValueError:
            continue
    return dt.date(year, month0 + 1, min(start.day, 28))


def day_of(instant: dt.datetime) -> dt.date:
    """The London date of an instant."""
    return instant.astimezone(LONDON).date()


def end_of_day(day: dt.date) -> dt.datetime:
    """The last second of a London day, in UTC."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), LONDON).astimezone(dt.UTC)


@dataclass(frozen=True)
class Hours:
    """When the front door is open on a working day, in London's time."""

    opens: dt.time
    closes: dt.time

    def is_open(self, instant: dt.datetime) -> bool:
        local = instant.astimezone(LONDON)
        return is_working_day(local.date()) and self.opens <= local.time() < self.closes


def add_hub_hours(start: dt.datetime, length: dt.timedelta, hours: Hours) -> dt.datetime:
    """The instant when `length` of opening time has passed since `start`.

    Counted on elapsed time, so that a change of the clocks inside opening hours neither gives nor takes an hour.
    """
    at, left = start.astimezone(dt.UTC), length
    day = day_of(at)
    while True:
        if is_working_day(day):
            opens = dt.datetime.combine(day, hours.opens, LONDON).astimezone(dt.UTC)
            closes = dt.datetime.combine(day, hours.closes, LONDON).astimezone(dt.UTC)
            begin = max(at, opens)
            if begin < closes:
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
        day += dt.timedelta(days=1)
