"""What did the daily triage meeting decide? A central record of each child discussed, and of who does what."""

from __future__ import annotations

import datetime as dt
import uuid

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.actions import action, lock, once
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible, Refused
from threshold.core.journal import record
from threshold.frontdoor import pack, policies
from threshold.frontdoor.models import ContactChild, TriageItem, TriageMeeting
from threshold.frontdoor.queries import visible_children
from threshold.people import chronology

#: A meeting that was held longer ago than this was typed with the wrong year.
_OLDEST = dt.timedelta(days=366)


@action("frontdoor.record_meeting", permission=Permission.TRIAGE_RECORD)
def record_meeting(
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    held_at: dt.datetime,
    chaired_by: User,
    attendees: str,
    submission_key: uuid.UUID | None = None,
) -> TriageMeeting:
    """Open the record of one meeting.

    Args:
        submission_key: the form's key; the same key again returns the meeting that was recorded the first time.
    """

    def make() -> TriageMeeting:
        if kind not in {meeting.code for meeting in pack.of().triage_meetings}:
            raise Refused("Choose which meeting this was.")
        if held_at > now:
            raise Refused("The meeting cannot have been held in the future. Check the date and time.")
        if now - held_at > _OLDEST:
            raise Refused("The meeting was held more than a year ago. Check the year.")
        if not attendees.strip():
            raise Refused("Say who was there.")
        meeting, made = TriageMeeting.objects.get_or_create(
            kind=kind,
            held_at=held_at,
            defaults={"chaired_by": chaired_by, "attendees": attendees, "recorded_at": now},
        )
        if not made:
            raise Refused(f"This meeting has a record already: {meeting.reference}. Add the children there.")
        return meeting

    meeting, is_new = once("frontdoor.record_meeting", submission_key, now, TriageMeeting, make, by=by)
    record("frontdoor.record_meeting", by=by, now=now, subject=meeting, detail={"kind": kind, "repeated": not is_new})
    return meeting


@action("frontdoor.discuss_child", permission=Permission.TRIAGE_RECORD)
def discuss_child(
    meeting: TriageMeeting,
    *,
    by: User,
    now: dt.datetime,
    child: ContactChild,
    decision: str,
    reason: str,
    task: str = "",
    task_owner: str = "",
    task_due_on: dt.date | None = None,
    submission_key: uuid.UUID | None = None,
) -> TriageItem:
    """Record what the meeting decided about one child, and who does what by when.

    Args:
        submission_key: the form's key; the same key again returns what was recorded the first time.
    """
    meeting = lock(meeting)
    child = lock(child)  # nobody removes the child from the contact while this is written
    if not visible_children(Scope(by, now)).filter(pk=child.pk).exists():
        raise NotVisible

    def make() -> TriageItem:
        policies.check_can_discuss(
            already_discussed=TriageItem.objects.filter(meeting=meeting, child=child).exists(),
            decision=decision,
            reason=reason,
            task=task,
            owner=task_owner,
            due_on=task_due_on,
        )
        if (task_owner.strip() or task_due_on) and not task.strip():
            raise Refused("Say what the action is, or leave its owner and date empty.")
        if task_due_on and task_due_on < day_of(meeting.held_at):
            raise Refused("The action is due before the meeting was held. Check the date.")
        item = TriageItem.objects.create(
            meeting=meeting,
            child=child,
            decision=decision,
            reason=reason,
            action=task,
            action_owner=task_owner,
            action_due_on=task_due_on,
        )
        title = next((row.title for row in pack.of().triage_meetings if row.code == meeting.kind), "Triage meeting")
        chronology.add(
            child.person, at=meeting.held_at, kind="triage", title=f"Discussed: {title}", source=meeting, by=by
        )
        return item

    item, is_new = once("frontdoor.discuss_child", submission_key, now, TriageItem, make, by=by)
    record(
        "frontdoor.discuss_child", by=by, now=now, subject=item, about=[item.child.person_id],
        detail={"repeated": not is_new},
    )  # fmt: skip
    return item


@action("frontdoor.complete_triage_action", permission=Permission.TRIAGE_RECORD)
def complete_triage_action(item: TriageItem, *, by: User, now: dt.datetime) -> TriageItem:
    """The agreed action is done."""
    item = lock(item)
    if not visible_children(Scope(by, now)).filter(pk=item.child_id).exists():
        raise NotVisible
    policies.check_can_complete_triage_action(item)
    item.action_done_at, item.action_done_by = now, by
    item.save(update_fields=["action_done_at", "action_done_by"])
    record("frontdoor.complete_triage_action", by=by, now=now, subject=item, about=[item.child.person_id])
    return item
