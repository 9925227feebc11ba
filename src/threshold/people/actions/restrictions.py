"""Who may see a person whatever their role, and how is a restricted record opened in an emergency?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.core.errors import NotVisible
from threshold.people import policies, queries
from threshold.people.actions._common import see
from threshold.people.models import EmergencyAccess, Person, Restriction
from threshold.people.names import tidy

EMERGENCY_LASTS = dt.timedelta(hours=4)


@action("people.restrict_person", permission=Permission.RESTRICTION_MANAGE)
def restrict_person(
    person: Person, *, kind: str, message: str, reason: str, users: Iterable[User], by: User, now: dt.datetime
) -> Restriction:
    """Hide a person from everybody but those named, or from those named. It holds for every record of them.

    Args:
        message: shown to somebody who is kept out; must not say why.

    Raises:
        NotVisible: the person is hidden from this user.
        NotPermitted: the user sees the person by emergency access only.
        Refused: nobody is named, or nobody could lift it again.
    """
    _see_by_right(by, now, person)
    person = lock(person)
    named = list(users)
    message = tidy(message, longest=300, what="The message")
    policies.check_can_restrict(
        kind=kind,
        message=message,
        reason=reason,
        named=len(named),
        can_be_lifted=any(user.may(Permission.RESTRICTION_MANAGE) for user in named),
    )
    restriction = Restriction.objects.create(
        person=person, kind=kind, message=message, reason=reason, starts_at=now, started_by=by
    )
    restriction.users.set(named)
    journal.record(
        "people.restrict_person",
        by=by,
        now=now,
        subject=restriction,
        about=[person.pk],
        detail={"kind": kind, "users": sorted(user.pk for user in named)},
    )
    return restriction


@action("people.lift_restriction", permission=Permission.RESTRICTION_MANAGE)
def lift_restriction(restriction: Restriction, *, reason: str, by: User, now: dt.datetime) -> Restriction:
    """The restriction is no longer needed. It stays in the history.

    Raises:
        NotVisible: the person is hidden from this user: who is kept out cannot let themselves in.
        NotPermitted: the user sees the person by emergency access only, which must end when it ends.
        Refused: it has been lifted, or no reason was given.
    """
    _see_by_right(by, now, restriction.person)
    restriction = lock(restriction)
    policies.check_can_lift(restriction, reason=reason)
    _lift(restriction, reason, by, now)
    journal.record("people.lift_restriction", by=by, now=now, subject=restriction, about=[restriction.person_id])
    return restriction


@action("people.change_restriction", permission=Permission.RESTRICTION_MANAGE)
def change_restriction(
    restriction: Restriction, *, users: Iterable[User], reason: str, by: User, now: dt.datetime
) -> Restriction:
    """Other people are named: the old restriction ends and a new one begins in the same moment.

    Raises:
        NotVisible, NotPermitted, Refused: as in `lift_restriction` and `restrict_person`.
    """
    _see_by_right(by, now, restriction.person)
    restriction = lock(restriction)
    policies.check_can_lift(restriction, reason=reason)
    successor: Restriction = restrict_person(
        restriction.person,
        kind=restriction.kind,
        message=restriction.message,
        reason=reason,
        users=users,
        by=by,
        now=now,
    )
    _lift(restriction, reason, by, now)
    journal.record(
        "people.change_restriction",
        by=by,
        now=now,
        subject=restriction,
        about=[restriction.person_id],
        detail={"successor": successor.pk},
    )
    return successor


def _see_by_right(by: User, now: dt.datetime, person: Person) -> None:
    """Emergency access is for hours and is reviewed: it must not be turned into access for good."""
    see(by, now, person)
    in_force = queries.restrictions_in_force(now).filter(person__identity_id=person.identity_id)
    without = in_force.filter(kind=Restriction.Kind.ALLOW_LIST).exclude(users=by)
    policies.check_sees_by_right(is_by_emergency=without.exists())


def _lift(restriction: Restriction, reason: str, by: User, now: dt.datetime) -> None:
    restriction.lifted_at, restriction.lifted_by, restriction.lifted_reason = now, by, reason
    restriction.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])


# --- Emergencies --------------------------------------------------------------------------------------------


@action("people.break_glass", permission=Permission.BREAK_GLASS)
def break_glass(
    person: Person, *, reason: str, ends_at: dt.datetime | None = None, by: User, now: dt.datetime
) -> EmergencyAccess:
    """Open a restricted record in an emergency. Every one is reviewed by somebody else.

    Args:
        person: from `queries.restriction_message(…).person`.
        ends_at: at most 24 hours from now; four hours where None.

    Raises:
        NotVisible: the user's role could not reach the person even without the restriction.
        Refused: an exclusion names the user, the record is open to them already, or there is no real reason.
    """
    scope = Scope(by, now)
    person = lock(person)
    if not queries.people_within_reach(scope).filter(pk=person.pk).exists():
        raise NotVisible
    hiding = queries.hiding_restriction(scope, person)
    is_hidden = not queries.visible_people(scope).filter(pk=person.pk).exists()
    ends_at = ends_at or now + EMERGENCY_LASTS
    policies.check_can_break_glass(
        is_hidden=is_hidden,
        is_excluded=is_hidden and hiding is not None and hiding.kind == Restriction.Kind.EXCLUSION,
        reason=reason,
        now=now,
        ends_at=ends_at,
    )
    access = EmergencyAccess.objects.create(person=person, user=by, reason=reason, starts_at=now, ends_at=ends_at)
    journal.record(
        "people.break_glass",
        by=by,
        now=now,
        subject=access,
        about=[person.pk],
        detail={"ends_at": ends_at.isoformat()},
    )
    return access


@action("people.review_emergency_access", permission=Permission.BREAK_GLASS_REVIEW)
def review_emergency_access(
    access: EmergencyAccess, *, was_justified: bool, note: str = "", by: User, now: dt.datetime
) -> EmergencyAccess:
    """Somebody else judges whether the emergency was one. If it was not, the access ends at once.

    Raises:
        NotVisible: an exclusion keeps the reviewer from this person.
        Refused: it was the reviewer's own, or is reviewed already.
    """
    if not queries.emergency_accesses(Scope(by, now)).filter(pk=access.pk).exists():
        raise NotVisible
    access = lock(access)
    policies.check_can_review(
        is_own=access.user_id == by.pk,
        is_reviewed=access.reviewed_at is not None,
        was_justified=was_justified,
        note=note,
    )
    access.reviewed_at, access.reviewed_by = now, by
    access.was_justified, access.review_note = was_justified, note
    access.save(update_fields=["reviewed_at", "reviewed_by", "was_justified", "review_note"])
    journal.record(
        "people.review_emergency_access",
        by=by,
        now=now,
        subject=access,
        about=[access.person_id],
        detail={"was_justified": was_justified},
    )
    return access
