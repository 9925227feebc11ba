"""Which days lie in which spans of time? For rules that ask whether something happens while something else is open.

The days of all owners are laid on one line, one owner's behind the other's, so that a day is a number and everything is
done by sorting numbers: a child with a thousand plans costs no more than a thousand children with one.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

col = pl.col

#: Later than any day that is told.
_NEVER = dt.date(9999, 12, 31)
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


def value_on(rows: pl.DataFrame, day: str, spans: pl.DataFrame, value: str, *, holds_end: bool) -> pl.Series:
    """For each row the value of the span of its child in which a day lies; null where there is none.

    Of several spans the one that started last counts, of those that started together the one that ends last.

    Args:
        rows: with `child` and the day.
        spans: `child`, `start`, `end` (null while it goes on) and the value. One without a start holds no day.
        holds_end: whether the day of the end lies in the span. An episode of care, and a status or an address with
            it, ends on the day on which the next begins, so that day is the next one's. Who works with a child does
            so to the last day, and most of what ends (a plan, a case) ends on it.
    """
    last = col("end") if holds_end else col("end").dt.offset_by("-1d")
    known = spans.filter(col("child").is_not_null() & col("start").is_not_null())
    known = known.select("child", "start", value, until=last.fill_null(_NEVER))
    known = known.sort("child", "start", "until", maintain_order=True).with_row_index("span")
    # How far the spans of a child reach up to each.
    reach = known.select(col("until").cum_max().over("child")).to_series()
    asked = rows.select("child", at=day).with_row_index("place")
    left = asked.drop_nulls().sort("at").join_asof(
        known.select("child", "start", "span").sort("start", maintain_order=True),
        left_on="at", right_on="start", by="child", check_sortedness=False,
    ).select("place", "at", "span").drop_nulls()  # fmt: skip
    found = [left.clear()]
    while left.height:
        left = left.filter(reach.gather(left["span"]) >= left["at"])
        holds = known["until"].gather(left["span"]) >= left["at"]
        found.append(left.filter(holds))
        # What is over by then may lie within one that is not: that began before it.
        left = left.filter(~holds).with_columns(span=col("span") - 1)
    spans_found = asked.join(pl.concat(found), on="place", how="left", maintain_order="left")["span"]
    return known[value].gather(spans_found).alias(value)
