"""Who is filling in the form, what have they typed so far, and how do they come back to it?

A visitor has no account. What they type is kept on the server as drafts, one for each page, owned by a keyed hash
of the visit's return code. The browser holds a session cookie that ends with it; the session knows the code. With
the code written down, the form can be opened again from anywhere for 30 days.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from threshold.core import drafts
from threshold.core.drafts import KEEP_DAYS, DraftKey
from threshold.core.models import Draft
from threshold.ui.forms import as_draft, from_draft

FORM = "portal.worried"
FILES = "files"
_VISIT, _SENT, _SEEN = "portal_visit", "portal_sent", "portal_seen"
_RENEW_SECONDS = 60
# The signs of our references: none can be mistaken for another. Sixty bits, guessed at through a limit.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011", " -")
_LENGTH = 12
#: The page's own business, not an answer.
_CONTROLS = ("draft_token", "later")


class NoVisit(Exception):
    """The session knows of no form: it has ended, or none was begun."""


@dataclass
class Visit:
    """One person's form. `typed` holds what each page sent, as it was sent."""

    code: str
    typed: dict[str, QueryDict] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return f"visitor:{_hash('visit', self.code).hex()}"

    @property
    def submission_key(self) -> uuid.UUID:
        """The same for every press of "send": two of them make one contact."""
        return uuid.UUID(bytes=_hash("submission", self.code)[:16])

    @property
    def shown_code(self) -> str:
        return "-".join(self.code[start : start + 4] for start in range(0, _LENGTH, 4))

    def key(self, page: str) -> DraftKey:
        return DraftKey(self.owner, FORM, page)

    def answer(self, page: str, name: str) -> str:
        """One answer as it was typed; empty where there is none."""
        return str(self.typed[page].get(name, "")) if page in self.typed else ""

    def save(self, page: str, sent: QueryDict) -> None:
        drafts.save(self.key(page), as_draft(sent), timezone.now())
        self.typed[page] = _answers_only(as_draft(sent))

    def forget(self, page: str) -> None:
        drafts.discard(self.key(page))
        self.typed.pop(page, None)

    def discard(self) -> None:
        """The form was sent: what was typed is a record now."""
        Draft.objects.filter(owner=self.owner, form=FORM).delete()

    @property
    def files(self) -> DraftKey:
        """What attached files belong to until the form is sent."""
        return self.key(FILES)


def made(key: DraftKey) -> Draft:
    """The draft that files belong to, made with the first of them."""
    if drafts.load(key) is None:
        drafts.save(key, "", timezone.now())
    return Draft.objects.get(owner=key.owner, form=key.form, subject=key.subject)


def begin(request: HttpRequest) -> Visit:
    """A new form, in a new session."""
    visit = Visit("".join(secrets.choice(_SIGNS) for _ in range(_LENGTH)))
    _remember(request, visit)
    return visit


def current(request: HttpRequest) -> Visit | None:
    """The form that this browser is filling in."""
    code = request.session.get(_VISIT)
    if not code:
        return None
    now = int(timezone.now().timestamp())
    if now - request.session.get(_SEEN, 0) >= _RENEW_SECONDS:
        request.session[_SEEN] = now  # a written session counts its time-out anew
    return Visit(code, _load(Visit(code)))


def required(request: HttpRequest) -> Visit:
    visit = current(request)
    if visit is None:
        raise NoVisit
    return visit


def resume(request: HttpRequest, typed_code: str) -> Visit | None:
    """Open the form of a return code again; None where there is none or it is too old."""
    visit = Visit(typed_code.upper().translate(_READ_AS))
    now = timezone.now()
    rows = Draft.objects.filter(owner=visit.owner, form=FORM)
    if not rows.filter(updated_at__gt=now - dt.timedelta(days=KEEP_DAYS)).exists():
        return None
    rows.update(updated_at=now)  # all of it stays for another 30 days
    _remember(request, visit)
    return visit


def mark_sent(request: HttpRequest, reference: str) -> None:
    """The visit is over; the browser may show the reference until it is closed."""
    end(request)
    request.session[_SENT] = reference
    request.session.set_expiry(0)


def sent_reference(request: HttpRequest) -> str:
    return str(request.session.get(_SENT, ""))


def end(request: HttpRequest) -> None:
    """Forget the form in this browser. What was typed stays, for whoever has the return code."""
    if request.user.is_authenticated:  # somebody of ours, trying the form out: they stay signed in
        for name in (_VISIT, _SENT, _SEEN):
            request.session.pop(name, None)
    else:
        request.session.flush()


def keep_what_was_typed(request: HttpRequest) -> bool:
    """A page that could not be taken (the session has ended, too many at once) loses no word. Says if it was kept."""
    key = drafts.key_from_token(request.POST.get("draft_token", "")) if request.method == "POST" else None
    if key is None or not key.owner.startswith("visitor:"):
        return False
    drafts.save(key, as_draft(request.POST), timezone.now())
    return True


def _remember(request: HttpRequest, visit: Visit) -> None:
    end(request)  # a new session: nobody can have planted this one
    request.session[_VISIT] = visit.code
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # the cookie ends with the browser


def _load(visit: Visit) -> dict[str, QueryDict]:
    rows = Draft.objects.filter(owner=visit.owner, form=FORM).values_list("subject", "typed")
    return {page: _answers_only(typed) for page, typed in rows}


def _answers_only(typed: str) -> QueryDict:
    data = from_draft(typed).copy()
    for name in _CONTROLS:
        data.pop(name, None)
    return data


def _hash(purpose: str, code: str) -> bytes:
    return salted_hmac(f"threshold.portal.{purpose}", code, algorithm="sha256").digest()
