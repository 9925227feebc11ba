"""How a text comes apart into paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.people.narrative import MOST_PARAGRAPHS, split


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("", []),
        (" \n\n \n", []),
        ("one", ["one"]),
        ("one\ntwo", ["one\ntwo"]),
        ("one\n\ntwo", ["one", "two"]),
        ("one\r\n\r\ntwo\r\nthree", ["one", "two\nthree"]),
        ("one\n \t \n\n\ntwo\n\n", ["one", "two"]),
        ("a\x00b", ["ab"]),
    ],
)
def test_split(text: str, paragraphs: list[str]) -> None:
    assert split(text) == paragraphs


@given(st.text())
def test_nothing_but_blanks_is_lost(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.replace("\x00", "").split())


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1), max_size=20))
def test_splitting_what_was_joined_gives_it_back(paragraphs: list[str]) -> None:
    assert split("\n\n".join(paragraphs)) == paragraphs


def test_there_is_a_most() -> None:
    paragraphs = split("a\n\n" * 5000)
    assert len(paragraphs) == MOST_PARAGRAPHS
    assert "".join(paragraphs).count("a") == 5000
