"""Whose report is it, and of which days? Every English authority, in every way in which a title may be printed."""

from __future__ import annotations

import textwrap
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from threshold.improvement.ofsted import authorities, cover, judgements, reading, words

TITLES = [
    "Inspection of {} local authority children’s services",
    "Inspection of {}’s local authority children’s services",
    "Inspection of {} children’s services",
    "Inspection of {}’s children’s services",
    "{}\nInspection of children’s social care services",
    "Inspection of local authority children’s services\n{}",
    "{}\nInspection of services for children in need of help and protection, children looked after and care leavers",
    "{}\nRe-inspection of services for children in need of help and protection, children looked after and care leavers",
]
KINDS = ["{}", "{} Council", "{} Metropolitan Borough Council", "London Borough of {}", "City of {}"]
SMALL = {"and", "upon", "of", "with", "on"}


def document(*printed: str, width: int = 200, running: tuple[str, ...] = ()) -> reading.Document:
    texts = [line for text in printed for part in text.split("\n") for line in textwrap.wrap(part, width)]
    lines = [reading.Line(1, text, 72, 760 - 20 * index, 12, bold=False) for index, text in enumerate(texts)]
    return reading.Document(12, lines, 12, {}, list(running))


def printed_name(short: str) -> str:
    parts = [part if part in SMALL else part.capitalize() for part in short.split()]
    return "-".join(part if part in SMALL else part[:1].upper() + part[1:] for part in " ".join(parts).split("-"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("title", TITLES)
def test_every_authoritys_name_is_read_whole_however_its_title_is_broken(title, kind):
    for short in authorities.AUTHORITIES:
        name = kind.format(printed_name(short))
        for width in (26, 36, 60):
            made = document(
                title.format(name), "Inspection dates: 5 to 16 June 2023", "The impact of leaders", width=width
            )
            found = cover.read(made)
            assert found.authority == name, (title, width)
            assert not any("list of English" in warning for warning in found.warnings), name
            assert found.kind == "inspection"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Slough Borough Council\nServices delivered by Slough Children First\nInspection of children’s social care "
         "services", "Slough Borough Council"),
        ("Inspection of Northamptonshire Children’s Trust\nNorth Northamptonshire local authority children’s services",
         "North Northamptonshire"),
        ("Doncaster Children’s Services Trust\nInspection of services for children in need of help and protection",
         "Doncaster"),
        ("Inspection of local authority arrangements for the protection of children\nNorfolk County Council",
         "Norfolk County Council"),
        ("Inspection of Bath & North East Somerset Council children’s services", "Bath & North East Somerset Council"),
        ("Inspection of Hull City Council children’s services", "Hull City Council"),
        ("Inspection of City of London Corporation local authority children’s services", "City of London Corporation"),
    ],
)  # fmt: skip
def test_the_authority_behind_a_company_or_another_name(title, name):
    assert cover.read(document(title, "Inspection dates: 5 to 16 June 2023")).authority == name


def test_two_authorities_are_not_made_one():
    found = cover.read(document("Inspection of Kent and Medway local authority children’s services"))
    assert found.authority == "Kent and Medway"
    assert any("Check it" in warning for warning in found.warnings)


def test_the_name_on_the_cover_goes_before_the_one_at_the_foot_of_the_pages():
    foot = ("Inspection of Kirklees local authority children’s services",)
    found = cover.read(document("Kirklees Council\nInspection of children’s social care services", running=foot))
    assert found.authority == "Kirklees Council"


def days(text: str) -> list[str]:
    return [day.isoformat() for day in words.dates(text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("27 November to 8 December 2023", ["2023-11-27", "2023-12-08"]),
        ("29 January 2024 to 9 February 2024", ["2024-01-29", "2024-02-09"]),
        ("12 December to 13 January 2023", ["2022-12-12", "2023-01-13"]),
        ("5th to 16th June 2023", ["2023-06-05", "2023-06-16"]),
        ("19 November–30 November 2018", ["2018-11-19", "2018-11-30"]),
        ("Monday 5 June 2023 to Friday 16 June 2023", ["2023-06-05", "2023-06-16"]),
        ("5, 6 and 7 June 2024", ["2024-06-05", "2024-06-06", "2024-06-07"]),
        # Letters set too near, and too far: the file's spaces are not the page's.
        ("20 February2023 to 3 March2023", ["2023-02-20", "2023-03-03"]),
        ("14May 2018 to 25May 2018", ["2018-05-14", "2018-05-25"]),
        ("10 June 2019 to 2 1 June 2019", ["2019-06-10", "2019-06-21"]),
        ("1 0 June 2019 to 21 June 2019", ["2019-06-10", "2019-06-21"]),
        ("06/03/2023 to 17/03/2023", ["2023-03-06", "2023-03-17"]),
        # What is not understood is not filled in from what stands beside it.
        ("12 Febuary to 23 March 2019", []),
        ("26 September to 7 Ocotber 2022", []),
        ("31 April to 9 May 2022", []),
        ("May 2023", []),
    ],
)  # fmt: skip
def test_dates_are_read_as_a_person_reads_them_or_not_at_all(text, read):
    assert days(text) == read


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("This letter summarises the findings of the visit to Leeds children’s services on 4 and 5 October 2022.",
         date(2022, 10, 4), date(2022, 10, 5)),
        ("Between 14 May 2018 and 18 May 2018, Ofsted and others undertook a joint inspection.",
         date(2018, 5, 14), date(2018, 5, 18)),
        ("This letter is about the inspection in Leeds. This inspection took place from 5 to 9 December 2022.",
         date(2022, 12, 5), date(2022, 12, 9)),
        ("This letter is about the focused visit to Leeds from 28 November 2022 to 2 December 2022.",
         date(2022, 11, 28), date(2022, 12, 2)),
    ],
)  # fmt: skip
def test_a_letter_says_its_days_in_a_sentence(said, first, last):
    found = cover.read(document("21 October 2023", "Dear Ms Fiction", "Joint targeted area inspection of Leeds", said))
    assert (found.inspected_from, found.inspected_to) == (first, last)
    assert found.letter_dated == date(2023, 10, 21)


@settings(deadline=None)
@given(st.dates(date(2012, 1, 1), date(2030, 1, 1)), st.integers(0, 40), st.sampled_from([" to ", " – ", "-", " and "]))
@example(date(2023, 12, 18), 26, " to ")
def test_a_range_is_read_back_however_much_of_it_is_left_out(first, length, between):
    last = first + timedelta(days=length)
    end = f"{last.day} {last:%B} {last.year}"
    shortest = f"{first.day}" if (first.month, first.year) == (last.month, last.year) else f"{first.day} {first:%B}"
    for begin in (f"{first.day} {first:%B} {first.year}", f"{first.day} {first:%B}", shortest):
        assert words.dates(f"Inspection dates: {begin}{between}{end}") == [first, last]


@settings(deadline=None)
@given(st.lists(st.text(max_size=90), max_size=30), st.sampled_from(TITLES))
def test_no_words_break_the_reading_of_a_cover(lines, title):
    made = document(title.format("Leeds"), *lines)
    found = cover.read(made)
    judged = judgements.read(made, found, [])
    assert judged.areas == {}, "a grade was read where no table is"
