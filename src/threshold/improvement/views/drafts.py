"""Pages on which a report is read, compared with what was read, and confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.improvement import frameworks, reading
from threshold.improvement.actions import drafts as actions
from threshold.improvement.actions.inspections import Found, Look
from threshold.improvement.areas import Area
from threshold.improvement.forms.drafts import DiscardForm, ImportForm, ReviewForm
from threshold.improvement.models import ReportDraft
from threshold.improvement.ofsted import sandbox
from threshold.improvement.queries import inspections as queries
from threshold.improvement.states import ReportDraftState
from threshold.quality import pack as quality_pack


@require_http_methods(["GET", "POST"])
def import_report(request: HttpRequest) -> HttpResponse:
    """Choose a report's PDF. What it says becomes a draft to compare."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.INSPECTION_RECORD)
    options: dict[str, Any] = {"authorities": queries.authorities_to_write(scope)}
    form, working = open_form(request, ImportForm, "improvement.import_report", None, **options)
    if request.method == "POST" and form.is_valid():
        draft = working.attempt(request, form, lambda: _import(scope, form))
        if draft:
            return redirect("review_report", draft.pk)
    return render(request, "improvement/import_report.html", {"form": form, "working": working})


def _import(scope: Scope, form: ImportForm) -> ReportDraft:
    upload = form.cleaned_data["file"]
    data = upload.read()
    name = upload.name or "report.pdf"
    return actions.import_report(
        form.chosen(), by=scope.user, now=scope.now, data=data, file_name=name, source=form.cleaned_data["source"],
        read=sandbox.read_safely(data, name),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def review_report(request: HttpRequest, number: int) -> HttpResponse:
    """Each thing that was read beside its page: compare, correct, confirm. A confirmed one leads to its inspection."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.INSPECTION_RECORD)
    draft = queries.get_draft(scope, number)
    if draft.state == ReportDraftState.CONFIRMED and draft.inspection is not None:
        return redirect("inspection", draft.inspection.reference)
    read = draft.read
    kind, framework = reading.kind_of(read), reading.framework_of(read)
    last = reading.day(read["inspected_to"])
    areas = frameworks.areas_of(kind, framework, last) if kind and framework and last else tuple(Area)
    stored = {
        "title": draft.document.title,
        "kind": kind,
        "framework": framework,
        "starts_on": reading.day(read["inspected_from"]),
        "ends_on": last,
        "published_on": reading.day(read["published_on"]),
        "lead_inspector": read["lead_inspector"] or "",
    }
    themes = {theme.code: theme.title for theme in quality_pack.of().themes}
    form, working = open_form(
        request,
        ReviewForm,
        "improvement.review_report",
        draft,
        initial=stored,
        draft_read=draft,
        areas=areas,
        themes=themes,
    )
    if request.method == "POST" and form.is_valid():
        made = working.attempt(request, form, lambda: _confirm(scope, draft, form))
        if made:
            messages.success(request, "The inspection is recorded, with its findings.")
            return redirect("inspection", made.reference)
    context = {"draft": draft, "form": form, "working": working, "is_open": draft.state == ReportDraftState.DRAFT}
    return render(request, "improvement/review_report.html", context)


def _confirm(scope: Scope, draft: ReportDraft, form: ReviewForm) -> Any:
    data = form.cleaned_data
    found = [
        Found(words, item["page"], section="What needs to improve", themes=themes)
        for item, words, themes in form.taken_items()
    ]
    found += [
        Found(one["text"], one["page"], str(one["number"]), one["section"], reading.suggestions(one["text"]))
        for one in form.taken_paragraphs()
    ]
    look = Look(
        kind=data["kind"], framework=data["framework"], title=data["title"], starts_on=data["starts_on"],
        ends_on=data["ends_on"], published_on=data["published_on"], lead_inspector=data["lead_inspector"],
        summary=data["summary"], asks_for_plan=data["asks_for_plan"], findings=found,
        judgements={area: reading.graded(draft, Area(area), grade) for area, grade in form.grades().items()},
    )  # fmt: skip
    return actions.confirm_report(draft, by=scope.user, now=scope.now, look=look, expected_version=data["version"])


@require_http_methods(["GET", "POST"])
def discard_report(request: HttpRequest, number: int) -> HttpResponse:
    """Give a reading up, with the reason."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.INSPECTION_RECORD)
    draft = queries.get_draft(scope, number)
    form, working = open_form(request, DiscardForm, "improvement.discard_report", draft)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if working.attempt(
            request,
            form,
            lambda: actions.discard_report(
                draft, by=scope.user, now=scope.now, reason=data["reason"], expected_version=data["version"]
            ),
        ):
            messages.success(request, "The reading is discarded. The report can be read again.")
            return redirect("inspections")
    return render(request, "improvement/discard_report.html", {"draft": draft, "form": form, "working": working})
