"""Which inspections and visits are there, how was each area judged over time, and what waits or runs?"""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.improvement.models import Authority, Finding, Inspection, Judgement, ReportDraft
from threshold.improvement.states import FindingState, ReportDraftState


def visible_inspections(scope: Scope) -> QuerySet[Inspection]:
    """Everything about inspections is for whoever reads improvement; it names no child."""
    return Inspection.objects.all() if scope.may(Permission.IMPROVEMENT_READ) else Inspection.objects.none()


def inspections_of(scope: Scope, authority: Authority) -> QuerySet[Inspection]:
    """An authority's looks, the latest first, with their judgements and the count of findings and of open ones."""
    open_ones = ~Q(findings__state=FindingState.CLOSED)
    return (
        visible_inspections(scope)
        .filter(authority=authority)
        .prefetch_related(Prefetch("judgements", Judgement.objects.order_by("pk")))
        .annotate(finding_count=Count("findings"), open_count=Count("findings", filter=open_ones))
        .order_by("-ends_on", "-pk")
    )


def get_inspection(scope: Scope, reference: str) -> Inspection:
    """Raises NotVisible where there is none, or this person does not read improvement."""
    number = references.read(reference, "N")
    found = (
        visible_inspections(scope).select_related("authority", "document", "recorded_by").filter(pk=number or 0).first()
    )
    if found is None:
        raise NotVisible
    return found


def findings_of(inspection: Inspection) -> QuerySet[Finding]:
    """In the order in which the report has them, each with how many actions of the plan answer it."""
    return inspection.findings.order_by("pk")


def judgement_history(scope: Scope, authority: Authority) -> list[Judgement]:
    """Every published or known judgement of an authority, the oldest first. One query."""
    rows = Judgement.objects.filter(inspection__in=visible_inspections(scope).filter(authority=authority))
    return list(rows.select_related("inspection").order_by("inspection__ends_on", "inspection_id", "pk"))


def clocks_of(inspection: Inspection) -> list[Clock]:
    """The inspection's clocks: those that run first, then those that ended."""
    rows = Clock.objects.filter(subject_type=inspection._meta.label_lower, subject_id=inspection.pk)
    return sorted(rows, key=lambda clock: (clock.stopped_at is not None, clock.due_at))


def running(inspection: Inspection) -> set[str]:
    """The rules whose clocks run for an inspection."""
    rows = Clock.objects.filter(
        subject_type=inspection._meta.label_lower, subject_id=inspection.pk, stopped_at__isnull=True
    )
    return set(rows.values_list("rule", flat=True))


def running_of(authority: Authority) -> list[Clock]:
    """What runs after the authority's inspections, the first deadline on top."""
    ids = authority.inspections.values("pk")
    rows = Clock.objects.filter(subject_type=Inspection._meta.label_lower, subject_id__in=ids, stopped_at__isnull=True)
    return list(rows.order_by("due_at"))


def waiting_drafts(scope: Scope, authority: Authority) -> list[ReportDraft]:
    """Reports that were read and wait to be compared."""
    if not scope.may(Permission.INSPECTION_RECORD):
        return []
    rows = ReportDraft.objects.filter(authority=authority, state=ReportDraftState.DRAFT)
    return list(rows.select_related("document", "read_by").order_by("read_at"))


def get_draft(scope: Scope, number: int) -> ReportDraft:
    """Raises NotVisible where there is none, or this person does not record inspections."""
    found = None
    if scope.may(Permission.INSPECTION_RECORD):
        rows = ReportDraft.objects.select_related("authority", "document", "read_by", "inspection")
        found = rows.filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def authorities_to_write(scope: Scope) -> list[Authority]:
    """Our own authority first, then the examples that are not sealed."""
    if not scope.may(Permission.INSPECTION_RECORD):
        return []
    return list(Authority.objects.filter(sealed_at__isnull=True).order_by("-is_ours", "name"))
