"""Where improvement begins: what waits for me, where things stand, and the way to everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.improvement import slots
from threshold.improvement.presenters import common as say
from threshold.improvement.queries import authorities, overview


@require_GET
def improvement(request: HttpRequest) -> HttpResponse:
    """What waits for this person, and links to each part."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    ours = authorities.ours(scope)
    context = {
        "authority": ours,
        "waiting": slots.waiting(scope),
        "today": day_of(scope.now),
        "counts": overview.counts(scope, ours),
        "parts": slots.home(scope, ours),
        "examples": authorities.examples(scope),
        "say": say,
    }
    return render(request, "improvement/home.html", context)


@require_GET
def example(request: HttpRequest, slug: str) -> HttpResponse:
    """An example of public record: where it begins."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    scope.require(Permission.IMPROVEMENT_READ)
    found = authorities.get_authority(scope, slug)
    context = {
        "authority": found,
        "counts": overview.counts(scope, found),
        "parts": slots.home(scope, found),
        "say": say,
        "today": day_of(scope.now),
    }
    return render(request, "improvement/home.html", context)
