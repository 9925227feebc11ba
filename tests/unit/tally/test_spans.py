"""Sorting finds what looking at every pair would find."""

from __future__ import annotations

import datetime as dt
from itertools import product

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tally.spans import days_within, holding, spans_of, starting_within_another, value_on

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


# --- What holds on a day --------------------------------------------------------------------------------------------


def on_days(spans, *days, holds_end=False, children=None):
    """The values on days of May 2025, each a number, of the child 0; spans are (child, first, last, value)."""

    def day(number):
        return None if number is None else dt.date(2025, 5, number)

    frame = pl.DataFrame(
        [(child, day(first), day(last), value) for child, first, last, value in spans],
        schema={"child": pl.UInt32, "start": pl.Date, "end": pl.Date, "value": pl.String}, orient="row",
    )  # fmt: skip
    asked = pl.DataFrame(
        {"child": children or [0] * len(days), "at": [day(number) for number in days]},
        schema={"child": pl.UInt32, "at": pl.Date},
    )
    return value_on(asked, "at", frame, "value", holds_end=holds_end).to_list()


def test_the_day_of_the_end_is_in_a_span_or_not():
    span = [(0, 5, 10, "A")]
    assert on_days(span, 4, 5, 9, 10, 11) == [None, "A", "A", None, None]
    assert on_days(span, 4, 5, 9, 10, 11, holds_end=True) == [None, "A", "A", "A", None]
    of_one_day = [(0, 5, 5, "A")]
    assert on_days(of_one_day, 5) == [None]
    assert on_days(of_one_day, 5, holds_end=True) == ["A"]


def test_the_day_on_which_one_ends_and_the_next_begins_is_the_next_ones_either_way():
    spans = [(0, 10, None, "B"), (0, 5, 10, "A")]
    for holds_end in (False, True):
        assert on_days(spans, 9, 10, 31, holds_end=holds_end) == ["A", "B", "B"]


def test_one_that_is_over_does_not_hide_the_one_it_lies_in():
    spans = [(0, 1, None, "all along"), (0, 5, 10, "for a week"), (0, 6, 7, "for a day"), (1, 1, None, "another's")]
    assert on_days(spans, 5, 6, 7, 10) == ["for a week", "for a day", "for a week", "all along"]
    # And nobody's ends where another child's begin.
    assert on_days(spans[1:], 12) == [None]


def test_of_those_that_begin_together_the_longest_counts_whatever_their_order():
    spans = [(0, 5, None, "on"), (0, 5, 7, "short")]
    assert on_days(spans, 6) == on_days(spans[::-1], 6) == ["on"]


def test_what_has_no_day_or_no_child_holds_nothing():
    assert on_days([(0, None, None, "A"), (None, 1, None, "B")], 5, None) == [None, None]
    assert on_days([(0, 1, None, "A")], 5, children=[None]) == [None]
    assert on_days([], 5) == [None]


@given(
    st.lists(st.tuples(st.integers(0, 1), st.integers(1, 20), st.none() | st.integers(1, 20)), max_size=8),
    st.lists(st.tuples(st.integers(0, 1), st.integers(1, 20)), max_size=8),
    st.booleans(),
)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_it_is_what_a_look_at_every_span_finds(spans, asked, holds_end):
    named = [(*span, f"{span}") for span in spans]

    def of(child, day):
        held = [
            (first, last or 99, value) for owner, first, last, value in named
            if owner == child and first <= day and (last is None or day < last + holds_end)
        ]  # fmt: skip
        return max(held)[2] if held else None

    children, days = [child for child, _ in asked], [day for _, day in asked]
    assert on_days(named, *days, holds_end=holds_end, children=children) == [of(*one) for one in asked]
