"""Every address × everybody × restricted or not, taken from the URL table itself.

A new page is in this test the moment it has an address. A page with a new kind of parameter fails it until `FILLED`
says what stands there and the world of `every_record` has it.

The world is made once for the file; each test works in it and takes back what it did.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

import every_record
import staffing
from a_report import PIXEL, plain_chart
from every_record import HIDDEN, NEARLY_HIDDEN, OPEN, Everything, Records
from threshold.access.models import User
from threshold.access.roles import ROLES, Permission, Reach
from threshold.access.scope import Scope
from threshold.core.models import AuditEntry, Kind
from threshold.frontdoor.models import Contact, InformationRequest
from threshold.improvement.reporting import for_everybody, internal
from threshold.improvement.views import boards, findings, history, interventions, plan, plan_actions, publications, room
from threshold.insight import charts
from threshold.people import queries as people_queries
from threshold.people.models import Person
from threshold.quality.models import Audit, AuditAction, VoiceRecord
from threshold.ui import failures
from visiting import client_of as client_for

pytestmark = pytest.mark.django_db

STAFF = [role.code for role in ROLES.values() if not role.is_service]
#: Whoever had a part in the audits of the child who was hidden later: the ways in that a role alone has not.
PARTS = [
    f"{part} of the hidden child's audits" for part in ("auditor", "moderator", "worker", "manager", "joint auditor")
]
#: The parts of the product in which every address with an argument leads to something.
NEWEST = ("threshold.quality", "threshold.insight", "threshold.improvement")


# --- The world, once --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Everything]:
    """Something of everything, in a transaction that is never committed; and somebody in each role."""
    from django.conf import settings

    patch = pytest.MonkeyPatch()
    # What costs time and shows nobody: pictures of the measures' numbers, where sessions lie, and the frame around
    # what a page of refusal says. It is the same on every one of some thousands.
    patch.setattr(failures, "render_to_string", lambda _template, page, **_: " ".join(map(str, page.values())))
    for part in (internal, for_everybody):
        patch.setattr(part, "drawn", plain_chart)
    patch.setattr(
        charts, "_draw", lambda title, description, *_, **__: charts.Drawing("<svg/>", description, PIXEL, "<svg/>")
    )
    patch.setattr(settings, "SESSION_ENGINE", "django.contrib.sessions.backends.cache")
    with django_db_blocker.unblock(), transaction.atomic(), staffing.loaded_pack(settings.PACK_FOLDER):
        make_user, now = staffing.user_maker(), timezone.now()
        door = staffing.staffed_door(make_user, staffing.team_maker(), now)
        made = every_record.build(door, make_user, now)
        for role in STAFF:
            team = None if ROLES[role].reach is not Reach.EVERYBODY else door.team
            made.people[role] = make_user(role, team=team, registered=role in ("social_worker", "team_manager", "edt"))
        yield made
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def _django_db_helper(built: Everything) -> Iterator[None]:
    """In the place of pytest-django's own, which would end the transaction that all tests of the file stand in."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def everything(built: Everything, _django_db_helper: None) -> Everything:
    """The world for one test, which may do with it what it likes."""
    return built


@pytest.fixture
def world(everything: Everything) -> Everything:
    """With the one child hidden from everybody."""
    everything.restrict()
    return everything


# --- Every address ----------------------------------------------------------------------------------------------------


