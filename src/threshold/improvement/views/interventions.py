"""Notices and directions, and each of their requirements."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import status
from threshold.improvement.actions import interventions as actions
from threshold.improvement.actions import obligations
from threshold.improvement.actions.interventions import Requirement
from threshold.improvement.forms import interventions as forms
from threshold.improvement.forms.common import ReasonForm, WordsForm, owner_initial
from threshold.improvement.models import Appointment, Authority, Intervention
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import authorities, people
from threshold.improvement.queries import evidence as evidence_queries
from threshold.improvement.queries import interventions as queries
from threshold.improvement.sending import made_once
from threshold.improvement.states import ObligationState
from threshold.improvement.views.steps import Step, offered, step_for, take
from threshold.ui.groups import Group

P, S = Permission, ObligationState


def _who(scope: Scope) -> dict[str, Any]:
    return {"by": scope.user, "now": scope.now}


@require_GET
def interventions_page(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Every notice and direction, the newest first, and what is due."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    authority = authorities.authority_at(scope, slug)
    context = {
        "authority": authority,
        "rows": queries.interventions_of(scope, authority),
        "due": queries.due(scope, authority),
        "may_record": scope.may(P.INTERVENTION_RECORD) and authority.is_ours,
        "say": say,
        "now": scope.now,
    }
    return render(request, "improvement/interventions.html", context)


@require_GET
def intervention_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Its requirements, who was appointed, and how it was varied."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    found = queries.get_intervention(scope, reference)
    may_write = found.authority.sealed_at is None and scope.may(P.INTERVENTION_RECORD)
    context = {
        "found": found,
        "authority": found.authority,
        "obligations": queries.obligations_of(found),
        "appointments": queries.appointments_of(found),
        "variations": queries.variations_of(found),
        "steps": offered(scope, STEPS, found) if may_write else [],
        "may_write": may_write and found.ended_on is None,
        "say": say,
        "now": scope.now,
    }
    return render(request, "improvement/intervention.html", context)


@require_http_methods(["GET", "POST"])
def record_intervention(request: HttpRequest) -> HttpResponse:
    """Record a notice or direction with its requirements."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.INTERVENTION_RECORD)
    ours, pressed = authorities.ours(scope), Group.pressed(request.POST, "requirement")
    owners = people.owners(scope)
    rows = _requirements(request, owners, as_draft=pressed)
    form, working = open_form(request, forms.InterventionForm, "improvement.record_intervention", ours)
    if pressed:
        form = forms.InterventionForm(draft=request.POST)
    elif request.method == "POST" and all([form.is_valid(), rows.is_valid()]):
        made = working.attempt(request, form, lambda: _record(scope, ours, form.cleaned_data, rows))
        if made is not None:
            messages.success(request, "It was recorded.")
            return redirect("intervention", made.reference)
    context = {"form": form, "groups": [rows], "working": working}
    return render(request, "improvement/record_intervention.html", context)


def _requirements(request: HttpRequest, owners: list[Any], *, as_draft: bool) -> Group:
    class OwnedRequirement(forms.RequirementForm):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, owners=owners, **options)

    if as_draft:
        return Group(OwnedRequirement, draft=request.POST, prefix="requirement", noun="requirement", minimum=1)
    return Group(OwnedRequirement, request.POST or None, prefix="requirement", noun="requirement", minimum=1)


def _record(scope: Scope, authority: Authority, data: dict[str, Any], rows: Group) -> Intervention:
    requirements = [
        Requirement(item.form.cleaned_data["words"], item.form.cleaned_data["due_on"], **item.form.owned_by())  # type: ignore[attr-defined]
        for item in rows
    ]
    values = {name: data[name] for name in ("kind", "title", "issuer", "legal_basis", "issued_on")}
    return made_once(
        "improvement.record_intervention",
        data["submission_key"],
        Intervention,
        lambda: actions.record_intervention(authority, **_who(scope), **values, requirements=requirements),
        **_who(scope),
    )


@require_http_methods(["GET", "POST"])
def change_intervention(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Vary it, appoint under it, or record its end."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, STEPS, verb)
    found = queries.get_intervention(scope, reference)
    back = reverse("intervention", args=[found.reference])
    return take(request, step, found, name=f"intervention.{verb}", back=back, caption=found.title)


@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.INTERVENTION_RECORD)
    found = queries.get_intervention(scope, reference)
    appointment = queries.get_appointment(found, number)
    back = reverse("intervention", args=[found.reference])
    return take(request, END, appointment, name="appointment.end", back=back, caption=appointment.name)


