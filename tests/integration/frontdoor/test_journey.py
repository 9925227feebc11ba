"""A contact comes in and leaves as a signed-off decision with an answer: every step, by its action."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from threshold.access.scope import Scope
from threshold.core import journal, status
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry, Clock, Message
from threshold.frontdoor import actions, queries
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, ContactChild, Decision
from threshold.frontdoor.queries_before import history
from threshold.pathway import actions as pathway
from threshold.pathway.models import Handover, Referral
from threshold.people import narrative
from threshold.people.models import ChronologyEntry, Passage, Person, Restriction
from walk import ANALYSIS


def child(given_name: str, **details: object) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given_name, "family_name": "Testcase", **details})


def states(contact: Contact) -> list[str]:
    return [change.to_state for change in status.history(contact)]


@pytest.mark.django_db
class TestTheWholePath:
    def test_from_worry_to_answer(self, door):
        contact = door.analysed()
        decision = door.decide(contact.children.get(), outcome="family_help", level="4")
        door.sign_off(decision)
        contact.refresh_from_db()
        assert contact.state == "answering"
        handover = Handover.objects.get()
        pathway.accept_handover(handover, by=door.family_help_manager, now=door.now)
        pathway.allocate_handover(handover, by=door.family_help_manager, now=door.now, worker=door.family_help_manager)
        actions.give_feedback(
            contact, by=door.officer, now=door.now, status_of_answer="message", text="Thank you for telling us."
        )
        contact.refresh_from_db()
        assert states(contact) == [
            "received", "gathering", "deciding", "awaiting_sign_off", "answering", "closed",
        ]  # fmt: skip
        assert Referral.objects.get().person == contact.children.get().person
        message = Message.objects.get(purpose="feedback")
        assert (message.to, message.state) == ("head@school.example", "queued")
        assert not Clock.objects.filter(stopped_at__isnull=True).exists()
        assert [entry.kind for entry in ChronologyEntry.objects.order_by("pk")] == [
            "contact", "handover", "decision", "handover", "handover",
        ]  # fmt: skip
        assert journal.verify().flaws == []

    def test_each_child_has_a_decision_and_the_contact_waits_for_all(self, door):
        contact = door.analysed(child("Ash"), child("Briar"), child("Cedar"))
        ash, briar, cedar = contact.children.order_by("position")
        door.sign_off(door.decide(ash, outcome="no_further_action", level="1"))
        contact.refresh_from_db()
        assert contact.state == "deciding"
        early = door.decide(briar, outcome="early_help", level="2")
        door.decide(cedar, outcome="no_further_action", level="1")
        contact.refresh_from_db()
        assert contact.state == "awaiting_sign_off"
        actions.return_decision(early, by=door.manager, now=door.now, reason="Ask the school first")
        contact.refresh_from_db()
        assert contact.state == "returned"
        again = door.decide(briar, outcome="early_help", level="2")
        door.sign_off(again)
        assert Decision.objects.filter(child=briar).count() == 2
        assert Handover.objects.get().person == briar.person

    def test_a_returned_decision_runs_the_first_clock_again(self, door):
        decision = door.decided()
        assert not Clock.objects.filter(rule="decide", stopped_at__isnull=True).exists()
        actions.return_decision(decision, by=door.manager, now=door.now, reason="Speak to the child")
        clock = Clock.objects.get(rule="decide", stopped_at__isnull=True)
        assert clock.started_at == decision.contact.received_at


@pytest.mark.django_db
class TestWhoMayDecide:
    def test_an_officer_may_propose_and_not_decide(self, door):
        contact = door.analysed()
        target = contact.children.get()
        actions.propose(target, by=door.officer, now=door.now, outcome="no_further_action", reason="All is well")
        with pytest.raises(NotPermitted):
            door.decide(target, outcome="no_further_action", level="1", by=door.officer)

    def test_a_social_worker_without_registration_may_not_decide(self, door, make_user):
        contact = door.analysed()
        unregistered = make_user("social_worker", team=door.team)
        with pytest.raises(NotPermitted, match="registered"):
            door.decide(contact.children.get(), outcome="no_further_action", level="1", by=unregistered)

    def test_nobody_signs_off_their_own_decision(self, door):
        contact = door.analysed()
        own = door.decide(contact.children.get(), outcome="no_further_action", level="1", by=door.manager)
        with pytest.raises(NotPermitted, match="Another manager"):
            door.sign_off(own)
        assert Decision.objects.get().state == "awaiting_sign_off"

    def test_the_database_refuses_an_own_sign_off_too(self, door):
        from django.db import IntegrityError

        decision = door.decided()
        with pytest.raises(IntegrityError, match="decision_never_own_sign_off"):
            Decision.objects.filter(pk=decision.pk).update(
                signed_off_at=door.now, signed_off_by=decision.decided_by, sign_off_reason="Mine"
            )

    def test_no_further_action_waits_for_sign_off_like_the_rest(self, door):
        assert door.decided(outcome="no_further_action").state == "awaiting_sign_off"


@pytest.mark.django_db
class TestHandOver:
    def test_no_second_referral_while_one_is_open(self, door):
        first = door.sign_off(door.decided(outcome="family_help", level="4"))
        again = door.analysed(NamedChild(person=first.child.person))
        target = again.children.get()
        with pytest.raises(Refused, match="open case"):
            door.decide(target, outcome="family_help", level="4")
        door.sign_off(door.decide(target, outcome="open_case", level="4"))
        assert Referral.objects.count() == 1
        assert Handover.objects.filter(kind="open_case").get().team == door.family_help

    def test_only_the_receiving_team_answers_and_says_why_it_sends_back(self, door):
        door.sign_off(door.decided(outcome="early_help", level="2"))
        handover = Handover.objects.get()
        with pytest.raises(NotPermitted):
            pathway.accept_handover(handover, by=door.family_help_manager, now=door.now)
        with pytest.raises(Refused, match="Say why"):
            pathway.send_back_handover(handover, by=door.early_help_manager, now=door.now, reason=" ")
        pathway.send_back_handover(handover, by=door.early_help_manager, now=door.now, reason="Lives out of area")
        pathway.offer_again(
            handover, by=door.manager, now=door.now, team=door.early_help, answer="Moved here last month"
        )
        pathway.accept_handover(handover, by=door.early_help_manager, now=door.now)
        assert list(queries.receiving_teams("early_help", door.now.date())) == [door.early_help]

    def test_the_child_is_on_the_no_worker_list_until_allocated(self, door):
        from threshold.pathway.queries import without_worker

        door.sign_off(door.decided(outcome="early_help", level="2"))
        handover = Handover.objects.get()
        scope = Scope(door.early_help_manager, door.now)
        assert list(without_worker(scope)) == [handover]
        pathway.accept_handover(handover, by=door.early_help_manager, now=door.now)
        assert list(without_worker(scope)) == [handover]
        pathway.allocate_handover(handover, by=door.early_help_manager, now=door.now, worker=door.early_help_manager)
        assert list(without_worker(scope)) == []


@pytest.mark.django_db
class TestBadInput:
    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ({"children": ()}, "at least one child"),
            ({"story": {}}, "what happened"),
            ({"children": tuple(child(f"N{n}") for n in range(51))}, "up to 50"),
            ({"children": (child("Ash", birth_on=dt.date(2026, 3, 12)),)}, "after the contact"),
            ({"children": (NamedChild(details={"kind": "unborn", "expected_on": dt.date(2027, 9, 1)}),)}, "ten months"),
        ],
    )
    def test_is_refused_with_a_sentence_and_nothing_is_written(self, door, options, sentence):
        with pytest.raises(Refused, match=sentence):
            door.record(**options)
        assert not Contact.objects.exists()
        assert not Person.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_a_contact_from_the_future_is_refused(self, door):
        with pytest.raises(Refused, match="future"):
            door.record(received_at=door.now + dt.timedelta(minutes=1))

    def test_fifty_children_fit_on_one_contact(self, door):
        contact = door.record(*(child(f"N{n}") for n in range(50)))
        assert contact.children.count() == 50

    def test_emoji_and_right_to_left_names_and_a_very_long_story(self, door):
        story = {"what_happened": "שלום 👩‍👩‍👧‍👦 " * 6000}
        contact = door.record(child("שרה🌟"), story=story)
        assert contact.children.get().person.given_name == "שרה🌟"

    def test_the_same_form_twice_makes_one_contact(self, door):
        key = uuid.uuid4()
        first = door.record(submission_key=key)
        second = door.record(submission_key=key)
        assert first.pk == second.pk
        assert Contact.objects.count() == 1

    def test_a_stale_form_writes_nothing(self, door):
        contact = door.screened()
        with pytest.raises(Stale) as caught:
            actions.write_story(
                contact, by=door.officer, now=door.now, section="worries", text="Late", expected_version=1
            )
        assert caught.value.current_version == contact.version
        assert not AuditEntry.objects.filter(action="frontdoor.write_story").exists()

    def test_a_closed_contact_does_not_change(self, door):
        contact = door.sign_off(door.decided()).contact
        actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer="spoken")
        with pytest.raises(Refused, match="closed"):
            actions.write_story(contact, by=door.officer, now=door.now, section="worries", text="More")


@pytest.mark.django_db
class TestRestrictedChildren:
    def test_a_hidden_child_is_not_on_the_contact(self, door):
        contact = door.analysed(child("Ash"), child("Briar"))
        hidden = contact.children.get(position=2).person
        Restriction.objects.create(
            person=hidden, kind="allow_list", message="Ask the manager", reason="Safety", starts_at=door.now,
            started_by=door.manager,
        )  # fmt: skip
        scope = Scope(door.worker, door.now)
        assert [c.position for c in queries.children_of(scope, contact)] == [1]
        assert queries.visible_contacts(scope).count() == 1
        with pytest.raises(NotVisible):
            door.decide(contact.children.get(position=2), outcome="no_further_action", level="1")

    def test_a_contact_of_hidden_children_is_nowhere(self, door):
        contact = door.screened()
        Restriction.objects.create(
            person=contact.children.get().person, kind="exclusion", message="Ask the manager", reason="Relative",
            starts_at=door.now, started_by=door.manager,
        ).users.add(door.worker)  # fmt: skip
        scope = Scope(door.worker, door.now)
        assert not queries.board(scope).exists()
        assert sum(sum(by_rag.values()) for by_rag in queries.counts_by_stage(scope).values()) == 0
        with pytest.raises(NotVisible):
            queries.get_visible_contact(scope, contact.reference)
        with pytest.raises(NotVisible):
            actions.rerate(contact, by=door.worker, now=door.now, rag="red", reason="Worse")
        assert queries.board(Scope(door.officer, door.now)).count() == 1

    def test_an_elected_member_sees_no_contact(self, door, make_user):
        door.screened()
        scope = Scope(make_user("elected_member"), door.now)
        assert not queries.visible_contacts(scope).exists()
        assert not queries.visible_children(scope).exists()


@pytest.mark.django_db
class TestRepeatContacts:
    def test_are_counted_in_3_and_12_months_across_records(self, door):
        first = door.record(received_at=door.now - dt.timedelta(days=200))
        person = first.children.get().person
        door.record(NamedChild(person=person), received_at=door.now - dt.timedelta(days=20))
        latest = door.record(NamedChild(person=person))
        scope, target = Scope(door.officer, door.now), ContactChild.objects.get(contact=latest)
        found = history(scope, latest, [target]).children[target.pk]
        assert (found.contacts_3_months, found.contacts_12_months) == (1, 2)


@pytest.mark.django_db
class TestAHiddenChildIsNamedAgain:
    def test_those_who_may_see_the_record_are_told_and_the_recorder_is_not(self, door, make_user):
        from threshold.access.models import User
        from threshold.people.queries import alerts_for, visible_people

        details = {"birth_on": dt.date(2017, 5, 3), "address": {"line_1": "4 Weir Lane", "postcode": "WR991AA"}}
        known = door.record(child("Quillon", **details)).children.get().person
        guardian = make_user("team_manager", team=door.team)
        Restriction.objects.create(
            person=known, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now, started_by=guardian
        ).users.add(guardian)
        again = door.record(child("Quillon", **details))
        assert again.children.get().person.pk != known.pk
        assert not visible_people(Scope(door.officer, door.now)).filter(pk=known.pk).exists()
        assert not alerts_for(Scope(door.officer, door.now)).exists()
        alert = alerts_for(Scope(guardian, door.now)).get()
        assert (alert.record, alert.restricted) == (again.children.get().person, known)

        service = User.objects.service("portal_service")
        by_portal = door.record(child("Quillon", **details), by=service, channel="public_form", consent=None)
        assert alerts_for(Scope(guardian, door.now)).filter(record=by_portal.children.get().person).exists()


@pytest.mark.django_db
class TestWritingTheStoryAgain:
    def test_a_paragraph_that_was_narrowed_stays_narrow(self, door):
        contact = door.screened(child("Ash"), child("Briar"))
        ash = contact.children.get(position=1).person
        second = Passage.objects.get(text="Second time this week.")
        narrative.narrow_passage(second, travels="third_party", about=(ash.pk,), by=door.officer, now=door.now)
        actions.write_story(
            contact, by=door.officer, now=door.now, section="what_happened",
            text="Came to school hungry.\n\nSecond time this week.\n\nThe teacher gave breakfast.",
        )  # fmt: skip
        rewritten = Passage.objects.get(text="Second time this week.", superseded_at=None)
        assert (rewritten.travels, list(rewritten.about.all())) == ("third_party", [ash])

    def test_so_does_a_paragraph_of_the_analysis(self, door):
        contact = door.analysed()
        passage = Passage.objects.get(section="analysis_risk", superseded_at=None)
        narrative.narrow_passage(passage, travels="police", by=door.officer, now=door.now)
        sections = {**ANALYSIS, "analysis_risk": ANALYSIS["analysis_risk"] + "\n\nAnd more."}
        actions.write_analysis(contact, by=door.officer, now=door.now, sections=sections)
        rows = Passage.objects.filter(section="analysis_risk", superseded_at=None).order_by("position")
        assert [row.travels for row in rows] == ["police", "open"]
