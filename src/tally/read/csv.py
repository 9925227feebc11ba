"""How do CSV files become frames? Each is known by its columns, in any order and any case, whatever it is called.

A folder, a ZIP or single files; UTF-8 or Windows' encoding; days as 31/03/2026 (or 2026-03-31). What does not fit is a
`Problem`, and the rest is read all the same.
"""

from __future__ import annotations

import csv
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from tally.read.problems import Fault, Problem, Unreadable
from tally.read.values import bad_values, bare, british_day, decimal, flag, iso_day, whole
from tally.tables import KEYS, Collection, Kind, Table
from tally.years import CollectionYear

#: One file of the largest authority has 5 MB.
MOST_BYTES = 200_000_000
#: How much of a table's columns a file must have to be taken for it.
ENOUGH = 0.6


@dataclass
class Read:
    """What was read: a frame for each table, the faults of form, each child's identifier by its number, and the tables
    that were there to be read.
    """

    frames: dict[str, pl.DataFrame]
    problems: list[Problem]
    names: pl.Series
    given: frozenset[str]


def framed(given: Iterable[Texts], collection: Collection, year: CollectionYear, *, child: str) -> Read:
    """The frames of what was read as text; a table that was not given has an empty one.

    Raises:
        Unreadable: two hold one table.
    """
    held: dict[str, Texts] = {}
    problems: list[Problem] = []
    for found in given:
        if found.table.name in held:
            raise Unreadable(
                f"{found.file} and {held[found.table.name].file} both hold {found.table.name}. Leave one out."
            )
        held[found.table.name] = found
        problems += found.problems
    numbers = _numbers([found.frame[child] for found in held.values() if child in found.frame.columns])
    frames = {}
    for table in collection.tables:
        if not table.is_in(year):
            continue
        of_table = held.get(table.name)
        if of_table is None:
            frames[table.name] = table.empty(year)
            continue
        frames[table.name], bad = _typed(table, of_table.frame, numbers, child, year)
        problems += bad
    return Read(frames, problems, numbers["name"], frozenset(held))


# --- Files ----------------------------------------------------------------------------------------------------------


