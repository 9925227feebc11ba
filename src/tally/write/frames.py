"""How are the tables of a return written for people and other programs: a folder of CSV, or of Parquet?

One file a table, called after it, with the columns of the year. Tables and columns that the source cannot hold are not
there: an empty table would say that there is nothing of the kind. Where rows are tied by their numbers alone, as in a
census, these stand in front: `row`, `parent` (the row of the table above), and `child` (the child's identifier).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tally.data import Data
from tally.tables import Kind, Table

col = pl.col


def as_csv(data: Data, folder: Path) -> None:
    """Days as 2026-03-31, yes and no as Y and N."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in _tables(data):
        flags = [column.name for column in data.collection.table(name).columns if column.kind is Kind.FLAG]
        texts = frame.with_columns(
            col(flag).replace_strict({True: "Y", False: "N"}, default=None, return_dtype=pl.String())
            for flag in flags
            if flag in frame.columns
        )
        texts.write_csv(folder / f"{name}.csv", quote_style="necessary")


def as_parquet(data: Data, folder: Path) -> None:
    """Typed: days as days, yes and no as booleans."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in _tables(data):
        frame.write_parquet(folder / f"{name}.parquet")


def _tables(data: Data) -> Iterator[tuple[str, pl.DataFrame]]:
    by_number = any(table.parent and not table.key for table in data.collection.tables)
    for table in data.collection.tables:
        if not table.is_in(data.year) or table.name not in data.frames:
            continue
        columns = _held(data, table)
        if not columns and (table.columns or not by_number):
            continue
        frame = data[table.name]
        if by_number:
            keys = ["row", *(["parent"] if table.parent else [])]
            yield table.name, frame.select(*keys, data.name_of(frame["child"]).alias("child"), *columns)
        else:
            yield table.name, frame.select(columns)


def _held(data: Data, table: Table) -> list[str]:
    names = [column.name for column in table.columns if column.is_in(data.year)]
    return names if data.held is None else [name for name in names if f"{table.name}.{name}" in data.held]
