"""Numbers, postcodes, telephone numbers and dates as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs, upn

from threshold.core.errors import Refused
from threshold.people import identifiers
from threshold.people.names import columns, tidy

digits = st.text("0123456789", min_size=9, max_size=9)
separators = st.sampled_from(["", " ", "-", "  ", "\u00a0", "–"])
today = dt.date(2026, 3, 11)


def nhs_from(nine: str) -> str:
    """Nine digits with their check digit, or as near as one can come (some nine have none)."""
    return next((nine + check for check in "0123456789" if nhs.is_valid(nine + check)), "")


@given(digits, separators, separators)
def test_a_right_nhs_number_is_accepted_however_it_is_written(nine: str, one: str, other: str) -> None:
    number = nhs_from(nine)
    if not number or len(set(number)) == 1:
        return
    assert identifiers.nhs_number(f" {number[:3]}{one}{number[3:6]}{other}{number[6:]} ") == number


@given(digits, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(nine: str, place: int, by: int) -> None:
    number = nhs_from(nine)
    if not number:
        return
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(Refused):
        identifiers.nhs_number(wrong)


@given(digits, st.integers(0, 8))
def test_two_neighbours_swapped_are_always_noticed(nine: str, place: int) -> None:
    number = nhs_from(nine)
    if not number or number[place] == number[place + 1]:
        return
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(Refused):
        identifiers.nhs_number(swapped)


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader_or_stands_in_its_sentence(text: str) -> None:
    """What comes back fits its column and reads as itself; what is refused is not repeated."""
    readers = [identifiers.nhs_number, identifiers.pupil_number, identifiers.local_number, identifiers.postcode]
    for reader in [*readers, identifiers.telephone]:
        try:
            value = reader(text)
        except Refused as refusal:
            assert len(text) < 5 or text not in refusal.sentence
        else:
            assert len(value) <= 20
            assert reader(value) == value


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "digits only"),
        ("943476587", "10 digits and this has 9"),
        ("94347658700", "has 11"),
        ("943476587O", "digits only"),
        ("9434765871", "last digit"),
        ("0000000000", "filler"),
        ("١٢٣٤٥٦٧٨٩٠", "digits only"),
    ],
)
def test_wrong_nhs_numbers(text: str, part: str) -> None:
    with pytest.raises(Refused, match=part):
        identifiers.nhs_number(text)


def test_the_test_range_is_accepted() -> None:
    assert identifiers.nhs_number("999 000 0018") == "9990000018"
    assert identifiers.nhs_number("９４３ ４７６ ５８７０") == "9434765870", "full-width digits of a foreign keyboard"
    assert identifiers.spoken("nhs", "9434765870") == "943 476 5870"
    assert identifiers.spoken("upn", "V885200005001") == "V885200005001"


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUVWXYZ"))
def test_pupil_numbers(eleven: str, last: str) -> None:
    body = eleven + last
    right = upn.calc_check_digit(body) + body
    assert identifiers.pupil_number(right.lower()) == right
    for letter in set("ABCDEFGHJKLMNPQRTUVWXYZ") - {right[0]}:
        with pytest.raises(Refused, match="first letter"):
            identifiers.pupil_number(letter + body)


@pytest.mark.parametrize("text", ["I885200005001", "V88520000500", "V88520000500I", "1885200005001", "V88520000X001"])
def test_malformed_pupil_numbers(text: str) -> None:
    with pytest.raises(Refused, match="pupil number"):
        identifiers.pupil_number(text)


def test_kinds() -> None:
    assert identifiers.read("local", " ab-12/3 ") == "AB123"
    for kind, text in [("local", ""), ("local", "x" * 21), ("local", "a_b"), ("passport", "1")]:
        with pytest.raises(Refused):
            identifiers.read(kind, text)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("wr5 2np", "WR52NP"),
        ("WR11  4AB", "WR114AB"),
        ("W1A 1AA", "W1A1AA"),
        ("ec1a1bb", "EC1A1BB"),
        ("m1 1ae", "M11AE"),
        ("GIR 0AA", "GIR0AA"),
        ("WR5 ONP", "WR50NP"),
        ("WR5 lNP", "WR51NP"),
        ("B33-8TH", "B338TH"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_postcodes(text: str, postcode: str) -> None:
    assert identifiers.postcode(text) == postcode


@pytest.mark.parametrize(
    "text", ["WR5", "2NP", "QR5 2NP", "WR5 2CD", "12345", "WR5 2NPX", "W", "x" * 5000, "WR555 2NP"]
)
def test_wrong_postcodes(text: str) -> None:
    with pytest.raises(Refused, match="postcode"):
        identifiers.postcode(text)


def test_a_postcode_is_spoken_with_its_space() -> None:
    assert identifiers.spoken_postcode("WR52NP") == "WR5 2NP"
    assert identifiers.spoken_postcode("") == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("01905 822 666", "01905822666"),
        ("+44 1905 822666", "01905822666"),
        ("+44 (0)1905 822666", "01905822666"),
        ("07700-900123", "07700900123"),
        ("+353 1 234 5678", "+35312345678"),
        ("", ""),
    ],
)
def test_telephone_numbers(text: str, number: str) -> None:
    assert identifiers.telephone(text) == number


@pytest.mark.parametrize("text", ["ring me", "123", "0", "+1", "019058226660000", "01905 822666 ext 4"])
def test_wrong_telephone_numbers(text: str) -> None:
    with pytest.raises(Refused, match="telephone"):
        identifiers.telephone(text)


# --- Dates ----------------------------------------------------------------------------------------------------

FORMS = [
    "{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", "{d} {m} {y}", "{y}-{m:02}-{d:02}", "{d:02}{m:02}{y}",
    "{d} {name} {y}", "{d}{th} {name} {y}", "{d} {name3} {y}", "{d}{th} of {name} {y}", "{name} {d}, {y}",
    "{name} {d}{th} {y}", "{d}/{m}/{yy:02}", "{d} {name3} {yy:02}",
]  # fmt: skip


@given(st.dates(dt.date(1927, 1, 1), today), st.sampled_from(FORMS))
def test_a_date_is_read_in_every_form(day: dt.date, form: str) -> None:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    text = form.format(
        d=day.day, m=day.month, y=day.year, yy=day.year % 100, th=suffix, name=f"{day:%B}", name3=f"{day:%b}"
    )
    assert identifiers.read_date(text, today) == day
    assert identifiers.read_date(f"  {text.upper()} ", today) == day


@given(st.text(max_size=60))
def test_any_other_text_is_no_date(text: str) -> None:
    found = identifiers.read_date(text, today)
    assert found is None or isinstance(found, dt.date)


@pytest.mark.parametrize(
    "text", ["", "31/2/2015", "0/1/2015", "1/13/2015", "1/1/0000", "1/1", "1/1/2015/1", "x", "1/1/201", "99999999"]
)
def test_impossible_dates(text: str) -> None:
    assert identifiers.read_date(text, today) is None


# --- Names ----------------------------------------------------------------------------------------------------


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_name_fits_its_columns(given_name: str, family_name: str) -> None:
    made = columns(given_name, family_name)
    assert len(made["folded"]) <= 210
    assert all(len(key) <= 20 for key in made["sounds"])


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text, longest=10**9)
    assert tidy(once, longest=10**9) == once
    assert "\x00" not in once
    assert "\n" not in once


def test_a_single_sound_is_no_pair() -> None:
    sounds = columns("Liz", "Price")["sounds"]
    assert {"ELSB0", "PRS", "ELSB0 PRS"} <= set(sounds)
