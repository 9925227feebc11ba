"""When are two names the same name, and under which keys is one found again?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.people.matching.names import fold, folded_name, name_tokens, sound_keys
from threshold.people.matching.nicknames import GROUPS, groups_of, relation
from threshold.people.matching.places import fold_line, same_line, tidy_postcode


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Siân ", "sian"),
        ("O’Brien", "obrien"),
        ("O'Brien", "obrien"),
        ("Mary-Jane", "mary jane"),
        ("Łukasz", "lukasz"),
        ("Bjørn Weiß", "bjorn weiss"),
        ("Олександр", "oleksandr"),
        ("👶🏽 Zoë 👩‍👧", "zoe"),
        ("\u202eabc\u202c", "abc"),
        ("محمد", "محمد"),
        ("", ""),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=100), st.text(max_size=100))
def test_columns_fit_whatever_is_typed(one: str, other: str) -> None:
    assert len(folded_name(one, other)) <= 210
    assert all(len(key) <= 20 for key in sound_keys(one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Beth", "Smith"), ("Elizabeth", "Smyth")),
        (("Beth", "Smith"), ("Smith", "Elizabeth")),
        (("Muhammad", "Hussain"), ("Mohamed", "Hussein")),
        (("Mary Jane", "Thorne"), ("Mary-Jane", "Thorn")),
        (("Ann", "De Souza"), ("Ann", "Desouza")),
        (("Kathryn", "Smith-Jones"), ("Katie", "Jones")),
    ],
)
def test_forms_of_one_name_share_a_key(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert set(sound_keys(*one)) & set(sound_keys(*other))


def test_a_key_says_both_names() -> None:
    assert not set(sound_keys("Beth", "Smith")) & set(sound_keys("Beth", "Jones"))
    assert sound_keys("", "Smith") == []


@pytest.mark.parametrize("text", ["Unborn baby", "Baby boy", "unknown", "not known", "Twin 2", "Baby A", ""])
def test_a_placeholder_names_nobody(text: str) -> None:
    assert name_tokens(text) == ()


def test_a_name_that_looks_like_a_placeholder_is_kept() -> None:
    assert name_tokens("A") == ("a",)
    assert name_tokens("Miss Child-Smith") == ("child", "smith")


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("beth", "elizabeth", "short form"),
        ("elizabeth", "lizzie", "short form"),
        ("liz", "beth", "both short for elizabeth"),
        ("mohammed", "muhammad", "spelling"),
        ("oliver", "jack", ""),
        ("xyz", "xyw", ""),
    ],
)
def test_nicknames(one: str, other: str, how: str) -> None:
    assert relation(one, other) == how


def test_the_table_of_nicknames_is_sound() -> None:
    assert len(GROUPS) >= 150
    assert len({group.root for group in GROUPS}) == len(GROUPS)
    for group in GROUPS:
        assert all(fold(name) == name for name in group.full + group.short)
        assert group in groups_of(group.root)


def test_addresses() -> None:
    assert tidy_postcode(" sv1 2ab ") == "SV12AB"
    assert fold_line("14 St. Mary's Rd") == "14 street marys road"
    assert same_line("12 Mill Lane", "12 mill ln.")
    assert same_line("Flat 2, 14 Elm Avenue", "Apartment 2 14 Elm Ave")
    assert not same_line("12 Mill Lane", "21 Mill Lane")
    assert not same_line("Flat 1, 14 Elm Avenue", "Flat 2, 14 Elm Avenue")
    assert not same_line("", "12 Mill Lane")
