"""Published statistics in the database, for walks through all pages."""

from __future__ import annotations

import datetime as dt

import published
from threshold.access.models import User
from threshold.insight.comparators.actions import import_statistics


def bring_in(now: dt.datetime) -> None:
    """A table of referrals and a list of grades."""
    worker = User.objects.service("worker_service")
    for content, name in ((published.referrals(), "referrals.csv"), (published.grades(), "grades.csv")):
        import_statistics(content, by=worker, now=now, name=name)
