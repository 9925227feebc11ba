"""The quarters of the financial year, by their first day, their name and their address."""

import datetime as dt

import pytest

from threshold.improvement import quarters


@pytest.mark.parametrize(
    ("first", "last", "label", "slug"),
    [
        (dt.date(2025, 4, 1), dt.date(2025, 6, 30), "Quarter 1 2025-26", "2025-26-q1"),
        (dt.date(2025, 7, 1), dt.date(2025, 9, 30), "Quarter 2 2025-26", "2025-26-q2"),
        (dt.date(2025, 10, 1), dt.date(2025, 12, 31), "Quarter 3 2025-26", "2025-26-q3"),
        (dt.date(2026, 1, 1), dt.date(2026, 3, 31), "Quarter 4 2025-26", "2025-26-q4"),
        (dt.date(1999 + 1, 1, 1), dt.date(2000, 3, 31), "Quarter 4 1999-00", "1999-00-q4"),
    ],
)
def test_a_quarter_by_its_first_day(first, last, label, slug):
    assert quarters.last_day(first) == last
    assert (quarters.label(first), quarters.slug(first)) == (label, slug)
    assert quarters.first_day(last) == quarters.first_day(first) == first
    if first.year > 2000:
        assert quarters.read(slug) == first
        assert quarters.last_day(quarters.before(first)) == first - dt.timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    ["", "2025-26", "2025-26-q5", "2025-26-q0", "2025-27-q1", "0000-01-q1", "9999-00-q1", "2025-26-Q1", "2025-26-q1/",
     " 2025-26-q1", "２０２５-26-q1", "2025-26-q1\n"],
)  # fmt: skip
def test_what_is_no_quarter_is_none(text):
    assert quarters.read(text) is None
