"""What was the authority advised, and what is still to be answered?"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.improvement.models import Advice, Authority


def advice_of(scope: Scope, authority: Authority) -> QuerySet[Advice]:
    """Reports and recommendations, the newest first."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return Advice.objects.none()
    rows = Advice.objects.filter(authority=authority).select_related("given_by", "finding", "action")
    return rows.order_by("-given_at", "-pk")


def unanswered(scope: Scope, authority: Authority) -> QuerySet[Advice]:
    """The recommendations that wait for an answer, the longest waiting first."""
    rows = advice_of(scope, authority).filter(kind=Advice.Kind.RECOMMENDATION, answer="")
    return rows.order_by("given_at", "pk")


def get_advice(scope: Scope, reference: str) -> Advice:
    if not scope.may(Permission.IMPROVEMENT_READ):
        raise NotVisible
    rows = Advice.objects.select_related("authority", "document", "given_by", "answered_by", "finding", "action")
    found = rows.filter(pk=references.read(reference, "J") or 0).first()
    if found is None:
        raise NotVisible
    return found


def clocks_of(rows: Iterable[Advice]) -> dict[int, Clock]:
    """The running clock of each recommendation."""
    keys = [row.pk for row in rows]
    running = Clock.objects.filter(subject_type=Advice._meta.label_lower, subject_id__in=keys, stopped_at__isnull=True)
    return {clock.subject_id: clock for clock in running}
