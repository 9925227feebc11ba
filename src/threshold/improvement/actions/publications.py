"""How is a text that quotes a letter or report written, approved by somebody else, and published?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal, status
from threshold.core.actions import action, change, lock
from threshold.improvement import keeping
from threshold.improvement.models import Authority, Inspection, OtherVoice, Publication, SourceDocument
from threshold.improvement.policies import authorities
from threshold.improvement.policies import publications as policies
from threshold.improvement.queries import publications as queries
from threshold.improvement.quoting.check import Verdict
from threshold.improvement.states import PublicationState


@action("improvement.write_publication", permission=Permission.PUBLICATION_WRITE)
def write_publication(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    title: str,
    body: str,
    source: SourceDocument,
    inspection: Inspection | None = None,
) -> Publication:
    """Begin a text. Its quotations are checked whenever it is read, and again before it is approved and published.

    Raises:
        Refused: it is empty, or the words of its source are not kept here.
    """
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    _check_text(authority, title, body, source, inspection)
    publication = Publication.objects.create(
        authority=authority, kind=kind, title=title.strip(), body=_tidy(body), source=source, inspection=inspection,
        written_at=now, written_by=by,
    )  # fmt: skip
    publication.writers.add(by)
    status.begin(publication, by=by, now=now)
    journal.record("improvement.write_publication", by=by, now=now, subject=publication)
    return publication


@action("improvement.change_publication", permission=Permission.PUBLICATION_WRITE)
def change_publication(
    publication: Publication,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    body: str,
    source: SourceDocument,
    inspection: Inspection | None = None,
    expected_version: int | None = None,
) -> Publication:
    """Write it anew. An approved text becomes a draft: nobody has approved the new words."""
    publication = lock(publication, expected_version=expected_version)
    authorities.check_may_be_written(publication.authority)
    policies.check_can_change(publication)
    _check_text(publication.authority, title, body, source, inspection)
    if publication.state == PublicationState.APPROVED:
        _to_draft(publication, by=by, now=now, reason="The text was changed")
    change(
        publication, title=title.strip(), body=_tidy(body), source=source, inspection=inspection, written_at=now,
        written_by=by,
    )  # fmt: skip
    publication.writers.add(by)
    journal.record("improvement.change_publication", by=by, now=now, subject=publication)
    return publication


@action("improvement.name_voice", permission=Permission.PUBLICATION_WRITE)
def name_voice(
    publication: Publication,
    *,
    by: User,
    now: dt.datetime,
    words: str,
    whose: str,
    expected_version: int | None = None,
) -> Publication:
    """Say whose words a quotation is that is not from the source.

    Args:
        words: the quotation as the check shows it, without its marks.

    Raises:
        Refused: there is no such quotation, or it is the source's, verbatim or altered.
    """
    publication = lock(publication, expected_version=expected_version)
    authorities.check_may_be_written(publication.authority)
    found = [one.checked for one in queries.report_of(publication).findings if one.checked.quotation.words == words]
    is_not_found = bool(found) and all(one.verdict == Verdict.NOT_FOUND for one in found)
    policies.check_can_name_voice(publication, is_not_found=is_not_found, whose=whose)
    if publication.state == PublicationState.APPROVED:
        _to_draft(publication, by=by, now=now, reason="It was said whose words a quotation is")
    OtherVoice.objects.update_or_create(
        publication=publication,
        words_sha256=queries.digest_of(words),
        defaults={"words": words, "whose": whose.strip()},
    )
    # Whoever says whose words they are has a hand in the text, and does not approve it.
    change(publication, written_at=now, written_by=by)
    publication.writers.add(by)
    journal.record("improvement.name_voice", by=by, now=now, subject=publication)
    return publication


@action("improvement.approve_publication", permission=Permission.REPORT_APPROVE)
def approve_publication(
    publication: Publication, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> Publication:
    """Approve the text as it stands: somebody other than its writer, and only if every quotation holds.

    Raises:
        NotPermitted: it is one's own text.
        Refused: a quotation is altered, or not in the source and nobody's.
    """
    publication = lock(publication, expected_version=expected_version)
    authorities.check_may_be_written(publication.authority)
    report = queries.report_of(publication)
    policies.check_can_approve(
        publication,
        is_writer=queries.had_a_hand_in(publication, by),
        altered=report.altered,
        unknown=report.unknown,
        is_too_much=report.is_too_much,
    )
    values: dict[str, Any] = {
        "approved_at": now, "approved_by": by, "approved_sha256": queries.seal_of(publication),
        "checked": report.as_data(), "version": publication.version + 1,
    }  # fmt: skip
    status.move(publication, PublicationState.APPROVED, by=by, now=now, values=values)
    journal.record("improvement.approve_publication", by=by, now=now, subject=publication)
    return publication


@action("improvement.send_publication_back", permission=Permission.REPORT_APPROVE)
def send_publication_back(
    publication: Publication, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> Publication:
    """Take an approval back before it is published."""
    publication = lock(publication, expected_version=expected_version)
    authorities.check_may_be_written(publication.authority)
    policies.check_can_send_back(publication, reason=reason)
    _to_draft(publication, by=by, now=now, reason=reason.strip())
    change(publication)
    journal.record("improvement.send_publication_back", by=by, now=now, subject=publication)
    return publication


@action("improvement.publish", permission=Permission.PUBLICATION_WRITE)
def publish(
    publication: Publication, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> Publication:
    """Publish an approved text: from now on neither text nor check changes.

    Raises:
        Refused: it is not approved, or text or source are not as they were then.
    """
    publication = lock(publication, expected_version=expected_version)
    authorities.check_may_be_written(publication.authority)
    report = queries.report_of(publication)
    policies.check_can_publish(
        publication,
        is_as_approved=queries.seal_of(publication) == publication.approved_sha256,
        altered=report.altered,
        unknown=report.unknown,
    )
    values: dict[str, Any] = {"published_at": now, "published_by": by, "version": publication.version + 1}
    status.move(publication, PublicationState.PUBLISHED, by=by, now=now, values=values)
    journal.record("improvement.publish", by=by, now=now, subject=publication)
    return publication


def _check_text(
    authority: Authority, title: str, body: str, source: SourceDocument, inspection: Inspection | None
) -> None:
    policies.check_can_write(
        title=title,
        body=body,
        has_words=any(page.strip() for page in source.pages),
        is_of_the_authority=source.authority_id == authority.pk
        and (inspection is None or inspection.authority_id == authority.pk),
    )


def _tidy(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def _to_draft(publication: Publication, *, by: User, now: dt.datetime, reason: str) -> None:
    values: dict[str, Any] = {"approved_at": None, "approved_by": None, "approved_sha256": "", "checked": []}
    status.move(publication, PublicationState.DRAFT, by=by, now=now, reason=reason, values=values)


@action("improvement.add_source", permission=Permission.PUBLICATION_WRITE)
def add_source(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    source: str,
    dated_on: dt.date | None = None,
    text: str = "",
    upload: UploadedFile | None = None,
) -> SourceDocument:
    """Keep a letter or report with its words, so that one can quote from it.

    Raises:
        Refused: it has no words, or its file cannot be taken.
    """
    authority = lock(authority)
    authorities.check_may_be_written(authority)
    document = keeping.keep_document(
        authority, by=by, now=now, kind=SourceDocument.Kind.LETTER, title=title, source=source, dated_on=dated_on,
        text=text, upload=upload,
    )  # fmt: skip
    policies.check_has_words(any(page.strip() for page in document.pages))
    journal.record("improvement.add_source", by=by, now=now, subject=document)
    return document
