"""`threshold returns …`: the command line. It needs no database and no settings, and writes no child's data to a log.

Exit codes: 0 clean, 1 findings, 2 the input could not be read or the command was wrong, 3 a rule crashed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tally import show
from tally.check import check
from tally.read.problems import Unreadable
from tally.report import Report
from tally.returns import RETURNS
from tally.rules import Rule
from tally.years import CollectionYear

UNREADABLE = 2


def main(arguments: Sequence[str]) -> int:
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        code: int = given.run(given)
    except (Unreadable, ValueError, OSError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return UNREADABLE
    return code


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}."
    return str(error)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="threshold returns", description="Checks and explains statutory returns.")
    tasks = parser.add_subparsers(required=True, metavar="TASK")

    one = tasks.add_parser("check", help="check a return")
    one.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="its file or files")
    _add_which(one)
    one.add_argument("--previous", type=Path, action="append", metavar="PATH", help="last year's file or files")
    for name in sorted({name for wanted in RETURNS.values() for name in wanted.lists}):
        one.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"a list of {name}, for the rules that need it")
    one.add_argument("--rules", help="the codes of the rules to run, with commas between")
    one.add_argument("--format", choices=("table", "json", "csv", "html"), default="table")
    one.add_argument("--out", type=Path, metavar="FILE", help="write there instead of printing")
    one.set_defaults(run=_check)

    one = tasks.add_parser("rules", help="list the rules of a year")
    _add_which(one)
    one.set_defaults(run=_rules)

    one = tasks.add_parser("explain", help="say what a rule asks, and show what fails and what passes")
    one.add_argument("rule", metavar="RULE")
    one.add_argument("--return", dest="collection", choices=tuple(RETURNS), help="where several returns have it")
    one.set_defaults(run=_explain)
    return parser


def _add_which(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--return", dest="collection", choices=tuple(RETURNS), required=True)
    parser.add_argument("--year", required=True, help="the collection year, as 2025-26")


def _check(given: argparse.Namespace) -> int:
    chosen = [code.strip() for code in given.rules.split(",") if code.strip()] if given.rules else None
    lists = {name: path for wanted in RETURNS.values() for name in wanted.lists if (path := getattr(given, name))}
    report = check(given.paths, given.collection, given.year, given.previous, chosen, lists=lists)
    _write(_formatted(report, given.format), given.out)
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


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")


def _rules(given: argparse.Namespace) -> int:
    for rule in RETURNS[given.collection].rules.in_force(CollectionYear(given.year)):
        sys.stdout.write(f"{rule.code:6}  {rule.severity:5}  {rule.message}\n")
    return 0


def _explain(given: argparse.Namespace) -> int:
    found = [
        (name, one.rules.by_code[given.rule])
        for name, one in RETURNS.items()
        if given.rule in one.rules.by_code and given.collection in (None, name)
    ]
    if not found:
        raise ValueError(f"No rule is called {given.rule}. `threshold returns rules` lists them.")
    for name, rule in found:
        sys.stdout.write(_explained(name, rule))
    return 0


def _explained(collection: str, rule: Rule) -> str:
    since = f"from {rule.since}" if rule.since else "in every year"
    until = f" to {rule.until}" if rule.until else ""
    lines = [
        f"{rule.code} ({collection}, {rule.severity}, {since}{until})",
        rule.message,
        *([" ".join(rule.doubt.split())] if rule.doubt else []),
        f"Looks at: {', '.join(rule.reads)}.",
        f"Put right: {', '.join(rule.blames) or 'the return as a whole'}.",
        f"From: {rule.guidance}.",
        "Fails:",
        *(f"  {example}" for example in rule.fails),
        "Passes:",
        *(f"  {example}" for example in rule.passes),
    ]
    return "\n".join(lines) + "\n"
