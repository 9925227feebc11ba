"""What is put right on a contact after it was recorded: who told us, the language, and whether a child is in danger."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.frontdoor import actions, queries
from threshold.frontdoor.forms import CorrectForm, DangerForm
from threshold.frontdoor.models import Contact


@require_http_methods(["GET", "POST"])
def mark_danger(request: HttpRequest, reference: str) -> HttpResponse:
    """A child is in danger now, or the danger has passed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    asked = {"is_danger": "no" if contact.is_immediate_danger else "yes"}
    form, working = open_form(request, DangerForm, "frontdoor.mark_danger", contact, initial=asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        marked = working.attempt(
            request,
            form,
            lambda: actions.mark_danger(
                contact, by=scope.user, now=scope.now, is_danger=data["is_danger"] == "yes",
                reason=data["reason"], expected_version=data["version"],
            ),
        )  # fmt: skip
        if marked:
            return redirect("contact", reference)
    return render(request, "frontdoor/danger.html", {"contact": contact, "form": form, "working": working})


@require_http_methods(["GET", "POST"])
def correct_contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Who told us, and in which language the family is spoken to."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    form, working = open_form(request, CorrectForm, "frontdoor.correct_contact", contact, initial=_stored(contact))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        corrected = working.attempt(
            request,
            form,
            lambda: actions.correct_contact(
                contact, by=scope.user, now=scope.now, source=data["source"], referrer=form.referrer(),
                language=data["language"], interpreter_needed=data["interpreter_needed"],
                expected_version=data["version"],
            ),
        )  # fmt: skip
        if corrected:
            return redirect("contact", reference)
    return render(request, "frontdoor/correct.html", {"contact": contact, "form": form, "working": working})


def _stored(contact: Contact) -> dict[str, Any]:
    names = (
        "source", "referrer_name", "referrer_role", "referrer_organisation_name", "referrer_telephone",
        "referrer_email", "referrer_anonymity", "language", "interpreter_needed",
    )  # fmt: skip
    return {name: getattr(contact, name) for name in names}
