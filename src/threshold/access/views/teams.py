"""The teams: which there are, and from when to when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from threshold.access import actions, forms, presenters, queries
from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.core.calendar import day_of
from threshold.ui.csv import csv_response


def listing(request: Any) -> HttpResponseBase:
    request.scope.require(Permission.USERS_MANAGE)
    today = day_of(request.scope.now)
    rows = [presenters.team_row(team, today) for team in queries.all_teams(request.scope)]
    if request.GET.get("format") == "csv":
        request.scope.note("access.download_teams")
        return csv_response("teams.csv", presenters.TEAM_CSV_COLUMNS, map(presenters.team_csv_row, rows))
    return render(request, "access/teams.html", {"rows": rows})


def create(request: Any) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    form, working = work.open_form(request, forms.TeamForm, "access.create_team")
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("name", "kind", "email", "starts_on", "submission_key")}
        if working.attempt(request, form, lambda: actions.create_team(by=scope.user, now=scope.now, **data)):
            return redirect("teams")
    context = {"form": form, "working": working, "heading": "New team", "button": "Make the team"}
    return render(request, "access/form.html", {**context, "cancel_href": reverse("teams")})


def end(request: Any, pk: int) -> HttpResponse:
    scope = request.scope
    scope.require(Permission.USERS_MANAGE)
    team = queries.get_team(scope, pk)
    form, working = work.open_form(request, forms.EndTeamForm, "access.end_team", team)
    act = lambda: actions.end_team(  # noqa: E731
        team, ends_on=form.cleaned_data["ends_on"], by=scope.user, now=scope.now
    )
    if sent(request, (form, working), team, act, "The end of the team is recorded."):
        return redirect("teams")
    context = {"form": form, "working": working, "heading": f"End {team.name}", "button": "End the team"}
    return render(request, "access/form.html", {**context, "cancel_href": reverse("teams")})
