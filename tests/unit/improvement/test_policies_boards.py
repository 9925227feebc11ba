"""May a board be set up, a meeting and a decision be recorded, a follow-up be answered? Every fact that counts."""

import datetime as dt
import itertools

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import Board, FollowUp, Meeting
from threshold.improvement.policies import boards as policies
from threshold.improvement.states import FollowUpState

YES_NO = (True, False)
DAY = dt.date(2026, 3, 11)
LATER = DAY + dt.timedelta(days=1)
EARLIER = DAY - dt.timedelta(days=1)


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("name", ["", " ", "Board"])
@pytest.mark.parametrize("chair", ["", " ", "The director"])
@pytest.mark.parametrize("starts_on", [None, DAY])
def test_a_board_has_a_name_of_its_own_a_chair_and_if_ours_a_first_day(name, chair, starts_on):
    for is_ours, is_named in itertools.product(YES_NO, YES_NO):
        expected = bool(name.strip() and chair.strip()) and not is_named and (starts_on is not None or not is_ours)
        facts = {"name": name, "chair": chair, "starts_on": starts_on, "is_ours": is_ours, "is_named": is_named}
        assert allows(policies.check_can_set_up, **facts) == expected


@pytest.mark.parametrize("starts_on", [None, DAY])
@pytest.mark.parametrize("ends_on", [None, EARLIER, DAY, LATER])
@pytest.mark.parametrize("chair", ["", "The leader"])
def test_a_board_ends_after_it_began(starts_on, ends_on, chair):
    expected = bool(chair) and not (starts_on and ends_on and ends_on < starts_on)
    assert allows(policies.check_can_change, Board(starts_on=starts_on), chair=chair, ends_on=ends_on) == expected


@pytest.mark.parametrize("held_on", [EARLIER, DAY, LATER])
@pytest.mark.parametrize("starts_on", [None, EARLIER, DAY])
@pytest.mark.parametrize("ends_on", [None, EARLIER, DAY])
@pytest.mark.parametrize("has_met", YES_NO)
@pytest.mark.parametrize(
    ("roles", "fine"), [([], True), (["Chair", "Leader"], True), (["Chair", " "], False), (["Chair", "chair "], False)]
)
def test_a_meeting_is_in_the_boards_days_and_not_to_come(held_on, starts_on, ends_on, has_met, roles, fine):
    inside = (starts_on is None or held_on >= starts_on) and (ends_on is None or held_on <= ends_on)
    expected = held_on <= DAY and inside and not has_met and fine
    board = Board(starts_on=starts_on, ends_on=ends_on)
    facts = {"held_on": held_on, "today": DAY, "has_met": has_met, "roles": roles}
    assert allows(policies.check_can_meet, board, **facts) == expected


@pytest.mark.parametrize("is_ours", YES_NO)
@pytest.mark.parametrize("due_on", [[], [DAY], [LATER, EARLIER]])
def test_our_own_decision_says_all_and_an_example_what_is_known(is_ours, due_on):
    for asked, told, decided, why in itertools.product(("", "Words"), repeat=4):
        said = bool(decided) and (not is_ours or bool(asked and told and why))
        facts = {"asked": asked, "told": told, "decided": decided, "why": why, "is_ours": is_ours, "due_on": due_on}
        assert allows(policies.check_can_decide, Meeting(held_on=DAY), **facts) == (said and EARLIER not in due_on)


@pytest.mark.parametrize("state", FollowUpState)
@pytest.mark.parametrize("is_owner", YES_NO)
@pytest.mark.parametrize("may_govern", YES_NO)
@pytest.mark.parametrize("answer", ["", " ", "Done in May"])
def test_its_owner_answers_once_with_words(state, is_owner, may_govern, answer):
    expected = (is_owner or may_govern) and state == FollowUpState.OPEN and bool(answer.strip())
    facts = {"is_owner": is_owner, "may_govern": may_govern, "answer": answer}
    assert allows(policies.check_can_answer, FollowUp(state=state), **facts) == expected
