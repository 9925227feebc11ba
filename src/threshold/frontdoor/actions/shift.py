"""What happened out of hours? The emergency duty team's log and its morning hand-over."""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.actions import action, change, lock
from threshold.core.errors import NotVisible, Refused
from threshold.core.journal import record
from threshold.frontdoor import policies
from threshold.frontdoor.models import Contact, Shift, ShiftEntry
from threshold.frontdoor.queries import check_visible
from threshold.people import chronology
from threshold.people.models import Person
from threshold.people.queries import visible_people


@action("frontdoor.start_shift", permission=Permission.SHIFT_RECORD)
def start_shift(*, by: User, now: dt.datetime) -> Shift:
    """Begin one's shift. A second click finds the shift that is running."""
    shift, _ = Shift.objects.get_or_create(worker=by, state=Shift.State.OPEN, defaults={"starts_at": now})
    record("frontdoor.start_shift", by=by, now=now, subject=shift)
    return shift


@action("frontdoor.add_shift_entry", permission=Permission.SHIFT_RECORD)
def add_shift_entry(
    shift: Shift,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    decision: str,
    reason: str,
    contact: Contact | None = None,
    person: Person | None = None,
    follow_up: str = "",
    follow_up_due_at: dt.datetime | None = None,
) -> ShiftEntry:
    """Write down what was decided, why, and what the day team must do."""
    shift = lock(shift)
    scope = Scope(by, now)
    if contact is not None:
        check_visible(scope, contact)
    if person is not None and not visible_people(scope).filter(pk=person.pk).exists():
        raise NotVisible
    policies.check_can_add_entry(shift, is_own=shift.worker_id == by.pk, decision=decision, reason=reason)
    if follow_up_due_at and follow_up_due_at < now:
        raise Refused("The follow-up is due in the past. Check the date and time.")
    entry = ShiftEntry.objects.create(
        shift=shift,
        at=now,
        contact=contact,
        person=person,
        kind=kind,
        decision=decision,
        reason=reason,
        follow_up=follow_up,
        follow_up_due_at=follow_up_due_at,
    )
    if person is not None:
        chronology.add(
            person,
            at=now,
            kind="out_of_hours",
            title=f"Out of hours: {entry.get_kind_display()}",
            source=shift,
            by=by,
        )
    record("frontdoor.add_shift_entry", by=by, now=now, subject=entry, about=[person.pk] if person else [])
    return entry


@action("frontdoor.hand_over_shift", permission=Permission.SHIFT_RECORD)
def hand_over_shift(shift: Shift, *, by: User, now: dt.datetime, note: str) -> Shift:
    """End the shift and hand what is open to the day team."""
    shift = lock(shift)
    if shift.worker_id != by.pk:
        raise NotVisible
    policies.check_can_end_shift(shift, note=note)
    change(shift, state=Shift.State.HANDED_OVER, ends_at=now, handed_over_at=now, handover_note=note)
    record("frontdoor.hand_over_shift", by=by, now=now, subject=shift)
    return shift


@action("frontdoor.accept_shift", permission=Permission.SHIFT_ACCEPT)
def accept_shift(shift: Shift, *, by: User, now: dt.datetime) -> Shift:
    """The day team has read the log and takes on what is open."""
    shift = lock(shift)
    policies.check_can_accept_shift(shift, is_own=shift.worker_id == by.pk)
    change(shift, state=Shift.State.ACCEPTED, accepted_at=now, accepted_by=by)
    record("frontdoor.accept_shift", by=by, now=now, subject=shift)
    return shift
