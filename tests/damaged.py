"""How can a file be broken? By edits of a good one, so that what is read gets behind the reader's first look.

Hypothesis and atheris both make lists of `Edit`; what must hold of any file is said once, in `read_or_refused`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tally.data import Data
from tally.read.problems import Problem, Unreadable
from tally.report import Outcome
from tally.returns import RETURNS
from tally.run import run

#: What has no place in a return, or has one and stands in the wrong one.
TOKENS: tuple[bytes, ...] = (
    b"", b" ", b"\n", b"\x00", b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc2\xa0", b"\xed\xa0\x80", b"\xe2\x80\xa8",
    b"0", b"1", b"-1", b"9" * 30, b"1e400", b"nan", "\u0663".encode(), "\u096a".encode() * 3, b"=1+1",
    b"2025-02-30", b"0000-01-01", b"-001-01-01", b"+201-01-01", b"9999-12-31", b"31/12/9999", b"01/01/0000",
    "\u0663\u0661/12/2025".encode(), b"1/1/0001", b"zz/zz/1999", b"A123456789012", "A\u066323456789012".encode(),
    b"<Child>", b"</Child>", b"<Child/>", b"<CINdetails>", b"</CINdetails>", b"<Header/>", b"<Message>", b"<a>" * 300,
    b"<x y='1'/>", b"<x " + b" ".join(b"a%d='1'" % number for number in range(500)) + b"/>", b"<x:y xmlns:x='z'/>",
    b"<Child xmlns='urn:other'/>", b"<![CDATA[<Child>]]>", b"<!-- -->", b"<?php ?>", b"&amp;", b"&#0;", b"&#65;",
    b"&other;", b"<!DOCTYPE Message [<!ENTITY a 'b'>]>", b"]]>", b"words", b"<?xml version='1.0' encoding='utf-16'?>",
    b"<?xml version='1.0' encoding='none'?>", b"<?xml version='1.1'?>",
    b",", b",,,,,,,,,,,,", b'"', b'""', b'"\n"', b"\r", b"\r\n\r\n", b";", b"\t", b"CHILD", b"DOB,DOB", b"'",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp1252", "cp037", "utf-7", "latin-1")
#: Where one thing ends in a file and the next begins.
_PIECES = re.compile(rb"(<[^<>]*>|[,\n])")


class Edit(NamedTuple):
    """One edit: which kind, at which two places, with which token. Each number is taken as far as it goes round."""

    kind: int
    at: int
    to: int
    token: int


def _cut(content: bytes, edit: Edit) -> bytes:
    return content[: edit.at % (len(content) + 1)]


def _inserted(content: bytes, edit: Edit) -> bytes:
    at = edit.at % (len(content) + 1)
    return content[:at] + TOKENS[edit.token % len(TOKENS)] + content[at:]


def _recoded(content: bytes, edit: Edit) -> bytes:
    text = content.decode("utf-8", errors="replace")
    return text.encode(ENCODINGS[edit.token % len(ENCODINGS)], errors="replace")


def _with_pieces(change: Callable[[list[bytes], int, int, bytes], object]) -> Callable[[bytes, Edit], bytes]:
    def changed(content: bytes, edit: Edit) -> bytes:
        pieces = _PIECES.split(content)
        change(pieces, edit.at % len(pieces), edit.to % len(pieces), TOKENS[edit.token % len(TOKENS)])
        return b"".join(pieces)

    return changed


def _put(pieces: list[bytes], at: int, to: int, token: bytes) -> None:
    pieces[at] = token


def _put_beside(pieces: list[bytes], at: int, to: int, token: bytes) -> None:
    pieces.insert(at, token)


def _swap(pieces: list[bytes], at: int, to: int, token: bytes) -> None:
    pieces[at], pieces[to] = pieces[to], pieces[at]


def _double(pieces: list[bytes], at: int, to: int, token: bytes) -> None:
    first, last = sorted((at, to))
    pieces[last:last] = pieces[first:last]


def _leave_out(pieces: list[bytes], at: int, to: int, token: bytes) -> None:
    first, last = sorted((at, to))
    del pieces[first:last]


_KINDS: tuple[Callable[[bytes, Edit], bytes], ...] = (
    *(_with_pieces(change) for change in (_put, _put_beside, _swap, _double, _leave_out)),
    _inserted, _cut, _recoded,
)  # fmt: skip


def damaged(content: bytes, edits: Iterable[Edit]) -> bytes:
    for edit in edits:
        content = _KINDS[edit.kind % len(_KINDS)](content, edit)
    return content


#: What may stand in a cell of a workbook beside text.
VALUES: tuple[Any, ...] = (
    None, "", " ", 0, -1, 1.5, 45810, 1e300, dt.date(2025, 2, 28), dt.date(1900, 1, 1), dt.date(9999, 12, 31),
    "31/02/2025", "01/05/2025 00:00:00", "2025-06-02T10:30", "a) ", "a)", "A", "b) 1B: Individual", "N1", "1.0",
    "12.00", "#N/A", "=1+1", "Child Unique ID",
    "Date of Birth", "DOB", "x" * 400, "\u0663", "\u00a0", "\u2028", "\ud7ff", "NULL",
)  # fmt: skip


def damaged_cells(sheets: Mapping[str, Sequence[Sequence[Any]]], edits: Iterable[Edit]) -> dict[str, list[list[Any]]]:
    """Edits of what stands in a workbook: `at` chooses the sheet and the row, `to` the column."""
    changed = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for edit in edits:
        if not changed:
            break
        name = list(changed)[edit.at % len(changed)]
        rows = changed[name]
        row, column = (edit.at // 16) % max(1, len(rows)), edit.to % 40
        _CELL_KINDS[edit.kind % len(_CELL_KINDS)](changed, name, row, column, VALUES[edit.token % len(VALUES)])
    return changed


_Sheets = dict[str, list[list[Any]]]


def _put_cell(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    if row < len(sheets[name]) and column < len(sheets[name][row]):
        sheets[name][row][column] = value


def _swap_cells(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    if row < len(sheets[name]) and column + 1 < len(sheets[name][row]):
        cells = sheets[name][row]
        cells[column], cells[column + 1] = cells[column + 1], cells[column]


def _leave_column_out(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    for cells in sheets[name]:
        del cells[column : column + 1]


def _put_column_in(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    for cells in sheets[name]:
        cells.insert(column, value)


def _leave_row_out(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    del sheets[name][row : row + 1]


def _put_row_in(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    sheets[name].insert(row, [value] * column)


def _rename(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    sheets[f"List {column % 13}" if column % 2 else f"Sheet {column}"] = sheets.pop(name)


def _leave_sheet_out(sheets: _Sheets, name: str, row: int, column: int, value: Any) -> None:
    del sheets[name]


_CELL_KINDS: tuple[Callable[[_Sheets, str, int, int, Any], None], ...] = (
    _put_cell, _put_cell, _swap_cells, _leave_column_out, _put_column_in, _leave_row_out, _put_row_in, _rename,
    _leave_sheet_out,
)  # fmt: skip


def read_or_refused(read: Callable[[], tuple[Data, list[Problem]]], *, rules: bool = False) -> Data | None:
    """Read a file: it is refused in a sentence, or what was read is as it is declared. Anything else is an error.

    Args:
        rules: whether the rules are run on it too; none may crash.
    """
    try:
        data, problems = read()
    except Unreadable as refused:
        assert str(refused)[-1] in ".:", refused
        return None
    for table in data.collection.tables:
        if table.name in data.frames:
            frame: Any = data[table.name]
            assert dict(frame.schema) == table.schema(data.year), table.name
            assert frame["row"].to_list() == list(range(frame.height))
            frame.rows()  # every value is one of Python's
    for problem in problems:
        assert problem.child is None or problem.child < len(data.names)
        assert problem.row is None or problem.row < data[problem.table].height
        assert problem.line >= 0
    if rules:
        results, _ = run(RETURNS[data.collection.code].rules.in_force(data.year), data)
        assert [one.reason for one in results if one.outcome is Outcome.CRASHED] == []
    return data
