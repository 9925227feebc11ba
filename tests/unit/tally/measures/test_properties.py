"""Whatever the data: what must be true of every measure."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from some_children import example_of, some_children
from tally.measures.catalogue import MEASURES
from tally.measures.compute import compute
from tally.measures.declare import Example, Unit
from tally.measures.examples import data_of
from tally.measures.periods import CUTS
from tally.measures.result import Result, State

ALL = list(MEASURES.values())
SEEDS = st.integers(0, 2**32 - 1)


def measured(example: Example, *by: str) -> dict[str, Result]:
    found = compute(ALL, data_of(example), by=by)
    assert [result.reason for result in found if result.state is State.CRASHED] == []
    return {result.measure.code: result for result in found}


def who(result: Result, without: str = "") -> list[tuple[Any, ...]]:
    """Which children are in the denominator, on which day, and whether in the numerator."""
    of_children = result.rows.filter(pl.col("child") != without)
    return sorted(of_children.select("child", "on", "counted").rows(), key=str)


@settings(max_examples=8, deadline=None)
@given(SEEDS, st.randoms())
def test_the_order_of_rows_makes_no_difference(seed, random):
    example = example_of(some_children(seed))
    shuffled = {table: random.sample(rows, len(rows)) for table, rows in example.tables.items()}
    one, other = measured(example), measured(Example(shuffled, 0, None))
    for code, result in one.items():
        assert result.figures == other[code].figures, code
        assert who(result) == who(other[code]), code


@settings(max_examples=8, deadline=None)
@given(SEEDS)
@example(82633)  # leaves a review to nobody
def test_a_child_who_is_left_out_changes_nobody_else_and_nothing_where_they_did_not_count(seed):
    with_child = measured(example_of(some_children(seed)))
    without = measured(example_of({child: rows for child, rows in some_children(seed).items() if child != "C0"}))
    for code, result in with_child.items():
        others = who(result, without="C0")
        assert others == who(without[code]), code
        # A review of the care of a child who is left out is nobody's then, and still counts.
        are_known = not (result.rows["child"].null_count() or without[code].rows["child"].null_count())
        if others == who(result) and are_known:
            assert result.figures == without[code].figures, code


@settings(max_examples=8, deadline=None)
@given(SEEDS)
def test_a_share_is_no_more_than_the_whole_and_each_number_is_as_long_as_its_list(seed):
    for code, result in measured(example_of(some_children(seed))).items():
        unit, figures = result.measure.unit, result.figures
        if result.measure.code in ("WF01", "WF02") or unit is Unit.AVERAGE:
            continue
        assert figures.numerator == result.rows["counted"].sum(), code
        if unit is Unit.PERCENT:
            assert figures.denominator == result.rows.height, code
            assert figures.numerator <= figures.denominator


@settings(max_examples=6, deadline=None)
@given(
    SEEDS,
    st.sampled_from([("age",), ("sex", "team"), ("ethnicity", "disability"), ("month",), ("quarter", "team")]),
)
def test_the_parts_make_up_the_whole(seed, by):
    is_cut_by_time = any(name in CUTS for name in by)
    for code, result in measured(example_of(some_children(seed)), *by).items():
        if is_cut_by_time and result.measure.is_of_a_day:
            continue
        assert sum(part.figures.numerator or 0 for part in result.parts) == result.figures.numerator, code
        if result.measure.unit in (Unit.PERCENT, Unit.AVERAGE):
            assert sum(part.figures.denominator or 0 for part in result.parts) == result.figures.denominator, code


@settings(max_examples=2, deadline=None)
@given(SEEDS)
def test_no_measure_changes_what_it_reads(seed):
    data = data_of(example_of(some_children(seed)))
    before = {name: frame.clone() for name, frame in data.frames.items()}
    compute(ALL, data, by=("month", "age", "team"))
    assert all(before[name].equals(frame) for name, frame in data.frames.items())
