"""`threshold returns check`: check a return."""

from __future__ import annotations

import argparse
from pathlib import Path

from tally import show
from tally.check import check
from tally.commands.common import add_which, write
from tally.read.sources import source
from tally.report import Report
from tally.returns import RETURNS


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", type=source, metavar="PATH", help="its files, a folder, or a database's address"
    )
    add_which(parser)
    parser.add_argument("--previous", type=source, action="append", metavar="PATH", help="last year's file or files")
    for name in sorted({name for wanted in RETURNS.values() for name in wanted.lists}):
        parser.add_argument(
            f"--{name}", type=Path, metavar="FILE", help=f"a list of {name}, for the rules that need it"
        )
    parser.add_argument("--rules", help="the codes of the rules to run, with commas between")
    parser.add_argument("--format", choices=("table", "json", "csv", "html"), default="table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")


def run(given: argparse.Namespace) -> int:
    chosen = [code.strip() for code in given.rules.split(",") if code.strip()] if given.rules else None
    lists = {name: path for wanted in RETURNS.values() for name in wanted.lists if (path := getattr(given, name))}
    report = check(given.paths, given.collection, given.year, given.previous, chosen, lists=lists)
    write(_formatted(report, given.format), given.out)
    return report.exit_code


def _formatted(report: Report, wanted: str) -> str:
    match wanted:
        case "json":
            return report.as_json() + "\n"
        case "csv":
            return show.as_csv(report.findings)
        case "html":
            return _page(report)
    return show.as_table(report)


def _page(report: Report) -> str:
    from tally.html import as_html  # noqa: PLC0415 - the template language is loaded for this alone

    found = RETURNS[report.collection]
    doubts = {code: rule.doubt for code, rule in found.rules.by_code.items()}
    return as_html(report, title=found.collection.title, doubts=doubts)
