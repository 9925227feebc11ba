"""`threshold returns synthesise`: write the returns of an authority that does not exist."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tally.cin.tables import CIN
from tally.commands.common import today
from tally.synthesise.write import DEFAULT_AUTHORITY, synthesise


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--children", type=int, metavar="N", help="how many are in the children in need census")
    parser.add_argument(
        "--looked-after", type=int, metavar="N", help="how many of these are looked after at some time in the year"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same files")
    parser.add_argument(
        "--faults", type=float, default=0.0, metavar="RATE", help="plant a fault in this part of the children, as 0.05"
    )
    parser.add_argument("--year", help="the collection year, as 2025-26; where it is left out, the last that has ended")
    parser.add_argument("--authority", default=DEFAULT_AUTHORITY, metavar="CODE", help="its code, three digits")
    parser.add_argument(
        "--out", type=Path, default=Path("severnshire"), metavar="DIR",
        help="the folder to write to; where it is left out, severnshire in this folder",
    )  # fmt: skip


def run(given: argparse.Namespace) -> int:
    year = given.year or CIN.last_ended(today())
    world = synthesise(
        given.out, year=year, seed=given.seed, children=given.children, looked_after=given.looked_after,
        faults=given.faults, authority=given.authority,
    )  # fmt: skip
    sys.stdout.write(f"{given.out}: {world.people.height:,} made-up people of {year}.\n")
    return 0
