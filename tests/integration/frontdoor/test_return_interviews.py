"""A child who was missing is back: the 72 hours run for each child, end by what was done, and outlive the contact."""

from __future__ import annotations

import datetime as dt
import importlib
import uuid
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry, Clock
from threshold.frontdoor import actions, queries_missing
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, ReturnInterview
from threshold.people import narrative
from threshold.people.models import ChronologyEntry, Restriction
from visiting import client_of

pytestmark = pytest.mark.django_db
HIDDEN = "Quillfeather"
HOUR = dt.timedelta(hours=1)


def at(moment: dt.datetime, name: str) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {
        f"{name}-day": str(local.day), f"{name}-month": str(local.month), f"{name}-year": str(local.year),
        f"{name}-time": local.strftime("%H:%M"),
    }  # fmt: skip


def named(given: str, family: str = "Testcase") -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given, "family_name": family})


def restrict(person: Any, door: Any) -> None:
    Restriction.objects.create(
        person=person, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now, started_by=door.manager
    )


@pytest.fixture
def door(door: Any) -> Any:
    door.now = timezone.now()
    return door


@pytest.fixture
def back(door: Any) -> Contact:
    """Two children, back for five hours."""
    return door.screened(named("Ash"), named("Briar"), returned_from_missing_at=door.now - 5 * HOUR)


def interview_of(contact: Contact, position: int = 1) -> ReturnInterview:
    return ReturnInterview.objects.get(child__contact=contact, child__position=position)


def page_of(contact: Contact, position: int, page: str = "return-interview") -> str:
    child = contact.children.get(position=position)
    return f"/contacts/{contact.reference}/children/{child.person.reference}/{page}"


def clock_of(interview: ReturnInterview) -> Clock:
    return Clock.objects.get(
        rule="return-interview", subject_type="frontdoor.contactchild", subject_id=interview.child_id
    )


def record(interview: ReturnInterview, door: Any, **changes: Any) -> ReturnInterview:
    facts = {
        "state": "held", "happened_at": door.now - HOUR, "held_by": "Jo Outreach", "text": "It was loud at home.",
        **changes,
    }  # fmt: skip
    return actions.record_return_interview(interview, by=door.officer, now=door.now, **facts)


class TestTheClock:
    def test_runs_72_hours_for_each_child_from_coming_back(self, door, back):
        for position, child in enumerate(back.children.order_by("position"), start=1):
            clock = clock_of(interview_of(back, position))
            assert clock.due_at - clock.started_at == 72 * HOUR
            assert clock.started_at == back.returned_from_missing_at
            assert (clock.about_id, clock.owner_id) == (child.person_id, door.officer.pk)

    @pytest.mark.parametrize(("hours", "outcome"), [(71, "met"), (72, "met"), (73, "late")])
    def test_is_met_by_when_it_was_held_and_not_by_when_it_was_written_down(self, door, hours, outcome):
        contact = door.screened(returned_from_missing_at=door.now - 100 * HOUR)
        interview = record(interview_of(contact), door, happened_at=door.now - (100 - hours) * HOUR)
        assert clock_of(interview).outcome == outcome

    def test_declined_counts_as_offered_and_the_others_as_no_longer_wanted(self, door):
        for state, outcome in (("declined", "met"), ("not_possible", "cancelled"), ("not_missing", "cancelled")):
            contact = door.screened(returned_from_missing_at=door.now - 5 * HOUR)
            interview = record(interview_of(contact), door, state=state, text="", held_by="", reason="Said so")
            clock = clock_of(interview)
            assert (clock.outcome, clock.reason) == (outcome, "Said so")

    def test_one_childs_interview_does_not_stop_the_other_childs(self, door, back):
        record(interview_of(back, 1), door)
        assert clock_of(interview_of(back, 2)).stopped_at is None

    def test_a_child_added_later_is_owed_one_too(self, door, back):
        added = actions.add_child(back, by=door.officer, now=door.now, child=named("Cory"))
        assert clock_of(ReturnInterview.objects.get(child=added)).stopped_at is None

    def test_goes_on_after_the_contact_is_closed(self, door):
        contact = door.analysed(returned_from_missing_at=door.now - 5 * HOUR)
        door.sign_off(door.decide(contact.children.get(), outcome="no_further_action", level="1"))
        actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer="spoken")
        contact.refresh_from_db()
        assert contact.state == "closed"
        assert interview_of(contact) in queries_missing.interviews_due(Scope(door.worker, door.now))
        assert contact.reference in client_of(door.worker).get("/return-interviews").content.decode()
        assert record(interview_of(contact), door).state == "held"


