"""How does an authority come to be here? Ours by the pack's name; an example by whoever loads it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.improvement.models import Authority
from threshold.improvement.policies import authorities as policies

OURS = "ours"


@action("improvement.name_ours", permission=Permission.WORKER)
def name_ours(*, by: User, now: dt.datetime, name: str) -> Authority:
    """Record our own authority, or its new name."""
    with transaction.atomic():
        ours, _ = Authority.objects.update_or_create(is_ours=True, defaults={"name": name, "slug": OURS})
    journal.record("improvement.name_ours", by=by, now=now, subject=ours)
    return ours


@action("improvement.add_example", permission=Permission.WORKER)
def add_example(*, by: User, now: dt.datetime, name: str, slug: str, note: str) -> Authority:
    """Begin an example of public record. It is written like our own history until it is sealed.

    Args:
        note: what it is an example of and where its facts come from.
    """
    example = Authority.objects.create(name=name, slug=slug, example_note=note)
    journal.record("improvement.add_example", by=by, now=now, subject=example)
    return example


@action("improvement.seal_example", permission=Permission.WORKER)
def seal_example(example: Authority, *, by: User, now: dt.datetime) -> Authority:
    """Close an example for good: from now on nobody writes to it."""
    example = lock(example)
    policies.check_may_be_written(example)
    example.sealed_at = now
    example.save(update_fields=["sealed_at"])
    journal.record("improvement.seal_example", by=by, now=now, subject=example)
    return example
