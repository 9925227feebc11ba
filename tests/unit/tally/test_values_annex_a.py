"""What a cell means: its words before its letter, the department's code, a slip; and nothing where it could be two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tally.annex_a.codes import CODE_SETS
from tally.annex_a.values import YES_OR_NO, code_of
from tally.read.likeness import distance, nearest


@pytest.mark.parametrize(
    ("code_set", "written", "meant"),
    [
        ("Gender", "a", "a) Male"),
        ("Gender", "A)", "a) Male"),
        ("Gender", "(b)", "b) Female"),
        ("Gender", "MALE", "a) Male"),
        ("Gender", "Mael", "a) Male"),
        ("Gender", "F", "b) Female"),
        ("Gender", "c) Not stated/recorded", "c) Not stated/recorded (or unborn)"),
        ("Ethnicity", "a) WBRI", "a) White"),
        ("Ethnicity", "s) NOBT", "f) Not stated"),
        ("Source", "q) 6: Police", "g) Police"),
        ("Source", "b) 1B: Individual", "a) Individual"),
        ("Source", "Health services - midwife", "d) Health Services"),
        ("Need", "N1 - Abuse or Neglect", "a) Abuse or neglect"),
        ("Legal status", "C2: FCO", "b) Full care orders"),
        ("Legal status", "f) Detained on child protection grounds in LA accomodation",
         "f) Detained on child protection grounds in LA accommodation"),
        ("Placement", "f) U6: Foster placement - not FFA", "a) Foster Placement"),
        ("Provider", "e) PR4 - Private provision", "b) Private"),
        ("Suitability", "Unsuitable", "b) Not suitable"),
        ("Activity", "G5", "G5: Not in education, employment or training - other"),
        ("Yes, no or unknown", "a) Yes", "Yes"),
        (YES_OR_NO, "TRUE", "Yes"),
        (YES_OR_NO, "0", "No"),
    ],
)  # fmt: skip
def test_what_is_meant_is_found(code_set, written, meant):
    assert code_of(written, code_set).names == (meant,)


@pytest.mark.parametrize(
    ("code_set", "written"),
    [
        ("Gender", "emale"),
        ("Gender", "x"),
        ("Ethnicity", "a) Martian"),
        ("Ethnicity", "White and Asian"),
        ("Location", "In another LA"),
        ("Source", "Other health services"),
        ("Placement", "K3"),
        ("Suitability", "Insuitable"),
        ("Ceased", "Child"),
        (YES_OR_NO, "Unknown"),
        (YES_OR_NO, "a"),
    ],
)
def test_what_is_not_clear_is_not_guessed(code_set, written):
    assert code_of(written, code_set).names == ()


@pytest.mark.parametrize(
    ("code_set", "written", "several"),
    [
        # Ofsted's b), and the department's B.
        ("Accommodation", "B", ("a) With parents or relatives", "b) Community home")),
        ("Placement", "Residential",
         ("e) Residential employment", "i) Residential Care Home", "m) Residential school")),
    ],
)  # fmt: skip
def test_what_may_be_several_is_told_as_that(code_set, written, several):
    found = code_of(written, code_set)
    assert (found.name, found.names) == (None, several)


def test_a_number_or_a_not_is_never_a_slip():
    names = ["Date Stage 1 started", "Date Stage 2 started"]
    assert nearest("Date Stage 1 strated", names).names == ("Date Stage 1 started",)
    assert nearest("Date Stage 3 started", names).names == ()
    assert nearest("Not in touch", ["In touch"]).names == ()


@given(st.text(max_size=40), st.sampled_from([codes.name for codes in CODE_SETS]))
def test_no_text_is_too_odd(written, code_set):
    found = code_of(written.strip(), code_set)
    assert set(found.names) <= {code.code for one in CODE_SETS if one.name == code_set for code in one.codes}


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_the_distance_of_two_words_is_that_of_the_other_way_round(one, other):
    assert distance(one, other) == distance(other, one) <= max(len(one), len(other))
    assert (distance(one, other) == 0) == (one == other)