class TestAChildWhoComesBackLater:
    def test_starts_the_clock_then_and_is_in_the_chronology(self, door):
        contact = door.screened()
        child = contact.children.get()
        interview = actions.note_return(child, by=door.officer, now=door.now, returned_at=door.now - HOUR)
        assert clock_of(interview).started_at == door.now - HOUR
        entry = ChronologyEntry.objects.get(person=child.person, kind="return_interview")
        assert (entry.title, entry.at) == ("Came back after being missing", door.now - HOUR)

    @pytest.mark.parametrize("hours", [-1, 24 * 367])
    def test_not_in_the_future_and_not_years_ago(self, door, hours):
        child = door.screened().children.get()
        with pytest.raises(Refused):
            actions.note_return(child, by=door.officer, now=door.now, returned_at=door.now - hours * HOUR)
        with pytest.raises(Refused):
            door.record(returned_from_missing_at=door.now - hours * HOUR)

    def test_once_for_each_contact(self, door, back):
        child = back.children.get(position=1)
        with pytest.raises(Refused, match="already"):
            actions.note_return(child, by=door.officer, now=door.now, returned_at=door.now - HOUR)


class TestWhatTheChildSaid:
    def test_is_about_that_child_alone(self, door, back):
        interview = record(interview_of(back, 1), door, text="They were loud.\n\nI went to the sea.")
        ash, briar = (child.person for child in back.children.order_by("position"))
        scope = Scope(door.worker, door.now)
        assert len(narrative.read_record(scope, interview, about_person=ash)["return_interview"]) == 2
        assert narrative.read_record(scope, interview, about_person=briar) == {}
        assert "I went to the sea." in client_of(door.worker).get(f"/contacts/{back.reference}").content.decode()

    def test_the_audit_log_names_the_child_and_no_words(self, door, back):
        record(interview_of(back, 1), door)
        entry = AuditEntry.objects.get(action="frontdoor.record_return_interview")
        assert entry.about_ids == [back.children.get(position=1).person_id]
        assert "loud" not in str(entry.detail)


class TestRefusals:
    @pytest.mark.parametrize("role", ["auditor", "early_help_manager", "elected_member", "administrator"])
    def test_only_who_gathers_may(self, door, back, make_user, role):
        user = make_user(role)
        with pytest.raises(NotPermitted):
            actions.record_return_interview(interview_of(back), by=user, now=door.now, state="declined", reason="x")
        with pytest.raises(NotPermitted):
            actions.note_return(back.children.get(position=1), by=user, now=door.now, returned_at=door.now)

    def test_a_form_that_was_overtaken_changes_nothing(self, door, back):
        interview = interview_of(back)
        record(interview, door)
        with pytest.raises(Stale):
            record(interview, door, expected_version=1)
        with pytest.raises(Refused, match="already"):
            record(interview, door)

    def test_the_database_refuses_half_an_interview(self, back):
        rows = ReturnInterview.objects.filter(pk=interview_of(back).pk)
        for values in (
            {"state": "held"}, {"recorded_at": timezone.now()},
            {"happened_at": interview_of(back).returned_at - HOUR},
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**values)


class TestAHiddenChild:
    def test_is_on_no_page_and_in_no_count_or_download(self, door):
        contact = door.screened(named("Ash"), named("Robin", HIDDEN), returned_from_missing_at=door.now - 5 * HOUR)
        record(interview_of(contact, 2), door, text="Word of the hidden child")
        other = door.screened(named("Wren", HIDDEN), returned_from_missing_at=door.now - 5 * HOUR)
        for child in (contact.children.get(position=2), other.children.get()):
            restrict(child.person, door)
        client = client_of(door.worker)
        pages = [f"/contacts/{contact.reference}", "/return-interviews", "/return-interviews?when=overdue"]
        for page in pages:
            html = client.get(page).content.decode()
            assert HIDDEN not in html, page
            assert "Word of the hidden child" not in html, page
        assert other.reference not in client.get("/return-interviews?format=csv").getvalue().decode()
        assert queries_missing.interviews_due(Scope(door.worker, door.now)).count() == 1
        with pytest.raises(NotVisible):
            record(interview_of(other), door)
        with pytest.raises(NotVisible):
            actions.note_return(other.children.get(), by=door.officer, now=door.now, returned_at=door.now)


