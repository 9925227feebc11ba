"""Two people act on one record at the same moment: one is first, the other hears of it, and nothing is half done.

Each test is run by two threads on two connections. Which of them is first is left to chance on purpose; what the
record looks like afterwards must not depend on it.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from at_once import at_once
from threshold.core import journal
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry, Clock, Message
from threshold.frontdoor import actions
from threshold.frontdoor.actions.decision import Destination
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import Contact, ContactChild, Decision, Feedback, ReturnInterview, Shift
from threshold.pathway import actions as pathway
from threshold.pathway.models import Handover, Referral
from threshold.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCES = (Refused, Stale)


def named(given: str) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given, "family_name": "Testcase"})


def one_won(results: list[Any]) -> bool:
    """Exactly one succeeded, and the other was told in a sentence: no error of the database, and no silence."""
    told = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(error, SENTENCES) and error.sentence for error in told), told
    return len(told) == 1


@pytest.fixture(autouse=True)
def _the_log_stays_whole(db: None) -> Any:
    yield
    assert journal.verify().flaws == []


def test_one_form_sent_twice_makes_one_contact(door):
    key = uuid.uuid4()
    first, second = at_once(*[lambda: door.record(submission_key=key)] * 2)
    assert first.pk == second.pk
    assert Contact.objects.count() == Person.objects.count() == 1
    assert Clock.objects.filter(rule="decide").count() == 1


def test_two_who_decide_for_one_child(door, make_user):
    child = door.analysed().children.get()
    other = make_user("social_worker", team=door.team, registered=True)
    results = at_once(
        lambda: door.decide(child, outcome="no_further_action", level="1"),
        lambda: door.decide(child, outcome="information_and_advice", level="1", by=other),
    )
    assert one_won(results)
    assert Decision.objects.get().is_current


def test_a_proposal_and_a_decision(door):
    """Both may stand, in one order; in the other the proposal comes too late. The decision always stands."""
    child = door.analysed().children.get()
    results = at_once(
        lambda: actions.propose(child, by=door.officer, now=door.now, outcome="no_further_action", reason="All well"),
        lambda: door.decide(child, outcome="information_and_advice", level="1"),
    )
    assert isinstance(results[0], (Decision, *SENTENCES))
    assert Decision.objects.get(is_current=True).state == "awaiting_sign_off"


def test_one_signs_off_while_another_returns(door, make_user):
    decision = door.decided(outcome="family_help", level="4")
    other = make_user("team_manager", team=door.team, registered=True)
    results = at_once(
        lambda: door.sign_off(decision),
        lambda: actions.return_decision(decision, by=other, now=door.now, reason="Ask the school"),
    )
    assert one_won(results)
    decision.refresh_from_db()
    assert Handover.objects.count() == (1 if decision.state == "signed_off" else 0)
    assert bool(decision.signed_off_at) != bool(decision.returned_at)


def test_the_last_two_children_signed_off_together_move_the_contact_on(door, make_user):
    """Each sees the other's child as still open, unless one waits for the other."""
    contact = door.analysed(named("Ash"), named("Briar"))
    decisions = [door.decide(child, outcome="no_further_action", level="1") for child in contact.children.all()]
    results = at_once(*[lambda decision=decision: door.sign_off(decision) for decision in decisions])
    assert all(isinstance(result, Decision) for result in results), results
    contact.refresh_from_db()
    assert contact.state == "answering"
    assert Clock.objects.filter(rule="feedback").count() == 1


def test_two_contacts_about_one_child_open_one_referral(door):
    first = door.analysed(named("Ash"))
    second = door.analysed(NamedChild(person=Person.objects.get()))
    decisions = [door.decide(contact.children.get(), outcome="family_help", level="4") for contact in (first, second)]
    assert one_won(at_once(*[lambda decision=decision: door.sign_off(decision) for decision in decisions]))
    assert Referral.objects.filter(closed_on=None).count() == Handover.objects.count() == 1
    assert sorted(Decision.objects.values_list("state", flat=True)) == ["awaiting_sign_off", "signed_off"]


def test_two_who_add_a_child(door):
    contact = door.screened()
    at_once(*[
        lambda name=name: actions.add_child(contact, by=door.officer, now=door.now, child=named(name))
        for name in ("Briar", "Cory")
    ])  # fmt: skip
    assert list(ContactChild.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3]


