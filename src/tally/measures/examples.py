"""How does an example become data? As the texts of the tables that it names, read by the data set's real reader.

An example is rows by table, each a dictionary of the columns that matter. A row without its own key gets one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tally.data import Data
from tally.measures.declare import Example
from tally.read import csv, keyed
from tally.ssd.tables import SSD
from tally.tables import Table
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")


def data_of(example: Example, year: CollectionYear = YEAR) -> Data:
    """Raises ValueError where it names a column that its table does not have, KeyError for a table."""
    given = {name: _texts(SSD.table(name), rows) for name, rows in example.tables.items()}
    found = keyed.read(given, SSD, year)
    return Data(SSD, year, found.frames, found.names)


def _texts(table: Table, rows: Sequence[Mapping[str, Any]]) -> csv.Texts:
    unknown = {name for row in rows for name in row if not table.has(name)}
    if unknown:
        raise ValueError(f"{table.name} has no {', '.join(sorted(unknown))}.")
    names = [column.name for column in table.columns]
    texts = {
        name: [
            _text(row.get(name, f"{table.name}-{number}" if name == table.key else None))
            for number, row in enumerate(rows)
        ]
        for name in names
    }
    frame = pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String())).with_row_index("line", 1)
    return csv.Texts("example", table, frame, [])


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "Y" if value else "N"
    return str(value)
