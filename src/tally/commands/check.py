"""`threshold returns check`: check a return."""

from __future__ import annotations

import argparse
import sys
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
    parser.add_argument(
        "--reference", type=Path, metavar="DIR", help="a folder of Ofsted's lists of providers and of postcodes"
    )
    parser.add_argument("--authority", metavar="CODE", help="whose return it is, as 885 or E10000034")
    parser.add_argument("--rules", help="the codes of the rules to run, with commas between")
    parser.add_argument("--format", choices=("table", "json", "csv", "html"), default="table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")


def run(given: argparse.Namespace) -> int:
    chosen = [code.strip() for code in given.rules.split(",") if code.strip()] if given.rules else None
    report = check(
        given.paths, given.collection, given.year, given.previous, chosen,
        reference=given.reference, authority=given.authority,
    )  # fmt: skip
    for note in report.notes:
        sys.stderr.write(f"{note}\n")
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
