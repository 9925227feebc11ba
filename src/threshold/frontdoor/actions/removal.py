"""A child was named on a contact by mistake: the wrong sibling, or the wrong person of that name.

Nothing is deleted. The row of the child stays with who removed it, when and why; what was started for the child at
the front door is taken back, and the contact goes on about the others.
"""

from __future__ import annotations

import datetime as dt
import uuid

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, change, lock, once
from threshold.core.errors import NotVisible
from threshold.frontdoor import policies
from threshold.frontdoor.actions.common import advance, children_changed, locked, person_ids
from threshold.frontdoor.actions.missing import CLOCK
from threshold.frontdoor.models import Contact, ContactChild, ReturnInterview, TriageItem, TriageMeeting
from threshold.frontdoor.queries import children_ever_named, current_decision, visible_children
from threshold.frontdoor.states import DecisionState
from threshold.people import chronology, narrative
from threshold.people.names import tidy


@action("frontdoor.remove_child", permission=Permission.CONTACT_GATHER)
def remove_child(
    child: ContactChild,
    *,
    by: User,
    now: dt.datetime,
    reason: str,
    expected_version: int | None = None,
    submission_key: uuid.UUID | None = None,
) -> ContactChild:
    """Take a child off a contact, because somebody else was meant. The right child is added as any other.

    Args:
        expected_version: of the contact.
        submission_key: the form's key; the same key again returns the child that was removed the first time.

    Raises:
        NotVisible: the child, or the contact, is hidden from this person.
        Refused: see `policies.check_can_remove_child`.
        Stale.
    """
    scope = Scope(by, now)
    contact = locked(child.contact, by, now)
    if not children_ever_named(scope).filter(pk=child.pk).exists():
        raise NotVisible

    said = tidy(reason, longest=300, what="A reason")

    def remove() -> ContactChild:
        lock(contact, expected_version=expected_version)
        gone = lock(child)
        current = current_decision(gone)
        interview = ReturnInterview.objects.filter(child=gone).first()
        policies.check_can_remove_child(
            contact,
            current,
            interview=interview,
            is_removed=gone.removed_at is not None,
            others=visible_children(scope).filter(contact=contact).exclude(pk=gone.pk).count(),
            paragraphs=len(narrative.naming(scope, contact, gone.person_id)),
            reason=said,
        )
        gone.removed_at, gone.removed_by, gone.removal_reason = now, by, said
        gone.save(update_fields=["removed_at", "removed_by", "removal_reason"])
        for code in ("decide", "decide-24h"):
            clocks.cancel(code, gone, now=now, reason=f"Removed from the contact: {said}")
        if current is not None:
            status.move(
                current,
                DecisionState.WITHDRAWN,
                by=by,
                now=now,
                reason=said,
                values={"is_current": False},
            )
        if interview is not None and interview.state == ReturnInterview.State.DUE:
            _end_interview(interview, gone, by=by, now=now)
        _take_back_chronology(gone, by=by, now=now)
        children_changed(contact)
        change(contact)
        advance(contact, by=by, now=now, reason="A child was removed")
        return gone

    removed, is_new = once("frontdoor.remove_child", submission_key, now, ContactChild, remove, by=by)
    journal.record(
        "frontdoor.remove_child",
        by=by,
        now=now,
        subject=contact,
        about=[*person_ids(contact), removed.person_id],
        detail={"child_id": removed.pk, "person_id": removed.person_id, "repeated": not is_new},
    )
    return removed


def _end_interview(interview: ReturnInterview, gone: ContactChild, *, by: User, now: dt.datetime) -> None:
    """Nobody owes this child a return home interview: it was another child who was missing."""
    change(
        lock(interview),
        state=ReturnInterview.State.NOT_MISSING,
        reason=gone.removal_reason,
        recorded_at=now,
        recorded_by=by,
    )
    clocks.cancel(CLOCK, gone, now=now, reason=gone.removal_reason)


def _take_back_chronology(gone: ContactChild, *, by: User, now: dt.datetime) -> None:
    """What the child's own record says about this contact, and about the meetings that discussed the child for it."""
    items = TriageItem.objects.filter(child=gone).select_related("meeting")
    told: list[tuple[str, Contact | TriageMeeting]] = [("contact", gone.contact)]
    told += [("return_interview", gone.contact)] * 2  # that the child came back, and that no interview could be held
    told += [("triage", item.meeting) for item in items]
    for kind, source in told:
        chronology.withdraw(gone.person_id, kind=kind, source=source, reason=gone.removal_reason, by=by, now=now)
