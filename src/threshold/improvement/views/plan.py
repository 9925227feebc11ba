"""The plan: the whole of it, the one page, its priorities, risks and money."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.improvement import codes
from threshold.improvement.actions import plan as actions
from threshold.improvement.actions import plan_actions
from threshold.improvement.actions.history import name_strategy
from threshold.improvement.forms import plan as forms
from threshold.improvement.forms.common import ReasonForm
from threshold.improvement.models import Authority, Investment, Plan, PlanAction, PlanOutcome, Priority, Risk
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import authorities, overview, people, providers
from threshold.improvement.queries import plan as queries
from threshold.improvement.sending import made_once
from threshold.improvement.views.steps import Step, offered, step_for, take

P = Permission


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def plan_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Priorities, what will be different, and every action with what it answers and what would prove it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    plan = queries.plan_in_force(scope, authority)
    priorities = queries.priorities(plan) if plan else []
    context = {
        "authority": authority,
        "plan": plan,
        "priorities": priorities,
        "said": overview.read_standings(priorities, scope.now, is_ours=authority.is_ours),
        "steps": offered(scope, PLAN_STEPS, plan) if plan and _may_change(authority) else [],
        "may_write": scope.may(P.PLAN_WRITE) and _may_change(authority),
        "theme_title": codes.theme_title,
        "say": say,
        "now": scope.now,
    }
    return render(request, "improvement/plan.html", context)


def _may_change(authority: Authority) -> bool:
    return authority.sealed_at is None


@require_GET
def one_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The plan on one screen and one sheet of A4."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    context = {"authority": authority, "page": overview.one_page(scope, authority), "say": say, "now": scope.now}
    return render(request, "improvement/one_page.html", context)


@require_http_methods(["GET", "POST"])
def make_plan(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.PLAN_WRITE)
    return take(request, MAKE_PLAN, authorities.ours(scope), name="make_plan", back=reverse("plan"))


@require_http_methods(["GET", "POST"])
def change_plan(request: HttpRequest, verb: str) -> HttpResponse:
    """Add a priority, a risk or money, or close our plan."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, PLAN_STEPS, verb)
    plan = queries.our_plan(scope, authorities.ours(scope))
    back = {"risk": "plan_risks", "money": "plan_money"}.get(verb, "plan")
    return take(request, step, plan, name=f"plan.{verb}", back=reverse(back), caption=plan.title)


