"""How does a text become a value? What every reader does alike; flags are written otherwise in each form.

A figure is one of 0 to 9: what a pattern calls a digit is also one of other scripts, of which no number can be made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from tally.read.problems import Fault, Problem, in_each
from tally.tables import Column


def bare(text: pl.Expr) -> pl.Expr:
    """Without space around it; null where nothing is left."""
    return text.str.strip_chars().replace("", None)


def whole(text: pl.Expr) -> pl.Expr:
    """A whole number; what is none becomes null."""
    return pl.when(text.str.contains(r"^[0-9]{1,9}$")).then(text).otherwise(None).cast(pl.Int32)


def decimal(text: pl.Expr) -> pl.Expr:
    """A number, with or without a decimal point; what is none becomes null."""
    return pl.when(text.str.contains(r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$")).then(text).otherwise(None).cast(pl.Float64)


def iso_day(text: pl.Expr) -> pl.Expr:
    """A day as 2026-03-31; what is none becomes null."""
    return _day(text, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d")


def british_day(text: pl.Expr) -> pl.Expr:
    """A day as 31/03/2026, or 1/3/2026; what is none becomes null."""
    return _day(text, r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$", "%d/%m/%Y")


def _day(text: pl.Expr, pattern: str, form: str) -> pl.Expr:
    found = pl.when(text.str.contains(pattern)).then(text).str.to_date(form, strict=False)
    return pl.when(found.dt.year() > 0).then(found)  # no calendar has a year 0


def flag(text: pl.Expr, *, yes: tuple[str, ...], no: tuple[str, ...]) -> pl.Expr:
    """Yes or no; what is neither becomes null."""
    return pl.when(text.is_in(yes)).then(pl.lit(True)).when(text.is_in(no)).then(pl.lit(False))


def bad_values(table: str, columns: Iterable[Column], texts: pl.DataFrame, values: pl.DataFrame) -> Iterator[Problem]:
    """What was there as text and is null as a value, column by column. Both frames have the same rows, and what is null
    as text is null as a value.
    """
    for column in columns:
        if values[column.name].null_count() > texts[column.name].null_count():
            bad = values.filter(texts[column.name].is_not_null() & values[column.name].is_null())
            yield from in_each(Fault.BAD_VALUE, table, column.name, bad)
