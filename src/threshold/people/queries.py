"""Which people, relatives, homes and history may this person see?

`visible_people` is the one scope function of people. Lists, counts, search, exports, attachments,
notifications and the queries of the apps above all begin with it, so that a restriction is in the query and
no page can forget it. A restriction holds for the whole identity: every record of the cluster.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Exists, Model, Q, QuerySet

from threshold.access.models import User
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import calendar, references
from threshold.core.errors import NotVisible
from threshold.people.models import (
    ChronologyEntry,
    EmergencyAccess,
    Household,
    HouseholdMember,
    Identifier,
    Involvement,
    Person,
    PersonAddress,
    PersonName,
    Relationship,
    RestrictedMatchAlert,
    Restriction,
)

M = TypeVar("M", bound=Model)

#: How long after its end a team's involvement still lets it see the family.
MONTHS_AFTER_INVOLVEMENT = 12


# --- Who is visible -----------------------------------------------------------------------------------------


def visible_people(scope: Scope) -> QuerySet[Person]:
    """The records of people that this person may see. Everything that shows a person starts from here."""
    hidden = hidden_identities(scope)
    within_reach = people_within_reach(scope)
    return within_reach.exclude(identity_id__in=hidden) if hidden else within_reach


def sees_everybody(scope: Scope) -> bool:
    """Whether no record is hidden from this person: neither out of reach nor restricted."""
    reaches = scope.may(Permission.PEOPLE_READ) and scope.reach == Reach.EVERYBODY
    return reaches and not hidden_identities(scope)


def about_visible_people(rows: QuerySet[M], scope: Scope, *, person: str = "person") -> QuerySet[M]:
    """The rows whose person this person may see: what the scope functions of other nouns begin with.

    For whoever reaches everybody that is all but the rows of the hidden few, so that the database need not look at
    hundreds of thousands of people to list or count something else.

    Args:
        person: the name of the rows' foreign key to a person, which must not be nullable.
    """
    if sees_everybody(scope):
        return rows
    if not scope.may(Permission.PEOPLE_READ) or scope.reach != Reach.EVERYBODY:
        return rows.filter(**{f"{person}__in": visible_people(scope)})
    return rows.exclude(**{f"{person}__in": hidden_people(scope)})


def readable(rows: QuerySet[M], scope: Scope, *, named: QuerySet[Any]) -> QuerySet[M]:
    """Those texts or files that this person may read: about everyone on the record, or about somebody whom they
    may see and about nobody who is hidden from them.

    Args:
        named: the rows that name a `person` for one of `rows`, tied to it by `OuterRef`.
    """
    if people_within_reach(scope).query.is_empty():
        return rows.none()
    names_visible = Q(Exists(about_visible_people(named, scope)))
    if hidden := hidden_people(scope):
        names_visible &= ~Q(Exists(named.filter(person__in=hidden)))
    return rows.filter(Q(about_everyone=True) | names_visible)


def people_within_reach(scope: Scope) -> QuerySet[Person]:
    """Whom the role and the teams reach, restrictions not yet asked. Never shown to anybody as it is."""
    if not scope.may(Permission.PEOPLE_READ) or scope.reach == Reach.NOBODY:
        return Person.objects.none()
    if scope.reach == Reach.OWN_TEAMS:
        return Person.objects.filter(identity_id__in=_identities_of_own_teams(scope))
    return Person.objects.all()


def hidden_identities(scope: Scope) -> frozenset[int]:
    """The ids of the identities that a restriction in force hides from this person.

    An allow-list hides from everybody not on it, but for those who have broken the glass; an exclusion hides
    from the people named, and breaking the glass never helps them. Looked up once for a scope: restricted records
    are few beside all others, and every query that names them is shorter than one that asks who they are.
    """
    return _hidden(scope)[0]


def hidden_people(scope: Scope) -> list[int]:
    """The ids of every record of the same identities."""
    return _hidden(scope)[1]


def _hidden(scope: Scope) -> tuple[frozenset[int], list[int]]:
    """The identities and the records of everybody hidden from this person."""

    def find() -> tuple[frozenset[int], list[int]]:
        rows = Person.objects.filter(identity_id__in=_hiding(scope)).order_by("pk").values_list("identity_id", "pk")
        return frozenset(identity_id for identity_id, _ in rows), [pk for _, pk in rows]

    return scope.once("people.hidden", find)


def _hiding(scope: Scope) -> QuerySet[Restriction, int]:
    """The identities of the restrictions that hide somebody from this person."""
    opened = emergency_accesses_running(scope.user, scope.now).values("person__identity_id")
    listed = Restriction.objects.filter(users=scope.user).values("pk")
    return (
        restrictions_in_force(scope.now)
        .filter(
            Q(kind=Restriction.Kind.EXCLUSION, pk__in=listed)
            | (Q(kind=Restriction.Kind.ALLOW_LIST) & ~Q(pk__in=listed) & ~Q(person__identity_id__in=opened))
        )
        .values_list("person__identity_id", flat=True)
    )


def restrictions_in_force(now: dt.datetime) -> QuerySet[Restriction]:
    return Restriction.objects.filter(lifted_at__isnull=True, starts_at__lte=now)


def restricted_people(now: dt.datetime) -> QuerySet[Person]:
    """Every record of everybody about whom a restriction is in force. Never shown to anybody as it is."""
    return Person.objects.filter(identity_id__in=restrictions_in_force(now).values("person__identity_id"))


def restricted_and_hidden(scope: Scope) -> QuerySet[Person]:
    """Those of them whom this person may not see. Never shown to this person either."""
    if scope.may(Permission.PEOPLE_READ) and scope.reach == Reach.EVERYBODY:
        hidden = hidden_people(scope)
        return Person.objects.filter(pk__in=hidden) if hidden else Person.objects.none()
    return restricted_people(scope.now).exclude(pk__in=visible_people(scope).values("pk"))


def emergency_accesses_running(user: User, now: dt.datetime) -> QuerySet[EmergencyAccess]:
    """What this person has broken open: not yet ended, and not found unjustified by a reviewer."""
    return EmergencyAccess.objects.filter(user=user, starts_at__lte=now, ends_at__gt=now).exclude(was_justified=False)


def _identities_of_own_teams(scope: Scope) -> QuerySet[Involvement, int]:
    since_on = calendar.add_months(calendar.day_of(scope.now), -MONTHS_AFTER_INVOLVEMENT)
    since = dt.datetime.combine(since_on, dt.time(), calendar.LONDON)
    return (
        Involvement.objects.filter(Q(team_id__in=scope.user.team_ids) | Q(worker=scope.user))
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since))
        .values_list("person__identity_id", flat=True)
    )


def get_visible_person(scope: Scope, reference: str) -> Person:
    """The record with this reference.

    Raises:
        NotVisible: there is none, or it is hidden from this person: nothing tells the two apart.
    """
    number = references.read(reference, "P")
    person = visible_people(scope).filter(pk=number).first() if number is not None else None
    if person is None:
        raise NotVisible
    return person


def require_visible(scope: Scope, *people: Person | int) -> None:
    """Raises NotVisible unless this person may see every one of these records."""
    ids = {person if isinstance(person, int) else person.pk for person in people}
    if visible_people(scope).filter(pk__in=ids).count() != len(ids):
        raise NotVisible


def is_visible_to(user: User, person: Person | int, *, now: dt.datetime) -> bool:
    """Whether somebody may see a record: asked before they are told anything about it."""
    pk = person if isinstance(person, int) else person.pk
    return visible_people(Scope(user, now)).filter(pk=pk).exists()


def is_kept_from(user: User, person: Person, *, now: dt.datetime) -> bool:
    """Whether a restriction hides the person from somebody, whatever their role and teams."""
    return person.identity_id in hidden_identities(Scope(user, now))


def who_may_see(person: Person | int, users: Iterable[User], *, now: dt.datetime) -> list[User]:
    """Those of these users who may see the record."""
    return [user for user in users if is_visible_to(user, person, now=now)]


def restriction_message(scope: Scope, reference: str) -> Restriction | None:
    """The restriction that keeps this person from the record, for the page that says so; None where there is
    none.

    An exclusion comes first, because breaking the glass cannot help against it. A record that the role could
    not reach in any case gives None, like one that does not exist.
    """
    number = references.read(reference, "P")
    if number is None:
        return None
    person = people_within_reach(scope).filter(pk=number, identity_id__in=hidden_identities(scope)).first()
    return hiding_restriction(scope, person) if person else None


def may_break_glass(scope: Scope, restriction: Restriction) -> bool:
    """Whether the page of a restricted record offers emergency access to this person."""
    return restriction.kind == Restriction.Kind.ALLOW_LIST and scope.may(Permission.BREAK_GLASS)


def hiding_restriction(scope: Scope, person: Person) -> Restriction | None:
    """The restriction of the person's identity that hides it from this user, an exclusion before an allow-list."""
    found = restrictions_in_force(scope.now).filter(person__identity_id=person.identity_id).order_by("pk")
    excluding = found.filter(kind=Restriction.Kind.EXCLUSION, users=scope.user).first()
    if excluding:
        return excluding
    return found.filter(kind=Restriction.Kind.ALLOW_LIST).exclude(users=scope.user).first()


