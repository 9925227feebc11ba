"""What did the daily triage meeting decide? A central record of each child discussed, and of who does what."""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.actions import action, lock
from threshold.core.errors import NotVisible, Refused
from threshold.core.journal import record
from threshold.frontdoor import pack, policies
from threshold.frontdoor.models import ContactChild, TriageItem, TriageMeeting
from threshold.frontdoor.queries import visible_children
from threshold.people import chronology


@action("frontdoor.record_meeting", permission=Permission.TRIAGE_RECORD)
def record_meeting(
    *, by: User, now: dt.datetime, kind: str, held_at: dt.datetime, chaired_by: User, attendees: str
) -> TriageMeeting:
    """Open the record of one meeting."""
    if kind not in {meeting.code for meeting in pack.of().triage_meetings}:
        raise Refused("Choose which meeting this was.")
    if held_at > now:
        raise Refused("The meeting cannot have been held in the future. Check the date and time.")
    if not attendees.strip():
        raise Refused("Say who was there.")
    meeting, made = TriageMeeting.objects.get_or_create(
        kind=kind,
        held_at=held_at,
        defaults={"chaired_by": chaired_by, "attendees": attendees, "recorded_at": now},
    )
    record("frontdoor.record_meeting", by=by, now=now, subject=meeting, detail={"kind": kind, "made": made})
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
) -> TriageItem:
    """Record what the meeting decided about one child, and who does what by when."""
    meeting = lock(meeting)
    if not visible_children(Scope(by, now)).filter(pk=child.pk).exists():
        raise NotVisible
    already = TriageItem.objects.filter(meeting=meeting, child=child).exists()
    policies.check_can_discuss(
        already_discussed=already,
        decision=decision,
        reason=reason,
        task=task,
        owner=task_owner,
        due_on=task_due_on,
    )
    item = TriageItem.objects.create(
        meeting=meeting,
        child=child,
        decision=decision,
        reason=reason,
        action=task,
        action_owner=task_owner,
        action_due_on=task_due_on,
    )
    title = next(row.title for row in pack.of().triage_meetings if row.code == meeting.kind)
    chronology.add(child.person, at=meeting.held_at, kind="triage", title=f"Discussed: {title}", source=meeting, by=by)
    record("frontdoor.discuss_child", by=by, now=now, subject=item, about=[child.person_id])
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
