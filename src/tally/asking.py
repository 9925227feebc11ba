"""What rules of every return ask in the same way, as expressions over a frame."""

from __future__ import annotations

import polars as pl

from tally.data import Data


def in_year(data: Data, column: str) -> pl.Expr:
    """Whether a day lies in the collection year; null where there is none."""
    return pl.col(column).is_between(data.year.first_day, data.year.last_day)


def is_code(data: Data, code_set: str, column: str) -> pl.Expr:
    """Whether a code is there and valid in the year."""
    valid = data.collection.codes(code_set).valid_in(data.year)
    return pl.col(column).is_in(valid).fill_null(False)


def is_among(rows: pl.DataFrame) -> pl.Expr:
    """Whether a row's child is one of those of other rows."""
    return pl.col("child").is_in(rows["child"].drop_nulls().unique().implode())
