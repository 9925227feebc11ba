"""`threshold returns measures`: what a return says in numbers."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from tally.commands.common import add_mapping, add_which_if_told, check_out, which, write
from tally.measures import show
from tally.measures.ask import measure
from tally.measures.compute import BY
from tally.measures.result import Measured
from tally.read.problems import Unreadable
from tally.read.sources import source


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=source, metavar="PATH", help="its files, a folder, or a database's address"
    )
    add_which_if_told(parser)
    parser.add_argument("--previous", type=source, action="append", metavar="PATH", help="last year's file or files")
    add_mapping(parser)
    parser.add_argument("--by", default="", help=f"how to cut each measure, with commas between: {', '.join(BY)}")
    parser.add_argument("--measures", help="the codes of the measures to show, with commas between")
    parser.add_argument(
        "--population", metavar="N",
        help="how many children aged 0 to 17 live there, for rates; or a CSV file of authority and population",
    )  # fmt: skip
    parser.add_argument("--authority", metavar="CODE", help="which line of the file of populations")
    parser.add_argument("--format", choices=("table", "json", "csv", "html"), default="table")
    parser.add_argument("--with-lists", action="store_true", help="in JSON, the children behind each number")
    parser.add_argument("--lists", type=Path, metavar="DIR", help="write the children behind each number there, as CSV")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")


def run(given: argparse.Namespace) -> int:
    check_out(given, given.paths, given.previous, given.mapping, given.population and Path(given.population))
    if given.lists and given.lists.exists() and not given.lists.is_dir():
        raise ValueError(f"{given.lists} is no folder. Name one for the lists.")
    collection, year = which(given, given.paths)
    measured = measure(
        given.paths,
        collection,
        year,
        given.previous,
        by=_names(given.by),
        measures=_names(given.measures) if given.measures else None,
        population=_population(given.population, given.authority),
        mapping=given.mapping,
    )
    write(_formatted(measured, given), given.out)
    if given.lists:
        written = show.write_lists(measured, given.lists)
        sys.stderr.write(f"{len(written)} lists of children were written to {given.lists}. They name children.\n")
    return measured.exit_code


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _population(given: str | None, authority: str | None) -> int | None:
    """A number, or the one that a file of `authority,population` has for an authority."""
    if given is None:
        return None
    if given.replace(",", "").isdigit():
        return int(given.replace(",", ""))
    if not authority:
        raise ValueError(f"{given} is taken for a file of populations. Name the authority's line with --authority.")
    with Path(given).open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"authority", "population"} <= set(rows.fieldnames or ()):
            raise Unreadable(f"{given} should have the columns authority and population.")
        found = [row["population"] for row in rows if row["authority"] == authority]
    if len(found) != 1 or not found[0].isdigit():
        raise Unreadable(f"{given} should have one line of authority {authority}, with a whole number as population.")
    return int(found[0])


def _formatted(measured: Measured, given: argparse.Namespace) -> str:
    match given.format:
        case "json":
            return measured.as_json(with_lists=given.with_lists) + "\n"
        case "csv":
            return show.as_csv(measured)
        case "html":
            from tally.measures.html import as_html  # noqa: PLC0415 - the template language is loaded for this alone

            return as_html(measured)
    return show.as_table(measured)
