"""How does a workbook become the lists of Annex A?

Its sheets are recognised (`recognising`), their texts become codes, days and numbers, and what does not fit is a
`Problem` with Excel's row. Rows without anything are left out; blank cells in a column that may not be blank are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tally.annex_a.form import notes, shown
from tally.annex_a.mapping import Pinned, Seen, SeenList, SeenValue, read_pinned
from tally.annex_a.recognising import recognised
from tally.annex_a.tables import AGE, ANNEX_A, CHILD, TABLES
from tally.annex_a.values import YES_OR_NO, code_of
from tally.data import Data
from tally.read.csv import typed
from tally.read.likeness import How, Match
from tally.read.problems import Fault, Problem, unread
from tally.read.values import bare, flag
from tally.read.workbook import Sheet, sheets
from tally.tables import KEYS, Column, Kind, Table
from tally.years import CollectionYear

#: Beyond so many different texts in a column of codes, misspelt ones are not looked for: it holds something else.
_MOST_TEXTS = 1000
_FAULTS = {True: Fault.UNCLEAR, False: Fault.NO_CODE}


def read(paths: Sequence[Path], year: CollectionYear, mapping: Path | None = None) -> tuple[Data, list[Problem]]:
    """The lists and their faults of form, from a workbook, or from a folder or ZIP of CSV files.

    Args:
        mapping: a file that says which sheet, heading and text is what; see `mapping`.

    Raises:
        Unreadable: it is no workbook, holds no list, two sheets are one list, or the mapping file does not fit.
    """
    data, problems, _ = read_and_tell(paths, year, mapping)
    return data, problems


def read_and_tell(
    paths: Sequence[Path], year: CollectionYear, mapping: Path | None = None
) -> tuple[Data, list[Problem], Seen]:
    """The same, and what was taken for what."""
    pinned = read_pinned(mapping) if mapping else Pinned()
    found, left = recognised(sheets(paths), pinned)
    lists = [_List(seen, ANNEX_A.table(seen.table), _texts(seen, sheet)) for seen, sheet in found]
    matches = _matches(lists, pinned)
    numbers = _numbers(lists)
    frames = {table.name: table.empty(year) for table in TABLES}
    problems = [
        Problem(Fault.NO_LIST, table.name, None, 0, table.name, None)
        for table in TABLES
        if table.name not in {one.table.name for one in lists}
    ]
    for one in lists:
        problems += _of_headings(one.seen)
        texts = _with_keys(one, numbers)
        frames[one.table.name] = _typed(one, texts, matches)
        problems += _of_cells(one, texts, frames[one.table.name], matches)
    held = frozenset(f"{one.table.name}.{column.name}" for one in lists for column in one.columns)
    seen = Seen(tuple(seen for seen, _ in found), _values(lists, matches), left)
    data = Data(ANNEX_A, year, frames, numbers["name"], unread(problems), held=held, notes=tuple(notes(seen)))
    return data, problems, seen


@dataclass(frozen=True)
class _List:
    """A list as it stands: the texts of the columns that were found, with `line`."""

    seen: SeenList
    table: Table
    texts: pl.DataFrame

    @property
    def columns(self) -> list[Column]:
        """Those that were found."""
        return [column for column in self.table.columns if column.name in self.seen.columns]


def _texts(seen: SeenList, sheet: Sheet) -> pl.DataFrame:
    rows = sheet.rows[seen.header :]
    lines = pl.int_range(seen.header + 1, seen.header + 1 + len(rows), dtype=pl.UInt32, eager=True).alias("line")
    columns = {
        name: pl.Series([row[header.place] if header.place < len(row) else "" for row in rows], dtype=pl.String())
        for name, header in seen.columns.items()
    }
    texts = pl.DataFrame({"line": lines, **columns}).with_columns(bare(pl.exclude("line")))
    return texts.filter(pl.any_horizontal(pl.exclude("line").is_not_null()))


# --- Codes ----------------------------------------------------------------------------------------------------------


def _matches(lists: Sequence[_List], pinned: Pinned) -> dict[str, dict[str, Match]]:
    """By column of codes: what each text in it was taken for, in the order of the texts."""
    found: dict[str, dict[str, Match]] = {}
    for one in lists:
        for column in one.columns:
            code_set = YES_OR_NO if column.kind is Kind.FLAG else column.codes
            if not code_set:
                continue
            texts = one.texts[column.name].drop_nulls().unique().sort()
            known, decided = found.setdefault(column.name, {}), pinned.codes.get(column.name, {})
            for text in texts:
                if text in decided:
                    known[text] = Match((decided[text],) if decided[text] else (), How.PINNED)
                elif text not in known:
                    known[text] = code_of(text, code_set, spelling=len(texts) <= _MOST_TEXTS)
    return {name: dict(sorted(texts.items())) for name, texts in found.items()}


def _values(lists: Sequence[_List], matches: Mapping[str, Mapping[str, Match]]) -> dict[str, tuple[SeenValue, ...]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in matches}
    for one in lists:
        for name in matches:
            if name in one.texts.columns:
                counts[name].update(dict(one.texts[name].drop_nulls().value_counts().iter_rows()))
    return {
        name: tuple(SeenValue(text, counts[name][text], match) for text, match in texts.items())
        for name, texts in matches.items()
    }


# --- Types and children ---------------------------------------------------------------------------------------------


def _identifier(text: pl.Expr) -> pl.Expr:
    """An identifier that went through a program for numbers has ".0" behind it."""
    return text.str.replace(r"^(\d+)\.0+$", "${1}")


def _numbers(lists: Iterable[_List]) -> pl.DataFrame:
    """Every child's number, in the order of the lists: `name`, `child`."""
    names = [one.texts.select(name=_identifier(pl.col(CHILD))) for one in lists if CHILD in one.texts.columns]
    found = pl.concat(names)["name"] if names else pl.Series("name", [], pl.String())
    return found.drop_nulls().unique(maintain_order=True).to_frame().with_row_index("child")


