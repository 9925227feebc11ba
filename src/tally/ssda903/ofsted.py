"""What has Ofsted registered? How its published lists of providers are read, whatever their layout.

Ofsted publishes children's homes, other social care providers and supported accommodation now together, now apart; on
one sheet, or with addresses on a second and closed providers on a third; with some lines above the columns' names. So a
sheet counts as a list where one of its first lines names the number and something we know, and every such sheet is
taken. Where a list does not tell the codes of placement and provider, they follow from the kind of provision and from
the sector as far as that is certain: see `_OF_KIND` and `_OF_SECTOR`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tally.read.sources import WORKBOOKS
from tally.read.workbook import Sheet, sheets

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
        Unreadable: it is a workbook or CSV file and damaged, locked with a password, or far too large.
    """
    if path.suffix.lower() not in (".csv", *WORKBOOKS) or not path.is_file():
        return None
    frames = [frame for sheet in sheets([path]) if (frame := _providers(sheet)) is not None]
    return pl.concat(frames) if frames else None


def _providers(sheet: Sheet) -> pl.DataFrame | None:
    """The providers of one sheet; None where it is no list of them."""
    for number, row in enumerate(sheet.rows[:_MOST_LINES_ABOVE]):
        places = _places([_plain(cell) for cell in row])
        if "URN" in places and len(places) > 1:
            return _table(sheet.name, places, sheet.rows[number + 1 :])
    return None


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands."""
    found = {ours: [header.index(name) for name in theirs if name in header] for ours, theirs in _NAMES.items()}
    return {ours: places[0] for ours, places in found.items() if places}


def _table(sheet: str, places: dict[str, int], rows: Sequence[Sequence[str]]) -> pl.DataFrame:
    texts = {
        name: [row[places[name]] if name in places and places[name] < len(row) else "" for row in rows]
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


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())
