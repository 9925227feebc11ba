"""How is a partner's one-time link kept? As a hash: the table alone opens nothing."""

from __future__ import annotations

import datetime as dt
import hashlib

from threshold.frontdoor.models import InformationRequest

MOST_ATTEMPTS = 5


def hash_of(token: str) -> str:
    # The token has 192 random bits: a plain hash cannot be guessed back, and can be looked up by an index.
    return hashlib.sha256(token.encode()).hexdigest()


def request_for(token: str, now: dt.datetime) -> InformationRequest | None:
    """The request that a link opens: None where it is forged, used, expired, or its code was guessed at too often."""
    return InformationRequest.objects.filter(
        token_hash=hash_of(token),
        state=InformationRequest.State.ASKED,
        link_expires_at__gt=now,
        code_attempts__lt=MOST_ATTEMPTS,
    ).first()
