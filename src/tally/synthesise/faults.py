"""How are faults planted in a return, each where one rule is to find it, and told in a list?

A fault is one small change to one row of one child, and no child has more than one: what a tool says of the child can
then be held against the list. Other rules may find the same change too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from tally.data import Data
from tally.rules import Rules
from tally.synthesise.dice import Dice

col = pl.col
#: The columns of the list.
LIST = {"file": pl.String, "child": pl.String, "table": pl.String, "column": pl.String, "rule": pl.String,
        "change": pl.String, "was": pl.String, "is": pl.String}  # fmt: skip


class How(StrEnum):
    SET = "set"
    REMOVE = "remove"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        rule: the code of the rule that is to find it.
        where: "Table.Column", what is changed; a row is repeated with the change, or removed.
        change: what is wrong then, in a few words.
        value: what the column becomes. Expressions see the table's row, the columns of `beside`, and `first` and
            `last`, the first and the last day of the year.
        among: in which rows it can be planted; where None, in those that have the column.
        beside: columns of other tables, each as `Data.view` takes it.
        how: what is done to the row.
    """

    rule: str
    where: str
    change: str
    value: pl.Expr | None = None
    among: pl.Expr | None = None
    beside: tuple[str, ...] = ()
    how: How = How.SET

    @property
    def table(self) -> str:
        return self.where.partition(".")[0]

    @property
    def column(self) -> str:
        return self.where.partition(".")[2]


def code(text: str) -> pl.Expr:
    return pl.lit(text, dtype=pl.String())


def days(number: int) -> pl.Expr:
    return pl.duration(days=number)


#: The value of a column that is left out.
NOTHING = pl.lit(None)


def plant(
    data: Data, kinds: Iterable[Fault], rules: Rules, file: str, *, rate: float, dice: Dice
) -> tuple[Data, pl.DataFrame]:
    """The data with faults in so many of its children, and the list of them.

    Args:
        kinds: those whose rule is not in force in the year are left out; the others come about equally often, as far as
            there are rows in which they can be planted.
        rate: for how many of the children, from 0 to 1.
    """
    known = [kind for kind in kinds if kind.rule in rules.by_code and rules.by_code[kind.rule].is_in_force(data.year)]
    known = [kind for kind in known if kind.column in data[kind.table].columns]
    wanted = round(rate * data.names.len())
    used = pl.Series([], dtype=pl.UInt32())
    lists = [pl.DataFrame(schema=LIST)]
    for place, kind in enumerate(known):
        # What earlier kinds could not plant the later ones do.
        quota = math.ceil((wanted - used.len()) / (len(known) - place))
        data, planted = _planted(data, kind, used, quota, dice)
        used = pl.concat([used, planted["number"]])
        lists.append(planted.select(pl.lit(file).alias("file"), *list(LIST)[1:]))
    return data, pl.concat(lists)


def _planted(data: Data, kind: Fault, used: pl.Series, quota: int, dice: Dice) -> tuple[Data, pl.DataFrame]:
    year = data.year
    frame = data[kind.table]
    rows = data.view(kind.table, *kind.beside).with_columns(first=pl.lit(year.first_day), last=pl.lit(year.last_day))
    among = col(kind.column).is_not_null() if kind.among is None else kind.among
    value = kind.value if kind.value is not None else col(kind.column)
    rows = rows.with_columns(value.cast(frame.schema[kind.column]).alias("is"), among.alias("among"))
    rows = rows.filter(col("among") & col("child").is_not_null() & ~col("child").is_in(used.implode()))
    rows = rows.unique("child", keep="first", maintain_order=True)
    rows = rows.with_columns(at=dice.uniform(f"fault {kind.rule} {kind.where}", "child")).sort("at").head(quota)
    rows = rows.sort("row")
    names = data.name_of(rows["child"])
    # Whose identifier is the fault is known by the new one.
    if kind.column == "LAchildID":
        names = rows["is"]
    planted = rows.select(
        number="child", child=names, table=pl.lit(kind.table), column=pl.lit(kind.column), rule=pl.lit(kind.rule),
        change=pl.lit(kind.change), was=_text(kind.column),
        **{"is": _text("is") if kind.how is not How.REMOVE else pl.lit(None, dtype=pl.String())},
    )  # fmt: skip
    return _with(data, kind.table, _changed(frame, kind, rows)), planted


def _text(column: str) -> pl.Expr:
    return col(column).cast(pl.String)


def _changed(frame: pl.DataFrame, kind: Fault, rows: pl.DataFrame) -> pl.DataFrame:
    changes = rows.select("row", "is")
    match kind.how:
        case How.REMOVE:
            return frame.join(changes, on="row", how="anti", maintain_order="left")
        case How.REPEAT:
            again = frame.join(changes, on="row", maintain_order="left")
            again = again.with_columns(col("is").alias(kind.column)).select(frame.columns)
            again = again.with_columns(row=pl.int_range(pl.len(), dtype=pl.UInt32) + frame.height)
            return pl.concat([frame, again])
    marked = frame.join(changes.with_columns(marked=True), on="row", how="left", maintain_order="left")
    value = pl.when("marked").then("is").otherwise(kind.column)
    return marked.with_columns(value.alias(kind.column)).select(frame.columns)


def _with(data: Data, table: str, frame: pl.DataFrame) -> Data:
    names = data.names
    if table == "ChildIdentifiers":
        known = frame.unique("child", keep="first", maintain_order=True).sort("child")
        names = known["LAchildID"]
    return replace(data, frames={**data.frames, table: frame}, names=names)
