"""What stands in a workbook? Its sheets as rows of text, whatever made it: Excel, old or new, LibreOffice, or CSV.

A cell becomes text here, once for all of them: a day as 2026-03-31, a whole number without a point, TRUE as 1. So what
reads the text need not know where it came from. Cells that are merged downwards all hold what the first one holds.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lxml import etree

from tally.read.csv import MOST_BYTES, decoded, files
from tally.read.problems import Unreadable
from tally.read.sources import WORKBOOKS

#: What a workbook may unpack to. The lists of the largest authority, at 50,000 rows each, unpack to less than half.
MOST_UNPACKED = 500_000_000
#: How many cells the sheets of a workbook may span, each from its first to its last, whether they hold anything or not.
MOST_CELLS = 20_000_000

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
#: The name of the part that a workbook with a password hides in, as the container spells it.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: How an .xls begins that has one: the record that begins all, perhaps the one of a reserved file, then FILEPASS.
_LOCKED = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
#: The places that rows and cells name: r="12", r="AB12". They begin with letters, as a search for those is fast.
_ROWS, _FAR_ROWS = re.compile(rb"r=[\"'](\d{1,9})[\"']"), re.compile(rb"r=[\"'][A-Z]{1,3}(\d{6,9})[\"']")
_COLUMNS = re.compile(rb"r=[\"']([A-Z]{2,3})\d")
_SPACED = re.compile(rb"r(?:\s+=\s*|=\s+)")
_CHUNK, _OVERLAP = 1 << 20, 64
#: The last of the kinds of record that are cells of a binary workbook.
_LAST_CELL = 11


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` from its first row on, each a list of texts, "" where a cell is blank."""

    name: str
    rows: list[list[str]]


def sheets(paths: Sequence[Path]) -> list[Sheet]:
    """Every sheet of a workbook, in its order; or of CSV files, a folder or a ZIP of them, one sheet a file.

    Raises:
        Unreadable: what is there is no workbook, is one with a password, is damaged, or is far too large.
    """
    found = [sheet for path in paths for sheet in _sheets_of(path)]
    if not found:
        raise Unreadable("There is no workbook and no CSV file there.")
    return found


def _sheets_of(path: Path) -> list[Sheet]:
    if path.is_dir():
        workbooks = sorted(
            one for one in path.iterdir() if one.suffix.lower() in WORKBOOKS and not one.name.startswith("~$")
        )
        return [sheet for one in workbooks for sheet in _of_workbook(one)] + _of_texts(path)
    return _of_texts(path) if path.suffix.lower() in (".csv", ".zip") else _of_workbook(path)


# --- CSV ------------------------------------------------------------------------------------------------------------


def _of_texts(path: Path) -> list[Sheet]:
    found = []
    for name, content in files([path]):
        rows = csv.reader(io.StringIO(decoded(name, content), newline=""), strict=True)
        try:
            found.append(Sheet(Path(name).stem, [[cell.strip() for cell in row] for row in rows]))
        except csv.Error as error:
            raise Unreadable(f"{name} cannot be read as CSV: {error} in line {rows.line_num:,}.") from None
    return found


# --- Workbooks ------------------------------------------------------------------------------------------------------


def _of_workbook(path: Path) -> list[Sheet]:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB. That is no workbook of lists.")
    content = path.read_bytes()
    if content.startswith(_ZIP):
        _check_packed(path.name, content)
    elif not content.startswith(_OLE):
        raise Unreadable(f"{path.name} is no workbook. Save it as .xlsx and name that file.")
    elif _ENCRYPTED in content or _LOCKED.search(content):
        raise _locked(path.name)
    return _opened(path.name, content)


def _locked(name: str) -> Unreadable:
    return Unreadable(f"{name} is locked with a password. Save a copy without one, check that, and delete it again.")


def _damaged(name: str) -> Unreadable:
    return Unreadable(f"{name} is damaged: it cannot be opened as a workbook. Open it in Excel and save it once more.")


def _opened(name: str, content: bytes) -> list[Sheet]:
    from python_calamine import (  # noqa: PLC0415 - loaded for workbooks alone
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
    )

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Sheet(about.name, _rows(workbook.get_sheet_by_name(about.name)))
            for about in workbook.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError:
        raise _locked(name) from None
    except (CalamineError, ValueError, OSError, OverflowError):
        raise _damaged(name) from None
    except BaseException as error:
        # A panic of the library that reads the file is no Exception; anything else is not ours to keep.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(name) from None


