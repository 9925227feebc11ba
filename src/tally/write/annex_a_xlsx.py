"""How does Annex A become a workbook again? One sheet a list, as Ofsted heads it, ready to be filtered and handed over.

Days are Excel's own, identifiers and everything a person typed are text, whatever they look like: nothing becomes a
formula, a link or a number. Written from the same data the file is the same, byte for byte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from tally.annex_a.tables import ANNEX_A, NUMBERS
from tally.data import Data
from tally.tables import Column, Kind

#: The first day that Excel knows. Earlier ones are written as text.
_FIRST_DAY = dt.date(1900, 3, 1)
#: How wide a column is, in letters: as its heading, within these.
_NARROWEST, _WIDEST = 12, 40
#: How tall the row of headings is, in points: three lines.
_HEADING_HEIGHT = 48


def sheet_name(table: str) -> str:
    """ "List 3 Referrals", cut to the length that Excel allows and without the signs that it does not."""
    allowed = "".join(sign for sign in table if sign not in "[]:*?/\\")
    return f"List {NUMBERS[table]} {allowed}"[:31].strip()


def write(data: Data, path: Path) -> None:
    """Write the eleven lists to a workbook. A list that the data does not have is there without rows.

    Raises:
        OSError: the file cannot be written.
    """
    import xlsxwriter  # noqa: PLC0415 - loaded for writing alone
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415 - as above

    # Row by row, so that the memory it takes does not grow with the lists.
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    # Without this it would hold the moment at which it was written.
    workbook.set_properties({"created": dt.datetime(data.year.last_day.year, 3, 31, tzinfo=dt.UTC)})
    heading = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#D9E2EC", "border": 1}
    )
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    text = workbook.add_format({"num_format": "@"})
    for table in ANNEX_A.tables:
        sheet = workbook.add_worksheet(sheet_name(table.name))
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, _HEADING_HEIGHT)
        for place, column in enumerate(table.columns):
            # An empty cell below the list is text too where the column is, so that what is typed there stays as typed.
            form = {Kind.DATE: day, Kind.NUMBER: None}.get(column.kind, text)
            sheet.set_column(place, place, min(max(_NARROWEST, len(column.name) // 2), _WIDEST), form)
            sheet.write_string(0, place, column.name, heading)
        frame = data[table.name]
        _write_rows(sheet, frame, table.columns, day)
        sheet.autofilter(0, 0, frame.height, len(table.columns) - 1)
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(getattr(error.args[0], "errno", None), "cannot be written", str(path)) from None


def _write_rows(sheet: Any, frame: pl.DataFrame, columns: tuple[Column, ...], day: Any) -> None:
    writers = [_writer(sheet, column, day) for column in columns]
    for row, values in enumerate(_shown(frame, columns), start=1):
        for place, value in enumerate(values):
            if value is not None:
                writers[place](row, place, value)


def _shown(frame: pl.DataFrame, columns: tuple[Column, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows as they are to be read: yes and no in words."""
    return frame.select(
        pl.col(column.name).replace_strict({True: "Yes", False: "No"}, return_dtype=pl.String(), default=None)
        if column.kind is Kind.FLAG
        else pl.col(column.name)
        for column in columns
    ).iter_rows()


def _writer(sheet: Any, column: Column, day: Any) -> Callable[[int, int, Any], Any]:
    if column.kind is Kind.DATE:
        return lambda row, place, value: (
            sheet.write_datetime(row, place, value, day)
            if value >= _FIRST_DAY
            else sheet.write_string(row, place, value.isoformat())
        )
    write: Callable[[int, int, Any], Any] = sheet.write_number if column.kind is Kind.NUMBER else sheet.write_string
    return write
