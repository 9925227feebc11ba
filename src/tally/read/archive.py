"""How is a return read that was kept by `tally.write.archive`? Its frames, its children's names, its faults of form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from tally.data import Data
from tally.read.problems import Fault, Problem, Unreadable, unread
from tally.tables import Collection
from tally.write.archive import FORM, MANIFEST, NAMES, PROBLEM, PROBLEMS
from tally.years import CollectionYear


def is_archive(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


def told(folder: Path) -> tuple[str, str]:
    """The code of the return and the year that an archive says it is of. Raises Unreadable where it says neither."""
    found = _manifest(folder)
    return found["return"], found["year"]


def read(folder: Path, collection: Collection, year: CollectionYear) -> tuple[Data, list[Problem]]:
    """The return's tables and its faults of form.

    Raises:
        Unreadable: it is an archive of another return, year or form, or a file of it is missing, broken or without a
            column of its table.
    """
    manifest = _manifest(folder)
    of, held = (manifest["return"], manifest["year"]), manifest["held"]
    if of != (collection.code, year.name):
        raise Unreadable(f"This is an archive of {of[0]} {of[1]}, not of {collection.code} {year}.")
    frames = {
        table.name: _parquet(folder / f"{table.name}.parquet", table.schema(year))
        for table in collection.tables
        if table.is_in(year)
    }
    names = _parquet(folder / NAMES, {"name": pl.String()})["name"]
    rows = _parquet(folder / PROBLEMS, PROBLEM).iter_rows()
    problems = [Problem(Fault(fault), *others) for fault, *others in rows]
    data = Data(
        collection, year, frames, names, unread(problems),
        held=None if held is None else frozenset(held), notes=tuple(manifest.get("notes", ())),
    )  # fmt: skip
    return data, problems


def _manifest(folder: Path) -> dict[str, Any]:
    """What an archive says of itself. Raises Unreadable where that is not all there, or of another form."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        form, _ = found["form"], (found["return"], found["year"], found["held"])
    except (ValueError, KeyError, TypeError):
        raise Unreadable(f"{MANIFEST} does not say of which return and year this archive is. Write it anew.") from None
    if form != FORM:
        raise Unreadable(f"This archive has form {form}; form {FORM} can be read here. Write it anew.")
    return dict(found)


def _parquet(path: Path, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """A file with exactly these columns and types."""
    try:
        frame = pl.read_parquet(path, hive_partitioning=False)
    except (PolarsError, OSError):
        raise Unreadable(
            f"{path.name} is missing or no Parquet that can be read. Write the archive anew from the return's files."
        ) from None
    missing = [name for name in schema if name not in frame.columns]
    if missing:
        raise Unreadable(f"{path.name} has no column {', '.join(missing)}. Write the archive anew.")
    wrong = [name for name, kind in schema.items() if frame.schema[name] != kind]
    if wrong:
        raise Unreadable(
            f"{path.name} holds another type than it should in {', '.join(wrong)}. Write the archive anew."
        )
    return frame.select(*schema)
