"""What is published about every authority: figures, and inspection grades."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.frontdoor.pack import authority_name
from threshold.insight import presenters
from threshold.insight.comparators import queries
from threshold.insight.forms import GradesForm, PublishedForm
from threshold.ui.paging import paginate


@require_GET
def published(request: HttpRequest) -> HttpResponseBase:
    """One published figure: England, our region, authorities like ours, and every other one."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.NUMBERS_READ)
    form = PublishedForm(request.GET or None)
    chosen = form.cleaned_data.get("indicator") if form.is_valid() else ""
    key = chosen or next(iter(queries.INDICATORS))
    code = next((code for code, other in queries.OF_MEASURE.items() if other == key), "")
    found = queries.comparison(scope, key, code=code)
    context = {
        "form": form, "found": found, "title": queries.INDICATORS[key].title, "authority": authority_name(),
        "presenters": presenters,
        "standings": queries.ranks(found.authorities, found.indicator.better) if found else {},
    }  # fmt: skip
    return render(request, "insight/published.html", context)


@require_GET
def grades(request: HttpRequest) -> HttpResponseBase:
    """The latest inspection grades of every authority."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.NUMBERS_READ)
    form = GradesForm(request.GET or None)
    found = queries.grades(scope, form.wanted())
    context = {
        "form": form, "file": queries.grades_file(scope), "page": paginate(found, request.GET),
        "areas": list(queries.AREAS.values()), "presenters": presenters,
    }  # fmt: skip
    return render(request, "insight/grades.html", context)
