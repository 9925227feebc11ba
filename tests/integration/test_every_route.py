"""Every address × every role × restricted or not, taken from the URL table itself.

A new page is in this test the moment it has an address. A page with a new kind of parameter fails it until the
world below has something for that parameter.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

import some_statistics
from threshold.access.roles import ROLES, Reach
from threshold.access.scope import Scope
from threshold.core.models import AuditEntry, Kind, Message
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, InformationRequest
from threshold.pathway.models import Handover
from threshold.people import queries as people_queries
from threshold.people.models import Person, Restriction
from visiting import client_of as client_for

pytestmark = pytest.mark.django_db

#: Words that stand in no template: where one is on a page, a record was shown.
HIDDEN, OPEN = "Quillfeather", "Larkspurton"
#: Finds the hidden child by likeness, and is not the word that the pages are searched for.
NEARLY_HIDDEN = "Quilfeather"
STAFF = [role for role in ROLES.values() if not role.is_service]


@dataclass
class World:
    """One open and one hidden child, each with a contact that went as far as a hand-over, and a shared contact."""

    open: dict[str, Any] = field(default_factory=dict)
    hidden: dict[str, Any] = field(default_factory=dict)
    shared: Contact | None = None


def _journey(door: Any, family_name: str) -> dict[str, Any]:
    named = NamedChild(
        details={
            "kind": "child", "given_name": "Robin", "family_name": family_name, "birth_on": dt.date(2017, 5, 3),
            "address": {"line_1": "1 Testing Row", "postcode": "WR991AA"},
        }
    )  # fmt: skip
    contact = door.analysed(named)
    asked = actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="Anything known?")
    child = contact.children.get()
    decision = door.decide(child, outcome="family_help", level="4")
    door.sign_off(decision)
    waiting = door.analysed(NamedChild(person=child.person))
    door.decide(waiting.children.get(), outcome="open_case", level="4")
    message = Message.objects.create(
        channel="email", purpose="feedback", subject_type="frontdoor.contact", subject_id=waiting.pk,
        to="head@school.example", heading=family_name, body=family_name, state="failed", next_attempt_at=door.now,
        created_at=door.now, created_by=door.officer,
    )  # fmt: skip
    return {
        "message": message.pk,
        "contact": waiting.reference,
        "person": child.person,
        "number": asked.request.pk,
        "handover": Handover.objects.get(person=child.person).reference,
    }


@pytest.fixture
def world(door: Any) -> World:
    door.now = timezone.now()
    made = World(open=_journey(door, OPEN), hidden=_journey(door, HIDDEN))
    some_statistics.bring_in(door.now)
    made.shared = door.screened(
        NamedChild(person=Person.objects.get(pk=made.open["person"].pk)),
        NamedChild(person=Person.objects.get(pk=made.hidden["person"].pk)),
    )
    Restriction.objects.create(
        person=made.hidden["person"], kind="allow_list", message="Ask the service manager", reason="Safety",
        starts_at=door.now - dt.timedelta(minutes=1), started_by=door.manager,
    )  # fmt: skip
    return made


def routes() -> Iterator[str]:
    """The route of every address of ours; the sign-in pages have tests of their own."""

    def walk(patterns: Any, before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route

    yield from (route for route in walk(get_resolver().url_patterns, "") if not route.startswith("account/"))


#: What stands for a parameter, by the first word of the route and the parameter's name.
def _value(route: str, name: str, one: dict[str, Any]) -> str:
    first = route.partition("/")[0]
    by_place: dict[tuple[str, str], Any] = {
        ("contacts", "reference"): one["contact"],
        ("contacts", "person"): one["person"].reference,
        ("contacts", "section"): "what_happened",
        ("contacts", "number"): one["number"],
        ("messages", "number"): one["message"],
        ("people", "reference"): one["person"].reference,
        ("people", "other"): one["person"].reference,
        ("hand-overs", "reference"): one["handover"],
        ("hand-overs", "verb"): "accept",
        ("measures", "code"): "FD01",
    }
    if (first, name) in by_place:
        return str(by_place[first, name])
    # Tokens, numbers and references of things that this world has none of: the page must say so, and not fall over.
    return {"reference": "S-00009-9", "slug": "story", "token": "x" * 32, "verb": "accept"}.get(name, "999999")


def fill(route: str, one: dict[str, Any]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: _value(route, match[1], one), route)


def client_of(make_user: Any, role: str, door: Any) -> tuple[Client, Any]:
    team = None if ROLES[role].reach is not Reach.EVERYBODY else door.team
    user = make_user(role, team=team, registered=role in ("social_worker", "team_manager", "edt"))
    return client_for(user), user


def body_of(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return raw.decode(errors="replace")


def pages(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each record's page for the hidden and the open child; each list also searched and downloaded."""
    for route in routes():
        if "<" in route:
            yield from ((fill(route, one), one) for one in (world.hidden, world.open))
        else:
            yield from (
                (f"/{route}{query}", world.open) for query in ("", "?format=csv", f"?q={NEARLY_HIDDEN}&page=9e9")
            )


