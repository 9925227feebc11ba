"""Working days of England: the lists of others say the same, and columns are counted like days one by one."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import holidays
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally import calendar

HOLIDAYS = Path(__file__).parents[4] / "shared" / "reference" / "england_bank_holidays.csv"
#: The days of every year that the package and this module both know, with room at both ends.
DAYS = st.dates(dt.date(1995, 1, 1), dt.date(2045, 12, 31))
NUMBERS = st.integers(1, 120)


def one(expression: pl.Expr) -> object:
    return pl.select(expression).item()


def is_working(day: dt.date) -> bool:
    """The rule, said once more and slowly."""
    return day.weekday() < 5 and day not in set(calendar.BANK_HOLIDAYS)


def weekdays(days: set[dt.date]) -> set[dt.date]:
    return {day for day in days if day.weekday() < 5}


def test_every_year_has_the_bank_holidays_of_the_package():
    theirs = set(holidays.country_holidays("GB", subdiv="ENG", years=calendar.YEARS))
    assert weekdays(theirs) == set(calendar.BANK_HOLIDAYS)


@pytest.mark.skipif(not HOLIDAYS.exists(), reason="the reference list of bank holidays is not beside this clone")
def test_every_weekday_of_the_reference_list_and_no_other_is_a_bank_holiday():
    with HOLIDAYS.open() as file:
        listed = {dt.date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    ours = {day for day in calendar.BANK_HOLIDAYS if min(listed).year <= day.year <= max(listed).year}
    assert ours == weekdays(listed)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-04-02", True), ("2026-04-03", False), ("2026-04-06", False), ("2026-04-07", True),
        ("2022-12-26", False), ("2022-12-27", False), ("2022-12-28", True), ("2022-09-19", False),
        ("2026-03-28", False), ("2026-03-31", True),
    ],
)  # fmt: skip
def test_which_days_are_worked(day, works):
    assert one(calendar.is_working_day(pl.lit(dt.date.fromisoformat(day)))) is works


@settings(max_examples=60, deadline=None)
@given(DAYS, NUMBERS)
def test_so_many_working_days_later_or_earlier(day, number):
    later = one(calendar.add_working_days(pl.lit(day), number))
    step, left = day, number
    while left:
        step += dt.timedelta(days=1)
        left -= is_working(step)
    assert later == step
    step, left = day, number
    while left:
        step -= dt.timedelta(days=1)
        left -= is_working(step)
    assert calendar.working_day_before(day, number) == step


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(-200, 200))
def test_the_days_between_are_those_after_the_start_with_the_end(start, apart):
    end = start + dt.timedelta(days=apart)
    first = min(start, end)
    worked = sum(is_working(first + dt.timedelta(days=n)) for n in range(1, abs(apart) + 1))
    assert one(calendar.working_days_between(pl.lit(start), pl.lit(end))) == (worked if apart >= 0 else -worked)


def test_a_missing_day_has_no_working_days():
    frame = pl.DataFrame({"start": [dt.date(2026, 4, 1), None], "end": [dt.date(2026, 4, 7), dt.date(2026, 4, 7)]})
    told = frame.select(
        later=calendar.add_working_days(pl.col("start"), 2),
        between=calendar.working_days_between(pl.col("start"), pl.col("end")),
    )
    assert told.rows() == [(dt.date(2026, 4, 7), 2), (None, None)]


@pytest.mark.parametrize(("day", "number", "before"), [
    ("2025-04-01", 1, "2025-03-31"),
    ("2024-04-01", 1, "2024-03-28"),  # Easter Monday: Good Friday and the weekend do not count either
    ("2026-03-31", 45, "2026-01-27"),
])  # fmt: skip
def test_the_working_day_before(day, number, before):
    assert calendar.working_day_before(dt.date.fromisoformat(day), number) == dt.date.fromisoformat(before)
