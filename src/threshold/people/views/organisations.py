"""Schools, police, surgeries and other organisations, and the professionals who work there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.people import actions
from threshold.people.forms import organisations as forms
from threshold.people.organisations import get_organisation, get_professional, organisations, professionals_of
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

_WRITE = Permission.PEOPLE_WRITE
_CSV_COLUMNS = ["Name", "Kind", "URN", "Telephone", "E-mail", "Closed on"]


@require_GET
def listing(request: Any) -> HttpResponseBase:
    """Every organisation, to be found by name, number or kind."""
    scope = request.scope
    scope.require(Permission.PEOPLE_READ)
    form = forms.FindForm(request.GET or None, auto_id="filter_%s")
    chosen = form.cleaned_data if form.is_valid() else {}
    found = organisations(scope, name=chosen.get("name", ""), kind=chosen.get("kind", ""))
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("people.export_organisations")
        rows = (
            (row.name, row.get_kind_display(), row.urn, row.telephone, row.email, row.ends_on or "")
            for row in found.iterator(500)
        )
        return csv_response("organisations.csv", _CSV_COLUMNS, rows)
    context = {"page": paginate(found, request.GET), "filters": form, "may_write": scope.may(_WRITE)}
    return render(request, "people/organisations.html", {**context, "may_export": scope.may(Permission.LISTS_EXPORT)})


@require_GET
def show(request: Any, pk: int) -> HttpResponse:
    """One organisation and who works there."""
    scope = request.scope
    scope.require(Permission.PEOPLE_READ)
    organisation = get_organisation(scope, pk)
    context = {"organisation": organisation, "people": professionals_of(organisation), "may_write": scope.may(_WRITE)}
    return render(request, "people/organisation.html", context)


@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    scope = request.scope
    scope.require(_WRITE)
    form, working = work.open_form(request, forms.OrganisationForm, "people.record_organisation")
    if request.method == "POST" and form.is_valid():
        made = working.attempt(
            request, form, lambda: actions.record_organisation(**form.given(), by=scope.user, now=scope.now)
        )
        if made:
            return redirect("organisation", made.pk)
    return _form_page(request, form, working, "Add an organisation", reverse("organisations"))


@require_http_methods(["GET", "POST"])
def change(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(_WRITE)
    organisation = get_organisation(scope, pk)
    stored = {name: getattr(organisation, name) for name in ("name", "kind", "urn", "telephone", "email", "ends_on")}
    form, working = work.open_form(
        request, forms.ChangeOrganisationForm, "people.change_organisation", organisation, initial=stored
    )
    act = lambda: actions.change_organisation(organisation, **form.given(), by=scope.user, now=scope.now)  # noqa: E731
    if sent(request, (form, working), organisation, act, "The organisation is changed."):
        return redirect("organisation", pk)
    return _form_page(request, form, working, f"Change {organisation.name}", reverse("organisation", args=[pk]))


@require_http_methods(["GET", "POST"])
def add_professional(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(_WRITE)
    organisation = get_organisation(scope, pk)
    form, working = work.open_form(request, forms.ProfessionalForm, "people.record_professional", organisation)
    act = lambda: actions.record_professional(organisation, **form.given(), by=scope.user, now=scope.now)  # noqa: E731
    if sent(request, (form, working), organisation, act, "The professional is added."):
        return redirect("organisation", pk)
    heading = f"Add somebody who works at {organisation.name}"
    return _form_page(request, form, working, heading, reverse("organisation", args=[pk]))


@require_http_methods(["GET", "POST"])
def change_professional(request: Any, pk: int, number: int) -> HttpResponse:
    scope = request.scope
    scope.require(_WRITE)
    organisation = get_organisation(scope, pk)
    one = get_professional(organisation, number)
    stored = {name: getattr(one, name) for name in ("name", "job_title", "telephone", "email")}
    form, working = work.open_form(request, forms.ProfessionalForm, "people.change_professional", one, initial=stored)
    act = lambda: actions.change_professional(one, **form.given(), by=scope.user, now=scope.now)  # noqa: E731
    if sent(request, (form, working), one, act, "The professional is changed."):
        return redirect("organisation", pk)
    return _form_page(request, form, working, f"Change {one.name}", reverse("organisation", args=[pk]))


def _form_page(request: Any, form: Any, working: work.Working, heading: str, cancel_href: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "working": working, "heading": heading, "cancel_href": cancel_href}
    return render(request, "people/organisation_form.html", context)
