"""How does a form's one action run? Once for each form that was opened, however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models, transaction

from threshold.access.working import Working
from threshold.core.actions import once
from threshold.ui.forms import WorkingForm


def sent(
    request: Any, opened: tuple[WorkingForm, Working], subject: models.Model, act: Callable[[], object], done: str
) -> bool:
    """Whether the form was sent and its action is done: now, or by the first click of two.

    Args:
        opened: what `working.open_form` gave.
        subject: the stored record that the form is about.
        act: calls the one action. On a refusal the form keeps its words and says why.
        done: the sentence of the banner on the next page.
    """
    form, working = opened
    if request.method != "POST" or not form.is_valid():
        return False

    def make() -> models.Model:
        act()
        return subject

    def run() -> bool:
        with transaction.atomic():
            key = form.cleaned_data["submission_key"]
            once(working.key.form, key, request.scope.now, type(subject), make, by=request.scope.user)
        return True

    if not working.attempt(request, form, run):
        return False
    messages.success(request, done)
    return True