class TestThePages:
    def test_from_the_list_to_the_record(self, door, back):
        client = client_of(door.officer)
        for page in ("/my-day", "/front-door"):
            assert 'href="/return-interviews"' in client.get(page).content.decode(), page
        url = page_of(back, 1)
        assert url in client.get("/return-interviews").content.decode()
        assert " checked" not in client.get(url).content.decode()
        sent = {
            "submission_key": str(uuid.uuid4()), "version": "1", "state": "held", "held_by": "Jo Outreach",
            "text": "It was loud at home.", "reason": "", **at(door.now - HOUR, "happened_at"),
        }  # fmt: skip
        html = client.post(url, {**sent, "text": ""}).content.decode()
        assert "Write what the child said." in html
        assert "Jo Outreach" in html
        assert client.post(url, sent).status_code == 302
        html = client.get(f"/contacts/{back.reference}").content.decode()
        assert "It was loud at home." in html
        assert url not in client.get("/return-interviews").content.decode()
        assert page_of(back, 2) in html

    def test_a_return_is_noted_on_the_contacts_page(self, door):
        contact = door.screened()
        client = client_of(door.officer)
        url = page_of(contact, 1, "came-back")
        assert url in client.get(f"/contacts/{contact.reference}").content.decode()
        sent = {"submission_key": str(uuid.uuid4()), "version": "1", **at(door.now - HOUR, "returned_at")}
        assert client.post(url, sent).status_code == 302
        assert interview_of(contact).state == "due"

    def test_the_overdue_ones_by_themselves(self, door, back):
        late = door.screened(returned_from_missing_at=door.now - 80 * HOUR)
        html = client_of(door.worker).get("/return-interviews?when=overdue").content.decode()
        assert late.reference in html
        assert back.reference not in html

    def test_the_download_needs_the_permission(self, door, back, make_user):
        text = client_of(door.officer).get("/return-interviews?format=csv").getvalue().decode()
        assert text.count(back.reference) == 2
        assert client_of(make_user("auditor")).get("/return-interviews?format=csv").status_code == 403

    def test_cost_the_same_however_many(self, door, django_assert_max_num_queries):
        for number in range(6):
            door.screened(named(f"N{number}"), returned_from_missing_at=door.now - 5 * HOUR)
        client = client_of(door.worker)
        client.get("/return-interviews")
        with django_assert_max_num_queries(12):
            client.get("/return-interviews")


def test_clocks_of_contacts_recorded_before_are_given_to_each_child(door):
    """The migration: the one clock of a contact becomes one for each of its children."""
    contact = door.screened(named("Ash"), named("Briar"), named("Cory"))
    returned_at = door.now - 5 * HOUR
    model = Clock.objects.filter(rule="decide").first()
    Clock.objects.create(
        rule="return-interview", subject_type="frontdoor.contact", subject_id=contact.pk, team_id=contact.team_id,
        started_at=returned_at, due_at=returned_at + 72 * HOUR, limit=72, unit="clock_hours",
        pack_version_id=model.pack_version_id,
    )  # fmt: skip
    migration = importlib.import_module("threshold.frontdoor.migrations.0004_return_interviews")
    migration.owe_each_child(apps, None)
    assert ReturnInterview.objects.count() == 3
    clocks = Clock.objects.filter(rule="return-interview")
    assert {clock.subject_type for clock in clocks} == {"frontdoor.contactchild"}
    assert sorted(clock.about_id for clock in clocks) == sorted(c.person_id for c in contact.children.all())
    assert {clock.due_at for clock in clocks} == {returned_at + 72 * HOUR}
