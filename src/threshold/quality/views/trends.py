"""The page of grades over time, by team, tool and part of practice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.quality.forms.trends import TrendForm
from threshold.quality.presenters import trends as presenters
from threshold.quality.queries import themes, trends
from threshold.quality.views.common import scope_of
from threshold.ui.csv import csv_response


@require_GET
def grade_trends(request: HttpRequest) -> HttpResponseBase:
    """How the grades went, with what may be chance and what may not."""
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    tool = request.GET.get("tool", "")
    tool = tool if tool in trends.tools() else ""
    totals_only = trends.sees_totals_only(scope)
    form = TrendForm(
        request.GET or None, teams=trends.teams(scope), tools=trends.tools(), domains=trends.domains(tool),
        themes={} if totals_only else themes.themes(),
    )  # fmt: skip
    if totals_only:
        form.keep_to_totals()
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    by = chosen.get("by") or "quarter"
    asked: dict[str, Any] = {
        "team_id": int(chosen["team"]) if chosen.get("team") else None, "tool": tool, "theme": chosen.get("theme", ""),
        "domain": chosen.get("domain", "") if tool else "",
    }  # fmt: skip
    found = trends.trend(scope, by=by, **asked)
    groups = {} if totals_only else {"By team": trends.by_team(scope, by=by, **asked | {"team_id": None})}
    groups |= {
        "By tool": trends.by_tool(scope, by=by, **asked | {"tool": "", "domain": ""}),
    }
    if tool:
        groups["By part of practice"] = trends.by_domain(scope, by=by, **asked)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("quality.export_trends")
        every = {"By time": found.periods, **groups}
        rows = [row for group, shares in every.items() for row in presenters.csv_rows(group, shares)]
        return csv_response("grades", presenters.CSV_HEADER, rows)
    query = request.GET.copy()
    query["format"] = "csv"
    context = {
        "form": form, "trend": found, "words": presenters.in_words(found), "is_drawn": presenters.is_drawn(found),
        "csv_href": f"?{query.urlencode()}",
        "chart": presenters.chart(found, "Audits that were good or better, in percent"),
        "tables": {title: presenters.rows(shares) for title, shares in groups.items()},
        "may_export": scope.may(Permission.LISTS_EXPORT), "tool": tool,
    }  # fmt: skip
    return render(request, "quality/trends.html", context)