@require_GET
def obligation_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One requirement: its words, its day, what answers it, its evidence and its history."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(P.IMPROVEMENT_READ)
    found = queries.get_obligation(scope, reference)
    authority = found.intervention.authority
    labels = dict(S.choices)
    context = {
        "found": found,
        "authority": authority,
        "actions": queries.actions_answering(found),
        "evidence": [say.evidence_entry(row) for row in evidence_queries.of_obligation(found)],
        "changes": queries.changes_of(found),
        "history": [
            {"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason}
            for row in status.history(found)
        ][::-1],
        "steps": offered(scope, OBLIGATION_STEPS, found) if authority.sealed_at is None else [],
        "may_act": scope.may(P.PLAN_ACT) and authority.sealed_at is None,
        "say": say,
        "now": scope.now,
    }
    return render(request, "improvement/obligation.html", context)


@require_http_methods(["GET", "POST"])
def change_obligation(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    step = step_for(scope, OBLIGATION_STEPS, verb)
    found = queries.get_obligation(scope, reference)
    back = reverse("obligation", args=[found.reference])
    return take(request, step, found, name=f"obligation.{verb}", back=back, caption=say.shortened(found.words))


# --- What can be done -------------------------------------------------------------------------------------------


def _vary(scope: Scope, found: Intervention, data: dict[str, Any], **changes: Any) -> Any:
    return actions.vary_intervention(
        found,
        **_who(scope),
        varied_on=data["varied_on"],
        reason=data["reason"],
        expected_version=data["version"],
        **changes,
    )


def _appoint(scope: Scope, found: Intervention, data: dict[str, Any], form: Any) -> Appointment:
    values = {name: data[name] for name in ("role", "name", "starts_on", "ends_on")}
    return made_once(
        "improvement.appoint",
        data["submission_key"],
        Appointment,
        lambda: actions.appoint(found, **_who(scope), **values, user=form.advisers.get(data["user"])),
        **_who(scope),
    )


def _revoke(scope: Scope, found: Intervention, data: dict[str, Any], _form: Any) -> Intervention:
    return actions.revoke_intervention(
        found, **_who(scope), ended_on=data["ended_on"], reason=data["reason"], expected_version=data["version"]
    )


def _plain(act: Any, *names: str) -> Any:
    return lambda scope, found, data, form: act(
        found, **_who(scope), **{name: data[name] for name in names}, expected_version=data["version"]
    )


def _running(found: Intervention) -> bool:
    return found.ended_on is None


def _still_due(_scope: Scope, found: Intervention) -> dict[str, Any]:
    return {"obligations": queries.obligations_of(found).filter(state__in=queries.DUE)}


def _in(*states: str) -> Any:
    return lambda found: found.state in states


STEPS = {
    "add": Step(
        "Varied: a requirement was added", P.INTERVENTION_RECORD, forms.AddRequirementForm,
        lambda scope, found, data, form: _vary(
            scope, found, data, add=[Requirement(data["words"], data["due_on"], **form.owned_by())]
        ),
        offered=_running, options=lambda scope, found: {"owners": people.owners(scope)},
    ),
    "move": Step(
        "Varied: a date was changed", P.INTERVENTION_RECORD, forms.MoveForm,
        lambda scope, found, data, form: _vary(scope, found, data, move={int(data["obligation"]): data["due_on"]}),
        offered=_running, options=_still_due,
    ),
    "lift": Step(
        "Varied: a requirement was lifted", P.INTERVENTION_RECORD, forms.LiftForm,
        lambda scope, found, data, form: _vary(scope, found, data, lift=[int(data["obligation"])]),
        offered=_running, options=_still_due,
    ),
    "appoint": Step(
        "Record an appointment", P.INTERVENTION_RECORD, forms.AppointForm, _appoint, offered=_running,
        options=lambda scope, found: {"advisers": people.advisers(scope)},
    ),
    "end": Step(
        "Record its end", P.INTERVENTION_RECORD, forms.RevokeForm, _revoke, offered=_running, is_grave=True,
        explanation="What is still required is lifted with it, and appointments that run end on the same day.",
    ),
}  # fmt: skip
END = Step(
    "The appointment ended", P.INTERVENTION_RECORD, forms.EndForm,
    lambda scope, appointment, data, form: actions.end_appointment(
        appointment, **_who(scope), ends_on=data["ends_on"]
    ),
)  # fmt: skip
OBLIGATION_STEPS = {
    "met": Step(
        "Say that it is met", P.PLAN_ACT, forms.SayMetForm, _plain(obligations.say_obligation_met, "words"),
        offered=_in(S.OPEN), explanation="Evidence must be linked to it first. Somebody else signs it off.",
    ),
    "sign-off": Step(
        "Sign it off as met", P.FINDING_SIGN_OFF, WordsForm, _plain(obligations.sign_off_obligation, "words"),
        offered=_in(S.MET_PROPOSED),
    ),
    "send-back": Step(
        "Send it back", P.FINDING_SIGN_OFF, WordsForm, _plain(obligations.send_back_obligation, "words"),
        offered=_in(S.MET_PROPOSED),
    ),
    "reopen": Step(
        "It is no longer met", P.FINDING_SIGN_OFF, ReasonForm, _plain(obligations.reopen_obligation, "reason"),
        offered=_in(S.MET),
    ),
    "give": Step(
        "Give it to somebody else", P.PLAN_WRITE, forms.GiveForm,
        lambda scope, found, data, form: obligations.give_obligation_to(
            found, **_who(scope), **form.owned_by(), expected_version=data["version"]
        ),
        offered=_in(S.OPEN), options=lambda scope, found: {"owners": people.owners(scope)},
        initial=owner_initial,
    ),
}  # fmt: skip
