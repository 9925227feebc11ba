"""A workbook in one of Excel's other forms, made byte by byte: .xls, .xlsb, and .xlsm of an .xlsx.

Of each there is as much as Excel's own files have in common, so that what reads them is what is tried. Texts, numbers
and days; None is blank. Sources: [MS-CFB], [MS-XLS] (BIFF8) and [MS-XLSB].
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Cells = Sequence[Sequence[Any]]

_SECTOR, _FREE, _END, _IS_FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
#: The number of Excel's format for days, and the place of the cell format that has it.
_DAY_FORMAT, _DAY = 14, 1
_GLOBALS, _SHEET = 0x0005, 0x0010


def _serial(day: dt.date) -> float:
    return float((day - dt.date(1899, 12, 30)).days)


def _cells(cells: Cells) -> Iterator[tuple[int, int, Any]]:
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if value is not None:
                yield row, column, value


# --- .xls -----------------------------------------------------------------------------------------------------------


def xls(sheets: Mapping[str, Cells], *, password: bool = False) -> bytes:
    """With a `password` the file says that it is locked; its content is not."""
    bodies = [_xls_sheet(cells) for cells in sheets.values()]
    head = _biff(0x0809, struct.pack("<HHHHII", 0x0600, _GLOBALS, 0, 1996, 0, 6))
    if password:
        head += _biff(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    head += _biff(0x0042, struct.pack("<H", 1200)) + _biff(0x0022, struct.pack("<H", 0))
    for number_format in (0, _DAY_FORMAT):
        head += _biff(0x00E0, struct.pack("<HHH", 0, number_format, 0) + bytes(14))
    size = len(head) + sum(12 + len(name) for name in sheets) + 4
    about = b""
    for name, body in zip(sheets, bodies, strict=True):
        about += _biff(0x0085, struct.pack("<IHBB", size, 0, len(name), 0) + name.encode("latin-1"))
        size += len(body)
    return _compound(head + about + _biff(0x000A, b"") + b"".join(bodies))


def _biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _xls_sheet(cells: Cells) -> bytes:
    body = _biff(0x0809, struct.pack("<HHHHII", 0x0600, _SHEET, 0, 1996, 0, 6))
    width = max(map(len, cells), default=0)
    body += _biff(0x0200, struct.pack("<IIHHH", 0, len(cells), 0, width, 0))
    for row, column, value in _cells(cells):
        match value:
            case dt.date():
                body += _biff(0x0203, struct.pack("<HHHd", row, column, _DAY, _serial(value)))
            case str():
                body += _biff(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + value.encode("utf-16-le"))
            case _:
                body += _biff(0x0203, struct.pack("<HHHd", row, column, 0, value))
    return body + _biff(0x000A, b"")


def _compound(stream: bytes) -> bytes:
    """A file of the old container with one stream: the chain of sectors, the directory, the stream."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    tables = -(-(sectors + 2) // 126)
    first = tables + 1
    chain = [_IS_FAT] * tables + [_END] + [*range(first + 1, first + sectors), _END]
    table = struct.pack(f"<{tables * 128}I", *chain, *[_FREE] * (tables * 128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, first, len(stream)) + bytes(256)
    return header + table + directory + stream.ljust(sectors * _SECTOR, b"\0")


def _entry(name: str, kind: int, first: int, size: int, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    about = struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return text.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", first, size)


# --- .xlsb ----------------------------------------------------------------------------------------------------------


def xlsb(sheets: Mapping[str, Cells]) -> bytes:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    office = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    numbers = range(1, len(sheets) + 1)
    bundle = b"".join(
        _record(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name))
        for number, name in zip(numbers, sheets, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{relation}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in numbers
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="bin" ContentType="{office}"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": _record(131) + _record(143) + bundle + _record(144) + _record(132),
        "xl/_rels/workbook.bin.rels": f"{head}<Relationships "
        f'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        "xl/styles.bin": _record(278)
        + _record(617, struct.pack("<I", 2))
        + b"".join(_record(47, struct.pack("<HHHH", 0, kind, 0, 0) + bytes(8)) for kind in (0, _DAY_FORMAT))
        + _record(618)
        + _record(279),
    }
    for number, cells in zip(numbers, sheets.values(), strict=True):
        parts[f"xl/worksheets/sheet{number}.bin"] = _xlsb_sheet(cells)
    return _packed(parts)


def _record(kind: int, content: bytes = b"") -> bytes:
    return _variable(kind) + _variable(len(content)) + content


def _variable(number: int) -> bytes:
    found = b""
    while number > 0x7F:
        found, number = found + bytes([number & 0x7F | 0x80]), number >> 7
    return found + bytes([number])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_sheet(cells: Cells) -> bytes:
    width = max(map(len, cells), default=1)
    body = _record(129) + _record(148, struct.pack("<IIII", 0, max(0, len(cells) - 1), 0, width - 1)) + _record(145)
    last = -1
    for row, column, value in _cells(cells):
        if row != last:
            body, last = body + _record(0, struct.pack("<I", row) + bytes(13)), row
        style = _DAY if isinstance(value, dt.date) else 0
        place = struct.pack("<II", column, style)
        if isinstance(value, str):
            body += _record(6, place + _wide(value))
        else:
            body += _record(5, place + struct.pack("<d", _serial(value) if style else value))
    return body + _record(146) + _record(130)


# --- .xlsm ----------------------------------------------------------------------------------------------------------


def xlsm(workbook: bytes) -> bytes:
    """An .xlsx file as one that holds macros."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        parts: dict[str, str | bytes] = {entry.filename: packed.read(entry) for entry in packed.infolist()}
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = parts["[Content_Types].xml"]
    assert isinstance(types, bytes)
    parts["[Content_Types].xml"] = types.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return _packed(parts | {"xl/vbaProject.bin": _compound(b"no macro")})


def _packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()
