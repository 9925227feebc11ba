"""How does an example become data? It is written as the files it stands for, and read by the real reader.

An example is a dictionary from a table's name to its rows; a row is a dictionary from a column to its text, days as
2025-05-01. Rows without CHILD are of the child "1", and their DOB, where they do not give one, is that of the child's
row in Header. Under "previous" stand the tables of the year before, under "reference" lists that stand beside the
return, under "authority" the number of the authority whose return it is.

    {"Header": [{"DOB": "2010-05-01"}], "Episodes": [{"DECOM": "2025-05-01", "RNE": "S"}]}
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from tally.authorities import authority
from tally.data import Data
from tally.rules import Example
from tally.ssda903.reading import read
from tally.ssda903.reference import TABLES, typed_list
from tally.ssda903.tables import SSDA903
from tally.years import CollectionYear


def data_of(example: Example, year: CollectionYear) -> Data:
    """Raises ValueError where it names a table or a column that there is not."""
    assert isinstance(example, Mapping)  # noqa: S101 - of this return every example is a dictionary
    tables = {name: rows for name, rows in example.items() if name not in ("previous", "reference", "authority")}
    whose = authority(example["authority"]) if "authority" in example else None
    data = replace(_read(tables, year), reference=_lists(example.get("reference", {})), authority=whose)
    if "previous" in example:
        data = data.with_previous(_read(example["previous"], year.before))
    return data


def _lists(given: Mapping[str, Any]) -> dict[str, pl.DataFrame]:
    lists = {}
    for name, rows in given.items():
        columns = [column.name for column in TABLES[name].columns]
        texts = pl.DataFrame(
            [{column: row.get(column) for column in columns} for row in rows], dict.fromkeys(columns, pl.String)
        )
        lists[name] = typed_list(name, texts)
    return lists


def _read(tables: Mapping[str, Any], year: CollectionYear) -> Data:
    with tempfile.TemporaryDirectory() as folder:
        births = {row.get("CHILD", "1"): row.get("DOB", "") for row in tables.get("Header", ())}
        for name, rows in (tables or {"Header": []}).items():
            _write(Path(folder) / f"{name}.csv", name, rows, births, year)
        return read([Path(folder)], year)[0]


def _write(path: Path, name: str, rows: Any, births: Mapping[str, str], year: CollectionYear) -> None:
    try:
        columns = [column.name for column in SSDA903.table(name).columns if column.is_in(year)]
    except KeyError as error:
        raise ValueError(error.args[0]) from None
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for row in rows:
            child = row.get("CHILD", "1")
            given = {"CHILD": child} | ({"DOB": births.get(child, "")} if "DOB" in columns else {})
            writer.writerow(given | row)
