"""What does a report look like: as a table for a terminal, and as CSV for a spreadsheet?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from tally.report import Finding, Outcome, Report, RuleResult

_OUTCOMES = {
    Outcome.CRASHED: "crashed",
    Outcome.FAILED: "to put right",
    Outcome.NOT_APPLICABLE: "not applicable",
    Outcome.PASSED: "passed",
}


def as_table(report: Report) -> str:
    """The outcome in a page: first what crashed, then what is to be known of the files, then what is to be put right,
    then what could not be asked.
    """
    lines = [f"{report.collection} {report.year}: {_rows(report.tables)}", ""]
    for outcome, title in _OUTCOMES.items():
        if outcome is Outcome.FAILED and report.notes:
            lines += ["To know of what was read", *(f"  {note}" for note in report.notes), ""]
        results = [result for result in report.rules if result.outcome is outcome]
        if outcome is Outcome.PASSED or not results:
            continue
        lines += [title[0].upper() + title[1:], *_lines(results), ""]
    lines.append(
        f"{found(report)}; passed: {report.number(Outcome.PASSED)}, "
        f"not applicable: {report.number(Outcome.NOT_APPLICABLE)}, crashed: {report.number(Outcome.CRASHED)}."
    )
    return "\n".join(lines) + "\n"


def count(number: int, what: str, many: str = "") -> str:
    """ "1 finding", "1,204 findings", "2 children"."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def found(report: Report) -> str:
    """ "1,204 findings by 3 rules"."""
    return f"{count(len(report.findings), 'finding')} by {count(report.number(Outcome.FAILED), 'rule')}"


def _lines(results: Sequence[RuleResult]) -> list[str]:
    width = max(len(result.code) for result in results)
    return [
        f"  {result.code:{width}}  {result.findings:>7,}  {result.severity:5}  {result.message}"
        if result.outcome is Outcome.FAILED
        else f"  {result.code:{width}}  {result.reason.strip().splitlines()[-1]}"
        for result in results
    ]


def _rows(tables: dict[str, int]) -> str:
    return ", ".join(f"{name} {rows:,}" for name, rows in tables.items() if rows) or "nothing in it"


#: What stands between several columns. A column's name may hold blanks and commas, and none holds this.
BETWEEN = "; "
#: The columns of a finding, in CSV.
HEADINGS = ("rule", "child", "table", "row", "line", "columns", "message")


def as_csv(findings: Iterable[Finding]) -> str:
    """One line a finding."""
    return csv_lines([HEADINGS, *map(cells, findings)])


def cells(one: Finding) -> list[object]:
    """A finding under `HEADINGS`."""
    return [one.rule, one.child, one.table, one.row, one.line, BETWEEN.join(one.columns), one.message]


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV. A cell that a spreadsheet would take for a formula is written as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
