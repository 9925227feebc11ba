"""May a hand-over be opened, answered, offered again, allocated or closed now? Every state, every fact that counts."""

from __future__ import annotations

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.pathway import policies
from threshold.pathway.models import Handover
from threshold.pathway.receivers import RECEIVERS
from threshold.pathway.states import HandoverState

S, K = HandoverState, Handover.Kind
YES_NO = (True, False)


def allows(check, *arguments, **facts) -> bool:
    """Whether a policy lets it happen; a refusal must carry a sentence that ends like one."""
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("kind", K)
@pytest.mark.parametrize("has_open_referral", YES_NO)
def test_no_second_referral_and_no_open_case_without_one(kind, has_open_referral):
    expected = {
        K.FAMILY_HELP: not has_open_referral,
        K.STRATEGY_DISCUSSION: not has_open_referral,
        K.OPEN_CASE: has_open_referral,
    }.get(kind, True)
    assert allows(policies.check_can_open, kind, has_open_referral=has_open_referral) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("is_in_team", YES_NO)
@pytest.mark.parametrize("reason", [None, "", " ", "Not for us"])
def test_only_the_receiving_team_answers_once_and_says_why_it_sends_back(state, is_in_team, reason):
    expected = is_in_team and state == S.AWAITING_ACCEPTANCE and (reason is None or bool(reason.strip()))
    handover = Handover(state=state)
    assert allows(policies.check_can_receive, handover, is_in_team=is_in_team, reason=reason) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("answer", ["", " ", "Asked the school"])
@pytest.mark.parametrize("team_fits", YES_NO)
def test_what_was_sent_back_is_offered_again_with_an_answer_to_a_team_that_does_such_work(state, answer, team_fits):
    expected = state == S.SENT_BACK and bool(answer.strip()) and team_fits
    handover = Handover(state=state)
    assert allows(policies.check_can_offer_again, handover, answer=answer, team_fits=team_fits) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("is_in_team", YES_NO)
@pytest.mark.parametrize("worker_is_in_team", YES_NO)
@pytest.mark.parametrize("worker_may_see", YES_NO)
def test_a_worker_of_the_team_who_may_see_the_child_is_given_by_the_team_that_accepted(
    state, is_in_team, worker_is_in_team, worker_may_see
):
    expected = state in (S.ACCEPTED, S.ALLOCATED) and is_in_team and worker_is_in_team and worker_may_see
    facts = {"is_in_team": is_in_team, "worker_is_in_team": worker_is_in_team, "worker_may_see": worker_may_see}
    assert allows(policies.check_can_allocate, Handover(state=state), **facts) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("is_in_team", YES_NO)
@pytest.mark.parametrize("may_sign_off", YES_NO)
@pytest.mark.parametrize("reason", ["", " ", "All is done"])
def test_it_is_closed_by_whoever_has_it_in_hand_with_a_reason(state, is_in_team, may_sign_off, reason):
    in_hand = (state in (S.ACCEPTED, S.ALLOCATED) and is_in_team) or (state == S.SENT_BACK and may_sign_off)
    handover = Handover(state=state)
    facts = {"is_in_team": is_in_team, "may_sign_off": may_sign_off, "reason": reason}
    assert allows(policies.check_can_close, handover, **facts) == (in_hand and bool(reason.strip()))


def test_whatever_a_policy_allows_to_close_the_table_of_moves_allows_too():
    moves = Handover.TRANSITIONS.moves
    for state in S:
        allowed = allows(
            policies.check_can_close, Handover(state=state), is_in_team=True, may_sign_off=True, reason="Done"
        )
        assert allowed == (S.CLOSED in moves[state])


def test_every_kind_of_hand_over_has_somebody_who_receives_it():
    assert set(RECEIVERS) == set(K.values)
    assert {kind for kind, teams in RECEIVERS.items() if not teams} == {K.OPEN_CASE}


@pytest.mark.parametrize("team_may_see", YES_NO)
def test_a_restricted_child_goes_to_people_who_may_see_it(team_may_see):
    assert allows(policies.check_team_may_see, team_may_see=team_may_see) == team_may_see
