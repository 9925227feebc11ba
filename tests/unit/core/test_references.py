"""A reference read over the telephone finds its record, or nothing: never another."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from threshold.core import references

kinds = st.sampled_from("CDEFHMPRS")
numbers = st.integers(1, 2**60 - 1)
typed_signs = st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@given(kinds, numbers)
def test_what_is_made_is_read(kind, number):
    assert references.read(references.make(kind, number), kind) == number


@given(kinds, st.integers(1, 100_000_000), st.data())
def test_a_slip_of_one_sign_never_finds_another_record(kind, number, data):
    made = references.make(kind, number).replace("-", "")
    place = data.draw(st.integers(0, len(made) - 1))
    slipped = made[:place] + data.draw(typed_signs) + made[place + 1 :]
    assume(slipped != made)
    assert references.read(slipped, kind) in (None, number)  # the same where O stood for 0, or I for 1


@given(kinds, st.integers(1, 100_000_000), st.data())
def test_two_neighbours_swapped_are_refused(kind, number, data):
    made = references.make(kind, number).replace("-", "")
    place = data.draw(st.integers(0, len(made) - 2))
    swapped = made[:place] + made[place + 1] + made[place] + made[place + 2 :]
    assume(swapped != made)
    assert references.read(swapped, kind) is None


@given(kinds, numbers)
def test_o_i_and_l_are_read_as_what_they_look_like(kind, number):
    made = references.make(kind, number)
    for letter, digit in (("O", "0"), ("I", "1"), ("L", "1"), ("o", "0"), ("l", "1")):
        assert references.read(made.replace(digit, letter), kind) == number


@given(kinds, kinds, numbers)
def test_one_kind_is_never_read_as_another(kind, other, number):
    assume(kind != other)
    assert references.read(references.make(kind, number), other) is None


@pytest.mark.parametrize("text", ["c-03rj0-y", " C 03RJ0 Y ", "C03RJ0Y", "c 03 rj 0-y"])
def test_case_spaces_and_hyphens_do_not_matter(text):
    assert references.read(text, "C") == 123456


@pytest.mark.parametrize("text", ["", "C", "C-", "C-Y", "C-03RJ0", "nonsense", "C-03RJ0-Y-Y", "C-ÄÖÜ00-1", "C" * 5000])
def test_what_is_no_reference_gives_none(text):
    assert references.read(text, "C") is None


@given(st.text(max_size=40))
def test_nothing_that_is_typed_raises(text):
    found = references.read(text, "C")
    assert found is None or references.read(references.make("C", found), "C") == found
