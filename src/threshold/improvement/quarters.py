"""Which quarter of the financial year is meant by an address, and what is it called? Pure.

A quarter is known by its first day: April to June is the first.
"""

from __future__ import annotations

import datetime as dt
import re

from threshold.core.calendar import add_months

#: Before this no report of ours can be, and after the other no address is read.
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


def first_day(day: dt.date) -> dt.date:
    """The first day of the quarter that holds a day."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def last_day(starts_on: dt.date) -> dt.date:
    return add_months(starts_on, 3) - dt.timedelta(days=1)


def before(starts_on: dt.date) -> dt.date:
    return add_months(starts_on, -3)


def _number_and_year(starts_on: dt.date) -> tuple[int, str]:
    number = (starts_on.month - 4) % 12 // 3 + 1
    year = starts_on.year if starts_on.month >= 4 else starts_on.year - 1
    return number, f"{year}-{(year + 1) % 100:02}"


def label(starts_on: dt.date) -> str:
    """ "Quarter 3 2025-26"."""
    number, year = _number_and_year(starts_on)
    return f"Quarter {number} {year}"


def slug(starts_on: dt.date) -> str:
    """ "2025-26-q3"."""
    number, year = _number_and_year(starts_on)
    return f"{year}-q{number}"


def read(text: str) -> dt.date | None:
    """The first day of the quarter that an address names; None where it names none."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-q([1-4])", text, flags=re.ASCII)
    if found is None:
        return None
    year, ends, number = (int(part) for part in found.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR or ends != (year + 1) % 100:
        return None
    return add_months(dt.date(year, 4, 1), 3 * (number - 1))
