"""What do the emergency duty team's log and the triage meetings hold that this person may see?

A line of the log or of a meeting's record that is about a hidden person or contact is not there: not on the page,
not in a count, not in a search and not in a download.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threshold.access.models import Membership, Team, User
from threshold.access.roles import ROLES, Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import LONDON, day_of
from threshold.core.errors import NotVisible
from threshold.frontdoor.models import Contact, ContactChild, Shift, ShiftEntry, TriageItem, TriageMeeting
from threshold.frontdoor.queries import get_visible_contact, visible_children, visible_contacts, visible_meetings
from threshold.people.models import Person
from threshold.people.queries import get_visible_person, visible_people

# --- The log of the emergency duty team -------------------------------------------------------------------------

_ENTRY_TO_DO = Q(follow_up_done_at__isnull=True) & ~Q(follow_up="")


def visible_shifts(scope: Scope) -> QuerySet[Shift]:
    """Every shift, the latest first, for those who keep the log and those who take it over."""
    if not _has_part_in_the_log(scope):
        return Shift.objects.none()
    return Shift.objects.select_related("worker", "accepted_by").order_by("-starts_at", "-pk")


def visible_entries(scope: Scope) -> QuerySet[ShiftEntry]:
    """The lines of the log that are about nobody, or about a person or contact whom this person may see."""
    if not _has_part_in_the_log(scope):
        return ShiftEntry.objects.none()
    contact = Exists(visible_contacts(scope).filter(pk=OuterRef("contact_id")))
    person = Exists(visible_people(scope).filter(pk=OuterRef("person_id")))
    return ShiftEntry.objects.filter(
        Q(contact__isnull=True) | Q(contact), Q(person__isnull=True) | Q(person)
    ).select_related("contact", "person", "follow_up_done_by")


def _has_part_in_the_log(scope: Scope) -> bool:
    return scope.may(Permission.SHIFT_RECORD) or scope.may(Permission.SHIFT_ACCEPT)


def get_shift(scope: Scope, reference: str) -> Shift:
    """Raises NotVisible where there is no such shift for this person."""
    found = visible_shifts(scope).filter(pk=references.read(reference, "S") or 0).first()
    if found is None:
        raise NotVisible
    return found


def my_running_shift(scope: Scope) -> Shift | None:
    return visible_shifts(scope).filter(worker=scope.user, state=Shift.State.OPEN).first()


def with_counts(scope: Scope, shifts: QuerySet[Shift]) -> QuerySet[Any]:
    """Shifts with `lines` and `to_do`: how many lines, and open follow-ups, this person may see."""
    lines = visible_entries(scope).filter(shift=OuterRef("pk")).order_by().values("shift")
    counted = lines.annotate(number=Count("pk")).values("number")
    to_do = lines.filter(_ENTRY_TO_DO).annotate(number=Count("pk")).values("number")
    return shifts.annotate(lines=Coalesce(Subquery(counted), 0), to_do=Coalesce(Subquery(to_do), 0))


def entries_of(scope: Scope, shift: Shift) -> list[ShiftEntry]:
    """The lines of one shift in the order of what happened."""
    return list(visible_entries(scope).filter(shift=shift).order_by("at", "pk"))


def get_entry(scope: Scope, shift: Shift, number: int) -> ShiftEntry:
    found = visible_entries(scope).filter(shift=shift, pk=number).first()
    if found is None:
        raise NotVisible
    return found


def follow_ups(scope: Scope) -> QuerySet[ShiftEntry]:
    """What the nights left for the day team and nobody has marked as done, the most overdue first."""
    return visible_entries(scope).filter(_ENTRY_TO_DO).select_related("shift").order_by("follow_up_due_at", "pk")


def contacts_of_shift(scope: Scope, shift: Shift) -> list[Contact]:
    """The contacts that the worker recorded during the shift."""
    return list(
        visible_contacts(scope)
        .filter(
            recorded_by=shift.worker_id, recorded_at__gte=shift.starts_at, recorded_at__lte=shift.ends_at or scope.now
        )
        .select_related("owner", "team")
        .order_by("recorded_at", "pk")
    )


def about(scope: Scope, reference: str) -> tuple[Contact | None, Person | None]:
    """The contact or the person that a typed reference names.

    Raises:
        NotVisible: neither, or not for this person: nothing tells the two apart.
    """
    if references.read(reference, "C") is not None:
        return get_visible_contact(scope, reference), None
    return None, get_visible_person(scope, reference)


# --- Triage meetings --------------------------------------------------------------------------------------------

_ITEM_TO_DO = Q(action_done_at__isnull=True) & ~Q(action="")


def visible_items(scope: Scope) -> QuerySet[TriageItem]:
    """What meetings decided about children whom this person may see."""
    return TriageItem.objects.filter(child__in=visible_children(scope)).select_related(
        "child__person", "child__contact", "meeting", "action_done_by"
    )


def get_meeting(scope: Scope, reference: str) -> TriageMeeting:
    """Raises NotVisible where there is no such meeting for this person."""
    found = visible_meetings(scope).filter(pk=references.read(reference, "M") or 0).first()
    if found is None:
        raise NotVisible
    return found


def meetings(scope: Scope, *, kind: str = "") -> QuerySet[Any]:
    """Meetings, the latest first, with `children` and `to_do` counted over the children this person may see."""
    found = visible_meetings(scope).order_by("-held_at", "-pk")
    if kind:
        found = found.filter(kind=kind)
    items = visible_items(scope).filter(meeting=OuterRef("pk")).order_by().values("meeting")
    counted = items.annotate(number=Count("pk")).values("number")
    to_do = items.filter(_ITEM_TO_DO).annotate(number=Count("pk")).values("number")
    return found.annotate(children=Coalesce(Subquery(counted), 0), to_do=Coalesce(Subquery(to_do), 0))


def meetings_by_kind(scope: Scope) -> dict[str, int]:
    rows = visible_meetings(scope).order_by().values_list("kind").annotate(number=Count("pk"))
    return dict(rows)


def items_of(scope: Scope, meeting: TriageMeeting) -> list[TriageItem]:
    """The children discussed at one meeting, in the order in which they were recorded."""
    return list(visible_items(scope).filter(meeting=meeting).order_by("pk"))


def items_of_child(scope: Scope, child: ContactChild) -> list[TriageItem]:
    """What meetings decided about one child on a contact, the earliest first."""
    return list(visible_items(scope).filter(child=child).order_by("meeting__held_at", "pk"))


def get_item(scope: Scope, meeting: TriageMeeting, number: int) -> TriageItem:
    found = visible_items(scope).filter(meeting=meeting, pk=number).first()
    if found is None:
        raise NotVisible
    return found


def actions_to_do(scope: Scope) -> QuerySet[TriageItem]:
    """The actions of every meeting that nobody has marked as done, the most overdue first."""
    return visible_items(scope).filter(_ITEM_TO_DO).order_by("action_due_on", "pk")


def central_record(
    scope: Scope, *, kind: str = "", held_from: dt.date | None = None, held_to: dt.date | None = None, text: str = ""
) -> QuerySet[TriageItem]:
    """Every decision of every meeting, the latest first.

    Args:
        text: words that must all stand in the decision, the reason, the action or its owner.
    """
    found = visible_items(scope)
    if kind:
        found = found.filter(meeting__kind=kind)
    if held_from:
        found = found.filter(meeting__held_at__gte=_midnight(held_from))
    if held_to:
        found = found.filter(meeting__held_at__lt=_midnight(held_to + dt.timedelta(days=1)))
    for word in text.split()[:6]:
        found = found.filter(
            Q(decision__icontains=word)
            | Q(reason__icontains=word)
            | Q(action__icontains=word)
            | Q(action_owner__icontains=word)
        )
    return found.order_by("-meeting__held_at", "pk")


def children_to_discuss(scope: Scope, meeting: TriageMeeting, contact: Contact) -> list[ContactChild]:
    """The visible children of a contact, each with `is_discussed`: on the record of this meeting already."""
    already = TriageItem.objects.filter(meeting=meeting, child=OuterRef("pk"))
    return list(
        visible_children(scope)
        .filter(contact=contact)
        .annotate(is_discussed=Exists(already))
        .select_related("person")
        .order_by("position")
    )


def possible_chairs(scope: Scope) -> list[User]:
    """Who may be named as the chair: the front door's and emergency team's staff of today, and whoever records it."""
    roles = [role.code for role in ROLES.values() if Permission.TRIAGE_RECORD in role.permissions]
    held = Membership.objects.current(day_of(scope.now)).filter(
        role__in=roles, team__kind__in=(Team.Kind.FRONT_DOOR, Team.Kind.EMERGENCY_DUTY)
    )
    return list(
        User.objects.filter(
            Q(pk__in=held.values("user_id")) | Q(pk=scope.user.pk), is_active=True, is_service=False
        ).order_by("name", "pk")
    )


def _midnight(day: dt.date) -> dt.datetime:
    """The first instant of a London day."""
    return dt.datetime.combine(day, dt.time.min, LONDON)


def people_about(entries: Iterable[ShiftEntry], contacts: Iterable[Contact]) -> list[int]:
    """The ids of everybody whom a shift's page tells of, for the audit log."""
    told = list(entries)
    about_contacts = [entry.contact_id for entry in told if entry.contact_id] + [contact.pk for contact in contacts]
    on_contacts = ContactChild.objects.standing().filter(contact__in=about_contacts).values_list("person_id", flat=True)
    return sorted({entry.person_id for entry in told if entry.person_id} | set(on_contacts))
