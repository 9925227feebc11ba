"""Options that were weighed: laid out, scored on their sources, decided between."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.improvement.actions import appraisals as actions
from threshold.improvement.forms import appraisals as forms
from threshold.improvement.models import OptionsAppraisal
from threshold.improvement.queries import appraisals as queries
from threshold.improvement.queries import authorities
from threshold.improvement.queries import boards as board_queries
from threshold.improvement.states import AppraisalState
from threshold.improvement.views.sending import made_once
from threshold.improvement.views.steps import Step, take

G = Permission.GOVERNANCE_RECORD


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def options_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Every question whose options were weighed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    authority = authorities.get_authority(scope, slug) if slug else authorities.ours(scope)
    context = {
        "authority": authority,
        "appraisals": queries.appraisals_of(scope, authority),
        "may_write": authority.is_ours and scope.may(G),
    }
    return render(request, "improvement/options.html", context)


_NEW = Step(
    title="Weigh options",
    permission=G,
    form=forms.BeginForm,
    act=lambda scope, authority, data, form: made_once(
        scope, form, OptionsAppraisal, partial(actions.begin_appraisal, authority),
        **{name: data[name] for name in ("title", "question", "appraised_on", "criteria", "options")},
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_options(request: HttpRequest) -> HttpResponse:
    """Lay out a question, the criteria with their weights, and the options."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(G)
    authority = authorities.ours(scope)
    return take(request, _NEW, authority, name="new-options", back=reverse("options"), caption=authority.name)


@require_GET
def option_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """One appraisal: the table of scores with their sources, the result, and what was decided."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    appraisal = queries.get_appraisal(scope, reference)
    result = queries.result(appraisal)
    is_draft = appraisal.state == AppraisalState.DRAFT and appraisal.authority.is_ours and scope.may(G)
    context = {
        "appraisal": appraisal,
        "criteria": list(appraisal.criteria.order_by("number")),
        "options": list(zip(appraisal.options.order_by("number"), result.options, strict=True)),
        "scores": queries.scores_of(appraisal),
        "result": result,
        "is_draft": is_draft,
    }
    return render(request, "improvement/option_paper.html", context)


@require_http_methods(["GET", "POST"])
def score_option(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Score one option on every criterion, each with its source."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(G)
    appraisal = queries.get_appraisal(scope, reference)
    option = queries.get_option(appraisal, number)
    step = Step(
        title="Score this option",
        permission=G,
        form=forms.ScoreForm,
        act=lambda scope, appraisal, data, form: actions.score_options(
            appraisal, **_who(scope), scores=form.scores(), expected_version=data["version"]
        ),
        options=lambda _scope, appraisal: {"appraisal": appraisal, "option": option},
        initial=lambda appraisal: queries.given_to(appraisal, option),
    )
    back = reverse("option_paper", args=[reference])
    return take(request, step, appraisal, name=f"score-{option.number}", back=back, caption=option.name)


def _decide(
    scope: Scope, appraisal: OptionsAppraisal, data: dict[str, Any], form: forms.DecideForm
) -> OptionsAppraisal:
    return actions.decide_appraisal(
        appraisal, **_who(scope), chosen=form.options[data["chosen"]], reason=data["reason"],
        departure=data["departure"], decided_on=data["decided_on"], decision=form.decisions.get(data["decision"]),
        expected_version=data["version"],
    )  # fmt: skip


_DECIDE = Step(
    title="Record the choice",
    permission=G,
    form=forms.DecideForm,
    act=_decide,
    options=lambda scope, appraisal: {
        "options": appraisal.options.order_by("number"),
        "decisions": board_queries.decisions_of(scope, appraisal.authority),
    },
)


@require_http_methods(["GET", "POST"])
def decide_options(request: HttpRequest, reference: str) -> HttpResponse:
    """Record which option was chosen and why; with one reason more where it is not the one with the best score."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(G)
    appraisal = queries.get_appraisal(scope, reference)
    back = reverse("option_paper", args=[reference])
    return take(request, _DECIDE, appraisal, name="decide-options", back=back, caption=appraisal.title)