def _with_keys(one: _List, numbers: pl.DataFrame) -> pl.DataFrame:
    """The texts with the columns that every frame begins with."""
    texts = one.texts.with_row_index("row").with_columns(parent=pl.lit(0, dtype=pl.UInt32()))
    if CHILD not in texts.columns:
        return texts.with_columns(child=pl.lit(None, dtype=pl.UInt32()))
    texts = texts.with_columns(_identifier(pl.col(CHILD)))
    return texts.join(numbers.rename({"name": CHILD}), on=CHILD, how="left", maintain_order="left")


def _typed(one: _List, texts: pl.DataFrame, matches: Mapping[str, Mapping[str, Match]]) -> pl.DataFrame:
    missing = [pl.lit(None, dtype=pl.String()).alias(name) for name in one.seen.missing]
    values = [_value(column, matches.get(column.name, {})).alias(column.name) for column in one.table.columns]
    return texts.with_columns(missing).select(*KEYS, *values).cast(pl.Schema(KEYS))


def _value(column: Column, matches: Mapping[str, Match]) -> pl.Expr:
    text = pl.col(column.name)
    match column.kind:
        case Kind.CODE | Kind.FLAG:
            codes = {text: match.name for text, match in matches.items() if match.name}
            code = text.replace_strict(codes, default=None, return_dtype=pl.String())
            return code if column.kind is Kind.CODE else flag(code, yes=("Yes",), no=("No",))
        case Kind.DATE:
            # A day with a time is that day.
            return typed(Kind.DATE, text.str.replace(r"[ T]\d{1,2}:\d\d(:\d\d(\.\d+)?)?$", ""))
        case Kind.NUMBER:
            # An age may be worked out as a fraction; it is the years that are over.
            point = r"^(\d+)\.\d+$" if column.name == AGE else r"^(\d+)\.0+$"
            return typed(Kind.NUMBER, text.str.replace(point, "${1}"))
    return _identifier(text)


# --- Faults ---------------------------------------------------------------------------------------------------------


def _of_headings(seen: SeenList) -> Iterator[Problem]:
    for name in seen.missing:
        several = seen.unclear.get(name, ())
        fault = Fault.TOO_MANY if several else Fault.MISSING
        yield Problem(fault, seen.table, None, seen.header, name, None, shown(several or seen.left))


def _of_cells(
    one: _List, texts: pl.DataFrame, values: pl.DataFrame, matches: Mapping[str, Mapping[str, Match]]
) -> Iterator[Problem]:
    """What was there and is not what it should be, and what is blank and may not be, column by column."""
    keys = texts.select("row", "line", "child")
    unread, blank = _telling(one, texts, values)
    for column in one.columns:
        name, of_column = column.name, matches.get(column.name, {})
        if name in unread:
            bad = keys.with_columns(texts[name]).filter(texts[name].is_not_null() & values[name].is_null())
            for row, line, child, seen in bad.iter_rows():
                match = of_column.get(seen, Match())
                if match.how is not How.PINNED:
                    fault = _FAULTS[len(match.names) > 1] if of_column else Fault.BAD_VALUE
                    yield Problem(fault, one.table.name, row, line, name, child, shown([seen, *match.names]))
        if column.needed and name in blank:
            without = values[name].is_null() & (texts[name].is_null() | texts[name].is_in(_pinned_blank(of_column)))
            for row, line, child in keys.filter(without).iter_rows():
                yield Problem(Fault.BLANK, one.table.name, row, line, name, child)


def _telling(one: _List, texts: pl.DataFrame, values: pl.DataFrame) -> tuple[set[str], set[str]]:
    """The columns in which a text was not read, and those in which a value is null: asked of all of them at once."""
    names = [column.name for column in one.columns]
    beside = values.select(names).with_columns(texts.select(pl.col(names).name.prefix("text of ")))
    unread = beside.select(
        (pl.col(f"text of {name}").is_not_null() & pl.col(name).is_null()).any().alias(name) for name in names
    )
    blank = values.select(pl.col(names).is_null().any())
    return {name for name in names if unread[name].item()}, {name for name in names if blank[name].item()}


def _pinned_blank(matches: Mapping[str, Match]) -> list[str]:
    """The texts that the mapping file says count as blank."""
    return [text for text, match in matches.items() if match.how is How.PINNED and not match.name]
