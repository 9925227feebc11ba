"""Which quarterly reports are there, what was frozen, and what may everybody read?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch, QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement import quarters
from threshold.improvement.models import (
    Audience,
    Authority,
    Finding,
    QuarterlyReport,
    ReportFile,
    ReportSection,
    ReportSnapshot,
)
from threshold.improvement.reporting import canonical
from threshold.improvement.reporting.public import Earlier
from threshold.improvement.states import ReportState

FROZEN = (ReportState.APPROVED, ReportState.PUBLISHED)
IN_HAND = (ReportState.DRAFT, ReportState.AWAITING_APPROVAL)


def visible_reports(scope: Scope) -> QuerySet[QuarterlyReport]:
    """Frozen ones for whoever reads improvement; those being written for whoever writes or approves them."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return QuarterlyReport.objects.none()
    rows = QuarterlyReport.objects.select_related(
        "authority", "begun_by", "submitted_by", "approved_by", "published_by"
    )
    if not (scope.may(Permission.REPORT_WRITE) or scope.may(Permission.REPORT_APPROVE)):
        rows = rows.filter(state__in=FROZEN)
    return rows


def reports_of(scope: Scope, authority: Authority) -> QuerySet[QuarterlyReport]:
    """The newest quarter first, and of one quarter the newest edition."""
    return visible_reports(scope).filter(authority=authority).order_by("-quarter_starts_on", "-edition", "-pk")


def get_report(scope: Scope, slug: str, edition: int) -> QuarterlyReport:
    """Our own report of a quarter's address. One that was given up stays in the list and has no page."""
    starts_on = quarters.read(slug)
    rows = visible_reports(scope).filter(authority__is_ours=True, edition=edition).exclude(state=ReportState.GIVEN_UP)
    found = rows.filter(quarter_starts_on=starts_on).first() if starts_on else None
    if found is None:
        raise NotVisible
    return found


def sections_of(report: QuarterlyReport) -> dict[str, ReportSection]:
    return {section.kind: section for section in report.sections.select_related("written_by")}


def latest_frozen(authority: Authority, starts_on: dt.date) -> QuarterlyReport | None:
    """The edition of a quarter that holds: the latest that was approved."""
    rows = QuarterlyReport.objects.filter(authority=authority, quarter_starts_on=starts_on, state__in=FROZEN)
    return rows.order_by("-edition").first()


def is_in_hand(authority: Authority, starts_on: dt.date) -> bool:
    return QuarterlyReport.objects.filter(
        authority=authority, quarter_starts_on=starts_on, state__in=IN_HAND
    ).exists()  # fmt: skip


def next_edition(authority: Authority, starts_on: dt.date) -> int:
    found = latest_frozen(authority, starts_on)
    return found.edition + 1 if found else 1


def frozen(report: QuarterlyReport, audience: str = Audience.INTERNAL) -> tuple[ReportSnapshot, dict[str, Any]]:
    """The snapshot and what it holds.

    Raises:
        NotVisible: nothing was frozen for them.
    """
    found = report.snapshots.filter(audience=audience).first()
    if found is None:
        raise NotVisible
    return found, canonical.loads(found.content)


def snapshots_of(report: QuarterlyReport) -> list[ReportSnapshot]:
    """What was frozen, with its files' names and seals but without their bytes."""
    files = ReportFile.objects.defer("content").order_by("pk")
    return list(report.snapshots.prefetch_related(Prefetch("files", queryset=files)).order_by("audience"))


def file_of(report: QuarterlyReport, audience: str, form: str) -> ReportFile:
    """Raises NotVisible where there is none."""
    found = ReportFile.objects.filter(snapshot__report=report, snapshot__audience=audience, form=form).first()
    if found is None:
        raise NotVisible
    return found


def before(report: QuarterlyReport) -> ReportSnapshot | None:
    """What was frozen for the quarter before, in the edition that holds: what this report is compared with."""
    earlier = latest_frozen(report.authority, quarters.before(report.quarter_starts_on))
    return earlier.snapshots.filter(audience=Audience.INTERNAL).first() if earlier else None


def published_before(authority: Authority) -> list[Earlier]:
    """Everything that is out, in the order of publishing."""
    rows = QuarterlyReport.objects.filter(authority=authority, state=ReportState.PUBLISHED)
    found = []
    for report in rows.order_by("published_at", "pk").prefetch_related("snapshots"):
        by_audience = {snapshot.audience: canonical.loads(snapshot.content) for snapshot in report.snapshots.all()}
        found.append(Earlier(by_audience[Audience.INTERNAL], by_audience[Audience.PUBLIC]))
    return found


def writers_of(report: QuarterlyReport) -> set[int]:
    """The ids of everybody who wrote some of it."""
    return set(report.writers.values_list("pk", flat=True))


def staff_names() -> list[str]:
    """The names of everybody who has or had an account: none of them stands in what is published."""
    return list(User.objects.filter(is_service=False).values_list("name", flat=True).distinct())


def told_closed_in(scope: Scope, finding: Finding) -> list[QuarterlyReport]:
    """The frozen reports that tell of a finding that it was closed, the newest first."""
    rows = visible_reports(scope).filter(findings_closed=finding, state__in=FROZEN)
    return list(rows.order_by("-quarter_starts_on", "-edition"))


def to_be_approved(scope: Scope) -> list[QuarterlyReport]:
    """Our own reports that wait for an approval which this person could give: they wrote none of them."""
    rows = visible_reports(scope).filter(authority__is_ours=True, state=ReportState.AWAITING_APPROVAL)
    return list(rows.exclude(pk__in=QuarterlyReport.objects.filter(writers=scope.user)).order_by("quarter_starts_on"))


def findings_closed_in(report: QuarterlyReport) -> list[Finding]:
    return list(report.findings_closed.order_by("closed_at", "pk"))


# --- What everybody may read ------------------------------------------------------------------------------------


def published_reports() -> list[QuarterlyReport]:
    """For each quarter of our own authority the edition that was published last. Nobody need be signed in."""
    rows = QuarterlyReport.objects.filter(authority__is_ours=True, state=ReportState.PUBLISHED)
    return list(
        rows.select_related("authority")
        .order_by("-quarter_starts_on", "-edition", "-pk")
        .distinct("quarter_starts_on")
    )  # fmt: skip


def published_report(slug: str) -> QuarterlyReport:
    """Raises NotVisible where nothing was published for that quarter, whatever else there is of it."""
    starts_on = quarters.read(slug)
    found = [report for report in published_reports() if report.quarter_starts_on == starts_on]
    if not found:
        raise NotVisible
    return found[0]
