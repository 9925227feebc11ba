"""Advice of the commissioner, the improvement partner or a board's chair, and its answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks
from threshold.improvement.actions import advice as actions
from threshold.improvement.forms import advice as forms
from threshold.improvement.models import Advice, Authority
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import advice as queries
from threshold.improvement.queries import authorities, findings
from threshold.improvement.queries import plan as plan_queries
from threshold.improvement.sending import made_once
from threshold.improvement.views.steps import Step, take
from threshold.ui.paging import paginate

P = Permission


@require_GET
def advice_list(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Reports and recommendations, the newest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    page = paginate(queries.advice_of(scope, authority), request.GET)
    context = {
        "authority": authority,
        "page": page,
        "due": {pk: clocks.explain(clock, scope.now) for pk, clock in queries.clocks_of(page.items).items()},
        "may_file": scope.may(P.ADVICE_GIVE) and authority.is_ours,
    }
    return render(request, "improvement/advice_list.html", context)


@require_GET
def advice_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One report or recommendation, with its answer."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    advice = queries.get_advice(scope, reference)
    running = queries.clocks_of([advice]).get(advice.pk)
    waits = advice.kind == Advice.Kind.RECOMMENDATION and not advice.answer
    context = {
        "advice": advice,
        "authority": advice.authority,
        "clock": clocks.explain(running, scope.now) if running else None,
        "may_answer": waits and scope.may(P.PLAN_WRITE) and advice.authority.sealed_at is None,
        "say": say,
    }
    return render(request, "improvement/advice.html", context)


@require_http_methods(["GET", "POST"])
def file_advice(request: HttpRequest) -> HttpResponse:
    """File a report or a recommendation."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.ADVICE_GIVE)
    return take(request, FILE, authorities.ours(scope), name="file_advice", back=reverse("advice"))


@require_http_methods(["GET", "POST"])
def answer_advice(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer a recommendation."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.PLAN_WRITE)
    advice = queries.get_advice(scope, reference)
    back = reverse("advice_page", args=[advice.reference])
    return take(request, ANSWER, advice, name="answer_advice", back=back, caption=advice.title)


def _file(scope: Scope, authority: Authority, data: dict[str, Any], _form: Any) -> Advice:
    values = {name: data[name] for name in ("kind", "given_as", "title", "words")}
    return made_once(
        "improvement.file_advice",
        data["submission_key"],
        Advice,
        lambda: actions.file_advice(authority, by=scope.user, now=scope.now, **values),
        by=scope.user,
        now=scope.now,
    )


def _answer(scope: Scope, advice: Advice, data: dict[str, Any], form: Any) -> Advice:
    return actions.answer_advice(
        advice,
        by=scope.user,
        now=scope.now,
        answer=data["answer"],
        reason=data["reason"],
        finding=form.findings.get(data["finding"]),
        plan_action=form.actions.get(data["plan_action"]),
        expected_version=data["version"],
    )


def _choices(scope: Scope, advice: Advice) -> dict[str, Any]:
    plan = plan_queries.plan_in_force(scope, advice.authority)
    return {
        "findings": findings.findings_of(scope, advice.authority),
        "actions": plan_queries.actions_of(plan) if plan else [],
    }


FILE = Step("File a report or a recommendation", P.ADVICE_GIVE, forms.AdviceForm, _file)
ANSWER = Step("Answer the recommendation", P.PLAN_WRITE, forms.AnswerForm, _answer, options=_choices)
