"""What can people without an account do? Attach files, send a worry, answer a question."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from threshold.access.models import Team, User
from threshold.access.roles import Permission
from threshold.core import journal
from threshold.core.actions import action, lock, once
from threshold.core.calendar import LONDON
from threshold.core.models import Draft, Message
from threshold.core.posting import queue_email
from threshold.frontdoor import pack
from threshold.frontdoor.actions import record_contact
from threshold.frontdoor.actions.gathering import answer_by_link
from threshold.frontdoor.models import Contact, InformationRequest
from threshold.people import documents
from threshold.people.models import Document
from threshold.portal import policies

#: The form's name in the table of what was sent.
SENT_FORM, ANSWER_FORM = "portal.send_worry", "portal.send_answer"


@action("portal.attach_file", permission=Permission.PORTAL_SUBMIT)
def attach_file(draft: Draft, *, by: User, now: dt.datetime, upload: UploadedFile) -> Document:
    """Keep a file for a form that is not sent yet.

    Raises:
        Refused: there are enough files, or this one is not taken. Nothing is kept.
    """
    draft = lock(draft)
    policies.check_can_attach(already=documents.of_record(draft).count())
    document = documents.attach(draft, upload, by=by, now=now)
    journal.record("portal.attach_file", by=by, now=now, subject=document, detail={"type": document.content_type})
    return document


@action("portal.remove_file", permission=Permission.PORTAL_SUBMIT)
def remove_file(draft: Draft, *, by: User, now: dt.datetime, document_id: int) -> None:
    """Take a file out of a form that is not sent yet. One that is not there is gone already."""
    document = documents.of_record(lock(draft)).filter(pk=document_id).first()
    journal.record("portal.remove_file", by=by, now=now, subject=document or draft)
    if document is not None:
        documents.remove(document)


@action("portal.send_worry", permission=Permission.PORTAL_SUBMIT)
def send_worry(
    *,
    by: User,
    now: dt.datetime,
    team: Team,
    details: Mapping[str, Any],
    files: Draft | None,
    submission_key: uuid.UUID,
) -> str:
    """Send the form: the contact, its files, and an acknowledgement where there is an address for it.

    Args:
        team: the front-door team in force, which receives the contact.
        details: what the answers amount to; see `portal.worry.details`.
        files: the draft to which files were attached.

    Returns:
        The contact's reference, the only thing that its sender may know of it.

    Raises:
        Refused: a rule of the front door says no.
    """

    def make() -> Contact:
        contact = record_contact(by=by, now=now, team=team, received_at=now, **details)
        if files is not None:
            documents.hand_over(files, contact)
        if contact.referrer_email:
            _acknowledge(contact, by=by, now=now)
        return contact

    contact, is_new = once(SENT_FORM, submission_key, now, Contact, make, by=by)
    journal.record("portal.send_worry", by=by, now=now, subject=contact, detail={"repeated": not is_new})
    return contact.reference


@action("portal.send_return_code", permission=Permission.PORTAL_SUBMIT)
def send_return_code(draft: Draft, *, by: User, now: dt.datetime, to: str, code: str) -> Message:
    """Send somebody the code with which they open their own form again. It says nothing of what they wrote."""
    authority = pack.of().authority
    address = f"{settings.PUBLIC_URL}{reverse('worried_return')}"
    message = queue_email(
        draft,
        purpose="return_code",
        to=to,
        heading="Your return code",
        body=f"You can come back to your form for 30 days.\n\nGo to {address}\nYour return code: {code}\n\n"
        "Anybody who has this code can read what you wrote. Delete this message if somebody else could see it.\n\n"
        f"{authority.name}",
        by=by,
        now=now,
    )
    journal.record("portal.send_return_code", by=by, now=now, subject=message)
    return message


@action("portal.send_answer", permission=Permission.PORTAL_SUBMIT)
def send_answer(
    request: InformationRequest,
    *,
    by: User,
    now: dt.datetime,
    answer: Mapping[str, Any],
    files: Draft | None,
    submission_key: uuid.UUID,
) -> None:
    """A partner answers on the one-time link, which then opens nothing any more.

    Raises:
        Refused: somebody answered already, or the answer lacks something.
    """

    def make() -> InformationRequest:
        answered = answer_by_link(request, by=by, now=now, **answer)
        if files is not None:
            documents.hand_over(files, answered)
        return answered

    answered, is_new = once(ANSWER_FORM, submission_key, now, InformationRequest, make, by=by)
    journal.record("portal.send_answer", by=by, now=now, subject=answered, detail={"repeated": not is_new})


@action("portal.forget_abandoned_files", permission=Permission.WORKER)
def forget_abandoned_files(*, by: User, now: dt.datetime) -> int:
    """Take away the files of forms that were never sent and are too old to come back to. Returns how many."""
    found = list(documents.abandoned())
    for document in found:
        documents.remove(document)
    journal.record("portal.forget_abandoned_files", by=by, now=now, detail={"number": len(found)})
    return len(found)


def _acknowledge(contact: Contact, *, by: User, now: dt.datetime) -> None:
    practice = pack.of()
    received = now.astimezone(LONDON)
    words = {
        "reference": contact.reference,
        "referrer": "Sir or Madam",  # a message that may be read by somebody else carries no name
        "service": f"{practice.authority.service}, {practice.authority.name}",
        "telephone": practice.authority.telephone,
        "received": f"{received.day} {received:%B %Y}",
    }
    queue_email(
        contact,
        purpose="acknowledgement",
        to=contact.referrer_email,
        heading=practice.acknowledgement.heading.format_map(words),
        body=practice.acknowledgement.body.strip().format_map(words),
        by=by,
        now=now,
    )
