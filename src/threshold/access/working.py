"""How does a page open and send a form without losing a word? The few lines every working form shares.

form, draft = working.open_form(request, ScreeningForm, "frontdoor.screening", contact)
if form.is_sent_and_valid: …one action…; draft.discard()
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse

from threshold.core import drafts
from threshold.core.drafts import DraftKey
from threshold.ui.forms import WorkingForm, as_draft, from_draft

F = TypeVar("F", bound=WorkingForm)


@dataclass(frozen=True)
class Working:
    """The draft behind an open form: where the page saves it, and when it was last saved."""

    key: DraftKey
    token: str
    url: str
    saved_at: Any = None

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
    """The page's form: bound to what was sent, or showing the draft, or what is stored."""
    subject_key = f"{subject._meta.label_lower}:{subject.pk}" if subject is not None else ""
    key = DraftKey(f"user:{request.scope.user.pk}", name, subject_key)
    token = key.token()
    url = reverse("save_draft")
    if request.method == "POST":
        return form_class(request.POST, request.FILES or None, initial=initial, **options), Working(key, token, url)
    stored = drafts.load(key)
    first = {"draft_token": token, "version": getattr(subject, "version", None), **(initial or {})}
    form = form_class(initial=first, draft=_without_controls(stored.typed) if stored else None, **options)
    return form, Working(key, token, url, stored.updated_at if stored else None)


def _without_controls(typed: str) -> Any:
    """A draft's answers. Its keys stay behind: the page gets fresh ones, but keeps the version it was begun on."""
    data = from_draft(typed).copy()
    for name in ("submission_key", "draft_token"):
        data.pop(name, None)
    return data
