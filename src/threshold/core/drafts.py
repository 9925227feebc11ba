"""What has somebody typed and not yet sent? Kept on the server as they type, so that nothing typed is ever lost.

A page carries a signed token that names its draft. The token lets its holder *write* that draft for a day, also
after the session has ended; reading a draft back needs its owner to be signed in. Drafts are nobody else's
business: they are read by their owner, never listed, and not in the audit log.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing

from threshold.core.models import Draft

_SALT = "threshold.draft"
_TOKEN_SECONDS = 24 * 3600
#: A draft is what one person typed into one form; more than this is no typing.
MAX_CHARACTERS = 3_000_000
KEEP_DAYS = 30


@dataclass(frozen=True)
class DraftKey:
    """Which draft: whose, of which form, of which record."""

    owner: str
    form: str
    subject: str = ""

    def token(self) -> str:
        return signing.dumps([self.owner, self.form, self.subject], salt=_SALT, compress=True)


def key_from_token(token: str) -> DraftKey | None:
    """The draft that a page's token names; None where it was forged or is older than a day."""
    try:
        owner, form, subject = signing.loads(token, salt=_SALT, max_age=_TOKEN_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return DraftKey(owner, form, subject)


def save(key: DraftKey, typed: str, now: dt.datetime) -> None:
    Draft.objects.update_or_create(
        owner=key.owner, form=key.form, subject=key.subject, defaults={"typed": typed, "updated_at": now}
    )


def load(key: DraftKey) -> Draft | None:
    return Draft.objects.filter(owner=key.owner, form=key.form, subject=key.subject).first()


def discard(key: DraftKey) -> None:
    """Forget a draft: called when the form it belongs to was sent and stored."""
    Draft.objects.filter(owner=key.owner, form=key.form, subject=key.subject).delete()


def discard_old(now: dt.datetime) -> int:
    """Forget drafts that nobody has touched for a month. Returns how many."""
    return Draft.objects.filter(updated_at__lt=now - dt.timedelta(days=KEEP_DAYS)).delete()[0]
