"""Sorting finds what looking at every pair would find."""

from __future__ import annotations

import datetime as dt
from itertools import product

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tally.spans import days_within, holding, spans_of, starting_within_another

FIRST, LAST = dt.date(2025, 4, 1), dt.date(2025, 4, 12)
DAYS = (
    st.none()
    | st.integers(0, 14).map(lambda later: FIRST + dt.timedelta(later))
    | st.sampled_from([dt.date.min, dt.date.max])
)
SPANS = st.lists(st.tuples(st.integers(0, 1), DAYS, DAYS), max_size=9)
ROWS = st.lists(st.tuples(st.integers(0, 1), DAYS), max_size=9)


def framed(rows, *dates):
    schema = {"row": pl.UInt32, "child": pl.UInt32, **dict.fromkeys(dates, pl.Date)}
    return pl.DataFrame([(number, *row) for number, row in enumerate(rows)], schema=schema, orient="row")


def lies(day, start, end, holds_end):
    """Whether a day lies in a span, as one would say it."""
    if day is None or start is None or day < start:
        return False
    return day <= LAST if end is None else day <= end if holds_end else day < end


def numbers(frame):
    return sorted(frame["row"].to_list())


@settings(deadline=None)
@given(SPANS, ROWS, st.booleans())
def test_days_are_found_in_the_spans_of_their_owner(spans, rows, holds_end):
    found = spans_of(framed(spans, "from", "to"), "child", "from", "to", LAST, holds_end=holds_end)
    pairs = [
        (number, place)
        for (number, (child, day)), (place, (owner, start, end)) in product(enumerate(rows), enumerate(spans))
        if child == owner and lies(day, start, end, holds_end)
    ]
    assert numbers(days_within(framed(rows, "day"), "child", "day", found)) == sorted({day for day, _ in pairs})
    assert numbers(holding(found, framed(rows, "day"), "child", "day")) == sorted({span for _, span in pairs})


@settings(deadline=None)
@given(SPANS)
def test_spans_that_start_in_another_are_found(spans):
    found = starting_within_another(spans_of(framed(spans, "from", "to"), "child", "from", "to", LAST))
    assert numbers(found) == sorted(
        {
            one
            for (one, (child, day, _)), (other, (owner, start, end)) in product(enumerate(spans), enumerate(spans))
            if one != other and child == owner and lies(day, start, end, True)
        }
    )
