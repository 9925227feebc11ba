"""What does the front door need on paper for a day without the system? Makes the continuity pack.

One readable page of every open contact and hand-over that a named person may see: who, why, what next, by when,
and whom to call. It leaves the system, so it holds less than the screen: text that may not travel is left out, and
of anything about a person under a restriction there is only the reference and whom to call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.core.models import Clock
from threshold.frontdoor import pack, presenters, queries
from threshold.frontdoor.codes import Section
from threshold.frontdoor.models import Contact, ContactChild
from threshold.pathway.models import Handover
from threshold.pathway.queries import visible_handovers
from threshold.pathway.states import HANDOVER_TRANSITIONS
from threshold.people import narrative
from threshold.people.models import Passage, Person
from threshold.people.queries import restrictions_in_force


@dataclass(frozen=True)
class Entry:
    """One open contact or hand-over. `is_restricted` leaves only the reference to be shown."""

    reference: str
    is_restricted: bool
    who: str = ""
    born: tuple[str, ...] = ()
    why: str = ""
    text: tuple[str, ...] = ()
    left_out: int = 0
    state: str = ""
    next_step: str = ""
    due_at: dt.datetime | None = None
    told_by: str = ""
    told_by_telephone: str = ""
    worker: str = ""
    team: str = ""
    team_email: str = ""


def page(scope: Scope) -> str:
    """The pack as one page of HTML that needs nothing else to be read. What it holds is noted in the audit log.

    Raises:
        NotPermitted: this person may not take lists out of the system.
    """
    scope.require(Permission.CONTACT_READ)
    scope.require(Permission.LISTS_EXPORT)
    restricted = set(restrictions_in_force(scope.now).values_list("person__identity_id", flat=True))
    board = queries.with_children(scope, queries.board(scope))
    handovers = list(
        visible_handovers(scope)
        .filter(closed_at__isnull=True)
        .select_related("person", "team", "worker")
        .order_by("opened_at", "pk")
    )
    context = {
        "authority": pack.of().authority,
        "made_at": scope.now,
        "made_by": scope.user.name,
        "contacts": _contacts(scope, board, restricted),
        "handovers": _handovers(scope, handovers, restricted),
    }
    about = {child.person_id for contact in board for child in _shown(contact)}
    about |= {handover.person_id for handover in handovers}
    scope.note("frontdoor.make_continuity_pack", about=about, contacts=len(board), handovers=len(handovers))
    return render_to_string("frontdoor/continuity_pack.html", context)


def _shown(contact: Contact) -> list[ContactChild]:
    return contact.shown_children  # type: ignore[attr-defined]  # set by queries.with_children


def _contacts(scope: Scope, board: list[Contact], restricted: set[int]) -> list[Entry]:
    due = queries.due_by_contact(board)
    stories = narrative.read_records(scope, board)
    # A child hidden from the maker, or removed from the contact, is not among the shown ones, and the story may
    # still speak of them.
    everybody = dict.fromkeys((contact.pk for contact in board), False)
    for contact_id, identity_id in ContactChild.objects.filter(contact__in=everybody).values_list(
        "contact", "person__identity_id"
    ):
        everybody[contact_id] |= identity_id in restricted
    entries = []
    for contact in board:
        if everybody[contact.pk]:
            entries.append(Entry(contact.reference, is_restricted=True))
            continue
        clock = due.get(contact.pk)
        lines = {label: text for label, text, *_ in presenters.headline(contact, _shown(contact), [], scope.now)}
        text, left_out = _text(stories.get(contact.pk, {}).get(Section.WHAT_HAPPENED, []))
        rating = presenters.rating_tag(contact)
        entries.append(
            Entry(
                reference=contact.reference,
                is_restricted=False,
                who=presenters.names_of(_shown(contact), most=50),
                born=_born((child.person for child in _shown(contact)), scope),
                why=lines["Why now"],
                text=text,
                left_out=left_out,
                state=", ".join(filter(None, [rating[0] if rating else "", contact.get_state_display()])),
                next_step=lines["What next"],
                due_at=clock.due_at if clock else None,
                told_by=presenters.referrer(contact),
                told_by_telephone=contact.referrer_telephone,
                worker=contact.owner.name if contact.owner else "",
                team=contact.team.name,
                team_email=contact.team.email,
            )
        )
    return entries


def _handovers(scope: Scope, handovers: list[Handover], restricted: set[int]) -> list[Entry]:
    running = Clock.objects.filter(
        subject_type=Handover._meta.label_lower,
        subject_id__in=[handover.pk for handover in handovers],
        stopped_at__isnull=True,
    )
    due = {clock.subject_id: clock.due_at for clock in running.order_by("-due_at")}
    return [
        Entry(handover.reference, is_restricted=True)
        if handover.person.identity_id in restricted
        else Entry(
            reference=handover.reference,
            is_restricted=False,
            who=handover.person.display_name,
            born=_born([handover.person], scope),
            why=f"{handover.get_kind_display()}, from {handover.source_reference}",
            text=(handover.summary,),
            state=handover.get_state_display(),
            next_step=f"In hand: {HANDOVER_TRANSITIONS.owners[handover.state]}",
            due_at=due.get(handover.pk),
            worker=handover.worker.name if handover.worker else "",
            team=handover.team.name,
            team_email=handover.team.email,
        )
        for handover in handovers
    ]


def _text(passages: list[Passage]) -> tuple[tuple[str, ...], int]:
    """The paragraphs that may travel, and how many were left out."""
    may_travel = tuple(passage.text for passage in passages if passage.travels == Passage.Travels.OPEN)
    return may_travel, len(passages) - len(may_travel)


def _born(people: Iterable[Person], scope: Scope) -> tuple[str, ...]:
    today = day_of(scope.now)
    return tuple(
        f"{person.display_name}: {presenters.age(person, today)}"
        + (f", born {person.birth_on.day} {person.birth_on:%B %Y}" if person.birth_on else "")
        for person in people
    )
