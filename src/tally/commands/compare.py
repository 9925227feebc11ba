"""`threshold returns compare`: what changed between two runs, or between two states of a return's files, by child.

Exit codes: 0 nothing changed, 1 something did, 2 one of them could not be read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tally import show_comparison
from tally.check import check_and_keep
from tally.commands.common import add_mapping, add_which_if_told, check_out, which, write
from tally.compare import Comparison, compare_data, compare_reports
from tally.read import report
from tally.read.sources import Source, source
from tally.returns import RETURNS


def arguments(parser: argparse.ArgumentParser) -> None:
    two = "a report from check --format json, or a file or folder of the return"
    parser.add_argument("old", type=source, metavar="OLD", help=two)
    parser.add_argument("new", type=source, metavar="NEW", help="the same, later")
    add_which_if_told(parser)
    parser.add_argument("--previous", type=source, action="append", metavar="PATH", help="last year's file or files")
    parser.add_argument("--reference", type=Path, metavar="DIR", help="a folder of lists, for the rules that need them")
    parser.add_argument("--authority", metavar="CODE", help="whose return it is, as 885 or E10000034")
    add_mapping(parser)
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")


def run(given: argparse.Namespace) -> int:
    check_out(given, given.old, given.new, given.previous, given.reference, given.mapping)
    found = _compared(given)
    forms = {"table": show_comparison.as_table, "json": show_comparison.as_json, "csv": show_comparison.as_csv}
    write(forms[given.format](found), given.out)
    return 0 if found.is_same else 1


def _compared(given: argparse.Namespace) -> Comparison:
    reports = [path for path in (given.old, given.new) if _is_report(path)]
    if len(reports) == 1:
        raise ValueError("One is a report and the other is not. Name two reports, or two files of the return.")
    if reports:
        if given.mapping:
            raise ValueError("A mapping file is for workbooks. Two reports are compared as they are: leave it out.")
        return compare_reports(*map(report.read, reports))
    collection, year = which(given, [given.old, given.new])
    old, new = (
        check_and_keep(
            [path], collection, year, given.previous,
            reference=given.reference, authority=given.authority, mapping=given.mapping,
        )
        for path in (given.old, given.new)
    )  # fmt: skip
    rules = RETURNS[collection].rules.by_code
    return compare_data(old, new, {code: (*rule.reads, *rule.blames) for code, rule in rules.items()})


def _is_report(path: Source) -> bool:
    return isinstance(path, Path) and path.suffix.lower() == ".json" and not path.is_dir()
