"""May an audit be begun, handed in, moderated, agreed, passed on, cancelled? Every state, every fact that counts."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.grades import RANK, Grade
from threshold.quality.models import Audit
from threshold.quality.policies import audits
from threshold.quality.states import AuditState

S = AuditState
YES_NO = (True, False)
REASONS = ("", " ", "Because")
OPEN = (S.ASSIGNED, S.IN_PROGRESS)


def allows(check, *arguments, **facts) -> bool:
    """Whether a policy lets it happen; a refusal must carry a sentence that ends like one."""
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize(("state", "mine"), list(product(S, YES_NO)))
def test_the_auditor_begins_and_hands_in_once(state, mine):
    audit = Audit(state=state, kind="case")
    assert allows(audits.check_can_begin, audit, is_auditor=mine) == (mine and state == S.ASSIGNED)
    assert allows(audits.check_can_hand_in, audit, is_auditor=mine) == (mine and state in OPEN)
    assert allows(audits.check_can_moderate, audit, is_moderator=mine) == (mine and state == S.AWAITING_MODERATION)


@pytest.mark.parametrize(("kind", "state", "mine"), list(product(Audit.Kind, S, YES_NO)))
def test_a_dip_sample_is_answered_on_its_page_and_a_full_audit_on_its_own(kind, state, mine):
    audit, dips = Audit(state=state, kind=kind), kind == Audit.Kind.DIP_SAMPLE
    assert allows(audits.check_is_full_audit, audit) == (not dips)
    assert allows(audits.check_can_answer_dip_sample, audit, is_auditor=mine) == (dips and mine and state in OPEN)


@pytest.mark.parametrize(
    ("answers", "allowed"),
    [
        ({("a", "x"): "yes", ("a", "y"): "no"}, True),
        ({("a", "x"): "yes"}, False),
        ({("a", "x"): "yes", ("a", "y"): "perhaps"}, False),
        ({("a", "x"): "yes", ("a", "y"): "no", ("a", "z"): "no"}, False),
        ({}, False),
    ],
)
def test_every_question_has_an_answer_and_nothing_else(answers, allowed):
    facts = {"questions": [("a", "x"), ("a", "y")], "allowed": ("yes", "no")}
    assert allows(audits.check_answers, answers, **facts) == allowed


@pytest.mark.parametrize(
    ("grades", "allowed"),
    [
        ({"a": ("good", "Seen"), "": ("good", "Seen")}, True),
        ({"a": ("good", "Seen")}, False),
        ({"": ("good", "Seen")}, False),
        ({"a": ("good", "Seen"), "": ("good", "Seen"), "b": ("good", "Seen")}, False),
        ({"a": ("fine", "Seen"), "": ("good", "Seen")}, False),
        ({"a": ("good", " "), "": ("good", "Seen")}, False),
    ],
)
def test_every_domain_and_the_whole_have_a_grade_with_a_reason(grades, allowed):
    assert allows(audits.check_grades, grades, domains=["a"]) == allowed


@pytest.mark.parametrize(
    ("feedback", "about_a_child", "allowed"),
    [
        ({"child": ("I was heard", ""), "parent": ("", "Away")}, True, True),
        ({"child": ("I was heard", "")}, True, False),
        ({"child": ("", ""), "parent": ("", "Away")}, True, False),
        ({"child": ("I was heard", "Away"), "parent": ("", "Away")}, True, False),
        ({}, True, False),
        ({}, False, True),
        ({"child": ("I was heard", "")}, False, False),
    ],
)
def test_each_of_the_family_was_heard_or_it_says_why_not(feedback, about_a_child, allowed):
    facts = {"asked": ("child", "parent"), "is_about_a_child": about_a_child}
    assert allows(audits.check_feedback, feedback, **facts) == allowed


@pytest.mark.parametrize(("together", "why_not", "words"), list(product([True, False, None], REASONS, REASONS)))
def test_it_is_done_together_or_says_why_not_and_tells_the_story(together, why_not, words):
    facts = {"together": together, "not_together_reason": why_not, "strengths": words, "worries": "x", "impact": "x"}
    expected = together is not None and (together or bool(why_not.strip())) and bool(words.strip())
    assert allows(audits.check_story, **facts) == expected
    for part in ("worries", "impact"):
        assert not allows(audits.check_story, **{**facts, part: " "})


@pytest.mark.parametrize("names", YES_NO)
def test_a_note_for_the_joint_auditor_names_nobody(names):
    assert allows(audits.check_names_nobody, names_somebody=names) == (not names)


@pytest.mark.parametrize(("state", "one_of_two", "words"), list(product(S, YES_NO, REASONS)))
def test_only_the_two_agree_and_only_when_both_grades_are_in(state, one_of_two, words):
    facts = {"is_one_of_two": one_of_two, "discussion": words, "agreed": {"": "good"}, "given": {"": ("good", "good")}}
    expected = state == S.IN_DISCUSSION and one_of_two and bool(words.strip())
    assert allows(audits.check_can_agree, Audit(state=state), **facts) == expected


@pytest.mark.parametrize(("first", "second", "agreed"), list(product(Grade, Grade, [*Grade, "fine"])))
def test_what_is_agreed_lies_at_or_between_the_two(first, second, agreed):
    facts = {"is_one_of_two": True, "discussion": "Talked", "agreed": {"": agreed}, "given": {"": (first, second)}}
    low, high = sorted((RANK[first], RANK[second]))
    expected = agreed in Grade.values and low <= RANK[Grade(agreed)] <= high
    assert allows(audits.check_can_agree, Audit(state=S.IN_DISCUSSION), **facts) == expected


def test_every_domain_is_agreed():
    facts = {"is_one_of_two": True, "discussion": "Talked", "given": {"": ("good", "good"), "a": ("good", "good")}}
    assert not allows(audits.check_can_agree, Audit(state=S.IN_DISCUSSION), agreed={"": "good"}, **facts)


@pytest.mark.parametrize(("state", "auditor", "moderator", "reason"), list(product(S, YES_NO, YES_NO, REASONS)))
def test_whoever_is_to_judge_stands_aside_before_and_never_after(state, auditor, moderator, reason):
    waits = (auditor and state in OPEN) or (moderator and state == S.AWAITING_MODERATION)
    facts = {"is_auditor": auditor, "is_moderator": moderator, "reason": reason}
    assert allows(audits.check_can_stand_aside, Audit(state=state), **facts) == (waits and bool(reason.strip()))


@pytest.mark.parametrize(("state", "reason"), list(product(S, REASONS)))
def test_what_waits_for_a_judgement_is_passed_on_with_a_reason(state, reason):
    expected = state in (*OPEN, S.AWAITING_MODERATION) and bool(reason.strip())
    assert allows(audits.check_can_pass_on, Audit(state=state), reason=reason) == expected


@pytest.mark.parametrize(("state", "alert", "sampled", "reason"), list(product(S, YES_NO, YES_NO, REASONS)))
def test_neither_what_was_found_nor_what_alarmed_nor_what_was_drawn_is_cancelled(state, alert, sampled, reason):
    expected = state in OPEN and not alert and not sampled and bool(reason.strip())
    facts = {"has_alert": alert, "is_sampled": sampled, "reason": reason}
    assert allows(audits.check_can_cancel, Audit(state=state), **facts) == expected


@pytest.mark.parametrize(("state", "moderator", "somebody", "reason"), list(product(S, (None, 3), YES_NO, REASONS)))
def test_a_second_grade_is_left_out_only_where_nobody_may_give_it(state, moderator, somebody, reason):
    expected = state == S.AWAITING_MODERATION and moderator is None and not somebody and bool(reason.strip())
    facts = {"somebody_may_moderate": somebody, "reason": reason}
    assert allows(audits.check_can_finish_alone, Audit(state=state, moderator_id=moderator), **facts) == expected


@pytest.mark.parametrize(("state", "may", "other"), list(product(S, YES_NO, YES_NO)))
def test_one_joint_auditor_is_asked_while_it_is_open(state, may, other):
    expected = state in OPEN and may and not other
    assert allows(audits.check_can_join, Audit(state=state), may_join=may, has_other=other) == expected


@pytest.mark.parametrize(("state", "asked", "view", "before"), list(product(S, YES_NO, REASONS, ("", "Sound"))))
def test_the_joint_auditor_says_once_what_they_saw(state, asked, view, before):
    audit = Audit(state=state, joint_view=before, joint_viewed_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    expected = state != S.CANCELLED and asked and not before and bool(view.strip())
    assert allows(audits.check_can_give_joint_view, audit, is_joint_auditor=asked, view=view) == expected


@pytest.mark.parametrize(("state", "has_one"), list(product(S, YES_NO)))
def test_a_complete_audit_has_one_re_audit(state, has_one):
    expected = state == S.COMPLETE and not has_one
    assert allows(audits.check_can_re_audit, Audit(state=state), has_re_audit=has_one) == expected
