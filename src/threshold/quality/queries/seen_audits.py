"""Which audits may this person see?"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.quality.models import Audit
from threshold.quality.queries.scoping import about_visible_or_nobody


def visible_audits(scope: Scope) -> QuerySet[Audit]:
    if not scope.may(Permission.QUALITY_READ) or scope.reach is Reach.NOBODY:
        return Audit.objects.none()
    found = about_visible_or_nobody(Audit.objects.all(), scope)
    if scope.may(Permission.AUDITS_READ):
        return found
    user = scope.user
    mine = Q(auditor=user) | Q(moderator=user) | Q(joint_auditor=user) | Q(worker=user)
    if scope.may(Permission.AUDIT_ANSWER):
        mine |= Q(team__in=user.team_ids)
    return found.filter(mine)


def get_visible_audit(scope: Scope, reference: str) -> Audit:
    found = visible_audits(scope).filter(pk=references.read(reference, "A") or 0).first()
    if found is None:
        raise NotVisible
    return found
