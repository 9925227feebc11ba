"""What rules of every return ask in the same way, as expressions over a frame."""

from __future__ import annotations

import datetime as dt

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


def age_on(born: pl.Expr, day: dt.date | pl.Expr) -> pl.Expr:
    """How many whole years old somebody is on a day. Who was born on 29 February grows older on 1 March."""
    on = pl.lit(day) if isinstance(day, dt.date) else day
    has_had_birthday = _day_of_year(on) >= _day_of_year(born)
    return on.dt.year() - born.dt.year() - pl.when(has_had_birthday).then(0).otherwise(1)


def _day_of_year(day: pl.Expr) -> pl.Expr:
    """Month and day as one number. A month by itself is of a type that ends at 127."""
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()
