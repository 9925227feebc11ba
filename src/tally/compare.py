"""What changed between two checks of a return, or between two states of its files, child by child?

Row numbers move when a row is put in before them, so nothing is matched by them. What is the same:

- A *child* is one by its identifier in the return.
- A *finding* is one by its rule, child, table and columns, and by what the row holds in the columns that the rule looks
  at, where the files are at hand: a value that was wrong and is now wrong in another way is one finding gone and one
  new. From two reports alone the row's content is not known, and the number of such findings decides.
- A *row* that has its like in the other state, all columns equal, is unchanged. Of the others of a child and table
  those belong together that agree in the column that tells the table's rows apart best (of an assessment the day it
  began), then those that are left, in order, if both states have the same number of them. What then has no partner was
  added or removed.

A rule that was not asked in one of the two (not in force, left out, not applicable, crashed) tells nothing of what
changed: its findings are neither new nor gone, and its outcomes are told instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from tally.data import Data
from tally.report import Outcome, Report
from tally.tables import KEYS

col = pl.col
_ASKED = (Outcome.PASSED, Outcome.FAILED)
#: Between the values of a row when they are written as one text, and for a value that is not there.
_BETWEEN, _NOTHING = "\x1f", "\x00"


class State(StrEnum):
    NEW = "new"
    GONE = "gone"
    STILL = "still"


class Move(StrEnum):
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class ChangedFinding:
    """A finding that is new, gone, or still there. A row is its number in each state, None where it has none there."""

    state: State
    rule: str
    child: str | None
    table: str
    columns: tuple[str, ...]
    message: str
    old_row: int | None
    new_row: int | None


@dataclass(frozen=True)
class ChangedValue:
    """One column of one row that holds another value. Values are shown as text; None is nothing."""

    child: str | None
    table: str
    column: str
    old: str | None
    new: str | None
    old_row: int
    new_row: int


@dataclass(frozen=True)
class MovedRow:
    """A row that was added or removed, of a child who is in both states; `row` is its number in the state it is in."""

    move: Move
    child: str | None
    table: str
    row: int


@dataclass(frozen=True)
class ChangedOutcome:
    """A rule that was asked in one of the two alone. An outcome is None where the rule was not among those chosen."""

    rule: str
    old: Outcome | None
    new: Outcome | None


@dataclass(frozen=True)
class Comparison:
    """
    Attributes:
        children: who was added or removed, by their identifiers.
        compares_data: whether children, values and rows were looked at, or the two reports alone.
    """

    collection: str
    years: tuple[str, str]
    findings: list[ChangedFinding]
    outcomes: list[ChangedOutcome]
    compares_data: bool = False
    children: list[tuple[Move, str]] = field(default_factory=list)
    values: list[ChangedValue] = field(default_factory=list)
    rows: list[MovedRow] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        changed = any(one.state is not State.STILL for one in self.findings)
        return not (changed or self.outcomes or self.children or self.values or self.rows)

    def of(self, state: State) -> list[ChangedFinding]:
        return [one for one in self.findings if one.state is state]


def compare_reports(old: Report, new: Report) -> Comparison:
    """What changed between two checks of which nothing but the reports is there.

    Raises:
        ValueError: they are of two different returns.
    """
    return _compared(old, new, [""] * len(old.findings), [""] * len(new.findings))


def compare_data(old: tuple[Report, Data], new: tuple[Report, Data], reads: Mapping[str, Sequence[str]]) -> Comparison:
    """What changed between two states of a return, each with its check.

    Args:
        reads: of each rule by its code the columns that it looks at, each "Table.Column".

    Raises:
        ValueError: they are of two different returns.
    """
    compared = _compared(old[0], new[0], _contents(*old, reads), _contents(*new, reads))
    before, after = old[1], new[1]
    tables = [_table(before, after, table) for table in before.frames if table in after.frames]
    return replace(
        compared,
        compares_data=True,
        children=_children(before, after),
        values=sorted((one for values, _ in tables for one in values), key=_by_child),
        rows=sorted((one for _, moved in tables for one in moved), key=_by_child),
    )


def _by_child(one: ChangedFinding | ChangedValue | MovedRow) -> tuple[bool, str]:
    """What is of no child comes first. What is of one child keeps its order."""
    return (one.child is not None, one.child or "")


# --- Findings -------------------------------------------------------------------------------------------------------

_IDENTITY = ("rule", "child", "table", "columns", "content", "at")
_STATES = tuple(State)


def _compared(old: Report, new: Report, old_contents: Sequence[str], new_contents: Sequence[str]) -> Comparison:
    if old.collection != new.collection:
        raise ValueError(
            f"One is of {old.collection}, the other of {new.collection}. Name two of one return to see what changed."
        )
    before, after = ({one.code: one.outcome for one in report.rules} for report in (old, new))
    asked = {code for code, outcome in before.items() if outcome in _ASKED and after.get(code) in _ASKED}
    both = _frame(old, old_contents, asked, "old").join(
        _frame(new, new_contents, asked, "new"), on=_IDENTITY, how="full", nulls_equal=True, coalesce=True
    )
    findings = [
        ChangedFinding(
            State.NEW if old_row is None else State.GONE if new_row is None else State.STILL,
            rule, child, table, tuple(columns.split(_BETWEEN)) if columns else (),
            new_message or old_message, _number(old_row), _number(new_row),
        )
        for rule, child, table, columns, old_row, new_row, old_message, new_message in both.select(
            "rule", "child", "table", "columns", "old", "new", "old_message", "new_message"
        ).iter_rows()
    ]  # fmt: skip
    findings.sort(key=lambda one: (*_by_child(one), _STATES.index(one.state), one.rule, one.table, *_places(one)))
    outcomes = [
        ChangedOutcome(code, before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys())
        if code not in asked and before.get(code) != after.get(code)
    ]
    return Comparison(new.collection, (old.year, new.year), findings, outcomes)


def _frame(report: Report, contents: Sequence[str], asked: set[str], name: str) -> pl.DataFrame:
    """The findings of rules that were asked in both, with what each is known by. A finding without a row has -1."""
    rows = [
        (
            one.rule, one.child, one.table, _BETWEEN.join(one.columns), content,
            -1 if one.row is None else one.row, one.message,
        )
        for one, content in zip(report.findings, contents, strict=True)
        if one.rule in asked
    ]  # fmt: skip
    kinds = {"rule": pl.String, "child": pl.String, "table": pl.String, "columns": pl.String, "content": pl.String}
    frame = pl.DataFrame(rows, schema=kinds | {name: pl.Int64, f"{name}_message": pl.String}, orient="row")
    return _numbered(frame, *_IDENTITY[:-1])


def _numbered(frame: pl.DataFrame, *known_by: str) -> pl.DataFrame:
    """With `at`: the how manieth of its like a row is, so that two that are alike are two."""
    return frame.with_columns(at=pl.int_range(pl.len()).over(*known_by))


def _number(row: int | None) -> int | None:
    return None if row is None or row < 0 else row


def _places(one: ChangedFinding) -> tuple[int, int]:
    return tuple(-1 if row is None else row for row in (one.old_row, one.new_row))  # type: ignore[return-value]


def _contents(report: Report, data: Data, reads: Mapping[str, Sequence[str]]) -> list[str]:
    """What the row of each finding holds where its rule looks, as text; "" for a fault of form and the whole return."""
    places: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for place, one in enumerate(report.findings):
        if one.row is not None and one.rule in reads:
            places.setdefault((one.rule, one.table), []).append((place, one.row))
    contents = [""] * len(report.findings)
    for (rule, table), of_rule in places.items():
        frame = data[table]
        looks_at = {name.partition(".")[2] for name in reads[rule] if name.partition(".")[0] == table}
        rows = frame[[row for _, row in of_rule]]
        for (place, _), text in zip(
            of_rule, _texts(rows, [one for one in frame.columns if one in looks_at]), strict=True
        ):
            contents[place] = text
    return contents


def _texts(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """Each row's values as one text."""
    if not columns:
        return pl.repeat("", frame.height, dtype=pl.String, eager=True)
    each = (col(name).cast(pl.String).fill_null(_NOTHING) for name in columns)
    return frame.select(pl.concat_str(each, separator=_BETWEEN)).to_series()


