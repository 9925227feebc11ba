"""axe on every page there is: found by following the links that people in each role are shown.

The URL table is the measure. A new page fails this test until a link leads to it (or it is named below with the
reason why none does), and then axe judges it.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

import a_council
import a_plan
import an_audit
import an_inspection
import some_statistics
from a_capacity_run import a_capacity_run
from a_report import reports_in_every_state
from an_audit_office import every_stage
from threshold.access.models import User
from threshold.core import packs
from threshold.core.models import Message
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, InformationRequest
from threshold.pathway import actions as pathway
from threshold.pathway.models import Handover
from threshold.people import actions as people
from threshold.people.models import Person, Restriction
from threshold.quality.models import Audit, ProgrammeItem
from visiting import client_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Addresses that are no pages, or pages that no link of a signed-in person leads to, each with the reason.
NO_PAGE = {
    "home": "leads on to my day",
    "health": "answers programs",
    "person_emergency": "its form stands on the page of a restricted record, judged with the pages about people",
    "save_draft": "takes what somebody types",
    "frontdoor_document": "a file",
    "kept_document_file": "a file",
    "genogram": "a picture",
    "make_plan": "is offered where no plan is in force, judged with the pages of the plan",
    "report_file": "a file",
    "public_report_file": "a file",
}
#: How many records of a kind are looked at, where four are too few: audits are given out by chance, and what a person
#: can do with one depends on whose it is.
MOST_TRIES = {"quality_audit": 15}
#: Seen by axe in tests of their own: the public form and the partners' answers.
ELSEWHERE = "threshold.portal"


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every address of ours, with its name."""

    def walk(patterns: Any) -> Iterator[URLPattern]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns) if "account/" not in str(pattern.pattern) else ()
            elif isinstance(pattern, URLPattern):
                yield pattern

    for pattern in walk(get_resolver().url_patterns):
        if pattern.name and not pattern.callback.__module__.startswith(ELSEWHERE):
            yield pattern.name, pattern


def crawl(user: Any, *starts: str) -> dict[tuple[str, ...], str]:
    """One address of every page that links lead this person to, by its name and what it does."""
    client, waiting, seen, found = client_of(user), [*starts], set(), {}
    tries: dict[tuple[str, ...], int] = {}
    while waiting:
        address = waiting.pop(0)
        if address in seen or "format=csv" in address:
            continue
        seen.add(address)
        path = address.partition("?")[0]
        try:
            match = resolve(path)
        except Resolver404:
            continue
        if not match.url_name or path.startswith(("/account/", settings.STATIC_URL)):
            continue
        key = (match.url_name, str(match.kwargs.get("verb", "")))
        tries[key] = tries.get(key, 0) + 1
        if tries[key] > MOST_TRIES.get(match.url_name, 4) or match.url_name in NO_PAGE:
            continue
        response = client.get(address)
        if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
            continue
        found.setdefault(key, address)
        waiting += [html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', response.content.decode())]
        waiting += [path + html.unescape(link) for link in re.findall(r'href="(\?[^"#]*)', response.content.decode())]
    return found


def named(given: str, **more: Any) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given, "family_name": "Testcase"}, **more)


