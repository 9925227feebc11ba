"""How are two records found to be one person, and how is that undone exactly?

A merge is a link, not a move (design, section 4): records change their identity and nothing else, and the
event names the records that changed. Taking a join apart gives exactly those records their identity back.
Joins of the same records come apart in the reverse order, so there is never a doubt about where a record
belongs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.people import policies
from threshold.people.actions._common import see
from threshold.people.actions.family import is_ancestor
from threshold.people.models import (
    IdentityEvent,
    NotTheSame,
    Person,
    Relationship,
    RestrictedMatchAlert,
)
from threshold.people.queries import restrictions_in_force

_JOINING = 0x7E09_1E5  # the number of the advisory lock; any constant that nothing else uses


def _one_at_a_time() -> None:
    """Joins and their undoing wait for each other until the end of the transaction.

    They are rare and made by hand. Each looks at two whole clusters and at the order of all joins before it;
    rows locked one by one would leave gaps between looking and moving.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_JOINING])


@action("people.merge_people", permission=Permission.PEOPLE_LINK)
def merge_people(
    person: Person, *, other: Person, reason: str, evidence: Iterable[str] = (), by: User, now: dt.datetime
) -> IdentityEvent:
    """Two records are one person: `other` and all records joined with it come to the identity of `person`.

    Args:
        evidence: codes or sentences of why, as matching gave them; kept with the event.

    Raises:
        NotVisible: one of them is hidden from this user.
        Refused: they are joined already, marked as different, or related as one family.
    """
    _one_at_a_time()
    see(by, now, person, other)
    person, other = Person.objects.get(pk=person.pk), Person.objects.get(pk=other.pk)
    kept, given_up = person.identity_id, other.identity_id
    policies.check_can_merge(
        is_same_identity=kept == given_up,
        marked_different=_marks_between(kept, given_up).exists(),
        is_related=kept != given_up and _are_family(kept, given_up),
        reason=reason,
    )
    kept_ids, moved_ids = _records(kept), _records(given_up)
    Person.objects.filter(pk__in=moved_ids).update(identity_id=kept)
    event = IdentityEvent.objects.create(
        kind=IdentityEvent.Kind.MERGE,
        from_identity_id=given_up,
        to_identity_id=kept,
        moved_ids=moved_ids,
        reason=reason,
        evidence=list(evidence),
        at=now,
        by=by,
    )
    journal.record(
        "people.merge_people",
        by=by,
        now=now,
        subject=event,
        about=[*kept_ids, *moved_ids],
        detail={"from": given_up, "to": kept},
    )
    return event


@action("people.unmerge_people", permission=Permission.PEOPLE_LINK)
def unmerge_people(event: IdentityEvent, *, reason: str, by: User, now: dt.datetime) -> IdentityEvent:
    """The join was wrong: exactly the records that it moved go back to the identity they had.

    A restriction that was placed on the person meanwhile holds for both from now on.

    Raises:
        NotVisible: the records are hidden from this user.
        Refused: it is undone already, or the same records were joined again later; the sentence says in which
            join.
    """
    _one_at_a_time()
    see(by, now, *event.moved_ids)
    event = lock(event)
    later = (
        IdentityEvent.objects.filter(
            Q(from_identity_id=event.to_identity_id) | Q(to_identity_id=event.to_identity_id),
            kind=IdentityEvent.Kind.MERGE,
            pk__gt=event.pk,
            undone_by__isnull=True,
        )
        .order_by("-pk")
        .first()
    )
    policies.check_can_unmerge(
        is_merge=event.kind == IdentityEvent.Kind.MERGE,
        is_undone=IdentityEvent.objects.filter(undoes=event).exists(),
        later=(later.pk, later.at) if later else None,
        reason=reason,
    )
    cluster_ids = _records(event.to_identity_id)
    kept = _restrict_both_sides(event, cluster_ids, now)
    Person.objects.filter(pk__in=event.moved_ids).update(identity_id=event.from_identity_id)
    undoing = IdentityEvent.objects.create(
        kind=IdentityEvent.Kind.UNMERGE,
        from_identity_id=event.to_identity_id,
        to_identity_id=event.from_identity_id,
        moved_ids=event.moved_ids,
        reason=reason,
        at=now,
        by=by,
        undoes=event,
    )
    journal.record(
        "people.unmerge_people",
        by=by,
        now=now,
        subject=undoing,
        about=cluster_ids,
        detail={"undoes": event.pk, "to": event.from_identity_id, "restrictions": kept},
    )
    return undoing


