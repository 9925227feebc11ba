"""How does a report become an inspection? Read into a draft, compared by a person, confirmed or discarded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal, status
from threshold.core.actions import action, change, lock
from threshold.improvement import keeping
from threshold.improvement.actions.inspections import Look, record_inspection
from threshold.improvement.models import Authority, Inspection, ReportDraft, SourceDocument
from threshold.improvement.ofsted import authorities as names
from threshold.improvement.policies import authorities
from threshold.improvement.policies import drafts as policies
from threshold.improvement.states import ReportDraftState


@action("improvement.import_report", permission=Permission.INSPECTION_RECORD)
def import_report(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    data: bytes,
    file_name: str,
    source: str,
    read: Mapping[str, Any],
) -> ReportDraft:
    """Keep a report's file and what it was read to say, for a person to compare. The same file again finds its draft.

    Args:
        source: where the file comes from, in words or as an address.
        read: what `ofsted.sandbox.read_safely` said of these bytes.

    Raises:
        Refused: it is about another authority, or the file cannot be kept. Nothing is written then.
    """
    authorities.check_may_be_written(authority)
    policies.check_can_import(
        authority=authority.name, report_authority=read.get("authority"), is_ours=authority.is_ours
    )
    kept = {key: value for key, value in read.items() if key != "page_texts"}
    kept["warnings"] = _without_our_name(authority, kept)
    with transaction.atomic():
        document = keeping.keep_document(
            authority, by=by, now=now, kind=_kind_of_document(read), title=title_of(read), source=source,
            dated_on=_day(read.get("published_on") or read.get("letter_dated")), pages=read.get("page_texts", ()),
            upload=SimpleUploadedFile(file_name, data, content_type="application/pdf"),
        )  # fmt: skip
        # Two who send the same file at the same moment: the second waits here and finds the first one's draft.
        document = lock(document)
        draft = ReportDraft.objects.filter(document=document).exclude(state=ReportDraftState.DISCARDED).first()
        is_new = draft is None
        if draft is None:
            draft = ReportDraft.objects.create(
                authority=authority, document=document, read=kept, read_at=now, read_by=by
            )
            status.begin(draft, by=by, now=now)
    journal.record("improvement.import_report", by=by, now=now, subject=draft, detail={"again": not is_new})
    return draft


def _without_our_name(authority: Authority, read: Mapping[str, Any]) -> list[str]:
    """The list of known names does not hold every authority's: ours is known by being ours."""
    is_named = read.get("authority") and names.short_name(read["authority"]) == names.short_name(authority.name)
    return [text for text in read.get("warnings", []) if not (is_named and "list of English authorities" in text)]


def _kind_of_document(read: Mapping[str, Any]) -> str:
    kind = SourceDocument.Kind
    return kind.LETTER if read.get("kind") in ("focused_visit", "monitoring_visit", "joint_inspection") else kind.REPORT


_TITLES = {
    "focused_visit": "Focused visit",
    "monitoring_visit": "Monitoring visit",
    "joint_inspection": "Joint targeted area inspection",
}


def title_of(read: Mapping[str, Any]) -> str:
    """What the document and its inspection are called: "Inspection of Croydon, 14 February 2020"."""
    name = read.get("authority") or "an authority"
    what = f"{_TITLES[read['kind']]} to {name}" if read.get("kind") in _TITLES else f"Inspection of {name}"
    last = _day(read.get("inspected_to"))
    return f"{what}, {last.day} {last:%B %Y}" if last else what


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@action("improvement.confirm_report", permission=Permission.INSPECTION_RECORD)
def confirm_report(
    draft: ReportDraft, *, by: User, now: dt.datetime, look: Look, expected_version: int | None = None
) -> Inspection:
    """Make the inspection of what a person compared with the report and corrected. Once for each report.

    Raises:
        Refused: it was confirmed or discarded already, a finding's words are not the report's, or a fact does not
            fit the others.
    """
    draft = lock(draft, expected_version=expected_version)
    policies.check_can_confirm(draft)
    as_read = {item["text"] for item in draft.read["needs_to_improve_items"]}
    as_read |= {one["text"] for one in draft.read["paragraphs"]}
    for found in look.findings:
        if found.words not in as_read:
            policies.check_words(found.words, pages=draft.document.pages)
    inspection = record_inspection(draft.authority, by=by, now=now, look=look, document=draft.document)
    change(draft)
    status.move(draft, ReportDraftState.CONFIRMED, by=by, now=now, values={"inspection": inspection})
    journal.record("improvement.confirm_report", by=by, now=now, subject=draft, detail={"inspection": inspection.pk})
    return inspection


@action("improvement.discard_report", permission=Permission.INSPECTION_RECORD)
def discard_report(
    draft: ReportDraft, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> ReportDraft:
    """Give a reading up. The file stays, so that what was looked at can be found; it can be read again."""
    draft = lock(draft, expected_version=expected_version)
    policies.check_can_discard(draft, reason=reason)
    change(draft)
    status.move(draft, ReportDraftState.DISCARDED, by=by, now=now, reason=reason)
    journal.record("improvement.discard_report", by=by, now=now, subject=draft)
    return draft
