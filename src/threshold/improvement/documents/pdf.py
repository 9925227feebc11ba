"""How does a document become a PDF that a screen reader can read?

Typst sets it as tagged PDF (PDF/UA-1): titles, headings, table headers, the language and the charts' descriptions are
in the file's structure. The page's rules stand in `report.typ`; the content is handed over as JSON and pictures, never
as Typst's markup; the compiler sees one temporary folder and none of the computer's fonts. The same document gives the
same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from threshold.improvement.documents import blocks as b
from threshold.improvement.documents.blocks import Document, printable

#: The accessibility standard that the compiler checks while it writes; it refuses a document that does not meet it.
STANDARD: Literal["ua-1"] = "ua-1"
_KINDS = {
    b.Heading: "heading", b.Paragraph: "paragraph", b.Bullets: "bullets", b.Note: "note", b.Table: "table",
    b.KeyFigures: "key_figures", b.Chart: "chart",
}  # fmt: skip
_PICTURES = ("svg", "png")
#: Which characters the fonts inside the compiler have for certain (Latin, Greek, Cyrillic, signs), first and last; and
#: what stands for any other, once one was refused.
KNOWN = ((0x09, 0x4FF), (0x1E00, 0x1EFF), (0x2010, 0x2040), (0x20A0, 0x20BF), (0x2190, 0x21FF), (0x25A0, 0x25FF))
MISSING = "□"


def write(document: Document) -> bytes:
    """The document as PDF/UA-1.

    Raises:
        typst.TypstError: the compiler refuses it; a defect of ours, as every text is only a value.
    """
    content, pictures = _content(document)
    try:
        return _compile(document, content, pictures)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        # A script that none of the fonts has, or an emoji: the report must not fail for it. HTML and Word have it all.
        return _compile(document, _in_known_letters(content), pictures)


@lru_cache(maxsize=1)
def _rules() -> bytes:
    return (Path(__file__).parent / "report.typ").read_bytes()


def _compile(document: Document, content: Any, pictures: dict[str, bytes]) -> bytes:
    noon = dt.datetime.combine(document.dated_on, dt.time(12), dt.UTC)
    # A folder of its own, as pictures can be handed over in no other way; nothing outside it can be read.
    with tempfile.TemporaryDirectory(prefix="threshold-pdf-") as folder:
        files = {"report.typ": _rules(), "content.json": json.dumps(content, sort_keys=True).encode(), **pictures}
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        made: bytes = typst.compile(
            str(Path(folder) / "report.typ"),
            root=folder,
            format="pdf",
            ignore_system_fonts=True,
            font_paths=[],
            pdf_standards=[STANDARD],
            timestamp=int(noon.timestamp()),
        )
    return made


def _content(document: Document) -> tuple[dict[str, Any], dict[str, bytes]]:
    pictures: dict[str, bytes] = {}
    drawn = []
    for block in document.blocks:
        value = _value(block)
        if isinstance(block, b.Chart):
            value["file"] = f"chart-{len(pictures) + 1}.png"
            pictures[value["file"]] = block.png
        drawn.append(value)
    lang, _, region = document.language.partition("-")
    day = document.dated_on
    head = {name: _plain(getattr(document, name)) for name in ("title", "subtitle", "author", "footer", "facts")}
    head |= {"lang": lang, "region": region, "year": day.year, "month": day.month, "day": day.day}
    return {**head, "blocks": drawn}, pictures


def _value(block: b.Block) -> dict[str, Any]:
    """A block as the page's rules read it: its fields by name, and which kind it is."""
    value = {field.name: _plain(getattr(block, field.name)) for field in fields(block) if field.name not in _PICTURES}
    if isinstance(block, b.Table):
        value["widths"] = widths(block)
    return {**value, "kind": _KINDS[type(block)]}


def _plain(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case frozenset():
            return sorted(value)
        case b.KeyFigure():
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        case list() | tuple():
            return [_plain(part) for part in value]
    return value


#: A date is never broken; of so many letters all such columns together leave enough for the others.
_WHOLE, _MOST_WHOLE = 18, 58


def widths(table: b.Table) -> list[float]:
    """How the columns share the width: by the longest word and the length of what stands in them. Nought is for a
    column that is as wide as its longest line: a date, a number, a short word.
    """
    shares, longest = [], []
    for place, column in enumerate(table.columns):
        cells = [column, *(row[place] for row in table.rows)]
        longest.append(max(len(line) for cell in cells for line in cell.split("\n")))
        word = max((len(part) for cell in cells for part in cell.split()), default=1)
        shares.append(float(max(word + 2, min(max(map(len, cells)), 45), 5)))
    room = _MOST_WHOLE
    # The shortest first, and never all of them: the table is as wide as the page.
    for place in sorted(range(len(shares)), key=lambda place: longest[place])[: len(shares) - 1]:
        room -= longest[place] + 2
        if longest[place] <= _WHOLE and room >= 0:
            shares[place] = 0.0
    return shares


def _in_known_letters(value: Any) -> Any:
    """The same content with a square for every character that the fonts may lack."""
    if isinstance(value, dict):
        return {key: _in_known_letters(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_in_known_letters(part) for part in value]
    if isinstance(value, str):
        return "".join(c if any(first <= ord(c) <= last for first, last in KNOWN) else MISSING for c in value)
    return value
