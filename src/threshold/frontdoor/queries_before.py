"""What was there before this contact: for each of its children, and for the rest of the family?

A page asks once for all the children of a contact. The number of queries does not grow with them, so nobody's
history is left out because there are many.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from threshold.access.scope import Scope
from threshold.core.calendar import LONDON, add_months, day_of
from threshold.frontdoor.models import Contact, ContactChild, Decision
from threshold.frontdoor.queries import visible_children
from threshold.pathway.models import Referral
from threshold.people.models import HouseholdMember, Involvement, Relationship
from threshold.people.queries import INVERSES, records_of, visible_people

#: Earlier contacts that are named one by one, for a child and for the family.
MOST_NAMED = 10
_RAISES = (Relationship.Kind.PARENT, Relationship.Kind.STEP_PARENT, Relationship.Kind.GUARDIAN)


@dataclass(frozen=True)
class Before:
    """What there was before this contact, for one child.

    Attributes:
        contacts: the latest, each with `current_decisions`.
        is_new_record: the record was made with this contact, so an empty history may be another record's.
    """

    contacts_3_months: int = 0
    contacts_12_months: int = 0
    referrals_12_months: int = 0
    contacts: list[ContactChild] = field(default_factory=list)
    is_new_record: bool = False


@dataclass(frozen=True)
class FamilyBefore:
    """What there was for those who belong to the children's families and are not on this contact.

    Attributes:
        contacts: the latest, each with `relation` (what the child named there is to a child named here) and
            `current_decisions`.
        involved: the teams that work with the children or their family now, each with `relation`.
    """

    contacts_12_months: int = 0
    contacts: list[ContactChild] = field(default_factory=list)
    involved: list[Involvement] = field(default_factory=list)


@dataclass(frozen=True)
class History:
    """The children's and the family's history, as the page of a contact shows it beside the new story."""

    children: dict[int, Before]  # by the id of the child on the contact
    family: FamilyBefore


def history(scope: Scope, contact: Contact, children: Sequence[ContactChild]) -> History:
    """Earlier contacts and referrals of these children, across all their records, and of their families."""
    records = records_of({child.person.identity_id for child in children})
    return History(_befores(scope, contact, children, records), _family_before(scope, contact, records))


def _befores(
    scope: Scope, contact: Contact, children: Sequence[ContactChild], identity_of: Mapping[int, int]
) -> dict[int, Before]:
    """For each of these children what there was before, by the id of the child on the contact."""
    records: dict[int, int] = defaultdict(int)
    for identity_id in identity_of.values():
        records[identity_id] += 1
    earlier: dict[int, list[tuple[int, int, dt.datetime]]] = defaultdict(list)
    rows = visible_children(scope).filter(person_id__in=identity_of, received_at__lt=contact.received_at)
    for pk, contact_id, person_id, at in (
        rows.exclude(contact=contact)
        .order_by("-received_at", "-pk")
        .values_list("pk", "contact_id", "person_id", "received_at")
    ):
        earlier[identity_of[person_id]].append((pk, contact_id, at))
    named = {row[0] for rows in earlier.values() for row in rows[:MOST_NAMED]}
    shown = {child.pk: child for child in _with_decisions(named)}
    received_on = day_of(contact.received_at)
    referrals: dict[int, int] = defaultdict(int)
    for person_id in Referral.objects.filter(
        person_id__in=identity_of, referred_on__lt=received_on, referred_on__gte=add_months(received_on, -12)
    ).values_list("person_id", flat=True):
        referrals[identity_of[person_id]] += 1
    return {
        child.pk: Before(
            contacts_3_months=_since(earlier[child.person.identity_id], _months_before(received_on, 3)),
            contacts_12_months=_since(earlier[child.person.identity_id], _months_before(received_on, 12)),
            referrals_12_months=referrals[child.person.identity_id],
            contacts=[shown[row[0]] for row in earlier[child.person.identity_id][:MOST_NAMED]],
            is_new_record=records[child.person.identity_id] == 1 and child.person.created_at >= contact.recorded_at,
        )
        for child in children
    }


def _family_before(scope: Scope, contact: Contact, records: Mapping[int, int]) -> FamilyBefore:
    """Earlier contacts about relatives and those who share a home, and who works with the family now."""
    own = set(records.values())
    relations = _relations(records)
    identity_of = {**records, **(records_of(relations) if relations else {})}
    about_family = [pk for pk, identity_id in identity_of.items() if identity_id not in own]
    earlier = list(
        visible_children(scope)
        .filter(person_id__in=about_family, received_at__lt=contact.received_at)
        .exclude(contact=contact)
        .order_by("-received_at", "-pk")
        .values_list("pk", "contact_id", "received_at")
    )
    named = _with_decisions({row[0] for row in earlier[:MOST_NAMED]})
    for child in named:
        child.relation = relations[identity_of[child.person_id]]  # type: ignore[attr-defined]
    involved = list(
        Involvement.objects.filter(person_id__in=identity_of, ended_at__isnull=True, person__in=visible_people(scope))
        .select_related("person", "team", "worker")
        .order_by("started_at", "pk")
    )
    for row in involved:
        row.relation = relations.get(identity_of[row.person_id], "")  # type: ignore[attr-defined]
    return FamilyBefore(
        contacts_12_months=_since(earlier, _months_before(day_of(contact.received_at), 12)),
        contacts=named,
        involved=involved,
    )


def _relations(records: Mapping[int, int]) -> dict[int, str]:
    """By identity what somebody is to one of these: by relationship, by a parent in common, by a home in common.

    Relationships that have ended count: a family's history does not end with them.
    """
    found: dict[int, str] = {}
    parents: set[int] = set()
    own = set(records.values())
    rows = Relationship.objects.filter(Q(person__in=list(records)) | Q(other__in=list(records)))
    for kind, one, other in rows.values_list("kind", "person__identity_id", "other__identity_id"):
        is_mine = one in own
        label = INVERSES.get(Relationship.Kind(kind), Relationship.Kind(kind).label)
        found.setdefault(other if is_mine else one, label if is_mine else Relationship.Kind(kind).label)
        if kind in _RAISES and other in own:
            parents.add(one)
    siblings = Relationship.objects.filter(kind__in=_RAISES, person__identity_id__in=parents)
    for identity_id in siblings.values_list("other__identity_id", flat=True):
        found.setdefault(identity_id, "child of the same parent")
    homes = HouseholdMember.objects.filter(ends_on__isnull=True, person__identity_id__in=own).values("household_id")
    sharing = HouseholdMember.objects.filter(ends_on__isnull=True, household_id__in=homes)
    for identity_id in sharing.values_list("person__identity_id", flat=True):
        found.setdefault(identity_id, "lives in the same home")
    return {identity_id: label for identity_id, label in found.items() if identity_id not in own}


def _with_decisions(pks: set[int]) -> list[ContactChild]:
    """Children on contacts that were found by a scoped query, the latest first, with what the page says of each."""
    current = Prefetch("decisions", queryset=Decision.objects.filter(is_current=True), to_attr="current_decisions")
    rows = ContactChild.objects.filter(pk__in=pks).select_related("contact", "person").prefetch_related(current)
    return list(rows.order_by("-received_at", "-pk"))


def _since(rows: Sequence[tuple[int, int, dt.datetime]], moment: dt.datetime) -> int:
    """How many contacts there were since a moment: two records of one child on one contact are one."""
    return len({contact_id for _, contact_id, at in rows if at >= moment})


def _months_before(day: dt.date, months: int) -> dt.datetime:
    """The first instant, on London's clock, of the day some months before."""
    return dt.datetime.combine(add_months(day, -months), dt.time.min, LONDON)
