"""My day and the front-door board."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks
from threshold.core.calendar import LONDON, day_of
from threshold.frontdoor import pack, presenters, queries, queries_messages, queries_missing, slots
from threshold.frontdoor.presenters_day import CSV_HEADER, NARROWED, Day
from threshold.frontdoor.states import ContactState
from threshold.pathway.queries import due_by_handover, in_my_hands, without_worker
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: the day's work, or what this role is for."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if scope.may(Permission.CONTACT_READ):
        return redirect("my_day")
    return render(request, "frontdoor/home.html", {"permissions": scope.user.permissions, "P": Permission})


@require_GET
def my_day(request: HttpRequest) -> HttpResponseBase:
    """What is due, what is overdue, what waits for somebody else, what changed since yesterday."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_READ)
    day = _day(scope, request.GET.get("due", ""))
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_my_day")
        return csv_response("my-day", CSV_HEADER, day.csv_rows())
    yesterday = dt.datetime.combine(day_of(scope.now) - dt.timedelta(days=1), dt.time.min, LONDON)
    signs = scope.may(Permission.CONTACT_SIGN_OFF)
    context = {
        "now": scope.now,
        "day": day,
        "new": queries.board(scope, state=ContactState.RECEIVED).count(),
        "not_sent": queries_messages.not_sent(scope).count(),
        "to_sign_off": queries.sign_off_queue(scope).count() if signs else None,
        "returned": queries.returned_to(scope) if scope.may(Permission.CONTACT_DECIDE) else [],
        "interviews": queries_missing.interviews_due(scope).count(),
        "change_entries": presenters.change_entries(queries.changed_since(scope, yesterday)),
        "shifts": [shift for shift in queries.open_shifts(scope) if shift.state == "handed_over"],
        "waiting": slots.waiting(scope),
        "presenters": presenters,
        "may": scope.may,
        "P": Permission,
    }
    return render(request, "frontdoor/my_day.html", context)


def _day(scope: Scope, only: str) -> Day:
    contacts = queries.with_children(scope, queries.my_contacts(scope)[:100])
    due = {pk: clocks.explain(clock, scope.now) for pk, clock in queries.due_by_contact(contacts).items()}
    contacts.sort(key=lambda contact: due[contact.pk].due_at if contact.pk in due else contact.received_at)
    handovers = in_my_hands(scope)
    handover_due = {pk: clocks.explain(clock, scope.now) for pk, clock in due_by_handover(handovers).items()}
    elsewhere = {contact.pk for contact in queries.waiting_for_others(scope)}
    only = only if only in NARROWED else ""
    return Day(contacts, elsewhere, handovers, due, handover_due, scope.user.pk, only)


@require_GET
def board(request: HttpRequest) -> HttpResponseBase:
    """Open contacts by stage, with counts, ageing and rating; every number is a link to its list."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CONTACT_READ)
    stage, rag = request.GET.get("stage", ""), request.GET.get("rating", "")
    ratings = {rating.code: (rating.title, rating.colour) for rating in pack.of().ratings}
    found = queries.board(scope, state=stage if stage in ContactState.values else "", rag=rag if rag in ratings else "")
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("frontdoor.export_board")
        rows = (
            (row.reference, row.get_state_display(), row.rag, row.get_source_display(), row.received_at.isoformat(),
             str(row.owner or ""), row.team.name)
            for row in found.iterator(500)
        )  # fmt: skip
        header = ("Contact", "Stage", "Rating", "Source", "Received", "Worker", "Team")
        return csv_response("front-door-board", header, rows)
    page = paginate(found, request.GET)
    contacts = queries.with_children(scope, page.items)
    context = {
        "now": scope.now,
        "page": page,
        "contacts": contacts,
        "due": {pk: clocks.explain(clock, scope.now) for pk, clock in queries.due_by_contact(contacts).items()},
        "tiles": presenters.board_rows(queries.counts_by_stage(scope), ratings, stage),
        "ratings": ratings,
        "stage": stage,
        "rag": rag,
        "no_worker": without_worker(scope).count(),
        "interviews": queries_missing.interviews_due(scope).count(),
        "presenters": presenters,
        "may": scope.may,
        "P": Permission,
    }
    return render(request, "frontdoor/board.html", context)
