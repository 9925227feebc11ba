"""The receiving team's pages: one hand-over, and the children who have no worker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import clocks, status
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.pathway import actions, presenters, queries
from threshold.pathway.forms import AcceptForm, AllocateForm, CloseForm, OfferAgainForm, SendBackForm
from threshold.pathway.models import Handover
from threshold.pathway.states import HandoverState
from threshold.people import presenters as people_presenters
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


@require_GET
def handover_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One child offered to, or taken on by, a team."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.PATHWAY_READ)
    handover = queries.get_visible_handover(scope, reference)
    scope.note("pathway.read_handover", subject=handover, about=[handover.person_id])
    labels = dict(HandoverState.choices)
    history = [
        {"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason}
        for row in status.history(handover)
    ][::-1]
    running = [clocks.explain(clock, scope.now) for clock in queries.running_clocks(handover)]
    context = {
        "handover": handover,
        "headline": presenters.headline(handover, running[0] if running else None, scope.now),
        "born": people_presenters.birth(handover.person, day_of(scope.now)),
        "history": history,
        "clocks": running,
        "is_in_team": handover.team_id in scope.user.team_ids,
        "verbs": _verbs(scope, handover),
    }
    return render(request, "pathway/handover.html", context)


def _verbs(scope: Scope, handover: Handover) -> list[str]:
    """What this person can do to it now."""
    in_team, state = handover.team_id in scope.user.team_ids, handover.state
    verbs = []
    if state == HandoverState.AWAITING_ACCEPTANCE and in_team and scope.may(Permission.PATHWAY_RECEIVE):
        verbs += ["accept", "send-back"]
    if state == HandoverState.SENT_BACK and scope.may(Permission.CONTACT_SIGN_OFF):
        verbs.append("offer-again")
    if (
        state in (HandoverState.ACCEPTED, HandoverState.ALLOCATED)
        and in_team
        and scope.may(Permission.PATHWAY_ALLOCATE)
    ):
        verbs.append("allocate")
    taken_on = state in (HandoverState.ACCEPTED, HandoverState.ALLOCATED) and in_team
    came_back = state == HandoverState.SENT_BACK and scope.may(Permission.CONTACT_SIGN_OFF)
    if (taken_on or came_back) and scope.may(Permission.PATHWAY_ALLOCATE):
        verbs.append("close")
    return verbs


TITLES = {
    "accept": "Accept this child",
    "send-back": "Send back to the front door",
    "offer-again": "Offer it again",
    "allocate": "Allocate a worker",
    "close": "Close",
}


@require_http_methods(["GET", "POST"])
def change_handover(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Accept, send back, offer again, allocate or close: each a form and one action."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_SIGN_OFF if verb == "offer-again" else Permission.PATHWAY_RECEIVE)
    handover = queries.get_visible_handover(scope, reference)
    form_class, options = _form(scope, handover, verb)
    form, working = open_form(request, form_class, f"pathway.{verb}", handover, **options)
    sent = request.method == "POST" and form.is_valid()
    if sent and working.attempt(request, form, lambda: _act(scope, handover, verb, form)):
        messages.success(request, f"{TITLES[verb]}: done.")
        return redirect("handover", reference)
    context = {"handover": handover, "form": form, "working": working, "verb": verb, "title": TITLES[verb]}
    return render(request, "pathway/change.html", context)


def _form(scope: Scope, handover: Handover, verb: str) -> tuple[Any, dict[str, Any]]:
    today = day_of(scope.now)
    match verb:
        case "accept":
            return AcceptForm, {}
        case "send-back":
            return SendBackForm, {}
        case "offer-again":
            return OfferAgainForm, {"teams": queries.teams_to_offer(handover, today)}
        case "allocate":
            return AllocateForm, {"workers": queries.workers_of(handover.team_id, today)}
        case "close":
            return CloseForm, {}
    raise NotVisible


def _act(scope: Scope, handover: Handover, verb: str, form: Any) -> Handover:
    data = form.cleaned_data
    who: dict[str, Any] = {"by": scope.user, "now": scope.now}
    match verb:
        case "accept":
            return actions.accept_handover(handover, **who, expected_version=data["version"])
        case "send-back":
            return actions.send_back_handover(handover, **who, reason=data["reason"], expected_version=data["version"])
        case "offer-again":
            return actions.offer_again(
                handover, **who, team=form.teams[data["team"]], answer=data["answer"], expected_version=data["version"]
            )
        case "allocate":
            return actions.allocate_handover(
                handover, **who, worker=form.workers[data["worker"]], expected_version=data["version"]
            )
    return actions.close_handover(
        handover, **who, reason=data["reason"], closure_reason=data["closure_reason"], expected_version=data["version"]
    )


@require_GET
def no_worker(request: HttpRequest) -> HttpResponseBase:
    """Children who were handed over and have no worker yet, the longest waiting first, with the hours counted."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.PATHWAY_READ)
    found = queries.without_worker(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("pathway.export_no_worker")
        rows = (
            (row.reference, row.person.reference, row.get_kind_display(), row.team.name, row.get_state_display(),
             row.opened_at.isoformat(), _hours(row, scope))
            for row in found.iterator(500)
        )  # fmt: skip
        header = ("Hand-over", "Child", "Kind", "Team", "State", "Offered", "Hours waiting")
        return csv_response("no-worker", header, rows)
    page = paginate(found, request.GET)
    hours = {row.pk: _hours(row, scope) for row in page.items}
    due = {pk: clocks.explain(clock, scope.now) for pk, clock in queries.due_by_handover(page.items).items()}
    context = {"page": page, "hours": hours, "due": due, "may_export": scope.may(Permission.LISTS_EXPORT)}
    return render(request, "pathway/no_worker.html", context)


def _hours(handover: Handover, scope: Scope) -> int:
    return int((scope.now - handover.opened_at).total_seconds() // 3600)
