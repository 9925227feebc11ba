"""Which year is a return about?"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass


@functools.total_ordering
@dataclass(frozen=True)
class CollectionYear:
    """A collection year, from 1 April to 31 March: `CollectionYear("2025-26")`.

    Raises:
        ValueError: the text is no year of that form.
    """

    name: str

    def __post_init__(self) -> None:
        found = re.fullmatch(r"(20\d\d)-(\d\d)", self.name)
        if not found or (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValueError(f"{self.name!r} is not a collection year. Write it as 2025-26.")

    @classmethod
    def beginning(cls, year: int) -> CollectionYear:
        """The one that begins in a calendar year. Raises ValueError where that is none of this century."""
        return cls(f"{year}-{(year + 1) % 100:02d}")

    @property
    def first_day(self) -> dt.date:
        return dt.date(int(self.name[:4]), 4, 1)

    @property
    def last_day(self) -> dt.date:
        """31 March: the census's reference date."""
        return dt.date(int(self.name[:4]) + 1, 3, 31)

    @property
    def before(self) -> CollectionYear:
        return CollectionYear.beginning(int(self.name[:4]) - 1)

    def __lt__(self, other: CollectionYear) -> bool:
        return self.name < other.name

    def __str__(self) -> str:
        return self.name


def is_within(year: CollectionYear, since: str, until: str = "") -> bool:
    """Whether a year lies between two named ones, both included; "" is open."""
    return (not since or CollectionYear(since) <= year) and (not until or year <= CollectionYear(until))