# --- One person, as all the records of the cluster ----------------------------------------------------------


def cluster(person: Person) -> list[int]:
    """The ids of every record of the same identity, the oldest first."""
    return list(Person.objects.filter(identity_id=person.identity_id).order_by("pk").values_list("pk", flat=True))


def records_of(identities: Iterable[int]) -> dict[int, int]:
    """Every record of these identities, with its identity. Never shown to anybody as it is.

    Ask for what names either of two people by these ids: a condition on both people's identities is answered by no
    index, and reads every row there is.
    """
    return dict(Person.objects.filter(identity_id__in=set(identities)).values_list("pk", "identity_id"))


def faces(scope: Scope, identity_ids: Iterable[int]) -> dict[int, Person]:
    """For each identity its oldest record, which stands for the whole in lists; hidden ones are absent."""
    rows = visible_people(scope).filter(identity_id__in=set(identity_ids)).order_by("identity_id", "pk")
    return {person.identity_id: person for person in rows.distinct("identity_id")}


def names_of(person: Person) -> QuerySet[PersonName]:
    """Every name of the cluster, the ones in use first."""
    return PersonName.objects.filter(person__identity_id=person.identity_id).order_by("ended_at", "kind", "-pk")


def addresses_of(person: Person) -> QuerySet[PersonAddress]:
    """Every address of the cluster, current ones first and then the latest."""
    return (
        PersonAddress.objects.filter(person__identity_id=person.identity_id)
        .select_related("address")
        .order_by("-ends_on", "-starts_on", "-pk")  # PostgreSQL puts nulls first in descending order: still there
    )