@pytest.fixture
def office(door: Any, make_user: Callable[..., Any]) -> dict[str, Any]:
    """A front door in which everything is under way, and people in each role who look at it."""
    door.now = timezone.now()
    edt = make_user("edt", team=door.team, registered=True)
    new = door.record(named("Ash", level_by_referrer="2"), named("Briar"))
    door.screened(named("Cory"), returned_from_missing_at=door.now - dt.timedelta(hours=5))
    asked = door.analysed(named("Dale"))
    actions.ask_agency(asked, by=door.officer, now=door.now, agency="police", question="Anything known?")
    actions.ask_agency(asked, by=door.officer, now=door.now, agency="voluntary", question="Anything known?")
    door.decide(door.analysed(named("Ember")).children.get(), outcome="no_further_action", level="1")
    returned = door.decide(door.analysed(named("Fern")).children.get(), outcome="no_further_action", level="1")
    actions.return_decision(returned, by=door.manager, now=door.now, reason="Speak with the school first")
    for name in ("Gale", "Heath", "Ivy"):
        door.sign_off(door.decide(door.analysed(named(name)).children.get(), outcome="family_help", level="4"))
    offered, sent_back, accepted = Handover.objects.order_by("pk")
    pathway.send_back_handover(sent_back, by=door.family_help_manager, now=door.now, reason="Ask the school")
    pathway.accept_handover(accepted, by=door.family_help_manager, now=door.now)
    answered = Contact.objects.get(children__person=offered.person)
    actions.give_feedback(
        answered, by=door.officer, now=door.now, status_of_answer="printed", text="Thank you for telling us."
    )
    shift = actions.start_shift(by=edt, now=door.now - dt.timedelta(hours=2))
    actions.add_shift_entry(
        shift, by=edt, now=door.now, kind="visit", decision="Stays with the aunt", reason="The aunt is safe",
        contact=new, follow_up="See the school", follow_up_due_at=door.now + dt.timedelta(hours=9),
    )  # fmt: skip
    other = actions.start_shift(by=make_user("edt", registered=True), now=door.now - dt.timedelta(hours=3))
    actions.hand_over_shift(other, by=other.worker, now=door.now, note="Quiet")
    meeting = actions.record_meeting(
        by=door.manager, now=door.now, kind="missing", held_at=door.now, chaired_by=door.manager, attendees="All"
    )
    actions.discuss_child(
        meeting, by=door.manager, now=door.now, child=new.children.first(), decision="Visit", reason="Second night",
        task="Call", task_owner="Jo", task_due_on=door.now.date(),
    )  # fmt: skip
    ash, briar = (child.person for child in new.children.order_by("position"))
    who = {"by": door.manager, "now": door.now}
    people.relate_people(briar, other=ash, kind="sibling", **who)
    people.add_name(ash, kind="short", given_name="Ashy", family_name="Testcase", **who)
    people.add_identifier(ash, kind="nhs", value="9990000018", is_verified=False, source="Told", **who)
    people.set_household(ash, address={"line_1": "1 Testing Row", "postcode": "SV11AA"}, **who)
    mother = people.record_person(kind="adult", given_name="Bettina", family_name="Testcase", **who)
    people.relate_people(mother, other=ash, kind="parent", **who)
    people.record_person(kind="unborn", given_name="", family_name="Unbornly", **who)
    twice = [people.record_person(kind="child", given_name="Twice", family_name="Testcase", **who) for _ in range(3)]
    people.merge_people(twice[0], other=twice[1], reason="The same child, entered twice", **who)
    people.mark_not_same(twice[0], other=twice[2], reason="Cousins of one name", **who)
    hidden = door.screened(named("Wren")).children.get().person
    restriction = Restriction.objects.create(
        person=hidden, kind="allow_list", message="Ask the manager", reason="Safety", starts_at=door.now,
        started_by=door.manager,
    )  # fmt: skip
    restriction.users.add(door.manager)
    people.break_glass(
        hidden, by=door.worker, now=door.now, reason="A child is in danger tonight",
        ends_at=door.now + dt.timedelta(hours=2),
    )  # fmt: skip
    school = people.record_organisation(name="Oak School", kind="school", **who)
    people.record_professional(school, name="Jo Head", job_title="Head teacher", **who)
    late = door.record(named("Late"), received_at=door.now - dt.timedelta(minutes=5))
    Message.objects.create(
        channel="email", purpose="acknowledgement", to="jo.head@school.example", heading="We have it", body="Thank you",
        subject_type="frontdoor.contact", subject_id=late.pk, state=Message.State.FAILED, attempts=20,
        next_attempt_at=door.now, created_at=door.now, created_by=door.officer,
    )  # fmt: skip
    a_capacity_run(User.objects.service("worker_service"), by=door.manager, now=door.now)
    following = an_audit.make_quality(door, make_user)
    an_audit.follow_up(following)
    loop = a_plan.begin(make_user, door.team, packs.current(), door.now)
    improving = a_plan.fill(loop)
    an_inspection.furnish(make_user, door.now)
    a_plan.an_example(loop)
    auditing = every_stage(door, make_user)
    council = a_council.build(make_user, door.now)
    a_council.busy(council)
    report_writer = reports_in_every_state(make_user, door.now)
    gone = make_user("auditor")
    gone.is_active = False
    gone.save()
    some_statistics.bring_in(door.now)
    return {
        "manager": door.manager, "worker": door.worker, "officer": door.officer, "edt": edt,
        "receiver": door.family_help_manager, "administrator": make_user("administrator"),
        "quality_lead": following.lead,
        "leader": make_user("senior_leader"), "improvement": loop.lead, "partner": improving["partner"],
        "report_writer": report_writer, **auditing,
        "governance": council.lead, "director": council.leader,
    }  # fmt: skip


