"""How does a Parquet file become the text of a table's rows?"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from tally.read.csv import MOST_BYTES, Texts, own_names, table_of
from tally.read.keyed import as_text
from tally.read.problems import Unreadable
from tally.tables import Collection, Table
from tally.years import CollectionYear

#: What is packed well may be far larger when it is opened.
MOST_ROWS = 20_000_000


def as_texts(path: Path, collection: Collection, year: CollectionYear, table: Table | None = None) -> Texts:
    """A file's rows. Without a `table` it is of the one that its columns are most like. Raises Unreadable."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB. That is no table of one authority.")
    try:
        rows = pl.scan_parquet(path)
        header = [name.strip().upper() for name in rows.collect_schema().names()]
        if rows.select(pl.len()).collect().item() > MOST_ROWS:
            raise Unreadable(f"{path.name} has more than {MOST_ROWS:,} rows. That is no table of one authority.")
        frame = rows.collect()
    except PolarsError:
        raise Unreadable(f"{path.name} cannot be read as Parquet. Write it once more; it may be cut short.") from None
    table = table or table_of(path.name, header, collection, year)
    return under_own_names(path.name, frame, table, year)


def under_own_names(name: str, frame: pl.DataFrame, table: Table, year: CollectionYear) -> Texts:
    """A typed frame as text under the table's own names of columns. Its rows have no lines."""
    header = [column.strip().upper() for column in frame.columns]
    names, problems = own_names(table, header, year)
    texts = [
        as_text(frame.to_series(header.index(cell))).alias(column) for cell, column in names.items() if cell in header
    ]
    line = pl.zeros(frame.height, dtype=pl.UInt32(), eager=True).alias("line")
    return Texts(name, table, pl.DataFrame([line, *texts]), problems)
