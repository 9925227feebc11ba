"""A child named by mistake is removed: nothing is lost, and no list, count or clock goes on with them."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from a_family import filled, standing
from threshold.access.scope import Scope
from threshold.core import journal, status
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry, Clock
from threshold.frontdoor import (
    actions,
    continuity,
    queries,
    queries_before,
    queries_contacts,
    queries_meetings,
    queries_missing,
    surge,
)
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, ContactChild, Decision, ReturnInterview
from threshold.people import chronology, narrative
from threshold.people.models import ChronologyEntry, Person, Restriction
from threshold.people.queries import chronology_of
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db

#: Stands in no template: where it is on a page, the removed child was listed.
WRONG = "Quillfeather"


def child(given_name: str, family_name: str = "Testcase") -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given_name, "family_name": family_name})


def pair(contact: Contact) -> tuple[ContactChild, ContactChild]:
    """The wrong child, who was named first, and the right one."""
    wrong, right = contact.children.order_by("position")
    return wrong, right


def remove(door: Any, child: ContactChild, **options: Any) -> ContactChild:
    return actions.remove_child(
        child, **{"by": door.officer, "now": door.now, "reason": "The sister was meant", **options}
    )


def restrict(door: Any, person: Person, *allowed: object) -> None:
    Restriction.objects.create(
        person=person, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now, started_by=door.manager
    ).users.add(*allowed)


def url_of(child: ContactChild, verb: str = "remove") -> str:
    return f"/contacts/{child.contact.reference}/children/{child.person.reference}/{verb}"


@pytest.fixture
def door(door: Any) -> Any:
    door.now = timezone.now()
    return door


@pytest.fixture
def contact(door: Any) -> Contact:
    return door.analysed(child("Wrong", WRONG), child("Ash"))


class TestNothingIsLost:
    def test_the_row_says_who_when_and_why(self, door, contact):
        wrong, _ = pair(contact)
        remove(door, wrong)
        wrong.refresh_from_db()
        assert (wrong.removed_by, wrong.removed_at) == (door.officer, door.now)
        assert wrong.removal_reason == "The sister was meant"
        assert Person.objects.filter(pk=wrong.person_id).exists()
        assert journal.verify().flaws == []

    def test_the_audit_log_names_both_and_no_reason(self, door, contact):
        wrong, right = pair(contact)
        remove(door, wrong)
        entry = AuditEntry.objects.get(action="frontdoor.remove_child")
        assert set(entry.about_ids) == {wrong.person_id, right.person_id}
        assert entry.detail == {"child_id": wrong.pk, "person_id": wrong.person_id, "repeated": False}
        actions.take_on(contact, by=door.worker, now=door.now)
        assert AuditEntry.objects.get(action="frontdoor.take_on_contact").about_ids == [right.person_id]

    def test_the_contacts_page_keeps_it_for_those_who_may_see_the_child(self, door, contact):
        wrong, _ = pair(contact)
        remove(door, wrong)
        html = body_of(client_of(door.worker).get(f"/contacts/{contact.reference}"))
        assert "Named by mistake and removed: 1" in html
        assert f"{WRONG}</a>, {wrong.person.reference}" in html
        assert "The sister was meant" in html
        restrict(door, wrong.person)
        html = body_of(client_of(door.worker).get(f"/contacts/{contact.reference}"))
        assert "Named by mistake and removed" not in html
        assert WRONG not in html

    def test_the_database_keeps_the_three_together(self, door, contact):
        wrong, _ = pair(contact)
        with pytest.raises(IntegrityError, match="contact_child_removed_whole"), transaction.atomic():
            ContactChild.objects.filter(pk=wrong.pk).update(removed_at=door.now)
        entry = ChronologyEntry.objects.filter(person=wrong.person)
        with pytest.raises(IntegrityError, match="chronology_withdrawn_whole"), transaction.atomic():
            entry.update(withdrawn_at=door.now, withdrawn_by=door.officer)


class TestWhatIsTakenBack:
    def test_the_childs_clocks_are_cancelled_with_the_reason(self, door, contact):
        wrong, right = pair(contact)
        remove(door, wrong)
        clocks = Clock.objects.filter(subject_type="frontdoor.contactchild", subject_id=wrong.pk)
        assert {(clock.rule, clock.outcome) for clock in clocks} == {
            ("decide", "cancelled"), ("decide-24h", "cancelled"),
        }  # fmt: skip
        assert {clock.reason for clock in clocks} == {"Removed from the contact: The sister was meant"}
        running = Clock.objects.filter(subject_type="frontdoor.contactchild", stopped_at__isnull=True)
        assert {clock.subject_id for clock in running} == {right.pk}

    def test_the_contacts_own_clocks_are_about_the_child_who_is_left(self, door):
        contact = door.screened(child("Wrong", WRONG))
        actions.ask_agency(contact, by=door.officer, now=door.now, agency="police", question="Anything known?")
        wrong = contact.children.get()
        own = Clock.objects.filter(subject_type__in=("frontdoor.contact", "frontdoor.informationrequest"))
        assert {clock.about_id for clock in own} == {wrong.person_id}
        right = actions.add_child(contact, by=door.officer, now=door.now, child=child("Ash"))
        assert {clock.about_id for clock in own.all()} == {None}
        remove(door, wrong)
        assert {clock.about_id for clock in own.all()} == {right.person_id}
        assert not Clock.objects.filter(about_id=wrong.person_id, stopped_at__isnull=True).exists()

    def test_the_chronology_of_the_wrong_child_takes_the_contact_back(self, door, contact):
        wrong, right = pair(contact)
        chronology.curate_entry(
            ChronologyEntry.objects.get(person=wrong.person), weight="significant", note="Ask the school",
            by=door.officer, now=door.now,
        )  # fmt: skip
        remove(door, wrong)
        scope = Scope(door.officer, door.now)
        assert not chronology_of(scope, wrong.person).exists()
        assert chronology_of(scope, right.person).count() == 1
        entry = chronology_of(scope, wrong.person, with_left_out=True).get()
        assert (entry.withdrawn_by, entry.withdrawal_reason) == (door.officer, "The sister was meant")
        assert (entry.weight, entry.note) == ("significant", "Ask the school")
        with pytest.raises(Refused, match="withdrawn"):
            chronology.curate_entry(entry, weight="normal", by=door.officer, now=door.now)
        html = body_of(client_of(door.officer).get(f"/people/{wrong.person.reference}/chronology?show=all"))
        assert "Withdrawn by" in html
        assert "How much does it matter?" not in html
        for page in ("chronology", "", "chronology?format=csv"):
            assert "Contact received" not in body_of(
                client_of(door.officer).get(f"/people/{wrong.person.reference}/{page}".rstrip("/"))
            )

    def test_a_proposal_is_withdrawn_and_the_letter_is_about_the_others(self, door, contact):
        wrong, right = pair(contact)
        proposal = actions.propose(wrong, by=door.officer, now=door.now, outcome="early_help", reason="Wants help")
        remove(door, wrong)
        proposal.refresh_from_db()
        assert (proposal.state, proposal.is_current) == ("withdrawn", False)
        assert [(change.to_state, change.reason) for change in status.history(proposal)] == [
            ("proposed", ""), ("withdrawn", "The sister was meant"),
        ]  # fmt: skip
        door.sign_off(door.decide(right, outcome="no_further_action", level="1"))
        assert queries.outcomes_of(contact) == ["no_further_action"]
        contact.refresh_from_db()
        with pytest.raises(Refused, match="name"):
            actions.give_feedback(
                contact, by=door.officer, now=door.now, status_of_answer="message", text=f"We have seen {WRONG}."
            )

    def test_the_return_home_interview_is_owed_to_somebody_else(self, door):
        contact = door.screened(child("Wrong", WRONG), child("Ash"))
        wrong, right = pair(contact)
        for one in (wrong, right):
            actions.note_return(one, by=door.officer, now=door.now, returned_at=door.now)
        scope = Scope(door.officer, door.now)
        assert "No return home interview is owed" in body_of(client_of(door.officer).get(url_of(wrong)))
        remove(door, wrong)
        assert [interview.child for interview in queries_missing.interviews_due(scope)] == [right]
        ended = ReturnInterview.objects.get(child=wrong)
        assert (ended.state, ended.reason) == ("not_missing", "The sister was meant")
        clock = Clock.objects.get(subject_id=wrong.pk, subject_type="frontdoor.contactchild", rule="return-interview")
        assert (clock.outcome, clock.reason, clock.stopped_at) == ("cancelled", "The sister was meant", door.now)
        assert not chronology_of(scope, wrong.person).exists()
        assert chronology_of(scope, right.person).count() == 2
        with pytest.raises(NotVisible):
            actions.note_return(wrong, by=door.officer, now=door.now, returned_at=door.now)

    def test_a_child_who_was_offered_the_interview_stays(self, door):
        contact = door.screened(child("Wrong", WRONG), child("Ash"))
        wrong, _ = pair(contact)
        interview = actions.note_return(wrong, by=door.officer, now=door.now, returned_at=door.now)
        actions.record_return_interview(
            interview, by=door.officer, now=door.now, state="declined", happened_at=door.now, reason="Did not want to"
        )
        with pytest.raises(Refused, match="offered a return home interview"):
            remove(door, wrong)

    def test_what_a_meeting_decided_leaves_the_central_record(self, door, contact):
        wrong, right = pair(contact)
        meeting = actions.record_meeting(
            by=door.officer, now=door.now, kind="domestic_abuse", held_at=door.now, chaired_by=door.manager,
            attendees="Police",
        )  # fmt: skip
        for one in (wrong, right):
            actions.discuss_child(
                meeting, by=door.officer, now=door.now, child=one, decision="Visit", reason="Worry", task="Ring",
                task_owner="School", task_due_on=door.now.date(),
            )  # fmt: skip
        scope = Scope(door.officer, door.now)
        assert "with an action that is not done" in body_of(client_of(door.officer).get(url_of(wrong)))
        remove(door, wrong)
        assert [item.child for item in queries_meetings.items_of(scope, meeting)] == [right]
        assert queries_meetings.actions_to_do(scope).count() == 1
        assert queries_meetings.meetings(scope).get().children == 1
        assert wrong.triage_items.count() == 1
        assert not chronology_of(scope, wrong.person).exists()
        assert chronology_of(scope, right.person).count() == 2
        with pytest.raises(NotVisible):
            actions.discuss_child(meeting, by=door.officer, now=door.now, child=wrong, decision="d", reason="r")

    def test_another_contacts_line_for_the_same_meeting_stays(self, door, contact):
        wrong, _ = pair(contact)
        other = door.screened(NamedChild(person=wrong.person))
        meeting = actions.record_meeting(
            by=door.officer, now=door.now, kind="missing", held_at=door.now, chaired_by=door.manager, attendees="Police"
        )
        for one in (wrong, other.children.get()):
            actions.discuss_child(meeting, by=door.officer, now=door.now, child=one, decision="d", reason="r")
        remove(door, wrong)
        kinds = [entry.kind for entry in chronology_of(Scope(door.officer, door.now), wrong.person)]
        assert sorted(kinds) == ["contact", "triage"]


class TestTheStage:
    def test_follows_from_the_children_who_are_left(self, door, contact):
        wrong, right = pair(contact)
        door.sign_off(door.decide(right, outcome="no_further_action", level="1"))
        contact.refresh_from_db()
        assert contact.state == "deciding"
        remove(door, wrong)
        contact.refresh_from_db()
        assert contact.state == "answering"
        assert list(status.history(contact))[-1].reason == "A child was removed"
        assert Clock.objects.filter(rule="feedback", stopped_at__isnull=True).count() == 1
        actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer="spoken")
        assert not Clock.objects.filter(stopped_at__isnull=True).exists()

    def test_a_returned_decision_goes_with_its_child(self, door, contact):
        wrong, right = pair(contact)
        door.sign_off(door.decide(right, outcome="no_further_action", level="1"))
        decision = door.decide(wrong, outcome="no_further_action", level="1")
        actions.return_decision(decision, by=door.manager, now=door.now, reason="Is this the right child?")
        remove(door, wrong)
        contact.refresh_from_db()
        decision.refresh_from_db()
        assert (contact.state, decision.state) == ("answering", "withdrawn")
        assert not Clock.objects.filter(rule="decide", stopped_at__isnull=True).exists()

    def test_an_unscreened_contact_stays_new(self, door):
        contact = door.record(child("Wrong", WRONG), child("Ash"))
        wrong, right = pair(contact)
        remove(door, wrong)
        contact.refresh_from_db()
        assert contact.state == "received"
        actions.screen(contact, by=door.officer, now=door.now, rag="amber", reason="Look", levels={right.pk: "2"})
        assert not wrong.levels.exists()


class TestWhatIsRefused:
    def test_the_last_child(self, door):
        contact = door.analysed()
        with pytest.raises(Refused, match="Add the right child first"):
            remove(door, contact.children.get())
        html = body_of(client_of(door.officer).get(url_of(contact.children.get())))
        assert "Add the right child first" in html
        assert 'name="reason"' not in html

    def test_the_last_child_whom_one_can_see_in_the_same_words(self, door, contact):
        """Or whether it may go would tell that somebody hidden is on the contact."""
        wrong, right = pair(contact)
        restrict(door, right.person)
        with pytest.raises(Refused, match="Add the right child first"):
            remove(door, wrong)
        alone = door.analysed(child("Wrong", WRONG))
        client = client_of(door.officer)
        pages = [
            body_of(client.get(url_of(one))).replace(one.contact.reference, "").replace(one.person.reference, "")
            for one in (wrong, alone.children.get())
        ]
        told = [page[page.index("<h1") : page.index('name="csrf')] for page in pages]
        assert told[0] == told[1]

    @pytest.mark.parametrize(("sign", "sentence"), [(False, "waits for sign-off"), (True, "signed off")])
    def test_a_child_for_whom_it_is_decided(self, door, contact, sign, sentence):
        wrong, _ = pair(contact)
        decision = door.decide(wrong, outcome="family_help", level="4")
        if sign:
            door.sign_off(decision)
        with pytest.raises(Refused, match=sentence):
            remove(door, wrong)
        decision.refresh_from_db()
        assert decision.is_current
        html = body_of(client_of(door.officer).get(url_of(wrong)))
        assert sentence in html
        assert 'name="reason"' not in html
        assert "Named by mistake?" in body_of(client_of(door.officer).get(f"/contacts/{contact.reference}"))
        assert url_of(wrong) not in body_of(client_of(door.officer).get(f"/contacts/{contact.reference}"))

    def test_no_reason_and_nothing_but_blanks(self, door, contact):
        wrong, _ = pair(contact)
        for reason in ("", "  ", "\u202e"):
            with pytest.raises(Refused, match="Say why"):
                remove(door, wrong, reason=reason)
        with pytest.raises(Refused, match="at most 300"):
            remove(door, wrong, reason="x" * 301)
        assert not AuditEntry.objects.filter(action="frontdoor.remove_child").exists()

    def test_a_closed_contact(self, door, contact):
        for one in pair(contact):
            door.sign_off(door.decide(one, outcome="no_further_action", level="1"))
        actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer="spoken")
        with pytest.raises(Refused, match="closed"):
            remove(door, pair(contact)[0])

    def test_paragraphs_that_name_the_child_are_settled_first(self, door, contact):
        wrong, right = pair(contact)
        scope = Scope(door.officer, door.now)
        passage = narrative.read_record(scope, contact)["what_happened"][0]
        named = narrative.narrow_passage(
            passage, travels="open", about=(wrong.person_id,), by=door.officer, now=door.now
        )
        with pytest.raises(Refused, match="Say first whom they are about"):
            remove(door, wrong)
        html = body_of(client_of(door.officer).get(url_of(wrong)))
        assert f"/contacts/{contact.reference}/passages/{named.pk}" in html
        assert "Came to school hungry." in html
        narrative.narrow_passage(
            named, travels="open", about=(right.person_id,), may_widen=True, by=door.officer, now=door.now
        )
        remove(door, wrong)
        assert len(narrative.read_record(scope, contact, about_person=right.person)["what_happened"]) == 2

    def test_a_paragraph_that_one_may_not_read_is_not_told_of(self, door, contact):
        """It also names somebody hidden; it stays, as hidden as it was."""
        wrong, _ = pair(contact)
        hidden = actions.add_child(contact, by=door.manager, now=door.now, child=child("Hidden"))
        passage = narrative.read_record(Scope(door.manager, door.now), contact)["what_happened"][0]
        narrative.narrow_passage(
            passage, travels="open", about=(wrong.person_id, hidden.person_id), by=door.manager, now=door.now
        )
        restrict(door, hidden.person, door.manager)
        remove(door, wrong)
        scope = Scope(door.officer, door.now)
        assert [row.text for row in narrative.read_record(scope, contact)["what_happened"]] == [
            "Second time this week."
        ]

    def test_people_without_the_role_and_hidden_children(self, door, contact, make_user):
        wrong, _ = pair(contact)
        for role in ("auditor", "conference_chair", "analyst", "senior_leader", "lado"):
            stranger = make_user(role)
            with pytest.raises(NotPermitted):
                remove(door, wrong, by=stranger)
            assert client_of(stranger).get(url_of(wrong)).status_code == 403
            assert "remove" not in body_of(client_of(stranger).get(f"/contacts/{contact.reference}"))
        restrict(door, wrong.person)
        with pytest.raises(NotVisible):
            remove(door, wrong)
        client = client_of(door.officer)
        assert client.get(url_of(wrong)).status_code == 404
        assert client.post(url_of(wrong), {"reason": "x", "submission_key": str(uuid.uuid4())}).status_code == 404
        assert not ContactChild.objects.filter(removed_at__isnull=False).exists()


class TestTheRightOne:
    def test_is_added_and_the_numbers_go_on(self, door):
        contact = door.analysed(child("Wrong", WRONG))
        wrong = contact.children.get()
        right = actions.add_child(contact, by=door.officer, now=door.now, child=child("Ash"))
        remove(door, wrong)
        another = actions.add_child(contact, by=door.officer, now=door.now, child=child("Briar"))
        assert [right.position, another.position] == [2, 3]
        assert Clock.objects.filter(subject_id=right.pk, rule="decide", stopped_at__isnull=True).exists()

    def test_a_child_removed_by_mistake_comes_back(self, door, contact):
        wrong, right = pair(contact)
        remove(door, wrong)
        again = actions.add_child(contact, by=door.officer, now=door.now, child=NamedChild(person=wrong.person))
        scope = Scope(door.officer, door.now)
        assert [row.pk for row in queries.children_of(scope, contact)] == [right.pk, again.pk]
        assert chronology_of(scope, wrong.person).count() == 1
        assert queries.get_child_ever_named(scope, contact, wrong.person.reference) == again
        remove(door, again, reason="Not after all")
        assert queries.get_child_ever_named(scope, contact, wrong.person.reference) == again
        assert [row.removal_reason for row in queries.removed_children(scope, contact)] == [
            "The sister was meant", "Not after all",
        ]  # fmt: skip

    def test_nobody_is_on_a_contact_twice(self, door, contact):
        wrong, right = pair(contact)
        with pytest.raises(Refused, match="on the contact already"):
            actions.add_child(contact, by=door.officer, now=door.now, child=NamedChild(person=right.person))
        with pytest.raises(Refused, match="on the contact already"):
            door.record(NamedChild(person=wrong.person), NamedChild(person=wrong.person))
        assert ContactChild.objects.count() == 2

    def test_a_double_click_adds_one(self, door, contact):
        client = client_of(door.officer)
        sent = filled(
            client, f"/contacts/{contact.reference}/children/add", kind="child", given_name="Briar", family_name="Other"
        )
        answers = [client.post(f"/contacts/{contact.reference}/children/add", {**sent, "match": "new"}) for _ in "12"]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert contact.children.count() == 3


class TestListsAndCounts:
    def test_every_list_of_every_page_leaves_the_removed_child_out(self, door, contact):
        wrong, right = pair(contact)
        actions.take_on(contact, by=door.manager, now=door.now)
        client = client_of(door.manager)
        with_names = ("/my-day", "/front-door", "/front-door/contacts", f"/contacts/{contact.reference}/analysis")
        for page in with_names:
            assert WRONG in body_of(client.get(page)), page
        remove(door, wrong)
        for page in (
            *with_names, "/front-door?format=csv", "/front-door/contacts?format=csv", "/sign-off",
            "/sign-off?format=csv", "/triage/record", "/triage/actions?format=csv", "/information-requests",
            url_of(right, "decision"),
        ):  # fmt: skip
            html = body_of(client.get(page))
            assert WRONG not in html, page
            assert wrong.person.reference not in html, page
        assert WRONG not in continuity.page(Scope(door.manager, door.now))

    def test_numbers_and_history_do_not_count_the_child(self, door, contact, make_user):
        wrong, _ = pair(contact)
        scope = Scope(door.manager, door.now)
        before = surge.numbers(scope)
        remove(door, wrong)
        after = surge.numbers(scope)
        assert (before.arrived, after.arrived) == (2, 1)
        assert (before.undecided, after.undecided) == (2, 1)
        assert (before.decided, after.decided) == (0, 0)
        assert queries_contacts.contact_list(scope, queries_contacts.Wanted()).count() == 1
        again = door.record(NamedChild(person=wrong.person)).children.get()
        assert queries_before.history(scope, again.contact, [again]).children[again.pk].contacts_12_months == 0

    def test_totals_for_those_who_see_numbers_only(self, door, make_user):
        start = surge.days(door.now.date(), door.now.date())
        scope = Scope(make_user("elected_member"), door.now)
        contact = door.analysed(*(child(f"N{n}") for n in range(3)))
        assert surge._counted(scope, None).filter(start.holds("received_at")).count() == 3
        remove(door, contact.children.get(position=2))
        assert surge._counted(scope, None).filter(start.holds("received_at")).count() == 2


class TestForms:
    def test_the_page_says_what_it_takes_back_and_a_double_click_is_one_removal(self, door, contact):
        wrong, _ = pair(contact)
        actions.propose(wrong, by=door.officer, now=door.now, outcome="early_help", reason="Wants help")
        client = client_of(door.officer)
        assert "The proposal “Early help” is withdrawn." in body_of(client.get(url_of(wrong)))
        sent = filled(client, url_of(wrong), reason="The sister was meant")
        first, second = client.post(url_of(wrong), sent), client.post(url_of(wrong), sent)
        assert first.url == second.url == f"/contacts/{contact.reference}"
        assert AuditEntry.objects.filter(action="frontdoor.remove_child").count() == 1
        html = body_of(client.get(first.url))
        assert "is no longer on this contact" in html
        assert "was removed from this contact by" in html

    def test_the_same_key_again_gets_the_first_removal_and_another_is_refused(self, door, contact):
        wrong, _ = pair(contact)
        key = uuid.uuid4()
        remove(door, wrong, submission_key=key)
        assert remove(door, wrong, submission_key=key, reason="Again").removal_reason == "The sister was meant"
        with pytest.raises(Refused, match="already"):
            remove(door, wrong)

    def test_without_a_reason_nothing_happens(self, door, contact):
        wrong, _ = pair(contact)
        client = client_of(door.officer)
        html = body_of(client.post(url_of(wrong), filled(client, url_of(wrong), reason="")))
        assert "Say why the child is removed" in html
        assert not ContactChild.objects.filter(removed_at__isnull=False).exists()

    def test_a_stale_form_changes_nothing_and_keeps_the_reason(self, door, contact):
        wrong, _ = pair(contact)
        client = client_of(door.officer)
        sent = filled(client, url_of(wrong), reason="The sister was meant")
        actions.take_on(contact, by=door.worker, now=door.now)
        response = client.post(url_of(wrong), sent)
        assert "Somebody else changed this record" in body_of(response)
        assert not ContactChild.objects.filter(removed_at__isnull=False).exists()
        with pytest.raises(Stale):
            remove(door, wrong, expected_version=int(sent["version"]))
        again = standing(client.post(url_of(wrong), sent))
        assert again["reason"] == "The sister was meant"
        assert client.post(url_of(wrong), again).status_code == 302

    def test_a_decision_begun_for_a_child_who_was_removed_is_answered_in_words(self, door, contact):
        wrong, _ = pair(contact)
        client = client_of(door.worker)
        sent = filled(client, url_of(wrong, "decision"), outcome="no_further_action", reason="Well", level="1")
        remove(door, wrong)
        response = client.post(url_of(wrong, "decision"), sent)
        assert response.status_code == 409
        assert "has been removed from the contact" in body_of(response)
        assert not Decision.objects.exists()
        with pytest.raises(NotVisible):
            door.decide(wrong, outcome="no_further_action", level="1")
        restrict(door, wrong.person)
        assert client.get(url_of(wrong, "decision")).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_remove_the_last_two_children_at_once_one_is_refused(door):
    contact = door.analysed(child("Wrong", WRONG), child("Ash"))
    results: list[str] = []
    ready = threading.Barrier(2)

    def work(one: ContactChild) -> None:
        ready.wait(10)
        try:
            remove(door, one)
            results.append("removed")
        except Refused as refusal:
            results.append(refusal.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(one,)) for one in pair(contact)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(result.split(".")[0] for result in results) == ["A contact is about at least one child", "removed"]
    assert contact.children.standing().count() == 1
