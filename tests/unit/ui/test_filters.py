"""Does a value read as it should on the page?"""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.ui import filters

UTC = dt.UTC


def test_a_summer_instant_is_shown_in_londons_time() -> None:
    instant = dt.datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert filters.date(instant) == "2 July 2026"
    assert filters.time(instant) == "12:30am"
    assert filters.datetime(instant) == "2 July 2026 at 12:30am"


def test_a_winter_instant_is_shown_as_it_is() -> None:
    assert filters.datetime(dt.datetime(2026, 11, 22, 10, 41, tzinfo=UTC)) == "22 November 2026 at 10:41am"


def test_a_plain_date_is_not_moved() -> None:
    assert filters.date(dt.date(2026, 11, 22)) == "22 November 2026"
    assert filters.short_date(dt.date(2026, 9, 2)) == "2 Sep 2026"
    assert filters.weekday(dt.date(2026, 11, 22)) == "Sunday 22 November 2026"


@pytest.mark.parametrize(("clock", "shown"), [((0, 5), "12:05am"), ((12, 0), "12:00pm"), ((13, 9), "1:09pm")])
def test_times_of_day(clock: tuple[int, int], shown: str) -> None:
    assert filters.time(dt.time(*clock)) == shown


def test_nothing_shows_nothing() -> None:
    for shown in (filters.date, filters.short_date, filters.datetime, filters.time, filters.hours, filters.deadline):
        assert shown(None) == ""
    assert filters.paragraphs(None) == ""


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        filters.datetime(dt.datetime(2026, 1, 1, 9, 0))  # noqa: DTZ001 - the mistake under test


def test_a_deadline_in_days_names_the_day_only() -> None:
    assert filters.deadline(dt.datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC)) == "end of 1 July 2026"
    assert filters.deadline(dt.datetime(2026, 7, 1, 13, 0, tzinfo=UTC)) == "1 July 2026 at 2:00pm"


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (dt.timedelta(0), "0 minutes"),
        (dt.timedelta(minutes=1), "1 minute"),
        (dt.timedelta(hours=3, minutes=59), "3 hours"),
        (dt.timedelta(days=2, hours=4), "2 days 4 hours"),
        (dt.timedelta(days=1), "1 day"),
        (dt.timedelta(hours=-3), "3 hours"),
    ],
)
def test_lengths_of_time(length: dt.timedelta, shown: str) -> None:
    assert filters.hours(length) == shown


def test_counts_agree_with_their_noun() -> None:
    assert filters.plural(1, "thing") == "1 thing"
    assert filters.plural(0, "thing") == "0 things"
    assert filters.plural(1204, "entry", "entries") == "1,204 entries"


@pytest.mark.parametrize(
    ("size", "shown"),
    [(1, "1 byte"), (820, "820 bytes"), (14_200, "14 kB"), (2_340_000, "2.3 MB"), (3 * 10**12, "3,000 GB")],
)
def test_sizes_of_files(size: int, shown: str) -> None:
    assert filters.byte_size(size) == shown


def test_what_a_person_wrote_is_escaped() -> None:
    shown = str(filters.paragraphs('<script>alert(1)</script>\n<b onclick=x>&\n\n\n"Last"'))
    assert "<script" not in shown
    assert "<b" not in shown.replace("<br>", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>" in shown
    assert shown.count("<p ") == 2


def test_paragraphs_keep_every_word_of_every_script() -> None:
    shown = str(filters.paragraphs("مرحبا\r\n\r\n👨‍👩‍👧 zwei\rdrei"))
    for word in ("مرحبا", "👨‍👩‍👧 zwei", "drei"):
        assert word in shown
    assert 'dir="auto"' in shown


@pytest.mark.parametrize(("precision", "words"), [("day", "3 March 2017"), ("month", "March 2017"), ("year", "2017")])
def test_a_date_says_no_more_than_is_known(precision, words):
    assert filters.known_date(dt.date(2017, 3, 3), precision) == words


def test_no_date_says_nothing():
    assert filters.known_date(None, "month") == ""
