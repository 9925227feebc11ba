"""When may a plan be made, added to and closed, and does anything wait for itself in a ring?"""

import datetime as dt
from decimal import Decimal

import pytest

from threshold.core.errors import Refused
from threshold.improvement.models import Investment, Plan, Risk
from threshold.improvement.policies import plan as policies

DAY = dt.date(2026, 4, 1)
NOW = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
OPEN, CLOSED = Plan(title="Plan"), Plan(title="Old plan", closed_at=NOW)


def refuses(match, call, *args, **kwargs):
    with pytest.raises(Refused, match=match):
        call(*args, **kwargs)


def test_a_plan_is_made_where_none_is_in_force():
    policies.check_can_make_plan(title="Plan", starts_on=DAY, ends_on=dt.date(2028, 3, 31), has_plan=False)
    refuses(
        "title", policies.check_can_make_plan, title=" ", starts_on=DAY, ends_on=dt.date(2028, 1, 1), has_plan=False
    )
    refuses(
        "in force", policies.check_can_make_plan, title="P", starts_on=DAY, ends_on=dt.date(2028, 1, 1), has_plan=True
    )
    refuses("end after", policies.check_can_make_plan, title="P", starts_on=DAY, ends_on=DAY, has_plan=False)


def test_a_closed_plan_takes_nothing_more():
    policies.check_is_in_force(OPEN)
    refuses("Old plan", policies.check_is_in_force, CLOSED)
    policies.check_can_add(OPEN, words="Children are seen")
    refuses("sentence", policies.check_can_add, OPEN, words="")
    refuses("closed", policies.check_can_add, CLOSED, words="Children are seen")


def test_a_plan_closes_when_every_action_has_ended():
    policies.check_can_close_plan(OPEN, reason="Its time is over", unfinished=0)
    refuses("3 of the plan", policies.check_can_close_plan, OPEN, reason="Over", unfinished=3)
    refuses("why", policies.check_can_close_plan, OPEN, reason="", unfinished=0)
    refuses("closed", policies.check_can_close_plan, CLOSED, reason="Over", unfinished=0)


CALLED = {1: "T-one", 2: "T-two", 3: "T-three", 4: "T-four"}


@pytest.mark.parametrize(
    ("action", "needs", "edges", "ring"),
    [
        (1, 2, {}, None),
        (1, 2, {2: [3], 3: [4]}, None),
        (1, 4, {1: [2, 3], 2: [4], 3: [4]}, None),  # two ways to the same action are no ring
        (1, 1, {}, "itself"),
        (1, 2, {2: [1]}, "T-one waits for T-two waits for T-one"),
        (3, 1, {1: [2], 2: [3]}, "T-three waits for T-one waits for T-two waits for T-three"),
        (1, 2, {2: [3, 4], 3: [4], 4: [1]}, "T-one waits for T-two waits for T-four waits for T-one"),
    ],
)
def test_a_ring_is_refused_and_named(action, needs, edges, ring):
    if ring is None:
        policies.check_makes_no_ring(action, needs, edges=edges, called=CALLED)
    else:
        refuses(ring, policies.check_makes_no_ring, action, needs, edges=edges, called=CALLED)


def test_a_long_chain_is_no_ring_and_needs_no_deep_stack():
    edges = {n: [n + 1] for n in range(2, 5000)}
    policies.check_makes_no_ring(1, 2, edges=edges, called={})
    refuses("ring", policies.check_makes_no_ring, 5000, 2, edges=edges, called={})


RISK = {"words": "Workers leave", "mitigation": "Pay", "likelihood": 3, "impact": 5, "owned": True}


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"words": ""}, "go wrong"),
        ({"mitigation": " "}, "done about it"),
        ({"likelihood": 0}, "1 .low. to 5"),
        ({"impact": 6}, "1 .low. to 5"),
        ({"owned": False}, "owns the risk"),
    ],
)
def test_a_risk_says_all_of_itself(changed, match):
    if match is None:
        policies.check_can_record_risk(OPEN, **{**RISK, **changed})
    else:
        refuses(match, policies.check_can_record_risk, OPEN, **{**RISK, **changed})
    refuses("closed", policies.check_can_record_risk, CLOSED, **RISK)


def test_a_closed_risk_is_not_changed():
    policies.check_can_change_risk(Risk(), reason="Gone")
    refuses("why", policies.check_can_change_risk, Risk(), reason="")
    refuses("closed", policies.check_can_change_risk, Risk(closed_at=NOW), reason="Gone")


MONEY = {
    "amount": Decimal("1200.50"), "given_by": "The county", "purpose": "Two workers", "given_on": DAY, "today": DAY,
    "action_fits": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "match"),
    [
        ({}, None),
        ({"amount": Decimal(0)}, "more than nothing"),
        ({"amount": Decimal("-1")}, "more than nothing"),
        ({"amount": Decimal("1.005")}, "two figures"),
        ({"given_by": ""}, "who gave"),
        ({"purpose": ""}, "what it was given for"),
        ({"given_on": dt.date(2026, 4, 2)}, "future"),
        ({"action_fits": False}, "another plan"),
    ],
)
def test_money_is_recorded_whole(changed, match):
    if match is None:
        policies.check_can_invest(OPEN, **{**MONEY, **changed})
    else:
        refuses(match, policies.check_can_invest, OPEN, **{**MONEY, **changed})


def test_what_came_of_money_is_said_in_words():
    policies.check_can_say_what_came_of(Investment(plan=OPEN), words="Nothing yet")
    refuses("what came", policies.check_can_say_what_came_of, Investment(plan=OPEN), words=" ")
    refuses("closed", policies.check_can_say_what_came_of, Investment(plan=CLOSED), words="Much")
