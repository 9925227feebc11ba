"""How well a stored name answers what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.people.search_names import compare

words = st.lists(st.text("abcdefghij", min_size=2, max_size=8), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("typed", "stored", "sentence"),
    [
        ("amy cole", "amy cole", "agrees"),
        ("cole amy", "amy cole", "agrees"),
        ("amy", "amy cole", "agrees"),
        ("am", "amy cole", "begins"),
        ("liz cole", "elizabeth cole", "short"),
        ("elizabteh", "elizabeth cole", "spel"),
        ("jon smyth", "john smith", ""),
        ("desouza", "de souza", "agrees"),
        ("amy kay cole", "amy cole", "agrees"),
    ],
)
def test_alike(typed: str, stored: str, sentence: str) -> None:
    likeness = compare(typed, stored)
    assert likeness is not None
    assert sentence in likeness.sentence


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("amy", "ben cole"), ("", "amy"), ("amy", ""), ("amy cole", "ben hart"), ("xyzzy", "amy cole")],
)
def test_not_alike(typed: str, stored: str) -> None:
    assert compare(typed, stored) is None


@given(words)
def test_a_name_answers_itself_best(parts: list[str]) -> None:
    name = " ".join(parts)
    itself, longer = compare(name, name), compare(name, name + " more")
    assert itself is not None
    assert longer is not None
    assert itself.share == 1.0 > longer.share
    assert compare(" ".join(reversed(parts)), name) == itself


@given(words, words)
def test_a_share_is_a_share(one: list[str], other: list[str]) -> None:
    likeness = compare(" ".join(one), " ".join(other))
    assert likeness is None or 0.5 < likeness.share <= 1.0
