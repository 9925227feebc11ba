"""What can be named as the place a return is read from: a file, a folder, or a database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tally.read.problems import Unreadable

#: The ends of the names of workbooks, and of all files that returns are read from.
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
OF_RETURNS = (".xml", ".csv", ".zip", ".parquet", *WORKBOOKS)


@dataclass(frozen=True)
class Database:
    """A database, by its SQLAlchemy address. The address may hold a password, so it is never shown."""

    address: str = field(repr=False)


Source = Path | Database
#: How a program may name them: one or several, a path also as text.
Given = str | os.PathLike[str] | Database | Sequence[str | os.PathLike[str] | Database]


def source(text: str) -> Source:
    """What a person typed: an address with "://" is a database, anything else a file or folder."""
    return Database(text) if "://" in text else Path(text)


def sources(given: Given) -> list[Source]:
    """What a program named, one by one."""
    several = [given] if isinstance(given, str | os.PathLike | Database) else given
    return [source(one) if isinstance(one, str) else one if isinstance(one, Database) else Path(one) for one in several]


def only_files(named: Sequence[Source]) -> list[Path]:
    """The files and folders, for a return that is read from nothing else. Raises Unreadable."""
    files = [one for one in named if isinstance(one, Path)]
    if len(files) != len(named):
        raise Unreadable("This return is read from files, not from a database. Name its file or folder.")
    return files
