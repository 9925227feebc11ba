"""How are the reports of many authorities shown as one: in JSON, in CSV, and as a table of one line an authority?

`part` is made where the authority is checked, so that of a country no more comes together than is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tally import show
from tally.report import Report
from tally.rules import Severity

#: The forms in which many can be shown.
FORMS = ("table", "json", "csv")
_COLUMNS = ("rows", "errors", "queries", "crashed")
_WIDTH = 11


@dataclass(frozen=True)
class Checked:
    """What came of one authority.

    Attributes:
        code: 0 clean, 1 findings, 2 it could not be read, 3 a rule crashed or the program stopped.
        reason: why there is no report; "" where there is one.
        text: its report in the form that was asked for, from `part`; "" where there is none.
        notes: the sentences of the report about what was given, each in a line of its own.
    """

    authority: str
    code: int
    reason: str
    text: str
    notes: str = ""


def part(authority: str, report: Report, form: str) -> str:
    """One authority's report in one of `FORMS`, to stand among others'."""
    match form:
        case "json":
            return report.as_json()
        case "csv":
            return show.csv_lines([authority, *show.cells(one)] for one in report.findings)
    return _line(report)


def whole(checked: Iterable[Checked], form: str, collection: str, year: str) -> str:
    """All of them, by the authority's name, whatever the order in which they came."""
    ordered = _in_order(checked)
    match form:
        case "json":
            return _json(ordered, collection, year)
        case "csv":
            return _csv(ordered)
    return _table(ordered, collection, year)


def _in_order(checked: Iterable[Checked]) -> list[Checked]:
    return sorted(checked, key=lambda one: one.authority)


def exit_code(checked: Iterable[Checked]) -> int:
    """The gravest of all: 3 before 2 before 1."""
    return max((one.code for one in checked), default=0)


def _json(ordered: Sequence[Checked], collection: str, year: str) -> str:
    parts = ",\n".join(
        f'{{"authority": {_text(one.authority)}, "exit": {one.code}, "reason": {_text(one.reason)}, '
        f'"notes": {_text(one.notes.splitlines())}, "report": {one.text or "null"}}}'
        for one in ordered
    )
    return f'{{"return": {_text(collection)}, "year": {_text(year)}, "authorities": [\n{parts}\n]}}\n'


def _text(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _csv(ordered: Sequence[Checked]) -> str:
    """A line a finding; an authority without a report has one line with its reason as the message."""
    empty = [""] * (len(show.HEADINGS) - 1)
    parts = [show.csv_lines([["authority", *show.HEADINGS]])]
    parts += [one.text if not one.reason else show.csv_lines([[one.authority, *empty, one.reason]]) for one in ordered]
    return "".join(parts)


def _line(report: Report) -> str:
    severity = {result.code: result.severity for result in report.rules}
    errors = sum(severity[one.rule] is Severity.ERROR for one in report.findings)
    numbers = (sum(report.tables.values()), errors, len(report.findings) - errors, len(report.crashed))
    return "".join(f"{number:>{_WIDTH},}" for number in numbers)


def _table(ordered: Sequence[Checked], collection: str, year: str) -> str:
    width = max(len("authority"), *(len(one.authority) for one in ordered))
    lines = [
        f"{collection} {year}: {show.count(len(ordered), 'authority', 'authorities')}",
        "",
        f"{'authority':{width}}" + "".join(f"{column:>{_WIDTH}}" for column in _COLUMNS),
        *(f"{one.authority:{width}}{one.text or '  ' + one.reason}" for one in ordered),
        "",
        *(["To know of what was read", *(f"  {note}" for note in told), ""] if (told := notes(ordered)) else []),
        ", ".join(
            f"{what}: {sum(one.code == code for one in ordered)}"
            for code, what in enumerate(("clean", "with findings", "could not be read", "crashed"))
        )
        + ".",
    ]
    return "\n".join(lines) + "\n"


def notes(checked: Iterable[Checked]) -> list[str]:
    """What is to be known of what was read, each with its authority, in the order of their names."""
    return [f"{one.authority}: {note}" for one in _in_order(checked) for note in one.notes.splitlines()]
