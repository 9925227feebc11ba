"""When may a plan be made, added to or closed, and when does one action wait for another?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from threshold.core.errors import Refused
from threshold.improvement.models import Investment, Plan, Risk
from threshold.improvement.policies.wording import check_said


def check_can_make_plan(*, title: str, starts_on: dt.date, ends_on: dt.date, has_plan: bool) -> None:
    check_said(title, "Give the plan a title.")
    if has_plan:
        raise Refused("There is a plan in force already. Close it before you make the next one.")
    if ends_on <= starts_on:
        raise Refused("The plan must end after it starts. Change one of the two dates.")


def check_is_in_force(plan: Plan) -> None:
    if plan.closed_at is not None:
        raise Refused(f"The plan “{plan.title}” is closed. Write in the plan that is in force now.")


def check_can_close_plan(plan: Plan, *, reason: str, unfinished: int) -> None:
    check_is_in_force(plan)
    check_said(reason, "Say why the plan is closed and what takes its place.")
    if unfinished:
        raise Refused(
            f"{unfinished} of the plan's actions are neither closed with proof nor cancelled. End each of them first, "
            "so that none is lost with the plan."
        )


def check_can_add(plan: Plan, *, words: str) -> None:
    """A priority, or what will be different for children."""
    check_is_in_force(plan)
    check_said(words, "Write what it is in a sentence.")


def check_makes_no_ring(
    action: int, needs: int, *, edges: Mapping[int, Iterable[int]], called: Mapping[int, str]
) -> None:
    """`action` may wait for `needs` unless `needs`, on some way, waits for `action`.

    Args:
        edges: for each action what it waits for already.
        called: how each action is named to a reader.
    """
    if action == needs:
        raise Refused("An action cannot wait for itself. Choose another one.")
    way = _way(needs, action, edges)
    if way:
        ring = " waits for ".join(called.get(pk, str(pk)) for pk in [action, *way])
        raise Refused(
            f"Then these would wait for each other in a ring: {ring}. None of them could ever begin. "
            "Take one of the links away first."
        )


def _way(start: int, goal: int, edges: Mapping[int, Iterable[int]]) -> list[int]:
    """The actions from `start` to `goal`, each waiting for the next; empty where there is no way."""
    came_from: dict[int, int] = {start: start}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            way = [here]
            while way[-1] != start:
                way.append(came_from[way[-1]])
            return way[::-1]
        for there in edges.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return []


def check_can_record_risk(
    plan: Plan, *, words: str, mitigation: str, likelihood: int, impact: int, owned: bool
) -> None:
    check_is_in_force(plan)
    check_said(words, "Say what could go wrong.")
    check_said(mitigation, "Say what is done about it.")
    if not (1 <= likelihood <= 5 and 1 <= impact <= 5):
        raise Refused("Likelihood and impact are each a number from 1 (low) to 5 (high).")
    if not owned:
        raise Refused("Say who owns the risk: a person, or the job that does.")


def check_can_change_risk(risk: Risk, *, reason: str) -> None:
    if risk.closed_at is not None:
        raise Refused("This risk is closed. Record it anew if it is there again.")
    check_said(reason, "Say why.")


def check_can_invest(
    plan: Plan, *, amount: Decimal, given_by: str, purpose: str, given_on: dt.date, today: dt.date, action_fits: bool
) -> None:
    check_is_in_force(plan)
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise Refused("The amount is in pounds, more than nothing, with no more than two figures after the point.")
    check_said(given_by, "Say who gave the money.")
    check_said(purpose, "Say what it was given for.")
    if given_on > today:
        raise Refused("Record money when it has been given: the date lies in the future.")
    if not action_fits:
        raise Refused("That action belongs to another plan. Choose one of this plan's actions.")


def check_can_say_what_came_of(investment: Investment, *, words: str) -> None:
    check_is_in_force(investment.plan)
    check_said(words, "Say what came of the money for children, or that nothing did.")
