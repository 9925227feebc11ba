"""Each level of agreement of each feature, and how it is said."""

from __future__ import annotations

from datetime import date

import pytest

from threshold.people.matching.comparison import LEVELS, Details, Evidence, Name, Number, Place, compare


def one_feature(one: Details, other: Details, feature: str) -> Evidence:
    (found,) = [e for e in compare(one, other) if e.feature == feature]
    return found


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Elizabeth", "elizabeth", "exact"),
        ("Mary-Jane", "Mary Jane", "exact"),
        ("Zoë", "Zoe", "exact"),
        ("Beth", "Elizabeth", "nickname"),
        ("Muhammad", "Mohammed", "nickname"),
        ("Oliver", "Oliver James", "part"),
        ("James", "Oliver James", "part"),
        ("Ali", "Mohammed Ali", "part"),
        ("Jaydon", "Jayden", "phonetic"),
        ("Oliber", "Oliver", "close"),
        ("J", "Jack", "initial"),
        ("Oliver", "Amelia", "different"),
        ("Mohammed Ali", "Mohammed Hassan", "different"),
    ],
)
def test_given_names(one: str, other: str, level: str) -> None:
    a, b = Details(names=(Name(one, "Thornby"),)), Details(names=(Name(other, "Thornby"),))
    assert one_feature(a, b, "given").level == level
    assert one_feature(b, a, "given").level == level


def test_two_known_names_that_look_alike_are_doubtful() -> None:
    thornby = "Thornby"
    tom_tim = compare(Details(names=(Name("Tom", thornby),)), Details(names=(Name("Tim", thornby),)))
    assert tom_tim[0].is_doubtful
    typing = compare(Details(names=(Name("Oliver", thornby),)), Details(names=(Name("Olvier", thornby),)))
    assert not typing[0].is_doubtful


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("O'Brien", "OBrien", "exact"),
        ("De Souza", "Desouza", "exact"),
        ("Smith-Jones", "Jones", "part"),
        ("Smyth", "Smith", "phonetic"),
        ("Thormby", "Thornby", "close"),
        ("Khan", "Thornby", "different"),
    ],
)
def test_family_names(one: str, other: str, level: str) -> None:
    found = compare(Details(names=(Name("Ada", one),)), Details(names=(Name("Ada", other),)))
    assert [e.level for e in found if e.feature == "family"] == [level]


def test_swapped_names_are_one_line() -> None:
    found = compare(Details(names=(Name("Khan", "Aisha"),)), Details(names=(Name("Aisha", "Khan"),)))
    assert [(e.feature, e.level) for e in found] == [("swapped", "exact")]
    assert found[0].sentence == "Given and family name the other way round: ‘Khan Aisha’ and ‘Aisha Khan’"
    found = compare(Details(names=(Name("Smyth", "Beth"),)), Details(names=(Name("Elizabeth", "Smith"),)))
    assert [(e.feature, e.level) for e in found] == [("swapped", "similar")]


def test_the_name_that_agrees_best_counts() -> None:
    stored = Details(names=(Name("Ada", "Khan"), Name("Ada", "Thornby", "former")))
    assert one_feature(Details(names=(Name("Ada", "Thornby"),)), stored, "family").level == "exact"


def test_what_nicknames_say() -> None:
    a, b, c = (Details(names=(Name(given, "Smith"),)) for given in ("Beth", "Elizabeth", "Liz"))
    assert one_feature(a, b, "given").sentence == "‘Beth’ is a short form of ‘Elizabeth’"
    assert one_feature(b, a, "given").sentence == "‘Beth’ is a short form of ‘Elizabeth’"
    assert one_feature(a, c, "given").sentence == "‘Beth’ and ‘Liz’ are both short for Elizabeth"


@pytest.mark.parametrize(
    ("one", "other", "level", "sentence"),
    [
        (date(2017, 5, 3), date(2017, 5, 3), "exact", "Same date of birth: 3 May 2017"),
        (
            date(2017, 5, 3),
            date(2017, 3, 5),
            "transposed",
            "Day and month swapped in the date of birth: 3 May 2017 and 5 March 2017",
        ),
        (
            date(2017, 5, 3),
            date(2018, 5, 3),
            "digit",
            "Date of birth differs by one digit: 3 May 2017 and 3 May 2018",
        ),
        (date(2017, 5, 12), date(2017, 5, 21), "digit", None),
        (date(2017, 5, 3), date(2017, 11, 27), "year", None),
        (date(2017, 5, 3), date(2012, 11, 27), "different", None),
    ],
)
def test_dates_of_birth(one: date, other: date, level: str, sentence: str | None) -> None:
    found = one_feature(Details(birth_on=one), Details(birth_on=other), "birth")
    assert found.level == level
    assert sentence is None or found.sentence == sentence


