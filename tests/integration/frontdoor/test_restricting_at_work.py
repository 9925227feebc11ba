"""Nobody loses a child without a word: whoever restricts a person reads first who works with them and would not see."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from a_family import filled, text_of
from threshold.access.scope import Scope
from threshold.frontdoor import actions
from threshold.frontdoor.models import Contact
from threshold.pathway import actions as pathway
from threshold.pathway.models import Handover
from threshold.people.models import Person, Restriction
from threshold.people.presenters_restrictions import work_lines
from threshold.people.queries_at_work import who_works_with

from .test_pages import client_of

pytestmark = pytest.mark.django_db

NOBODY = "With these people named, nobody who sees the record is left for this work: "


@pytest.fixture
def chief(make_user: Any) -> Any:
    return make_user("team_manager", name="Ash Chief", registered=True)


@pytest.fixture
def allocated(door: Any) -> Person:
    """A child whom a worker of early help has, and about whom nothing is open at the front door."""
    decision = door.sign_off(door.decided(outcome="early_help", level="2"))
    actions.give_feedback(decision.contact, by=door.officer, now=door.now, status_of_answer="spoken")
    handover = pathway.accept_handover(Handover.objects.get(), by=door.early_help_manager, now=door.now)
    pathway.allocate_handover(handover, by=door.early_help_manager, now=door.now, worker=door.early_help_manager)
    return decision.child.person


def restricts(client: Any, person: Person, **answers: Any) -> str:
    """What the page says; empty where the record is restricted."""
    url = f"/people/{person.reference}/restrictions/new"
    given = {"kind": "allow_list", "message": "Ask the duty manager.", "reason": "The father works here"}
    response = client.post(url, filled(client, url, **{**given, **answers}))
    return "" if response.status_code == 302 else unescape(text_of(response))


def said_on(client: Any, person: Person) -> str:
    return unescape(text_of(client.get(f"/people/{person.reference}/restrictions/new")))


class TestAnAllocatedWorker:
    def test_is_named_on_the_page_and_before_they_would_be_kept_out(self, door, chief, allocated):
        client, worker = client_of(chief), door.early_help_manager
        line = f"{worker.name}: Early help, {door.early_help.name}"
        assert f"<li>{line}</li>" in said_on(client, allocated)
        said = restricts(client, allocated, users=[str(chief.pk)])
        assert NOBODY + line in said
        assert "The father works here</textarea>" in said
        assert not Restriction.objects.exists()
        assert restricts(client, allocated, users=[str(chief.pk), str(worker.pk)]) == ""
        assert worker in Restriction.objects.get().users.all()

    def test_may_be_kept_out_where_that_is_meant(self, door, chief, allocated):
        client = client_of(chief)
        assert "although" not in said_on(client, allocated)
        assert 'name="although"' in restricts(client, allocated, users=[str(chief.pk)])
        assert restricts(client, allocated, users=[str(chief.pk)], although="yes") == ""

    def test_is_not_excluded_without_a_word(self, door, chief, allocated):
        client, worker = client_of(chief), door.early_help_manager
        assert NOBODY in restricts(client, allocated, kind="exclusion", users=[str(worker.pk)])
        assert restricts(client, allocated, kind="exclusion", users=[str(door.officer.pk)]) == ""

    def test_is_not_taken_off_a_list_without_a_word(self, door, chief, allocated):
        client, worker = client_of(chief), door.early_help_manager
        restricts(client, allocated, users=[str(chief.pk), str(worker.pk)])
        url = f"/people/{allocated.reference}/restrictions/{Restriction.objects.get().pk}/people"
        data = filled(client, url, users=[str(chief.pk)], reason="Fewer need it")
        assert NOBODY in unescape(text_of(client.post(url, data)))
        assert client.post(url, {**data, "although": "yes"}).status_code == 302

    def test_who_cannot_see_the_person_has_nothing_to_lose(self, door, chief, allocated):
        client = client_of(chief)
        restricts(client, allocated, kind="exclusion", users=[str(door.early_help_manager.pk)], although="yes")
        assert work_lines(who_works_with(Scope(chief, timezone.now()), allocated)) == []
        assert restricts(client, allocated, users=[str(chief.pk)]) == ""


def test_a_team_that_was_offered_the_child_needs_one_who_receives_for_it(door, chief, make_user):
    child = door.sign_off(door.decided(outcome="early_help", level="2")).child
    other = make_user("early_help_manager", team=door.early_help, name="Briar Receiver")
    make_user("early_help_manager", name="Not Theirs")
    lines = work_lines(who_works_with(Scope(chief, door.now), child.person))
    names = sorted([door.early_help_manager.name, other.name])
    assert f"{names[0]} or {names[1]}: Early help, {door.early_help.name}" in lines
    client = client_of(chief)
    front = [str(chief.pk), str(door.officer.pk), str(door.manager.pk)]
    assert f"{NOBODY}{names[0]} or {names[1]}: Early help" in restricts(client, child.person, users=front)
    assert restricts(client, child.person, users=[*front, str(other.pk)]) == ""


class TestAnOpenContact:
    def test_keeps_its_worker_and_somebody_who_can_sign_off(self, door, chief):
        contact = door.analysed()
        child = contact.children.get()
        actions.take_on(contact, by=door.officer, now=door.now)
        door.decide(child, outcome="no_further_action", level="1", by=chief)
        client = client_of(chief)
        said = restricts(client, child.person, users=[str(chief.pk)])
        assert f"{NOBODY}{door.officer.name}: contact {contact.reference}; " in said
        # The manager who decided cannot sign off, so that one of the others is needed.
        others = sorted([door.manager.name, door.family_help_manager.name])
        assert f"{others[0]} or {others[1]}: sign-off of contact {contact.reference}. " in said
        with_both = [str(user.pk) for user in (chief, door.officer, door.manager)]
        assert restricts(client, child.person, users=with_both) == ""

    def test_that_nobody_took_needs_one_of_those_who_could(self, door, chief):
        contact = door.screened()
        child = contact.children.get()
        Contact.objects.filter(pk=contact.pk).update(owner=None)
        assert restricts(client_of(chief), child.person, users=[str(chief.pk)]) == ""  # a manager could take it on

    def test_is_no_work_any_more_once_it_is_closed(self, door, chief, allocated):
        scope = Scope(chief, door.now)
        assert [one.what for one in who_works_with(scope, allocated)] == [f"Early help, {door.early_help.name}"]


def test_nothing_is_told_to_somebody_who_may_not_see_the_person(door, chief, make_user):
    child = door.screened().children.get()
    client = client_of(chief)
    assert restricts(client, child.person, users=[str(chief.pk), str(door.officer.pk)]) == ""
    kept_out = client_of(make_user("team_manager", registered=True))
    url = f"/people/{child.person.reference}/restrictions/new"
    response = kept_out.get(url)
    assert response.status_code == 403
    for told in (child.contact.reference, door.officer.name, "works with"):
        assert told not in text_of(response)
    assert client_of(door.officer).get(url).status_code == 403  # sees the person, and restricts nobody
    scope = Scope(door.manager, timezone.now())
    assert who_works_with(scope, child.person) == []  # kept out too: the contact is none of theirs