def open_addresses(identities: Iterable[int]) -> dict[int, PersonAddress]:
    """Where people live now, by identity, as far as it may stand in a list beside others.

    Nothing of somebody with any confidential address of theirs, and no address at which anybody lives confidentially:
    a list is read over a shoulder, and the person's own page says what is confidential.
    """
    now_there = PersonAddress.objects.filter(ends_on__isnull=True)
    stays = list(
        now_there.filter(person__identity_id__in=set(identities))
        .select_related("address", "person")
        .order_by("starts_on", "pk")
    )
    secret = set(
        now_there.filter(is_confidential=True, address_id__in={stay.address_id for stay in stays}).values_list(
            "address_id", flat=True
        )
    )
    hiding = {stay.person.identity_id for stay in stays if stay.is_confidential}
    return {
        stay.person.identity_id: stay
        for stay in stays
        if stay.person.identity_id not in hiding and stay.address_id not in secret
    }


def identifiers_of(person: Person) -> QuerySet[Identifier]:
    """Every number of the cluster, verified ones first."""
    return Identifier.objects.filter(person__identity_id=person.identity_id).order_by("kind", "-is_verified", "pk")


# --- Family -------------------------------------------------------------------------------------------------

#: What somebody is to me, where I am the <kind> of them. Kinds that are their own inverse are not listed.
INVERSES = {
    Relationship.Kind.PARENT: "child",
    Relationship.Kind.STEP_PARENT: "step-child",
    Relationship.Kind.FOSTER_CARER: "foster child",
    Relationship.Kind.GUARDIAN: "ward",
    Relationship.Kind.GRANDPARENT: "grandchild",
    Relationship.Kind.AUNT_OR_UNCLE: "niece or nephew",
}


@dataclass(frozen=True)
class Relative:
    """Somebody in the person's family. `is_the` says what they are to the person: "parent", "child", "twin"."""

    person: Person
    is_the: str
    relationship: Relationship
    is_current: bool


def family_of(scope: Scope, person: Person) -> list[Relative]:
    """The person's relatives, from relationships of any of their records in either direction.

    Only people this user may see; nothing in the list tells that there are others. Two records of one
    relative are one entry for each thing that they are to the person.
    """
    today = calendar.day_of(scope.now)
    records = cluster(person)
    rows = (
        Relationship.objects.filter(Q(person__in=records) | Q(other__in=records))
        .select_related("person", "other")
        .order_by("pk")
    )
    found: dict[tuple[int, str, bool], tuple[Relationship, int]] = {}
    for row in rows:
        if row.person.identity_id == row.other.identity_id:
            continue  # two records joined since: nobody is their own relative
        is_mine = row.person.identity_id == person.identity_id
        kind = Relationship.Kind(row.kind)
        is_the = INVERSES.get(kind, kind.label) if is_mine else kind.label
        relative = row.other if is_mine else row.person
        is_current = row.ends_on is None or row.ends_on > today
        found.setdefault((relative.identity_id, is_the, is_current), (row, relative.identity_id))
    shown = faces(scope, [person.identity_id, *(identity_id for _, identity_id in found.values())])
    if person.identity_id not in shown:
        return []
    return [
        Relative(shown[identity_id], is_the, row, is_current)
        for (identity_id, is_the, is_current), (row, _) in found.items()
        if identity_id in shown
    ]


