"""Findings: the list, one of them with every link, and its way to being closed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import status
from threshold.improvement import codes, slots
from threshold.improvement.actions import findings as actions
from threshold.improvement.forms import findings as forms
from threshold.improvement.forms.common import ReasonForm, WordsForm
from threshold.improvement.models import Authority, Finding
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import authorities
from threshold.improvement.queries import evidence as evidence_queries
from threshold.improvement.queries import findings as queries
from threshold.improvement.queries.proofs import standings
from threshold.improvement.sending import made_once
from threshold.improvement.states import FindingState
from threshold.improvement.views.steps import Step, offered, step_for, take
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

P, S = Permission, FindingState


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def findings_page(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """What must become better: open again first, closed last; narrowed by state, origin, theme and words."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    chosen = {name: request.GET.get(name, "")[:100] for name in ("state", "kind", "theme", "words")}
    rows = queries.filtered(queries.findings_of(scope, authority), **chosen)
    if request.GET.get("format") == "csv":
        scope.require(P.LISTS_EXPORT)
        header = ("Finding", "State", "From", "Words", "Themes")
        lines = (
            (row.reference, row.get_state_display(), row.get_kind_display(), row.words, ", ".join(row.themes))
            for row in rows
        )
        return csv_response("findings", header, lines)
    context = {
        "authority": authority,
        "page": paginate(rows, request.GET),
        "chosen": chosen,
        "states": FindingState.choices,
        "kinds": Finding.Kind.choices,
        "themes": codes.themes(),
        "may_raise": scope.may(P.PLAN_ACT) and authority.is_ours,
        "may_export": scope.may(P.LISTS_EXPORT),
        "say": say,
    }
    return render(request, "improvement/findings.html", context)


@require_GET
def finding_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Its words and where they stand, what answers it, what proves that, the evidence, and how it was closed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    finding = queries.get_finding(scope, reference)
    answering = queries.actions_answering(finding)
    proofs = [proof for action in answering for proof in action.proofs.all()]
    labels = dict(S.choices)
    context = {
        "finding": finding,
        "authority": finding.authority,
        "actions": answering,
        "said": standings(proofs, now=scope.now, is_ours=finding.authority.is_ours),
        "evidence": [say.evidence_entry(row) for row in evidence_queries.of_finding(finding)],
        "closures": queries.closures_of(finding),
        "advice": finding.advice.all(),
        "links": slots.finding_links(scope, finding),
        "history": [
            {"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason}
            for row in status.history(finding)
        ][::-1],
        "steps": offered(scope, STEPS, finding) if finding.authority.sealed_at is None else [],
        "may_act": scope.may(P.PLAN_ACT) and finding.authority.sealed_at is None,
        "theme_title": codes.theme_title,
        "say": say,
        "now": scope.now,
    }
    return render(request, "improvement/finding.html", context)


@require_http_methods(["GET", "POST"])
def raise_finding(request: HttpRequest) -> HttpResponse:
    """Raise a finding of our own."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.PLAN_ACT)
    return take(request, RAISE, authorities.ours(scope), name="raise_finding", back=reverse("findings"))


@require_http_methods(["GET", "POST"])
def change_finding(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of its way."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, STEPS, verb)
    finding = queries.get_finding(scope, reference)
    back = reverse("finding", args=[finding.reference])
    return take(request, step, finding, name=f"finding.{verb}", back=back, caption=say.shortened(finding.words))


# --- What can be done -------------------------------------------------------------------------------------------


def _raise(scope: Scope, authority: Authority, data: dict[str, Any], _form: Any) -> Finding:
    values = {name: data[name] for name in ("kind", "words", "themes")}
    return made_once(
        "improvement.raise_finding",
        data["submission_key"],
        Finding,
        lambda: actions.raise_finding(authority, **_who(scope), **values),
        **_who(scope),
    )


def _plain(act: Any, *names: str) -> Any:
    return lambda scope, finding, data, form: act(
        finding, **_who(scope), **{name: data[name] for name in names}, expected_version=data["version"]
    )


def _in(*states: str) -> Any:
    return lambda finding: finding.state in states


RAISE = Step(
    "Raise a finding", P.PLAN_ACT, forms.RaiseForm, _raise, options=lambda scope, authority: {"themes": codes.themes()},
    explanation="An inspection's findings are recorded with its report. This is for what we found ourselves.",
)  # fmt: skip
STEPS = {
    "propose": Step(
        "Propose to close it", P.PLAN_ACT, forms.ProposeForm,
        lambda scope, finding, data, form: actions.propose_closure(
            finding, **_who(scope), reason=data["reason"], evidence=form.chosen(), expected_version=data["version"]
        ),
        offered=_in(S.OPEN, S.REOPENED),
        options=lambda scope, finding: {"evidence": evidence_queries.of_finding(finding)},
        explanation="Somebody else signs it off: a senior leader who owns none of the actions that answer it.",
    ),
    "sign-off": Step(
        "Sign it off as closed", P.FINDING_SIGN_OFF, WordsForm, _plain(actions.sign_off_closure, "words"),
        offered=_in(S.CLOSURE_PROPOSED),
        explanation="What proved it is watched from now on. When a measure slips back, the finding opens again.",
    ),
    "send-back": Step(
        "Send it back", P.FINDING_SIGN_OFF, WordsForm, _plain(actions.send_back_closure, "words"),
        offered=_in(S.CLOSURE_PROPOSED),
    ),
    "reopen": Step(
        "Open it again", P.PLAN_ACT, ReasonForm, _plain(actions.reopen_finding, "reason"), offered=_in(S.CLOSED),
        explanation="The owners of its actions, and whoever proposed to close it, are told.",
    ),
    "themes": Step(
        "Set its themes", P.PLAN_ACT, forms.ThemesForm, _plain(actions.set_themes, "themes"),
        options=lambda scope, finding: {"themes": codes.themes()},
        initial=lambda finding: {"themes": finding.themes},
    ),
}  # fmt: skip
