"""What do all pages about a person do first? Find the person, or say that the record is kept from the reader."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.errors import NotVisible
from threshold.people import presenters, queries, record, slots
from threshold.people.forms.restrictions import EmergencyForm
from threshold.people.models import Person

View = Callable[..., HttpResponseBase]


def about_person(permission: Permission = Permission.PEOPLE_READ) -> Callable[[View], View]:
    """A view of one person: `view(request, person, …)`, for an address with a `reference`.

    Who is kept out by a restriction reads the restriction's sentence and nothing else; for everybody else a
    hidden record looks like one that does not exist.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def run(request: Any, reference: str, **rest: Any) -> HttpResponseBase:
            request.scope.require(permission)
            try:
                person = queries.get_visible_person(request.scope, reference)
            except NotVisible:
                return kept_out(request, reference)
            return view(request, person, **rest)

        return run

    return wrap


def kept_out(request: Any, reference: str, form: EmergencyForm | None = None) -> HttpResponse:
    """The page of a record that a restriction hides: no name, no reason, perhaps a way in for an emergency."""
    scope: Scope = request.scope
    restriction = queries.restriction_message(scope, reference)
    if restriction is None:
        raise NotVisible
    journal.record(
        "people.kept_out",
        by=scope.user,
        now=scope.now,
        kind=journal.Kind.REFUSAL,
        subject=restriction,
        about=[restriction.person_id],
    )
    offered = queries.may_break_glass(scope, restriction)
    context = {
        "message": restriction.message,
        "reference": reference,
        "form": (form or EmergencyForm()) if offered else None,
        "action": reverse("person_emergency", args=[reference]) if offered else "",
    }
    return render(request, "people/kept_out.html", context, status=403)


@dataclass(frozen=True)
class Frame:
    """What surrounds every page of one person: the identity bar and the bar of pages."""

    person: Person
    bar: presenters.IdentityBar
    pages: list[dict[str, Any]]


def bar_for(scope: Scope, person: Person) -> presenters.IdentityBar:
    """The identity bar of a person, for pages of other apps too: `{{ people.identity(bar) }}`."""
    return presenters.identity_bar(
        person,
        queries.identifiers_of(person),
        scope.now,
        is_restricted=record.is_restricted(person, scope.now),
        emergency=record.my_emergency_access(scope, person),
        alerts=slots.alerts(scope, person),
    )


_OWN_PAGES = [
    slots.Page("Overview", "person", Permission.PEOPLE_READ, 10),
    slots.Page("Family and home", "family", Permission.PEOPLE_READ, 20),
    slots.Page("Chronology", "chronology", Permission.PEOPLE_READ, 30),
    slots.Page("Details", "person_details", Permission.PEOPLE_READ, 50),
    slots.Page("Same person?", "matches", Permission.PEOPLE_LINK, 60),
    slots.Page("Who may see this", "restrictions", Permission.RESTRICTION_MANAGE, 70),
]


def frame_for(scope: Scope, person: Person, current: str) -> Frame:
    """The frame of a page. `current` is the address name of the page in the bar; other apps use it for theirs."""
    offered = [page for page in _OWN_PAGES if scope.may(page.permission)] + slots.pages(scope)
    pages = []
    for page in sorted(offered, key=lambda page: page.order):
        href = reverse(page.url_name, args=[person.reference])
        pages.append({"text": page.text, "href": href, "current": page.url_name == current})
    return Frame(person, bar_for(scope, person), pages)


def show(request: Any, template: str, person: Person, current: str, **context: Any) -> HttpResponse:
    """Draw a page of a person."""
    frame = frame_for(request.scope, person, current)
    return render(request, template, {"frame": frame, "person": person, **context})
