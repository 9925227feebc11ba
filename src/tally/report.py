"""What came of a check: every rule of the year with its outcome, and every finding, in an order that does not move."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from tally.rules import Severity


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"
    CRASHED = "crashed"


@dataclass(frozen=True)
class RuleResult:
    """What came of one rule. `reason` says why it was not applicable, or where it crashed."""

    code: str
    severity: Severity
    message: str
    outcome: Outcome
    findings: int = 0
    reason: str = ""


class Finding(NamedTuple):
    """One row that a rule finds fault with. A return can have a hundred thousand: no object is made more cheaply.

    Attributes:
        child: the child's identifier in the return; None for the header and for the return as a whole, and for a
            child without one.
        row: its number in the table, from 0; None where no row is meant.
        line: where it begins in the source; None where that is not known.
    """

    rule: str
    child: str | None
    table: str
    row: int | None
    line: int | None
    columns: tuple[str, ...]
    message: str

    def as_json(self) -> dict[str, Any]:
        return self._asdict() | {"columns": list(self.columns)}


@dataclass(frozen=True)
class Report:
    """A check of one return.

    Attributes:
        tables: how many rows each table has.
        seconds: how long each part took.
        notes: sentences about what was given: what of it was not used, or taken for something else than it says.
    """

    collection: str
    year: str
    tables: dict[str, int]
    rules: list[RuleResult]
    findings: list[Finding]
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def crashed(self) -> list[RuleResult]:
        return [result for result in self.rules if result.outcome is Outcome.CRASHED]

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 3 a rule crashed (2 is kept for what could not be read)."""
        if self.crashed:
            return 3
        return 1 if self.findings else 0

    def number(self, outcome: Outcome) -> int:
        """How many rules had that outcome."""
        return sum(result.outcome is outcome for result in self.rules)

    def of(self, code: str) -> Iterator[Finding]:
        return (finding for finding in self.findings if finding.rule == code)

    def as_json(self) -> str:
        """The report as other programs read it: each rule and each finding in a line of its own."""
        rules = [
            {
                "code": one.code, "severity": one.severity, "outcome": one.outcome, "findings": one.findings,
                "reason": one.reason,
            }
            for one in self.rules
        ]  # fmt: skip
        parts = {
            "return": _json(self.collection),
            "year": _json(self.year),
            "tables": _json(self.tables),
            "rules": _lines(rules),
            "findings": _lines(finding.as_json() for finding in self.findings),
            "seconds": _json(self.seconds),
        }
        return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}"


#: An encoder that indents is one of Python's own and takes ten times as long.
_json = json.JSONEncoder(ensure_ascii=False).encode


def _lines(things: Iterable[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join([_json(one) for one in things]) + "\n]"
