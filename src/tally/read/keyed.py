"""How do tables whose rows name each other by keys become frames?

A row says whom it is about by the person's identifier, and what it belongs to by the key of that. Here both become
numbers (`child`, `parent`), and what does not fit is a `Problem`: a key that is empty or comes twice, a row that names
something that is not there or that is another child's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl

from tally.read import csv
from tally.read.problems import Fault, Problem, in_each
from tally.read.values import bad_values, bare, flag
from tally.tables import KEYS, Collection, Column, Kind, Table
from tally.years import CollectionYear

col = pl.col

#: How much is shown of what is no code.
_LONGEST = 60
#: What stands in fields that a system does not fill yet, as the Standard Safeguarding Dataset has it.
PLACEHOLDER = "PLACEHOLDER_DATA"
#: What a database's export puts in the place of nothing. A person may be called so: it is not taken out of free text.
NOTHING = "NULL"


def read(given: Mapping[str, csv.Texts], collection: Collection, year: CollectionYear) -> csv.Read:
    """The frames of what was given; a table that was not has an empty one. Parents are declared before their children.

    Persons are numbered in the order of the collection's tables, and in each in the order of its rows. A row without
    a person is about whom its parent is about.
    """
    texts = {
        table.name: _cleaned(table, given[table.name].frame, year) for table in collection.tables if table.name in given
    }
    numbers = _numbers(texts, collection)
    frames: dict[str, pl.DataFrame] = {}
    problems = [problem for found in given.values() for problem in found.problems]
    for table in collection.tables:
        if table.name not in texts:
            frames[table.name] = table.empty(year)
            continue
        placed = _placed(table, texts[table.name], numbers, frames)
        frame = placed.with_columns(typed(one.kind, col(one.name)).alias(one.name) for one in _columns(table, year))
        problems += bad_values(table.name, _columns(table, year), placed, frame)
        problems += _faults_of_keys(table, frame)
        problems += _faults_of_codes(table, frame, collection, year)
        frames[table.name] = frame.drop("of_other").select(*KEYS, *(one.name for one in _columns(table, year)))
    for table in collection.tables:
        if table.name in given:
            problems += _nowhere(table, frames, given)
    return csv.Read(frames, problems, numbers["name"], frozenset(given))


def _columns(table: Table, year: CollectionYear) -> list[Column]:
    return [column for column in table.columns if column.is_in(year)]


def _cleaned(table: Table, frame: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Every column of the table as text, without what only stands for nothing; rows of nothing left out, the others
    numbered."""
    columns = _columns(table, year)
    missing = [pl.lit(None, dtype=pl.String()).alias(one.name) for one in columns if one.name not in frame.columns]
    frame = frame.with_columns(missing).with_columns(_something(table, one).alias(one.name) for one in columns)
    frame = frame.filter(pl.any_horizontal(col(one.name).is_not_null() for one in columns))
    return frame.with_row_index("row")


def _something(table: Table, column: Column) -> pl.Expr:
    text = bare(col(column.name)).replace(PLACEHOLDER, None)
    is_free = column.kind is Kind.TEXT and not column.codes and column.name != table.key and not column.refers_to
    return text if is_free else text.replace(NOTHING, None)


def _numbers(texts: Mapping[str, pl.DataFrame], collection: Collection) -> pl.DataFrame:
    """Every person's number: `name`, `child`."""
    columns = [texts[one.name][one.person] for one in collection.tables if one.name in texts and one.person]
    names = pl.concat([one.alias("name") for one in columns]) if columns else pl.Series("name", [], pl.String())
    return names.drop_nulls().unique(maintain_order=True).to_frame().with_row_index("child")


