"""Which strategies and providers are there, and which of our own authority is meant?"""

from __future__ import annotations

from django.db.models import QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement.models import Authority, Priority, ServiceProvider, Strategy


def get_provider(scope: Scope, number: int) -> ServiceProvider:
    """Raises NotVisible where our authority has none of that number."""
    rows = ServiceProvider.objects.filter(authority__is_ours=True, pk=number).select_related("authority")
    found = rows.first() if scope.may(Permission.IMPROVEMENT_READ) else None
    if found is None:
        raise NotVisible
    return found


def get_strategy(scope: Scope, number: int) -> Strategy:
    """Raises NotVisible where our authority has none of that number."""
    rows = Strategy.objects.filter(authority__is_ours=True, pk=number).select_related("authority")
    found = rows.first() if scope.may(Permission.IMPROVEMENT_READ) else None
    if found is None:
        raise NotVisible
    return found


def strategies_of(scope: Scope, authority: Authority) -> QuerySet[Strategy]:
    """An authority's strategies, the latest first."""
    rows = Strategy.objects.filter(authority=authority) if scope.may(Permission.IMPROVEMENT_READ) else None
    return Strategy.objects.none() if rows is None else rows.order_by("-starts_on", "-pk")


def read_strategy(scope: Scope, number: int) -> Strategy:
    """A strategy of any authority, to read. Raises NotVisible where there is none for this person."""
    rows = Strategy.objects.select_related("authority", "document", "recorded_by").filter(pk=number)
    found = rows.first() if scope.may(Permission.IMPROVEMENT_READ) else None
    if found is None:
        raise NotVisible
    return found


def priorities_from(strategy: Strategy) -> list[Priority]:
    """What comes from a strategy, plan by plan."""
    return list(strategy.priorities.select_related("plan").order_by("plan__starts_on", "plan_id", "number"))
