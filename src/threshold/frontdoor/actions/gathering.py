"""What do partners know? Asking an agency, and keeping what it shared.

A partner's answer is passages that by default travel in that partner's confidence, so that a letter to the family
leaves them out without anybody having to remember it.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import clocks
from threshold.core.actions import action, change, lock, once
from threshold.core.journal import record
from threshold.core.posting import queue_email
from threshold.frontdoor import pack, policies
from threshold.frontdoor.actions.common import audit, locked, person_ids
from threshold.frontdoor.links import MOST_ATTEMPTS, hash_of
from threshold.frontdoor.models import Contact, InformationRequest
from threshold.people import narrative
from threshold.people.models import Passage
from threshold.ui import filters

#: How long a partner's link works. Longer than any agency's limit, shorter than a week of forgotten e-mails.
LINK_LASTS = dt.timedelta(days=3)
TRAVELS = {
    "police": Passage.Travels.POLICE,
    "probation": Passage.Travels.POLICE,
    "health": Passage.Travels.HEALTH,
}
#: The passages' section of a partner's answer.
ANSWER = "answer"


@dataclass(frozen=True)
class Asked:
    """A request just made. `code` is shown once, to be told by telephone: it is stored only as a hash."""

    request: InformationRequest
    code: str


@action("frontdoor.ask_agency", permission=Permission.CONTACT_GATHER)
def ask_agency(
    contact: Contact, *, by: User, now: dt.datetime, agency: str, question: str, lawful_basis: str = ""
) -> Asked:
    """Ask a partner what it knows. Where it has an address, a one-time link goes there, without a name in it."""
    contact = locked(contact, by, now)
    return _ask(contact, by=by, now=now, agency=agency, question=question, lawful_basis=lawful_basis)


@action("frontdoor.ask_agencies", permission=Permission.CONTACT_GATHER)
def ask_agencies(
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    agencies: Sequence[str],
    question: str,
    lawful_basis: str = "",
    submission_key: uuid.UUID | None = None,
) -> list[Asked]:
    """Put one question to several partners: all of them are asked, or none.

    Args:
        submission_key: the form's key; the same key again asks nobody a second time and gives an empty list.
    """
    contact = locked(contact, by, now)
    policies.check_has_agency(agencies)
    asked: list[Asked] = []

    def make() -> InformationRequest:
        for agency in agencies:
            asked.append(_ask(contact, by=by, now=now, agency=agency, question=question, lawful_basis=lawful_basis))
        return asked[0].request

    _, is_new = once("frontdoor.ask_agencies", submission_key, now, InformationRequest, make, by=by)
    audit("frontdoor.ask_agencies", contact, by, now, agencies=list(agencies), repeated=not is_new)
    return asked


@action("frontdoor.renew_link", permission=Permission.CONTACT_GATHER)
def renew_link(request: InformationRequest, *, by: User, now: dt.datetime) -> Asked:
    """A partner has lost the code or came too late: a new link and a new code. The old ones open nothing any more."""
    contact = locked(request.contact, by, now)
    request = lock(request)
    policies.check_can_renew_link(request)
    token, code = _new_link()
    change(
        request,
        token_hash=hash_of(token),
        code_hash=make_password(code),
        link_expires_at=now + LINK_LASTS,
        code_attempts=0,
    )
    _send_link(request, token, by=by, now=now)
    audit("frontdoor.renew_link", contact, by, now, request_id=request.pk)
    return Asked(request, code)


def _new_link() -> tuple[str, str]:
    """A link's token and the code that opens it."""
    return secrets.token_urlsafe(24), f"{secrets.randbelow(10**8):08}"


def _ask(contact: Contact, *, by: User, now: dt.datetime, agency: str, question: str, lawful_basis: str) -> Asked:
    policies.check_can_ask(contact, lawful_basis=lawful_basis, question=question)
    partner = pack.of().agency(agency)
    token, code = _new_link()
    request = InformationRequest.objects.create(
        contact=contact,
        agency=agency,
        question=question,
        lawful_basis="consent" if contact.consent == "given" else lawful_basis,
        asked_at=now,
        asked_by=by,
        sent_to=partner.email,
        due_at=now,
        token_hash=hash_of(token) if partner.email else "",
        code_hash=make_password(code) if partner.email else "",
        link_expires_at=now + LINK_LASTS if partner.email else None,
    )
    ids = person_ids(contact)
    clock = clocks.start(
        "information",
        request,
        started_at=now,
        about_id=ids[0] if len(ids) == 1 else None,
        team_id=contact.team_id,
        owner_id=contact.owner_id,
        limit=partner.limit_hours,
        unit=clocks.Unit.HUB_HOURS,
    )
    InformationRequest.objects.filter(pk=request.pk).update(due_at=clock.due_at)
    request.due_at = clock.due_at
    if partner.email:
        _send_link(request, token, by=by, now=now)
    audit("frontdoor.ask_agency", contact, by, now, agency=agency, request_id=request.pk)
    return Asked(request, code if partner.email else "")


