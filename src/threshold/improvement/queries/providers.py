"""Which strategy or provider of our own authority is meant?"""

from __future__ import annotations

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement.models import ServiceProvider, Strategy


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
