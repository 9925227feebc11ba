"""How does a text become a value? What every reader does alike; days and flags are written otherwise in each form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from tally.read.problems import Fault, Problem
from tally.tables import TYPES, Column


def bare(text: pl.Expr) -> pl.Expr:
    """Without space around it; null where nothing is left."""
    return text.str.strip_chars().replace("", None)


def whole(text: pl.Expr) -> pl.Expr:
    """A whole number; what is none becomes null."""
    return pl.when(text.str.contains(r"^[0-9]{1,9}$")).then(text).otherwise(None).cast(pl.Int32)


def decimal(text: pl.Expr) -> pl.Expr:
    """A number, with or without a decimal point; what is none becomes null."""
    return pl.when(text.str.contains(r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$")).then(text).otherwise(None).cast(pl.Float64)


def flag(text: pl.Expr, *, yes: tuple[str, ...], no: tuple[str, ...]) -> pl.Expr:
    """Yes or no; what is neither becomes null."""
    return pl.when(text.is_in(yes)).then(pl.lit(True)).when(text.is_in(no)).then(pl.lit(False))


def bad_values(table: str, columns: Iterable[Column], texts: pl.DataFrame, values: pl.DataFrame) -> Iterator[Problem]:
    """What was there as text and is null as a value, column by column. Both frames have the same rows."""
    for column in columns:
        if TYPES[column.kind] != pl.String():
            bad = values.filter(texts[column.name].is_not_null() & values[column.name].is_null())
            for row, line, child in bad.select("row", "line", "child").iter_rows():
                yield Problem(Fault.BAD_VALUE, table, row, line, column.name, child)
