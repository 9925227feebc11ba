"""How does an inspection, a visit or another look come into the record, and what runs from then on?"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock, once
from threshold.core.calendar import day_of
from threshold.core.models import Clock
from threshold.improvement import keeping
from threshold.improvement.areas import DatePrecision, InspectionKind
from threshold.improvement.models import Authority, Finding, Inspection, Judgement, SourceDocument
from threshold.improvement.policies import authorities
from threshold.improvement.policies import inspections as policies
from threshold.improvement.queries import inspections as queries
from threshold.quality.grades import Grade

Kind = InspectionKind
#: What ended longer ago than this is recorded as history: no deadline of it can still run.
_HISTORY = dt.timedelta(days=400)
DRAFT_PLAN, FINAL_PLAN, NEXT_VISIT, ENGAGEMENT = (
    "action-plan-draft",
    "action-plan-final",
    "monitoring-visit",
    "annual-engagement",
)


@dataclass(frozen=True)
class Graded:
    """One judgement: its grade, and its words and page in the report where it was read there."""

    grade: str
    words: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Found:
    """One finding to be made, in the report's words."""

    words: str
    page: int | None = None
    number: str = ""
    section: str = ""
    themes: Sequence[str] = ()


@dataclass(frozen=True)
class Look:
    """The facts of an inspection, a visit or another look.

    Attributes:
        asks_for_plan: it names an area for priority action, so that an action plan is due without an inadequate grade.
    """

    kind: str
    framework: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    is_published: bool = True
    published_on: dt.date | None = None
    lead_inspector: str = ""
    summary: str = ""
    date_precision: str = DatePrecision.DAY
    asks_for_plan: bool = False
    judgements: Mapping[str, Graded] = field(default_factory=dict)
    findings: Sequence[Found] = ()


@action("improvement.record_inspection", permission=Permission.INSPECTION_RECORD)
def record_inspection(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    look: Look,
    document: SourceDocument | None = None,
    upload: UploadedFile | None = None,
    source: str = "",
    pages: Sequence[str] = (),
    submission_key: uuid.UUID | None = None,
) -> Inspection:
    """Record a look with its judgements and findings; start what has to be done by when.

    Args:
        document: its report or letter, where that is kept already.
        upload, source, pages: its report or letter, to be kept now: the file, where it comes from, its words by page.

    Raises:
        Refused: the authority is a sealed example, or a fact does not fit the others (`policies.inspections`).
    """

    def make() -> Inspection:
        kept = document
        if upload is not None:
            kept = keeping.keep_document(
                authority, by=by, now=now, kind=_document_kind(look.kind), title=look.title, source=source,
                dated_on=look.published_on, pages=pages, upload=upload,
            )  # fmt: skip
        return _make(authority, by, now, look, kept)

    made, is_new = once("improvement.record_inspection", submission_key, now, Inspection, make, by=by)
    journal.record("improvement.record_inspection", by=by, now=now, subject=made, detail={"again": not is_new})
    return made


def _document_kind(kind: str) -> str:
    kinds = SourceDocument.Kind
    if kind in (Kind.FOCUSED, Kind.MONITORING, Kind.JTAI):
        return kinds.LETTER
    return kinds.REPORT if kind in (Kind.STANDARD, Kind.SHORT) else kinds.OTHER


def _make(authority: Authority, by: User, now: dt.datetime, look: Look, document: SourceDocument | None) -> Inspection:
    authorities.check_may_be_written(authority)
    policies.check_can_record(
        kind=look.kind, framework=look.framework, starts_on=look.starts_on, ends_on=look.ends_on, today=day_of(now),
        judgements={area: graded.grade for area, graded in look.judgements.items()},
        is_published=look.is_published, published_on=look.published_on,
    )  # fmt: skip
    policies.check_findings(found.words for found in look.findings)
    inspection = Inspection.objects.create(
        authority=authority, kind=look.kind, framework=look.framework, title=look.title, starts_on=look.starts_on,
        ends_on=look.ends_on, date_precision=look.date_precision, is_published=look.is_published,
        published_on=look.published_on, lead_inspector=look.lead_inspector, summary=look.summary, document=document,
        recorded_at=now, recorded_by=by,
    )  # fmt: skip
    Judgement.objects.bulk_create(
        Judgement(inspection=inspection, area=area, grade=graded.grade, words=graded.words, page=graded.page)
        for area, graded in look.judgements.items()
    )
    for found in look.findings:
        _add_finding(inspection, found, by=by, now=now)
    if authority.is_ours and look.date_precision == DatePrecision.DAY:
        _start_clocks(inspection, look, now)
    return inspection


