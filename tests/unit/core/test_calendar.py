"""Working days and opening hours: the laws they keep, and GOV.UK's list of bank holidays."""

from __future__ import annotations

import csv
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.config.environment import ROOT
from threshold.core import calendar
from threshold.core.calendar import LONDON, Hours

HOLIDAYS = ROOT.parent / "shared" / "reference" / "england_bank_holidays.csv"
HOURS = Hours(dt.time(8, 45), dt.time(17, 15))

dates = st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31))
numbers = st.integers(0, 120)
instants = st.integers(0, 15 * 365 * 24 * 60).map(
    lambda n: dt.datetime(2015, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=n)
)


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.skipif(not HOLIDAYS.exists(), reason="the reference list of bank holidays is not beside this clone")
def test_every_weekday_of_the_reference_list_and_no_other_is_a_bank_holiday():
    with HOLIDAYS.open() as file:
        listed = {dt.date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    first, last = min(listed), dt.date(max(listed).year, 12, 31)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    computed = {day for day in days if day.weekday() < 5 and not calendar.is_working_day(day)}
    assert computed == {day for day in listed if day.weekday() < 5}


@pytest.mark.parametrize("day", ["2022-09-19", "2023-05-08", "2022-06-03", "2020-05-08"])
def test_the_days_that_were_holidays_only_once(day):
    assert not calendar.is_working_day(dt.date.fromisoformat(day))


class TestAdding:
    @given(dates, numbers)
    def test_ends_on_a_working_day_that_many_later(self, start, number):
        end = calendar.add_working_days(start, number)
        assert calendar.working_days_between(start, end) == number
        assert number == 0 or calendar.is_working_day(end)

    @given(dates, numbers, numbers)
    def test_one_after_the_other_is_the_same_as_both_at_once(self, start, first, second):
        in_two = calendar.add_working_days(calendar.add_working_days(start, first), second)
        assert in_two == calendar.add_working_days(start, first + second)

    @given(dates, dates, numbers)
    def test_a_later_start_never_gives_an_earlier_end(self, one, other, number):
        earlier, later = sorted((one, other))
        assert calendar.add_working_days(earlier, number) <= calendar.add_working_days(later, number)

    def test_a_negative_number_is_refused(self):
        with pytest.raises(ValueError, match="before its start"):
            calendar.add_working_days(dt.date(2026, 1, 1), -1)


class TestBetween:
    @given(dates, dates)
    def test_backwards_is_the_negative_of_forwards(self, one, other):
        assert calendar.working_days_between(one, other) == -calendar.working_days_between(other, one)

    @given(dates, numbers)
    def test_every_day_is_either_counted_or_skipped(self, start, number):
        end = start + dt.timedelta(days=number)
        skipped = calendar.skipped_days(start, end)
        assert calendar.working_days_between(start, end) + len(skipped) == number
        assert not any(calendar.is_working_day(day) for day in skipped)


class TestMonths:
    @given(dates, st.integers(-60, 60))
    def test_land_in_the_right_month_on_the_same_day_or_the_last(self, start, months):
        end = calendar.add_months(start, months)
        assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
        assert end.day == start.day or (end.day < start.day and (end + dt.timedelta(days=1)).day == 1)

    @pytest.mark.parametrize(
        ("start", "months", "end"),
        [("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-12-31", 2, "2027-02-28")],
    )
    def test_a_month_without_the_day_gives_its_last(self, start, months, end):
        assert calendar.add_months(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)


class TestOpeningHours:
    @given(instants, st.integers(0, 60 * 40))
    def test_as_much_opening_time_has_passed_as_was_added(self, start, minutes):
        length = dt.timedelta(minutes=minutes)
        end = calendar.add_hub_hours(start, length, HOURS)
        assert opening_time(start, end) == length

    @given(instants, st.integers(1, 60 * 10))
    def test_a_deadline_is_within_opening_hours_or_at_closing(self, start, minutes):
        end = calendar.add_hub_hours(start, dt.timedelta(minutes=minutes), HOURS)
        assert HOURS.is_open(end - dt.timedelta(microseconds=1))

    @pytest.mark.parametrize(
        ("start", "hours", "end"),
        [
            ("2026-03-11T10:00", 4, "2026-03-11T14:00"),
            ("2026-03-11T16:15", 4, "2026-03-12T11:45"),
            ("2026-03-13T17:15", 1, "2026-03-16T09:45"),  # closing time on Friday
            ("2026-03-28T12:00", 2, "2026-03-30T10:45"),  # the clocks go forward on Sunday
            ("2026-10-23T16:15", 2, "2026-10-26T09:45"),  # the clocks go back on Sunday
            ("2026-12-24T16:15", 2, "2026-12-29T09:45"),  # Christmas, with Boxing Day made up for on Monday
        ],
    )
    def test_examples(self, start, hours, end):
        assert calendar.add_hub_hours(london(start), dt.timedelta(hours=hours), HOURS) == london(end)

    def test_an_hour_that_the_clocks_take_away_is_not_opening_time(self):
        night = Hours(dt.time(0, 30), dt.time(3, 30))  # no front door opens so; the arithmetic must hold all the same
        start = dt.datetime(2026, 3, 27, 1, 0, tzinfo=dt.UTC)
        assert calendar.add_hub_hours(start, dt.timedelta(hours=3), night) == london("2026-03-30T01:00")


def opening_time(start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """Counted the slow way: day by day."""
    total, day = dt.timedelta(), calendar.day_of(start)
    while day <= calendar.day_of(end):
        if calendar.is_working_day(day):
            opens = max(start, dt.datetime.combine(day, HOURS.opens, LONDON).astimezone(dt.UTC))
            closes = min(end, dt.datetime.combine(day, HOURS.closes, LONDON).astimezone(dt.UTC))
            total += max(closes - opens, dt.timedelta())
        day += dt.timedelta(days=1)
    return total


class TestDays:
    def test_a_day_is_a_day_in_london(self):
        assert calendar.day_of(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 1)
        assert calendar.day_of(dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 12, 31)

    @given(dates)
    def test_the_end_of_a_day_is_on_it_and_the_next_second_is_not(self, day):
        end = calendar.end_of_day(day)
        assert calendar.day_of(end) == day
        assert calendar.day_of(end + dt.timedelta(seconds=1)) == day + dt.timedelta(days=1)
