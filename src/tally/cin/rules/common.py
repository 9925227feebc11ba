"""What several rules of the census say in the same way."""

from __future__ import annotations

import polars as pl

from tally.asking import in_year, is_among, is_code
from tally.cin.tables import CIN
from tally.data import Data
from tally.rules import Rules, Severity

RULES = Rules(CIN, "Children in need census: validation rules of the department")
rule = RULES.rule
ERROR, QUERY = Severity.ERROR, Severity.QUERY
col = pl.col

__all__ = ["ERROR", "QUERY", "RULES", "col", "in_year", "is_among", "is_code", "is_open", "lasting", "rule"]


def is_open(data: Data, table: str, end: str) -> pl.Expr:
    """Whether a row of the table has no end. One that cannot be read is an end: the form of the return tells of it."""
    return ~data.is_told(table, end)


def lasting(data: Data, table: str, start: str, end: str) -> pl.DataFrame:
    """The table, in which a row whose end cannot be read ends before it starts: nobody knows which days lie in it."""
    if not data.unread.get((table, end)):
        return data[table]
    before = pl.when(data.is_unread(table, end)).then(col(start).dt.offset_by("-1d"))
    return data[table].with_columns(pl.coalesce(end, before).alias(end))
