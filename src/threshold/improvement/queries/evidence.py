"""Which evidence is there, of what, and may this person read the audit behind it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible, Refused
from threshold.improvement.models import (
    Authority,
    Evidence,
    Finding,
    Inspection,
    Obligation,
    PlanAction,
    SourceDocument,
)
from threshold.people.models import Person
from threshold.people.queries import family_of, visible_people
from threshold.quality.models import Audit


def evidence_of(scope: Scope, authority: Authority) -> QuerySet[Evidence]:
    """The evidence index: the newest first, with all that it is linked to. No child is in it."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return Evidence.objects.none()
    return with_links(Evidence.objects.filter(authority=authority)).order_by("-added_at", "-pk")


def with_links(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Evidence with its audit, document and links: four queries, however many rows."""
    return rows.select_related("audit", "document", "added_by").prefetch_related(
        Prefetch("findings", queryset=Finding.objects.order_by("pk")),
        Prefetch("obligations", queryset=Obligation.objects.select_related("intervention").order_by("pk")),
        Prefetch("actions", queryset=PlanAction.objects.order_by("pk")),
    )


def filtered(
    rows: QuerySet[Evidence], *, kind: str = "", words: str = "", since: dt.date | None = None
) -> QuerySet[Evidence]:
    """The index, narrowed."""
    if kind:
        rows = rows.filter(kind=kind)
    for word in words.split()[:6]:
        rows = rows.filter(Q(shows__icontains=word) | Q(measure__iexact=word) | Q(document__title__icontains=word))
    return rows.filter(added_at__date__gte=since) if since else rows


def get_evidence(scope: Scope, reference: str) -> Evidence:
    if not scope.may(Permission.IMPROVEMENT_READ):
        raise NotVisible
    rows = with_links(Evidence.objects.select_related("authority"))
    found = rows.filter(pk=references.read(reference, "V") or 0).first()
    if found is None:
        raise NotVisible
    return found


def of_finding(finding: Finding) -> QuerySet[Evidence]:
    return finding.evidence.select_related("audit", "document", "added_by").order_by("-added_at", "-pk")


def of_obligation(obligation: Obligation) -> QuerySet[Evidence]:
    return obligation.evidence.select_related("audit", "document", "added_by").order_by("-added_at", "-pk")


def of_action(plan_action: PlanAction) -> QuerySet[Evidence]:
    return plan_action.evidence.select_related("audit", "document", "added_by").order_by("-added_at", "-pk")


def of_audit(audit: Audit) -> QuerySet[Evidence]:
    """Where an audit is evidence: its page leads there."""
    return Evidence.objects.filter(audit=audit).prefetch_related("findings", "actions").order_by("pk")


def is_linked(
    evidence: Evidence,
    *,
    finding: Finding | None = None,
    obligation: Obligation | None = None,
    plan_action: PlanAction | None = None,
) -> bool:
    if finding is not None:
        return evidence.findings.filter(pk=finding.pk).exists()
    if obligation is not None:
        return evidence.obligations.filter(pk=obligation.pk).exists()
    return plan_action is not None and evidence.actions.filter(pk=plan_action.pk).exists()


def has_inspectors_words(evidence: Iterable[Evidence]) -> bool:
    """Whether a document among it is the report or letter of an inspection or visit."""
    documents = [row.document_id for row in evidence if row.document_id]
    inspected = Inspection.objects.filter(document__in=documents)
    return (
        bool(documents)
        and inspected.filter(document__kind__in=(SourceDocument.Kind.REPORT, SourceDocument.Kind.LETTER)).exists()
    )


# --- Audits -----------------------------------------------------------------------------------------------------


def may_read_audit(scope: Scope, audit: Audit) -> bool:
    """Whether this person may read an audit: it is about nobody hidden, and their job reads audits, or this one."""
    if scope.reach is Reach.NOBODY:
        return False
    if audit.person_id is not None and not visible_people(scope).filter(pk=audit.person_id).exists():
        return False
    if scope.may(Permission.AUDITS_READ):
        return True
    mine = {audit.auditor_id, audit.moderator_id, audit.joint_auditor_id, audit.worker_id}
    return scope.user.pk in mine or (scope.may(Permission.AUDIT_ANSWER) and audit.team_id in scope.user.team_ids)


def get_audit(scope: Scope, reference: str) -> Audit:
    """An audit that this person may read, by its reference."""
    found = Audit.objects.filter(pk=references.read(reference, "A") or 0).first()
    if found is None or not may_read_audit(scope, found):
        raise NotVisible
    return found


def names_around_audit(scope: Scope, audit: Audit) -> set[str]:
    """The names of the child on the audited record and of the family, as far as this person sees them."""
    if audit.person_id is None:
        return set()
    child = Person.objects.get(pk=audit.person_id)
    people = [child, *(relative.person for relative in family_of(scope, child))]
    return {name for person in people for name in (person.given_name, person.family_name) if name}


def audit_named(scope: Scope, reference: str) -> Audit:
    """The same for a reference that somebody typed into a form.

    Raises:
        Refused: there is none that this person may read; in words for the form.
    """
    try:
        return get_audit(scope, reference)
    except NotVisible:
        raise Refused("There is no audit of that reference that you may read. Look at the reference again.") from None
