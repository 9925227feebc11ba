"""What do tasks share: which return and year is meant, and where the answer goes?"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from tally.read.sources import Source
from tally.returns import RETURNS
from tally.write.whole import check_place, whole
from tally.years import CollectionYear


def add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--return", dest="collection", choices=tuple(RETURNS), required=True)
    parser.add_argument("--year", required=True, help="the collection year, as 2025-26")


def add_which_if_told(parser: argparse.ArgumentParser) -> None:
    """The same where `which` can find it out: for tasks that judge nothing by a year's rules."""
    found = "where it is left out, it is taken from the files, and said"
    parser.add_argument("--return", dest="collection", choices=tuple(RETURNS), help=f"which return it is; {found}")
    parser.add_argument("--year", help=f"the collection year, as 2025-26; {found}")


def which(given: argparse.Namespace, sources: Sequence[Source]) -> tuple[str, CollectionYear]:
    """The return and the year that were named, or else that the sources are of; the latter is said.

    Raises:
        Unreadable: which return it is cannot be told.
        ValueError: what was named is no year.
    """
    if given.collection and given.year:
        return given.collection, RETURNS[given.collection].year(given.year)
    from tally import recognise  # noqa: PLC0415 - it is loaded where somebody left something out

    collection = given.collection or recognise.return_of(sources)
    year = RETURNS[collection].year(given.year) if given.year else recognise.year_of(sources, collection, today())
    title = RETURNS[collection].collection.title
    sys.stderr.write(f"Taken for: {title}, {year}. Where that is not so, say --return and --year.\n")
    return collection, year


def today() -> dt.date:
    """The day on this machine. Nothing but a command asks for it."""
    return dt.date.today()  # noqa: DTZ011 - the year that has ended is that of the calendar on the wall


def add_mapping(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="what in a workbook is what (annex-a)")


#: How the names of files of a form end, with those of which nothing else is known.
_ENDS = {"table": (".txt", ""), "text": (".txt", "")}


def check_out(given: argparse.Namespace, *read: object) -> None:
    """Refuse an `--out` that would be written over something else. Raises ValueError.

    Args:
        read: what is read; lists of it, and nothing, may be among it.
    """
    each = [one for some in read for one in (some if isinstance(some, list) else [some])]
    check_place(given.out, _ENDS.get(given.format, (f".{given.format}",)), each)


def write(text: str, out: Path | None) -> None:
    """To the file that was named, whole or not at all, or to the terminal."""
    if out is None:
        sys.stdout.write(text)
        return
    with whole(out) as part:
        part.write_text(text, encoding="utf-8")
