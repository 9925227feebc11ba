"""May an item be planned, drawn, cancelled, a record replaced? Every state, every fact that counts."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from threshold.core.errors import NotPermitted, Refused
from threshold.quality.models import ProgrammeItem, SampledRecord
from threshold.quality.policies import programme
from threshold.quality.states import AuditState, ProgrammeState

YES_NO = (True, False)
REASONS = ("", " ", "Moved away")
DAY = dt.date(2026, 3, 1)
SOUND = {
    "title": "Front door", "size": 10, "first": DAY, "last": DAY, "kind": "case", "tool_kinds": ("case",),
    "population_exists": True, "population_has_weights": True, "method": "random", "stratify_by": "",
    "theme_exists": True, "moderate_every": 4,
}  # fmt: skip


def allows(check, *arguments, **facts) -> bool:
    """Whether a policy lets it happen; a refusal must carry a sentence that ends like one."""
    try:
        check(*arguments, **facts)
    except (Refused, NotPermitted) as refusal:
        assert refusal.sentence.endswith("."), refusal.sentence
        return False
    return True


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ({}, True),
        ({"title": "  "}, False),
        ({"tool_kinds": None}, False),
        ({"kind": "supervision"}, False),
        ({"population_exists": False}, False),
        ({"theme_exists": False}, False),
        ({"size": 0}, False),
        ({"size": 1}, True),
        ({"size": 500}, True),
        ({"size": 501}, False),
        ({"last": DAY - dt.timedelta(days=1)}, False),
        ({"last": DAY + dt.timedelta(days=1098)}, True),
        ({"last": DAY + dt.timedelta(days=1099)}, False),
        ({"method": "stratified"}, False),
        ({"method": "stratified", "stratify_by": "team"}, True),
        ({"stratify_by": "team"}, False),
        ({"method": "risk_weighted"}, True),
        ({"method": "risk_weighted", "population_has_weights": False}, False),
        ({"population_has_weights": False}, True),
        ({"moderate_every": 0}, True),
        ({"moderate_every": -1}, False),
        ({"moderate_every": 101}, False),
    ],
)
def test_a_plan_is_possible_and_says_what_it_is_for(change, allowed):
    assert allows(programme.check_can_plan, **{**SOUND, **change}) == allowed


@pytest.mark.parametrize("state", ProgrammeState)
@pytest.mark.parametrize("population", [0, 1, 5000])
@pytest.mark.parametrize("period_is_over", YES_NO)
def test_a_planned_item_is_drawn_once_from_something_that_has_ended(state, population, period_is_over):
    facts = {"population": population, "period_is_over": period_is_over}
    expected = state == ProgrammeState.PLANNED and population > 0 and period_is_over
    assert allows(programme.check_can_draw, ProgrammeItem(state=state), **facts) == expected


@pytest.mark.parametrize(("state", "reason"), list(product(ProgrammeState, REASONS)))
def test_what_was_drawn_is_not_cancelled(state, reason):
    expected = state == ProgrammeState.PLANNED and bool(reason.strip())
    assert allows(programme.check_can_cancel, ProgrammeItem(state=state), reason=reason) == expected


@pytest.mark.parametrize("audit_state", ["", *AuditState])
@pytest.mark.parametrize("has_alert", YES_NO)
@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("was_replaced", YES_NO)
def test_a_record_is_replaced_with_a_reason_and_never_for_what_was_found(audit_state, has_alert, reason, was_replaced):
    record = SampledRecord(replaced_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC) if was_replaced else None)
    not_judged = audit_state in ("", AuditState.ASSIGNED, AuditState.IN_PROGRESS)
    expected = not was_replaced and not_judged and not has_alert and bool(reason.strip())
    facts = {"audit_state": audit_state, "has_alert": has_alert, "reason": reason}
    assert allows(programme.check_can_replace, record, **facts) == expected


@pytest.mark.parametrize(("has_audit", "was_replaced"), list(product(YES_NO, YES_NO)))
def test_a_held_record_has_neither_an_audit_nor_one_in_its_place(has_audit, was_replaced):
    record = SampledRecord(replaced_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC) if was_replaced else None)
    assert allows(programme.check_is_held, record, has_audit=has_audit) == (not has_audit and not was_replaced)


@pytest.mark.parametrize("found", YES_NO)
def test_somebody_must_be_there(found):
    assert allows(programme.check_somebody_stands_in, found=found) == found
    assert allows(programme.check_somebody_may, found=found) == found


@pytest.mark.parametrize("state", ProgrammeState)
@pytest.mark.parametrize("changes", [0, 1, 3])
@pytest.mark.parametrize("reason", ["", " ", "The team moves in May"])
def test_an_item_is_changed_until_it_is_drawn(state, changes, reason):
    expected = state == ProgrammeState.PLANNED and changes > 0 and bool(reason.strip())
    assert allows(programme.check_can_change, ProgrammeItem(state=state), changes=changes, reason=reason) == expected
