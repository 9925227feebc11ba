"""Which contacts may this person see, and what do the front door's lists and pages need to know?

Everything begins with `visible_contacts` and `visible_children`: a child whose record is hidden from the reader, or
who was removed from the contact again, is not on the contact, not counted and not in a list; a contact all of whose
children are hidden is not there.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from threshold.access.models import Team
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.actions import submission_id
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.core.models import Clock, StatusChange, Submission
from threshold.frontdoor import policies
from threshold.frontdoor.destinations import HANDS_OVER
from threshold.frontdoor.models import (
    ConsentEntry,
    Contact,
    ContactChild,
    Decision,
    Feedback,
    InformationRequest,
    LevelOfNeed,
    RagRating,
    Shift,
    TriageMeeting,
)
from threshold.frontdoor.states import ContactState, DecisionState
from threshold.people import narrative
from threshold.people.models import Passage
from threshold.people.queries import about_visible_people, family_names, sees_everybody


def visible_children(scope: Scope) -> QuerySet[ContactChild]:
    """The children on contacts whose record this person may see."""
    return children_ever_named(scope).filter(removed_at__isnull=True)


def children_ever_named(scope: Scope) -> QuerySet[ContactChild]:
    """The same with those who were removed: for the history of a contact, and never for a list or a count."""
    if not scope.may(Permission.CONTACT_READ):
        return ContactChild.objects.none()
    return about_visible_people(ContactChild.objects.all(), scope)


def removed_children(scope: Scope, contact: Contact) -> list[ContactChild]:
    """Who was named on a contact by mistake: with who removed them, when and why."""
    return list(
        children_ever_named(scope)
        .filter(contact=contact, removed_at__isnull=False)
        .select_related("person", "removed_by")
        .order_by("removed_at", "pk")
    )


def get_child_ever_named(scope: Scope, contact: Contact, reference: str) -> ContactChild:
    """As `get_visible_child`, and where the child stands there no longer, the row that was removed last."""
    rows = children_ever_named(scope).filter(contact=contact, person_id=references.read(reference, "P") or 0)
    found = rows.select_related("person", "removed_by").order_by(F("removed_at").desc(nulls_first=True), "-pk").first()
    if found is None:
        raise NotVisible
    return found


def visible_contacts(scope: Scope) -> QuerySet[Contact]:
    """The contacts with at least one child whom this person may see."""
    if not scope.may(Permission.CONTACT_READ):
        return Contact.objects.none()
    if sees_everybody(scope):
        return Contact.objects.all()  # there is no contact without a child
    return Contact.objects.filter(Exists(visible_children(scope).filter(contact=OuterRef("pk"))))


def get_visible_contact(scope: Scope, reference: str) -> Contact:
    """The contact of a reference, with what its pages read: its `shown_children` too, for each says whose it is.

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
    return with_children(scope, [contact])[0]


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
        .prefetch_related(
            Prefetch("decisions", queryset=current, to_attr="current_decisions"),
            Prefetch("levels", queryset=LevelOfNeed.objects.select_related("by")),
        )
        .order_by("position")
    )


def get_visible_child(scope: Scope, contact: Contact, reference: str) -> ContactChild:
    """The child of a contact by their own reference. A number in a row would tell of the hidden ones between.

    Raises:
        NotVisible: the child is not on the contact, or not for this person.
        Refused: the child was on the contact, and somebody has removed them.
    """
    person_id = references.read(reference, "P")
    for child in children_of(scope, contact):
        if child.person_id == person_id:
            return child
    policies.check_is_on_contact(get_child_ever_named(scope, contact, reference))
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