def _add_finding(inspection: Inspection, found: Found, *, by: User, now: dt.datetime) -> Finding:
    """One finding of an inspection. A part of the actions here: they have asked and write the audit entry."""
    finding = Finding.objects.create(
        authority=inspection.authority, kind=Finding.Kind.INSPECTION, inspection=inspection, words=found.words,
        page=found.page, number=found.number, section=found.section[:200], themes=sorted(set(found.themes)),
        raised_at=now, raised_by=by,
    )  # fmt: skip
    status.begin(finding, by=by, now=now)
    return finding


def _start_clocks(inspection: Inspection, look: Look, now: dt.datetime) -> None:
    """Deadlines of what was recorded now. One that would have run out before that is history, and none starts."""
    inadequate = any(graded.grade == Grade.INADEQUATE for graded in look.judgements.values())
    received = _noon(look.published_on or look.ends_on)
    if inadequate or look.asks_for_plan:
        for code in (DRAFT_PLAN, FINAL_PLAN):
            _start(code, inspection, received, now)
    ended = _noon(look.ends_on)
    if look.judgements:
        # A new inspection ends the visits after the last one.
        _end_of_others(NEXT_VISIT, inspection, now, "There was an inspection")
    if inadequate:
        _start(NEXT_VISIT, inspection, ended, now)
    if look.kind == Kind.MONITORING and _end_of_others(NEXT_VISIT, inspection, now, "The visit took place"):
        _start(NEXT_VISIT, inspection, ended, now)
    if look.kind == Kind.ENGAGEMENT:
        _end_of_others(ENGAGEMENT, inspection, now, "The meeting was held")
        _start(ENGAGEMENT, inspection, ended, now)


def _start(code: str, inspection: Inspection, at: dt.datetime, now: dt.datetime) -> None:
    if now - at > _HISTORY:
        return
    clock = clocks.start(code, inspection, started_at=at)
    if clock.due_at < now:
        clock.delete()


def _end_of_others(code: str, inspection: Inspection, now: dt.datetime, reason: str) -> bool:
    """Stop this rule's clocks of the authority's earlier looks, and say whether one ran."""
    running = Clock.objects.filter(
        rule=code, subject_type=inspection._meta.label_lower, stopped_at__isnull=True
    ).exclude(subject_id=inspection.pk)
    ids = list(running.values_list("subject_id", flat=True))
    for earlier in Inspection.objects.filter(
        pk__in=ids, authority=inspection.authority, ends_on__lte=inspection.ends_on
    ):
        clocks.stop(code, earlier, now=now, reason=reason)
    return bool(ids)


@action("improvement.send_action_plan", permission=Permission.INSPECTION_RECORD)
def send_action_plan(
    inspection: Inspection,
    *,
    by: User,
    now: dt.datetime,
    which: str,
    sent_on: dt.date,
    expected_version: int | None = None,
) -> Inspection:
    """Say that the draft or the final action plan was sent on a day: its clock stops, met or late by that day.

    Args:
        which: DRAFT_PLAN or FINAL_PLAN.
    """
    inspection = lock(inspection, expected_version=expected_version)
    authorities.check_may_be_written(inspection.authority)
    is_running = which in (DRAFT_PLAN, FINAL_PLAN) and which in queries.running(inspection)
    policies.check_can_send_plan(is_running=is_running, sent_on=sent_on, ends_on=inspection.ends_on, today=day_of(now))
    clocks.stop(which, inspection, now=min(now, _noon(sent_on)), reason="Sent")
    change(inspection)
    journal.record("improvement.send_action_plan", by=by, now=now, subject=inspection, detail={"which": which})
    return inspection


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
