"""What can be wrong with a return before any rule looks at it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import polars as pl


class Unreadable(Exception):
    """The input cannot be read at all; the message says why and what to do. Nothing of it was kept."""


class Fault(StrEnum):
    """A fault of form. Each is reported under its code, as a rule is."""

    UNKNOWN = "unknown"
    MISPLACED = "misplaced"
    ORDER = "order"
    MISSING = "missing"
    TOO_MANY = "too_many"
    BAD_VALUE = "bad_value"
    STRAY_TEXT = "stray_text"
    NO_KEY = "no_key"
    SAME_KEY = "same_key"
    NO_OWNER = "no_owner"
    OTHER_CHILD = "other_child"
    BLANK = "blank"
    NO_CODE = "no_code"
    UNCLEAR = "unclear"
    NO_LIST = "no_list"
    OTHER_CODE = "other_code"


#: The faults by which a value is there and was not read.
OF_VALUES = frozenset({Fault.BAD_VALUE, Fault.NO_CODE, Fault.UNCLEAR})
#: The faults of a return whose rows name each other by keys, and of whose codes no rule asks: a code that is none is
#: kept there as it is. In others they cannot be.
OF_KEYED = frozenset({Fault.NO_KEY, Fault.SAME_KEY, Fault.NO_OWNER, Fault.OTHER_CHILD, Fault.OTHER_CODE})


@dataclass(frozen=True)
class Problem:
    """One fault of form.

    `table` and `row` say where it was found as far as that is known, `line` where in the source (from 1, 0 where the
    source has no lines), `element` which item it is about, and `child` the number of the child in the input. `seen` is
    what stood there, where that helps whoever puts it right.
    """

    fault: Fault
    table: str
    row: int | None
    line: int
    element: str
    child: int | None
    seen: str = ""


def in_each(fault: Fault, table: str, column: str, rows: pl.DataFrame) -> Iterator[Problem]:
    """One fault for each of some rows of a table (`row`, `line`, `child`)."""
    for row, line, child in rows.select("row", "line", "child").iter_rows():
        yield Problem(fault, table, row, line, column, child)


def unread(problems: Iterable[Problem]) -> dict[tuple[str, str], list[int]]:
    """The rows that hold a value of the wrong kind, by table and column."""
    found: dict[tuple[str, str], list[int]] = {}
    for problem in problems:
        if problem.fault in OF_VALUES and problem.row is not None:
            found.setdefault((problem.table, problem.element), []).append(problem.row)
    return found
