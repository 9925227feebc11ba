"""The pages of supervision: what is due, who supervises whom, and what was said."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.people import narrative
from threshold.people import queries as people_queries
from threshold.people.views.common import show
from threshold.quality.actions import supervisions as actions
from threshold.quality.forms.supervisions import ArrangeForm, CaseForm, EndForm, PersonalForm
from threshold.quality.models import Supervision, SupervisionArrangement
from threshold.quality.presenters import supervisions as presenters
from threshold.quality.queries import supervisions as queries
from threshold.quality.views.common import form_page, scope_of
from threshold.ui.csv import csv_response
from threshold.ui.paging import paginate


def _reader(request: HttpRequest) -> Scope:
    scope = scope_of(request)
    scope.require(Permission.QUALITY_READ)
    return scope


@require_GET
def supervision_due(request: HttpRequest) -> HttpResponseBase:
    """Whose supervision is due next: mine, of those whom I supervise, of the teams that I lead."""
    scope = _reader(request)
    due = queries.next_due(scope)
    if request.GET.get("format") == "csv":
        scope.require(Permission.LISTS_EXPORT)
        scope.note("quality.export_supervision_due")
        return csv_response("supervision-due", presenters.DUE_HEADER, map(presenters.due_row, due))
    context = {
        "rows": [(one, clocks.explain(one.clock, scope.now)) for one in due],
        "mine": {arrangement.pk for arrangement in queries.my_workers(scope)},
        "may_arrange": queries.managed_teams(scope.user, day_of(scope.now)).exists(),
        "may_export": scope.may(Permission.LISTS_EXPORT),
    }
    return render(request, "quality/supervision_due.html", context)


@require_GET
def supervisions(request: HttpRequest) -> HttpResponse:
    """The supervisions that I may read, the latest first."""
    scope = _reader(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Supervision.Kind.values else ""
    found = queries.supervisions(scope, kind=kind)
    tabs = [{"text": "All", "href": reverse("supervisions"), "current": not kind}]
    tabs += [
        {"text": label, "href": f"{reverse('supervisions')}?kind={code}", "current": kind == code}
        for code, label in Supervision.Kind.choices
    ]
    return render(request, "quality/supervisions.html", {"page": paginate(found, request.GET), "tabs": tabs})


@require_GET
def person_supervisions(request: HttpRequest, reference: str) -> HttpResponse:
    """The case supervisions in which one person was talked about, the latest first."""
    scope = _reader(request)
    person = people_queries.get_visible_person(scope, reference)
    scope.note("quality.read_supervisions_of_person", subject=person, about=[person.pk])
    page = paginate(queries.supervisions_about(scope, person), request.GET)
    return show(request, "quality/person_supervisions.html", person, "person_supervisions", page=page)


@require_GET
def supervision(request: HttpRequest, reference: str) -> HttpResponse:
    """One supervision, as far as this reader may have it."""
    scope = _reader(request)
    found = queries.get_visible_supervision(scope, reference)
    about = [child.person_id for child in found.shown_children]  # type: ignore[attr-defined]
    scope.note("quality.read_supervision", subject=found, about=about)
    is_case = found.kind == Supervision.Kind.CASE
    passages = narrative.read_record(scope, found) if is_case else {}
    context = {
        "supervision": found, "children": found.shown_children,  # type: ignore[attr-defined]
        "sections": presenters.case_sections(passages) if is_case else presenters.personal_sections(found),
    }  # fmt: skip
    return render(request, "quality/supervision.html", context)


@require_GET
def arrangements(request: HttpRequest) -> HttpResponse:
    """Who supervises whom now."""
    scope = _reader(request)
    manages = queries.managed_teams(scope.user, day_of(scope.now))
    context = {
        "rows": list(queries.arrangements(scope)),
        "managed": {team.pk for team in manages},
        "mine": {arrangement.pk for arrangement in queries.my_workers(scope)},
    }
    return render(request, "quality/arrangements.html", context)


@require_http_methods(["GET", "POST"])
def new_arrangement(request: HttpRequest) -> HttpResponse:
    """Say who supervises a worker."""
    scope = _reader(request)
    today = day_of(scope.now)
    teams = list(queries.managed_teams(scope.user, today))
    if not teams:
        raise NotVisible

    def act(form: ArrangeForm) -> SupervisionArrangement:
        data = form.cleaned_data
        return actions.arrange_supervision(
            form.workers[data["worker"]], by=scope.user, now=scope.now, supervisor=form.supervisors[data["supervisor"]],
            team=form.teams[data["team"]], has_cases=data["has_cases"] == "yes", submission_key=data["submission_key"],
        )  # fmt: skip

    return form_page(
        request, ArrangeForm, "quality.arrange_supervision", act=act, after=lambda _: reverse("arrangements"),
        done="It is written down. The clocks of supervision run from today.", title="Who supervises whom?",
        options={
            "teams": teams, "workers": queries.members_of([team.pk for team in teams], today),
            "supervisors": queries.possible_supervisors(today),
        },
        context={"back": reverse("arrangements")},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end_arrangement(request: HttpRequest, number: int) -> HttpResponse:
    """This worker is supervised here no longer."""
    scope = _reader(request)
    arrangement = queries.get_visible_arrangement(scope, number)
    return form_page(
        request, EndForm, "quality.end_supervision", subject=arrangement, after=lambda _: reverse("arrangements"),
        act=lambda _: actions.end_supervision(arrangement, by=scope.user, now=scope.now), done="It is ended.",
        title=f"End the supervision of {arrangement.worker}",
        context={"back": reverse("arrangements"), "is_warning": True, "button": "End it",
                 "lead": "Its clocks stop. What was written down stays."},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def record_supervision(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Write down a supervision that was held: of the worker's cases, or about the worker."""
    scope = _reader(request)
    arrangement = queries.get_visible_arrangement(scope, number)
    if kind not in Supervision.Kind.values or arrangement.supervisor_id != scope.user.pk:
        raise NotVisible
    is_case = kind == Supervision.Kind.CASE

    def act(form: Any) -> Supervision:
        data = form.cleaned_data
        return actions.record_supervision(
            arrangement, by=scope.user, now=scope.now, kind=kind, held_on=data["held_on"], people=form.people(),
            words=data, submission_key=data["submission_key"],
        )  # fmt: skip

    return form_page(
        request, CaseForm if is_case else PersonalForm, f"quality.supervision.{kind}", subject=arrangement, act=act,
        after=lambda made: reverse("supervision", args=[made.reference]), done="The supervision is written down.",
        title=f"{Supervision.Kind(kind).label} with {arrangement.worker}",
        options={"children": queries.children_of_worker(scope, arrangement.worker_id)} if is_case else None,
        context={"back": reverse("supervision_due"), "lead": presenters.WHO_READS[Supervision.Kind(kind)]},
    )  # fmt: skip