@pytest.mark.parametrize("role", [role.code for role in STAFF])
def test_every_page_hides_whom_it_must_and_never_falls_over(world, door, make_user, role):
    client, user = client_of(make_user, role, door)
    visible = people_queries.visible_people(Scope(user, timezone.now()))
    assert not visible.filter(pk=world.hidden["person"].pk).exists()
    for url, one in pages(world):
        response = client.get(url)
        assert response.status_code < 500 or url.startswith("/health"), url
        text = body_of(response)
        assert HIDDEN not in text, f"{role} sees the hidden child at {url}"
        # Investigators read references in the audit log, and no names.
        if not url.startswith("/audit"):
            assert world.hidden["person"].reference not in text or one is world.hidden, url
        if ROLES[role].reach is not Reach.EVERYBODY:
            assert OPEN not in text, f"{role} sees a child at {url}"


@pytest.mark.parametrize("role", [role.code for role in STAFF])
def test_no_form_changes_anything_of_a_hidden_child(world, door, make_user, role):
    client, user = client_of(make_user, role, door)
    before = (Contact.objects.count(), Person.objects.get(pk=world.hidden["person"].pk).version)
    asked = InformationRequest.objects.get(pk=world.hidden["number"]).state
    for route in routes():
        if route.startswith(("drafts", "worried", "answer")):
            continue  # open to everybody, and about nobody on file
        response = client.post(fill(route, world.hidden), {"version": "1", "reason": "x", "verb": "sign-off"})
        assert response.status_code < 500 or route == "health", route
    assert (Contact.objects.count(), Person.objects.get(pk=world.hidden["person"].pk).version) == before
    assert InformationRequest.objects.get(pk=world.hidden["number"]).state == asked
    touched = AuditEntry.objects.filter(
        actor_id=user.pk, kind=Kind.CHANGE, about_ids__contains=[world.hidden["person"].pk]
    ).exclude(action__startswith="people.break_glass")
    assert list(touched.values_list("action", flat=True)) == []


def test_nobody_signed_in_gets_only_public_pages(world, client):
    public = ("health", "worried", "answer", "drafts", "progress")
    for route in routes():
        response = client.get(fill(route, world.open))
        if route.startswith(public):
            assert response.status_code < 500 or route == "health", route
        else:
            assert response.status_code == 302, route
            assert response.url.startswith("/account/login"), route
        assert OPEN not in body_of(response)


def test_the_allowed_reader_does_see_the_restricted_child(world, door):
    """The counter-check: the test above would pass on empty pages."""
    Restriction.objects.get().users.add(door.worker)
    assert HIDDEN in client_for(door.worker).get(f"/search?q={NEARLY_HIDDEN}").content.decode()
    client = client_for(door.worker)
    assert HIDDEN in client.get(f"/contacts/{world.hidden['contact']}").content.decode()
    assert HIDDEN in client.get("/front-door").content.decode()
