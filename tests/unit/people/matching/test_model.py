"""What may be called likely, and what never."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threshold.people.matching.comparison import LEVELS, Details, Name, Number, Place
from threshold.people.matching.frequencies import ENGLAND, Frequencies
from threshold.people.matching.model import FLAG_SENTENCES, TABLE, Flag, Verdict, judge

HOME = Place("12 Mill Lane", "SV1 2AB")
ADA = Details(
    names=(Name("Adaline", "Thornby"),),
    birth_on=date(2017, 5, 3),
    sex="F",
    addresses=(HOME,),
    identifiers=(Number("nhs", "9990000018", True),),
    carers=(Name("Kate", "Thornby"),),
)


def changed(**fields: object) -> Details:
    return replace(ADA, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        ADA,
        changed(names=(Name("Adalin", "Thornby"),), identifiers=()),
        changed(names=(Name("Thornby", "Adaline"),), identifiers=(), addresses=()),
        changed(birth_on=date(2017, 3, 5), identifiers=()),
        changed(birth_on=date(2018, 5, 3), identifiers=()),
        changed(addresses=(Place("3 Elm Road", "SV2 1AA"),), identifiers=(), carers=()),
        changed(addresses=(HOME._replace(is_current=False),), birth_on=None, identifiers=()),
        changed(names=(Name("Adaline", "Khan"),), identifiers=()),
        Details(names=ADA.names, birth_on=ADA.birth_on),
    ],
    ids=["same", "typing", "swapped", "transposed", "digit", "moved", "no birth", "other family", "name and birth"],
)  # fmt: skip
def test_likely_with_one_mistake(other: Details) -> None:
    assert judge(ADA, other).verdict is Verdict.LIKELY


def test_a_nickname_is_likely() -> None:
    beth, elizabeth = (changed(names=(Name(n, "Thornby"),), identifiers=()) for n in ("Beth", "Elizabeth"))
    assert judge(beth, elizabeth).verdict is Verdict.LIKELY


@pytest.mark.parametrize("twin", ["Beatrice", "Grace", "Adam"])
def test_a_twin_is_flagged_and_never_likely(twin: str) -> None:
    judgement = judge(ADA, changed(names=(Name(twin, "Thornby"),), identifiers=()))
    assert judgement.verdict is Verdict.POSSIBLE
    assert Flag.TWIN in judgement.flags
    assert FLAG_SENTENCES[Flag.TWIN].startswith("May be a twin")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tom", "Tim"),
        ("Ella", "Ellie"),
        ("Mohammed Ali", "Mohammed Hassan"),
        ("Jack", "Jake"),
        ("Mia", "Maya"),
        ("Mateusz", "Matei"),
    ],
)
def test_twins_of_like_names_are_never_likely(one: str, other: str) -> None:
    first, second = (changed(names=(Name(n, "Khan"),), identifiers=()) for n in (one, other))
    assert judge(first, second).verdict is not Verdict.LIKELY


def test_twins_of_like_names_and_other_sex_are_never_likely() -> None:
    george = changed(names=(Name("George", "Khan"),), sex="M", identifiers=())
    georgina = changed(names=(Name("Georgina", "Khan"),), sex="F", identifiers=())
    assert judge(george, georgina).verdict is not Verdict.LIKELY


def test_even_a_number_taken_from_the_twin_makes_nobody_likely() -> None:
    assert judge(ADA, changed(names=(Name("Grace", "Thornby"),))).verdict is not Verdict.LIKELY


@pytest.mark.parametrize("years", [1, 2, 5])
def test_a_sibling_is_flagged_and_unlikely(years: int) -> None:
    born = date(2017 + years, 11, 20)
    judgement = judge(ADA, changed(names=(Name("Grace", "Thornby"),), birth_on=born, identifiers=()))
    assert judgement.verdict is Verdict.UNLIKELY
    assert judgement.flags == (Flag.SIBLING,)


def test_a_half_sibling_of_another_name_is_flagged() -> None:
    half = changed(names=(Name("Grace", "Khan"),), birth_on=date(2020, 1, 30), identifiers=())
    assert Flag.SIBLING in judge(ADA, half).flags


def test_a_grandmother_of_the_same_name_is_not_likely() -> None:
    judgement = judge(ADA, changed(birth_on=date(1951, 8, 29), identifiers=()))
    assert judgement.verdict is not Verdict.LIKELY
    assert Flag.RELATIVE in judgement.flags


@pytest.mark.parametrize(
    "alone",
    [
        Details(names=(Name("Oliver", "Smith"),)),
        Details(names=(Name("Quentilia", "Ravenscombe"),)),
        Details(addresses=(HOME,)),
        Details(birth_on=date(2017, 5, 3)),
        Details(carers=(Name("Kate", "Thornby"),)),
        Details(names=(Name("", "Ravenscombe"),), addresses=(HOME,)),
        Details(identifiers=(Number("nhs", "9990000018", True),)),
    ],
)
def test_a_lone_agreement_is_never_likely(alone: Details) -> None:
    judgement = judge(alone, alone)
    assert judgement.verdict is not Verdict.LIKELY
    assert judgement.flags


def test_verified_numbers_that_differ_are_never_likely() -> None:
    judgement = judge(ADA, changed(identifiers=(Number("nhs", "9990000026", True),)))
    assert judgement.verdict is not Verdict.LIKELY
    assert Flag.CONFLICTING_NUMBERS in judgement.flags
    unverified = judge(ADA, changed(identifiers=(Number("nhs", "9990000026"),)))
    assert unverified.verdict is Verdict.LIKELY


def test_the_unborn_are_possible_at_most() -> None:
    due = Details((Name("Unborn", "Thornby"),), expected_on=date(2026, 7, 1), addresses=(HOME,), carers=ADA.carers)
    judgement = judge(due, due)
    assert judgement.verdict is Verdict.POSSIBLE
    assert Flag.DIFFERENT_NAME in judgement.flags


def test_a_rare_name_weighs_more() -> None:
    smith, rare = (Details((Name("Adaline", n),), date(2017, 5, 3)) for n in ("Smith", "Quarrthwaite"))
    assert judge(rare, rare).bits > judge(smith, smith).bits + 4


def test_an_authoritys_own_frequencies_count() -> None:
    own = Frequencies.from_counts({"adaline": 5, "oliver": 995}, {"thornby": 900, "smith": 100})
    assert own.of_family("thornby") == 0.9
    assert own.of_family("never seen") == own.family_floor
    assert judge(ADA, ADA, frequencies=own).bits < judge(ADA, ADA).bits


def test_spellings_are_as_common_as_the_name() -> None:
    assert ENGLAND.of_given("muhammad") == ENGLAND.of_given("mohammed")


def test_the_table_covers_every_level_and_agreement_beats_disagreement() -> None:
    assert set(TABLE) == {(feature, level) for feature, levels in LEVELS.items() for level in levels}
    for feature, levels in LEVELS.items():
        weights = [TABLE[feature, level].m / TABLE[feature, level].u for level in levels]
        assert weights[0] > 1
        if feature != "swapped":
            assert weights[-1] < 1
    assert all(0 < rate < 1.001 for rates in TABLE.values() for rate in rates)


def test_evidence_adds_up() -> None:
    judgement = judge(ADA, ADA, population=100_000)
    assert judgement.bits == pytest.approx(sum(e.weight_bits for e in judgement.evidence) - 17.61, abs=0.01)


_WORDS = st.sampled_from(
    ["Tom", "Tim", "Mohammed Ali", "Beth", "Elizabeth", "", "👶", "عائشة", "Unborn baby", "O'Brien", "Smith", "A"]
) | st.text(max_size=12)
_NAMES = st.lists(st.builds(Name, _WORDS, _WORDS), max_size=3).map(tuple)
_DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.integers(0, 400).map(
    lambda n: date(2017, 1, 1) + timedelta(n)
)  # fmt: skip
_PLACES = st.lists(
    st.builds(Place, st.sampled_from(["12 Mill Lane", "12 mill ln", "3 Elm Road"]) | st.text(max_size=12),
              st.sampled_from(["SV1 2AB", "sv12ab", ""]) | st.text(max_size=8), st.booleans()), max_size=3
).map(tuple)  # fmt: skip
_NUMBERS = st.lists(
    st.builds(Number, st.sampled_from(["nhs", "upn", "local"]), st.sampled_from(["1", "2", ""]), st.booleans()),
    max_size=3,
).map(tuple)
_DETAILS = st.builds(
    Details, _NAMES, _DAYS, st.sampled_from(["exact", "estimated"]), st.sampled_from(["M", "F", "U", ""]),
    _PLACES, _NUMBERS, _DAYS, _NAMES,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_DETAILS, _DETAILS)
def test_the_order_of_the_two_makes_no_difference(one: Details, other: Details) -> None:
    there, back = judge(one, other), judge(other, one)
    assert there.bits == pytest.approx(back.bits)
    assert (there.verdict, there.flags) == (back.verdict, back.flags)
    assert 0 <= there.probability <= 1
    assert all(e.sentence for e in there.evidence)


@settings(max_examples=100, deadline=None)
@given(_DETAILS, st.sampled_from(["Grace", "Beatrice", "Zainab"]))
def test_another_given_name_is_never_likely(details: Details, given_name: str) -> None:
    one = replace(details, names=(Name("Oliver", "Thornby"),))
    other = replace(details, names=(Name(given_name, "Thornby"),))
    assert judge(one, other).verdict is not Verdict.LIKELY