def routes() -> Iterator[URLPattern]:
    """Every address of ours with its whole route; the sign-in pages have tests of their own."""

    def walk(patterns: Any, before: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route, pattern

    yield from (
        (route, one) for route, one in walk(get_resolver().url_patterns, "") if not route.startswith("account/")
    )


def _reference(name: str) -> Any:
    return lambda one: one[name].reference


def _key(name: str) -> Any:
    return lambda one: one[name].pk


_QUARTERS = lambda one: list(one["reports"].values())  # noqa: E731 - one line of the table below
_ROOM = lambda one: one["council"].inspection.reference  # noqa: E731
#: What stands for a parameter, by how the route begins (the longest beginning counts): a value or several.
FILLED: dict[tuple[str, str], Any] = {
    ("contacts", "reference"): lambda one: one["contact"],
    ("contacts", "person"): _reference("person"),
    ("contacts", "section"): "what_happened",
    ("contacts", "number"): lambda one: one["asked"],
    ("messages", "number"): lambda one: one["message"],
    ("people", "reference"): _reference("person"),
    ("people", "other"): _reference("person"),
    ("hand-overs", "reference"): lambda one: one["handover"],
    ("hand-overs", "verb"): "accept",
    ("quality/programme", "reference"): lambda one: one["item"],
    ("quality/programme", "number"): lambda one: one["record"],
    ("quality/programme/<str:reference>/answer", "reference"): lambda one: one["dip"],
    ("quality/programme/<str:reference>/draw", "reference"): lambda one: one["planned"],
    ("quality/programme/<str:reference>/cancel", "reference"): lambda one: one["planned"],
    ("quality/programme/<str:reference>/draw-again", "reference"): lambda one: one["item"],
    ("quality/alerts", "reference"): _reference("alert"),
    ("quality/alerts", "verb"): ["answer", "pass-on", "close", "send-back"],
    ("audits", "reference"): lambda one: [
        one[name].reference for name in ("follow_audit", "given", "begun", "awaiting", "discussed")
    ],
    ("audits/<str:reference>/<str:verb>", "reference"): lambda one: [one["begun"].reference, one["given"].reference],
    ("audits", "verb"): [
        "raise-an-alert",
        "stand-aside",
        "joint-view",
        "pass-on",
        "ask-jointly",
        "find-a-moderator",
        "finish-alone",
        "cancel",
    ],
    ("audits/<str:reference>/begin", "reference"): _reference("given"),
    ("audits/<str:reference>/hand-in", "reference"): _reference("begun"),
    ("audits/<str:reference>/moderate", "reference"): _reference("awaiting"),
    ("audits/<str:reference>/agree", "reference"): _reference("discussed"),
    ("audit-actions", "reference"): _reference("follow_action"),
    ("audit-actions", "verb"): ["evidence", "second-look", "change", "cancel"],
    ("re-audits", "reference"): lambda one: [one["follow_proposal"].reference, one["follow_accepted"].reference],
    ("re-audits", "verb"): ["accept", "decline"],
    ("themes", "code"): "voice",
    ("voices", "reference"): _reference("follow_complaint"),
    ("voices", "verb"): ["answer", "extend", "further", "close"],
    ("learning", "reference"): _reference("follow_lesson"),
    ("learning", "verb"): ["correct", "change", "prove"],
    ("learning/bulletins", "month"): lambda one: [one["follow_draft_month"], one["follow_month"]],
    ("supervision/held", "reference"): lambda one: [one["follow_case"].reference, one["follow_personal"].reference],
    ("supervision/who", "number"): _key("follow_arrangement"),
    ("supervision/who", "kind"): ["case", "personal"],
    ("measures/capacity", "number"): lambda one: one["run"],
    ("measures", "code"): ["FD01", "QA01", "QA02"],
    ("examples", "slug"): ["exampleshire", "specimenshire", "otherwhere"],
    ("inspections/record", "kind"): "standard",
    ("inspections/record", "first"): "2026-01-05",
    ("inspections/record", "last"): "2026-01-16",
    ("inspections/import", "number"): lambda one: one["draft"],
    ("inspections", "reference"): _reference("inspection"),
    ("inspections", "which"): ["action-plan-draft", "action-plan-final"],
    ("plan/add", "verb"): list(plan.PLAN_STEPS),
    ("plan/priorities", "number"): lambda one: one["priority"],
    ("plan/priorities", "verb"): list(plan.PRIORITY_STEPS),
    ("plan/outcomes", "number"): lambda one: one["outcome"],
    ("plan/outcomes", "verb"): list(plan.OUTCOME_STEPS),
    ("plan/risks", "number"): _key("risk"),
    ("plan/risks", "verb"): list(plan.RISK_STEPS),
    ("plan/money", "number"): _key("money"),
    ("plan/actions", "reference"): _reference("plan_action"),
    ("plan/actions", "number"): _key("milestone"),
    ("plan/actions", "verb"): list(plan_actions.STEPS),
    ("findings", "reference"): _reference("finding"),
    ("findings", "verb"): list(findings.STEPS),
    ("evidence/add", "kind"): ["reading", "audits", "audit", "document", "observation"],
    ("evidence", "reference"): _reference("evidence"),
    ("papers", "reference"): _reference("document"),
    ("interventions", "reference"): _reference("direction"),
    ("interventions", "number"): _key("appointment"),
    ("interventions", "verb"): list(interventions.STEPS),
    ("requirements", "reference"): _reference("obligation"),
    ("requirements", "verb"): list(interventions.OBLIGATION_STEPS),
    ("advice", "reference"): _reference("advice"),
    ("improvement/reports", "quarter"): _QUARTERS,
    ("improvement/reports", "edition"): 1,
    ("improvement/reports", "kind"): ["overview", "voice"],
    ("improvement/reports", "audience"): ["internal", "public"],
    ("improvement/reports", "form"): ["html", "pdf", "docx"],
    ("improvement/reports", "verb"): ["submit", "give-up", "approve", "return", "publish"],
    ("progress", "quarter"): _QUARTERS,
    ("progress", "form"): ["html", "pdf", "docx"],
    ("history/add", "verb"): list(history._ADDING),
    ("history/providers", "number"): lambda one: one["busy"].provider.pk,
    ("history/strategies", "number"): lambda one: one["busy"].strategy.pk,
    ("boards", "number"): lambda one: one["busy"].board.pk,
    ("boards", "verb"): list(boards._BOARD),
    ("meetings", "reference"): lambda one: one["busy"].meeting.reference,
    ("meetings", "verb"): list(boards._MEETING),
    ("decisions", "reference"): lambda one: one["busy"].decision.reference,
    ("decisions", "number"): lambda one: one["busy"].task.pk,
    ("options", "reference"): lambda one: one["busy"].appraisal.reference,
    ("options", "number"): 1,
    ("publications", "reference"): lambda one: one["busy"].publication.reference,
    ("publications", "number"): 3,
    ("publications", "verb"): list(publications._STEPS),
    ("inspection-rooms", "reference"): _ROOM,
    ("inspection-rooms", "number"): 1,
    ("inspection-rooms", "verb"): list(room._ROOM),
    ("inspection-rooms/<str:reference>/requests", "verb"): list(room._REQUEST),
    ("inspection-rooms/<str:reference>/interviews", "number"): lambda one: one["busy"].interview.pk,
}
#: Of things that this world has none of: the page must say so, and not fall over.
NOTHING = {"reference": "S-00009-9", "slug": "story", "token": "x" * 32, "verb": "accept"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def _values(route: str, name: str, one: Records) -> list[str]:
    places = [place for place, parameter in FILLED if parameter == name and f"{route}/".startswith(f"{place}/")]
    if not places:
        return [NOTHING.get(name, "999999")]
    found = FILLED[max(places, key=len), name]
    found = found(one) if callable(found) else found
    return [str(value) for value in (found if isinstance(found, list) else [found])]


def fill(route: str, one: Records) -> list[str]:
    """The addresses of one child's records at a route: one for each verb and each stage."""
    every = (_values(route, name, one) for name in PARAMETER.findall(route))
    in_place = "/" + PARAMETER.sub("{}", route)
    return [in_place.format(*chosen) for chosen in itertools.product(*every)]


def body_of(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return str(raw.decode(errors="replace"))


def _readings(client: Client, url: str) -> Iterator[tuple[str, Any]]:
    """A list as it is, searched, and downloaded. Where it is no file and no refusal, one request asks two of these."""
    yield url, client.get(url)
    both = f"{url}?format=csv&q={NEARLY_HIDDEN}&page=9e9"
    answer = client.get(both)
    yield both, answer
    if answer.status_code == 200 and "text/html" not in answer.headers["Content-Type"]:
        yield (searched := f"{url}?q={NEARLY_HIDDEN}&page=9e9"), client.get(searched)
        yield (whole := f"{url}?format=csv"), client.get(whole)
    elif answer.status_code == 403:
        yield (searched := f"{url}?q={NEARLY_HIDDEN}&page=9e9"), client.get(searched)


def answers(client: Client, world: Everything) -> Iterator[tuple[str, Any]]:
    """What every address says, of the hidden child's records first; an address of both children once."""
    seen: set[str] = set()
    for route, _ in routes():
        for url in itertools.chain(fill(route, world.hidden), fill(route, world.open)):
            if url in seen:
                continue
            seen.add(url)
            if "<" in route:
                yield url, client.get(url)
            else:
                yield from _readings(client, url)


#: Without which permission nobody is led on by any page of a part of the product; `progress` is everybody's.
NEEDED = {
    "threshold.quality": Permission.QUALITY_READ,
    "threshold.insight": Permission.NUMBERS_READ,
    "threshold.improvement.views.room": Permission.ROOM_USE,
    "threshold.improvement": Permission.IMPROVEMENT_READ,
}


def _may_be_led_on(user: User, url: str, response: Any) -> bool:
    """Whether an answer that is a page or a file may be this person's at all."""
    module = resolve(url.partition("?")[0]).func.__module__
    if module == "threshold.improvement.views.progress":
        return True
    if not module.startswith(NEWEST):
        return True
    is_file = "attachment" in response.headers.get("Content-Disposition", "")
    if is_file and response.headers["Content-Type"].startswith("text/csv") and not user.may(Permission.LISTS_EXPORT):
        return False
    return user.may(next(needed for part, needed in NEEDED.items() if module.startswith(part)))


# --- The proofs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [*STAFF, *PARTS])
def test_every_page_hides_whom_it_must_and_never_falls_over(world: Everything, who: str) -> None:
    user = world.people[who]
    visible = people_queries.visible_people(Scope(user, timezone.now()))
    assert not visible.filter(pk=world.hidden["person"].pk).exists()
    hidden = world.references_of_the_hidden()
    if who.startswith("joint auditor"):
        # They were asked to do these audits, and see them without whom they are about.
        hidden -= {row.reference for row in Audit.objects.filter(joint_auditor=user)}
    wrong = []
    for url, response in answers(client_for(user), world):
        text = body_of(response)
        if response.status_code >= 500 and not url.startswith("/health"):
            wrong.append(f"{url} answers {response.status_code}")
        if response.status_code == 200 and not _may_be_led_on(user, url, response):
            wrong.append(f"{url} is not for {who}")
        if HIDDEN in text:
            wrong.append(f"{url} names the hidden child")
        # Investigators read references in the audit log, and no names.
        if not url.startswith("/audit?") and url != "/audit":
            wrong += [f"{url} shows {one}" for one in hidden if one in text and one not in url]
        if user.reach is not Reach.EVERYBODY and OPEN in text:
            wrong.append(f"{url} names a child")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", [*STAFF, *PARTS])
def test_no_form_changes_anything_of_a_hidden_child(world: Everything, who: str) -> None:
    user = world.people[who]
    client = client_for(user)
    before = _standing(world)
    # What whoever had a part did while the child was not hidden yet.
    earlier = list(AuditEntry.objects.filter(actor_id=user.pk).values_list("pk", flat=True))
    failed = []
    for route, _ in routes():
        if route.startswith(("drafts", "worried", "answer")):
            continue  # open to everybody, and about nobody on file
        for url in fill(route, world.hidden):
            response = client.post(url, {"version": "1", "reason": "x", "words": "x", "verb": "sign-off"})
            if response.status_code >= 500 and route != "health":
                failed.append(url)
    assert not failed, "\n".join(failed)
    assert _standing(world) == before
    touched = AuditEntry.objects.filter(
        actor_id=user.pk, kind=Kind.CHANGE, about_ids__contains=[world.hidden["person"].pk]
    ).exclude(action__startswith="people.break_glass")
    touched = touched.exclude(pk__in=earlier)
    if who.startswith("joint auditor"):
        touched = touched.exclude(action="quality.give_joint_view")
    assert list(touched.values_list("action", flat=True)) == []


def _standing(world: Everything) -> list[Any]:
    """What must be as it was when somebody who may not see the child has sent every form."""
    person = world.hidden["person"]
    return [
        Contact.objects.count(),
        Person.objects.get(pk=person.pk).version,
        InformationRequest.objects.get(pk=world.hidden["asked"]).state,
        *(
            list(model._default_manager.filter(person=person).order_by("pk").values_list("pk", "state", "auditor"))
            if model is Audit
            else list(model._default_manager.filter(person=person).order_by("pk").values_list("pk", "state", "version"))
            for model in (Audit, AuditAction, VoiceRecord)
        ),
    ]


def test_nobody_signed_in_gets_only_public_pages(world: Everything) -> None:
    public = ("health", "worried", "answer", "drafts", "progress")
    client = Client()
    for route, _ in routes():
        for url in fill(route, world.open):
            response = client.get(url)
            if route.startswith(public):
                assert response.status_code < 500 or route == "health", url
            else:
                assert response.status_code == 302, url
                assert response.url.startswith("/account/login"), url
            assert OPEN not in body_of(response)


# --- The counter-checks: the tests above would pass on empty pages -------------------------------------------------


def test_the_allowed_reader_does_see_the_restricted_child(everything: Everything) -> None:
    worker = everything.door.worker
    everything.restrict(worker)
    client = client_for(worker)
    assert HIDDEN in client.get(f"/search?q={NEARLY_HIDDEN}").content.decode()
    assert HIDDEN in client.get(f"/contacts/{everything.hidden['contact']}").content.decode()
    assert HIDDEN in client.get("/front-door").content.decode()


@pytest.mark.parametrize("child", ["open", "hidden"])
def test_every_address_of_the_newest_parts_leads_whom_it_is_for_to_something(
    everything: Everything, child: str
) -> None:
    """Of the hidden child too, for whoever may see it: that others find nothing there is then a refusal."""
    everything.restrict(*everything.people.values())
    clients = [client_for(user) for user in {user.pk: user for user in everything.people.values()}.values()]
    empty = []
    for route, pattern in routes():
        if "<" not in route or not pattern.callback.__module__.startswith(NEWEST):
            continue
        ways = itertools.product(fill(route, getattr(everything, child)), clients)
        found = next((client for url, client in ways if _leads_on(client, url)), None)
        if found is None:
            empty.append(route)
        else:
            # Who was led on here is asked first at the next address, which is like this one.
            clients = [found, *(client for client in clients if client is not found)]
    assert not empty, "\n".join(empty)


def _leads_on(client: Client, url: str) -> bool:
    with transaction.atomic():
        response = client.get(url)
        if response.status_code == 405:
            response = client.post(url, {"version": "1"})
        transaction.set_rollback(True)
    return response.status_code in (200, 302)


def test_the_hidden_childs_pages_hold_the_word_that_is_looked_for(everything: Everything) -> None:
    readers = [user for user in everything.people.values() if user.reach is Reach.EVERYBODY]
    everything.restrict(*readers)
    one = everything.hidden
    lead = next(user for user in readers if user.may(Permission.AUDIT_PLAN))
    client = client_for(lead)
    for address in (
        f"/audits/{one['follow_audit'].reference}", f"/audit-actions/{one['follow_action'].reference}",
        f"/quality/alerts/{one['alert'].reference}", f"/voices/{one['follow_complaint'].reference}",
        f"/supervision/held/{one['follow_case'].reference}", f"/quality/programme/{one['item']}", "/audits",
        "/audit-actions?show=open", "/re-audits", "/voices",
    ):  # fmt: skip
        assert HIDDEN in client.get(address).content.decode(), address


def test_somebody_stands_for_everybody(everything: Everything) -> None:
    assert {*STAFF, *PARTS} <= set(everything.people)
    assert all(isinstance(user, User) for user in everything.people.values())
