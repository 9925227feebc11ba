"""Is a day or a time understood as people write it, and refused with the reason where it is none?"""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from threshold.ui import forms

from .conftest import sent


class Visit(forms.Form):
    day = forms.DateField("Day", called="the day of the visit", past=True)
    at = forms.DateTimeField("When was it?", called="the time of the visit", required=False)


def visit(day: str, month: str, year: str) -> Visit:
    return Visit(sent(day__day=day, day__month=month, day__year=year))


def instant(time: str, day: tuple[str, str, str] = ("10", "3", "2026")) -> Visit:
    return Visit(
        sent(
            day__day=1, day__month=1, day__year=2020,
            at__day=day[0], at__month=day[1], at__year=day[2], at__time=time,
        )
    )  # fmt: skip


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "MAR", "Mar.", " mar "])
def test_months_are_numbers_or_words(month: str) -> None:
    form = visit("5", month, "2020")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == dt.date(2020, 3, 5)


@pytest.mark.parametrize(
    ("parts", "told", "box"),
    [
        (("31", "2", "2020"), "The day of the visit must be a real date", "day"),
        (("29", "February", "2019"), "The day of the visit must be a real date", "day"),
        (("1", "13", "2020"), "The day of the visit must be a real date", "month"),
        (("1", "Ma", "2020"), "The day of the visit must be a real date", "month"),
        (("x", "1", "2020"), "The day of the visit must be a real date", "day"),
        (("1", "1", "9" * 5000), "The day of the visit must be a real date", "year"),
        (("1", "1", "0000"), "The day of the visit must be a real date", "day"),
        (("-1", "1", "2020"), "The day of the visit must be a real date", "day"),
        (("²", "1", "2020"), "The day of the visit must be a real date", "day"),
        (("1", "1", "20"), "The day of the visit must have a year of 4 numbers, like 2026", "year"),
        (("1", "", "2020"), "The day of the visit must include a month", "month"),
        (("", "", "2020"), "The day of the visit must include a day and month", "day"),
        (("", "", ""), "Enter the day of the visit", "day"),
        (("1", "1", "1066"), "The day of the visit must be 1 January 1900 or later", "day"),
        (("1", "1", "2999"), "The day of the visit must be today or in the past", "day"),
    ],
)
def test_bad_days(parts: tuple[str, str, str], told: str, box: str) -> None:
    form = visit(*parts)
    assert form.errors["day"] == [told]
    assert form["day"].focus_id == f"id_day-{box}"


def test_a_bad_day_keeps_what_was_typed_and_marks_the_box(parse: type) -> None:
    page = parse(str(visit("1", "Mrach", "2020")["day"]))
    assert page.named("day-month")["value"] == "Mrach"
    assert "govuk-input--error" in str(page.named("day-month")["class"])
    assert "govuk-input--error" not in str(page.named("day-day")["class"])


def test_today_is_not_in_the_future() -> None:
    today = timezone.localdate()
    assert visit(str(today.day), str(today.month), str(today.year)).is_valid()


def test_a_stored_day_fills_the_boxes(parse: type) -> None:
    page = parse(str(Visit(initial={"day": dt.date(2020, 3, 5)})["day"]))
    assert [page.named(f"day-{part}")["value"] for part in ("day", "month", "year")] == ["5", "3", "2020"]


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("10:41am", (10, 41)), ("10.41", (10, 41)), ("1041", (10, 41)), ("9am", (9, 0)), ("12am", (0, 0)),
        ("2:15 p.m.", (14, 15)), ("22:15", (22, 15)), ("02:15", (2, 15)), ("noon", (12, 0)), ("Midnight", (0, 0)),
    ],
)  # fmt: skip
def test_times_as_people_write_them(typed: str, clock: tuple[int, int]) -> None:
    form = instant(typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == dt.datetime(2026, 3, 10, *clock, tzinfo=dt.UTC)


@pytest.mark.parametrize("typed", ["25:00", "10:60", "13am", "0am", "9", "soon", "1" * 5000])
def test_what_is_no_time_is_refused(typed: str) -> None:
    form = instant(typed)
    assert form.errors["at"] == ["The time of the visit must have a real time, like 10:41am or 14:30"]
    assert form["at"].focus_id == "id_at-time"


def test_morning_or_afternoon_is_not_guessed() -> None:
    assert instant("2:15").errors["at"] == ["The time of the visit: say am or pm, like 2:15pm"]


def test_a_summer_time_is_londons() -> None:
    form = instant("10:41am", ("1", "July", "2026"))
    assert form.is_valid()
    assert form.cleaned_data["at"] == dt.datetime(2026, 7, 1, 9, 41, tzinfo=dt.UTC)


def test_the_hour_that_never_was() -> None:
    assert "clocks went forward" in instant("01:30", ("29", "3", "2026")).errors["at"][0]


def test_the_hour_that_was_twice_is_the_first() -> None:
    form = instant("01:30", ("25", "10", "2026"))
    assert form.is_valid()
    assert form.cleaned_data["at"] == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


def test_a_day_without_its_time_is_not_complete() -> None:
    assert instant("").errors["at"] == ["The time of the visit must include a time"]


def test_a_stored_instant_is_shown_in_londons_time(parse: type) -> None:
    form = Visit(initial={"at": dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)})
    page = parse(str(form["at"]))
    assert [page.named(f"at-{part}")["value"] for part in ("day", "time")] == ["2", "12:30am"]
    assert form["at"].in_words() == "2 July 2026 at 12:30am"
