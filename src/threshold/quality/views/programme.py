"""The year's programme: at a glance, an item, its draw and its records; and how far auditors agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import status
from threshold.core.calendar import day_of
from threshold.core.errors import Refused
from threshold.quality import pack, populations
from threshold.quality.actions import giving
from threshold.quality.actions import programme as actions
from threshold.quality.actions.programme import Plan
from threshold.quality.forms.audits import ReasonForm
from threshold.quality.forms.programme import ChangePlanForm, PlanForm
from threshold.quality.grades import Grade
from threshold.quality.models import Audit, ProgrammeItem, SampledRecord
from threshold.quality.presenters import audits as presenters
from threshold.quality.queries import agreement as agreement_queries
from threshold.quality.queries import programme as queries
from threshold.quality.states import ProgrammeState
from threshold.ui.csv import csv_response


def _year(request: HttpRequest, scope: Scope) -> int:
    """The financial year that was asked for, this one otherwise."""
    asked = request.GET.get("year", "")
    return (
        int(asked)
        if asked.isdecimal() and 2000 <= int(asked[:5]) <= 2100
        else queries.financial_year(day_of(scope.now))
    )


@require_GET
def programme_page(request: HttpRequest) -> HttpResponse:
    """A year at a glance, month by month."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    year = _year(request, scope)
    items = queries.items_of_year(scope, year)
    practice = pack.of()
    context = {
        "year": year,
        "months": [(month, [item for item in items if item.month == month]) for month in queries.months_of(year)],
        "this_month": day_of(scope.now).replace(day=1),
        "progress": queries.progress(scope, items),
        "tools": {code: practice.any_tool(code).title for code in practice.kinds_by_tool()},
        "practice": practice,
        "presenters": presenters,
        "may": scope.may,
        "P": Permission,
    }
    return render(request, "quality/programme.html", context)


@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest) -> HttpResponse:
    """Plan an item."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_PLAN)
    form, working = open_form(request, PlanForm, "quality.plan_item", choices=_choices(scope))
    if request.method == "POST" and form.is_valid():
        plan = _plan(scope, form.cleaned_data)
        made = working.attempt(request, form, lambda: actions.plan_item(
            by=scope.user, now=scope.now, plan=plan, submission_key=form.cleaned_data["submission_key"]
        ))  # fmt: skip
        if made:
            messages.success(request, "The item is in the programme.")
            return redirect("programme_item", made[0].reference)
    return render(request, "quality/plan_item.html", {"form": form, "working": working, "item": None})


@require_http_methods(["GET", "POST"])
def change_item(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan an item otherwise, while nothing is drawn."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_PLAN)
    item = queries.get_item(scope, reference)
    if item.state != ProgrammeState.PLANNED and request.method == "GET":
        return redirect("programme_item", reference)
    form, working = open_form(
        request, ChangePlanForm, "quality.change_item", item, initial=_initial(item), choices=_choices(scope, item)
    )
    if request.method == "POST" and form.is_valid():
        changed = working.attempt(request, form, lambda: actions.change_item(
            item, by=scope.user, now=scope.now, plan=_plan(scope, form.cleaned_data),
            reason=form.cleaned_data["reason"], expected_version=form.cleaned_data["version"],
        ))  # fmt: skip
        if changed:
            messages.success(request, "The item is changed.")
            return redirect("programme_item", reference)
    return render(request, "quality/plan_item.html", {"form": form, "working": working, "item": item})


def _plan(scope: Scope, data: dict[str, Any]) -> Plan:
    teams = {str(team.pk): team for team in queries.teams_to_plan_for(scope)}
    return Plan(
        title=data["title"], month=dt.date.fromisoformat(data["month"]), kind=data["kind"], tool=data["tool"],
        population=data["population"], population_from=data["population_from"], population_to=data["population_to"],
        size=data["size"], method=data["method"],
        stratify_by=data["stratify_by"] if data["method"] == ProgrammeItem.Method.STRATIFIED else "",
        theme=data["theme"], team=teams.get(data["team"]), practice_week_on=data["practice_week_on"],
        moderate_every=data["moderate_every"],
    )  # fmt: skip


def _initial(item: ProgrammeItem) -> dict[str, Any]:
    """The item as its form shows it."""
    same = (
        "title", "kind", "tool", "population", "population_from", "population_to", "size", "method", "stratify_by",
        "theme", "practice_week_on", "moderate_every",
    )  # fmt: skip
    return {name: getattr(item, name) for name in same} | {
        "month": item.month.isoformat(),
        "team": str(item.team_id or ""),
    }


def _months(scope: Scope) -> dict[str, Any]:
    year = queries.financial_year(day_of(scope.now))
    return {month.isoformat(): month for one in (year, year + 1) for month in queries.months_of(one)}


def _choices(scope: Scope, item: ProgrammeItem | None = None) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen; with an item its own month too, though it may be of an earlier year."""
    practice = pack.of()
    months = _months(scope) | ({item.month.isoformat(): item.month} if item else {})
    return {
        "month": [(key, f"{month:%B %Y}") for key, month in sorted(months.items())],
        "tool": [
            (code, _for_kinds(practice.any_tool(code).title, kinds)) for code, kinds in practice.kinds_by_tool().items()
        ],
        "population": [(one.code, one.title) for one in populations.REGISTRY.values()],
        "team": [(str(team.pk), team.name) for team in queries.teams_to_plan_for(scope)],
        "theme": [(theme.code, theme.title) for theme in practice.themes],
    }


