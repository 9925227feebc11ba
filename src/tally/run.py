"""How are the rules of a year run? Each by itself: what one does cannot change or stop another."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence

from tally.data import Data
from tally.report import Finding, Outcome, RuleResult
from tally.rules import Found, Rule

#: Told what is being done, how much of it is done, and how much there is; 0 where nobody knows.
Tell = Callable[[str, int, int], None]


def tell_nobody(what: str, done: int, whole: int) -> None:
    """For whoever does not wait."""


def run(rules: Sequence[Rule], data: Data, tell: Tell = tell_nobody) -> tuple[list[RuleResult], list[Finding]]:
    """Every rule's result, in the order given, and the findings in the order of rules and rows."""
    results, findings = [], []
    for number, rule in enumerate(rules):
        tell("Checking", number, len(rules))
        missing = [need for need in rule.needs if not _is_given(need, data)] + _not_held(rule, data)
        if missing:
            results.append(_result(rule, Outcome.NOT_APPLICABLE, reason=f"Not given: {', '.join(missing)}."))
            continue
        try:
            found = _findings(rule, rule.function(data), data)
        except Exception:  # a rule that crashes is reported as that, and stops no other
            results.append(_result(rule, Outcome.CRASHED, reason=traceback.format_exc(limit=-3)))
            continue
        findings += found
        outcome = Outcome.FAILED if found else Outcome.PASSED
        results.append(_result(rule, outcome, findings=len(found)))
    return results, findings


def _is_given(need: str, data: Data) -> bool:
    match need:
        case "previous":
            return data.previous is not None
        case "authority":
            return data.authority is not None
    if need in data.frames:
        return data.held is None or any(name.startswith(f"{need}.") for name in data.held)
    return need in data.reference


def _not_held(rule: Rule, data: Data) -> list[str]:
    """What the rule looks at in the table that it blames, and the source does not have: the table, or columns of it."""
    if rule.table in data.frames and not _is_given(rule.table, data):
        return [rule.table]
    own = (name for name in rule.reads if name.startswith(f"{rule.table}."))
    return [name for name in own if not data.holds(name)]


def _result(rule: Rule, outcome: Outcome, *, findings: int = 0, reason: str = "") -> RuleResult:
    return RuleResult(rule.code, rule.severity, rule.message, outcome, findings, reason)


def _findings(rule: Rule, found: Found, data: Data) -> list[Finding]:
    """The blamed rows, each once, in the order of the input; or the children who are named, in the order of names."""
    table, columns = rule.table, tuple(rule.columns)
    if isinstance(found, bool):
        return [Finding(rule.code, None, table, None, None, columns, rule.message)] if found else []
    if found.is_empty():
        return []
    if "row" not in found.columns:
        children = found["CHILD"].drop_nulls().unique().sort()
        return [Finding(rule.code, child, table, None, None, columns, rule.message) for child in children]
    rows = found["row"].drop_nulls().unique().sort()
    if rows.is_empty():
        return []
    blamed = data[table].select("row", "line", "child")[rows]
    blamed = blamed.with_columns(data.name_of(blamed["child"]).alias("name"))
    return [
        Finding(rule.code, name, table, row, line or None, columns, rule.message)
        for row, line, name in blamed.select("row", "line", "name").iter_rows()
    ]
