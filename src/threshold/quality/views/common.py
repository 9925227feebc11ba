"""What do the forms of quality assurance have in common? Open, check, run the one action, say so, lead on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.ui.forms import WorkingForm


def scope_of(request: HttpRequest) -> Scope:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return scope


def form_page(
    request: HttpRequest,
    form_class: type[WorkingForm],
    name: str,
    *,
    subject: models.Model | None = None,
    act: Callable[[Any], Any],
    after: Callable[[Any], str],
    done: str,
    title: str,
    template: str = "quality/change.html",
    initial: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """A page with one form and one action.

    Args:
        act: given the form, runs the action and returns what it made or changed.
        after: given that, the address that the reader is led to.
        done: what the reader is told there.
    """
    form, working = open_form(request, form_class, name, subject, initial=initial, **(options or {}))
    if request.method == "POST" and form.is_valid():
        result = working.attempt(request, form, lambda: act(form))
        if result is not None:
            messages.success(request, done)
            return redirect(after(result))
    return render(request, template, {"form": form, "working": working, "title": title, **(context or {})})
