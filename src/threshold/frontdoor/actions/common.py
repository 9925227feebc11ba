"""What every action of the front door does: lock, see, advance the contact, write the audit entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import lock
from threshold.frontdoor import queries
from threshold.frontdoor.models import Contact, ContactChild, Decision, InformationRequest
from threshold.frontdoor.states import ContactState, stage_of


def locked(contact: Contact, by: User, now: dt.datetime, expected_version: int | None = None) -> Contact:
    """The contact, locked, if this person may see it.

    Raises:
        NotVisible, Stale.
    """
    queries.check_visible(Scope(by, now), contact)
    return lock(contact, expected_version=expected_version)


def person_ids(contact: Contact) -> list[int]:
    return list(ContactChild.objects.standing().filter(contact=contact).values_list("person_id", flat=True))


def audit(
    name: str, contact: Contact, by: User, now: dt.datetime, *, about: Iterable[int] | None = None, **detail: Any
) -> None:
    """The entry of an action on a contact; about its children where nobody else is named."""
    people = person_ids(contact) if about is None else about
    journal.record(name, by=by, now=now, subject=contact, about=people, detail=detail)


def advance(contact: Contact, *, by: User, now: dt.datetime, reason: str = "") -> None:
    """Move the locked contact to the stage that its analysis and decisions now amount to."""
    if contact.state in (ContactState.RECEIVED, ContactState.CLOSED):
        return
    children = ContactChild.objects.standing().filter(contact=contact).values_list("pk", flat=True)
    states = dict(Decision.objects.filter(contact=contact, is_current=True).values_list("child_id", "state"))
    stage = stage_of(is_analysed=contact.analysed_at is not None, decisions=[states.get(child) for child in children])
    if stage == contact.state:
        return
    status.move(contact, stage, by=by, now=now, reason=reason)
    if stage == ContactState.ANSWERING:
        start_clock("feedback", contact, started_at=now)
    elif stage == ContactState.DECIDING:
        clocks.stop("rag", contact, now=now)


def start_childs_clock(code: str, contact: Contact, child: ContactChild, *, started_at: dt.datetime) -> None:
    """Start a clock of one child on a contact."""
    clocks.start(
        code,
        child,
        started_at=started_at,
        about_id=child.person_id,
        team_id=contact.team_id,
        owner_id=contact.owner_id,
    )


def children_changed(contact: Contact) -> None:
    """Point the clocks of the contact and of its requests to the child where there is only one, as `start_clock`."""
    ids = person_ids(contact)
    for subject in (contact, *InformationRequest.objects.filter(contact=contact)):
        clocks.set_about(subject, ids[0] if len(ids) == 1 else None)


def start_clock(code: str, contact: Contact, **options: Any) -> None:
    """Start a clock of the contact itself. It is about the child where there is only one."""
    ids = person_ids(contact)
    clocks.start(
        code,
        contact,
        about_id=ids[0] if len(ids) == 1 else None,
        team_id=contact.team_id,
        owner_id=contact.owner_id,
        **options,
    )
