"""Which contacts may this person see, and what do the front door's lists and pages need to know?

Everything begins with `visible_contacts` and `visible_children`: a child whose record is hidden from the reader is
not on the contact, not counted and not in a list; a contact all of whose children are hidden is not there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from threshold.access.models import Team
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import add_months, day_of
from threshold.core.errors import NotVisible
from threshold.frontdoor.models import (
    Contact,
    ContactChild,
    Decision,
    InformationRequest,
    Shift,
    TriageMeeting,
)
from threshold.frontdoor.states import ContactState, DecisionState
from threshold.pathway.models import Referral
from threshold.people.models import Person
from threshold.people.queries import visible_people


def visible_children(scope: Scope) -> QuerySet[ContactChild]:
    """The children on contacts whose record this person may see."""
    if not scope.may(Permission.CONTACT_READ):
        return ContactChild.objects.none()
    return ContactChild.objects.filter(person__in=visible_people(scope))


def visible_contacts(scope: Scope) -> QuerySet[Contact]:
    """The contacts with at least one child whom this person may see."""
    if not scope.may(Permission.CONTACT_READ):
        return Contact.objects.none()
    return Contact.objects.filter(Exists(visible_children(scope).filter(contact=OuterRef("pk"))))


def get_visible_contact(scope: Scope, reference: str) -> Contact:
    """The contact of a reference, with what its page reads.

    Raises:
        NotVisible: there is none, or none for this person.
    """
    contact = (
        visible_contacts(scope)
        .select_related("owner", "team", "recorded_by", "analysed_by", "referrer_organisation", "consent_overridden_by")
        .filter(pk=references.read(reference, "C") or 0)
        .first()
    )
    if contact is None:
        raise NotVisible
    return contact


def check_visible(scope: Scope, contact: Contact) -> None:
    if not visible_contacts(scope).filter(pk=contact.pk).exists():
        raise NotVisible


def children_of(scope: Scope, contact: Contact) -> list[ContactChild]:
    """The visible children of one contact, with their current decision as `current_decisions`."""
    current = Decision.objects.filter(is_current=True).select_related(
        "decided_by", "proposed_by", "signed_off_by", "returned_by", "destination_team"
    )
    return list(
        visible_children(scope)
        .filter(contact=contact)
        .select_related("person")
        .prefetch_related(Prefetch("decisions", queryset=current, to_attr="current_decisions"), "levels__by")
        .order_by("position")
    )


def get_visible_child(scope: Scope, contact: Contact, position: int) -> ContactChild:
    for child in children_of(scope, contact):
        if child.position == position:
            return child
    raise NotVisible


def current_decision(child: ContactChild) -> Decision | None:
    return Decision.objects.filter(child=child, is_current=True).first()


# --- Lists ----------------------------------------------------------------------------------------------------


def board(scope: Scope, *, state: str = "", rag: str = "", team_id: int | None = None) -> QuerySet[Contact]:
    """Open contacts by stage, the longest waiting first."""
    found = visible_contacts(scope).filter(closed_at__isnull=True)
    if state:
        found = found.filter(state=state)
    if rag:
        found = found.filter(rag=rag)
    if team_id:
        found = found.filter(team_id=team_id)
    return found.select_related("owner", "team").order_by("received_at", "pk")


def counts_by_stage(scope: Scope) -> dict[str, dict[str, int]]:
    """How many open contacts there are, by stage and rating: `{stage: {rating: number}}`."""
    rows = (
        visible_contacts(scope)
        .filter(closed_at__isnull=True)
        .values("state", "rag")
        .annotate(number=Count("pk"))
        .order_by("state", "rag")
    )
    counts: dict[str, dict[str, int]] = {state: {} for state in ContactState.values if state != ContactState.CLOSED}
    for row in rows:
        counts[row["state"]][row["rag"]] = row["number"]
    return counts


def with_children(scope: Scope, contacts: Iterable[Contact]) -> list[Contact]:
    """The contacts of one page of a list, each with `shown_children`: one query for all of them."""
    listed = list(contacts)
    by_contact: dict[int, list[ContactChild]] = {contact.pk: [] for contact in listed}
    children = visible_children(scope).filter(contact__in=by_contact).select_related("person").order_by("position")
    for child in children:
        by_contact[child.contact_id].append(child)
    for contact in listed:
        contact.shown_children = by_contact[contact.pk]  # type: ignore[attr-defined]
    return listed


def sign_off_queue(scope: Scope) -> QuerySet[Decision]:
    """Decisions that wait for a manager who did not make them, the oldest first."""
    return (
        Decision.objects.filter(is_current=True, state=DecisionState.AWAITING_SIGN_OFF)
        .filter(child__in=visible_children(scope))
        .exclude(decided_by=scope.user)
        .select_related("child__person", "contact", "decided_by", "destination_team")
        .order_by("decided_at", "pk")
    )


def outstanding_requests(scope: Scope) -> QuerySet[InformationRequest]:
    """What partners have been asked and have not answered, the most overdue first."""
    return (
        InformationRequest.objects.filter(state=InformationRequest.State.ASKED, contact__in=visible_contacts(scope))
        .select_related("contact", "asked_by")
        .order_by("due_at")
    )


def open_shifts(scope: Scope) -> QuerySet[Shift]:
    """Shifts that are running, or wait for the day team."""
    if not (scope.may(Permission.SHIFT_RECORD) or scope.may(Permission.SHIFT_ACCEPT)):
        return Shift.objects.none()
    return Shift.objects.exclude(state=Shift.State.ACCEPTED).select_related("worker").order_by("starts_at")


def visible_meetings(scope: Scope) -> QuerySet[TriageMeeting]:
    if not scope.may(Permission.CONTACT_READ):
        return TriageMeeting.objects.none()
    return TriageMeeting.objects.select_related("chaired_by").order_by("-held_at")


# --- History beside the new story -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Before:
    """What there was before this contact, for one child."""

    contacts_3_months: int
    contacts_12_months: int
    referrals_12_months: int
    contacts: list[ContactChild]  # the latest ten


def before(scope: Scope, child: ContactChild) -> Before:
    """Earlier contacts and referrals of the same person, across all their records."""
    received_on = day_of(child.received_at)
    month_3 = dt.datetime.combine(add_months(received_on, -3), dt.time.min, dt.UTC)
    month_12 = dt.datetime.combine(add_months(received_on, -12), dt.time.min, dt.UTC)
    records = Person.objects.filter(identity_id=child.person.identity_id)
    earlier = (
        visible_children(scope)
        .filter(person__in=records, received_at__lt=child.received_at)
        .exclude(contact_id=child.contact_id)
    )
    counts = earlier.aggregate(
        three=Count("contact", filter=Q(received_at__gte=month_3), distinct=True),
        twelve=Count("contact", filter=Q(received_at__gte=month_12), distinct=True),
    )
    referrals = Referral.objects.filter(
        person__in=records, referred_on__lt=received_on, referred_on__gte=add_months(received_on, -12)
    ).count()
    current = Prefetch("decisions", queryset=Decision.objects.filter(is_current=True), to_attr="current_decisions")
    latest = earlier.select_related("contact").prefetch_related(current).order_by("-received_at")[:10]
    return Before(counts["three"], counts["twelve"], referrals, list(latest))


def receiving_teams(kind: str, on: dt.date) -> QuerySet[Team]:
    """The teams of a kind that exist on a day."""
    return Team.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), kind=kind, starts_on__lte=on).order_by(
        "name"
    )
