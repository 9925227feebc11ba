"""May something be asked, given, sealed, arranged or drawn for inspectors?"""

import datetime as dt
import itertools

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.models import DocumentRequest, StaffInterview
from threshold.improvement.policies import room as policies
from threshold.improvement.states import DocumentRequestState

YES_NO = (True, False)
S = DocumentRequestState
NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def allows(check, *arguments, **facts) -> bool:
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("words", ["", " ", "The rota"])
@pytest.mark.parametrize("asked_by", ["", " ", "Lead inspector"])
@pytest.mark.parametrize("asked_at", [NOW - HOUR, NOW, NOW + HOUR])
def test_something_is_asked_by_somebody_and_not_in_the_future(words, asked_by, asked_at):
    expected = bool(words.strip() and asked_by.strip()) and asked_at <= NOW
    facts = {"words": words, "asked_by": asked_by, "asked_at": asked_at, "now": NOW}
    assert allows(policies.check_can_ask, **facts) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("answer", ["", " ", "Here it is"])
def test_an_answer_says_something_and_gives_nothing_twice_and_nothing_of_others(state, answer):
    for given, same, repeated in itertools.product(YES_NO, repeat=3):
        expected = state == S.OPEN and bool(answer.strip()) and same and not repeated
        facts = {"is_anything_given": given, "is_of_the_authority": same, "is_repeated": repeated}
        assert allows(policies.check_can_answer, DocumentRequest(state=state), answer=answer, **facts) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("reason", ["", " ", "One more page"])
def test_what_was_answered_is_asked_again_and_what_is_open_withdrawn_with_a_reason(state, reason):
    request = DocumentRequest(state=state)
    said = bool(reason.strip())
    assert allows(policies.check_can_ask_again, request, reason=reason) == (state == S.ANSWERED and said)
    assert allows(policies.check_can_withdraw, request, reason=reason) == (state == S.OPEN and said)
    moves = DocumentRequest.TRANSITIONS.moves[state]
    assert (S.WITHDRAWN in moves, S.OPEN in moves) == (state == S.OPEN, state == S.ANSWERED)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("may", YES_NO)
def test_its_owner_can_open_the_room(state, may):
    expected = state == S.OPEN and may
    assert allows(policies.check_can_hand_on, DocumentRequest(state=state), owner_may_use_room=may) == expected


@pytest.mark.parametrize("given", YES_NO)
def test_nothing_is_not_sealed(given):
    assert allows(policies.check_can_seal, is_anything_given=given) == given


@pytest.mark.parametrize("job_title", ["", " ", "Social worker"])
@pytest.mark.parametrize("interviewer", ["", " ", "Inspector"])
@pytest.mark.parametrize("hours", [-1, 0, 1, 8, 9])
def test_an_interview_is_with_a_job_by_an_inspector_and_has_a_length(job_title, interviewer, hours):
    expected = bool(job_title.strip() and interviewer.strip()) and 0 < hours <= 8
    facts = {"job_title": job_title, "interviewer": interviewer, "starts_at": NOW, "ends_at": NOW + hours * HOUR}
    assert allows(policies.check_can_plan_interview, **facts) == expected


@pytest.mark.parametrize("before", ["", "Ill"])
@pytest.mark.parametrize("reason", ["", " ", "Ill"])
def test_an_interview_is_cancelled_once_with_a_reason(before, reason):
    interview = StaffInterview(cancelled_because=before)
    assert allows(policies.check_can_cancel_interview, interview, reason=reason) == (
        not before and bool(reason.strip())
    )


@pytest.mark.parametrize("sees", YES_NO)
@pytest.mark.parametrize("size", [0, 1, 200, 201])
@pytest.mark.parametrize("population", [0, 1])
@pytest.mark.parametrize(("first", "last"), [(0, 0), (-5, 0), (1, 0), (0, 1)])
def test_cases_are_drawn_by_somebody_who_sees_them_from_somebody_in_the_past(sees, size, population, first, last):
    today = NOW.date()
    expected = sees and 1 <= size <= 200 and population > 0 and first <= last <= 0
    facts = {
        "sees_people": sees, "size": size, "population": population, "today": today,
        "first_on": today + dt.timedelta(days=first), "last_on": today + dt.timedelta(days=last),
    }  # fmt: skip
    assert allows(policies.check_can_draw, **facts) == expected
