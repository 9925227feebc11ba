"""May an action from an audit be raised, evidenced, looked at, closed, cancelled? Every fact that counts."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import AuditAction
from threshold.quality.policies import actions
from threshold.quality.states import AuditActionState, AuditState

S = AuditActionState
YES_NO = (True, False)
TODAY = dt.date(2026, 3, 11)


def allows(check, *arguments, **facts) -> bool:
    """Whether a policy lets it happen; a refusal must carry a sentence that ends like one."""
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize("state", AuditState)
@pytest.mark.parametrize(("is_auditor", "may_plan"), list(itertools.product(YES_NO, YES_NO)))
@pytest.mark.parametrize(("what", "difference"), [("Write it", "Is heard"), (" ", "Is heard"), ("Write it", "")])
@pytest.mark.parametrize(("days", "day_fits"), [(-1, False), (0, True), (366, True), (367, False)])
def test_raising(state, is_auditor, may_plan, what, difference, days, day_fits):
    begun = state not in (AuditState.ASSIGNED, AuditState.CANCELLED)
    expected = begun and (is_auditor or may_plan) and what.strip() and difference and day_fits
    assert allows(
        actions.check_can_raise,
        audit_state=state,
        is_auditor=is_auditor,
        may_plan=may_plan,
        what=what,
        difference=difference,
        due_on=TODAY + dt.timedelta(days=days),
        today=TODAY,
    ) == bool(expected)


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (366, True), (367, False)])
def test_day(days, fits):
    assert allows(actions.check_due_on, due_on=TODAY + dt.timedelta(days=days), today=TODAY) == fits


@pytest.mark.parametrize(("is_staff", "may_see"), list(itertools.product(YES_NO, YES_NO)))
def test_owner(is_staff, may_see):
    assert allows(actions.check_owner, is_staff=is_staff, may_see=may_see) == (is_staff and may_see)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize(("is_owner", "may_answer"), list(itertools.product(YES_NO, YES_NO)))
@pytest.mark.parametrize("evidence", ["", " \n", "Seen on 3 March"])
def test_evidence(state, is_owner, may_answer, evidence):
    expected = (is_owner or may_answer) and state == S.OPEN and bool(evidence.strip())
    action = AuditAction(state=state)
    assert (
        allows(actions.check_can_give_evidence, action, is_owner=is_owner, may_answer=may_answer, evidence=evidence)
        == expected
    )


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize(("is_owner", "gave", "may_look"), list(itertools.product(YES_NO, YES_NO, YES_NO)))
def test_the_second_look_is_never_the_owners_nor_the_evidence_givers(state, is_owner, gave, may_look):
    expected = not is_owner and not gave and may_look and state == S.EVIDENCED
    facts = {"is_owner": is_owner, "gave_evidence": gave, "may_look": may_look}
    assert allows(actions.check_can_look, AuditAction(state=state), **facts) == expected


@pytest.mark.parametrize(("has_looked", "is_about_a_child"), list(itertools.product(YES_NO, YES_NO)))
@pytest.mark.parametrize(
    ("seen", "says"), [("", False), ("Fine, done.", False), ("The wishes stand in the plan.", True)]
)
def test_a_look_is_a_look(has_looked, is_about_a_child, seen, says):
    expected = says and (has_looked or not is_about_a_child)
    facts = {"has_looked": has_looked, "is_about_a_child": is_about_a_child, "seen": seen}
    assert allows(actions.check_look, **facts) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize(("is_raiser", "may_plan"), list(itertools.product(YES_NO, YES_NO)))
@pytest.mark.parametrize("reason", ["", "The family moved away"])
def test_cancelling(state, is_raiser, may_plan, reason):
    expected = (is_raiser or may_plan) and state == S.OPEN and bool(reason)
    facts = {"is_raiser": is_raiser, "may_plan": may_plan, "reason": reason}
    assert allows(actions.check_can_cancel, AuditAction(state=state), **facts) == expected


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize(
    ("is_raiser", "may_plan", "manages_team", "changes", "changes_owner"),
    [row for row in itertools.product(YES_NO, repeat=5) if row[3] or not row[4]],
)
@pytest.mark.parametrize("reason", ["", "Left the team"])
def test_reassigning(state, is_raiser, may_plan, manages_team, changes, changes_owner, reason):
    may = is_raiser or may_plan or manages_team
    expected = may and state in (S.OPEN, S.EVIDENCED) and changes and bool(reason)
    expected = expected and not (state == S.EVIDENCED and changes_owner)
    facts = {
        "is_raiser": is_raiser,
        "may_plan": may_plan,
        "manages_team": manages_team,
        "changes": changes,
        "changes_owner": changes_owner,
        "reason": reason,
    }
    assert allows(actions.check_can_reassign, AuditAction(state=state), **facts) == expected
