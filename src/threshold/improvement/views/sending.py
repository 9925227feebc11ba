"""How does a form that was sent twice make one thing?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models, transaction

from threshold.access.scope import Scope
from threshold.core.actions import once
from threshold.ui.forms import WorkingForm

M = TypeVar("M", bound=models.Model)


def made_once(scope: Scope, form: WorkingForm, made: type[M], make: Callable[..., M], **facts: Any) -> M:
    """Run one creating action for a form: a second sending of the same form gets the first one's result.

    Args:
        made: the kind of record that comes of it.
        make: the action with its thing bound; it is called with `by`, `now` and `facts`.
    """
    key = form.cleaned_data["submission_key"]
    with transaction.atomic():
        record, _ = once(
            f"improvement.{made._meta.model_name}", key, scope.now, made,
            lambda: make(by=scope.user, now=scope.now, **facts), by=scope.user,
        )  # fmt: skip
    return record
