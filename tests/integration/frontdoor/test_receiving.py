"""What a team was given, or gave back: it is in somebody's hands, on their day, with a deadline, and nobody else's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.core.models import Clock
from threshold.frontdoor import actions as frontdoor
from threshold.frontdoor.actions.details import NamedChild
from threshold.pathway import actions
from threshold.pathway.models import Handover, Referral
from threshold.people.models import Restriction
from visiting import client_of

pytestmark = pytest.mark.django_db


def handed(door: Any, outcome: str = "family_help", *children: NamedChild) -> Handover:
    decision = door.decide(door.analysed(*children).children.get(), outcome=outcome, level="4")
    door.sign_off(decision)
    return Handover.objects.get(source_id=decision.pk)


@pytest.fixture
def offered(door: Any) -> Handover:
    return handed(door)


@pytest.fixture
def sent_back(door: Any, offered: Handover) -> Handover:
    return actions.send_back_handover(offered, by=door.family_help_manager, now=door.now, reason="Ask the school first")


def running(handover: Handover) -> set[str]:
    rows = Clock.objects.filter(subject_type="pathway.handover", subject_id=handover.pk, stopped_at__isnull=True)
    return set(rows.values_list("rule", flat=True))


class TestAClockAlwaysRunsUntilThereIsAWorker:
    def test_from_offer_to_allocation(self, door, offered):
        who = {"by": door.family_help_manager, "now": door.now}
        assert running(offered) == {"accept"}
        actions.send_back_handover(offered, **who, reason="Ask the school first")
        assert running(offered) == {"offer-again"}
        actions.offer_again(offered, by=door.manager, now=door.now, team=door.family_help, answer="Asked")
        assert running(offered) == {"accept"}
        actions.accept_handover(offered, **who)
        assert running(offered) == {"allocate"}
        actions.allocate_handover(offered, **who, worker=door.family_help_manager)
        assert running(offered) == set()

    def test_none_is_left_running_when_it_is_closed(self, door, sent_back):
        actions.close_handover(sent_back, by=door.manager, now=door.now, reason="The family moved away")
        assert running(sent_back) == set()


class TestClosing:
    def test_another_teams_case_is_not_closed(self, door, offered, make_user, make_team):
        actions.accept_handover(offered, by=door.family_help_manager, now=door.now)
        stranger = make_user("team_manager", team=make_team("family_help"), registered=True)
        for user in (stranger, door.manager):
            with pytest.raises(NotPermitted):
                actions.close_handover(offered, by=user, now=door.now, reason="Mine now")
            assert "/close" not in client_of(user).get(f"/hand-overs/{offered.reference}").content.decode()
        assert Referral.objects.get().closed_on is None

    def test_what_was_not_answered_has_no_button_and_is_refused(self, door, offered):
        client = client_of(door.family_help_manager)
        assert "/close" not in client.get(f"/hand-overs/{offered.reference}").content.decode()
        with pytest.raises(Refused, match="not answered yet"):
            actions.close_handover(offered, by=door.family_help_manager, now=door.now, reason="x")

    def test_the_front_door_closes_what_was_sent_back(self, door, sent_back):
        client = client_of(door.manager)
        url = f"/hand-overs/{sent_back.reference}/close"
        assert url in client.get(f"/hand-overs/{sent_back.reference}").content.decode()
        form = {"submission_key": str(uuid.uuid4()), "version": str(sent_back.version), "closure_reason": "RC8"}
        assert client.post(url, {**form, "reason": "Early help is enough"}).status_code == 302
        assert Referral.objects.get().closure_reason == "RC8"

    def test_a_page_that_was_overtaken_closes_nothing(self, door, sent_back):
        with pytest.raises(Stale):
            actions.close_handover(sent_back, by=door.manager, now=door.now, reason="x", expected_version=1)


class TestOfferingAgain:
    def test_goes_to_any_team_that_receives_such_work(self, door, make_team, make_user):
        protection, other = make_team("protection"), make_team("early_help")
        contact = door.analysed()
        decision = door.decide(
            contact.children.get(), outcome="strategy_discussion", level="4",
            destination=frontdoor.decision.Destination(team=door.family_help),
        )  # fmt: skip
        door.sign_off(decision)
        handover = Handover.objects.get()
        actions.send_back_handover(handover, by=door.family_help_manager, now=door.now, reason="For protection")
        html = client_of(door.manager).get(f"/hand-overs/{handover.reference}/offer-again").content.decode()
        assert protection.name in html
        assert other.name not in html
        with pytest.raises(Refused, match="does not receive"):
            actions.offer_again(handover, by=door.manager, now=door.now, team=other, answer="Here")
        handover = actions.offer_again(handover, by=door.manager, now=door.now, team=protection, answer="Here")
        assert handover.team == protection

    def test_of_two_managers_the_second_hears_of_the_first(self, door, sent_back, make_team):
        version = sent_back.version
        offer = {"now": door.now, "team": door.family_help, "answer": "Asked", "expected_version": version}
        actions.offer_again(sent_back, by=door.manager, **offer)
        with pytest.raises(Stale):
            actions.offer_again(sent_back, by=door.manager, **offer)


class TestMyDay:
    def test_shows_the_front_door_what_was_sent_back(self, door, sent_back):
        html = client_of(door.manager).get("/my-day").content.decode()
        assert "Sent back to the front door" in html
        assert sent_back.reference in html
        assert sent_back.reference not in client_of(door.officer).get("/my-day").content.decode()

    def test_shows_the_team_what_it_was_offered_and_what_has_no_worker(self, door, offered):
        client = client_of(door.family_help_manager)
        assert "Offered to my team" in client.get("/my-day").content.decode()
        actions.accept_handover(offered, by=door.family_help_manager, now=door.now)
        html = client.get("/my-day").content.decode()
        assert "Taken on by my team, and no worker yet" in html
        assert offered.reference in html

    def test_brings_a_returned_decision_back_to_whoever_made_it(self, door):
        decision = door.decided()
        frontdoor.return_decision(decision, by=door.manager, now=door.now, reason="Speak with the school first")
        html = client_of(door.worker).get("/my-day").content.decode()
        assert "Speak with the school first" in html
        assert "Speak with the school first" not in client_of(door.officer).get("/my-day").content.decode()
        door.decide(decision.child, outcome="no_further_action", level="1")
        assert "Speak with the school first" not in client_of(door.worker).get("/my-day").content.decode()

    def test_a_number_opens_the_list_that_it_counts(self, door, offered):
        """The fixture's moment is long ago: everything that runs is overdue."""
        door.screened(NamedChild(details={"kind": "child", "given_name": "Wren", "family_name": "Testcase"}))
        for user, listed in ((door.officer, "Wren"), (door.family_help_manager, offered.reference)):
            client = client_of(user)
            html = client.get("/my-day").content.decode()
            assert "?due=overdue" in html
            narrowed = client.get("/my-day?due=overdue").content.decode()
            assert listed in narrowed
            assert listed not in client.get("/my-day?due=soon").content.decode()

    def test_is_taken_out_as_a_file_by_who_may(self, door, offered, make_user):
        contact = door.screened()
        text = client_of(door.officer).get("/my-day?format=csv").getvalue().decode()
        assert contact.reference in text
        assert offered.reference in client_of(door.family_help_manager).get("/my-day?format=csv").getvalue().decode()
        assert client_of(make_user("auditor")).get("/my-day?format=csv").status_code == 403

    def test_a_hidden_child_is_on_nobodys_day(self, door, sent_back):
        decision = door.decided()
        frontdoor.return_decision(decision, by=door.manager, now=door.now, reason="Speak with the school first")
        for person in (sent_back.person, decision.child.person):
            Restriction.objects.create(
                person=person, kind="allow_list", message="Ask", reason="Safety", starts_at=door.now,
                started_by=door.manager,
            )  # fmt: skip
        html = client_of(door.manager).get("/my-day").content.decode()
        assert sent_back.reference not in html
        assert "Speak with the school first" not in client_of(door.worker).get("/my-day").content.decode()