def files(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Every CSV file there, by name, with its bytes."""
    for path in paths:
        if path.is_dir():
            yield from files(sorted(one for one in path.iterdir() if one.suffix.lower() in (".csv", ".zip")))
        elif path.suffix.lower() == ".zip":
            yield from _unpacked(path)
        else:
            if path.stat().st_size > MOST_BYTES:
                raise _too_large(path.name)
            yield path.name, path.read_bytes()


#: What unpacking says of a ZIP that is damaged, encrypted, or packed in a way that is not known.
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, NotImplementedError,
           ValueError, OSError)  # fmt: skip


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as packed:
                for entry in sorted(packed.infolist(), key=lambda one: one.filename):
                    if not entry.is_dir() and entry.filename.lower().endswith(".csv"):
                        yield Path(entry.filename).name, _entry(packed, entry)
        except _BROKEN as error:
            raise Unreadable(
                f"{path.name} cannot be unpacked: {error}. Unpack it yourself and name the folder."
            ) from None


def _entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > MOST_BYTES:
        raise _too_large(entry.filename)
    with packed.open(entry) as inside:
        # What the ZIP says of its size need not be so.
        content = inside.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise _too_large(entry.filename)
    return content


def _too_large(name: str) -> Unreadable:
    return Unreadable(f"{name} is larger than {MOST_BYTES // 1_000_000} MB. That is no file of one authority's return.")


# --- One file -------------------------------------------------------------------------------------------------------


@dataclass
class Texts:
    """A table of a file as it stands: all text, under the table's own column names, with `line`."""

    file: str
    table: Table
    frame: pl.DataFrame
    problems: list[Problem]


def as_texts(
    name: str, content: bytes, collection: Collection, year: CollectionYear, table: Table | None = None
) -> Texts:
    """A file's rows. Without a `table` it is of the one that its columns are most like. Raises Unreadable."""
    rows = csv.reader(io.StringIO(decoded(name, content), newline=""), strict=True)
    try:
        header = [cell.strip().upper() for cell in next(rows, [])]
        table = table or table_of(name, header, collection, year)
        frame = rows_of(rows, header)
    except csv.Error as error:
        raise Unreadable(f"{name} cannot be read as CSV: {error} in line {rows.line_num:,}.") from None
    names, problems = own_names(table, header, year)
    frame = frame.select("line", *(pl.col(cell).alias(names[cell]) for cell in names if cell in header))
    return Texts(name, table, frame, problems)


def own_names(table: Table, header: Sequence[str], year: CollectionYear) -> tuple[dict[str, str], list[Problem]]:
    """The table's columns by their names in capitals, and what is wrong with a header, which is in capitals too."""
    names = {column.name.upper(): column.name for column in table.columns if column.is_in(year)}
    return names, [
        *(Problem(Fault.UNKNOWN, table.name, None, 1, cell, None) for cell in header if cell and cell not in names),
        *(Problem(Fault.MISSING, table.name, None, 1, names[cell], None) for cell in names if cell not in header),
        *(Problem(Fault.TOO_MANY, table.name, None, 1, cell, None) for cell in names if header.count(cell) > 1),
    ]


def decoded(name: str, content: bytes) -> str:
    """The text of a file, be it of Windows or in UTF-8. Raises Unreadable where it is none."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{name} is no text. Export it as CSV once more.")


def table_of(name: str, header: Sequence[str], collection: Collection, year: CollectionYear) -> Table:
    """The table that a file's columns are most like. Raises Unreadable where they are like none of the year."""
    like = most_like(header, collection, year)
    if like is not None:
        return like
    others = (most_like(header, collection, CollectionYear(other)) for other in collection.years)
    of_another_year = next((table for table in others if table is not None), None)
    why = (
        f"{of_another_year.name} is not collected in that year. Leave it out, or look whether the year is right."
        if of_another_year
        else "its columns are those of no table. Leave it out, or look whether its first line holds their names."
    )
    raise Unreadable(f"{name} is none of the files of {collection.title} in {year}: {why}")


def most_like(header: Sequence[str], collection: Collection, year: CollectionYear) -> Table | None:
    """The table of a year that a header is most like; None where it is too little like any."""

    def likeness(table: Table) -> float:
        columns = {column.name.upper() for column in table.columns if column.is_in(year)}
        return len(columns & set(header)) / len(columns | set(header))

    best = max((table for table in collection.tables if table.is_in(year)), key=likeness)
    return best if likeness(best) >= ENOUGH else None


def rows_of(rows: Any, header: Sequence[str]) -> pl.DataFrame:
    """The cells as text under the header's names, with the line in which each row begins.

    Of two columns of one name the first stands; a row that is too short is filled up; lines without anything are left
    out.
    """
    lines, cells, line, width = [], [], rows.line_num + 1, len(header)
    for row in rows:
        lines.append(line)
        cells.append(row if len(row) == width else (row + [""] * width)[:width])
        line = rows.line_num + 1
    columns = list(zip(*cells, strict=True)) or [()] * len(header)
    first: dict[str, Sequence[str]] = {}
    for name, found in zip(header, columns, strict=True):
        first.setdefault(name, found)
    texts = {name: pl.Series(found, dtype=pl.String()) for name, found in first.items() if name}
    frame = pl.DataFrame({"line": pl.Series(lines, dtype=pl.UInt32()), **texts})
    frame = frame.with_columns(bare(pl.exclude("line")))
    return frame.filter(pl.any_horizontal(pl.exclude("line").is_not_null()))


# --- Types and children ---------------------------------------------------------------------------------------------


def _numbers(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """Every child's number, in the order of the files: `name`, `child`."""
    names = pl.concat([column.alias("name") for column in columns]) if columns else pl.Series("name", [], pl.String())
    return names.drop_nulls().unique(maintain_order=True).to_frame().with_row_index("child")


def _typed(
    table: Table, texts: pl.DataFrame, numbers: pl.DataFrame, child: str, year: CollectionYear
) -> tuple[pl.DataFrame, list[Problem]]:
    columns = [column for column in table.columns if column.is_in(year)]
    missing = [pl.lit(None, dtype=pl.String()).alias(one.name) for one in columns if one.name not in texts.columns]
    placed = texts.lazy().with_columns(missing).with_row_index("row").with_columns(parent=pl.lit(0, dtype=pl.UInt32()))
    of_children = numbers.lazy().rename({"name": child})
    texts = placed.join(of_children, on=child, how="left", maintain_order="left").collect()
    values = [typed(one.kind, pl.col(one.name)).alias(one.name) for one in columns]
    found = texts.lazy().select(*KEYS, *values).cast(pl.Schema(KEYS)).collect()
    return found, list(bad_values(table.name, columns, texts, found))


def typed(kind: Kind, text: pl.Expr) -> pl.Expr:
    """Text as the type of its kind; what cannot be read becomes null."""
    return _READERS[kind](text)


#: From text to the type of each kind.
_READERS: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.TEXT: lambda text: text,
    Kind.CODE: lambda text: text.str.to_uppercase(),
    Kind.MOMENT: lambda text: text,
    Kind.DATE: lambda text: pl.coalesce(british_day(text), iso_day(text)),
    Kind.FLAG: partial(flag, yes=("1",), no=("0",)),
    Kind.NUMBER: whole,
    Kind.DECIMAL: decimal,
    Kind.YEAR: whole,
}