def _for_kinds(title: str, kinds: tuple[str, ...]) -> str:
    """A tool with the kinds of audit that it is made for, so that nobody has to try."""
    labels = [Audit.Kind(kind).label.lower() for kind in kinds]
    return title if labels == [title.lower()] else f"{title} ({' or '.join(labels)})"


@require_GET
def item_page(request: HttpRequest, reference: str) -> HttpResponseBase:
    """One item: what it is to find out, how it is or was drawn, and its records."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    item = queries.get_item(scope, reference)
    draw = getattr(item, "draw", None)
    if request.GET.get("format") == "csv" and draw is not None:
        scope.require(Permission.LISTS_EXPORT)
        scope.require(Permission.AUDIT_PLAN)
        scope.note("quality.export_population", subject=item)
        rows = (
            (row.entry.reference, row.entry.stratum, row.entry.weight)
            for row in queries.visible_population(scope, draw)
        )
        return csv_response(f"population-{item.reference}", ("Reference", "Group", "Weight"), rows)
    records = queries.records_of(scope, item) if draw else []
    if records:
        scope.note("quality.read_sample", subject=item, about=[row.person_id for row in records if row.person_id])
    source = populations.REGISTRY.get(item.population)
    tools = pack.of(draw.pack_version_id if draw else None)
    context = {
        "item": item, "draw": draw, "records": records, "population": source, "presenters": presenters,
        "tag": presenters.item_tag(item, queries.progress(scope, [item]).get(item.pk)),
        "tool": tools.any_tool(item.tool) if item.tool in tools.kinds_by_tool() else None,
        "theme": tools.theme_title(item.theme) if item.theme else "",
        "plans": scope.may(Permission.AUDIT_PLAN),
        "history": _history(item, sees_reasons=scope.may(Permission.AUDITS_READ)),
        "exports": scope.may(Permission.AUDIT_PLAN) and scope.may(Permission.LISTS_EXPORT),
        "reads": scope.may(Permission.AUDITS_READ),
        "period_is_over": item.population_to < day_of(scope.now),
        "mine": [row for row in records if row.audit and row.audit.auditor_id == scope.user.pk],
    }  # fmt: skip
    return render(request, "quality/programme_item.html", context)


def _history(item: ProgrammeItem, *, sees_reasons: bool) -> list[dict[str, Any]]:
    """The latest first. A reason may tell of a child, so it is for whoever reads audits."""
    steps = [
        {"title": presenters.item_step(row), "at": row.at, "by": row.by, "text": row.reason if sees_reasons else ""}
        for row in status.history(item)
    ]
    return steps[::-1]


#: The heading of the page, and what is said when it is done.
_DRAW = (
    "Draw the sample",
    "The sample is drawn. Each record is with an auditor, who is told by e-mail, or held because nobody may audit it.",
)
_CANCEL = "Cancel this item", "The item is cancelled."


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the sample: once, with a seed that the program makes."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return _decide(request, scope, reference, _DRAW, lambda item, form: actions.draw_sample(
        item, by=scope.user, now=scope.now, expected_version=form.cleaned_data["version"]
    ), words=False)  # fmt: skip


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return _decide(request, scope, reference, _CANCEL, lambda item, form: actions.cancel_item(
        item, by=scope.user, now=scope.now, reason=form.cleaned_data["words"],
        expected_version=form.cleaned_data["version"],
    ), words=True)  # fmt: skip


def _decide(
    request: HttpRequest, scope: Scope, reference: str, texts: tuple[str, str], act: Any, *, words: bool
) -> HttpResponse:
    scope.require(Permission.AUDIT_PLAN)
    item = queries.get_item(scope, reference)
    if item.state != ProgrammeState.PLANNED and request.method == "GET":
        return redirect("programme_item", reference)
    title, done = texts
    form, working = open_form(request, ReasonForm, f"quality.item.{words}", item)
    if not words:
        del form.fields["words"]
    sent = request.method == "POST" and form.is_valid()
    if sent and working.attempt(request, form, lambda: act(item, form)):
        messages.success(request, done)
        return redirect("programme_item", reference)
    context = {"item": item, "form": form, "working": working, "title": title, "draws": not words}
    return render(request, "quality/decide_item.html", context)


@require_GET
def draw_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw an item's sample once more from what was stored, and compare."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    item = queries.get_item(scope, reference)
    found = queries.redraw(item)
    context = {"item": item, "draw": item.draw, "found": found}
    return render(request, "quality/draw_again.html", context)


@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Replace a record that cannot be audited, with the reason."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_PLAN)
    item = queries.get_item(scope, reference)
    record = queries.get_record(scope, item, number)
    form, working = open_form(request, ReasonForm, "quality.replace", record, label="Why can it not be audited?")
    sent = request.method == "POST" and form.is_valid()
    if sent and working.attempt(request, form, lambda: _replace(scope, record, form)):
        messages.success(request, "The next record in rank stands in its place.")
        return redirect("programme_item", reference)
    context = {"item": item, "record": record, "form": form, "working": working, "title": "Replace this record"}
    return render(request, "quality/decide_item.html", context)


def _replace(scope: Scope, record: SampledRecord, form: ReasonForm) -> Any:
    return actions.replace_record(record, by=scope.user, now=scope.now, reason=form.cleaned_data["words"])


@require_POST
def give(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Try again to find an auditor for a record that is held."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.AUDIT_PLAN)
    record = queries.get_record(scope, queries.get_item(scope, reference), number)
    try:
        giving.give_held_record(record, by=scope.user, now=scope.now)
        messages.success(request, "Somebody may audit it now: it is given out.")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("programme_item", reference)


@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """How far two auditors agree who grade without seeing each other's grade."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.QUALITY_READ)
    found, practice = agreement_queries.agreement(scope), pack.of()
    titles = {
        (tool.code, domain.code): (tool.title, domain.title) for tool in practice.tools for domain in tool.domains
    }
    words = presenters.kappa_in_words
    context = {
        "whole": words(found.whole),
        "domains": [(*titles.get(key, key), words(found.by_domain[key])) for key in _in_order(titles, found.by_domain)],
        "auditors": [(user, words(kappa)) for user, kappa in found.by_auditor],
        "pairs": found.pairs,
        "grades": Grade.choices,
    }
    return render(request, "quality/agreement.html", context)


def _in_order(titles: Iterable[tuple[str, str]], found: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """As the tools have them; what no tool has any more stands at the end."""
    known = [key for key in titles if key in found]
    return known + sorted(set(found) - set(known))
