"""What happened out of hours? The emergency duty team's log and its morning hand-over."""

from __future__ import annotations

import datetime as dt
import uuid

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.actions import action, change, lock, once
from threshold.core.errors import NotVisible, Refused
from threshold.core.journal import record
from threshold.frontdoor import policies
from threshold.frontdoor.actions.common import person_ids
from threshold.frontdoor.models import Contact, Shift, ShiftEntry
from threshold.frontdoor.queries import check_visible
from threshold.frontdoor.queries_meetings import visible_entries
from threshold.people import chronology
from threshold.people.models import Person
from threshold.people.queries import require_visible


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
    at: dt.datetime | None = None,
    contact: Contact | None = None,
    person: Person | None = None,
    follow_up: str = "",
    follow_up_due_at: dt.datetime | None = None,
    submission_key: uuid.UUID | None = None,
) -> ShiftEntry:
    """Write down what was decided, why, and what the day team must do.

    Args:
        at: when it happened, where it is written down later; now otherwise.
        submission_key: the form's key; the same key again returns the line that was written the first time.
    """
    shift = lock(shift)
    happened_at = at or now

    def make() -> ShiftEntry:
        if contact is not None:
            check_visible(Scope(by, now), contact)
        if person is not None:
            require_visible(Scope(by, now), person)
        policies.check_can_add_entry(shift, is_own=shift.worker_id == by.pk, decision=decision, reason=reason)
        if kind not in ShiftEntry.Kind.values:
            raise Refused("Choose what kind of work it was.")
        if happened_at > now:
            raise Refused("It cannot have happened in the future. Check the date and time.")
        if happened_at < shift.starts_at:
            raise Refused("It happened before your shift began. Check the date and time.")
        if bool(follow_up.strip()) != bool(follow_up_due_at):
            raise Refused("A follow-up needs both: what the day team must do, and by when.")
        if follow_up_due_at and follow_up_due_at < now:
            raise Refused("The follow-up is due in the past. Check the date and time.")
        entry = ShiftEntry.objects.create(
            shift=shift,
            at=happened_at,
            contact=contact,
            person=person,
            kind=kind,
            decision=decision,
            reason=reason,
            follow_up=follow_up,
            follow_up_due_at=follow_up_due_at,
        )
        if person is not None:
            title = f"Out of hours: {entry.get_kind_display()}"
            chronology.add(person, at=happened_at, kind="out_of_hours", title=title, source=shift, by=by)
        return entry

    entry, is_new = once("frontdoor.add_shift_entry", submission_key, now, ShiftEntry, make, by=by)
    _audit("frontdoor.add_shift_entry", entry, by, now, repeated=not is_new)
    return entry


@action("frontdoor.hand_over_shift", permission=Permission.SHIFT_RECORD)
def hand_over_shift(
    shift: Shift, *, by: User, now: dt.datetime, note: str, submission_key: uuid.UUID | None = None
) -> Shift:
    """End the shift and hand what is open to the day team."""
    shift = lock(shift)
    if shift.worker_id != by.pk:
        raise NotVisible

    def end() -> Shift:
        policies.check_can_end_shift(shift, note=note)
        change(shift, state=Shift.State.HANDED_OVER, ends_at=now, handed_over_at=now, handover_note=note)
        return shift

    shift, is_new = once("frontdoor.hand_over_shift", submission_key, now, Shift, end, by=by)
    record("frontdoor.hand_over_shift", by=by, now=now, subject=shift, detail={"repeated": not is_new})
    return shift


@action("frontdoor.accept_shift", permission=Permission.SHIFT_ACCEPT)
def accept_shift(shift: Shift, *, by: User, now: dt.datetime, submission_key: uuid.UUID | None = None) -> Shift:
    """The day team has read the log and takes on what is open."""
    shift = lock(shift)

    def accept() -> Shift:
        policies.check_can_accept_shift(shift, is_own=shift.worker_id == by.pk)
        change(shift, state=Shift.State.ACCEPTED, accepted_at=now, accepted_by=by)
        return shift

    shift, is_new = once("frontdoor.accept_shift", submission_key, now, Shift, accept, by=by)
    record("frontdoor.accept_shift", by=by, now=now, subject=shift, detail={"repeated": not is_new})
    return shift


@action("frontdoor.complete_follow_up", permission=Permission.SHIFT_ACCEPT)
def complete_follow_up(entry: ShiftEntry, *, by: User, now: dt.datetime) -> ShiftEntry:
    """The day team has done what a line of the log asked for."""
    entry = lock(entry)
    if not visible_entries(Scope(by, now)).filter(pk=entry.pk).exists():
        raise NotVisible
    if not entry.follow_up:
        raise Refused("This line of the log asks for nothing.")
    if entry.follow_up_done_at:
        raise Refused("This follow-up is marked as done already.")
    entry.follow_up_done_at, entry.follow_up_done_by = now, by
    entry.save(update_fields=["follow_up_done_at", "follow_up_done_by"])
    _audit("frontdoor.complete_follow_up", entry, by, now)
    return entry


def _audit(name: str, entry: ShiftEntry, by: User, now: dt.datetime, **detail: bool) -> None:
    about = [entry.person_id] if entry.person_id else person_ids(entry.contact) if entry.contact else []
    record(name, by=by, now=now, subject=entry, about=about, detail=detail)
