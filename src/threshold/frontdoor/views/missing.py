"""Children who were missing: that one is back, what the return home interview gave, and who is still owed one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import clocks
from threshold.frontdoor import actions, presenters, queries, queries_missing
from threshold.frontdoor.forms_missing import ReturnForm, ReturnInterviewForm
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

HEADER = ("Contact", "Child", "Came back", "Due by", "Worker", "Team")


@require_GET
def return_interviews(request: HttpRequest) -> HttpResponseBase:
    """Who came back and is still owed an interview, the longest back first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_READ)
    only_overdue = request.GET.get("when") == "overdue"
    found = queries_missing.interviews_due(scope, only_overdue=only_overdue)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        listed = list(found)
        scope.note("frontdoor.export_return_interviews", about=[row.child.person_id for row in listed])
        due = queries_missing.interview_clocks(listed)
        return csv_response("return-home-interviews", HEADER, presenters.interview_rows(listed, due))
    page = paginate(found, request.GET)
    due = queries_missing.interview_clocks(page.items)
    context = {
        "page": page, "only_overdue": only_overdue, "presenters": presenters, "now": scope.now,
        "due": {pk: clocks.explain(clock, scope.now) for pk, clock in due.items()}, "may": scope.may, "P": Permission,
    }  # fmt: skip
    return render(request, "frontdoor/return_interviews.html", context)


@require_http_methods(["GET", "POST"])
def note_return(request: HttpRequest, reference: str, person: str) -> HttpResponse:
    """A child who was missing is back."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    child = queries.get_visible_child(scope, contact, person)
    form, working = open_form(request, ReturnForm, "frontdoor.note_return", child)
    if request.method == "POST" and form.is_valid():
        returned_at = form.cleaned_data["returned_at"]
        if working.attempt(
            request, form, lambda: actions.note_return(child, by=scope.user, now=scope.now, returned_at=returned_at)
        ):
            messages.success(request, "It is noted. A return home interview is now due.")
            return redirect("contact", reference)
    context = {"contact": contact, "child": child, "form": form, "working": working}
    return render(request, "frontdoor/note_return.html", context)


@require_http_methods(["GET", "POST"])
def record_return_interview(request: HttpRequest, reference: str, person: str) -> HttpResponse:
    """What came of the interview."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_GATHER)
    contact = queries.get_visible_contact(scope, reference)
    child = queries.get_visible_child(scope, contact, person)
    interview = queries_missing.get_interview(child)
    form, working = open_form(request, ReturnInterviewForm, "frontdoor.record_return_interview", interview)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.record_return_interview(
                interview, by=scope.user, now=scope.now, state=data["state"], happened_at=data["happened_at"],
                held_by=data["held_by"], text=data["text"], reason=data["reason"], expected_version=data["version"],
            ),
        ):  # fmt: skip
            messages.success(request, "What came of the interview is recorded.")
            return redirect("contact", reference)
    context = {"contact": contact, "child": child, "interview": interview, "form": form, "working": working}
    return render(request, "frontdoor/return_interview.html", context)
