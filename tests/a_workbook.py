"""A workbook of lists, made for a test: right but for what the test changes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from tally.annex_a.tables import ANNEX_A, CHILD, NUMBERS

Cells = Sequence[Sequence[Any]]


def headings(table: str) -> list[str]:
    return [column.name for column in ANNEX_A.table(table).columns]


def rows(table: str, *given: Mapping[str, Any]) -> list[list[Any]]:
    """The headings of a list, and rows below them: blank but for what is given, of the child 1."""
    first = {CHILD: "1"} if CHILD in headings(table) else {}
    return [headings(table), *([(first | dict(row)).get(name) for name in headings(table)] for row in given)]


def whole(**given: Cells) -> dict[str, Cells]:
    """All eleven sheets without rows, "List 1" and so on; `given` takes the place of one, as `list_3=…`."""
    return {f"List {number}": given.get(f"list_{number}", [headings(name)]) for name, number in NUMBERS.items()}


def workbook(sheets: Mapping[str, Cells], merged: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """An .xlsx file: days are Excel's own, numbers numbers, None blank; `merged` names ranges by sheet, as "A2:A4"."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, cells in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(cells):
            for column, value in enumerate(values):
                match value:
                    case dt.date():
                        sheet.write_datetime(row, column, value, day)
                    case bool():
                        sheet.write_boolean(row, column, value)
                    case int() | float():
                        sheet.write_number(row, column, value)
                    case str():
                        sheet.write_string(row, column, value)
        for area in (merged or {}).get(name, ()):
            first = area.split(":")[0]
            sheet.merge_range(area, _at(cells, first))
    book.close()
    return out.getvalue()


def _at(cells: Cells, place: str) -> Any:
    return cells[int(place[1:]) - 1][ord(place[0]) - ord("A")]
