"""An authority's history on one line of time, and what is added to it: strategies, providers, events."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.improvement.actions import history as actions
from threshold.improvement.forms import history as forms
from threshold.improvement.models import HistoryNote, ServiceProvider, Strategy
from threshold.improvement.presenters import common as say
from threshold.improvement.presenters import history as presenters
from threshold.improvement.queries import authorities
from threshold.improvement.queries import history as queries
from threshold.improvement.queries import providers as provider_queries
from threshold.improvement.views.sending import made_once
from threshold.improvement.views.steps import Step, step_for, take


@require_GET
def history_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Everything dated, oldest first. `?kind=` narrows it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    authority = authorities.get_authority(scope, slug) if slug else authorities.ours(scope)
    chosen = set(request.GET.getlist("kind")) & set(presenters.KINDS)
    found = queries.everything(scope, authority)
    graded = queries.graded(found)
    context = {
        "authority": authority,
        "years": presenters.years(found, chosen),
        "kinds": presenters.KINDS,
        "chosen": chosen,
        "graded": graded,
        "grades": presenters.grades_table(graded),
        "providers": found.providers,
        "strategies": found.strategies,
        "may_write": authority.is_ours and scope.may(Permission.GOVERNANCE_RECORD),
        "today": day_of(scope.now),
    }
    return render(request, "improvement/history.html", context)


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


_ADDING = {
    "strategy": Step(
        title="Record a strategy",
        permission=Permission.GOVERNANCE_RECORD,
        form=forms.StrategyForm,
        act=lambda scope, authority, data, form: made_once(
            scope, form, Strategy, partial(actions.record_strategy, authority), **form.facts()
        ),
        explanation="Priorities of the improvement plan can say which strategy they come from.",
    ),
    "provider": Step(
        title="Record who provides the services",
        permission=Permission.GOVERNANCE_RECORD,
        form=forms.ProviderForm,
        act=lambda scope, authority, data, form: made_once(
            scope, form, ServiceProvider, partial(actions.record_provider, authority), **form.facts()
        ),
        explanation="One organisation provides the services at a time. What the one before did stays its own.",
    ),
    "event": Step(
        title="Record an event",
        permission=Permission.GOVERNANCE_RECORD,
        form=forms.NoteForm,
        act=lambda scope, authority, data, form: made_once(
            scope, form, HistoryNote, partial(actions.note_history, authority), **form.facts()
        ),
        explanation="Something that happened and that no other page says: a new director, money, a new front door.",
    ),
}


@require_http_methods(["GET", "POST"])
def add_to_history(request: HttpRequest, verb: str) -> HttpResponse:
    """Record a strategy, a provider or an event."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, _ADDING, verb)
    authority = authorities.ours(scope)
    return take(request, step, authority, name=f"history-{verb}", back=reverse("history"), caption=authority.name)


_END = Step(
    title="Record the last day",
    permission=Permission.GOVERNANCE_RECORD,
    form=forms.EndForm,
    act=lambda scope, provider, data, form: actions.end_provider(
        provider, **_who(scope), ends_on=data["ends_on"], reason=data["reason"], expected_version=data["version"]
    ),
    explanation="Record then who provides the services from the next day on.",
)


@require_http_methods(["GET", "POST"])
def end_provider(request: HttpRequest, number: int) -> HttpResponse:
    """Record on which day an organisation stopped providing the services."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.GOVERNANCE_RECORD)
    provider = provider_queries.get_provider(scope, number)
    return take(request, _END, provider, name="end-provider", back=reverse("history"), caption=provider.name)


@require_GET
def strategy_page(request: HttpRequest, number: int) -> HttpResponse:
    """One strategy: what it is about, until when, and the priorities of the plan that come from it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    strategy = provider_queries.read_strategy(scope, number)
    context = {
        "strategy": strategy,
        "authority": strategy.authority,
        "priorities": provider_queries.priorities_from(strategy),
        "may_write": strategy.authority.is_ours and scope.may(Permission.GOVERNANCE_RECORD),
        "say": say,
    }
    return render(request, "improvement/strategy.html", context)


_STRATEGY = Step(
    title="Change the strategy",
    permission=Permission.GOVERNANCE_RECORD,
    form=forms.ChangeStrategyForm,
    act=lambda scope, strategy, data, form: actions.change_strategy(
        strategy, **_who(scope), summary=data["summary"], ends_on=data["ends_on"], expected_version=data["version"]
    ),
    initial=lambda strategy: {"summary": strategy.summary, "ends_on": strategy.ends_on},
)


@require_http_methods(["GET", "POST"])
def change_strategy(request: HttpRequest, number: int) -> HttpResponse:
    """Say better what a strategy is about, or until when it holds."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.GOVERNANCE_RECORD)
    strategy = provider_queries.get_strategy(scope, number)
    return take(
        request,
        _STRATEGY,
        strategy,
        name="change-strategy",
        back=reverse("strategy", args=[number]),
        caption=strategy.title,
    )
