"""The page of numbers, and the list of children on contacts that every number of it opens."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.frontdoor import presenters, queries_contacts, surge
from threshold.frontdoor.forms_numbers import ContactListForm
from threshold.frontdoor.models import ContactChild
from threshold.frontdoor.presenters_numbers import Page, chosen
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


@require_GET
def surge_page(request: HttpRequest) -> HttpResponseBase:
    """Arrivals against decisions, what waits, where it comes from, and how fast it is decided."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.NUMBERS_READ)
    teams = surge.teams(scope)
    team = next((team for team in teams if str(team.pk) == request.GET.get("team")), None)
    page = Page(surge.numbers(scope, team=team), team.pk if team else None)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_numbers")
        return csv_response("front-door-numbers", ("What", "Which", "Children"), page.csv_rows())
    context = {
        "now": scope.now, "page": page, "teams": teams, "team": team,
        "may_export": scope.may(Permission.LISTS_EXPORT),
    }  # fmt: skip
    return render(request, "frontdoor/surge.html", context)


@require_GET
def contact_list(request: HttpRequest) -> HttpResponseBase:
    """Children on contacts, one row for each child: the list behind a number."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_READ)
    form = ContactListForm(request.GET or None, teams=surge.teams(scope))
    is_clear = form.is_valid() or not form.is_bound
    wanted = form.wanted(scope.now) if is_clear else queries_contacts.Wanted()
    found = queries_contacts.contact_list(scope, wanted)
    if not is_clear:
        found = found.none()
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_contact_list")
        header = ("Contact", "Child", "Received", "Source", "Stage", "Rating", "Decision", "Decided", "Worker", "Team")
        return csv_response("contacts", header, map(_row, found.iterator(500)))
    context = {
        "now": scope.now, "form": form, "page": paginate(found, request.GET),
        "chosen": chosen(form, wanted, request.GET) if is_clear else [], "presenters": presenters,
        "wanted": wanted, "may_export": scope.may(Permission.LISTS_EXPORT), "csv_href": _csv_href(request),
    }  # fmt: skip
    return render(request, "frontdoor/surge_contacts.html", context)


def _csv_href(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["format"] = "csv"
    return f"?{query.urlencode()}"


def _row(child: ContactChild) -> tuple[Any, ...]:
    contact = child.contact
    current = child.current_decisions  # type: ignore[attr-defined]
    stands = next((decision for decision in current if decision.state in surge.STANDS), None)
    return (
        contact.reference, child.person.reference, contact.received_at.isoformat(), contact.get_source_display(),
        contact.get_state_display(), contact.rag, stands.get_outcome_display() if stands else "",
        stands.decided_at.isoformat() if stands else "", str(contact.owner or ""), contact.team.name,
    )  # fmt: skip
