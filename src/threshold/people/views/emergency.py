"""Emergency access to restricted records, its review, and alerts that a new record may be a restricted person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.core.errors import NotVisible
from threshold.people import actions, presenters_restrictions, queries, record
from threshold.people.forms import restrictions as forms
from threshold.people.views.common import kept_out
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


def break_glass(request: Any, reference: str) -> HttpResponse:
    """Open a restricted record for some hours. A GET shows the page of the record, which has the form."""
    scope = request.scope
    scope.require(Permission.BREAK_GLASS)
    restriction = queries.restriction_message(scope, reference)
    if request.method != "POST" or restriction is None:
        return redirect("person", reference)
    form, working = work.open_form(request, forms.EmergencyForm, "people.break_glass", restriction)

    def act() -> None:
        ends_at = scope.now + dt.timedelta(hours=int(form.cleaned_data["hours"]))
        actions.break_glass(
            restriction.person, reason=form.cleaned_data["reason"], ends_at=ends_at, by=scope.user, now=scope.now
        )

    done = "The record is open to you. Your reason will be reviewed."
    if sent(request, (form, working), restriction.person, act, done):
        return redirect("person", reference)
    return kept_out(request, reference, form)


def mine(request: Any) -> HttpResponseBase:
    """What I have opened in an emergency, and what was said of it."""
    scope = request.scope
    scope.require(Permission.BREAK_GLASS)
    found = record.my_emergency_accesses(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("people.download_own_emergency_accesses")
        lines = (presenters_restrictions.own_access_csv_row(access) for access in found.iterator(chunk_size=500))
        return csv_response("my-emergency-access.csv", presenters_restrictions.OWN_ACCESS_COLUMNS, lines)
    page = paginate(found, request.GET)
    rows = [presenters_restrictions.own_access_row(access, scope.now) for access in page.items]
    context = {"page": page, "rows": rows, "may_export": scope.may(Permission.LISTS_EXPORT)}
    return render(request, "people/emergency_mine.html", context)


def review_queue(request: Any) -> HttpResponseBase:
    """What waits for a review, and what was reviewed; one's own is in neither."""
    scope = request.scope
    scope.require(Permission.BREAK_GLASS_REVIEW)
    waiting = "reviewed" not in request.GET
    found = queries.emergency_accesses_to_review(scope) if waiting else record.reviewed_accesses(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("people.download_emergency_accesses")
        lines = (presenters_restrictions.access_csv_row(access) for access in found.iterator(chunk_size=500))
        return csv_response("emergency-access.csv", presenters_restrictions.ACCESS_COLUMNS, lines)
    page = paginate(found, request.GET)
    scope.note("people.read_emergency_accesses", about=[access.person_id for access in page.items])
    shown = queries.faces(scope, [access.person.identity_id for access in page.items])
    rows = [presenters_restrictions.access_row(access, shown, scope.now) for access in page.items]
    context = {
        "page": page,
        "rows": rows,
        "waiting": waiting,
        "alerts": queries.alerts_for(scope).count(),
        "may_export": scope.may(Permission.LISTS_EXPORT),
    }
    return render(request, "people/emergency_review.html", {**context})


def review(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.BREAK_GLASS_REVIEW)
    access = record.get_emergency_access(scope, pk)
    form, working = work.open_form(request, forms.ReviewForm, "people.review_emergency_access", access)
    act = lambda: actions.review_emergency_access(  # noqa: E731
        access,
        was_justified=form.cleaned_data["verdict"] == "yes",
        note=form.cleaned_data["note"],
        by=scope.user,
        now=scope.now,
    )
    if sent(request, (form, working), access, act, "Your review is recorded."):
        return redirect("emergency_accesses")
    shown = queries.faces(scope, [access.person.identity_id])
    context = {"access": presenters_restrictions.access_row(access, shown, scope.now), "form": form, "working": working}
    return render(request, "people/emergency_judge.html", {**context, "cancel_href": reverse("emergency_accesses")})


def alerts(request: Any) -> HttpResponseBase:
    """New records that are likely a restricted person, for those who may see both."""
    scope = request.scope
    scope.require(Permission.PEOPLE_LINK)
    found = queries.alerts_for(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("people.download_restricted_matches")
        lines = (presenters_restrictions.alert_csv_row(alert) for alert in found.iterator(chunk_size=500))
        return csv_response("restricted-matches.csv", presenters_restrictions.ALERT_COLUMNS, lines)
    page = paginate(found, request.GET)
    scope.note("people.read_restricted_matches", about=[alert.record_id for alert in page.items])
    rows = [presenters_restrictions.alert_row(alert) for alert in page.items]
    context = {"page": page, "rows": rows, "may_export": scope.may(Permission.LISTS_EXPORT)}
    return render(request, "people/restricted_matches.html", context)


@require_POST
def close_alert(request: Any, pk: int) -> HttpResponse:
    """Somebody has looked. A second click finds nothing left to close, which is as it should be."""
    scope = request.scope
    scope.require(Permission.PEOPLE_LINK)
    try:
        actions.close_restricted_match(record.get_alert(scope, pk), by=scope.user, now=scope.now)
        messages.success(request, "The alert is closed.")
    except NotVisible:
        pass
    return redirect("restricted_matches")
