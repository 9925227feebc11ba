"""One form and one action about one record: what every "change" page of improvement shares.

A noun's file names its steps; `take` shows the form, runs the one action and leads back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.access.working import open_form
from threshold.core.errors import NotVisible
from threshold.ui.forms import WorkingForm

Record = Any


def _nothing(*_args: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """One thing that can be done with a record.

    `act(scope, record, data, form)` runs the one action. `options` and `initial` are what the form is made with.
    `offered(record)` says whether the record's page offers it now; whether it may happen, the policy says.
    """

    title: str
    permission: Permission
    form: type[WorkingForm]
    act: Callable[[Scope, Record, dict[str, Any], Any], Any]
    offered: Callable[[Record], bool] = lambda _record: True
    options: Callable[[Scope, Record], dict[str, Any]] = _nothing
    initial: Callable[[Record], dict[str, Any]] = _nothing
    explanation: str = ""
    done: str = ""
    is_grave: bool = False


Steps = dict[str, Step]


def offered(scope: Scope, steps: Steps, record: Record) -> list[tuple[str, str]]:
    """Verb and title of what this person can do with a record now."""
    return [(verb, step.title) for verb, step in steps.items() if scope.may(step.permission) and step.offered(record)]


def step_for(scope: Scope, steps: Steps, verb: str) -> Step:
    """Raises NotVisible where there is no such step, NotPermitted where it is not this person's."""
    step = steps.get(verb)
    if step is None:
        raise NotVisible
    scope.require(step.permission)
    return step


def take(
    request: HttpRequest, step: Step, record: Record, *, name: str, back: str, caption: str = "", after: str = ""
) -> HttpResponse:
    """Show the step's form; when it was sent and is whole, act and go to `after` (or `back`)."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    form, working = open_form(
        request,
        step.form,
        f"improvement.{name}",
        record,
        initial=step.initial(record),
        **step.options(scope, record),
    )
    if request.method == "POST" and form.is_valid():
        done = working.attempt(request, form, lambda: step.act(scope, record, form.cleaned_data, form) or record)
        if done is not None:
            messages.success(request, step.done or f"{step.title}: done.")
            return redirect(after or back)
    shown = _shown(form)
    context = {"step": step, "form": form, "working": working, "back": back, "caption": caption, "fields": shown}
    return render(request, "improvement/step.html", context)


def _shown(form: WorkingForm) -> list[Any]:
    """The form's questions without those that an answer reveals: they are drawn inside it."""
    revealed: set[str] = set()
    for field in form.fields.values():
        for names in getattr(field, "reveals", {}).values():
            revealed |= {names} if isinstance(names, str) else set(names)
    return [field for field in form.visible_fields() if field.name not in revealed]
