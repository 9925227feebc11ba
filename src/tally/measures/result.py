"""What came of measuring: a figure for every measure, its parts, and the rows behind both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import polars as pl

from tally.measures.declare import Absent, Measure, Unit
from tally.measures.periods import Period


class State(StrEnum):
    """Whether there is a value, and if not, why."""

    MEASURED = "measured"
    NO_CHILDREN = "no_children"
    NO_POPULATION = "no_population"
    NOT_APPLICABLE = "not_applicable"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Figures:
    """
    Attributes:
        numerator: rows, or for an average a sum. None where nothing was measured.
        denominator: rows, or what they weigh, or for a rate the population; None for a count.
        value: a count, a percentage, a rate for 10,000, a mean; None where there is none.
    """

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None

    def as_json(self) -> dict[str, float | None]:
        return {name: tidy(getattr(self, name)) for name in ("numerator", "denominator", "value")}


@dataclass(frozen=True)
class Part:
    """The figures of one part. `labels` has one for each cut that was asked for, and the group where there are some."""

    labels: Mapping[str, str]
    figures: Figures


@dataclass(frozen=True)
class Result:
    """What one measure says.

    Attributes:
        reason: why there is no value.
        notes: what of it the return can only half tell.
        rows: of the denominator (of the count): `table`, `row`, `child` (as the return calls the child; null for what
            is of no child), `on` (the day that counts), `counted` (whether it is in the numerator), then `amount`,
            `weight` and `group` where the measure has them, and a column for each cut.
    """

    measure: Measure
    state: State
    figures: Figures = Figures()
    reason: str = ""
    notes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    def as_json(self, *, with_lists: bool) -> dict[str, Any]:
        measure = self.measure
        found: dict[str, Any] = {
            "id": measure.code, "title": measure.title, "unit": measure.unit, **self.figures.as_json(),
            "state": self.state, "reason": self.reason, "notes": list(self.notes),
            "alternative_to": measure.alternative_to or None, "source": measure.source, "wording": measure.wording,
            "parts": [dict(part.labels) | part.figures.as_json() for part in self.parts],
        }  # fmt: skip
        if with_lists:
            rows = self.rows.select("table", "row", "child") if self.rows.width else self.rows
            counted = self.rows["counted"] if self.rows.width else None
            found["lists"] = {
                "numerator": rows.filter(counted).to_dicts() if counted is not None else [],
                "denominator": [] if measure.unit in (Unit.COUNT, Unit.RATE) else rows.to_dicts(),
            }
        return found


@dataclass(frozen=True)
class Measured:
    """The measures of one return.

    Attributes:
        by: the cuts, in the order in which they were asked for.
        population: children who live there; None where it was not given.
        absent: what no return can tell, and why.
        seconds: how long each part took.
    """

    collection: str
    title: str
    year: str
    period: Period
    by: tuple[str, ...]
    population: int | None
    results: Sequence[Result]
    absent: Sequence[Absent] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0, or 3 where a measure crashed (2 is kept for what could not be read)."""
        return 3 if any(result.state is State.CRASHED for result in self.results) else 0

    def as_json(self, *, with_lists: bool = False) -> str:
        """As other programs read it; see docs/how-to/measures-of-a-return.md."""
        return json.dumps(
            {
                "return": self.collection,
                "year": self.year,
                "period": {"first": self.period.first.isoformat(), "last": self.period.last.isoformat()},
                "population": self.population,
                "by": list(self.by),
                "measures": [result.as_json(with_lists=with_lists) for result in self.results],
                "absent": [{"id": one.code, "title": one.title, "reason": one.reason} for one in self.absent],
                "seconds": dict(self.seconds),
            },
            ensure_ascii=False,
            indent=1,
        )


def tidy(number: float | None) -> float | int | None:
    """A whole number as one, another with at most four decimal places."""
    if number is None:
        return None
    return int(number) if float(number).is_integer() else round(number, 4)
