"""Which days lie in which spans of time? For rules that ask whether something happens while something else is open.

The days of all owners are laid on one line, one owner's behind the other's, so that a day is a number and everything is
done by sorting numbers: a child with a thousand plans costs no more than a thousand children with one.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

col = pl.col

#: How much of the line an owner has. It holds every day that can be written, years 1 to 9999, with room on both sides.
_EACH = 10_000_000
#: What makes the first of those days greater than 0.
_FROM = 1_000_000


def place(owner: str, day: pl.Expr) -> pl.Expr:
    """Where an owner's day lies on the line."""
    return col(owner).cast(pl.Int64) * _EACH + day.cast(pl.Int32) + _FROM


def spans_of(
    rows: pl.DataFrame, owner: str, start: str, end: str, last_day: dt.date, *, holds_end: bool = True
) -> pl.DataFrame:
    """The spans of rows that have a start: `row`, and on the line `start` and `until`, the last day that lies in it.

    Args:
        owner: the column that says whose they are, a number.
        last_day: until when a span without an end is open.
        holds_end: whether the day of the end lies in the span.
    """
    until = place(owner, col(end)) - (0 if holds_end else 1)
    return rows.filter(col(start).is_not_null()).select(
        "row", start=place(owner, col(start)), until=until.fill_null(place(owner, pl.lit(last_day)))
    )


def days_within(rows: pl.DataFrame, owner: str, day: str, spans: pl.DataFrame) -> pl.DataFrame:
    """The rows whose day lies in a span of the same owner."""
    rows = rows.filter(col(day).is_not_null())
    if rows.is_empty() or spans.is_empty():
        return rows.clear()
    spans = spans.sort("start")
    days = rows.select(place(owner, col(day))).to_series()
    started = spans["start"].search_sorted(days, side="right").cast(pl.Int64)
    reached = spans["until"].cum_max().gather((started - 1).clip(0))
    return rows.filter((started > 0) & (reached >= days))


def holding(spans: pl.DataFrame, rows: pl.DataFrame, owner: str, day: str) -> pl.DataFrame:
    """The spans in which the day of a row of the same owner lies."""
    days = rows.filter(col(day).is_not_null()).select(place(owner, col(day))).to_series().sort()
    if days.is_empty() or spans.is_empty():
        return spans.clear()
    first = days.search_sorted(spans["start"], side="left").cast(pl.Int64)
    return spans.filter((first < len(days)) & (days.gather(first.clip(0, len(days) - 1)) <= spans["until"]))


def starting_within_another(spans: pl.DataFrame) -> pl.DataFrame:
    """The spans that start while another span of the same owner runs; of two that start together both."""
    # Of spans that start together the longest comes first: it is the one to ask whether the others start within it.
    spans = spans.sort("start", "until", descending=[False, True])
    reached_before = col("until").cum_max().shift(1)
    next_starts_too = (col("start").shift(-1) == col("start")) & (col("until").shift(-1) >= col("start"))
    return spans.filter((reached_before >= col("start")).fill_null(False) | next_starts_too.fill_null(False))
