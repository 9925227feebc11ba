"""What does a person's page read beside `queries`? Who is involved, what is due, what was joined, and single rows.

Every function takes a person that the caller was given by `queries.get_visible_person`, and finds rows through
that person's cluster: a row of somebody else's record is not found.
"""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from threshold.access.models import User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.people import queries
from threshold.people.models import (
    ChronologyEntry,
    EmergencyAccess,
    Household,
    HouseholdMember,
    Identifier,
    IdentityEvent,
    Involvement,
    NotTheSame,
    Organisation,
    Person,
    PersonAddress,
    PersonName,
    Relationship,
    RestrictedMatchAlert,
    Restriction,
)

M = TypeVar("M", bound=Model)


def _one(rows: QuerySet[M], pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


# --- The record itself ----------------------------------------------------------------------------------------------


def records_of(scope: Scope, person: Person) -> list[Person]:
    """Every record of the cluster, the oldest first."""
    rows = queries.visible_people(scope).filter(identity_id=person.identity_id)
    return list(rows.select_related("created_by", "school").order_by("pk"))


def involvements_of(person: Person) -> list[Involvement]:
    """Who works with the person or did, present ones first and the latest on top."""
    rows = Involvement.objects.filter(person__identity_id=person.identity_id).select_related("team", "worker")
    return sorted(rows, key=lambda row: (row.ended_at is not None, -row.started_at.timestamp()))


def clocks_of(person: Person) -> list[Clock]:
    """What is due for the person, the soonest first."""
    records = queries.cluster(person)
    return list(Clock.objects.filter(about_id__in=records, stopped_at__isnull=True).order_by("due_at", "pk"))


def owners_of(clocks: list[Clock]) -> dict[int, User]:
    return User.objects.in_bulk({clock.owner_id for clock in clocks if clock.owner_id})


def get_name(person: Person, pk: int) -> PersonName:
    return _one(queries.names_of(person), pk)


def get_identifier(person: Person, pk: int) -> Identifier:
    return _one(queries.identifiers_of(person), pk)


def schools() -> QuerySet[Organisation]:
    kinds = (Organisation.Kind.SCHOOL, Organisation.Kind.EARLY_YEARS)
    return Organisation.objects.filter(kind__in=kinds, ends_on__isnull=True).order_by("name")


# --- Family and home ------------------------------------------------------------------------------------------------


def get_relationship(scope: Scope, person: Person, pk: int) -> Relationship:
    """A relationship of the person to somebody this user may see."""
    for relative in queries.family_of(scope, person):
        if relative.relationship.pk == pk:
            return relative.relationship
    raise NotVisible


def get_member(scope: Scope, person: Person, pk: int) -> HouseholdMember:
    """A stay in one of the person's homes, of anybody there whom this user may see."""
    for home in queries.household_of(scope, person):
        for row in home.member_rows:
            if row.pk == pk:
                return row
    raise NotVisible


def households_near(scope: Scope, person: Person) -> list[queries.Home]:
    """The homes of the person's relatives, where the person may live too: those the person is not yet in."""
    relatives = {relative.person.identity_id for relative in queries.family_of(scope, person)}
    living_now = HouseholdMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day_of(scope.now)))
    theirs = living_now.filter(person__identity_id__in=relatives).values("household_id")
    mine = living_now.filter(person__identity_id=person.identity_id).values("household_id")
    rows = list(
        living_now.filter(household_id__in=theirs)
        .exclude(household_id__in=mine)
        .select_related("household__address", "person")
        .order_by("household_id", "pk")
    )
    shown = queries.faces(scope, {row.person.identity_id for row in rows})
    secret = set(
        PersonAddress.objects.filter(
            is_confidential=True, ends_on__isnull=True, person__identity_id__in={row.person.identity_id for row in rows}
        ).values_list("address_id", flat=True)
    )
    homes: dict[int, queries.Home] = {}
    for row in rows:
        member = shown.get(row.person.identity_id)
        if member:
            fresh = queries.Home(row.household, [], row.household.address_id in secret)
            homes.setdefault(row.household_id, fresh).members.append(member)
    return list(homes.values())