def _restrict_both_sides(event: IdentityEvent, cluster_ids: list[int], now: dt.datetime) -> list[int]:
    """What was restricted while the records were joined stays so on both sides; returns the new restrictions' ids.

    Whoever made the restriction meant one person with all of these records. Which of the two it was needed for,
    nobody can know here: until somebody has looked and lifted the one too many, neither side is opened.
    """
    made = []
    placed = restrictions_in_force(now).filter(person_id__in=cluster_ids, starts_at__gt=event.at).order_by("pk")
    for restriction in placed:
        is_on_moved = restriction.person_id in event.moved_ids
        other_side = [pk for pk in cluster_ids if (pk in event.moved_ids) != is_on_moved]
        users = list(restriction.users.all())
        restriction.pk, restriction.person_id = None, other_side[0]
        restriction._state.adding = True
        restriction.save()
        restriction.users.set(users)
        made.append(restriction.pk)
    return made


def _records(identity_id: int) -> list[int]:
    """The records of a cluster, locked in one order for everybody."""
    rows = Person.objects.select_for_update().filter(identity_id=identity_id).order_by("pk")
    return [row.pk for row in rows]


def _are_family(one: int, other: int) -> bool:
    """Whether a relationship stands between the two, or one is the other's ancestor."""
    between = Relationship.objects.filter(
        Q(person__identity_id=one, other__identity_id=other) | Q(person__identity_id=other, other__identity_id=one),
        ends_on__isnull=True,
    )
    return between.exists() or is_ancestor(one, of=other) or is_ancestor(other, of=one)


# --- Different people ---------------------------------------------------------------------------------------


@action("people.mark_not_same", permission=Permission.PEOPLE_LINK)
def mark_not_same(person: Person, *, other: Person, reason: str = "", by: User, now: dt.datetime) -> NotTheSame:
    """Somebody looked and found two records to be different people: they are not suggested again.

    Raises:
        NotVisible: one of them is hidden from this user.
        Refused: they are joined, or marked already.
    """
    _one_at_a_time()
    see(by, now, person, other)
    person, other = Person.objects.get(pk=person.pk), Person.objects.get(pk=other.pk)
    policies.check_can_mark_not_same(
        is_same_identity=person.identity_id == other.identity_id,
        is_marked=_marks_between(person.identity_id, other.identity_id).exists(),
    )
    first, second = sorted((person, other), key=lambda row: row.pk)
    mark = NotTheSame.objects.create(record=first, other=second, reason=reason, at=now, by=by)
    journal.record("people.mark_not_same", by=by, now=now, subject=mark, about=[first.pk, second.pk])
    return mark


@action("people.withdraw_not_same", permission=Permission.PEOPLE_LINK)
def withdraw_not_same(mark: NotTheSame, *, reason: str, by: User, now: dt.datetime) -> None:
    """The mark was wrong. It goes; that it was there stays in the audit log.

    Raises:
        NotVisible: one of the two is hidden from this user.
        Refused: no reason was given.
    """
    see(by, now, mark.record_id, mark.other_id)
    mark = lock(mark)
    policies.check_has_reason(reason, what="taking the mark away")
    journal.record("people.withdraw_not_same", by=by, now=now, subject=mark, about=[mark.record_id, mark.other_id])
    mark.delete()


def _marks_between(one: int, other: int) -> QuerySet[NotTheSame]:
    return NotTheSame.objects.filter(
        Q(record__identity_id=one, other__identity_id=other) | Q(record__identity_id=other, other__identity_id=one)
    )


# --- A match that the recorder may not see ------------------------------------------------------------------


@action("people.alert_restricted_match", permission=Permission.PEOPLE_WRITE)
def alert_restricted_match(record: Person, *, restricted: Person, by: User, now: dt.datetime) -> RestrictedMatchAlert:
    """A record just made is likely somebody hidden from its maker: tell those who may see both, and nobody
    else.

    The caller shows and says nothing to `by` of it, whether there was a match or not.
    """
    alert, _ = RestrictedMatchAlert.objects.get_or_create(
        record=record, restricted=restricted, defaults={"at": now, "raised_by": by}
    )
    journal.record(
        "people.alert_restricted_match",
        by=by,
        now=now,
        subject=alert,
        about=[record.pk],
        detail={"shown_to_user": False},
    )
    return alert


@action("people.close_restricted_match", permission=Permission.PEOPLE_LINK)
def close_restricted_match(alert: RestrictedMatchAlert, *, by: User, now: dt.datetime) -> RestrictedMatchAlert:
    """Somebody who may see both has looked, and joined them or marked them as different.

    Raises:
        NotVisible: one of the two is hidden from this user.
    """
    see(by, now, alert.record_id, alert.restricted_id)
    alert = lock(alert)
    if alert.state == RestrictedMatchAlert.State.OPEN:
        alert.state, alert.seen_at, alert.seen_by = RestrictedMatchAlert.State.SEEN, now, by
        alert.save(update_fields=["state", "seen_at", "seen_by"])
    journal.record(
        "people.close_restricted_match",
        by=by,
        now=now,
        subject=alert,
        about=[alert.record_id, alert.restricted_id],
    )
    return alert
