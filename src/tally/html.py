"""The report as one HTML file that opens without a network: by rule, child and team, with what to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from tally.measures.cohorts import NO_TEAM
from tally.report import Finding, Outcome, Report
from tally.rules import Severity
from tally.show import BETWEEN, count

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
    team: str


@dataclass(frozen=True)
class _Team:
    name: str
    children: int
    errors: int
    queries: int


def as_html(report: Report, *, title: str, doubts: Mapping[str, str], teams: Mapping[str, str] | None = None) -> str:
    """
    Args:
        title: of which return it is, in words.
        doubts: what is to be known of a rule's wording, by its code.
        teams: which team a child is with, by the child's identifier. Where there is none, nothing is said of teams.
    """
    teams = teams or {}
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        by_rule[finding.rule].append(finding)
    rules = [
        _Rule(one.code, one.severity, one.message, " ".join(doubts.get(one.code, "").split()), by_rule[one.code])
        for one in report.rules
        if by_rule[one.code]
    ]
    children = _children(report, teams)
    template = Environment(autoescape=True, trim_blocks=True).from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        title=f"{title} {report.year}",
        summary=f"{count(len(report.findings), 'finding')} by {count(len(rules), 'rule')}, "
        f"of {count(len(children), 'child', 'children')}.",
        tables=", ".join(f"{name}: {rows:,}" for name, rows in report.tables.items() if rows) + ".",
        report=report,
        rules=rules,
        children=children,
        teams=_teams(report, children) if teams else [],
        team_of=lambda finding: _team(teams, finding.child) if finding.child is not None else "",
        others=_by_reason(report),
        passed=count(report.number(Outcome.PASSED), "rule"),
        between=BETWEEN,
    )


def _by_reason(report: Report) -> list[tuple[str, str]]:
    """Why rules were not applicable, each reason once with the codes of its rules, in the order of the rules."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in report.rules:
        if one.outcome is Outcome.NOT_APPLICABLE:
            found[one.reason].append(one.code)
    return [(reason, ", ".join(codes)) for reason, codes in found.items()]


def _team(teams: Mapping[str, str], child: str) -> str:
    return teams.get(child, NO_TEAM)


def _children(report: Report, teams: Mapping[str, str]) -> list[_Child]:
    severity = {one.code: one.severity for one in report.rules}
    found: dict[str, list[str]] = defaultdict(list)
    for finding in report.findings:
        if finding.child is not None:
            found[finding.child].append(finding.rule)
    rows = [
        _Child(
            name, len(codes), sorted(set(codes)), " ".join(sorted({severity[code] for code in codes})),
            _team(teams, name),
        )
        for name, codes in found.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda child: (-child.findings, child.name))


def _teams(report: Report, children: list[_Child]) -> list[_Team]:
    """The teams whose children have findings, those with most first. What is of no child is of no team."""
    severity = {one.code: one.severity for one in report.rules}
    team_of = {child.name: child.team for child in children}
    of_kind = Counter((team_of[one.child], severity[one.rule]) for one in report.findings if one.child is not None)
    of_team = Counter(team_of.values())
    rows = [
        _Team(name, number, of_kind[name, Severity.ERROR], of_kind[name, Severity.QUERY])
        for name, number in of_team.items()
    ]
    return sorted(rows, key=lambda team: (team.name == NO_TEAM, -team.errors - team.queries, team.name))
