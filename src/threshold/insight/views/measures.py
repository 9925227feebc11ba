"""All measures, one measure, and the list behind a number."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.frontdoor.pack import authority_name
from threshold.insight import cohorts, presenters, series, slots
from threshold.insight.behind import Behind, BehindRow, may_open
from threshold.insight.cohorts import CHOICES, EVERYBODY
from threshold.insight.comparators import queries as comparators
from threshold.insight.forms import MeasureForm
from threshold.insight.measures import REGISTRY, Measure
from threshold.insight.presenters import MeasurePage
from threshold.insight.suppression import EXPLANATION
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate

_HEADER = ("Code", "Measure", "From", "To", "Counted", "Out of", "Value")


def _measure(code: str) -> Measure:
    if code not in REGISTRY:
        raise Http404
    return REGISTRY[code]


@require_GET
def measures(request: HttpRequest) -> HttpResponseBase:
    """Every measure with its latest value, and whether it has changed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = series.overview(scope)
    context = {
        "groups": presenters.overview_groups(found), "is_protected": series.is_protected(scope),
        "explanation": EXPLANATION,
    }  # fmt: skip
    return render(request, "insight/measures.html", context)


@require_GET
def measure(request: HttpRequest, code: str) -> HttpResponseBase:
    """One measure: what it asks, its course, by team and by group, and how others do."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    wanted = _measure(code)
    scope.require(Permission.NUMBERS_READ)
    form = MeasureForm(
        request.GET or None, teams=series.teams_to_choose(scope), dimensions=series.dimensions(scope, wanted)
    )
    page = _page(scope, wanted, form)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("insight.export_measure", code=code)
        return csv_response(f"measure-{code}", _HEADER, page.csv_rows())
    context = {
        "page": page, "form": form, "authority": authority_name(), "presenters": presenters, "explanation": EXPLANATION,
        "may_export": scope.may(Permission.LISTS_EXPORT), "csv_href": _csv_href(request),
        "standings": comparators.ranks(page.comparison.authorities, page.comparison.indicator.better)
        if page.comparison else {},
        "links": slots.measure_links(scope, wanted.code),
    }  # fmt: skip
    return render(request, "insight/measure.html", context)


def _page(scope: Scope, wanted: Measure, form: MeasureForm) -> MeasurePage:
    chosen = form.cleaned_data if form.is_valid() else {}
    cohort = cohorts.read(chosen.get("cohort") or "")
    cohort = cohort if cohort.suits(wanted) else EVERYBODY
    team = int(chosen["team"]) if chosen.get("team") else None
    by = chosen.get("by") or ""
    found = series.series(
        scope, wanted.code, cut=chosen.get("cut") or "month", team=team, cohort=cohort, with_teams=not by
    )  # fmt: skip
    groups = series.by_group(scope, wanted.code, by, found.latest.period) if by else []
    key = comparators.OF_MEASURE.get(wanted.code)
    comparison = comparators.comparison(scope, key, code=wanted.code) if key else None
    title = CHOICES[by][0] if by else ""
    return MeasurePage(found, may_open(scope, wanted), team, cohort, groups, title, comparison)


@require_GET
def measure_list(request: HttpRequest, code: str) -> HttpResponseBase:
    """The records behind a number, for whoever may see them."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    wanted = _measure(code)
    scope.require(Permission.NUMBERS_READ)
    query = request.GET
    period = presenters.period_of(query.get("from", ""), query.get("to", ""))
    period = period or series.whole_periods(scope, "month")[-1]
    cohort = cohorts.read(query.get("cohort", ""))
    cohort = cohort if cohort.suits(wanted) else EVERYBODY
    teams = {str(team.pk): team for team in series.teams_to_choose(scope)}
    team = teams.get(query.get("team", ""))
    part = query.get("part", "all")
    rows = Behind(scope, wanted, period, team=team.pk if team else None, cohort=cohort, part=part)
    if query.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("insight.export_list", code=code)
        return csv_response(f"behind-{code}", ("Record", "Team", "Counts on", "Counted"), map(_row, rows.every()))
    context = {
        "measure": wanted, "period": period, "cohort": cohort, "team": team, "part": part,
        "page": paginate(rows, query), "may_export": scope.may(Permission.LISTS_EXPORT),
        "csv_href": _csv_href(request),
    }  # fmt: skip
    return render(request, "insight/behind.html", context)


def _row(row: BehindRow) -> tuple[str, ...]:
    return row.listed.reference, row.listed.team, row.at.isoformat(), "yes" if row.is_counted else "no"


def _csv_href(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["format"] = "csv"
    return f"?{query.urlencode()}"
