"""What is a measure, and which ones are there?

A measure says in words what it asks and how it counts, and gives the database the rows of its denominator with what
decides that a row is in the numerator too. `compute` counts them for any periods and teams; `behind` lists them.
Apps register theirs when they start: the front door's and quality's stand in `catalogue`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope

Unit = Literal["percent", "count", "rate", "days"]
Better = Literal["higher", "lower", "neither"]
#: What a cohort may be chosen by; see `cohorts`.
Fact = Literal["birth_on", "sex", "ethnicity", "source", "danger"]


@dataclass(frozen=True)
class LookUp:
    """A fact that stands in a record of which the rows keep only the id, in `column`: `field` of one of `records`.

    Joined once for all rows and only where it is asked for. Where there is no such record the fact is not known.
    """

    column: str
    records: QuerySet[Any]
    field: str


@dataclass(frozen=True)
class Measure:
    """One measure. Its words are read by people, its rows by the database.

    Attributes:
        code: an indicator's code ("FD02"); one of ours that counts the same thing otherwise has a letter after it.
        unit: "percent" is numerator in a hundred of the denominator, "count" the number of rows, "rate" the number in
            a year for every 10,000 children who live here, "days" the mean of `amount`.
        better: which way is good; "neither" where a change is only a question.
        source: which records are counted. definition_source: who defined the indicator.
        rows: the rows of the denominator of all time, as known at an instant. Unordered.
        when: the field of `rows` that says in which period a row counts: an instant or a date.
        counted: which rows are in the numerator too; for "days" the field or expression that is averaged.
        team, person: the fields of `rows` that hold the id of the team and of the child; "" where there is none.
        looks_back_months: how much before a period must be read to count it, where a row is compared with
            earlier ones.
        facts: what a cohort can be chosen by, as expressions over `rows` or `LookUp`s.
        visible: the rows that a reader may see, where `person` does not say it.
        list_permission: who may open the list behind it.
        lister: which list (`behind.LISTERS`) shows the rows.
        counts_children: whether a row is of a child. Where none is, whoever sees no child may open the list too.
        group: under which heading it stands.
    """

    code: str
    title: str
    question: str
    numerator: str
    denominator: str
    exclusions: str
    unit: Unit
    better: Better
    source: str
    definition_source: str
    rows: Callable[[dt.datetime], QuerySet[Any]]
    when: str
    counted: Any = field(default_factory=Q)
    team: str = ""
    person: str = ""
    looks_back_months: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    visible: Callable[[QuerySet[Any], Scope], QuerySet[Any]] | None = None
    list_permission: Permission = Permission.PEOPLE_READ
    lister: str = ""
    counts_children: bool = True
    group: str = "Front door"


REGISTRY: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    """Add a measure. The same code twice is a mistake of ours, found when the program starts."""
    if measure.code in REGISTRY and REGISTRY[measure.code] is not measure:
        raise ValueError(f"Two measures are called {measure.code}. Give one of them another code.")
    REGISTRY[measure.code] = measure
    return measure


def measure(code: str) -> Measure:
    """Raises KeyError, naming the code, where there is none."""
    try:
        return REGISTRY[code]
    except KeyError:
        raise KeyError(f"There is no measure {code!r}. There are: {', '.join(sorted(REGISTRY))}.") from None
