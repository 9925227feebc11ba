"""Periods: whole London days, financial quarters, and no day lost or counted twice."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.insight import periods
from threshold.insight.periods import Period

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))


@given(DAYS, st.integers(1, 80))
def test_months_follow_each_other_without_a_gap(day, number):
    found = periods.months_back(day, number)
    assert len(found) == number
    assert found[-1].first <= day <= found[-1].last
    assert all(after.first - before.last == dt.timedelta(days=1) for before, after in pairwise(found))


@given(DAYS)
def test_a_quarter_is_three_months_of_its_financial_year(day):
    quarter, year = periods.quarter(day), periods.financial_year(day)
    assert quarter.first <= day <= quarter.last
    assert len(periods.months(quarter.first, quarter.last)) == 3
    assert year.first <= quarter.first <= quarter.last <= year.last


@pytest.mark.parametrize(
    ("day", "label", "first", "last"),
    [
        (dt.date(2026, 4, 1), "Quarter 1 2026-27", dt.date(2026, 4, 1), dt.date(2026, 6, 30)),
        (dt.date(2026, 3, 31), "Quarter 4 2025-26", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        (dt.date(2026, 12, 31), "Quarter 3 2026-27", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        (dt.date(2000, 2, 29), "Quarter 4 1999-00", dt.date(2000, 1, 1), dt.date(2000, 3, 31)),
    ],
)
def test_quarters_by_name(day, label, first, last):
    assert periods.quarter(day) == Period(first, last, label)


def test_months_and_weeks_by_name():
    assert periods.month(dt.date(2024, 2, 29)) == Period(dt.date(2024, 2, 1), dt.date(2024, 2, 29), "February 2024")
    assert periods.week(dt.date(2026, 3, 1)).label == "Week of 23 February 2026"
    assert [week.first for week in periods.weeks_back(dt.date(2026, 3, 11), 2)] == [
        dt.date(2026, 3, 2), dt.date(2026, 3, 9),
    ]  # fmt: skip
    assert [quarter.label for quarter in periods.quarters_back(dt.date(2026, 5, 31), 2)] == [
        "Quarter 4 2025-26", "Quarter 1 2026-27",
    ]  # fmt: skip


def test_the_days_on_which_the_clocks_change_have_23_and_25_hours():
    spring, autumn = (Period(day, day, "") for day in (dt.date(2026, 3, 29), dt.date(2026, 10, 25)))
    assert [(day.ends_at - day.starts_at) / dt.timedelta(hours=1) for day in (spring, autumn)] == [23, 25]


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="ends on or after"):
        Period(dt.date(2026, 3, 2), dt.date(2026, 3, 1), "")
