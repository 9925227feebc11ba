"""What do tasks share: which return and year is meant, and where the answer goes?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tally.returns import RETURNS


def add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--return", dest="collection", choices=tuple(RETURNS), required=True)
    parser.add_argument("--year", required=True, help="the collection year, as 2025-26")


def add_mapping(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="what in a workbook is what (annex-a)")


def write(text: str, out: Path | None) -> None:
    """To the file that was named, or to the terminal."""
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
