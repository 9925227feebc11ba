"""Faults of form as results and findings: an element that is missing, unknown or in the wrong place, a value of the
wrong kind. They stand in the report before the rules, each kind once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tally.data import Data
from tally.read.problems import OF_KEYED, Fault, Problem
from tally.report import Finding, Outcome, RuleResult
from tally.rules import Severity

#: What each fault says of an element; `{}` is its name.
_OF_ELEMENTS = {
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
    Fault.OTHER_CODE: "{} holds “{seen}”, which is none of its codes. It was kept as it is; write one of them.",
}
#: The sentences of a return: for each fault that its reader looks for, what it says in general, and what of one
#: element, with `{seen}` for what stood there.
Messages = Mapping[Fault, tuple[str, str]]


def code(fault: Fault) -> str:
    """The code under which a fault is reported: "form.missing"."""
    return f"form.{fault.value}"


def faults(
    problems: Sequence[Problem], data: Data, messages: Messages | None = None
) -> tuple[list[RuleResult], list[Finding]]:
    """One result for each kind of fault, and a finding for each problem, by kind, then in the order of the source.

    Args:
        messages: the sentences of the return, where it has its own.
    """
    places = {table.name: place for place, table in enumerate(data.collection.tables)}
    # Where every table is a file of its own, one comes after the other; else they share the lines of one file.
    by_table = not any(table.parent for table in data.collection.tables)

    def place_of(problem: Problem) -> tuple[int, int, int, int, str]:
        table, row = places.get(problem.table, -1), -1 if problem.row is None else problem.row
        return (table if by_table else 0, problem.line, table, row, problem.element)

    results, findings, names = [], [], data.names.to_list()
    for fault, (general, message) in (messages or _messages(data)).items():
        of_kind = sorted((problem for problem in problems if problem.fault is fault), key=place_of)
        findings += [_finding(problem, names, message) for problem in of_kind]
        outcome = Outcome.FAILED if of_kind else Outcome.PASSED
        results.append(RuleResult(code(fault), Severity.ERROR, general, outcome, len(of_kind)))
    return results, findings


def _messages(data: Data) -> Messages:
    has_keys = any(table.key for table in data.collection.tables)
    return {
        fault: (message.format("An element", seen="…"), message)
        for fault, message in _OF_ELEMENTS.items()
        if has_keys or fault not in OF_KEYED
    }


def _finding(problem: Problem, names: Sequence[str | None], message: str) -> Finding:
    child = None if problem.child is None else names[problem.child]
    said = message.format(problem.element, seen=problem.seen)
    return Finding(
        code(problem.fault), child, problem.table, problem.row, problem.line or None, (problem.element,), said
    )