@action("frontdoor.record_answer", permission=Permission.CONTACT_GATHER)
def record_answer(
    request: InformationRequest,
    *,
    by: User,
    now: dt.datetime,
    state: str,
    text: str = "",
    answered_by_name: str,
    answered_by_role: str = "",
    reason: str = "",
) -> InformationRequest:
    """Type in what a partner said on the telephone or in a letter."""
    contact = locked(request.contact, by, now)
    return _answer(
        request, contact, by=by, now=now, state=state, text=text, name=answered_by_name, role=answered_by_role,
        reason=reason,
    )  # fmt: skip


@action("frontdoor.answer_by_link", permission=Permission.PORTAL_SUBMIT)
def answer_by_link(
    request: InformationRequest,
    *,
    by: User,
    now: dt.datetime,
    state: str,
    text: str = "",
    answered_by_name: str,
    answered_by_role: str = "",
    reason: str = "",
) -> InformationRequest:
    """A partner answered on the one-time link, which then no longer opens anything."""
    contact = lock(request.contact)
    return _answer(
        request, contact, by=by, now=now, state=state, text=text, name=answered_by_name, role=answered_by_role,
        reason=reason,
    )  # fmt: skip


@action("frontdoor.check_code", permission=Permission.PORTAL_SUBMIT)
def check_code(request: InformationRequest, *, by: User, now: dt.datetime, code: str) -> bool:
    """Whether a partner typed the right code. Counts the attempts: after too many the link is dead."""
    request = lock(request)
    right = request.code_attempts < MOST_ATTEMPTS and check_password(code.replace(" ", ""), request.code_hash)
    if not right:
        change(request, code_attempts=request.code_attempts + 1)
    record("frontdoor.check_code", by=by, now=now, subject=request, detail={"right": right})
    return right


@action("frontdoor.cancel_request", permission=Permission.CONTACT_GATHER)
def cancel_request(request: InformationRequest, *, by: User, now: dt.datetime, reason: str) -> InformationRequest:
    """The answer is no longer needed."""
    contact = locked(request.contact, by, now)
    request = lock(request)
    policies.check_can_cancel_request(request, reason=reason)
    change(
        request,
        state=InformationRequest.State.CANCELLED,
        answered_at=now,
        recorded_by=by,
        reason=reason,
        token_hash="",
    )
    clocks.cancel("information", request, now=now, reason=reason)
    audit("frontdoor.cancel_request", contact, by, now, request_id=request.pk)
    return request


def _answer(
    request: InformationRequest,
    contact: Contact,
    *,
    by: User,
    now: dt.datetime,
    state: str,
    text: str,
    name: str,
    role: str,
    reason: str,
) -> InformationRequest:
    request = lock(request)
    policies.check_can_answer(request)
    policies.check_answer(state=state, text=text, name=name, reason=reason)
    change(
        request,
        state=state,
        answered_at=now,
        answered_by_name=name,
        answered_by_role=role,
        recorded_by=by,
        reason=reason,
        token_hash="",
    )
    if text.strip():
        travels = TRAVELS.get(request.agency, Passage.Travels.THIRD_PARTY)
        passages = [narrative.Written(paragraph, travels=travels) for paragraph in narrative.split(text)]
        narrative.write_section(request, ANSWER, passages, by=by, now=now)
    clocks.stop("information", request, now=now)
    audit("frontdoor.record_answer", contact, by, now, request_id=request.pk, state=state)
    return request


def _send_link(request: InformationRequest, token: str, *, by: User, now: dt.datetime) -> None:
    heading, body = link_message(token, expires_at=now + LINK_LASTS)
    queue_email(
        request,
        purpose="information_request",
        to=request.sent_to,
        heading=heading,
        body=body,
        by=by,
        now=now,
    )


def link_message(token: str, *, expires_at: dt.datetime) -> tuple[str, str]:
    """The heading and text of the message that carries a one-time link. Nobody's name is in it."""
    service = pack.of().authority.service
    return f"A question from the {service}", (
        f"The {service} asks for information about a family. The question is behind this link:\n\n"
        f"{settings.PUBLIC_URL}/answer/{token}\n\n"
        "It opens with a code that we will give you by telephone, once, and until "
        f"{filters.datetime(expires_at)}. Nobody's name is in this message.\n"
    )
