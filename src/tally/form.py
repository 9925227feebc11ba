"""Faults of form as results and findings: an element that is missing, unknown or in the wrong place, a value of the
wrong kind. They stand in the report before the rules, each kind once.
"""

from __future__ import annotations

from collections.abc import Sequence

from tally.data import Data
from tally.read.problems import OF_KEYS, Fault, Problem
from tally.report import Finding, Outcome, RuleResult
from tally.rules import Severity

#: What each fault says of an element; `{}` is its name.
MESSAGES = {
    Fault.UNKNOWN: "{} is not an element of this return in this year. It was left out.",
    Fault.MISPLACED: "{} stands where it does not belong. It was left out.",
    Fault.ORDER: "{} stands behind what should follow it.",
    Fault.MISSING: "{} is missing.",
    Fault.TOO_MANY: "{} stands more than once where there can be one.",
    Fault.BAD_VALUE: "{} is not what it should be: a day as 2026-03-31, yes or no as 1 or 0, a whole number.",
    Fault.STRAY_TEXT: "{} holds words beside its elements.",
    Fault.NO_KEY: "{} is empty. Every row must have it, or nothing tells what the row is and whom it is about.",
    Fault.SAME_KEY: "{} is the same as in a row above. It must tell the rows apart.",
    Fault.NO_OWNER: "{} names something that is not in the data. Add what it names, or correct it.",
    Fault.OTHER_CHILD: "{} names something of another child. Correct it, or whom the row is about.",
}


def code(fault: Fault) -> str:
    """The code under which a fault is reported: "form.missing"."""
    return f"form.{fault.value}"


def faults(problems: Sequence[Problem], data: Data) -> tuple[list[RuleResult], list[Finding]]:
    """One result for each kind of fault, and a finding for each problem, by kind, then in the order of the source."""
    results, findings, names = [], [], data.names.to_list()
    has_keys = any(table.key for table in data.collection.tables)
    for fault in (one for one in Fault if has_keys or one not in OF_KEYS):
        of_kind = sorted(
            (problem for problem in problems if problem.fault is fault),
            key=lambda one: (one.line, one.table, -1 if one.row is None else one.row, one.element),
        )
        findings += [_finding(problem, names) for problem in of_kind]
        outcome = Outcome.FAILED if of_kind else Outcome.PASSED
        results.append(
            RuleResult(code(fault), Severity.ERROR, MESSAGES[fault].format("An element"), outcome, len(of_kind))
        )
    return results, findings


def _finding(problem: Problem, names: Sequence[str | None]) -> Finding:
    child = None if problem.child is None else names[problem.child]
    message = MESSAGES[problem.fault].format(problem.element)
    return Finding(
        code(problem.fault), child, problem.table, problem.row, problem.line or None, (problem.element,), message
    )
