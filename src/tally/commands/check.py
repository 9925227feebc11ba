"""`threshold returns check`: check a return."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tally import show
from tally.check import check_and_keep
from tally.commands.common import add_mapping, add_which, check_out, write
from tally.commands.progress import Progress
from tally.data import Data
from tally.read.sources import only_files, source
from tally.report import Report
from tally.returns import RETURNS


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=source, metavar="PATH", help="its files, a folder, or a database's address"
    )
    add_which(parser)
    parser.add_argument("--previous", type=source, action="append", metavar="PATH", help="last year's file or files")
    parser.add_argument(
        "--reference", type=Path, metavar="DIR", help="a folder of Ofsted's lists of providers and of postcodes"
    )
    parser.add_argument("--authority", metavar="CODE", help="whose return it is, as 885 or E10000034")
    add_mapping(parser)
    parser.add_argument("--rules", help="the codes of the rules to run, with commas between")
    parser.add_argument(
        "--teams", type=Path, metavar="FILE", help="CSV of child and team, for the html page of a return without teams"
    )
    parser.add_argument("--many", action="store_true", help="PATH is a folder with a folder for each authority")
    parser.add_argument(
        "--engine",
        choices=("local", "spark"),
        default="local",
        help="where many are checked: on this machine, or on the Apache Spark whose address SPARK_MASTER holds; spark "
        "means --many",
    )
    parser.add_argument("--format", choices=("table", "json", "csv", "html"), default="table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")


def run(given: argparse.Namespace) -> int:
    chosen = [code.strip() for code in given.rules.split(",") if code.strip()] if given.rules else None
    check_out(given, given.paths, given.previous, given.reference, given.mapping, given.teams)
    if given.many or given.engine == "spark":  # a cluster is asked for many, or it is not worth its starting
        return _many(given, chosen)
    if given.teams and given.format != "html":
        raise ValueError("Teams are shown in the page alone: add --format html, or leave --teams out.")
    with Progress() as progress:
        report, data = check_and_keep(
            given.paths, given.collection, given.year, given.previous, chosen,
            reference=given.reference, authority=given.authority, mapping=given.mapping, tell=progress.tell,
        )  # fmt: skip
    if given.format != "table":  # which shows them itself
        for note in report.notes:
            sys.stderr.write(f"{note}\n")
    is_page = given.format == "html"
    write(_page(report, data, given.teams) if is_page else _formatted(report, given.format), given.out)
    if given.out:
        sys.stderr.write(f"{given.out}: {show.found(report)}{', and some crashed' if report.crashed else ''}.\n")
    return report.exit_code


def _many(given: argparse.Namespace, chosen: list[str] | None) -> int:
    from tally import distribute, together  # noqa: PLC0415 - pools and clusters are loaded where they are asked for

    (root, *others) = only_files(given.paths)
    if given.teams:
        raise ValueError("Teams are shown in the page of one return. Leave --teams out, or check that return alone.")
    if others or given.previous or given.authority:
        raise ValueError(
            "With --many, name the one folder that holds the authorities. Each has a folder in it that is called by "
            f"its code, and last year's return of it lies there in one called {distribute.PREVIOUS}."
        )
    asked = distribute.ask(
        given.collection, given.year, chosen, given.reference, form=given.format, mapping=given.mapping
    )
    found = distribute.pieces(root)
    checked = []
    with Progress() as progress:
        if given.engine == "spark":
            answers = distribute.on_spark(found, asked, os.environ.get("SPARK_MASTER", "local[*]"))
        else:
            answers = distribute.on_this_machine(found, asked)
        for answer in answers:
            checked.append(answer)
            progress.tell("Checked authorities", len(checked), len(found))
    if given.format == "csv":  # the others show them themselves
        for note in together.notes(checked):
            sys.stderr.write(f"{note}\n")
    write(together.whole(checked, given.format, given.collection, given.year), given.out)
    return together.exit_code(checked)


def _formatted(report: Report, wanted: str) -> str:
    match wanted:
        case "json":
            return report.as_json() + "\n"
        case "csv":
            return show.as_csv(report.findings)
    return show.as_table(report)


def _page(report: Report, data: Data, file_of_teams: Path | None) -> str:
    from tally import teams  # noqa: PLC0415 - as the next
    from tally.html import as_html  # noqa: PLC0415 - the template language is loaded for this alone

    found = RETURNS[report.collection]
    doubts = {code: rule.doubt for code, rule in found.rules.by_code.items()}
    of_children = teams.of_data(data) if file_of_teams is None else teams.of_file(file_of_teams)
    return as_html(report, title=found.collection.title, doubts=doubts, teams=of_children)
