"""Which return do files hold, and of which year, where nobody said? For tasks that judge nothing.

A census and an archive say both. Of the other returns none says its year: it is taken to be the last that has ended.
"""

from __future__ import annotations

import csv as text
import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path

from tally.read import archive, csv
from tally.read.problems import Unreadable
from tally.read.sources import WORKBOOKS, Database, Source
from tally.returns import RETURNS
from tally.years import CollectionYear

#: How much of an XML file is looked at: its heading stands at the beginning.
_BEGINNING = 20_000
_CENSUS = re.compile(rb"<(?:\w+:)?Collection>\s*CIN\s*<")
_LOOKED_AFTER = re.compile(rb"<(?:\w+:)?EXPSSDA903[\s>]")
_REFERENCE_DATE = re.compile(rb"<(?:\w+:)?ReferenceDate>\s*(\d{4})-(\d\d)-\d\d\s*<")
#: The returns whose files are CSV.
_OF_CSV = ("ssda903", "ssd")


def return_of(sources: Sequence[Source]) -> str:
    """The code of the return that the first of the sources that can be told is of.

    Raises:
        Unreadable: none of them can be told.
        OSError: one of them is not there.
    """
    for one in sources:
        code = "ssd" if isinstance(one, Database) else _of_path(one)
        if code:
            return code
    raise Unreadable(f"Which return this is cannot be told. Say it: --return {', '.join(RETURNS)}.")


def year_of(sources: Sequence[Source], collection: str, today: dt.date) -> CollectionYear:
    """The year that the sources tell; where none does, the last year of the return that has ended by today."""
    for one in sources:
        if isinstance(one, Path):
            told = _year_told(one)
            if told is not None:
                return told
    return RETURNS[collection].collection.last_ended(today)


def _of_path(path: Path) -> str | None:
    if path.is_dir():
        if archive.is_archive(path):
            return archive.told(path)[0]
        return next((code for one in sorted(path.iterdir()) if one.is_file() and (code := _of_path(one))), None)
    match path.suffix.lower():
        case ".xml":
            return _of_xml(_beginning(path))
        case ".parquet":
            return "ssd"
        case ".csv" | ".zip":
            return next((code for name, content in csv.files([path]) if (code := _of_csv(name, content))), None)
    return "annex-a" if path.suffix.lower() in WORKBOOKS else None


def _of_xml(beginning: bytes) -> str | None:
    if _CENSUS.search(beginning):
        return "cin"
    return "ssda903" if _LOOKED_AFTER.search(beginning) else None


def _of_csv(name: str, content: bytes) -> str | None:
    """The return whose table, of any year, a file is most like."""
    header = next(text.reader(io.StringIO(csv.decoded(name, content[:_BEGINNING]))), [])
    cells = [cell.strip().upper() for cell in header]
    for code in _OF_CSV:
        collection = RETURNS[code].collection
        if any(csv.most_like(cells, collection, CollectionYear(year)) for year in collection.years):
            return code
    return None


def _year_told(path: Path) -> CollectionYear | None:
    if path.is_dir():
        return CollectionYear(archive.told(path)[1]) if archive.is_archive(path) else None
    found = _REFERENCE_DATE.search(_beginning(path)) if path.suffix.lower() == ".xml" else None
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return CollectionYear.beginning(year - 1 if month < 4 else year)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_BEGINNING)
