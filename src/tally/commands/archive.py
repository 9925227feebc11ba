"""`threshold returns archive`: keep a return as it was read, to be checked among many authorities."""

from __future__ import annotations

import argparse
from pathlib import Path

from tally.commands.common import add_mapping, add_which
from tally.distribute import PREVIOUS
from tally.read.sources import source
from tally.returns import RETURNS
from tally.write import archive


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=source, metavar="PATH", help="its files, a folder, or a database's address"
    )
    add_which(parser)
    parser.add_argument("--previous", type=source, action="append", metavar="PATH", help="last year's file or files")
    add_mapping(parser)
    parser.add_argument("--authority", required=True, metavar="CODE", help="whose it is, such as E10000027")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="the folder of all authorities")


def run(given: argparse.Namespace) -> int:
    wanted = RETURNS[given.collection]
    year = wanted.year(given.year)
    folder = archive.place(given.out, given.authority)
    read = wanted.read(given.paths, year, given.mapping)
    before = wanted.read(given.previous, year.before) if given.previous else None
    archive.write(*read, folder)
    if before is not None:
        archive.write(*before, folder / PREVIOUS)
    return 0