def test_two_who_write_the_same_part_of_the_story(door):
    contact = door.screened()
    write = {"now": door.now, "section": "worries", "expected_version": contact.version}
    results = at_once(
        lambda: actions.write_story(contact, by=door.officer, text="Mine", **write),
        lambda: actions.write_story(contact, by=door.worker, text="Yours", **write),
    )
    assert one_won(results)
    assert any(isinstance(result, Stale) for result in results)


def test_two_who_screen(door):
    contact = door.record()
    screen = {"now": door.now, "reason": "Not clear"}
    results = at_once(
        lambda: actions.screen(contact, by=door.officer, rag="red", **screen),
        lambda: actions.screen(contact, by=door.worker, rag="green", **screen),
    )
    assert one_won(results)
    assert contact.ratings.count() == Clock.objects.filter(rule="rag").count() == 1


def test_two_who_answer_the_referrer(door):
    contact = door.decided().contact
    door.sign_off(Decision.objects.get())
    give = {"now": door.now, "status_of_answer": "message", "text": "Thank you."}
    results = at_once(
        lambda: actions.give_feedback(contact, by=door.officer, **give),
        lambda: actions.give_feedback(contact, by=door.worker, **give),
    )
    assert one_won(results)
    assert Feedback.objects.count() == Message.objects.count() == 1


def test_a_team_that_accepts_and_sends_back(door, make_user):
    door.sign_off(door.decided(outcome="family_help", level="4"))
    handover = Handover.objects.get()
    other = make_user("team_manager", team=door.family_help, registered=True)
    results = at_once(
        lambda: pathway.accept_handover(handover, by=door.family_help_manager, now=door.now),
        lambda: pathway.send_back_handover(handover, by=other, now=door.now, reason="Not for us"),
    )
    assert one_won(results)
    handover.refresh_from_db()
    running = Clock.objects.get(subject_type="pathway.handover", stopped_at=None)
    assert running.rule == {"accepted": "allocate", "sent_back": "offer-again"}[handover.state]


def test_two_partners_answers_to_one_question(door):
    contact = door.screened()
    asked = actions.ask_agency(contact, by=door.officer, now=door.now, agency="voluntary", question="Known?").request
    answer = {"now": door.now, "state": "returned", "answered_by_name": "Jo"}
    results = at_once(
        lambda: actions.record_answer(asked, by=door.officer, text="Known since May.", **answer),
        lambda: actions.record_answer(asked, by=door.worker, text="Not known.", **answer),
    )
    assert one_won(results)


def test_two_who_record_one_interview(door):
    contact = door.screened(returned_from_missing_at=door.now)
    interview = ReturnInterview.objects.get(child__contact=contact)
    say = {"now": door.now, "state": "declined", "happened_at": door.now, "reason": "Not today"}
    results = at_once(
        lambda: actions.record_return_interview(interview, by=door.officer, **say),
        lambda: actions.record_return_interview(interview, by=door.worker, **say),
    )
    assert one_won(results)


def test_two_of_the_day_team_accept_one_shift(door, make_user):
    shift = actions.start_shift(by=make_user("edt", registered=True), now=door.now)
    actions.hand_over_shift(shift, by=shift.worker, now=door.now, note="Quiet")
    results = at_once(
        lambda: actions.accept_shift(shift, by=door.officer, now=door.now),
        lambda: actions.accept_shift(shift, by=door.worker, now=door.now),
    )
    assert one_won(results)
    assert Shift.objects.get().state == "accepted"


def test_one_person_starts_one_shift(door, make_user):
    edt = make_user("edt", registered=True)
    first, second = at_once(*[lambda: actions.start_shift(by=edt, now=door.now)] * 2)
    assert first.pk == second.pk


def test_a_decision_and_a_second_child(door):
    """Whoever is first, the contact does not go on without a decision for the second child."""
    contact = door.analysed()
    child = contact.children.get()
    where = Destination(door.early_help, "parenting")
    results = at_once(
        lambda: door.decide(child, outcome="early_help", level="2", destination=where),
        lambda: actions.add_child(contact, by=door.officer, now=door.now, child=named("Briar")),
    )  # fmt: skip
    assert not any(isinstance(result, (NotPermitted, NotVisible)) for result in results), results
    contact.refresh_from_db()
    assert contact.state == "deciding"
    assert AuditEntry.objects.filter(action="frontdoor.add_child").count() == 1
