"""What several rules of SSDA903 say in the same way."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data
from tally.rules import Rules, Severity
from tally.ssda903.tables import SSDA903

RULES = Rules(SSDA903, "SSDA903: validation rules of the department")
rule = RULES.rule
#: The published list of this return does not tell errors from queries.
ERROR = Severity.ERROR
col = pl.col


def in_year(data: Data, column: str) -> pl.Expr:
    """Whether a day lies in the collection year; null where there is none."""
    return col(column).is_between(data.year.first_day, data.year.last_day)


def is_code(data: Data, code_set: str, column: str) -> pl.Expr:
    """Whether a code is there and valid in the year."""
    valid = data.collection.codes(code_set).valid_in(data.year)
    return col(column).is_in(valid).fill_null(False)


def is_wrong_code(data: Data, code_set: str, column: str) -> pl.Expr:
    """Whether a code is there and not valid in the year."""
    return col(column).is_not_null() & ~is_code(data, code_set, column)


def age_on(born: pl.Expr, day: dt.date | pl.Expr) -> pl.Expr:
    """How many whole years old somebody is on a day. Who was born on 29 February grows older on 1 March."""
    on = pl.lit(day) if isinstance(day, dt.date) else day
    has_had_birthday = on.dt.month() * 100 + on.dt.day() >= born.dt.month() * 100 + born.dt.day()
    return on.dt.year() - born.dt.year() - pl.when(has_had_birthday).then(0).otherwise(1)
