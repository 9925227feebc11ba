"""How is a plan made: its priorities, what will be different, its risks and its money?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Max

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal
from threshold.core.actions import action, change, lock
from threshold.core.calendar import day_of
from threshold.improvement.models import (
    Authority,
    Investment,
    Plan,
    PlanAction,
    PlanOutcome,
    Priority,
    Risk,
)
from threshold.improvement.policies import authorities
from threshold.improvement.policies import plan as policies
from threshold.improvement.states import PlanActionState

_ENDED = (PlanActionState.CLOSED, PlanActionState.CANCELLED)


@action("improvement.make_plan", permission=Permission.PLAN_WRITE)
def make_plan(
    authority: Authority, *, by: User, now: dt.datetime, title: str, starts_on: dt.date, ends_on: dt.date
) -> Plan:
    """Begin a plan. One is in force at a time."""
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    has_plan = Plan.objects.filter(authority=authority, closed_at__isnull=True).exists()
    policies.check_can_make_plan(title=title, starts_on=starts_on, ends_on=ends_on, has_plan=has_plan)
    plan = Plan.objects.create(
        authority=authority, title=title, starts_on=starts_on, ends_on=ends_on, made_at=now, made_by=by
    )
    journal.record("improvement.make_plan", by=by, now=now, subject=plan)
    return plan


@action("improvement.close_plan", permission=Permission.PLAN_WRITE)
def close_plan(plan: Plan, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None) -> Plan:
    """End a plan whose actions have all ended."""
    plan = _written(plan, expected_version)
    unfinished = PlanAction.objects.filter(outcome__priority__plan=plan).exclude(state__in=_ENDED).count()
    policies.check_can_close_plan(plan, reason=reason, unfinished=unfinished)
    change(plan, closed_at=now, closing_reason=reason)
    journal.record("improvement.close_plan", by=by, now=now, subject=plan)
    return plan


@action("improvement.add_priority", permission=Permission.PLAN_WRITE)
def add_priority(plan: Plan, *, by: User, now: dt.datetime, title: str, why: str = "") -> Priority:
    """Add what comes first; it is numbered after the last."""
    plan = _written(plan)
    policies.check_can_add(plan, words=title)
    last = plan.priorities.aggregate(last=Max("number"))["last"] or 0
    priority = Priority.objects.create(plan=plan, number=last + 1, title=title, why=why)
    journal.record("improvement.add_priority", by=by, now=now, subject=priority)
    return priority


@action("improvement.add_outcome", permission=Permission.PLAN_WRITE)
def add_outcome(priority: Priority, *, by: User, now: dt.datetime, words: str) -> PlanOutcome:
    """Say what will be different for children under a priority."""
    plan = _written(priority.plan)
    policies.check_can_add(plan, words=words)
    last = priority.outcomes.aggregate(last=Max("number"))["last"] or 0
    outcome = PlanOutcome.objects.create(priority=priority, number=last + 1, words=words)
    journal.record("improvement.add_outcome", by=by, now=now, subject=outcome)
    return outcome


# --- Risks ------------------------------------------------------------------------------------------------------


@action("improvement.record_risk", permission=Permission.PLAN_WRITE)
def record_risk(
    plan: Plan,
    *,
    by: User,
    now: dt.datetime,
    words: str,
    likelihood: int,
    impact: int,
    mitigation: str,
    owner: User | None = None,
    owner_role: str = "",
) -> Risk:
    """Record what could stop the plan from helping children. Likelihood and impact from 1 (low) to 5 (high)."""
    plan = _written(plan)
    policies.check_can_record_risk(
        plan,
        words=words,
        mitigation=mitigation,
        likelihood=likelihood,
        impact=impact,
        owned=owner is not None or bool(owner_role.strip()),
    )
    risk = Risk.objects.create(
        plan=plan,
        words=words,
        likelihood=likelihood,
        impact=impact,
        mitigation=mitigation,
        owner=owner,
        owner_role=owner_role.strip(),
        raised_at=now,
        raised_by=by,
        reviewed_at=now,
    )
    journal.record("improvement.record_risk", by=by, now=now, subject=risk)
    return risk


@action("improvement.review_risk", permission=Permission.PLAN_WRITE)
def review_risk(
    risk: Risk,
    *,
    by: User,
    now: dt.datetime,
    likelihood: int,
    impact: int,
    mitigation: str,
    expected_version: int | None = None,
) -> Risk:
    """Score a risk anew, with what is done about it now."""
    risk, plan = _risk(risk, expected_version)
    policies.check_can_change_risk(risk, reason=mitigation)
    policies.check_can_record_risk(
        plan, words=risk.words, mitigation=mitigation, likelihood=likelihood, impact=impact, owned=True
    )
    change(risk, likelihood=likelihood, impact=impact, mitigation=mitigation, reviewed_at=now)
    scores = {"likelihood": likelihood, "impact": impact}
    journal.record("improvement.review_risk", by=by, now=now, subject=risk, detail=scores)
    return risk


@action("improvement.close_risk", permission=Permission.PLAN_WRITE)
def close_risk(risk: Risk, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None) -> Risk:
    """The risk is no longer there."""
    risk, _plan = _risk(risk, expected_version)
    policies.check_can_change_risk(risk, reason=reason)
    change(risk, closed_at=now, closed_by=by, closing_reason=reason)
    journal.record("improvement.close_risk", by=by, now=now, subject=risk)
    return risk


# --- Money ------------------------------------------------------------------------------------------------------


@action("improvement.record_investment", permission=Permission.PLAN_WRITE)
def record_investment(
    plan: Plan,
    *,
    by: User,
    now: dt.datetime,
    amount: Decimal,
    given_by: str,
    given_on: dt.date,
    purpose: str,
    for_action: PlanAction | None = None,
) -> Investment:
    """Record money in pounds: by whom it was given, when, for what, and for which action where it is for one."""
    plan = _written(plan)
    policies.check_can_invest(
        plan,
        amount=amount,
        given_by=given_by,
        purpose=purpose,
        given_on=given_on,
        today=day_of(now),
        action_fits=for_action is None or for_action.outcome.priority.plan_id == plan.pk,
    )
    investment = Investment.objects.create(
        plan=plan,
        action=for_action,
        amount=amount,
        given_by=given_by,
        given_on=given_on,
        purpose=purpose,
        recorded_at=now,
        recorded_by=by,
    )
    journal.record("improvement.record_investment", by=by, now=now, subject=investment)
    return investment


@action("improvement.say_what_came_of_money", permission=Permission.PLAN_WRITE)
def say_what_came_of_money(
    investment: Investment, *, by: User, now: dt.datetime, words: str, expected_version: int | None = None
) -> Investment:
    """Say what came of money for children."""
    investment = lock(investment, expected_version=expected_version)
    authorities.check_may_be_written(investment.plan.authority)
    policies.check_can_say_what_came_of(investment, words=words)
    change(investment, came_of_it=words, came_of_it_at=now)
    journal.record("improvement.say_what_came_of_money", by=by, now=now, subject=investment)
    return investment


def _written(plan: Plan, expected_version: int | None = None) -> Plan:
    """The plan, locked, where it may be written at all."""
    plan = lock(plan, expected_version=expected_version)
    authorities.check_may_be_written(plan.authority)
    return plan


def _risk(risk: Risk, expected_version: int | None) -> tuple[Risk, Plan]:
    risk = lock(risk, expected_version=expected_version)
    authorities.check_may_be_written(risk.plan.authority)
    return risk, risk.plan
