"""May an alert be raised, answered, passed on, sent back, closed? Every state, every fact that counts."""

from __future__ import annotations

from itertools import product

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import Audit, AuditAlert
from threshold.quality.policies import alerts
from threshold.quality.states import AlertState, AuditState

YES_NO = (True, False)
WORDS = ("", " ", "Seen at school")


def allows(check, *arguments, **facts) -> bool:
    """Whether a policy lets it happen; a refusal must carry a sentence that ends like one."""
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize(("state", "judges", "already", "what"), list(product(AuditState, YES_NO, YES_NO, WORDS)))
def test_whoever_audits_raises_it_at_any_moment_once(state, judges, already, what):
    expected = state != AuditState.CANCELLED and judges and not already and bool(what.strip())
    facts = {"judges": judges, "already": already, "what": what}
    assert allows(alerts.check_can_raise, Audit(state=state), **facts) == expected


@pytest.mark.parametrize(("state", "named", "answer"), list(product(AlertState, YES_NO, WORDS)))
def test_the_named_manager_answers(state, named, answer):
    expected = state == AlertState.RAISED and named and bool(answer.strip())
    assert allows(alerts.check_can_answer, AuditAlert(state=state), is_named=named, answer=answer) == expected


@pytest.mark.parametrize(("state", "may", "same", "reason"), list(product(AlertState, YES_NO, YES_NO, WORDS)))
def test_it_is_passed_to_somebody_who_may_answer_with_the_reason(state, may, same, reason):
    expected = state == AlertState.RAISED and may and not same and bool(reason.strip())
    facts = {"may_answer": may, "is_same": same, "reason": reason}
    assert allows(alerts.check_can_pass_on, AuditAlert(state=state), **facts) == expected


@pytest.mark.parametrize(("state", "own", "look"), list(product(AlertState, YES_NO, WORDS)))
def test_somebody_else_looks_and_only_after_the_answer(state, own, look):
    expected = state == AlertState.ANSWERED and not own and bool(look.strip())
    assert allows(alerts.check_can_look, AuditAlert(state=state), is_own_answer=own, look=look) == expected
