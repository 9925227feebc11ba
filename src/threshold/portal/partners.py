"""Who has opened a partner's link with its code, in this browser? And where is their answer while they write it?

Only the session knows that the code was right, for half an hour; the address of the page opens nothing by itself.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from threshold.core import drafts
from threshold.core.drafts import DraftKey

FORM = "portal.answer"
OPEN_FOR = dt.timedelta(minutes=30)
_OPENED, _ANSWERED = "portal_opened", "portal_answered"


def _mark(token: str) -> str:
    """The link as the session and the drafts know it: not the link itself."""
    return salted_hmac("threshold.portal.answer", token, algorithm="sha256").hexdigest()


def open_link(request: HttpRequest, token: str) -> None:
    """The code was right."""
    if not request.user.is_authenticated:
        request.session.cycle_key()
        request.session.set_expiry(0)
    opened = request.session.get(_OPENED, {})
    request.session[_OPENED] = opened | {_mark(token): timezone.now().timestamp()}


def is_open(request: HttpRequest, token: str) -> bool:
    opened_at = request.session.get(_OPENED, {}).get(_mark(token), 0)
    return timezone.now().timestamp() - opened_at < OPEN_FOR.total_seconds()


def mark_answered(request: HttpRequest, token: str) -> None:
    """The page that says thank you may be shown again; the question may not."""
    request.session[_OPENED] = {}
    request.session[_ANSWERED] = [*request.session.get(_ANSWERED, []), _mark(token)]


def was_answered_here(request: HttpRequest, token: str) -> bool:
    return _mark(token) in request.session.get(_ANSWERED, [])


def draft_key(token: str, part: str = "answer") -> DraftKey:
    return DraftKey(f"visitor:{_mark(token)}", FORM, part)


def discard(token: str) -> None:
    for part in ("answer", "files"):
        drafts.discard(draft_key(token, part))
