"""How does a form make one thing, however often it is sent?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db import models, transaction

from threshold.access.models import User
from threshold.core.actions import once

M = TypeVar("M", bound=models.Model)


def made_once(form: str, key: UUID | None, made: type[M], act: Callable[[], M], *, by: User, now: dt.datetime) -> M:
    """What the one action made, or made already at the first sending of this form. Refused, it leaves nothing."""
    with transaction.atomic():
        thing, _is_new = once(form, key, now, made, act, by=by)
    return thing