def test_an_estimated_birth() -> None:
    about = Details(birth_on=date(2016, 1, 1), birth_precision="estimated")
    assert one_feature(about, Details(birth_on=date(2017, 5, 3)), "birth").level == "estimated"
    assert one_feature(about, Details(birth_on=date(2012, 5, 3)), "birth").level == "different"


def test_the_unborn() -> None:
    due = Details(expected_on=date(2026, 7, 1))
    assert one_feature(due, Details(expected_on=date(2026, 7, 9)), "birth").level == "expected"
    assert one_feature(due, Details(expected_on=date(2026, 12, 9)), "birth").level == "different"
    assert one_feature(due, Details(birth_on=date(2026, 6, 20)), "birth").level == "expected"
    assert one_feature(due, Details(birth_on=date(2020, 6, 20)), "birth").level == "different"


@pytest.mark.parametrize(
    ("other", "level"),
    [
        (Place("12 Mill Ln", "sv12ab"), "current"),
        (Place("12 Mill Lane", "SV1 2AB", is_current=False), "old"),
        (Place("40 Mill Lane", "SV1 2AB"), "postcode"),
        (Place("12 Mill Lane", "SV9 9XY"), "different"),
    ],
)
def test_addresses(other: Place, level: str) -> None:
    here = Details(addresses=(Place("12 Mill Lane", "SV1 2AB"),))
    assert one_feature(here, Details(addresses=(other,)), "address").level == level


def test_an_old_address_says_so() -> None:
    one = Details(addresses=(Place("12 Mill Lane", "SV1 2AB"),))
    two = Details(addresses=(Place("3 Elm Road", "SV2 1AA"), Place("12 Mill Lane", "SV1 2AB", False)))
    assert one_feature(one, two, "address").sentence == "Lived at this address before: 12 Mill Lane, SV1 2AB"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (Number("nhs", "999 000 0018", True), Number("nhs", "9990000018", True), "verified"),
        (Number("nhs", "9990000018", True), Number("nhs", "9990000018"), "same"),
        (Number("nhs", "9990000018"), Number("nhs", "9990000026", True), "different"),
        (Number("nhs", "9990000018", True), Number("nhs", "9990000026", True), "conflict"),
    ],
)
def test_numbers(one: Number, other: Number, level: str) -> None:
    assert one_feature(Details(identifiers=(one,)), Details(identifiers=(other,)), "identifier").level == level


def test_two_numbers_of_our_own_do_not_conflict() -> None:
    one, other = (Details(identifiers=(Number("local", n, True),)) for n in ("12", "13"))
    assert compare(one, other) == []


def test_a_number_that_agrees_does_not_hide_one_that_does_not() -> None:
    one = Details(identifiers=(Number("nhs", "1", True), Number("upn", "A", True)))
    other = Details(identifiers=(Number("nhs", "1", True), Number("upn", "B", True)))
    assert {e.level for e in compare(one, other)} == {"verified", "conflict"}


def test_sex_and_carers() -> None:
    one = Details(sex="F", carers=(Name("Kate", "Smith"), Name("Paul", "Hill")))
    assert one_feature(one, Details(sex="F"), "sex").level == "same"
    assert one_feature(one, Details(sex="M"), "sex").level == "different"
    assert compare(one, Details(sex="U")) == []
    assert one_feature(one, Details(carers=(Name("Paul", "Hill"),)), "carer").level == "same"
    assert one_feature(one, Details(carers=(Name("Catherine", "Smyth"),)), "carer").level == "similar"
    assert one_feature(one, Details(carers=(Name("Ann", "Other"),)), "carer").level == "different"


def test_nothing_known_is_no_evidence() -> None:
    assert compare(Details(), Details(names=(Name("Unborn baby", ""),))) == []


def test_every_level_has_a_name() -> None:
    assert all(len(set(levels)) == len(levels) for levels in LEVELS.values())
