"""The history beside the new story: each child's own, the family's, and the record that nobody has found yet."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from threshold.access.scope import Scope
from threshold.frontdoor import matching, queries
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, ContactChild
from threshold.frontdoor.queries_before import history
from threshold.people import actions as people
from threshold.people.models import Person, Relationship, Restriction

pytestmark = pytest.mark.django_db


def named(given_name: str, **details: object) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given_name, "family_name": "Testcase", **details})


def child_of(contact: Contact, position: int = 1) -> ContactChild:
    return contact.children.get(position=position)


def history_of(door, contact, user=None):
    scope = Scope(user or door.officer, door.now)
    return history(scope, contact, queries.children_of(scope, contact))


def page(door, path: str, user=None) -> str:
    client = Client()
    client.force_login(user or door.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(path).content.decode()


def again(door, person: Person, days: float) -> Contact:
    """A contact about somebody known, some days before the moment of the test."""
    at = door.now - dt.timedelta(days=days)
    return door.record(NamedChild(person=person), received_at=at, now=at + dt.timedelta(minutes=5))


class TestOneChild:
    def test_contacts_of_three_and_twelve_months_are_counted_across_all_records(self, door):
        first = again(door, people.record_person(by=door.officer, now=door.now, kind="child", given_name="Ash"), 300)
        ash = child_of(first).person
        again(door, ash, 30)
        other = again(door, people.record_person(by=door.officer, now=door.now, kind="child", given_name="Ashe"), 20)
        people.merge_people(ash, other=child_of(other).person, reason="Same child, two spellings", by=door.manager,
                            now=door.now)  # fmt: skip
        contact = door.record(NamedChild(person=Person.objects.get(pk=ash.pk)))
        before = history_of(door, contact).children[child_of(contact).pk]
        assert (before.contacts_3_months, before.contacts_12_months) == (2, 3)
        assert not before.is_new_record
        assert "Repeat contact within 3 months" in page(door, f"/contacts/{contact.reference}")

    def test_a_day_begins_at_midnight_in_london(self, door):
        """Half past midnight of summer time is still the day before in UTC."""
        ash = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Ash")
        at = dt.datetime(2025, 6, 9, 23, 30, tzinfo=dt.UTC)  # 10 June, 00:30 in London
        door.record(NamedChild(person=ash), received_at=at, now=at)
        later = dt.datetime(2025, 9, 10, 10, 0, tzinfo=dt.UTC)
        contact = door.record(NamedChild(person=ash), received_at=later, now=later)
        assert history_of(door, contact).children[child_of(contact).pk].contacts_3_months == 1

    def test_no_child_is_left_out_because_there_are_many(self, door):
        known = [
            people.record_person(by=door.officer, now=door.now, kind="child", given_name=f"Child{number}")
            for number in range(9)
        ]
        again(door, known[8], 10)
        contact = door.record(*(NamedChild(person=person) for person in known))
        found = history_of(door, contact).children
        assert len(found) == 9
        assert found[child_of(contact, 9).pk].contacts_3_months == 1

    def test_the_number_of_queries_does_not_grow_with_the_children(self, door):
        def count(contact: Contact) -> int:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                history_of(door, contact)
            return len(asked)

        few = door.record(named("Ash"), named("Briar"))
        many = door.record(*(named(f"Child{number}") for number in range(12)))
        assert count(many) == count(few) <= 16


class TestTheFamily:
    def test_contacts_about_a_sister_by_the_mother_are_shown(self, door):
        """The sister is on no contact with the child: only the mother joins them."""
        mother = people.record_person(by=door.officer, now=door.now, kind="adult", given_name="Mum")
        sister = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Sister")
        ash = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Ash")
        for one in (sister, ash):
            people.relate_people(mother, other=one, kind="parent", by=door.officer, now=door.now)
        old = again(door, sister, 60)
        contact = door.record(NamedChild(person=ash))
        family = history_of(door, contact).family
        assert [(row.contact, row.relation) for row in family.contacts] == [(old, "child of the same parent")]
        assert family.contacts_12_months == 1
        html = page(door, f"/contacts/{contact.reference}")
        assert "Earlier contacts about the rest of the family" in html
        assert old.reference in html

    def test_who_shares_the_home_and_who_works_with_the_family(self, door):
        cousin = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Cousin")
        ash = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Ash")
        member = people.set_household(cousin, by=door.officer, now=door.now)
        people.set_household(ash, household=member.household, by=door.officer, now=door.now)
        earlier = door.decided_about(cousin)
        contact = door.record(NamedChild(person=ash))
        family = history_of(door, contact).family
        assert [row.relation for row in family.contacts] == ["lives in the same home"]
        assert [(row.person, row.team) for row in family.involved] == [(cousin, door.family_help)]
        assert earlier.reference in page(door, f"/contacts/{contact.reference}")

    def test_a_hidden_relative_shows_nowhere(self, door):
        hidden = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Secret")
        ash = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Ash")
        people.relate_people(hidden, other=ash, kind=Relationship.Kind.SIBLING, by=door.officer, now=door.now)
        door.decided_about(hidden)
        contact = door.record(NamedChild(person=ash))
        assert history_of(door, contact).family.contacts
        Restriction.objects.create(
            person=hidden,
            kind="allow_list",
            message="Ask",
            reason="Safety",
            starts_at=door.now,
            started_by=door.manager,
        )
        family = history_of(door, contact).family
        assert (family.contacts, family.involved, family.contacts_12_months) == ([], [], 0)
        assert "Secret" not in page(door, f"/contacts/{contact.reference}")


class TestARecordMadeWithTheContact:
    """A web form is recorded by nobody who could be asked whether the child is known."""

    def test_whoever_screens_is_shown_whom_it_may_be(self, door):
        known = people.record_person(
            by=door.officer, now=door.now - dt.timedelta(days=400), kind="child", given_name="Robin",
            family_name="Testcase", birth_on=dt.date(2017, 5, 3),
            address={"line_1": "4 Elm Row", "postcode": "WR5 2NP"},
        )  # fmt: skip
        again(door, known, 30)
        contact = door.record(
            named("Robyn", birth_on=dt.date(2017, 5, 3), address={"line_1": "4 Elm Row", "postcode": "WR5 2NP"})
        )
        for path in (f"/contacts/{contact.reference}", f"/contacts/{contact.reference}/screen"):
            html = page(door, path)
            assert "Is Robyn Testcase known already?" in html
            assert known.reference in html
            assert "it has no history yet" in html
            assert "No contact or referral before this one" not in html

    def test_a_sister_on_the_same_contact_is_not_suggested(self, door):
        home = {"line_1": "4 Elm Row", "postcode": "WR5 2NP"}
        contact = door.record(
            named("Robin", birth_on=dt.date(2017, 5, 3), address=home),
            named("Robin", birth_on=dt.date(2017, 5, 3), address=home),
        )
        scope = Scope(door.officer, door.now)
        assert matching.known_already(scope, contact, queries.children_of(scope, contact)) == {}

    def test_a_hidden_person_is_not_suggested(self, door):
        known = people.record_person(
            by=door.officer, now=door.now - dt.timedelta(days=400), kind="child", given_name="Robin",
            family_name="Testcase", birth_on=dt.date(2017, 5, 3),
        )  # fmt: skip
        Restriction.objects.create(
            person=known, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now, started_by=door.manager
        )
        contact = door.record(named("Robin", birth_on=dt.date(2017, 5, 3)))
        assert known.reference not in page(door, f"/contacts/{contact.reference}/screen")
