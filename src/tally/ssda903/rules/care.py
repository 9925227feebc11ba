"""What came before and after an episode, and which episodes make one time in care?

Everything here is a column over a child's episodes in their order, so a whole authority is one sort and some shifts:

    rows = episodes_in_order(data)
    rows.filter(follows_on() & (col("RNE") == "S"))
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data, once
from tally.ssda903.rules.common import col

#: Legal statuses of short breaks: each recorded by itself, or all under one agreement.
EACH_BREAK, AGREED_BREAKS = "V3", "V4"
SHORT_BREAKS = (EACH_BREAK, AGREED_BREAKS)
#: The child goes on being looked after.
GOES_ON = "X1"
ADOPTED = ("E11", "E12")


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """The episodes of each child by their first days; what has no child or no first day has no place among them.

    Of two that begin on one day the one that ends first comes first, in whatever order they stand in the file.
    """
    placed = rows.filter(col("child").is_not_null() & col("DECOM").is_not_null())
    return placed.sort("child", "DECOM", "DEC", "row", nulls_last=True)


@once
def episodes_in_order(data: Data) -> pl.DataFrame:
    """The episodes of a return in that order."""
    return in_order(data["Episodes"])


def before(column: str, by: int = 1) -> pl.Expr:
    """The column in the same child's episode before, of episodes in order; null where there is none."""
    return pl.when(col("child") == col("child").shift(by)).then(col(column).shift(by))


def after(column: str) -> pl.Expr:
    """The column in the same child's next episode, of episodes in order; null where there is none."""
    return before(column, -1)


def is_first() -> pl.Expr:
    """Whether an episode, of episodes in order, is the child's first in the file."""
    return before("row").is_null()


def is_last() -> pl.Expr:
    """Whether an episode, of episodes in order, is the child's last in the file."""
    return after("row").is_null()


def follows_on() -> pl.Expr:
    """Whether an episode begins on the day on which the one before it ends."""
    return (before("DEC") == col("DECOM")).fill_null(False)


def has_left() -> pl.Expr:
    """Whether an episode ends with the child not looked after any more; false where no reason is told."""
    return (col("REC") != GOES_ON).fill_null(False)


def numbered(starts: pl.Expr) -> pl.Expr:
    """A number for each run of episodes in order, where `starts` says which of them begin one."""
    return (starts | is_first()).cum_sum()


def period_of_care() -> pl.Expr:
    """The number of the period of care that an episode, of episodes in order, belongs to.

    A period ends where there is time between this episode and the next, or the next tells that the child started to be
    looked after. Where they overlap, or this one's last day is missing, nothing tells that the child had left.
    """
    return numbered(((before("DEC") < col("DECOM")) | (col("RNE") == "S")).fill_null(False))


def days(end: dt.date) -> pl.Expr:
    """How many days an episode has lasted; one that is open lasts until `end`."""
    return (col("DEC").fill_null(end) - col("DECOM")).dt.total_days()


@once
def opened_last_year(data: Data) -> pl.DataFrame:
    """Each child's last episode of last year, by the child's identifier, where it was still open. Needs last year."""
    assert data.previous is not None  # noqa: S101 - whoever calls it names "previous" in its needs
    is_open = ~data.previous.is_told("Episodes", "DEC")
    return episodes_in_order(data.previous).filter(is_last() & is_open)


def is_in_care() -> pl.Expr:
    """Whether an episode is more than a short break. One whose legal status is not told is taken to be."""
    return ~col("LS").is_in(SHORT_BREAKS).fill_null(False)


def is_open(data: Data) -> pl.Expr:
    """Whether an episode goes on after the last day of the year."""
    return col("DEC").is_null() | (col("DEC") > data.year.last_day)


@once
def last_in_care(data: Data) -> pl.DataFrame:
    """Each child's last episode that is more than a short break."""
    return in_order(data["Episodes"].filter(is_in_care())).filter(is_last())


@once
def with_start_of_care(data: Data) -> pl.DataFrame:
    """The episodes in order, short breaks apart, with `since`, the first day of the period of care of each.

    It reads DECOM, DEC, RNE and LS of Episodes.
    """
    rows = in_order(data["Episodes"].filter(is_in_care())).with_columns(period=period_of_care())
    return rows.with_columns(since=col("DECOM").first().over("period"))


@once
def looked_after_all_year(data: Data) -> pl.DataFrame:
    """The last episode of each child who was looked after without a break from 1 April to 31 March, short breaks apart.

    It reads what `with_start_of_care` reads.
    """
    return with_start_of_care(data).filter(is_last() & is_open(data) & (col("since") <= data.year.first_day))


@once
def times_in_care(data: Data) -> pl.DataFrame:
    """Each time in care of a child: its first day, `began`, and the day on which the child left; null while it goes on.

    It reads DECOM, DEC, REC and RNE of Episodes.
    """
    rows = episodes_in_order(data).with_columns(period=period_of_care(), left=pl.when(has_left()).then("DEC"))
    return rows.group_by("period").agg(col("child").first(), began=col("DECOM").first(), left=col("left").last())


def beside_care(rows: pl.DataFrame, day: str, times: pl.DataFrame) -> pl.DataFrame:
    """Rows beside the child's latest time in care that had begun by a day of theirs, or its first where none had.

    Rows without a child, without the day, or of a child with no time in care are left out.
    """
    rows = rows.filter(col("child").is_not_null() & col(day).is_not_null()).join(times, on="child")
    has_begun, distance = col("began") <= col(day), (col(day) - col("began")).abs()
    nearest_first = rows.sort(~has_begun, distance, -col("period").cast(pl.Int64))
    return nearest_first.unique("row", keep="first", maintain_order=True)


# --- How examples are written ---------------------------------------------------------------------------------------


def episode(first: str = "", last: str = "", **others: str) -> dict[str, str]:
    """One row of an example's Episodes, as "2025-05-01"; what is "" is not told."""
    return {"DECOM": first, "DEC": last} | others


def episodes(*rows: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    """An example of these episodes."""
    return {"Episodes": list(rows)}
