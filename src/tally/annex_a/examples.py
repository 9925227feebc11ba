"""How does an example become data? It is written as CSV files, one a list, and read by the real reader.

An example is a dictionary from a list's title to its rows; a row is a dictionary from a column to its text, days as
2025-05-01. Rows without an identifier are of the child "1". A list that is not named is not there.

    {"Contacts": [{"Gender": "a) Male", "Date of Contact": "2025-05-01"}]}
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tally.annex_a.reading import read
from tally.annex_a.tables import ANNEX_A, CHILD, NUMBERS
from tally.data import Data
from tally.rules import Example
from tally.years import CollectionYear


def data_of(example: Example, year: CollectionYear) -> Data:
    """Raises ValueError where it names a list or a column that there is not."""
    assert isinstance(example, Mapping)  # noqa: S101 - of this return every example is a dictionary
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in (example or {"Contacts": []}).items():
            if name not in NUMBERS:
                raise ValueError(f"There is no list {name}.")
            _write(Path(folder) / f"list {NUMBERS[name]}.csv", name, rows)
        return read([Path(folder)], year)[0]


def _write(path: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    columns = [column.name for column in ANNEX_A.table(name).columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for row in rows:
            writer.writerow(({CHILD: "1"} if CHILD in columns else {}) | dict(row))
