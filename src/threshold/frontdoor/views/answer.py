"""Answering the person who was worried."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core.errors import NotVisible
from threshold.frontdoor import actions, pack, queries
from threshold.frontdoor.actions.answer import LEFT_OUT, letter_for
from threshold.frontdoor.forms import FeedbackForm


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Read the letter that the outcome gives, change it if need be, and say how it is given."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.FEEDBACK_SEND)
    contact = queries.get_visible_contact(scope, reference)
    outcomes = queries.outcomes_of(contact)
    stored = {"text": letter_for(contact, outcomes)[1]} if outcomes else {}
    form, working = open_form(request, FeedbackForm, "frontdoor.give_feedback", contact, initial=stored)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        feedback = working.attempt(
            request,
            form,
            lambda: actions.give_feedback(
                contact, by=scope.user, now=scope.now, status_of_answer=data["status"], text=data["text"],
                reason=data["reason"], submission_key=data["submission_key"],
            ),
        )  # fmt: skip
        if feedback:
            messages.success(request, "The answer is recorded and the contact is closed.")
            return redirect("letter" if feedback.status == "printed" else "contact", reference)
    context = {"contact": contact, "form": form, "working": working, "left_out": LEFT_OUT, "outcomes": outcomes}
    return render(request, "frontdoor/answer.html", context)


@require_GET
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter, to print."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.FEEDBACK_SEND)
    contact = queries.get_visible_contact(scope, reference)
    feedback = queries.feedback_of(contact)
    if feedback is None or not feedback.text:
        raise NotVisible
    scope.note("frontdoor.read_letter", subject=contact)
    context = {"contact": contact, "feedback": feedback, "authority": pack.of(contact.pack_version_id).authority}
    return render(request, "frontdoor/letter.html", context)
