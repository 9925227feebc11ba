"""What the checks of several lists ask in the same way, with their examples.

A check's code is "A", the number of its list and its own number: A0801 is the first of list 8.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tally.annex_a.mapping import codes_of
from tally.annex_a.tables import ANNEX_A, BIRTH
from tally.data import Data
from tally.rules import Rules, Severity
from tally.tables import Kind

RULES = Rules(ANNEX_A, "Threshold's own check of what the lists say; Ofsted defines the lists and publishes no rules")
rule = RULES.rule
ERROR, QUERY = Severity.ERROR, Severity.QUERY
col = pl.col

CONTACTS, EARLY_HELP, REFERRALS, ASSESSMENTS, ENQUIRIES, NEED, PROTECTION, CARE, LEAVING, ADOPTION, ADOPTERS = (
    table.name for table in ANNEX_A.tables
)
#: How each list says that something of it is over; without it the child is still in it.
CLOSED, PLAN_ENDED, CEASED = "CIN Closure Date", "Child Protection Plan End Date", "Date Ceased to be Looked After"

Rows = Mapping[str, list[dict[str, str]]]


def in_order(code: str, severity: Severity, message: str, table: str, days: tuple[str, str]) -> None:
    """Declare that the second day of a row is never before the first."""
    first, then = days

    def one(first_day: str, then_day: str) -> Rows:
        return {table: [{first: first_day, then: then_day}]}

    @rule(
        code, severity, message,
        reads=(f"{table}.{first}", f"{table}.{then}"), blames=f"{table}.{then}",
        fails=(one("2025-05-02", "2025-05-01"), one("2025-05-01", "2024-12-31")),
        passes=(one("2025-05-01", "2025-05-01"), one("2025-05-01", "2025-05-02"), one("2025-05-01", "")),
    )  # fmt: skip
    def is_before(data: Data) -> pl.DataFrame:
        return data[table].filter(col(then) < col(first))


def together(code: str, severity: Severity, message: str, table: str, columns: tuple[str, str]) -> None:
    """Declare that where the first column is filled the second is too."""
    given, needed = columns
    first, last = _some(table, given)
    other, _ = _some(table, needed)

    @rule(
        code, severity, message,
        reads=(f"{table}.{given}", f"{table}.{needed}"), blames=f"{table}.{needed}",
        fails=({table: [{given: first}]}, {table: [{given: last, needed: other}, {given: last}]}),
        passes=({table: [{given: first, needed: other}]}, {table: [{needed: other}]}),
    )  # fmt: skip
    def is_alone(data: Data) -> pl.DataFrame:
        # A value that could not be read is told as that, and is not blank.
        return data[table].filter(col(given).is_not_null() & ~data.is_told(table, needed))


def once(code: str, severity: Severity, message: str, table: str, ended: str) -> None:
    """Declare that a child stands in a list only once without the day on which it is over."""

    @rule(
        code, severity, message,
        reads=(f"{table}.{ended}",), blames=f"{table}.{ended}",
        fails=({table: [{}, {}]}, {table: [{ended: "2025-05-01"}, {}, {}]}),
        passes=({table: [{ended: "2025-05-01"}, {}]}, {table: [{}, {"Child Unique ID": "2"}]}),
    )  # fmt: skip
    def is_open_twice(data: Data) -> pl.DataFrame:
        still = data[table].filter(col(ended).is_null() & col("child").is_not_null())
        return still.filter(col("child").is_duplicated())


def under_18(code: str, message: str, table: str, start: str) -> None:
    """Declare that something begins before the child's eighteenth birthday."""

    @rule(
        code, ERROR, message,
        reads=(f"{table}.{start}", f"{table}.{BIRTH}"), blames=f"{table}.{start}",
        fails=(
            {table: [{BIRTH: "2007-05-01", start: "2025-05-01"}]},
            {table: [{BIRTH: "1990-05-01", start: "2025-05-01"}]},
        ),
        passes=({table: [{BIRTH: "2007-05-01", start: "2025-04-30"}]}, {table: [{start: "2025-05-01"}]}),
    )  # fmt: skip
    def is_too_late(data: Data) -> pl.DataFrame:
        return data[table].filter(col(start) >= col(BIRTH).dt.offset_by("18y"))


def _some(table: str, column: str) -> tuple[str, str]:
    """Two texts that may stand in a column."""
    declared = ANNEX_A.table(table).column(column)
    codes = codes_of(declared)
    if codes:
        return codes[0], codes[-1]
    return {Kind.DATE: ("2025-05-01", "2025-06-01"), Kind.NUMBER: ("1", "2")}.get(declared.kind, ("X1", "X2"))


def listed(data: Data, table: str, column: str = "child") -> pl.Series:
    """Who stands in a list, for `is_in`."""
    return data[table][column].drop_nulls().unique().implode()


def still_listed(data: Data, table: str, ended: str) -> pl.Series:
    """Who stands in a list without the day on which it is over, for `is_in`."""
    return data[table].filter(col(ended).is_null())["child"].drop_nulls().unique().implode()
