"""A family with everything that a page can show, somebody hidden in it, and browsers of people in each role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from threshold.access.models import Team, User
from threshold.core import clocks
from threshold.people import actions, chronology
from threshold.people.models import Involvement, Person, Restriction

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: A name that stands in no template: on a page it means that the hidden person was shown.
HIDDEN = "Quillfeather"


@dataclass
class Family:
    """Robin with parents, a twin and a hidden uncle, known to a team and with something due."""

    robin: Person
    twin: Person
    mother: Person
    father: Person
    hidden: Person
    restriction: Restriction
    team: Team
    officer: User
    worker: User
    manager: User
    now: dt.datetime

    def page(self, name: str = "", person: Person | None = None) -> str:
        return f"/people/{(person or self.robin).reference}{name}"


@pytest.fixture
def signed_in(make_user: Callable[..., User]) -> Callable[..., Client]:
    """`signed_in(user)` or `signed_in("auditor")`: a browser of that person."""

    def make(user: User | str, **options: Any) -> Client:
        person = make_user(user, **options) if isinstance(user, str) else user
        client = Client(raise_request_exception=True)
        client.force_login(person, backend=BACKEND)
        client.user = person  # type: ignore[attr-defined]
        return client

    return make


@pytest.fixture
def family(pack: object, make_user: Callable[..., User], make_team: Callable[..., Team]) -> Family:
    now = timezone.now()
    team = make_team("family_help", "Family help north")
    officer, worker = (
        make_user("contact_officer"),
        make_user("social_worker", team=team, registered=True, name="Sam Work"),
    )
    manager = make_user("team_manager", registered=True)

    def record(given: str, family_name: str = "Testcase", **details: Any) -> Person:
        details.setdefault("kind", "child")
        return actions.record_person(by=officer, now=now, given_name=given, family_name=family_name, **details)

    home = {"line_1": "4 Weir Lane", "town": "Testford", "postcode": "WR991AA"}
    born = dt.date(now.year - 8, 5, 3)
    nhs = [("nhs", "9990000018", True, "NHS Personal Demographics Service")]
    robin = record("Robin", birth_on=born, sex="M", address=home, identifiers=nhs, first_language="POL")
    twin = record("Wren", birth_on=born, sex="F", address=home)
    mother = record("Alex", kind="adult", birth_on=dt.date(1988, 2, 1), sex="F", address=home)
    father = record("Jo", kind="adult", birth_on=dt.date(1986, 2, 1), sex="M")
    hidden = record("Perry", HIDDEN, kind="adult", birth_on=dt.date(1990, 4, 4), sex="M", address=home)
    for parent in (mother, father):
        for child in (robin, twin):
            actions.relate_people(parent, other=child, kind="parent", by=officer, now=now)
    actions.relate_people(robin, other=twin, kind="twin", by=officer, now=now)
    actions.relate_people(hidden, other=robin, kind="aunt_or_uncle", by=officer, now=now)
    stay = actions.set_household(robin, address=home, by=officer, now=now)
    for person in (twin, mother, hidden):
        actions.set_household(person, household=stay.household, by=officer, now=now)
    actions.add_name(robin, kind="short", given_name="Bobby", family_name="", by=officer, now=now)
    Involvement.objects.create(
        person=robin, team=team, worker=worker, what="family help", source_type="pathway.handover", source_id=1,
        started_at=now - dt.timedelta(days=3),
    )  # fmt: skip
    clocks.start("allocate", robin, started_at=now - dt.timedelta(hours=1), about_id=robin.pk, team_id=team.pk)
    chronology.add(
        robin, at=now - dt.timedelta(days=3), kind="contact", title="Contact received: School", source=robin, by=officer
    )
    restriction = actions.restrict_person(
        hidden, kind="allow_list", message="Ask the service manager about this record.", reason="Works for the council",
        users=[manager], by=manager, now=now,
    )  # fmt: skip
    return Family(robin, twin, mother, father, hidden, restriction, team, officer, worker, manager, now)


def text_of(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return raw.decode()


@dataclass
class _Answers(HTMLParser):
    """What the forms of a page would send as they stand."""

    found: dict[str, Any] = field(default_factory=dict)
    select: str = ""
    area: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, value = has.get("name") or "", has.get("value") or ""
        if tag == "input" and has.get("type") in ("radio", "checkbox"):
            if "checked" in has:
                self.found[name] = [*self.found.get(name, []), value] if has["type"] == "checkbox" else value
        elif tag == "input" and name:
            self.found[name] = value
        elif tag in ("select", "textarea"):
            self.select, self.area = (name, "") if tag == "select" else ("", name)
            self.found[name] = ""
        elif tag == "option" and "selected" in has:
            self.found[self.select] = value

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""


def filled(client: Client, url: str, **answers: Any) -> dict[str, Any]:
    """What a browser would send from the page: what stands on it, and these answers."""
    return standing(client.get(url)) | answers


def standing(response: Any) -> dict[str, Any]:
    """What stands on a page's forms, for sending it again."""
    page = _Answers()
    page.feed(text_of(response))
    return {name: value for name, value in page.found.items() if name}
