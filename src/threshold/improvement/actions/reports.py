"""How does a quarterly report come about? Begun, written, submitted, approved and frozen, published; corrected anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal, status
from threshold.core.actions import action, change, lock
from threshold.core.calendar import day_of
from threshold.improvement import quarters
from threshold.improvement.documents.blocks import Document
from threshold.improvement.models import (
    Audience,
    Authority,
    QuarterlyReport,
    ReportFile,
    ReportSection,
    ReportSnapshot,
)
from threshold.improvement.policies import authorities
from threshold.improvement.policies import reports as policies
from threshold.improvement.queries import report_content
from threshold.improvement.queries import reports as queries
from threshold.improvement.reporting import canonical, drawing, for_everybody, internal
from threshold.improvement.states import ReportState
from threshold.insight.measures import REGISTRY


@action("improvement.begin_report", permission=Permission.REPORT_WRITE)
def begin_report(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    quarter_starts_on: dt.date,
    title: str,
    measures: Sequence[str] = (),
    correction_reason: str = "",
) -> QuarterlyReport:
    """Begin a quarter's report. With a reason it corrects the approved edition, whose words it begins with.

    Raises:
        Refused: the quarter has not begun, is being written, or was approved and no reason is given.
    """
    authority = lock(authority)  # two who begin the same quarter at once: the second waits, and hears of the first
    authorities.check_may_be_written(authority)
    approved = queries.latest_frozen(authority, quarter_starts_on)
    policies.check_can_begin(
        quarter_starts_on,
        today=day_of(now),
        in_hand=queries.is_in_hand(authority, quarter_starts_on),
        approved=approved,
        correction_reason=correction_reason,
    )
    chosen = list(measures) or (list(approved.measures) if approved else [])
    if chosen:
        policies.check_measures(chosen, known=set(REGISTRY))
    report = QuarterlyReport.objects.create(
        authority=authority,
        quarter_starts_on=quarter_starts_on,
        edition=approved.edition + 1 if approved else 1,
        correction_reason=correction_reason,
        title=title,
        measures=chosen,
        begun_at=now,
        begun_by=by,
    )
    for section in approved.sections.all() if approved else ():
        ReportSection.objects.create(
            report=report, kind=section.kind, text=section.text, is_public=section.is_public,
            written_at=section.written_at, written_by=section.written_by,
        )  # fmt: skip
    report.writers.add(by, *(approved.writers.all() if approved else ()))
    status.begin(report, by=by, now=now, reason=correction_reason)
    journal.record("improvement.begin_report", by=by, now=now, subject=report, detail={"edition": report.edition})
    return report


@action("improvement.choose_measures", permission=Permission.REPORT_WRITE)
def choose_measures(
    report: QuarterlyReport, *, by: User, now: dt.datetime, measures: Sequence[str], title: str,
    expected_version: int | None = None,
) -> QuarterlyReport:  # fmt: skip
    """Choose what the report measures, in the order in which it is told, and how it is called."""
    report = _written(report, expected_version)
    policies.check_can_write(report)
    policies.check_measures(measures, known=set(REGISTRY))
    change(report, measures=list(measures), title=title)
    report.writers.add(by)
    journal.record("improvement.choose_measures", by=by, now=now, subject=report, detail={"measures": list(measures)})
    return report


@action("improvement.write_section", permission=Permission.REPORT_WRITE)
def write_section(
    report: QuarterlyReport, *, by: User, now: dt.datetime, kind: str, text: str, is_public: bool,
    expected_version: int | None = None,
) -> QuarterlyReport:  # fmt: skip
    """Write one part of the report, or take it out by writing nothing.

    Raises:
        Refused: it is to be public and names a record or somebody who works here.
    """
    report = _written(report, expected_version)
    policies.check_can_write(report)
    if is_public:
        policies.check_public_words(text, staff_names=queries.staff_names())
    if text.strip():
        ReportSection.objects.update_or_create(
            report=report,
            kind=ReportSection.Kind(kind),
            defaults={"text": text.strip(), "is_public": is_public, "written_at": now, "written_by": by},
        )
    else:
        ReportSection.objects.filter(report=report, kind=kind).delete()
    report.writers.add(by)
    change(report)
    journal.record(
        "improvement.write_section", by=by, now=now, subject=report, detail={"kind": kind, "is_public": is_public}
    )
    return report


@action("improvement.submit_report", permission=Permission.REPORT_WRITE)
def submit_report(
    report: QuarterlyReport, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> QuarterlyReport:
    """Hand the report to whoever approves it."""
    report = _written(report, expected_version)
    policies.check_can_submit(report, kinds_written=set(report.sections.values_list("kind", flat=True)))
    change(report, submitted_at=now, submitted_by=by)
    report.writers.add(by)
    status.move(report, ReportState.AWAITING_APPROVAL, by=by, now=now)
    journal.record("improvement.submit_report", by=by, now=now, subject=report)
    return report


@action("improvement.return_report", permission=Permission.REPORT_APPROVE)
def return_report(
    report: QuarterlyReport, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> QuarterlyReport:
    """Send the report back to whoever writes it, with what must change."""
    report = _written(report, expected_version)
    policies.check_can_return(report, reason=reason)
    change(report)
    status.move(report, ReportState.DRAFT, by=by, now=now, reason=reason)
    journal.record("improvement.return_report", by=by, now=now, subject=report)
    return report


@action("improvement.give_up_report", permission=Permission.REPORT_WRITE)
def give_up_report(
    report: QuarterlyReport, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> QuarterlyReport:
    """Leave a report that was begun by mistake; its quarter is free again."""
    report = _written(report, expected_version)
    policies.check_can_give_up(report, reason=reason)
    change(report)
    status.move(report, ReportState.GIVEN_UP, by=by, now=now, reason=reason)
    journal.record("improvement.give_up_report", by=by, now=now, subject=report)
    return report


@action("improvement.approve_report", permission=Permission.REPORT_APPROVE)
def approve_report(
    report: QuarterlyReport, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> QuarterlyReport:
    """Approve the report: its numbers and words are frozen, and its files drawn, in this moment and for good.

    Raises:
        Refused: the quarter is not over, or was approved already.
        NotPermitted: `by` wrote some of it.
    """
    lock(report.authority)
    report = _written(report, expected_version)
    latest = queries.latest_frozen(report.authority, report.quarter_starts_on)
    policies.check_can_approve(
        report,
        is_a_writer=by.pk in queries.writers_of(report),
        today=day_of(now),
        latest_approved_edition=latest.edition if latest else None,
    )
    change(report)
    status.move(report, ReportState.APPROVED, by=by, now=now, values={"approved_at": now, "approved_by": by})
    first, last = report.quarter_starts_on, quarters.last_day(report.quarter_starts_on)
    report.findings_closed.set(report_content.closed_findings(report.authority, first, last))
    content = report_content.whole(report, Scope(by, now))
    seal = _freeze(report, Audience.INTERNAL, content, internal.document(content), now)
    journal.record("improvement.approve_report", by=by, now=now, subject=report, detail={"sha256": seal})
    return report


@action("improvement.publish_report", permission=Permission.PUBLICATION_WRITE)
def publish_report(
    report: QuarterlyReport, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> QuarterlyReport:
    """Make the public version from what was frozen, and open it to everybody.

    Raises:
        Refused: it was not approved, or a public part names a record or somebody who works here.
    """
    lock(report.authority)  # what was published before decides what may be shown
    report = _written(report, expected_version)
    policies.check_can_publish(report)
    names = queries.staff_names()
    _, frozen = queries.frozen(report)
    for text in [frozen["correction_reason"], *(part["text"] for part in frozen["sections"] if part["is_public"])]:
        policies.check_public_words(text, staff_names=names)
    content = report_content.for_everybody(report, frozen, published_on=day_of(now))
    change(report)
    status.move(report, ReportState.PUBLISHED, by=by, now=now, values={"published_at": now, "published_by": by})
    seal = _freeze(report, Audience.PUBLIC, content, for_everybody.document(content), now)
    journal.record("improvement.publish_report", by=by, now=now, subject=report, detail={"sha256": seal})
    return report


def _written(report: QuarterlyReport, expected_version: int | None = None) -> QuarterlyReport:
    """The report, locked, of an authority that may be written."""
    locked = lock(report, expected_version=expected_version)
    authorities.check_may_be_written(locked.authority)
    return locked


def _freeze(
    report: QuarterlyReport, audience: str, content: dict[str, object], document: Document, now: dt.datetime
) -> str:
    """Keep the content and its files. Returns the content's seal."""
    text = canonical.dumps(content)
    seal = canonical.sha256(text)
    snapshot = ReportSnapshot.objects.create(
        report=report, audience=audience, content=text, sha256=seal, taken_at=now
    )  # fmt: skip
    ReportFile.objects.bulk_create(
        ReportFile(snapshot=snapshot, form=form, content=made, sha256=canonical.sha256(made), size=len(made))
        for form, made in drawing.files(document).items()
    )
    return seal
