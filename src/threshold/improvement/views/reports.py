"""The pages of the quarterly report: the list, writing, preview, approval, the frozen report and its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core import status
from threshold.core.actions import once
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.improvement import quarters
from threshold.improvement.actions import reports as actions
from threshold.improvement.documents import web
from threshold.improvement.forms import reports as forms
from threshold.improvement.models import QuarterlyReport, ReportSection
from threshold.improvement.presenters import report_links
from threshold.improvement.presenters import reports as presenters
from threshold.improvement.queries import authorities, report_content
from threshold.improvement.queries import reports as queries
from threshold.improvement.reporting import drawing, for_everybody, internal
from threshold.improvement.states import ReportState
from threshold.insight.measures import REGISTRY
from threshold.ui.paging import paginate

READ, WRITE = Permission.IMPROVEMENT_READ, Permission.REPORT_WRITE


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Every quarter's report, the newest first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(READ)
    page = paginate(queries.reports_of(scope, authorities.ours(scope)), request.GET)
    rows = [{"report": one, "tag": presenters.tag(one), "name": presenters.name(one)} for one in page.items]
    return render(request, "improvement/reports.html", {"page": page, "rows": rows, "may_write": scope.may(WRITE)})


@require_http_methods(["GET", "POST"])
def begin_report(request: HttpRequest) -> HttpResponse:
    """Begin a quarter's report."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(WRITE)
    ours = authorities.ours(scope)
    options: dict[str, Any] = {"today": day_of(scope.now), "measures": list(REGISTRY.values())}
    first = {"title": f"How we are doing: children's services in {ours.name}"}
    form, working = open_form(request, forms.BeginForm, "improvement.begin_report", initial=first, **options)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        begun = working.attempt(
            request,
            form,
            lambda: once(
                "improvement.begin_report", data["submission_key"], scope.now, QuarterlyReport,
                lambda: actions.begin_report(
                    ours, by=scope.user, now=scope.now, quarter_starts_on=_quarter(data["quarter"]),
                    title=data["title"], measures=data["measures"],
                ),
                by=scope.user,
            ),
        )  # fmt: skip
        if begun:
            return redirect("report", begun[0].slug, begun[0].edition)
    context = {"form": form, "working": working, "title": "Begin a quarterly report", "back": reverse("reports")}
    return render(request, "improvement/report_form.html", context | {"button": "Begin"})


def _quarter(slug: str) -> Any:
    starts_on = quarters.read(slug)
    if starts_on is None:
        raise NotVisible
    return starts_on


