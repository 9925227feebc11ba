"""What is a rule, and which ones are there for a year?

A rule is a function of the data that gives back the rows it finds fault with:

    @rule(
        "1103", Severity.ERROR, "An assessment starts before the referral it belongs to.",
        reads=("Assessments.AssessmentActualStartDate", "CINdetails.CINreferralDate"),
        blames="Assessments.AssessmentActualStartDate",
        fails=…, passes=…,
    )
    def assessment_before_referral(data): …

What it names is checked against the return's tables when it is loaded; in its examples it sees no column that it did
not name. So a rule that asks for a column that does not exist cannot be there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from tally.data import Data
from tally.tables import Collection
from tally.years import CollectionYear, is_within


class Severity(StrEnum):
    """An error must be put right before the return is accepted; a query is put right or explained."""

    ERROR = "error"
    QUERY = "query"


#: What a rule may give back: the blamed rows (a frame with `row`); where what is to be blamed has no row, the children
#: by their identifiers (a frame with `CHILD` and no `row`); or whether the return as a whole fails.
Found = pl.DataFrame | bool
#: Examples are written for this year where they can be.
EXAMPLE_YEAR = "2025-26"
Example = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Rule:
    """One rule of a return.

    Attributes:
        code: as the department writes it.
        message: what is wrong, in our words, for whoever puts it right.
        reads: the columns that it looks at, each "Table.Column"; a table alone stands for its rows.
        blames: the columns that are to be put right, all of one table; none where the whole return is meant.
        fails, passes: examples, each some children in the form that the return's `examples` module reads. On each of
            the first the rule finds something, on each of the second nothing.
        since, until: the first and the last collection year it is in force, "" where that is open.
        needs: what must be given for it to be run at all: names of reference tables, "previous" for last year,
            "authority" for whose return it is, a table of the return that not every source has.
        guidance: where it comes from.
        doubt: what is not clear in its official wording, and what was decided; the function's docstring.
    """

    code: str
    severity: Severity
    message: str
    reads: tuple[str, ...]
    blames: tuple[str, ...]
    fails: tuple[Example, ...]
    passes: tuple[Example, ...]
    since: str
    until: str
    needs: tuple[str, ...]
    guidance: str
    function: Callable[[Data], Found]

    @property
    def table(self) -> str:
        """The table whose rows are blamed; "" where the whole return is."""
        return self.blames[0].partition(".")[0] if self.blames else ""

    @property
    def columns(self) -> list[str]:
        """The columns that are blamed."""
        return [name.partition(".")[2] for name in self.blames if "." in name]

    @property
    def doubt(self) -> str:
        return (self.function.__doc__ or "").strip()

    @property
    def example_year(self) -> CollectionYear:
        """The year that its examples are of: 2025-26, or the nearest to it in which the rule is in force."""
        year = max(CollectionYear(self.since or EXAMPLE_YEAR), CollectionYear(EXAMPLE_YEAR))
        return min(year, CollectionYear(self.until)) if self.until else year

    def is_in_force(self, year: CollectionYear) -> bool:
        return is_within(year, self.since, self.until)


@dataclass(frozen=True)
class LeftOut:
    """A rule that the department defines and that is not here.

    Attributes:
        message: what it asks, in our words.
        reason: why no return could be told anything by it.
        since: the first collection year that the department defines it for, "" where that is open.
    """

    code: str
    message: str
    reason: str
    since: str = ""

    def is_in_force(self, year: CollectionYear) -> bool:
        return is_within(year, self.since)


class Rules:
    """The rules of one return, in the order in which they were declared, and those that were left out."""

    def __init__(self, collection: Collection, guidance: str) -> None:
        self.collection, self.guidance = collection, guidance
        self.by_code: dict[str, Rule] = {}
        self.left_out: dict[str, LeftOut] = {}

    def rule(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        reads: tuple[str, ...],
        blames: str | tuple[str, ...],
        fails: tuple[Example, ...],
        passes: tuple[Example, ...],
        since: str = "",
        until: str = "",
        needs: tuple[str, ...] = (),
        guidance: str = "",
    ) -> Callable[[Callable[[Data], Found]], Callable[[Data], Found]]:
        """Declare a rule; see `Rule`.

        Raises (when the module is loaded):
            ValueError: the code is taken, a table or column does not exist in every year of the rule, what is blamed
                is of several tables, or there are fewer than two examples of a kind.
        """

        def declare(function: Callable[[Data], Found]) -> Callable[[Data], Found]:
            blamed = (blames,) if isinstance(blames, str) else blames
            made = Rule(
                code, severity, message, reads, tuple(name for name in blamed if name), fails, passes, since, until,
                needs, guidance or self.guidance, function,
            )  # fmt: skip
            self._check(made)
            self.by_code[code] = made
            return function

        return declare

    def leave_out(self, *rules: LeftOut) -> None:
        """Say of rules of the department why they are not here. Raises ValueError where a code is taken."""
        for one in rules:
            if one.code in self.by_code or one.code in self.left_out:
                raise ValueError(f"Two rules are called {one.code}.")
            self.left_out[one.code] = one

    def _check(self, made: Rule) -> None:
        if made.code in self.by_code or made.code in self.left_out:
            raise ValueError(f"Two rules are called {made.code}.")
        if len({name.partition(".")[0] for name in made.blames}) > 1:
            raise ValueError(f"{made.code} blames rows of several tables.")
        if len(made.fails) < 2 or len(made.passes) < 2:
            raise ValueError(f"{made.code} has fewer than two examples that fail, or than two that pass.")
        years = [year for name in self.collection.years if made.is_in_force(year := CollectionYear(name))]
        if not years:
            raise ValueError(f"{made.code} is in force in no year that is known.")
        for name in (*made.reads, *made.blames):
            table, _, column = name.partition(".")
            try:
                declared = self.collection.table(table)
                if column and not all(declared.column(column).is_in(year) for year in years):
                    raise ValueError(f"{made.code} is in force in a year in which {name} does not exist.")
            except KeyError as error:
                raise ValueError(f"{made.code}: {error.args[0]}") from None

    def in_force(self, year: CollectionYear) -> list[Rule]:
        """The rules of a year, by code."""
        return sorted((found for found in self.by_code.values() if found.is_in_force(year)), key=lambda one: one.code)

    def left_out_in(self, year: CollectionYear) -> list[LeftOut]:
        """The rules that the department defines for a year and that are not here, by code."""
        return sorted((one for one in self.left_out.values() if one.is_in_force(year)), key=lambda one: one.code)


def narrowed(data: Data, found: Rule) -> Data:
    """The same data with nothing but the columns that the rule names: what its examples are run on."""
    return data.only(*found.reads, *found.blames)
