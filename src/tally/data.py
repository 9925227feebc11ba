"""What was read: one frame a table, and the ways from a row to what stands above or beside it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Concatenate, ParamSpec

import polars as pl

from tally.tables import KEYS, Collection
from tally.years import CollectionYear

Asked = ParamSpec("Asked")


@dataclass(frozen=True)
class Data:
    """A return that was read. Frames are never changed: a rule that wants another column gets a frame of its own.

    What is made of it at a rule's asking is kept with it (`view`, `once`), and not with what `replace` makes of it.

    Attributes:
        frames: by the table's name; see `tables` for the columns that each begins with.
        names: what each child is called in the return (its identifier), by the child's number; null where it has none.
        unread: the rows whose value of a column is there and not what it should be, by table and column: such a value
            is null in the frame.
        previous: the same return of the year before, where it was given.
        reference: tables that a user supplies (providers, postcodes), by name.
        held: which columns the source can hold at all, each "table.column"; None is every one. A census of children
            in need holds no contacts: that it has none says nothing of how many there were.
        notes: sentences of the reader for whoever gave the files, such as what was left out.
        authority: the code of the authority whose return it is, as `tally.authorities.authority` gives it; None where
            that was not told.
    """

    collection: Collection
    year: CollectionYear
    frames: Mapping[str, pl.DataFrame]
    names: pl.Series
    unread: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)
    previous: Data | None = None
    reference: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    held: frozenset[str] | None = None
    notes: tuple[str, ...] = ()
    authority: str | None = None
    _made: dict[Any, pl.DataFrame] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __getitem__(self, table: str) -> pl.DataFrame:
        """The frame of a table. Raises KeyError."""
        return self.frames[table]

    def view(self, table: str, *others: str) -> pl.DataFrame:
        """A table's frame with columns of other tables beside each row.

        Args:
            others: each as "Table.Column". The table stands above this one, or has one row a child; of several rows
                the first counts. The column keeps its name, or is called "Table.Column" where the frame has that name.

        Raises:
            KeyError: there is no such table or column, or no way to it.
        """
        return _viewed(self, table, *others)

    def with_previous(self, previous: Data) -> Data:
        """The same data with last year's beside it."""
        return replace(self, previous=previous)

    def only(self, *columns: str) -> Data:
        """The same data, and last year's, with nothing but the columns that are named, each "Table.Column"."""
        wanted: dict[str, set[str]] = {}
        for name in columns:
            table, _, column = name.partition(".")
            wanted.setdefault(table, set()).add(column)
        frames = {
            name: frame.select(
                *KEYS, *(column for column in frame.columns[len(KEYS) :] if column in wanted.get(name, ()))
            )
            for name, frame in self.frames.items()
        }
        previous = self.previous.only(*columns) if self.previous else None
        return replace(self, frames=frames, previous=previous)

    def holds(self, *columns: str) -> bool:
        """Whether the source can hold each of the columns, given as "table.column"."""
        return self.held is None or self.held.issuperset(columns)

    def is_unread(self, table: str, column: str) -> pl.Expr:
        """Whether the value of a column is there and not what it should be, for each row of the table."""
        return pl.col("row").is_in(self.unread.get((table, column), ()))

    def is_told(self, table: str, column: str) -> pl.Expr:
        """Whether anything stands in a column, be it what it should be or not, for each row of the table."""
        filled = pl.col(column).is_not_null()
        return filled | self.is_unread(table, column) if self.unread.get((table, column)) else filled

    def _beside(self, table: str, owner: str, column: str) -> pl.Series:
        frame, found = self.frames[table], self.frames[owner]
        rows = frame["parent"]
        for above in self.collection.above(table):
            if above.name == owner:
                return found[column].gather(rows)
            rows = self.frames[above.name]["parent"].gather(rows)
        # One row a child: the first.
        first = found.select("child", column).unique("child", keep="first", maintain_order=True)
        return frame.select("child").join(first, on="child", how="left", maintain_order="left")[column]

    def has_rows(self, table: str, within: str) -> pl.Series:
        """For each row of `within`: whether the table has a row that belongs to it."""
        return self[within]["row"].is_in(self[table]["parent"].unique().implode())

    def name_of(self, children: pl.Series) -> pl.Series:
        """What children are called in the return; null where a row is of no child."""
        return self.names.gather(children)


def once(
    make: Callable[Concatenate[Data, Asked], pl.DataFrame],
) -> Callable[Concatenate[Data, Asked], pl.DataFrame]:
    """A function that makes a frame of a return makes it once: many rules ask for the same, and none changes it.

    What else it is asked with must be given by position.
    """

    @functools.wraps(make)
    def kept(data: Data, *asked: Asked.args, **named: Asked.kwargs) -> pl.DataFrame:
        assert not named, "What is asked by name would not be told apart."  # noqa: S101 - a mistake of ours alone
        key = (make, *asked)
        if key not in data._made:
            data._made[key] = make(data, *asked, **named)
        return data._made[key]

    return kept


@once
def _viewed(data: Data, table: str, *others: str) -> pl.DataFrame:
    frame = data.frames[table]
    taken = {}
    for other in others:
        owner, _, column = other.partition(".")
        name = other if column in frame.columns or column in taken else column
        taken[name] = data._beside(table, owner, column)
    return frame.with_columns(**taken)