def _placed(
    table: Table, texts: pl.DataFrame, numbers: pl.DataFrame, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """With `parent` and `child`, and with `of_other`: whether what a row belongs to is of another child."""
    if table.person:
        texts = texts.join(numbers.rename({"name": table.person}), on=table.person, how="left", maintain_order="left")
    else:
        texts = texts.with_columns(child=pl.lit(None, dtype=KEYS["child"]))
    if not table.parent:
        return texts.with_columns(parent=pl.lit(0, dtype=KEYS["parent"]), of_other=pl.lit(False))
    key = table.parent_key
    owners = first_with(frames[table.parent], table.column(key).refers_to.partition(".")[2], key)
    texts = texts.join(owners, on=key, how="left", maintain_order="left")
    of_other = (col("child") != col("owner_child")).fill_null(False)
    return texts.with_columns(
        of_other=of_other,
        parent=pl.when(~of_other).then(col("owner")),
        child=pl.coalesce("child", "owner_child"),
    ).drop("owner", "owner_child")


def first_with(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """For each value of a column the first row that has it: the value under a `name`, `owner`, `owner_child`."""
    rows = frame.filter(col(column).is_not_null()).unique(column, keep="first", maintain_order=True)
    return rows.select(col(column).alias(name), owner="row", owner_child="child")


# --- Faults ---------------------------------------------------------------------------------------------------------


def _faults_of_keys(table: Table, frame: pl.DataFrame) -> Iterator[Problem]:
    key = table.key
    needed = {key, table.person or table.parent_key} - {""}
    for column in table.columns:
        if column.name in needed and column.name in frame.columns:
            yield from in_each(Fault.NO_KEY, table.name, column.name, frame.filter(col(column.name).is_null()))
    if key:
        again = col(key).is_not_null() & ~col(key).is_first_distinct()
        yield from in_each(Fault.SAME_KEY, table.name, key, frame.filter(again))
    yield from in_each(Fault.OTHER_CHILD, table.name, table.parent_key, frame.filter(col("of_other")))


def _faults_of_codes(
    table: Table, frame: pl.DataFrame, collection: Collection, year: CollectionYear
) -> Iterator[Problem]:
    """Values that are none of their column's codes. A code that ends with a colon may be followed by words."""
    for column in _columns(table, year):
        if not column.codes:
            continue
        codes = [code.upper() for code in collection.codes(column.codes).valid_in(year)]
        open_ended = [code for code in codes if code.endswith(":")]
        value = col(column.name).str.to_uppercase()
        is_code = pl.any_horizontal(value.is_in(codes), *(value.str.starts_with(one) for one in open_ended))
        wrong = frame.filter(col(column.name).is_not_null() & ~is_code)
        for row, line, child, text in wrong.select("row", "line", "child", column.name).iter_rows():
            yield Problem(Fault.OTHER_CODE, table.name, row, line, column.name, child, text[:_LONGEST])


def _nowhere(table: Table, frames: Mapping[str, pl.DataFrame], given: Mapping[str, csv.Texts]) -> Iterator[Problem]:
    """Rows that name something that is not in the table it should be in, where that table was given.

    A table of workers or teams that was given without any row says only that it is not filled.
    """
    frame = frames[table.name]
    for column in table.columns:
        owner, _, referred = column.refers_to.partition(".")
        if owner not in given or referred not in given[owner].frame.columns:
            continue
        if frames[owner].is_empty() and column.name not in (table.person, table.parent_key):
            continue
        known = frames[owner][referred].drop_nulls().unique().implode()
        missing = col(column.name).is_not_null() & ~col(column.name).is_in(known)
        yield from in_each(Fault.NO_OWNER, table.name, column.name, frame.filter(missing))


# --- Values ---------------------------------------------------------------------------------------------------------


def typed(kind: Kind, text: pl.Expr) -> pl.Expr:
    """Text as the type of its kind, in whatever way a database or a spreadsheet wrote it; else null."""
    return _READERS.get(kind, partial(csv.typed, kind))(text)


#: A time of day behind a day.
_TIME = r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$"
_READERS: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.DATE: lambda text: csv.typed(Kind.DATE, text.str.replace(_TIME, "")),
    Kind.FLAG: lambda text: flag(
        text.str.to_uppercase(), yes=("Y", "YES", "1", "T", "TRUE"), no=("N", "NO", "0", "F", "FALSE")
    ),
}


#: Where a moment of the data is what it says: a day in summer begins at eleven in the evening of universal time.
_HERE = "Europe/London"
#: Beyond so much a number with a fraction does not tell every whole number.
_MOST_WHOLE = 1e15


def as_text(values: pl.Series) -> pl.Series:
    """A typed column of a database or a Parquet file as the text that a CSV of it would hold.

    An identifier that was a number is written without a point, a day at midnight as a day, a list or a record as JSON.
    """
    match values.dtype:
        case pl.Boolean():
            return values.replace_strict({True: "Y", False: "N"}, return_dtype=pl.String())
        case pl.Datetime(time_zone=zone):
            here = values if zone is None else values.dt.convert_time_zone(_HERE)
            return here.dt.strftime("%Y-%m-%dT%H:%M:%S%.f").str.replace(r"T00:00:00(\.0*)?$", "")
        case pl.Float32() | pl.Float64() | pl.Decimal():
            return _without_point(values)
        case pl.Binary():
            return values.bin.encode("hex")
        case pl.List() | pl.Struct() | pl.Array() | pl.Object():
            return pl.Series(values.name, [_written(one) for one in values.to_list()], pl.String())
        case _:
            return values.cast(pl.String())


def _without_point(numbers: pl.Series) -> pl.Series:
    if numbers.dtype == pl.Decimal:
        return numbers.cast(pl.String()).str.replace(r"\.0+$", "")
    numbers = numbers.fill_nan(None)
    is_whole = numbers.is_null() | ((numbers == numbers.round()) & (numbers.abs() < _MOST_WHOLE))
    return (numbers.cast(pl.Int64) if is_whole.all() else numbers).cast(pl.String())


def _written(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(value, default=str) if isinstance(value, list | dict) else str(value)
