"""`threshold returns mapping`: what in a workbook was taken for what, for a person or as a file that pins it."""

from __future__ import annotations

import argparse
from pathlib import Path

from tally.annex_a.mapping import as_text, as_toml
from tally.annex_a.reading import read_and_tell
from tally.annex_a.tables import ANNEX_A
from tally.commands.common import check_out, write
from tally.read.sources import only_files, source
from tally.years import CollectionYear


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=source, metavar="PATH", help="the workbook, or a folder of CSV files")
    parser.add_argument("--return", dest="collection", choices=(ANNEX_A.code,), default=ANNEX_A.code)
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="a mapping file that is there already")
    parser.add_argument("--format", choices=("text", "toml"), default="text", help="toml is the form of a mapping file")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")


def run(given: argparse.Namespace) -> int:
    check_out(given, given.paths, given.mapping)
    # The lists are the same in every year.
    _, _, seen = read_and_tell(only_files(given.paths), CollectionYear(ANNEX_A.years[-1]), given.mapping)
    write(as_toml(seen) if given.format == "toml" else as_text(seen), given.out)
    return 0
