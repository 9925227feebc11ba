"""How are people related, and who lives with whom?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import calendar, journal
from threshold.core.actions import action, lock
from threshold.core.errors import NotVisible
from threshold.people import policies
from threshold.people.actions._common import Place, place_of, see
from threshold.people.models import Household, HouseholdMember, Person, Relationship
from threshold.people.names import tidy
from threshold.people.queries import visible_people

#: Kinds that are the same from both sides.
MUTUAL = frozenset(
    {
        Relationship.Kind.SIBLING,
        Relationship.Kind.HALF_SIBLING,
        Relationship.Kind.TWIN,
        Relationship.Kind.PARTNER,
        Relationship.Kind.FORMER_PARTNER,
        Relationship.Kind.OTHER,
    }
)


@action("people.relate_people", permission=Permission.PEOPLE_WRITE)
def relate_people(
    person: Person,
    *,
    other: Person,
    kind: str,
    has_parental_responsibility: bool | None = None,
    note: str = "",
    starts_on: dt.date | None = None,
    by: User,
    now: dt.datetime,
) -> Relationship:
    """`person` is the <kind> of `other`. Stored once; what `other` is to `person` is derived.

    Raises:
        NotVisible: one of them is hidden from this user.
        Refused: they are one person, already so related, or the family would be impossible.
    """
    see(by, now, person, other)
    person, other = _lock_both(person, other)
    between = _current().filter(
        Q(person__identity_id=person.identity_id, other__identity_id=other.identity_id)
        | Q(person__identity_id=other.identity_id, other__identity_id=person.identity_id)
    )
    rows = list(between.select_related("person"))
    policies.check_can_relate(
        kind=kind,
        is_same_person=person.identity_id == other.identity_id,
        between_them=[row.kind for row in rows],
        is_on_record=any(
            row.kind == kind and (kind in MUTUAL or row.person.identity_id == person.identity_id) for row in rows
        ),
        would_loop=kind == Relationship.Kind.PARENT and is_ancestor(other.identity_id, of=person.identity_id),
        births=(_exact_birth(person), _exact_birth(other)),
    )
    relationship = Relationship.objects.create(
        person=person,
        other=other,
        kind=kind,
        has_parental_responsibility=has_parental_responsibility,
        note=tidy(note, longest=200, what="A note"),
        starts_on=starts_on,
    )
    journal.record(
        "people.relate_people",
        by=by,
        now=now,
        subject=relationship,
        about=[person.pk, other.pk],
        detail={"kind": kind},
    )
    return relationship


@action("people.end_relationship", permission=Permission.PEOPLE_WRITE)
def end_relationship(relationship: Relationship, *, ends_on: dt.date, by: User, now: dt.datetime) -> Relationship:
    """The two are no longer so related, or never were: the row stays, with its end.

    Raises:
        NotVisible: one of the two is hidden from this user.
        Refused: it has ended, or the date is impossible.
    """
    see(by, now, relationship.person_id, relationship.other_id)
    relationship = lock(relationship)
    policies.check_can_end(
        starts_on=relationship.starts_on,
        ended_on=relationship.ends_on,
        ends_on=ends_on,
        today=calendar.day_of(now),
    )
    relationship.ends_on = ends_on
    relationship.save(update_fields=["ends_on"])
    journal.record(
        "people.end_relationship",
        by=by,
        now=now,
        subject=relationship,
        about=[relationship.person_id, relationship.other_id],
    )
    return relationship


@action("people.change_parental_responsibility", permission=Permission.PEOPLE_WRITE)
def change_parental_responsibility(
    relationship: Relationship, *, has_parental_responsibility: bool | None, by: User, now: dt.datetime
) -> Relationship:
    """Somebody asked whether this person has parental responsibility for the child; None is "not known".

    Raises:
        NotVisible: one of the two is hidden from this user.
    """
    see(by, now, relationship.person_id, relationship.other_id)
    relationship = lock(relationship)
    relationship.has_parental_responsibility = has_parental_responsibility
    relationship.save(update_fields=["has_parental_responsibility"])
    journal.record(
        "people.change_parental_responsibility",
        by=by,
        now=now,
        subject=relationship,
        about=[relationship.person_id, relationship.other_id],
        detail={"has_parental_responsibility": has_parental_responsibility},
    )
    return relationship


def is_ancestor(identity_id: int, *, of: int) -> bool:
    """Whether an identity is a parent, a parent's parent and so on of another, by relationships not yet
    ended.

    Looks at every relationship, also those of people that the user may not see: a family that loops would be
    wrong for whoever sees it. One query for each generation.
    """
    seen: set[int] = set()
    generation = {of}
    while generation:
        seen |= generation
        parents = set(
            _current()
            .filter(kind=Relationship.Kind.PARENT, other__identity_id__in=generation)
            .values_list("person__identity_id", flat=True)
        )
        if identity_id in parents:
            return True
        generation = parents - seen
    return False


def _current() -> Any:
    return Relationship.objects.filter(ends_on__isnull=True)


def _exact_birth(person: Person) -> dt.date | None:
    return person.birth_on if person.birth_precision == Person.Precision.EXACT else None


def _lock_both(person: Person, other: Person) -> tuple[Person, Person]:
    """In one order for everybody, so that two actions on the same pair never wait for each other in a ring."""
    rows = Person.objects.select_for_update().filter(pk__in=[person.pk, other.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    return locked[person.pk], locked[other.pk]


# --- Households ---------------------------------------------------------------------------------------------


@action("people.set_household", permission=Permission.PEOPLE_WRITE)
def set_household(
    person: Person,
    *,
    household: Household | None = None,
    address: Place | Mapping[str, Any] | None = None,
    starts_on: dt.date | None = None,
    by: User,
    now: dt.datetime,
) -> HouseholdMember:
    """The person lives in a household: the one given, or a new one.

    Args:
        address: where a new household lives, or where a known one has moved to.

    Raises:
        NotVisible: the person is hidden from this user, or all who live in the household are.
        Refused: the person already lives there, or the date is impossible.
    """
    see(by, now, person)
    person = lock(person)
    if household is None:
        household = Household.objects.create(created_at=now)
    else:
        household = lock(household)
        _see_household(household, by, now)
    policies.check_can_join_household(
        is_member=household.members.filter(person__identity_id=person.identity_id, ends_on__isnull=True).exists(),
        starts_on=starts_on,
        today=calendar.day_of(now),
    )
    if address:
        household.address = place_of(address)
        household.save(update_fields=["address"])
    member = HouseholdMember.objects.create(household=household, person=person, starts_on=starts_on)
    journal.record(
        "people.set_household",
        by=by,
        now=now,
        subject=member,
        about=[person.pk],
        detail={"household": household.pk, "address": household.address_id if address else None},
    )
    return member


@action("people.leave_household", permission=Permission.PEOPLE_WRITE)
def leave_household(member: HouseholdMember, *, ends_on: dt.date, by: User, now: dt.datetime) -> HouseholdMember:
    """The person no longer lives there.

    Raises:
        NotVisible: the person is hidden from this user.
        Refused: they have left, or the date is impossible.
    """
    see(by, now, member.person_id)
    member = lock(member)
    policies.check_can_end(
        starts_on=member.starts_on, ended_on=member.ends_on, ends_on=ends_on, today=calendar.day_of(now)
    )
    member.ends_on = ends_on
    member.save(update_fields=["ends_on"])
    journal.record("people.leave_household", by=by, now=now, subject=member, about=[member.person_id])
    return member


def _see_household(household: Household, by: User, now: dt.datetime) -> None:
    """A household is seen through its people; one that nobody lives in any more shows nothing of anybody."""
    member_ids = list(household.members.filter(ends_on__isnull=True).values_list("person_id", flat=True))
    if member_ids and not visible_people(Scope(by, now)).filter(pk__in=member_ids).exists():
        raise NotVisible