def returned_to(scope: Scope) -> QuerySet[Decision]:
    """This person's decisions that a manager returned with what to do, the oldest first."""
    return (
        Decision.objects.filter(is_current=True, state=DecisionState.RETURNED, decided_by=scope.user)
        .filter(child__in=visible_children(scope))
        .select_related("child__person", "contact", "returned_by")
        .order_by("returned_at", "pk")
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


# --- One contact, and where it can lead ------------------------------------------------------------------------


def receiving_teams(kind: str, on: dt.date) -> QuerySet[Team]:
    """The teams of a kind that exist on a day."""
    return Team.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), kind=kind, starts_on__lte=on).order_by(
        "name"
    )


def page_clocks(
    contact: Contact, children: Iterable[ContactChild], requests: Iterable[InformationRequest]
) -> list[Clock]:
    """The clocks of a contact's page: its own, each shown child's, and those of shown decisions and requests."""
    shown = list(children)
    decisions = [decision.pk for child in shown for decision in child.current_decisions]  # type: ignore[attr-defined]
    wanted = (
        Q(subject_type="frontdoor.contact", subject_id=contact.pk)
        | Q(subject_type="frontdoor.contactchild", subject_id__in=[child.pk for child in shown])
        | Q(subject_type="frontdoor.decision", subject_id__in=decisions)
        | Q(subject_type="frontdoor.informationrequest", subject_id__in=[row.pk for row in requests])
    )
    return list(Clock.objects.filter(wanted).order_by("due_at"))


def requests_of(contact: Contact) -> list[InformationRequest]:
    return list(
        InformationRequest.objects.filter(contact=contact)
        .select_related("asked_by", "recorded_by")
        .order_by("asked_at")
    )


def get_request(contact: Contact, number: int) -> InformationRequest:
    """A request of a contact that the reader may see. Raises NotVisible where it is another contact's."""
    found = InformationRequest.objects.filter(contact=contact, pk=number).first()
    if found is None:
        raise NotVisible
    return found


def get_passage(scope: Scope, contact: Contact, number: int) -> Passage:
    """A paragraph of a contact's story or analysis that the reader may see. Raises NotVisible otherwise."""
    for passages in narrative.read_record(scope, contact).values():
        for passage in passages:
            if passage.pk == number:
                return passage
    raise NotVisible


def ratings_of(contact: Contact) -> list[RagRating]:
    return list(RagRating.objects.filter(contact=contact).select_related("by").order_by("-at"))


def consents_of(contact: Contact) -> list[ConsentEntry]:
    return list(ConsentEntry.objects.filter(contact=contact).select_related("by").order_by("-at", "-pk"))


def levels_of(child: ContactChild) -> list[LevelOfNeed]:
    return list(LevelOfNeed.objects.filter(child=child).select_related("by").order_by("at"))


def levels_by_referrer(contact: Contact) -> dict[int, str]:
    """The level of need that the referrer proposed, by the id of the child on the contact."""
    rows = LevelOfNeed.objects.filter(child__contact=contact, point=LevelOfNeed.Point.REFERRER)
    return dict(rows.values_list("child_id", "level"))


def due_by_contact(contacts: Iterable[Contact]) -> dict[int, Clock]:
    """For one page of a list: the running clock that runs out first, of each contact, of a child shown on it, or of
    such a child's decision that waits for a manager.

    Args:
        contacts: from `with_children`, so that a hidden child's clock says nothing either.
    """
    listed = list(contacts)
    ids = [contact.pk for contact in listed]
    children = {child.pk: contact.pk for contact in listed for child in contact.shown_children}  # type: ignore[attr-defined]
    waiting = Decision.objects.filter(child__in=children, is_current=True, state=DecisionState.AWAITING_SIGN_OFF)
    contact_of = {
        "frontdoor.contact": dict(zip(ids, ids, strict=True)),
        "frontdoor.contactchild": children,
        "frontdoor.decision": dict(waiting.values_list("pk", "contact_id")),
    }
    wanted = Q()
    for subject_type, subjects in contact_of.items():
        wanted |= Q(subject_type=subject_type, subject_id__in=subjects)
    first: dict[int, Clock] = {}
    for clock in Clock.objects.filter(wanted, stopped_at__isnull=True).order_by("-due_at"):
        first[contact_of[clock.subject_type][clock.subject_id]] = clock
    return first


