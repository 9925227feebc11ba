"""A child who was missing came back: when, and what came of the interview that the child is offered within 72 hours.

The interview has a life of its own beside the contact's stages. A contact may be decided and closed while a child
is still owed the talk, and a child may come back after it was closed.
"""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal
from threshold.core.actions import action, change, lock
from threshold.core.errors import NotVisible
from threshold.frontdoor import policies
from threshold.frontdoor.actions.common import start_childs_clock
from threshold.frontdoor.models import Contact, ContactChild, ReturnInterview
from threshold.frontdoor.queries import visible_children
from threshold.people import chronology, narrative

#: The clock rule, and the passages' section of what the child said.
CLOCK = "return-interview"
SAID = "return_interview"
TITLES = {
    ReturnInterview.State.HELD: "Return home interview held",
    ReturnInterview.State.DECLINED: "Return home interview offered and declined",
    ReturnInterview.State.NOT_POSSIBLE: "Return home interview could not be held",
}


@action("frontdoor.note_return", permission=Permission.CONTACT_GATHER)
def note_return(child: ContactChild, *, by: User, now: dt.datetime, returned_at: dt.datetime) -> ReturnInterview:
    """A child who was still missing when the contact came is back. Also after the contact was closed."""
    contact = _locked(child, by, now)
    noted = ReturnInterview.objects.filter(child=child).exists()
    policies.check_return(returned_at=returned_at, now=now, is_noted=noted)
    interview = expect_interview(contact, child, returned_at=returned_at)
    chronology.add(
        child.person_id, at=returned_at, kind="return_interview", title="Came back after being missing",
        source=contact, by=by, team_id=contact.team_id,
    )  # fmt: skip
    journal.record("frontdoor.note_return", by=by, now=now, subject=interview, about=[child.person_id])
    return interview


@action("frontdoor.record_return_interview", permission=Permission.CONTACT_GATHER)
def record_return_interview(
    interview: ReturnInterview,
    *,
    by: User,
    now: dt.datetime,
    state: str,
    happened_at: dt.datetime | None = None,
    held_by: str = "",
    text: str = "",
    reason: str = "",
    expected_version: int | None = None,
) -> ReturnInterview:
    """Say what came of the interview: held, with what the child said; declined; not possible; or never owed.

    Args:
        happened_at: when it was held or offered. The clock is met or late by this, not by when it was written down.
    """
    child = interview.child
    contact = _locked(child, by, now)
    interview = lock(interview, expected_version=expected_version)
    policies.check_can_record_return_interview(
        interview, state=state, happened_at=happened_at, held_by=held_by, text=text, reason=reason, now=now
    )
    was_offered = state in (ReturnInterview.State.HELD, ReturnInterview.State.DECLINED)
    change(
        interview,
        state=state,
        happened_at=happened_at if was_offered else None,
        held_by_name=held_by,
        reason=reason,
        recorded_at=now,
        recorded_by=by,
    )
    if state == ReturnInterview.State.HELD:
        said = [narrative.Written(paragraph, about=(child.person_id,)) for paragraph in narrative.split(text)]
        narrative.write_section(interview, SAID, said, by=by, now=now)
    if happened_at is not None and was_offered:
        clocks.stop(CLOCK, child, now=happened_at, reason=reason)
    else:
        clocks.cancel(CLOCK, child, now=now, reason=reason)
    if state in TITLES:
        chronology.add(
            child.person_id, at=interview.happened_at or now, kind="return_interview",
            title=TITLES[ReturnInterview.State(state)], source=contact, by=by, team_id=contact.team_id,
        )  # fmt: skip
    journal.record(
        "frontdoor.record_return_interview", by=by, now=now, subject=interview, about=[child.person_id],
        detail={"state": str(state)},
    )  # fmt: skip
    return interview


def expect_interview(contact: Contact, child: ContactChild, *, returned_at: dt.datetime) -> ReturnInterview:
    """Begin what a child is owed from the moment of coming back."""
    interview = ReturnInterview.objects.create(child=child, returned_at=returned_at)
    start_childs_clock(CLOCK, contact, child, started_at=returned_at)
    return interview


def _locked(child: ContactChild, by: User, now: dt.datetime) -> Contact:
    """The contact of a child whom this person may see, locked; it may be closed."""
    contact = lock(child.contact)
    # Asked once the contact is locked: until then somebody may have removed the child.
    if not visible_children(Scope(by, now)).filter(pk=child.pk).exists():
        raise NotVisible
    return contact
