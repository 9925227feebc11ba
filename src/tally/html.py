"""The report as one HTML file that opens without a network: by rule, by child, with what to do, and a filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from tally.report import Finding, Outcome, Report
from tally.show import count

_TEMPLATE = Path(__file__).with_name("report.html")


@dataclass(frozen=True)
class _Rule:
    code: str
    severity: str
    message: str
    doubt: str
    findings: list[Finding]


@dataclass(frozen=True)
class _Child:
    name: str
    findings: int
    rules: list[str]
    kinds: str


def as_html(report: Report, *, title: str, doubts: Mapping[str, str]) -> str:
    """
    Args:
        title: of which return it is, in words.
        doubts: what is to be known of a rule's wording, by its code.
    """
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_rule[finding.rule].append(finding)
    rules = [
        _Rule(one.code, one.severity, one.message, " ".join(doubts.get(one.code, "").split()), by_rule[one.code])
        for one in report.rules
        if by_rule[one.code]
    ]
    passed = sum(one.outcome is Outcome.PASSED for one in report.rules)
    children = _children(report)
    template = Environment(autoescape=True, trim_blocks=True).from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        title=f"{title} {report.year}",
        summary=f"{count(len(report.findings), 'finding')} by {count(len(rules), 'rule')}, "
        f"of {count(len(children), 'child', 'children')}.",
        tables=", ".join(f"{name}: {rows:,}" for name, rows in report.tables.items() if rows) + ".",
        report=report,
        rules=rules,
        children=children,
        others=[one for one in report.rules if one.outcome is Outcome.NOT_APPLICABLE],
        passed=count(passed, "rule"),
    )


def _children(report: Report) -> list[_Child]:
    severity = {one.code: one.severity for one in report.rules}
    found: dict[str, list[str]] = defaultdict(list)
    for finding in report.findings:
        if finding.child is not None:
            found[finding.child].append(finding.rule)
    rows = [
        _Child(name, len(codes), sorted(set(codes)), " ".join(sorted({severity[code] for code in codes})))
        for name, codes in found.items()
    ]
    return sorted(rows, key=lambda child: (-child.findings, child.name))
