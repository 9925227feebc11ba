"""When does a limit run out? Every unit, over weekends, Christmas, Easter and the changes of the clocks."""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.core.calendar import LONDON, Hours
from threshold.core.clocks import Unit, due_at

HOURS = Hours(dt.time(8, 45), dt.time(17, 15))


@pytest.mark.parametrize(
    ("limit", "unit", "start", "due"),
    [
        (1, "working_days", "2026-03-11T10:00:00", "2026-03-12T23:59:59"),
        (1, "working_days", "2026-03-13T16:59:00", "2026-03-16T23:59:59"),  # Friday to Monday
        (1, "working_days", "2026-03-14T03:00:00", "2026-03-16T23:59:59"),  # Saturday night counts from Saturday
        (1, "working_days", "2026-12-24T10:00:00", "2026-12-29T23:59:59"),  # Boxing Day is a Saturday: Monday is off
        (1, "working_days", "2026-04-02T10:00:00", "2026-04-07T23:59:59"),  # Good Friday and Easter Monday
        (10, "working_days", "2026-12-18T10:00:00", "2027-01-06T23:59:59"),  # Christmas and New Year
        (45, "working_days", "2026-03-11T10:00:00", "2026-05-18T23:59:59"),  # Easter and early May
        (0, "working_days", "2026-03-11T10:00:00", "2026-03-11T23:59:59"),
        (5, "calendar_days", "2026-03-27T10:00:00", "2026-04-01T23:59:59"),  # over the change to summer time
        (1, "calendar_months", "2026-01-31T10:00:00", "2026-02-28T23:59:59"),
        (3, "calendar_months", "2026-11-30T10:00:00", "2027-02-28T23:59:59"),
        (24, "clock_hours", "2026-03-28T12:00:00", "2026-03-29T13:00:00"),  # that day has 23 hours
        (24, "clock_hours", "2026-10-24T12:00:00", "2026-10-25T11:00:00"),  # that day has 25 hours
        (72, "clock_hours", "2026-12-24T10:00:00", "2026-12-27T10:00:00"),  # hours do not keep Christmas
        (4, "hub_hours", "2026-03-11T15:15:00", "2026-03-12T10:45:00"),
        (4, "hub_hours", "2026-04-02T16:15:00", "2026-04-07T11:45:00"),  # over Easter
        (2, "hub_hours", "2026-03-27T16:15:00", "2026-03-30T09:45:00"),  # over the change to summer time
        (2, "hub_hours", "2026-03-11T05:00:00", "2026-03-11T10:45:00"),  # before opening
    ],
)
def test_due_at(limit, unit, start, due):
    begin, end = (dt.datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(dt.UTC) for text in (start, due))
    assert due_at(limit, Unit(unit), begin, HOURS) == end


@pytest.mark.parametrize("unit", Unit)
def test_a_deadline_never_lies_before_its_start(unit):
    for hour in range(0, 24 * 14, 5):
        start = dt.datetime(2026, 12, 20, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
        assert due_at(0, unit, start, HOURS) >= start
        assert due_at(1, unit, start, HOURS) > start


def test_a_contact_of_the_last_minute_of_the_day_belongs_to_that_day_in_london():
    start = dt.datetime(2026, 6, 30, 22, 59, tzinfo=dt.UTC)  # 23:59 in London
    assert due_at(1, Unit.CALENDAR_DAYS, start, HOURS) == dt.datetime(2026, 7, 1, 22, 59, 59, tzinfo=dt.UTC)
