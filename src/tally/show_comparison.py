"""What does a comparison look like: as a table for a terminal, as JSON for programs, as CSV for a spreadsheet?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tally.compare import Comparison, Move, State
from tally.show import BETWEEN, count, csv_lines

#: How many changes of one child the table shows; JSON and CSV have all.
_MOST = 20
_HEADINGS = ("child", "what", "rule", "table", "columns", "old_row", "new_row", "old", "new", "message")


def as_table(found: Comparison) -> str:
    """What changed, child by child; findings that are still there are counted and not listed."""
    lines = [_title(found), ""]
    for one in found.outcomes:
        lines.append(
            f"  {one.rule}: {_outcome(one.old)} before, {_outcome(one.new)} now; what it found is not compared."
        )
    if found.outcomes:
        lines.append("")
    for child, changes in _by_child(found).items():
        lines.append(child or "The return")
        lines += [f"  {_sentence(*change)}" for change in changes[:_MOST]]
        if len(changes) > _MOST:
            lines.append(f"  and {count(len(changes) - _MOST, 'change')} more; --format csv lists all.")
        lines.append("")
    lines.append(_summary(found))
    return "\n".join(lines) + "\n"


def as_json(found: Comparison) -> str:
    """
    `{"return", "years": [old, new], "same", "compares_data", "outcomes": [{"rule", "old", "new"}], "children": […]}`,
    where each child that anything is said of has `{"child", "move", "findings", "values", "rows"}`; `child` is null
    for the return as a whole, `move` "added", "removed" or null. Findings that are still there are among them.
    """
    children: dict[str | None, dict[str, Any]] = {}

    def of(child: str | None) -> dict[str, Any]:
        return children.setdefault(child, {"child": child, "move": None, "findings": [], "values": [], "rows": []})

    for move, child in found.children:
        of(child)["move"] = move
    for one in found.findings:
        of(one.child)["findings"].append(
            {
                "state": one.state, "rule": one.rule, "table": one.table, "columns": list(one.columns),
                "old_row": one.old_row, "new_row": one.new_row, "message": one.message,
            }
        )  # fmt: skip
    for value in found.values:
        of(value.child)["values"].append(
            {
                "table": value.table, "column": value.column, "old": value.old, "new": value.new,
                "old_row": value.old_row, "new_row": value.new_row,
            }
        )  # fmt: skip
    for row in found.rows:
        of(row.child)["rows"].append({"move": row.move, "table": row.table, "row": row.row})
    told = {
        "return": found.collection,
        "years": list(found.years),
        "same": found.is_same,
        "compares_data": found.compares_data,
        "outcomes": [{"rule": one.rule, "old": one.old, "new": one.new} for one in found.outcomes],
        "children": [children[child] for child in sorted(children, key=lambda name: (name is not None, name or ""))],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def as_csv(found: Comparison) -> str:
    """One line a change, and one for each finding that is still there."""
    return csv_lines([_HEADINGS, *_lines(found)])


def _lines(found: Comparison) -> Iterator[tuple[object, ...]]:
    for outcome in found.outcomes:
        yield (None, "outcome", outcome.rule, None, None, None, None, outcome.old, outcome.new, None)
    for move, child in found.children:
        yield (child, f"child {move}", *[None] * 8)
    for one in found.findings:
        columns = BETWEEN.join(one.columns)
        yield (one.child, one.state, one.rule, one.table, columns, one.old_row, one.new_row, None, None, one.message)
    for value in found.values:
        places = (value.old_row, value.new_row)
        yield (value.child, "value", None, value.table, value.column, *places, value.old, value.new, None)
    for row in found.rows:
        old_row, new_row = (None, row.row) if row.move is Move.ADDED else (row.row, None)
        yield (row.child, f"row {row.move}", None, row.table, None, old_row, new_row, None, None, None)


def _title(found: Comparison) -> str:
    old, new = found.years
    return f"{found.collection} {old}" if old == new else f"{found.collection} {old} and {new}"


def _outcome(outcome: object) -> str:
    return "not among the rules" if outcome is None else str(outcome).replace("_", " ")


#: A change as the table tells it: what happened, and to what.
_Change = tuple[str, str]


def _by_child(found: Comparison) -> dict[str | None, list[_Change]]:
    """The changes of each child, those of the return as a whole first."""
    changes: list[tuple[str | None, _Change]] = [(child, (move, "the child")) for move, child in found.children]
    changes += [
        (one.child, (one.state, f"{one.rule}  {one.message}"))
        for state in (State.NEW, State.GONE)
        for one in found.of(state)
    ]
    changes += [
        (one.child, ("value", f"{one.table}.{one.column}: {one.old or 'nothing'} → {one.new or 'nothing'}"))
        for one in found.values
    ]
    changes += [(one.child, (one.move, f"row {one.row + 1} of {one.table}")) for one in found.rows]
    by_child: dict[str | None, list[_Change]] = {}
    for child, change in sorted(changes, key=lambda one: (one[0] is not None, one[0] or "")):
        by_child.setdefault(child, []).append(change)
    return by_child


def _sentence(what: str, of: str) -> str:
    return f"{what:7}  {of}"


def _summary(found: Comparison) -> str:
    findings = ", ".join(f"{len(found.of(state)):,} {said}" for state, said in _SAID.items())
    if not found.compares_data:
        return f"Findings: {findings}."
    added, removed = ([one for one in found.children if one[0] is move] for move in Move)
    return (
        f"Findings: {findings}. Children: {len(added):,} added, {len(removed):,} removed. "
        f"{count(len(found.values), 'value')} changed; rows added or removed: {len(found.rows):,}."
    )


_SAID = {State.NEW: "new", State.GONE: "gone", State.STILL: "still there"}
