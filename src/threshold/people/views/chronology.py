"""The chronology: what happened to a person, curated, and printed for somebody by name."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.core.calendar import day_of
from threshold.people import chronology, presenters, queries, record
from threshold.people.forms import chronology as forms
from threshold.people.models import ChronologyEntry, Person
from threshold.people.narrative import Reader
from threshold.people.views.common import about_person, show
from threshold.people.views.edit import form_page
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

_CSV_COLUMNS = ["When", "What", "Title", "Weight", "Note", "By"]


@about_person()
def show_chronology(request: Any, person: Person) -> HttpResponseBase:
    scope = request.scope
    scope.note("people.read_chronology", subject=person, about=queries.cluster(person))
    form = forms.FilterForm(request.GET or None, auto_id="filter_%s")
    chosen = form.cleaned_data if form.is_valid() else {}
    entries = _chosen(queries.chronology_of(scope, person, with_left_out=chosen.get("show") == "all"), chosen)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        rows = (presenters.chronology_csv_row(entry) for entry in entries.iterator(chunk_size=500))
        return csv_response(f"chronology-{person.reference}.csv", _CSV_COLUMNS, rows)
    page = paginate(entries, request.GET)
    return show(
        request,
        "people/chronology.html",
        person,
        "chronology",
        filters=form,
        page=page,
        entries=[presenters.timeline_entry(entry) for entry in page.items],
        clear_href=reverse("chronology", args=[person.reference]) if request.GET else "",
        may_write=scope.may(Permission.PEOPLE_WRITE),
        may_export=scope.may(Permission.LISTS_EXPORT),
    )


def _chosen(entries: Any, chosen: dict[str, Any]) -> Any:
    if chosen.get("kind"):
        entries = entries.filter(kind__in=chosen["kind"])
    if chosen.get("show") == "significant":
        entries = entries.filter(weight=ChronologyEntry.Weight.SIGNIFICANT)
    return entries


@about_person(Permission.PEOPLE_WRITE)
def curate(request: Any, person: Person, pk: int) -> HttpResponse:
    """How much does one entry matter? Nothing is deleted."""
    scope = request.scope
    entry = record.get_entry(scope, person, pk)
    stored = {"weight": entry.weight, "note": entry.note}
    form, working = work.open_form(request, forms.CurateForm, "people.curate_entry", entry, initial=stored)
    if sent(
        request,
        (form, working),
        person,
        lambda: chronology.curate_entry(
            entry, weight=form.cleaned_data["weight"], note=form.cleaned_data["note"], by=scope.user, now=scope.now
        ),
        "The chronology is changed.",
    ):
        return redirect("chronology", person.reference)
    heading, when = entry.title, presenters.when(entry)
    return form_page(request, person, form, working, heading=heading, back="chronology", intro=when)


@about_person()
def print_chronology(request: Any, person: Person) -> HttpResponse:
    """First for whom, then the sheet: it looks like a document, says whom it is for, and what was left out."""
    scope = request.scope
    form = forms.PrintForm(request.GET if "to" in request.GET else None)
    if not form.is_valid():
        return show(request, "people/chronology_for.html", person, "chronology", form=form)
    answers = form.cleaned_data
    reader = Reader(answers["reader"])
    scope.note(
        "people.print_chronology", subject=person, about=queries.cluster(person), reader=reader.value,
    )  # fmt: skip
    entries = _chosen(queries.chronology_of(scope, person), {"show": answers["significant"]}).order_by("at", "pk")
    context = {
        "person": person,
        "sheet": presenters.printed_chronology(person, list(entries[:2000]), reader, day_of(scope.now)),
        "to": answers["to"],
        "role": answers["role"],
        "now": scope.now,
        "by": scope.user,
    }
    return render(request, "people/chronology_print.html", context)