@require_http_methods(["GET", "POST"])
def change_priority(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Add what will be different for children, or say which strategy it comes from."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, PRIORITY_STEPS, verb)
    priority = queries.get_priority(scope, number)
    return take(request, step, priority, name=f"priority.{verb}", back=reverse("plan"), caption=str(priority))


@require_http_methods(["GET", "POST"])
def change_outcome(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Add an action."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, OUTCOME_STEPS, verb)
    outcome = queries.get_outcome(scope, number)
    return take(request, step, outcome, name=f"outcome.{verb}", back=reverse("plan"), caption=outcome.words)


# --- Risks and money --------------------------------------------------------------------------------------------


@require_GET
def risks_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What could go wrong, the gravest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    plan = queries.plan_in_force(scope, authority)
    context = {
        "authority": authority,
        "plan": plan,
        "risks": queries.risks(plan) if plan else [],
        "may_write": scope.may(P.PLAN_WRITE) and _may_change(authority) and plan and not plan.closed_at,
        "say": say,
    }
    return render(request, "improvement/risks.html", context)


@require_http_methods(["GET", "POST"])
def change_risk(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, RISK_STEPS, verb)
    risk = queries.get_risk(scope, number)
    return take(request, step, risk, name=f"risk.{verb}", back=reverse("plan_risks"), caption=risk.words)


@require_GET
def money_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The investment register: what was given, for what, and what came of it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    plan = queries.plan_in_force(scope, authority)
    rows = list(queries.investments(plan)) if plan else []
    context = {
        "authority": authority,
        "plan": plan,
        "rows": rows,
        "total": sum((row.amount for row in rows), start=0),
        "may_write": scope.may(P.PLAN_WRITE) and _may_change(authority) and plan and not plan.closed_at,
        "say": say,
    }
    return render(request, "improvement/money.html", context)


@require_http_methods(["GET", "POST"])
def change_money(request: HttpRequest, number: int) -> HttpResponse:
    """Say what came of it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.PLAN_WRITE)
    money = queries.get_investment(scope, number)
    return take(request, CAME_OF_IT, money, name="money", back=reverse("plan_money"), caption=money.purpose)


# --- What can be done -------------------------------------------------------------------------------------------


def _make_plan(scope: Scope, authority: Authority, data: dict[str, Any], _form: Any) -> Plan:
    values = {name: data[name] for name in ("title", "starts_on", "ends_on")}
    return actions.make_plan(authority, **_who(scope), **values)


def _add_priority(scope: Scope, plan: Plan, data: dict[str, Any], _form: Any) -> Priority:
    return made_once(
        "improvement.add_priority",
        data["submission_key"],
        Priority,
        lambda: actions.add_priority(plan, **_who(scope), title=data["title"], why=data["why"]),
        **_who(scope),
    )


def _record_risk(scope: Scope, plan: Plan, data: dict[str, Any], form: Any) -> Risk:
    values = {name: data[name] for name in ("words", "likelihood", "impact", "mitigation")}
    return made_once(
        "improvement.record_risk",
        data["submission_key"],
        Risk,
        lambda: actions.record_risk(plan, **_who(scope), **values, **form.owned_by()),
        **_who(scope),
    )


def _record_money(scope: Scope, plan: Plan, data: dict[str, Any], form: Any) -> Investment:
    values = {name: data[name] for name in ("amount", "given_by", "given_on", "purpose")}
    for_action = form.actions.get(data["for_action"])
    return made_once(
        "improvement.record_investment",
        data["submission_key"],
        Investment,
        lambda: actions.record_investment(plan, **_who(scope), **values, for_action=for_action),
        **_who(scope),
    )


def _add_outcome(scope: Scope, priority: Priority, data: dict[str, Any], _form: Any) -> PlanOutcome:
    return made_once(
        "improvement.add_outcome",
        data["submission_key"],
        PlanOutcome,
        lambda: actions.add_outcome(priority, **_who(scope), words=data["words"]),
        **_who(scope),
    )


def _add_action(scope: Scope, outcome: PlanOutcome, data: dict[str, Any], form: Any) -> PlanAction:
    values = {name: data[name] for name in ("title", "difference", "starts_on", "due_on")}
    return made_once(
        "improvement.add_action",
        data["submission_key"],
        PlanAction,
        lambda: plan_actions.add_action(outcome, **_who(scope), **values, **form.owned_by()),
        **_who(scope),
    )


def _owners(scope: Scope, _record: Any) -> dict[str, Any]:
    return {"owners": people.owners(scope)}


def _in_force(plan: Plan) -> bool:
    return plan.closed_at is None


MAKE_PLAN = Step("Begin a plan", P.PLAN_WRITE, forms.PlanForm, _make_plan)
PLAN_STEPS = {
    "priority": Step("Add a priority", P.PLAN_WRITE, forms.PriorityForm, _add_priority, offered=_in_force),
    "risk": Step("Add a risk", P.PLAN_WRITE, forms.RiskForm, _record_risk, offered=_in_force, options=_owners),
    "money": Step(
        "Record money", P.PLAN_WRITE, forms.MoneyForm, _record_money, offered=_in_force,
        options=lambda scope, plan: {"actions": queries.actions_of(plan)},
    ),
    "close": Step(
        "Close the plan", P.PLAN_WRITE, ReasonForm, offered=_in_force, is_grave=True,
        act=lambda scope, plan, data, form: actions.close_plan(
            plan, **_who(scope), reason=data["reason"], expected_version=data["version"]
        ),
        explanation="Every action must have been closed with proof or cancelled.",
    ),
}  # fmt: skip
PRIORITY_STEPS = {
    "outcome": Step("Say what will be different", P.PLAN_WRITE, forms.OutcomeForm, _add_outcome),
    "strategy": Step(
        "Say which strategy it comes from", P.PLAN_WRITE, forms.StrategyOfPriorityForm,
        lambda scope, priority, data, form: name_strategy(priority, **_who(scope), strategy=form.chosen()),
        options=lambda scope, priority: {"strategies": providers.strategies_of(scope, priority.plan.authority)},
        initial=lambda priority: {"strategy": str(priority.strategy_id or "")},
        explanation="A strategy that is missing here is recorded on the page History first.",
    ),
}  # fmt: skip
OUTCOME_STEPS = {
    "action": Step(
        "Add an action", P.PLAN_WRITE, forms.ActionForm, _add_action, options=_owners,
        explanation="Next you say which finding it answers and what would prove it. Without both it cannot start.",
    ),
}  # fmt: skip
RISK_STEPS = {
    "review": Step(
        "Review a risk", P.PLAN_WRITE, forms.ReviewRiskForm,
        lambda scope, risk, data, form: actions.review_risk(
            risk, **_who(scope), likelihood=data["likelihood"], impact=data["impact"], mitigation=data["mitigation"],
            expected_version=data["version"],
        ),
        initial=lambda risk: {"likelihood": risk.likelihood, "impact": risk.impact, "mitigation": risk.mitigation},
    ),
    "close": Step(
        "Close a risk", P.PLAN_WRITE, ReasonForm,
        lambda scope, risk, data, form: actions.close_risk(
            risk, **_who(scope), reason=data["reason"], expected_version=data["version"]
        ),
    ),
}  # fmt: skip
CAME_OF_IT = Step(
    "Say what came of it", P.PLAN_WRITE, forms.CameOfItForm,
    lambda scope, money, data, form: actions.say_what_came_of_money(
        money, **_who(scope), words=data["words"], expected_version=data["version"]
    ),
    initial=lambda money: {"words": money.came_of_it},
)  # fmt: skip