@require_GET
def report(request: HttpRequest, quarter: str, edition: int) -> HttpResponse:
    """One report: what is still to write, or what was frozen."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(READ)
    one = queries.get_report(scope, quarter, edition)
    context = {"report": one, "tag": presenters.tag(one), "name": presenters.name(one), "verbs": _verbs(scope, one)}
    if one.state in queries.FROZEN:
        scope.note("improvement.read_report", subject=one)
        body = queries.file_of(one, "internal", "page").content
        context |= {
            "body": Markup(bytes(body).decode()),  # noqa: S704 - our own writer escaped it before it was frozen
            "frozen": presenters.downloads(queries.snapshots_of(one)),
            "closed": report_links.closed_findings(queries.findings_closed_in(one)),
            "may_correct": scope.may(WRITE) and queries.latest_frozen(one.authority, one.quarter_starts_on) == one,
        }
        return render(request, "improvement/report_frozen.html", context)
    context |= {
        "parts": presenters.parts(queries.sections_of(one)),
        "measures": [REGISTRY[code] for code in one.measures if code in REGISTRY],
        "may_write": scope.may(WRITE) and one.state == ReportState.DRAFT,
        "history": _history(one),
    }
    return render(request, "improvement/report_draft.html", context)


def _history(one: QuarterlyReport) -> list[dict[str, Any]]:
    labels = dict(ReportState.choices)
    rows = status.history(one)
    return [{"title": labels[row.to_state], "at": row.at, "by": row.by, "text": row.reason} for row in rows][::-1]


#: What can be done to a report in a state, what the button says and what it asks for.
_VERBS: dict[str, tuple[str, str, Permission]] = {
    "submit": (ReportState.DRAFT, "Submit for approval", WRITE),
    "give-up": (ReportState.DRAFT, "Give up this report", WRITE),
    "approve": (ReportState.AWAITING_APPROVAL, "Approve and freeze", Permission.REPORT_APPROVE),
    "return": (ReportState.AWAITING_APPROVAL, "Send back", Permission.REPORT_APPROVE),
    "publish": (ReportState.APPROVED, "Publish", Permission.PUBLICATION_WRITE),
}
_FORMS: dict[str, type[Any]] = {
    "submit": forms.SubmitForm, "give-up": forms.ReasonForm, "approve": forms.ReadForm, "return": forms.ReturnForm,
    "publish": forms.PublishForm,
}  # fmt: skip


def _verbs(scope: Scope, one: QuarterlyReport) -> list[tuple[str, str]]:
    return [(verb, text) for verb, (state, text, permission) in _VERBS.items()
            if one.state == state and scope.may(permission)]  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_report(request: HttpRequest, quarter: str, edition: int, verb: str) -> HttpResponse:
    """Submit, give up, approve, send back or publish: each a form and one action."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(READ)
    if verb not in _VERBS:
        raise NotVisible
    scope.require(_VERBS[verb][2])
    one = queries.get_report(scope, quarter, edition)
    form, working = open_form(request, _FORMS[verb], f"improvement.report_{verb}", one)
    sent = request.method == "POST" and form.is_valid()
    if sent and working.attempt(request, form, lambda: _act(scope, one, verb, form.cleaned_data)):
        messages.success(request, f"{_VERBS[verb][1]}: done.")
        return redirect("reports") if verb == "give-up" else redirect("report", quarter, edition)
    context = {"report": one, "form": form, "working": working, "title": _VERBS[verb][1], "verb": verb}
    context |= {"back": reverse("report", args=[quarter, edition]), "button": _VERBS[verb][1]}
    return render(request, "improvement/report_form.html", context)


def _act(scope: Scope, one: QuarterlyReport, verb: str, data: dict[str, Any]) -> QuarterlyReport:
    who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": data["version"]}
    act: dict[str, Callable[[], QuarterlyReport]] = {
        "submit": lambda: actions.submit_report(one, **who),
        "give-up": lambda: actions.give_up_report(one, **who, reason=data["reason"]),
        "approve": lambda: actions.approve_report(one, **who),
        "return": lambda: actions.return_report(one, **who, reason=data["reason"]),
        "publish": lambda: actions.publish_report(one, **who),
    }
    return act[verb]()


