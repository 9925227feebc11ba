"""The page of the front door's capacity: ask, and read what came out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core.actions import once
from threshold.insight.capacity import actions, presenters, queries
from threshold.insight.capacity.forms import QuestionForm
from threshold.insight.models import CapacityRun
from threshold.ui.paging import paginate


@require_http_methods(["GET", "POST"])
def capacity(request: HttpRequest) -> HttpResponse:
    """The latest answer, the question form, and the earlier runs."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CAPACITY_RUN)
    form, working = open_form(request, QuestionForm, "insight.capacity")
    if request.method == "POST" and form.is_valid():
        asked = working.attempt(request, form, lambda: _ask(scope, form))
        if asked:
            messages.success(request, "The simulation is in the queue. It is computed in the background.")
            return redirect("capacity_run", asked.pk)
    latest = queries.latest_answer(scope)
    context = {
        "form": form,
        "working": working,
        "latest": presenters.Answer(latest, latest.results) if latest else None,
        "page": paginate(queries.visible_runs(scope), request.GET, size=20),
        "rows": presenters.run_rows,
    }
    return render(request, "insight/capacity.html", context)


def _ask(scope: Scope, form: QuestionForm) -> CapacityRun:
    run, _ = once(
        "insight.capacity",
        form.cleaned_data["submission_key"],
        scope.now,
        CapacityRun,
        lambda: actions.ask_for_run(by=scope.user, now=scope.now, scenarios=form.scenarios),
        by=scope.user,
    )
    return run


@require_GET
def capacity_run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: its answer, or how far it is; what went in, so that it can be done again."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.CAPACITY_RUN)
    run = queries.get_visible_run(scope, number)
    answer = presenters.Answer(run, queries.forecasts(run), years=queries.years_done(run))
    return render(request, "insight/capacity_run.html", {"run": run, "answer": answer})
