"""Which children on contacts does somebody want to see? The list that every number of the front door opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from threshold.access.scope import Scope
from threshold.core.calendar import LONDON, day_of
from threshold.core.models import Clock
from threshold.frontdoor.models import ContactChild, Decision
from threshold.frontdoor.queries import visible_children
from threshold.frontdoor.surge import (
    LIMITS,
    STANDS,
    WEEKS,
    days,
    received_between,
    received_for,
    stopped,
    undecided,
)


@dataclass(frozen=True)
class Wanted:
    """Which children on contacts a list shows. What is None or empty does not narrow it.

    Attributes:
        received_before: an instant, for "by this time last week".
        hour, weekday: of arrival, on London's clock; 1 is Monday.
        age: a key of `AGES`, or `PAST_LIMIT`; only children who wait for a decision have one.
        is_decided: the decision stands: not proposed only, not returned.
        in_time: "day-met", "day-late", "24h-met" or "24h-late".
    """

    received_from: dt.date | None = None
    received_to: dt.date | None = None
    received_before: dt.datetime | None = None
    source: str = ""
    hour: int | None = None
    weekday: int | None = None
    age: str = ""
    is_decided: bool | None = None
    decided_from: dt.date | None = None
    decided_to: dt.date | None = None
    in_time: str = ""
    state: str = ""
    team_id: int | None = None


def contact_list(scope: Scope, wanted: Wanted) -> QuerySet[ContactChild]:
    """Children on contacts, the latest arrival first, each with `current_decisions`."""
    today = day_of(scope.now)
    found = visible_children(scope).filter(received_between(wanted.received_from, wanted.received_to))
    if wanted.received_before:
        found = found.filter(received_at__lt=wanted.received_before)
    if wanted.age or wanted.is_decided is False:
        found = found.filter(pk__in=undecided(Clock.objects.all()).values("subject_id"))
    if wanted.age:
        found = found.filter(received_between(*received_for(wanted.age, today)))
    if wanted.is_decided:
        found = found.filter(Exists(Decision.objects.filter(child=OuterRef("pk"), is_current=True, state__in=STANDS)))
    if wanted.decided_from or wanted.decided_to or wanted.in_time:
        found = found.filter(pk__in=_decided_as(wanted, today).values("subject_id"))
    if wanted.hour is not None:
        found = found.annotate(hour=ExtractHour("received_at", tzinfo=LONDON)).filter(hour=wanted.hour)
    if wanted.weekday is not None:
        weekday = ExtractIsoWeekDay("received_at", tzinfo=LONDON)
        found = found.annotate(weekday=weekday).filter(weekday=wanted.weekday)
    of_contact: Mapping[str, Any] = {
        "contact__source": wanted.source,
        "contact__state": wanted.state,
        "contact__team": wanted.team_id,
    }
    chosen = {name: value for name, value in of_contact.items() if value}
    if chosen:
        days_of_contact = received_between(wanted.received_from, wanted.received_to, field="contact__received_at")
        found = found.filter(days_of_contact, **chosen)
    current = Decision.objects.filter(is_current=True)
    return (
        found.select_related("person", "contact__team", "contact__owner")
        .prefetch_related(Prefetch("decisions", queryset=current, to_attr="current_decisions"))
        .order_by("-received_at", "-contact_id", "position")
    )


def _decided_as(wanted: Wanted, today: dt.date) -> QuerySet[Clock]:
    """The stopped clocks of what was decided on these days, in time or late."""
    limit, _, outcome = wanted.in_time.partition("-")
    last = wanted.decided_to or today
    first = wanted.decided_from or last - dt.timedelta(days=7 * WEEKS - 1)
    found = stopped(Clock.objects.all(), days(first, last), [LIMITS.get(limit, LIMITS["day"])])
    return found.filter(outcome=outcome) if outcome else found
