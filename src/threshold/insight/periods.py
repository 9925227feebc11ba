"""Which stretch of time is a measure read for, and what is it called?

A period is whole days of London, first and last included. Quarters and years are the financial ones that councils
report by: April to June is the first quarter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from threshold.core.calendar import LONDON, add_months

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Some days, from the first to the last, both of them counted."""

    first: dt.date
    last: dt.date
    label: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A period ends on or after its first day. This one: {self.first} to {self.last}.")

    @property
    def starts_at(self) -> dt.datetime:
        """The first instant, UTC."""
        return midnight(self.first)

    @property
    def ends_at(self) -> dt.datetime:
        """The first instant after it, UTC."""
        return midnight(self.last + dt.timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@lru_cache(maxsize=4096)
def midnight(day: dt.date) -> dt.datetime:
    """The first instant of a London day, UTC."""
    return dt.datetime.combine(day, dt.time.min, LONDON).astimezone(dt.UTC)


def month(day: dt.date) -> Period:
    """The calendar month that holds a day."""
    first = day.replace(day=1)
    return Period(first, add_months(first, 1) - dt.timedelta(days=1), f"{_MONTHS[first.month - 1]} {first.year}")


def months(first: dt.date, last: dt.date) -> list[Period]:
    """Every month from the one that holds `first` to the one that holds `last`, the earliest first."""
    found = [month(first)]
    while found[-1].last < last:
        found.append(month(found[-1].last + dt.timedelta(days=1)))
    return found


def months_back(last_day: dt.date, n: int) -> list[Period]:
    """The `n` months that end with the one that holds `last_day`, the earliest first."""
    return months(add_months(last_day.replace(day=1), 1 - n), last_day)


def financial_year(day: dt.date) -> Period:
    """April to March, as "2025-26"."""
    start = day.year if day.month >= 4 else day.year - 1
    return Period(dt.date(start, 4, 1), dt.date(start + 1, 3, 31), f"{start}-{(start + 1) % 100:02}")


def quarter(day: dt.date) -> Period:
    """The financial quarter that holds a day, as "Quarter 1 2026-27"."""
    number = (day.month - 4) % 12 // 3 + 1
    first = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    last = add_months(first, 3) - dt.timedelta(days=1)
    return Period(first, last, f"Quarter {number} {financial_year(day).label}")


def quarters_back(last_day: dt.date, n: int) -> list[Period]:
    """The `n` quarters that end with the one that holds `last_day`, the earliest first."""
    newest = quarter(last_day).first
    return [quarter(add_months(newest, -3 * back)) for back in range(n - 1, -1, -1)]


def week(day: dt.date) -> Period:
    """Monday to Sunday."""
    first = day - dt.timedelta(days=day.weekday())
    return Period(first, first + dt.timedelta(days=6), f"Week of {first.day} {_MONTHS[first.month - 1]} {first.year}")


def weeks_back(last_day: dt.date, n: int) -> list[Period]:
    """The `n` weeks that end with the one that holds `last_day`, the earliest first."""
    newest = week(last_day).first
    return [week(newest - dt.timedelta(weeks=back)) for back in range(n - 1, -1, -1)]