@dataclass(frozen=True)
class Home:
    """A household the person lives in, with those of its members who may be seen.

    `is_confidential` holds as soon as the address is confidential for anybody who lives there, seen or not.
    """

    household: Household
    members: list[Person]
    is_confidential: bool
    member_rows: list[HouseholdMember] = field(default_factory=list)


def household_of(scope: Scope, person: Person) -> list[Home]:
    """Where the person lives now and with whom: usually one home, two where care is shared, none if not known."""
    today = calendar.day_of(scope.now)
    living_now = Q(ends_on__isnull=True) | Q(ends_on__gt=today)
    mine = HouseholdMember.objects.filter(living_now, person__identity_id=person.identity_id).values("household_id")
    rows = list(
        HouseholdMember.objects.filter(living_now, household_id__in=mine)
        .select_related("household__address", "person")
        .order_by("household_id", "pk")
    )
    shown = faces(scope, (row.person.identity_id for row in rows))
    if person.identity_id not in shown:
        return []
    address_ids = {row.household.address_id for row in rows if row.household.address_id}
    identities = {row.person.identity_id for row in rows}
    secret = set(
        PersonAddress.objects.filter(
            living_now, is_confidential=True, address_id__in=address_ids, person__identity_id__in=identities
        ).values_list("address_id", flat=True)
    )
    homes: dict[int, Home] = {}
    for row in rows:
        home = homes.setdefault(row.household_id, Home(row.household, [], row.household.address_id in secret))
        member = shown.get(row.person.identity_id)
        if member:
            home.member_rows.append(row)
            if member not in home.members:
                home.members.append(member)
    return list(homes.values())


#: Of so many people the relatives are looked up: a record about more of them is not one family's.
MOST_FAMILIES = 10


def family_names(scope: Scope, people: Iterable[Person]) -> set[str]:
    """The given and family names of these people and of their relatives, as far as this person sees them.

    For texts that reach readers who may not know who the family is.
    """
    named = list(people)
    named += [relative.person for person in named[:MOST_FAMILIES] for relative in family_of(scope, person)]
    return {name for person in named for name in (person.given_name, person.family_name) if name}


# --- History ------------------------------------------------------------------------------------------------


def chronology_of(scope: Scope, person: Person, *, with_left_out: bool = False) -> QuerySet[ChronologyEntry]:
    """What happened to the person, from every record of the cluster, the latest first.

    Args:
        with_left_out: also the entries that somebody curated out of the chronology, and those withdrawn because
            they were about somebody else.
    """
    records = visible_people(scope).filter(identity_id=person.identity_id).values("pk")
    entries = ChronologyEntry.objects.filter(person_id__in=records)
    if not with_left_out:
        entries = entries.filter(withdrawn_at__isnull=True).exclude(weight=ChronologyEntry.Weight.HIDDEN)
    return entries.select_related("by", "withdrawn_by").order_by("-at", "-pk")


# --- Work lists ---------------------------------------------------------------------------------------------


def emergency_accesses(scope: Scope) -> QuerySet[EmergencyAccess]:
    """The emergency accesses that this person may review or has reviewed, the oldest first.

    A reviewer need not be on the allow-list, or nobody might look; one who is excluded from the person sees
    none.
    """
    if not scope.may(Permission.BREAK_GLASS_REVIEW):
        return EmergencyAccess.objects.none()
    excluded = restrictions_in_force(scope.now).filter(kind=Restriction.Kind.EXCLUSION, users=scope.user)
    return (
        EmergencyAccess.objects.exclude(person__identity_id__in=excluded.values("person__identity_id"))
        .select_related("person", "user")
        .order_by("starts_at", "pk")
    )


def emergency_accesses_to_review(scope: Scope) -> QuerySet[EmergencyAccess]:
    """The review queue: not yet reviewed, and never one's own."""
    return emergency_accesses(scope).filter(reviewed_at__isnull=True).exclude(user=scope.user)


def alerts_for(scope: Scope) -> QuerySet[RestrictedMatchAlert]:
    """Open alerts that a new record is likely a restricted person, for those who may see both and may join them."""
    if not scope.may(Permission.PEOPLE_LINK):
        return RestrictedMatchAlert.objects.none()
    visible = visible_people(scope).values("pk")
    return (
        RestrictedMatchAlert.objects.filter(
            state=RestrictedMatchAlert.State.OPEN, record_id__in=visible, restricted_id__in=visible
        )
        .select_related("record", "restricted")
        .order_by("at", "pk")
    )
