"""How do rows become frames of a return, and what of one did not come along? What every conversion does alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from tally.convert.converted import Loss, lost
from tally.data import Data
from tally.read.keyed import first_with
from tally.ssd.tables import SSD
from tally.tables import KEYS, TYPES, Collection, Table
from tally.years import CollectionYear

col = pl.col


def framed(collection: Collection, table: str, rows: pl.DataFrame | None, year: CollectionYear) -> pl.DataFrame:
    """Rows as the frame of a table: numbered in their order where they are not yet; what they lack is empty."""
    declared = collection.table(table)
    if rows is None or rows.is_empty():
        return declared.empty(year)
    if "row" not in rows.columns:
        rows = rows.with_row_index("row")
    columns = [column for column in declared.columns if column.is_in(year)]
    lacking = {"line": 0, "parent": 0, "child": None} | {column.name: None for column in columns}
    types = KEYS | {column.name: TYPES[column.kind] for column in columns}
    rows = rows.with_columns(
        pl.lit(value, types[name]).alias(name) for name, value in lacking.items() if name not in rows.columns
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in declared.schema(year).items())


def framed_ssd(found: Mapping[str, pl.DataFrame], names: pl.Series, year: CollectionYear) -> dict[str, pl.DataFrame]:
    """Every table of the Standard Safeguarding Dataset, of rows that have their keys.

    Whom a row is about is told by its `child`, or by what it belongs to; the parent is what its key names.
    """
    frames: dict[str, pl.DataFrame] = {}
    for table in SSD.tables:
        rows = found.get(table.name)
        if rows is None or rows.is_empty():
            frames[table.name] = table.empty(year)
            continue
        if table.person and table.person not in rows.columns:
            rows = rows.with_columns(names.gather(rows["child"]).alias(table.person))
        if table.parent:
            rows = _with_parent(table, rows, frames)
        frames[table.name] = framed(SSD, table.name, rows, year)
    return frames


def _with_parent(table: Table, rows: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    owners = first_with(frames[table.parent], table.column(table.parent_key).refers_to.partition(".")[2],
                        table.parent_key)  # fmt: skip
    rows = rows.join(owners, on=table.parent_key, how="left", maintain_order="left").rename({"owner": "parent"})
    if "child" in rows.columns:
        return rows.with_columns(child=pl.coalesce("child", "owner_child"))
    return rows.with_columns(child="owner_child")


def unread(data: Data) -> Iterator[Loss]:
    """The values that were there and could not be read: they are in no form of the data."""
    for (table, column), rows in data.unread.items():
        yield Loss(table, column, len(rows), "The value is not what it should be, so it could not be read.")


def without_place(data: Data, used: frozenset[str]) -> Iterator[Loss]:
    """What stands in no `used` "table.column": of a table of which none is used, its rows."""
    tables = {name.partition(".")[0] for name in used}
    for name, frame in data.frames.items():
        if name not in tables:
            if frame.height:
                yield Loss(name, "", frame.height, "There is no place for it.")
            continue
        for column in frame.columns:
            if column not in KEYS and f"{name}.{column}" not in used:
                yield from lost(data, name, column, "There is no place for it.")