def get_household(homes: list[queries.Home], pk: str) -> Household | None:
    return next((home.household for home in homes if str(home.household.pk) == pk), None)


# --- History --------------------------------------------------------------------------------------------------------


def get_entry(scope: Scope, person: Person, pk: int) -> ChronologyEntry:
    return _one(queries.chronology_of(scope, person, with_left_out=True), pk)


# --- Identity -------------------------------------------------------------------------------------------------------


def joins_of(person: Person) -> list[IdentityEvent]:
    """The joins that made this cluster and still stand, the latest first."""
    rows = IdentityEvent.objects.filter(
        to_identity_id=person.identity_id, kind=IdentityEvent.Kind.MERGE, undone_by__isnull=True
    )
    return list(rows.select_related("by").order_by("-pk"))


def get_join(person: Person, pk: int) -> IdentityEvent:
    for event in joins_of(person):
        if event.pk == pk:
            return event
    raise NotVisible


def marks_of(scope: Scope, person: Person) -> list[tuple[NotTheSame, Person]]:
    """Whom somebody found to be another person than this one, with the mark; hidden people are absent."""
    records = queries.cluster(person)
    rows = NotTheSame.objects.filter(Q(record__in=records) | Q(other__in=records)).select_related(
        "record", "other", "by"
    )
    pairs = [(row, row.other if row.record.identity_id == person.identity_id else row.record) for row in rows]
    shown = queries.faces(scope, (other.identity_id for _, other in pairs))
    return [(row, shown[other.identity_id]) for row, other in pairs if other.identity_id in shown]


def get_mark(scope: Scope, person: Person, pk: int) -> NotTheSame:
    for mark, _ in marks_of(scope, person):
        if mark.pk == pk:
            return mark
    raise NotVisible


def get_alert(scope: Scope, pk: int) -> RestrictedMatchAlert:
    return _one(queries.alerts_for(scope), pk)


# --- Who may see the person -------------------------------------------------------------------------------------------


def restrictions_of(person: Person) -> list[Restriction]:
    """Every restriction of the identity, those in force first."""
    rows = Restriction.objects.filter(person__identity_id=person.identity_id)
    found = rows.select_related("started_by", "lifted_by").prefetch_related("users").order_by("-starts_at")
    return sorted(found, key=lambda row: row.lifted_at is not None)


def is_restricted(person: Person, now: dt.datetime) -> bool:
    return queries.restrictions_in_force(now).filter(person__identity_id=person.identity_id).exists()


def get_restriction(person: Person, pk: int) -> Restriction:
    return _one(Restriction.objects.filter(person__identity_id=person.identity_id), pk)


def staff_to_name(scope: Scope) -> list[User]:
    """Whom a restriction can name: staff whose role lets them see children's records at all."""
    return list(staff_who_may(Permission.PEOPLE_READ, day_of(scope.now)))


def my_emergency_access(scope: Scope, person: Person) -> EmergencyAccess | None:
    """By which emergency access this user sees the person, if by one."""
    running = queries.emergency_accesses_running(scope.user, scope.now)
    return running.filter(person__identity_id=person.identity_id).order_by("-ends_at").first()


def my_emergency_accesses(scope: Scope) -> QuerySet[EmergencyAccess]:
    """This user's own, running and past, the latest first."""
    return EmergencyAccess.objects.filter(user=scope.user).select_related("person", "reviewed_by").order_by("-pk")


def reviewed_accesses(scope: Scope) -> QuerySet[EmergencyAccess]:
    """What was reviewed, by anybody, the latest first; never one's own."""
    rows = queries.emergency_accesses(scope).filter(reviewed_at__isnull=False).exclude(user=scope.user)
    return rows.order_by("-reviewed_at", "-pk")


def get_emergency_access(scope: Scope, pk: int) -> EmergencyAccess:
    return _one(queries.emergency_accesses(scope), pk)
