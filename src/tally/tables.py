"""What is a return made of? Its tables, their columns and codes, as declared by the return.

Everything else reads these declarations: readers build frames by them, rules are checked against them when they are
loaded, examples are made of them, and the reference pages are written from them.

A frame of a table has the declared columns, and before them:

- `row` (UInt32): its number in the table, from 0, in the order of the input;
- `line` (UInt32): where it begins in the source, from 1;
- `parent` (UInt32): the row of the parent table that it belongs to; 0 where the table has no parent, null where a
  row names none that is there;
- `child` (UInt32): the number of the child in the input, from 0; null where the row is of no child.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from tally.years import CollectionYear, is_within


class Kind(StrEnum):
    """What a value is."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    FLAG = "yes or no"
    NUMBER = "whole number"
    DECIMAL = "number"
    MOMENT = "date and time"
    YEAR = "year"


#: The frame's type of each kind. A moment is only ever shown, so it stays text.
TYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.CODE: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.FLAG: pl.Boolean(),
    Kind.NUMBER: pl.Int32(),
    Kind.DECIMAL: pl.Float64(),
    Kind.MOMENT: pl.String(),
    Kind.YEAR: pl.Int32(),
}
#: The columns that every frame begins with.
KEYS: dict[str, pl.DataType] = {"row": pl.UInt32(), "line": pl.UInt32(), "parent": pl.UInt32(), "child": pl.UInt32()}


@dataclass(frozen=True)
class Code:
    """One code of a set, with the first and the last collection year it is valid in ("" is open)."""

    code: str
    meaning: str
    since: str = ""
    until: str = ""

    def is_valid_in(self, year: CollectionYear) -> bool:
        return is_within(year, self.since, self.until)


@dataclass(frozen=True)
class CodeSet:
    name: str
    codes: tuple[Code, ...]

    def valid_in(self, year: CollectionYear) -> list[str]:
        return [code.code for code in self.codes if code.is_valid_in(year)]


@dataclass(frozen=True)
class Column:
    """One item of a table.

    Attributes:
        codes: the name of its code set.
        number: its number in the Common Basic Data Set, or in the data set that declares it.
        refers_to: the column, as "Table.Column", whose values it repeats: how a row says what it belongs to.
        needed: whether it may not be blank in any row, where the return says so of each column.
    """

    name: str
    kind: Kind = Kind.TEXT
    codes: str = ""
    number: str = ""
    since: str = ""
    until: str = ""
    refers_to: str = ""
    needed: bool = False

    def is_in(self, year: CollectionYear) -> bool:
        return is_within(year, self.since, self.until)


@dataclass(frozen=True)
class Table:
    """One row a thing.

    Attributes:
        parent: the table whose row it belongs to.
        since: the first year that has it.
        key: the column that tells its rows apart, where there is one.
        person: the column that holds the identifier of whom a row is about.
    """

    name: str
    columns: tuple[Column, ...]
    parent: str = ""
    title: str = ""
    since: str = ""
    key: str = ""
    person: str = ""

    def is_in(self, year: CollectionYear) -> bool:
        return is_within(year, self.since)

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)

    def column(self, name: str) -> Column:
        """Raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}.")

    @property
    def parent_key(self) -> str:
        """The column by which a row names its parent's row; "" where rows stand under their parent by place."""
        of_parent = (column.name for column in self.columns if column.refers_to.partition(".")[0] == self.parent)
        return next(of_parent, "") if self.parent else ""

    def schema(self, year: CollectionYear) -> dict[str, pl.DataType]:
        """The frame's columns and types, keys first."""
        return KEYS | {column.name: TYPES[column.kind] for column in self.columns if column.is_in(year)}

    def empty(self, year: CollectionYear) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema(year))


@dataclass(frozen=True)
class Collection:
    """A return: its tables in order, its code sets, and the years it is known for."""

    code: str
    title: str
    tables: tuple[Table, ...]
    code_sets: tuple[CodeSet, ...]
    years: tuple[str, ...]
    _by_name: dict[str, Table] = field(init=False, repr=False, compare=False)
    _sets_by_name: dict[str, CodeSet] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {table.name: table for table in self.tables})
        object.__setattr__(self, "_sets_by_name", {codes.name: codes for codes in self.code_sets})
        if len(self._by_name) != len(self.tables):
            raise ValueError(f"Two tables of {self.code} have one name.")
        for table in self.tables:
            self._check(table)

    def _check(self, table: Table) -> None:
        if table.parent and table.parent not in self._by_name:
            raise ValueError(f"{table.name} belongs to {table.parent}, which is no table of {self.code}.")
        names = {column.name for column in table.columns}
        if not {table.key, table.person} - {""} <= names:
            raise ValueError(f"{table.name} names a key or a person column that it does not have.")
        for column in table.columns:
            if column.codes and column.codes not in self._sets_by_name:
                raise ValueError(f"{table.name}.{column.name} names the code set {column.codes}: there is none.")
            owner, _, referred = column.refers_to.partition(".")
            if owner and (owner not in self._by_name or not self._by_name[owner].has(referred)):
                raise ValueError(f"{table.name}.{column.name} refers to {column.refers_to}: there is none.")

    def last_ended(self, today: dt.date) -> CollectionYear:
        """The last of its years that has ended by a day; the first where none has."""
        known = [CollectionYear(name) for name in self.years]
        return max((year for year in known if year.last_day <= today), default=known[0])

    def table(self, name: str) -> Table:
        """Raises KeyError where there is none."""
        try:
            return self._by_name[name]
        except KeyError:
            raise KeyError(f"{self.code} has no table {name}.") from None

    def codes(self, name: str) -> CodeSet:
        return self._sets_by_name[name]

    def above(self, name: str) -> Iterator[Table]:
        """The tables above one, the nearest first."""
        table = self.table(name)
        while table.parent:
            table = self.table(table.parent)
            yield table
