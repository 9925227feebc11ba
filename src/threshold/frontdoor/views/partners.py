"""Asking partners, typing in what they say, and the board of what is outstanding."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.frontdoor import actions, pack, presenters, queries
from threshold.frontdoor.actions.gathering import Asked
from threshold.frontdoor.codes import Consent
from threshold.frontdoor.forms import AnswerForm, AskForm, CancelRequestForm
from threshold.frontdoor.models import Contact
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


@require_http_methods(["GET", "POST"])
def ask_partner(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a question to one agency or several."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    needs_basis = contact.consent != Consent.GIVEN
    first = {"question": presenters.whom_to_look_up(queries.children_of(scope, contact))}
    form, working = open_form(request, AskForm, "frontdoor.ask_agency", contact, initial=first, needs_basis=needs_basis)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        asked = working.attempt(
            request,
            form,
            lambda: actions.ask_agencies(
                contact, by=scope.user, now=scope.now, agencies=data["agencies"], question=data["question"],
                lawful_basis=data.get("lawful_basis", ""), submission_key=data["submission_key"],
            ),
        )  # fmt: skip
        if asked:
            return _show_codes(request, contact, asked)
        if asked is not None:  # the second of two presses: the codes were on the page of the first
            messages.info(request, "The partners have been asked already. A lost code can be replaced below.")
            return redirect("contact", reference)
    return render(request, "frontdoor/ask.html", {"contact": contact, "form": form, "working": working})


@require_POST
def renew_link(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A new link and code for a partner who lost the first, or let it lapse."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    asked = actions.renew_link(queries.get_request(contact, number), by=scope.user, now=scope.now)
    return _show_codes(request, contact, [asked])


def _show_codes(request: HttpRequest, contact: Contact, asked: list[Asked]) -> HttpResponse:
    """Each code is shown once and never stored in clear: the next page has forgotten it."""
    practice = pack.of(contact.pack_version_id)
    rows = [(row, practice.agency(row.request.agency).title) for row in asked]
    return render(request, "frontdoor/asked.html", {"contact": contact, "asked": rows})


@require_http_methods(["GET", "POST"])
def record_answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Type in what a partner said."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    asked = queries.get_request(contact, number)
    form, working = open_form(request, AnswerForm, "frontdoor.record_answer", asked)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.record_answer(
                asked, by=scope.user, now=scope.now, state=data["state"], text=data["text"],
                answered_by_name=data["answered_by_name"], answered_by_role=data["answered_by_role"],
                reason=data["reason"],
            ),
        ):  # fmt: skip
            return redirect("contact", reference)
    context = {"contact": contact, "asked": asked, "agency": _title(contact, asked), "form": form, "working": working}
    return render(request, "frontdoor/answer_typed.html", context)


@require_http_methods(["GET", "POST"])
def cancel_request(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The answer is no longer needed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    asked = queries.get_request(contact, number)
    form, working = open_form(request, CancelRequestForm, "frontdoor.cancel_request", asked)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if working.attempt(
            request, form, lambda: actions.cancel_request(asked, by=scope.user, now=scope.now, reason=reason)
        ):
            return redirect("contact", reference)
    context = {"contact": contact, "asked": asked, "agency": _title(contact, asked), "form": form, "working": working}
    return render(request, "frontdoor/cancel_request.html", context)


@require_GET
def outstanding(request: HttpRequest) -> HttpResponseBase:
    """What partners have been asked and have not answered, the most overdue first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    found = queries.outstanding_requests(scope)
    titles = {agency.code: agency.title for agency in pack.of().agencies}
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_outstanding_requests")
        rows = (
            (
                row.contact.reference,
                titles.get(row.agency, row.agency),
                row.asked_at.isoformat(),
                row.due_at.isoformat(),
            )
            for row in found.iterator(500)
        )
        return csv_response("outstanding-requests", ("Contact", "Agency", "Asked", "Due"), rows)
    page = paginate(found, request.GET)
    queries.with_children(scope, [row.contact for row in page.items])
    context = {"page": page, "titles": titles, "now": scope.now, "presenters": presenters}
    return render(request, "frontdoor/outstanding.html", {**context, "may_export": scope.may(Permission.LISTS_EXPORT)})


def _title(contact: object, asked: object) -> str:
    return pack.of(contact.pack_version_id).agency(asked.agency).title  # type: ignore[attr-defined]