# --- Children, rows and values ------------------------------------------------------------------------------------


def _children(before: Data, after: Data) -> list[tuple[Move, str]]:
    old, new = (set(data.names.drop_nulls()) for data in (before, after))
    moves = dict.fromkeys(new - old, Move.ADDED) | dict.fromkeys(old - new, Move.REMOVED)
    return [(moves[name], name) for name in sorted(moves)]


def _table(before: Data, after: Data, table: str) -> tuple[list[ChangedValue], list[MovedRow]]:
    """What changed in one table, of children who are in both states and of rows that are of no child."""
    columns = [name for name in before[table].columns if name not in KEYS and name in after[table].columns]
    if not columns:
        return [], []
    old, new = _named(before, after, table, columns), _named(after, before, table, columns)
    best = _telling(pl.concat([old, new]), columns)
    # What is the same all through says nothing, but it must be out of the way of what is not.
    old, new = _without(old, new, _alike(old, new, _EVERYTHING))
    by_best = _alike(old, new, best)
    old, new = _without(old, new, by_best)
    in_order = _in_order(old, new)
    old, new = _without(old, new, in_order)
    values = _values(before[table], after[table], table, columns, pl.concat([by_best, in_order]))
    moved = [MovedRow(Move.REMOVED, child, table, row) for child, row in old.select("child", "row").iter_rows()]
    moved += [MovedRow(Move.ADDED, child, table, row) for child, row in new.select("child", "row").iter_rows()]
    return values, moved


