"""What counts as evidence, and does it name nobody?"""

import datetime as dt

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.policies import evidence as policies
from threshold.improvement.policies import wording

FIRST, LAST, TODAY = dt.date(2026, 1, 1), dt.date(2026, 2, 28), dt.date(2026, 3, 11)


def refuses(match, call, **kwargs):
    with pytest.raises(Refused, match=match):
        call(**kwargs)


@pytest.mark.parametrize(
    ("text", "names", "refused"),
    [
        ("Robin was seen alone", {"Robin", "Testcase"}, True),
        ("The Testcase family was visited", {"Robin", "Testcase"}, True),
        ("The child was seen alone", {"Robin", "Testcase"}, False),
        ("Robinson Road school", {"Robin"}, False),
        ("Was it asked?", {"", " ", "I"}, False),
        ("The child’s mother, Ann-Marie, agreed", {"Ann-Marie"}, True),
    ],
)
def test_words_that_many_read_name_nobody(text, names, refused):
    if refused:
        with pytest.raises(Refused, match="the child") as refusal:
            wording.check_names_nobody(text, names=names)
        assert not any(name.strip() and name in refusal.value.sentence for name in names)
    else:
        wording.check_names_nobody(text, names=names)


def test_something_is_said():
    wording.check_said("x", "Say it.")
    with pytest.raises(Refused, match="Say it"):
        wording.check_said(" \n", "Say it.")


def test_evidence_says_what_it_shows_and_of_what():
    fine = {"shows": "Nine in ten were seen", "links": 1, "alien": False, "names": {"Robin"}}
    policies.check_can_add(**fine)
    refuses("what this shows", policies.check_can_add, **{**fine, "shows": ""})
    refuses("at least one", policies.check_can_add, **{**fine, "links": 0})
    refuses("one authority", policies.check_can_add, **{**fine, "alien": True})
    refuses("names the child", policies.check_can_add, **{**fine, "shows": "Robin was seen"})


def test_a_link_is_made_once_and_within_one_authority():
    policies.check_can_link(is_linked=False, alien=False)
    refuses("already", policies.check_can_link, is_linked=True, alien=False)
    refuses("one authority", policies.check_can_link, is_linked=False, alien=True)


READING = {"is_ours": True, "is_known": True, "first": FIRST, "last": LAST, "today": TODAY, "has_value": True}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"is_ours": False}, "nothing of an example"),
        ({"is_known": False}, "no measure"),
        ({"last": dt.date(2025, 12, 31)}, "ends before"),
        ({"last": TODAY}, "not over"),
        ({"has_value": False}, "nothing to count"),
    ],
)
def test_a_reading_is_of_a_period_that_is_over_and_counted_something(changed, match):
    if match is None:
        policies.check_can_add_reading(**{**READING, **changed})
    else:
        refuses(match, policies.check_can_add_reading, **{**READING, **changed})


def test_an_audit_is_complete_and_seen_by_whoever_adds_it():
    policies.check_can_add_audit(is_ours=True, is_visible=True, is_complete=True)
    refuses("not complete", policies.check_can_add_audit, is_ours=True, is_visible=True, is_complete=False)
    refuses("example", policies.check_can_add_audit, is_ours=False, is_visible=True, is_complete=True)
    with pytest.raises(NotPermitted):
        policies.check_can_add_audit(is_ours=True, is_visible=False, is_complete=True)


AUDITS = {"is_ours": True, "is_known_tool": True, "first": FIRST, "last": LAST, "today": TODAY, "audits": 5}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"is_ours": False}, "example"),
        ({"is_known_tool": False}, "no audit tool"),
        ({"last": TODAY}, "has ended"),
        ({"first": TODAY}, "has ended"),
        ({"audits": 4}, "4 such audits"),
        ({"audits": 0}, "0 such audits"),
    ],
)
def test_a_share_of_audits_is_of_enough_of_them(changed, match):
    if match is None:
        policies.check_can_add_audits(**{**AUDITS, **changed})
    else:
        refuses(match, policies.check_can_add_audits, **{**AUDITS, **changed})


DOCUMENT = {"is_there": True, "is_visible": True, "same_authority": True}


@pytest.mark.parametrize(
    ("changed", "match", "error"),
    [
        ({}, None, None),
        ({"is_there": False}, "or a new file", Refused),
        ({"is_visible": False}, "no such document that you may read", NotPermitted),
        ({"same_authority": False}, "another authority", Refused),
    ],
)
def test_a_document_is_there_is_readable_and_is_of_the_same_authority(changed, match, error):
    if match is None:
        policies.check_can_link_document(**{**DOCUMENT, **changed})
    else:
        with pytest.raises(error, match=match):
            policies.check_can_link_document(**{**DOCUMENT, **changed})
