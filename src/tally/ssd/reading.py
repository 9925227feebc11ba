"""How is the Standard Safeguarding Dataset read: from CSV files, from Parquet files, or from a database?

A file holds one table. It is known by its name (`ssd_person.csv`, `Person.parquet`, `dbo.ssd_person.csv`), or by its
columns. Not every system fills every table and field: one that is not there is no fault, but for that of persons and
for the columns by which rows name each other, and what would be counted from it is not nought but unknown
(`Data.held`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tally.data import Data
from tally.read import csv, database, keyed, parquet
from tally.read.problems import Fault, Problem, Unreadable, unread
from tally.read.sources import Database, Source
from tally.ssd.tables import PERSONS, SSD
from tally.tables import Table
from tally.years import CollectionYear

_PREFIX = "ssd_"


def read(sources: Sequence[Source], year: CollectionYear) -> tuple[Data, list[Problem]]:
    """The data set's tables and its faults of form.

    Raises:
        Unreadable: a file cannot be read, two hold one table, or nothing there is a table of the data set.
    """
    given: dict[str, csv.Texts] = {}
    for found in _texts(sources, year):
        name = found.table.name
        if name in given:
            raise Unreadable(f"{found.file} and {given[name].file} both hold {name}. Leave one out.")
        given[name] = found
    if not given:
        raise Unreadable(
            "There is no table of the Standard Safeguarding Dataset there. Name a folder of CSV or Parquet files, or a "
            "database whose tables are called ssd_person and so on."
        )
    frames = keyed.read(given, SSD, year)
    problems = [one for one in frames.problems if one.fault is not Fault.MISSING or _names_a_row(one)]
    if PERSONS not in given:
        problems.append(Problem(Fault.MISSING, "", None, 0, PERSONS, None))
    held = frozenset(
        f"{name}.{column}" for name, found in given.items() for column in found.frame.columns if column != "line"
    )
    return Data(SSD, year, frames.frames, frames.names, unread(problems), held=held), problems


def _names_a_row(problem: Problem) -> bool:
    """Whether the column it is about says which row it is, whom it is about, or what it belongs to."""
    table = SSD.table(problem.table)
    return problem.element in (table.key, table.person, table.parent_key)


def _texts(sources: Sequence[Source], year: CollectionYear) -> Iterator[csv.Texts]:
    for source in sources:
        if isinstance(source, Database):
            yield from database.as_texts(source, SSD, year)
            continue
        for path in _parquet_files(source):
            yield parquet.as_texts(path, SSD, year, _named(path.name))
        if not _is_parquet(source):
            for name, content in csv.files([source]):
                yield csv.as_texts(name, content, SSD, year, _named(name))


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet" and path.is_file()


def _parquet_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(one for one in path.iterdir() if _is_parquet(one))
    return [path] if _is_parquet(path) else []


def _named(file: str) -> Table | None:
    """The table that a file is named after: `dbo.SSD_Person.csv` after `ssd_person`."""
    parts = file.lower().split(".")
    for part in reversed(parts[:-1]):
        for name in (part, _PREFIX + part):
            if any(table.name == name for table in SSD.tables):
                return SSD.table(name)
    return None
