"""`threshold returns convert`: turn a return into another form, and say what could not come along."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tally import authorities
from tally.commands.common import add_mapping, add_which_if_told, which
from tally.convert.converted import Loss
from tally.convert.targets import TARGETS, convert
from tally.read.sources import source
from tally.returns import RETURNS
from tally.show import count
from tally.write.whole import check_apart, check_place, whole

#: What can be written as what changed since it was sent last.
_CHANGES = "dfe-api-json"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=source, metavar="PATH", help="its files, a folder, or a database's address"
    )
    add_which_if_told(parser)
    parser.add_argument(
        "--to", required=True, choices=tuple(TARGETS),
        help="; ".join(f"{name}: {target.title}" for name, target in TARGETS.items()),
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="PATH", help="the file or folder to write; where it is left out, one in this folder"
    )
    add_mapping(parser)
    parser.add_argument("--authority", metavar="CODE", help="whose it is, as 885 or E10000034")
    parser.add_argument(
        "--sent", type=Path, action="append", metavar="FILE",
        help="of dfe-api-json: what was sent before, the oldest first; then only what changed since is written",
    )  # fmt: skip
    parser.add_argument("--losses", type=Path, metavar="FILE", help="write what was lost there as CSV too")
    parser.add_argument("--force", action="store_true", help="replace the file that stands in that place")


def run(given: argparse.Namespace) -> int:
    wanted = TARGETS[given.to]
    given.out = given.out or Path(wanted.place)
    _check_place(given)
    if given.sent and given.to != _CHANGES:
        raise ValueError(f"--sent goes with --to {_CHANGES} alone.")
    collection, year = which(given, given.paths)
    data, problems = RETURNS[collection].read(given.paths, year, given.mapping)
    if given.authority:
        data = replace(data, authority=authorities.authority(given.authority))
    # The heading of a census says when it was made; this command is where the clock is known.
    made = convert(data, given.to, year, made_at=dt.datetime.now(dt.UTC))
    with whole(given.out) as part:
        wanted.write(made.data, part, **({"previous": given.sent} if given.sent else {}))
    if problems:
        sys.stderr.write(
            f"{count(len(problems), 'fault')} of form were met while reading: `threshold returns check` names them.\n"
        )
    sys.stdout.write(f"{given.out}: {wanted.title}.\n{_told(made.losses)}")
    if given.losses:
        _as_csv(made.losses, given.losses)
    return 0


def _check_place(given: argparse.Namespace) -> None:
    """Nothing of anybody's is written over unasked, and no folder that holds something is ever cleared away."""
    out, read = given.out, [*given.paths, *(given.sent or []), given.mapping]
    check_place(given.losses, (".csv",), read)
    check_apart(out, read)
    if out.is_dir() and any(out.iterdir()):
        raise ValueError(f"There is something in {out} already. Name another folder, or empty it yourself.")
    if out.is_file() and not given.force:
        raise ValueError(f"{out} is there already. Name another place, or add --force to replace it.")


def _told(losses: Sequence[Loss]) -> str:
    if not losses:
        return "Everything came along.\n"
    places = [f"{loss.table}.{loss.column}".rstrip(".") for loss in losses]
    width = max(len(place) for place in places)
    lines = [f"  {place:{width}}  {loss.rows:>7,}  {loss.reason}" for place, loss in zip(places, losses, strict=True)]
    return "\n".join(["What did not come along as it was, with the number of rows:", *lines]) + "\n"


def _as_csv(losses: Sequence[Loss], path: Path) -> None:
    with whole(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["table", "column", "rows", "reason"])
        writer.writerows([loss.table, loss.column, loss.rows, loss.reason] for loss in losses)
