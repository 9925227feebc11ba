"""Pages of inspections and visits: the list with its history, one inspection, recording one by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import clocks
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible, Refused
from threshold.improvement import frameworks
from threshold.improvement.actions import inspections as actions
from threshold.improvement.actions.inspections import DRAFT_PLAN, FINAL_PLAN, Found, Graded, Look
from threshold.improvement.areas import InspectionKind
from threshold.improvement.forms.inspections import InspectionForm, KindAndDatesForm, SendPlanForm
from threshold.improvement.models import Authority
from threshold.improvement.ofsted import sandbox
from threshold.improvement.presenters import inspections as presenters
from threshold.improvement.queries import authorities
from threshold.improvement.queries import inspections as queries
from threshold.ui.paging import paginate


@require_GET
def inspections(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Every look from outside at our authority, or at an example, the latest first, and how each area was judged."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    authority = authorities.get_authority(scope, slug) if slug else authorities.ours(scope)
    page = paginate(queries.inspections_of(scope, authority), request.GET)
    drawing, areas, rows = presenters.history(queries.judgement_history(scope, authority), day_of(scope.now))
    may_record = scope.may(Permission.INSPECTION_RECORD) and authority.is_ours
    context = {
        "authority": authority,
        "page": page,
        "dates": {one.pk: presenters.dates(one) for one in page.items},
        "drawing": drawing,
        "areas": areas,
        "rows": rows,
        "tag": presenters.tag,
        "clocks": [clocks.explain(clock, scope.now) for clock in queries.running_of(authority)],
        "drafts": queries.waiting_drafts(scope, authority),
        "may_record": may_record,
        "examples": authorities.examples(scope) if authority.is_ours else [],
    }
    return render(request, "improvement/inspections.html", context)


@require_GET
def inspection(request: HttpRequest, reference: str) -> HttpResponse:
    """One inspection: its grades, what it found, its document and what must be done by when."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    found = queries.get_inspection(scope, reference)
    rows = queries.clocks_of(found)
    running = {clock.rule for clock in rows if clock.stopped_at is None}
    may_record = scope.may(Permission.INSPECTION_RECORD) and found.authority.sealed_at is None
    context = {
        "inspection": found,
        "facts": presenters.facts(found),
        "dates": presenters.dates(found),
        "judgements": [
            (row.get_area_display(), presenters.tag(row.grade), row.page) for row in found.judgements.order_by("pk")
        ],
        "findings": [(row, _finding_href(row.reference)) for row in queries.findings_of(found)],
        "clocks": [clocks.explain(clock, scope.now) for clock in rows],
        "may_send": [which for which in (DRAFT_PLAN, FINAL_PLAN) if which in running and may_record],
    }
    return render(request, "improvement/inspection.html", context)


def _finding_href(reference: str) -> str:
    """The finding's own page, with the way on to actions and evidence, where there is one."""
    try:
        return reverse("finding", args=[reference])
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
def record_inspection(request: HttpRequest) -> HttpResponse:
    """What was it, and when? The next page asks what such a look has."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.INSPECTION_RECORD)
    authorities.ours(scope)
    form = KindAndDatesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return redirect("record_look", data["kind"], data["starts_on"].isoformat(), data["ends_on"].isoformat())
    return render(request, "improvement/record_inspection.html", {"form": form})


@require_http_methods(["GET", "POST"])
def record_look(request: HttpRequest, kind: str, first: str, last: str) -> HttpResponse:
    """The look itself: the areas that its framework judged on its last day, its words and its document."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.INSPECTION_RECORD)
    authority = authorities.ours(scope)
    starts_on, ends_on = _day(first), _day(last)
    if kind not in InspectionKind.values:
        raise NotVisible
    framework = frameworks.framework_for(kind, ends_on)
    options: dict[str, Any] = {"areas": frameworks.areas_of(kind, framework, ends_on), "kind": kind}
    form, working = open_form(request, InspectionForm, f"improvement.record_look.{kind}", None, **options)
    if request.method == "POST" and form.is_valid():
        facts = {"kind": kind, "framework": framework, "starts_on": starts_on, "ends_on": ends_on}
        made = working.attempt(request, form, lambda: _record(scope, authority, form, facts))
        if made:
            messages.success(request, "The inspection or visit is recorded.")
            return redirect("inspection", made.reference)
    context = {
        "form": form,
        "working": working,
        "kind": InspectionKind(kind),
        "framework": framework,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    return render(request, "improvement/record_look.html", context)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotVisible from None


def _record(scope: Scope, authority: Authority, form: InspectionForm, facts: dict[str, Any]) -> Any:
    data = form.cleaned_data
    look = Look(
        **facts, title=data["title"], is_published=data["is_published"] == "yes", published_on=data["published_on"],
        lead_inspector=data["lead_inspector"], summary=data["summary"], asks_for_plan=data.get("asks_for_plan", False),
        judgements={area: Graded(grade) for area, grade in form.grades().items()},
        findings=[Found(words, section="What needs to improve") for words in form.items()],
    )  # fmt: skip
    upload = data["file"]
    return actions.record_inspection(
        authority, by=scope.user, now=scope.now, look=look, upload=upload, source=data["source"],
        pages=_words_of(upload) if upload else (), submission_key=data["submission_key"],
    )  # fmt: skip


def _words_of(upload: Any) -> list[str]:
    """The words of each page, read away from this process. A scan has none, and is kept all the same."""
    try:
        pages: list[str] = sandbox.read_safely(upload.read(), upload.name or "")["page_texts"]
    except Refused:
        pages = [""]
    finally:
        upload.seek(0)
    return pages


@require_http_methods(["GET", "POST"])
def send_action_plan(request: HttpRequest, reference: str, which: str) -> HttpResponse:
    """Say on which day the draft or the final action plan was sent."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.INSPECTION_RECORD)
    if which not in (DRAFT_PLAN, FINAL_PLAN):
        raise NotVisible
    found = queries.get_inspection(scope, reference)
    form, working = open_form(request, SendPlanForm, f"improvement.{which}", found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.send_action_plan(
                found, by=scope.user, now=scope.now, which=which, sent_on=data["sent_on"],
                expected_version=data["version"],
            ),
        ):  # fmt: skip
            messages.success(request, "The deadline is met or late by the day you gave, and has stopped.")
            return redirect("inspection", reference)
    title = "Draft action plan sent" if which == DRAFT_PLAN else "Final action plan sent"
    context = {"inspection": found, "form": form, "working": working, "title": title}
    return render(request, "improvement/send_action_plan.html", context)