def by_form(user: Any) -> list[str]:
    """Where a form, a search or a refusal leads, which no link does."""
    ash, twice, wren = (Person.objects.filter(given_name=name).earliest("pk") for name in ("Ash", "Twice", "Wren"))
    closed = Contact.objects.get(state="closed")
    unborn, bettina = Person.objects.get(kind="unborn"), Person.objects.get(given_name="Bettina")
    # Links lead to these as well, past more records of their kind than the crawl tries.
    asked = InformationRequest.objects.filter(state="asked").earliest("pk").contact
    talked_through = Audit.objects.filter(state="in_discussion").earliest("pk")
    dip = ProgrammeItem.objects.filter(kind="dip_sample").earliest("pk")
    return [
        f"/contacts/{asked.reference}", f"/quality/programme/{dip.reference}",
        f"/quality/programme/{dip.reference}/answer",
        f"/audits/{talked_through.reference}",
        f"/people/{ash.reference}", f"/people/{twice.reference}/matches", f"/people/{unborn.reference}",
        f"/people/{wren.reference}/restrictions", f"/people/{wren.reference}/emergency-access", "/search?q=Testcase",
        f"/people/{ash.reference}/family/find?q=Bettina", f"/people/{ash.reference}/family/new",
        f"/people/{ash.reference}/family/add/{bettina.reference}", "/restricted-matches",
        f"/people/{bettina.reference}/matches/{twice.reference}", f"/contacts/{closed.reference}",
    ]  # fmt: skip


def test_axe_finds_nothing_grave_on_any_page_and_every_page_is_reached(office, page, sign_in, axe):
    pages: dict[tuple[str, ...], tuple[Any, str]] = {}
    for role, user in office.items():
        gone = User.objects.get(is_active=False)
        starts = {
            "administrator": ["/accounts", "/account", f"/accounts/{gone.pk}"],
            "quality_lead": an_audit.places(),
            "improvement": ["/improvement", "/inspections", "/inspections/record/short/2026-03-02/2026-03-06"],
            "partner": ["/improvement"],
            # An example has pages of its own, which its first page leads to.
            "governance": ["/improvement", "/examples/specimenshire"],
            "director": ["/improvement"],
            "report_writer": ["/improvement/reports"],
        }.get(role) or ["/my-day", *by_form(user), *an_audit.places()]
        for key, address in crawl(user, *starts).items():
            pages.setdefault(key, (user, address))
    reached = {name for name, _ in pages}
    posted = {name for name, pattern in addresses() if _is_posted_only(pattern)}
    assert sorted({name for name, _ in addresses()} - reached - posted - set(NO_PAGE)) == []
    grave = []
    for user, address in pages.values():
        sign_in(page, user)
        page.goto(address)
        try:
            axe(page)
        except AssertionError as finding:
            grave.append(f"{address}: {finding}")
    assert grave == []


def _is_posted_only(pattern: URLPattern) -> bool:
    """Whether the view takes nothing but what is sent to it: Django's decorator keeps the methods in its closure."""
    cells = [cell.cell_contents for cell in (pattern.callback.__closure__ or ())]
    return any(isinstance(cell, list) and cell == ["POST"] for cell in cells)
