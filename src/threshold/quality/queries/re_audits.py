"""Which children are to be audited again, by whom could they be, and did it change anything?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.quality.models import Audit, AuditAction, ReAuditProposal
from threshold.quality.policies.re_audits import NOT_GOOD_ENOUGH
from threshold.quality.queries.audits import visible_audits
from threshold.quality.states import AuditActionState, AuditState, ReAuditState


def visible_proposals(scope: Scope) -> QuerySet[ReAuditProposal]:
    """The proposals of audits that this person may see."""
    return ReAuditProposal.objects.filter(audit__in=visible_audits(scope))


def get_visible_proposal(scope: Scope, reference: str) -> ReAuditProposal:
    """Raises NotVisible where there is none, or none for this person."""
    found = (
        visible_proposals(scope)
        .select_related("audit__person", "audit__team", "audit__auditor", "audit__worker", "re_audit", "decided_by")
        .filter(pk=references.read(reference, "X") or 0)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def waiting(scope: Scope) -> QuerySet[ReAuditProposal]:
    """What is to be decided, the earliest due on top."""
    rows = visible_proposals(scope).filter(state=ReAuditState.PROPOSED)
    return rows.select_related("audit__person", "audit__team").order_by("due_on", "pk")


def decided(scope: Scope) -> QuerySet[ReAuditProposal]:
    """What was decided, the latest on top, with the re-audit where it was accepted."""
    rows = visible_proposals(scope).exclude(state=ReAuditState.PROPOSED)
    return rows.select_related("audit__person", "audit__team", "re_audit", "decided_by").order_by("-decided_at", "-pk")


def may_decide(scope: Scope) -> bool:
    return scope.may(Permission.AUDIT_PLAN)


def without_proposal() -> Iterator[tuple[Audit, str]]:
    """Complete audits about a child that call for another look and have no proposal, with why. For the worker.

    Found by what they are and not by an event, so that one cannot be lost; an action that is raised after the audit
    was complete is found too. A dip sample of a few questions is not repeated by itself.
    """
    asked = AuditAction.objects.filter(audit=OuterRef("pk")).exclude(state=AuditActionState.CANCELLED)
    rows = (
        Audit.objects.filter(state=AuditState.COMPLETE, person__isnull=False, re_audit_proposal__isnull=True)
        .exclude(kind=Audit.Kind.DIP_SAMPLE)
        .annotate(has_action=Exists(asked))
        .filter(Q(agreed_grade__in=NOT_GOOD_ENOUGH) | Q(has_action=True))
        .order_by("completed_at", "pk")
    )
    for audit in rows.iterator(500):
        because = (
            ReAuditProposal.Because.GRADE if audit.agreed_grade in NOT_GOOD_ENOUGH else ReAuditProposal.Because.ACTION
        )
        yield audit, because
