"""How does a page open and send a form without losing a word? The few lines every working form shares.

form, draft = working.open_form(request, ScreeningForm, "frontdoor.screening", contact)
if form.is_sent_and_valid: …one action…; draft.discard()
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from threshold.core import drafts
from threshold.core.drafts import DraftKey
from threshold.core.errors import Refused, Stale
from threshold.ui.forms import Difference, WorkingForm, as_draft, from_draft

F = TypeVar("F", bound=WorkingForm)
R = TypeVar("R")

#: What to do about a form that came too late, where both versions stand on the page, and where only the new one does.
_COMPARE = "Compare the two versions below, then send again to keep yours."
_LOOK = "Look at it as it is now, then send again."


@dataclass
class Working:
    """The draft behind an open form: where the page saves it, when it was last saved, and what overtook it.

    `differences` is filled when the form came too late: what was typed beside what is stored now.
    """

    key: DraftKey
    url: str
    stored: dict[str, Any]
    saved_at: dt.datetime | None = None
    differences: list[Difference] = field(default_factory=list)

    def attempt(self, request: HttpRequest, form: WorkingForm, act: Callable[[], R]) -> R | None:
        """Run the form's one action. On a refusal nothing is lost: the form keeps its words and says why."""
        try:
            result = act()
        except Stale as stale:
            self.keep(request)
            self.differences = [row for row in form.differences(self.stored) if row.differs]
            form.add_error(None, f"{stale.sentence} {_COMPARE if self.differences else _LOOK}")
            sent = request.POST.copy()
            sent[stale.field] = str(stale.current_version)
            form.data = sent
            return None
        except Refused as refusal:
            self.keep(request)
            form.add_error(None, refusal.sentence)
            return None
        self.discard()
        return result

    def keep(self, request: HttpRequest) -> None:
        """Keep what was just sent, because it could not be stored as it is."""
        drafts.save(self.key, as_draft(request.POST), request.scope.now)  # type: ignore[attr-defined]

    def discard(self) -> None:
        drafts.discard(self.key)


def open_form(
    request: Any,
    form_class: type[F],
    name: str,
    subject: models.Model | None = None,
    *,
    initial: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[F, Working]:
    """The page's form: bound to what was sent, or showing the draft, or what is stored (`initial`)."""
    subject_key = f"{subject._meta.label_lower}:{subject.pk}" if subject is not None else ""
    key = DraftKey(f"user:{request.scope.user.pk}", name, subject_key)
    working = Working(key, reverse("save_draft"), stored=initial or {})
    if request.method == "POST":
        return form_class(request.POST, request.FILES or None, initial=initial, **options), working
    draft = drafts.load(key)
    first = {"draft_token": key.token(), "version": getattr(subject, "version", None), **(initial or {})}
    if draft is not None:
        working.saved_at = draft.updated_at
        options["draft"] = _without_controls(draft.typed)
    return form_class(initial=first, **options), working


def _without_controls(typed: str) -> Any:
    """A draft's answers. Its keys stay behind: the page gets fresh ones, but keeps the version it was begun on."""
    data = from_draft(typed).copy()
    for name in ("submission_key", "draft_token"):
        data.pop(name, None)
    return data
