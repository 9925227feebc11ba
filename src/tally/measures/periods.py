"""Which stretch of time is a measure read for, and what is it called?

The year of a return, April to March, and its quarters and months. April to June is the first quarter.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

from tally.years import CollectionYear

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


def year_of(year: CollectionYear) -> Period:
    return Period(year.first_day, year.last_day, year.name)


def quarters_of(year: CollectionYear) -> list[Period]:
    """The four quarters, as "Quarter 1 2025-26"."""
    months = months_of(year)
    return [
        Period(months[start].first, months[start + 2].last, f"Quarter {start // 3 + 1} {year.name}")
        for start in range(0, 12, 3)
    ]


def months_of(year: CollectionYear) -> list[Period]:
    """The twelve months, as "April 2025"."""
    firsts = [dt.date(year.first_day.year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(4, 17)]
    return [
        Period(first, following - dt.timedelta(days=1), f"{_MONTHS[first.month - 1]} {first.year}")
        for first, following in itertools.pairwise(firsts)
    ]


#: How a year can be cut, by the name of the cut.
CUTS = {"year": lambda year: [year_of(year)], "quarter": quarters_of, "month": months_of}