# --- My day ---------------------------------------------------------------------------------------------------


def my_contacts(scope: Scope) -> QuerySet[Contact]:
    """The open contacts that this person works on."""
    return board(scope).filter(owner=scope.user)


def waiting_for_others(scope: Scope) -> QuerySet[Contact]:
    """This person's contacts that somebody else has in hand: a manager, or a partner who was asked."""
    asked = InformationRequest.objects.filter(contact=OuterRef("pk"), state=InformationRequest.State.ASKED)
    return my_contacts(scope).filter(Q(state=ContactState.AWAITING_SIGN_OFF) | Exists(asked))


def changed_since(scope: Scope, moment: dt.datetime) -> list[StatusChange]:
    """What others did since a moment to the contacts that this person works on, newest first."""
    mine = visible_contacts(scope).filter(owner=scope.user).values("pk")
    return list(
        StatusChange.objects.filter(subject_type="frontdoor.contact", subject_id__in=mine, at__gte=moment)
        .exclude(by=scope.user)
        .select_related("by")
        .order_by("-at")[:30]
    )


def frontdoor_team(on: dt.date) -> Team | None:
    """The team that new contacts go to where the person who records them is in none."""
    return receiving_teams(Team.Kind.FRONT_DOOR, on).first()


def team_for(scope: Scope) -> Team | None:
    """The front-door or emergency team of the person at the screen; the front door's first team otherwise."""
    today = day_of(scope.now)
    kinds = (Team.Kind.FRONT_DOOR, Team.Kind.EMERGENCY_DUTY)
    own = Team.objects.filter(pk__in=scope.user.team_ids, kind__in=kinds).order_by("pk").first()
    return own or frontdoor_team(today)


def destination_teams(on: dt.date) -> list[Team]:
    """Every team that can receive a child from the front door."""
    kinds = {kind for _, team_kinds in HANDS_OVER.values() for kind in team_kinds}
    return list(
        Team.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), kind__in=kinds, starts_on__lte=on).order_by(
            "kind", "name"
        )
    )


def outcomes_of(contact: Contact) -> list[str]:
    """The current outcome of every child of a contact: for the letter, which tells none of them apart."""
    return list(Decision.objects.filter(contact=contact, is_current=True).values_list("outcome", flat=True))


def names_around(scope: Scope, contact: Contact) -> set[str]:
    """The given and family names of a contact's children and of their relatives, as far as this person sees them.

    Of a child named by mistake too: a letter must not carry that name either.
    """
    people = [child.person for child in children_ever_named(scope).filter(contact=contact).select_related("person")]
    return family_names(scope, people)


def feedback_of(contact: Contact) -> Feedback | None:
    return Feedback.objects.filter(contact=contact).select_related("message", "by").first()


def decision_clocks(decisions: Iterable[Decision]) -> dict[int, Clock]:
    """The running sign-off clock of each decision."""
    ids = [decision.pk for decision in decisions]
    rows = Clock.objects.filter(subject_type="frontdoor.decision", subject_id__in=ids, stopped_at__isnull=True)
    return {clock.subject_id: clock for clock in rows}


def was_added(scope: Scope, key: uuid.UUID) -> bool:
    """Whether this sending of "add a child" has put the child on the contact already."""
    return Submission.objects.filter(key=submission_id("frontdoor.add_child", key, scope.user)).exists()


def contact_of_submission(scope: Scope, key: uuid.UUID) -> Contact | None:
    """The contact that a form made already, for its second sending."""
    sent = submission_id("frontdoor.record_contact", key, scope.user)
    made = Submission.objects.filter(key=sent).values("result_id")
    return visible_contacts(scope).filter(pk__in=made).first()
