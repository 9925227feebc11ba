"""Is our own authority here, under the name that the pack gives it? A step of `threshold prepare`."""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.frontdoor import pack
from threshold.improvement.actions.authorities import name_ours
from threshold.improvement.models import Authority


def keep(*, by: User, now: dt.datetime) -> None:
    """Record it at the first start, and its new name when the pack changes."""
    found = Authority.objects.filter(is_ours=True).first()
    if found is None or found.name != pack.authority_name():
        name_ours(by=by, now=now, name=pack.authority_name())