def _rows(sheet: Any) -> list[list[str]]:
    known: dict[Any, str] = {}
    rows = []
    for cells in sheet.to_python(skip_empty_area=False):
        texts = []
        for cell in cells:
            # Cells repeat themselves, and texts are most of them.
            text = known.get(cell)
            if text is None:
                text = known[cell] = _text(cell)
            texts.append(text)
        rows.append(texts)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and not row[left]:
                row[left] = rows[top][left]
    return rows


def _text(cell: Any) -> str:
    match cell:
        case str():
            return cell.strip()
        case bool():
            return "1" if cell else "0"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
    return str(cell)


# --- What a packed workbook would unpack to -------------------------------------------------------------------------


def _check_packed(name: str, content: bytes) -> None:
    """Refuse what would fill the memory before it is opened: too many bytes, or a sheet that spans too many cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unreadable(
                    f"{name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB. That is no workbook of lists."
                )
            cells = 0
            for entry in entries:
                if entry.is_dir():
                    continue
                # Reading to the end also proves that an entry is as large as it says.
                with packed.open(entry) as inside:
                    cells += _spans(entry.filename, inside)
                _check_span(name, cells)
    except (zipfile.BadZipFile, zlib.error, etree.LxmlError, NotImplementedError, EOFError, OSError, ValueError):
        raise _damaged(name) from None
    except RuntimeError:
        # What zipfile says of an entry that is encrypted.
        raise _locked(name) from None


def _spans(entry: str, inside: IO[bytes]) -> int:
    if entry.startswith("xl/worksheets/"):
        return _cells_of_xlsb(inside) if entry.endswith(".bin") else _cells_of_xlsx(inside)
    if entry == "content.xml":
        return _cells_of_ods(inside)
    while inside.read(_CHUNK):
        pass
    return 0


def _check_span(name: str, cells: int) -> None:
    if cells > MOST_CELLS:
        raise Unreadable(
            f"The sheets of {name} span {cells:,} cells, most of them blank. "
            "Delete the rows and columns beyond the list, save it, and name it again."
        )


def _cells_of_xlsx(inside: IO[bytes]) -> int:
    """How many cells a sheet spans, from the places that its rows and cells name."""
    rows, columns, tail = 1, 26, b""
    while chunk := inside.read(_CHUNK):
        text = _SPACED.sub(b"r=", tail + chunk)
        places = [*_ROWS.findall(text), *_FAR_ROWS.findall(text)]
        rows = max([rows, *map(int, places)])
        columns = max([columns, *map(_column, set(_COLUMNS.findall(text)))])
        tail = text[-_OVERLAP:]
    return rows * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cells_of_xlsb(inside: IO[bytes]) -> int:
    """How many cells a sheet of a binary workbook spans. Each record is a kind, a size and its content.

    Source: [MS-XLSB], records of a sheet: 0 begins a row and has its number, 1 to 11 are cells and begin with a column.
    """
    content = inside.read()
    rows = columns = 1
    at = records = 0
    # More records than cells may be are refused as those would be: to look at all of them could take minutes.
    while at < len(content) and records <= MOST_CELLS:
        records += 1
        kind, at = _number_at(content, at)
        size, at = _number_at(content, at)
        if kind <= _LAST_CELL and size >= 4:
            number = int.from_bytes(content[at : at + 4], "little") + 1
            rows, columns = (max(rows, number), columns) if kind == 0 else (rows, max(columns, number))
        at += size
    return max(rows * columns, records)


def _number_at(content: bytes, at: int) -> tuple[int, int]:
    """A number of one to four bytes, of which each but the last has its first bit set, and the place behind it."""
    number = 0
    for place in range(4):
        if at >= len(content):
            raise ValueError("The file ends within a record.")
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at


def _cells_of_ods(inside: IO[bytes]) -> int:
    """How many cells the largest table spans, up to its last row and column that hold anything."""
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    most = row = last = width = 0
    for _, element in etree.iterparse(inside, tag=(f"{table}table-row", f"{table}table"), resolve_entities=False):
        if element.tag == f"{table}table-row":
            row += int(element.get(f"{table}number-rows-repeated", 1))
            filled = _filled(element, table)
            if filled:
                last, width = row, max(width, filled)
            element.clear()
        else:
            most = max(most, last * width)
            row = last = width = 0
    return most


def _filled(row: Any, table: str) -> int:
    """The last column of a row that holds anything."""
    column = filled = 0
    for cell in row:
        column += int(cell.get(f"{table}number-columns-repeated", 1))
        if len(cell):
            filled = column
    return filled
