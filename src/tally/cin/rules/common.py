"""What several rules of the census say in the same way."""

from __future__ import annotations

import polars as pl

from tally.cin.tables import CIN
from tally.data import Data
from tally.rules import Rules, Severity

RULES = Rules(CIN, "Children in need census: validation rules of the department")
rule = RULES.rule
ERROR, QUERY = Severity.ERROR, Severity.QUERY
col = pl.col


def in_year(data: Data, column: str) -> pl.Expr:
    """Whether a day lies in the census year; null where there is none."""
    return col(column).is_between(data.year.first_day, data.year.last_day)


def is_code(data: Data, code_set: str, column: str) -> pl.Expr:
    """Whether a code is there and valid in the year."""
    valid = data.collection.codes(code_set).valid_in(data.year)
    return col(column).is_in(valid).fill_null(False)
