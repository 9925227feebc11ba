"""What is a measure, and how is one declared?

A measure is a function of the data that gives back rows: those of its denominator, with what decides whether a row is
in the numerator too. Everything around it (periods, teams, groups of children, lists, sums) is the same for all.

    @measure(
        "FD05", "Re-referrals within 12 months", Unit.PERCENT,
        numerator="Those whose child was referred before, in the 12 months up to the referral.",
        denominator="Referrals that began in the period.",
        rows="ssd_cin_episodes", day="cine_referral_date", reads=("ssd_cin_episodes.cine_referral_date",),
        source="Department for Education, children in need census", wording=Wording.PUBLISHED,
        examples=(example(1, 2, ssd_cin_episodes=[…]), …),
    )
    def referred_again(data, period): …

What it names is checked against the tables of the Standard Safeguarding Dataset when it is loaded; in its examples it
sees no column that it did not name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from tally.data import Data
from tally.measures.periods import Period
from tally.ssd.tables import SSD


class Unit(StrEnum):
    """What its value is."""

    COUNT = "count"
    PERCENT = "percent"
    RATE = "rate"
    AVERAGE = "average"
    GROUPS = "groups"


class Wording(StrEnum):
    """How sure it is that the definition is the one that its source means."""

    PUBLISHED = "as published"
    PRACTICE = "the name is published; numerator and denominator are worded from practice"
    OURS = "our own, beside the one that is published"


@dataclass(frozen=True)
class Example:
    """Some rows by table, and what the measure says of them for 2025-26.

    A numerator is a number of rows, or a sum for an average; a denominator is None where there is none.
    """

    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    numerator: float
    denominator: float | None


def example(numerator: float, denominator: float | None, /, **tables: Sequence[Mapping[str, Any]]) -> Example:
    return Example(tables, numerator, denominator)


#: Gives back rows of the measure's table with `row`, `child` and, as the unit asks:
#: `counted` (PERCENT: whether it is in the numerator), `amount` (AVERAGE), `group` (GROUPS), `weight` (of what a row
#: counts as, where that is not 1), and the day column of a measure that counts what happens in a period.
Counted = Callable[[Data, Period], pl.DataFrame]


@dataclass(frozen=True)
class Measure:
    """One measure.

    Attributes:
        code: an indicator's code ("FD05"). What counts the same otherwise has that code with letters behind it.
        title: what it is called. numerator, denominator: what counts, in words.
        rows: the table whose rows are counted and listed.
        day: the column of that table that says in which period a row counts; "" where the measure looks at how things
            stand on the last day of a period.
        reads: the columns, each "table.column", without which it says nothing.
        uses: columns that make it better where the source has them.
        needs_all: tables of which it needs every row of the period: a source that has the latest alone cannot tell.
        needs_history: tables of which it needs every row, however old: a source that has one year cannot tell.
        looks_back: tables in which it looks for what was before the period.
        team: the column of the table that names a team; "" where the team is that of whoever works with the child.
        source: who defined it. wording: how sure the definition is.
        of_children: whether a row is of a child.
        function: see `Counted`. Its docstring says what is disputed, and what cannot be seen.
    """

    code: str
    title: str
    unit: Unit
    numerator: str
    denominator: str
    rows: str
    day: str
    reads: tuple[str, ...]
    uses: tuple[str, ...]
    needs_all: tuple[str, ...]
    needs_history: tuple[str, ...]
    looks_back: tuple[str, ...]
    team: str
    source: str
    wording: Wording
    of_children: bool
    examples: tuple[Example, ...]
    function: Counted

    @property
    def note(self) -> str:
        return " ".join((self.function.__doc__ or "").split())

    @property
    def alternative_to(self) -> str:
        """The code of the measure that it is another definition of; "" where it is none."""
        base, dash, _ = self.code.partition("-")
        return base if dash else ""

    @property
    def is_of_a_day(self) -> bool:
        """Whether it says how things stand on the last day of a period, and not what happened in it."""
        return not self.day


@dataclass(frozen=True)
class Absent:
    """An indicator that none of the returns can tell, and why."""

    code: str
    title: str
    reason: str


#: Every measure, by code, in the order in which they were declared; and what is not there.
MEASURES: dict[str, Measure] = {}
ABSENT: dict[str, Absent] = {}


def measure(
    code: str,
    title: str,
    unit: Unit,
    *,
    numerator: str,
    denominator: str,
    rows: str,
    reads: tuple[str, ...],
    source: str,
    examples: tuple[Example, ...],
    wording: Wording = Wording.PRACTICE,
    day: str = "",
    uses: tuple[str, ...] = (),
    needs_all: tuple[str, ...] = (),
    needs_history: tuple[str, ...] = (),
    looks_back: tuple[str, ...] = (),
    team: str = "",
    of_children: bool = True,
) -> Callable[[Counted], Counted]:
    """Declare a measure; see `Measure`.

    Raises (when the module is loaded):
        ValueError: the code is taken, a table or column does not exist, or there are fewer than two examples.
    """

    def declare(function: Counted) -> Counted:
        made = Measure(
            code, title, unit, numerator, denominator, rows, day, reads, uses, needs_all, needs_history, looks_back,
            team, source, wording, of_children, examples, function,
        )  # fmt: skip
        _check(made)
        MEASURES[code] = made
        return function

    return declare


def absent(code: str, title: str, reason: str) -> None:
    if code in MEASURES or code in ABSENT:
        raise ValueError(f"Two measures are called {code}.")
    ABSENT[code] = Absent(code, title, reason)


def _check(made: Measure) -> None:
    if made.code in MEASURES or made.code in ABSENT:
        raise ValueError(f"Two measures are called {made.code}.")
    if len(made.examples) < 2:
        raise ValueError(f"{made.code} has fewer than two examples.")
    of_table = [f"{made.rows}.{column}" for column in (made.day, made.team) if column]
    for name in (*made.reads, *made.uses, *of_table):
        table, _, column = name.partition(".")
        try:
            SSD.table(table).column(column)
        except KeyError as error:
            raise ValueError(f"{made.code}: {error.args[0]}") from None
    if made.day and f"{made.rows}.{made.day}" not in made.reads:
        raise ValueError(f"{made.code} counts by {made.day} and does not read it.")
    unnamed = {*made.needs_all, *made.needs_history, *made.looks_back, made.rows} - {
        name.partition(".")[0] for name in made.reads
    }
    if unnamed:
        raise ValueError(f"{made.code} reads no column of {', '.join(sorted(unnamed))}.")


def narrowed(data: Data, found: Measure) -> Data:
    """The same data with nothing but the columns that the measure names: what its examples are run on."""
    return data.only(*found.reads, *found.uses)