#: The column that holds all values of a row as one text.
_EVERYTHING = "\x1feverything"


def _named(data: Data, other: Data, table: str, columns: Sequence[str]) -> pl.DataFrame:
    """A table's rows with what their child is called, of children whom the other state has too; values as text."""
    frame = data[table].with_columns(data.name_of(data[table]["child"]).alias("child"))
    frame = frame.filter(col("child").is_null() | col("child").is_in(other.names.drop_nulls().implode()))
    everything = _texts(frame, columns).alias(_EVERYTHING)
    return frame.select("row", "child", *(col(name).cast(pl.String) for name in columns)).with_columns(everything)


def _telling(rows: pl.DataFrame, columns: Sequence[str]) -> str:
    """The column that has most different values within the children; of several that do, the first."""
    different = [rows.select("child", name).filter(col(name).is_not_null()).unique().height for name in columns]
    return columns[different.index(max(different))]


def _alike(old: pl.DataFrame, new: pl.DataFrame, column: str) -> pl.DataFrame:
    """Pairs of rows of one child that agree in a column: `row`, `new_row`. Several that agree are taken in order."""
    before, after = (_numbered(rows.filter(col(column).is_not_null()), "child", column) for rows in (old, new))
    return _joined(before, after, "child", column, "at")


def _in_order(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows of the children who have as many of them in both, in order."""
    before, after = (_numbered(rows.with_columns(of_child=pl.len().over("child")), "child") for rows in (old, new))
    return _joined(before, after, "child", "of_child", "at")


def _joined(old: pl.DataFrame, new: pl.DataFrame, *known_by: str) -> pl.DataFrame:
    new = new.select(*known_by, new_row="row")
    return old.join(new, on=known_by, how="inner", nulls_equal=True).select("child", "row", "new_row")


def _without(old: pl.DataFrame, new: pl.DataFrame, pairs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    left = old.join(pairs, on="row", how="anti", maintain_order="left")
    return left, new.join(pairs, left_on="row", right_on="new_row", how="anti", maintain_order="left")


def _values(
    before: pl.DataFrame, after: pl.DataFrame, table: str, columns: Sequence[str], pairs: pl.DataFrame
) -> list[ChangedValue]:
    """What differs in the rows that belong together, row by row."""
    pairs = pairs.sort("row")
    old, new = before[pairs["row"]], after[pairs["new_row"]]
    found = []
    for place, name in enumerate(columns):
        both = pairs.with_columns(old=old[name].cast(pl.String), new=new[name].cast(pl.String))
        for child, row, new_row, was, is_now in both.filter(col("old").ne_missing(col("new"))).iter_rows():
            found.append((row, place, ChangedValue(child, table, name, was, is_now, row, new_row)))
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])]
