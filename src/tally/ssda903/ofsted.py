"""What has Ofsted registered? How its published lists of providers are read, whatever their layout.

Ofsted publishes children's homes, other social care providers and supported accommodation now together, now apart; on
one sheet, or with addresses on a second and closed providers on a third; with some lines above the columns' names. So a
sheet counts as a list where one of its first lines names the number and something we know, and every such sheet is
taken. Where a list does not tell the codes of placement and provider, they follow from the kind of provision and from
the sector as far as that is certain: see `_OF_KIND` and `_OF_SECTOR`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from tally.read.csv import MOST_BYTES, decoded
from tally.read.problems import Unreadable

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
#: How far down the names of the columns may stand.
_MOST_LINES_ABOVE = 30
#: What each column is called, in small letters and without marks; the first that a sheet has is taken.
_NAMES = {
    "URN": ("urn", "unique reference number", "unique reference number urn", "ofsted urn"),
    "PLACE_CODES": ("place codes", "placement code", "placement codes", "provider placement code"),
    "PROVIDER_CODES": ("provider codes", "placement provider code", "provider code"),
    "POSTCODE": ("setting postcode", "setting address postcode", "postcode", "post code", "provider postcode"),
    "LA": ("la", "local authority", "setting local authority", "provider local authority", "local authority name"),
    "OPENED": ("opened", "registration date", "date registered", "date of registration"),
    "CLOSED": ("closed", "closed date", "deregistration date", "date closed", "date of deregistration"),
    "KIND": ("provision type", "provider subtype", "setting type", "provider type"),
    "SECTOR": ("sector", "provider sector"),
}
#: The placements that a kind of provision offers, by words in its name; the first that fits counts.
_OF_KIND = (
    ("supported accommodation", "K3"),
    ("secure", "K1"),
    ("residential special school", "S1"),
    ("residential family centre", "R3"),
    ("children s home", "K2"),
    ("childrens home", "K2"),
    ("fostering", "U1 U2 U3 U4 U5 U6 A3 A5"),
    ("adoption", "A3 A4 A5 A6 U2 U5"),
)
#: The providers of a sector. What one authority runs is its own provision for itself, and another's for the others.
_OF_SECTOR = (
    ("local authority", "PR1 PR2"), ("health", "PR3"), ("private", "PR4"), ("voluntary", "PR5"), ("charit", "PR5"),
)  # fmt: skip


def read(path: Path) -> pl.DataFrame | None:
    """The providers of a file as text, under the names of the table `providers`. None where it holds no list of them.

    Raises:
        Unreadable: it is a workbook or CSV file and damaged, or far too large.
    """
    ending = path.suffix.lower()
    if ending not in (".csv", *WORKBOOKS) or not path.is_file():
        return None
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB. That is no list of providers.")
    sheets = _sheets_of_csv(path) if ending == ".csv" else _sheets_of_workbook(path)
    frames = [frame for name, rows in sheets if (frame := _providers(name, rows)) is not None]
    return pl.concat(frames) if frames else None


def _sheets_of_csv(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    try:
        yield path.stem, list(csv.reader(io.StringIO(decoded(path.name, path.read_bytes()), newline="")))
    except csv.Error as error:
        raise Unreadable(f"{path.name} cannot be read as CSV: {error}. Download it once more.") from None


def _sheets_of_workbook(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - few have a workbook to read

    try:
        workbook = CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            yield name, workbook.get_sheet_by_name(name).to_python()
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"{path.name} cannot be opened as a workbook: {error}. Download it once more.") from None


def _providers(sheet: str, rows: Sequence[Sequence[Any]]) -> pl.DataFrame | None:
    """The providers of one sheet; None where it is no list of them."""
    for number, row in enumerate(rows[:_MOST_LINES_ABOVE]):
        places = _places([_plain(_text(cell)) for cell in row])
        if "URN" in places and len(places) > 1:
            return _table(sheet, places, rows[number + 1 :])
    return None


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands."""
    found = {ours: [header.index(name) for name in theirs if name in header] for ours, theirs in _NAMES.items()}
    return {ours: places[0] for ours, places in found.items() if places}


def _table(sheet: str, places: dict[str, int], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    texts = {
        name: [_text(row[places[name]]) if name in places and places[name] < len(row) else "" for row in rows]
        for name in _NAMES
    }
    # A sheet of one kind of provision names it in its title alone.
    kinds = [_following(kind or sheet, _OF_KIND) for kind in texts.pop("KIND")]
    sectors = [_following(sector, _OF_SECTOR) for sector in texts.pop("SECTOR")]
    texts["PLACE_CODES"] = [told or kind for told, kind in zip(texts["PLACE_CODES"], kinds, strict=True)]
    texts["PROVIDER_CODES"] = [told or sector for told, sector in zip(texts["PROVIDER_CODES"], sectors, strict=True)]
    return pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))


def _following(text: str, known: Sequence[tuple[str, str]]) -> str:
    plain = _plain(text)
    return next((codes for words, codes in known if words in plain), "")


def _text(cell: Any) -> str:
    """A cell as it would be written: workbooks hold numbers as fractions, and days as days."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell).strip()


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())