@require_http_methods(["GET", "POST"])
def report_measures(request: HttpRequest, quarter: str, edition: int) -> HttpResponse:
    """Choose what the report measures, and how it is called."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(WRITE)
    one = queries.get_report(scope, quarter, edition)
    form, working = open_form(
        request, forms.MeasuresForm, "improvement.report_measures", one,
        initial={"title": one.title, "measures": one.measures}, measures=list(REGISTRY.values()),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": data["version"]}
        if working.attempt(
            request, form,
            lambda: actions.choose_measures(one, **who, measures=data["measures"], title=data["title"]),
        ):  # fmt: skip
            return redirect("report", quarter, edition)
    back = reverse("report", args=[quarter, edition])
    context = {"report": one, "form": form, "working": working, "title": "Title and measures", "back": back}
    return render(request, "improvement/report_form.html", context | {"button": "Save"})


@require_http_methods(["GET", "POST"])
def report_section(request: HttpRequest, quarter: str, edition: int, kind: str) -> HttpResponse:
    """Write one part of the report."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(WRITE)
    one = queries.get_report(scope, quarter, edition)
    if kind not in ReportSection.Kind.values:
        raise NotVisible
    written = queries.sections_of(one).get(kind)
    initial = {"text": written.text, "is_public": "yes" if written.is_public else "no"} if written else {}
    form, working = open_form(
        request, forms.SectionForm, f"improvement.report_section.{kind}", one, initial=initial
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who: dict[str, Any] = {"by": scope.user, "now": scope.now, "expected_version": data["version"]}
        words = {"kind": kind, "text": data["text"], "is_public": data["is_public"] == "yes"}
        if working.attempt(request, form, lambda: actions.write_section(one, **who, **words)):
            return redirect("report", quarter, edition)
    title, back = ReportSection.Kind(kind).label, reverse("report", args=[quarter, edition])
    context = {"report": one, "form": form, "working": working, "title": title, "back": back, "button": "Save"}
    return render(request, "improvement/report_form.html", context | {"about": presenters.ABOUT[kind]})


@require_http_methods(["GET", "POST"])
def correct_report(request: HttpRequest, quarter: str, edition: int) -> HttpResponse:
    """Begin a correction: another edition that says what is wrong in the approved one."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(WRITE)
    one = queries.get_report(scope, quarter, edition)
    form, working = open_form(request, forms.CorrectForm, "improvement.correct_report", one)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = {"quarter_starts_on": one.quarter_starts_on, "title": one.title, "correction_reason": data["reason"]}
        begun = working.attempt(
            request, form,
            lambda: once(
                "improvement.correct_report", data["submission_key"], scope.now, QuarterlyReport,
                lambda: actions.begin_report(one.authority, by=scope.user, now=scope.now, **words), by=scope.user,
            ),
        )  # fmt: skip
        if begun:
            return redirect("report", begun[0].slug, begun[0].edition)
    back = reverse("report", args=[quarter, edition])
    context = {"report": one, "form": form, "working": working, "title": "Begin a correction", "back": back}
    return render(request, "improvement/report_form.html", context | {"button": "Begin the correction"})


@require_GET
def preview_report(request: HttpRequest, quarter: str, edition: int, audience: str) -> HttpResponse:
    """What approving would freeze now, or what publishing would open to everybody."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(READ)
    one = queries.get_report(scope, quarter, edition)
    is_frozen = one.state in queries.FROZEN
    if audience == "public":
        base = queries.frozen(one)[1] if is_frozen else report_content.whole(one, scope)
        content = report_content.for_everybody(one, base, published_on=day_of(scope.now))
        body = web.body(for_everybody.document(content))
    elif audience == "internal" and not is_frozen:
        body = web.body(internal.document(report_content.whole(one, scope)))
    else:
        raise NotVisible
    context = {"report": one, "audience": audience, "body": body, "tag": presenters.tag(one)}
    return render(request, "improvement/report_preview.html", context)


@require_GET
def report_difference(request: HttpRequest, quarter: str, edition: int) -> HttpResponse:
    """What is different from the last quarter, from the two frozen reports."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(READ)
    one = queries.get_report(scope, quarter, edition)
    is_frozen = one.state in queries.FROZEN
    content = queries.frozen(one)[1] if is_frozen else report_content.whole(one, scope)
    context = {"report": one, "changes": presenters.changes(content), "with": content["compared_with"]}
    return render(request, "improvement/report_difference.html", context)


@require_GET
def report_file(request: HttpRequest, quarter: str, edition: int, audience: str, form: str) -> HttpResponse:
    """One of the files that were drawn when the report was frozen."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(READ)
    one = queries.get_report(scope, quarter, edition)
    scope.note("improvement.download_report", subject=one, audience=audience, form=form)
    return file_response(one, audience, form)


def file_response(one: QuarterlyReport, audience: str, form: str) -> HttpResponse:
    """A kept file as a download; a web page too, as it brings its own rules for the look."""
    if form not in drawing.CONTENT_TYPES:
        raise NotVisible
    found = queries.file_of(one, audience, form)
    response = HttpResponse(bytes(found.content), content_type=drawing.CONTENT_TYPES[form])
    edition = f"-edition-{one.edition}" if one.edition > 1 else ""
    response["Content-Disposition"] = f'attachment; filename="report-{one.slug}{edition}-{audience}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
