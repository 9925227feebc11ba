"""Two people press at the same moment, each on a connection of their own: one outcome, and nobody is kept waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.errors import Refused, Stale, UserFacingError
from threshold.core.models import CHAINS
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.actions.gathering import answer_by_link, check_code
from threshold.frontdoor.links import MOST_ATTEMPTS
from threshold.frontdoor.models import Decision, Feedback, InformationRequest
from threshold.pathway.actions import accept_handover, allocate_handover, send_back_handover
from threshold.pathway.models import EarlyHelpEpisode, Handover, Referral
from threshold.people import actions as people
from threshold.people.models import EmergencyAccess, IdentityEvent, Person
from threshold.people.views import relatives
from threshold.portal import service
from walk import ANALYSIS, Frontdoor

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each gave or raised. A deadlock or a wait for ever is an error of the test."""
    start, results = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        try:
            with connection.cursor() as cursor:  # the connection is there before the race begins
                cursor.execute("SET lock_timeout = '15s'")
            start.wait(10)
            results[place] = works[place]()
        except Exception as error:  # the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, UserFacingError)]
    assert not unexpected, unexpected
    return results


def refused(results: list[Any]) -> list[Any]:
    return [one for one in results if isinstance(one, UserFacingError)]


def fresh(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


@pytest.fixture
def manager_two(door: Frontdoor, make_user: Callable[..., User]) -> User:
    return make_user("team_manager", team=door.team, registered=True)


def test_two_managers_sign_off(door: Frontdoor, manager_two: User) -> None:
    decision = door.decided(outcome="family_help", level="3")
    results = at_once(*[
        lambda by=by: actions.sign_off(fresh(decision), by=by, now=door.now, reason="Sound and proportionate")
        for by in (door.manager, manager_two)
    ])  # fmt: skip
    assert len(refused(results)) == 1
    assert (Handover.objects.count(), Referral.objects.count()) == (1, 1)


def test_one_manager_signs_off_and_another_returns(door: Frontdoor, manager_two: User) -> None:
    decision = door.decided(outcome="family_help", level="3")
    results = at_once(
        lambda: actions.sign_off(fresh(decision), by=door.manager, now=door.now, reason="Sound"),
        lambda: actions.return_decision(fresh(decision), by=manager_two, now=door.now, reason="Ask the school"),
    )
    assert len(refused(results)) == 1
    state = fresh(decision).state
    assert Handover.objects.count() == (1 if state == "signed_off" else 0)


def test_two_decide_for_one_child(door: Frontdoor, manager_two: User) -> None:
    child = door.analysed().children.get()
    results = at_once(*[
        lambda by=by: door.decide(fresh(child), outcome="no_further_action", level="1", by=by)
        for by in (door.worker, manager_two)
    ])  # fmt: skip
    assert len(refused(results)) == 1
    assert Decision.objects.filter(is_current=True).count() == Decision.objects.count() == 1


def test_two_decisions_about_one_child_on_two_contacts_open_one_referral(door: Frontdoor, manager_two: User) -> None:
    first = door.analysed()
    person = first.children.get().person
    second = door.analysed(NamedChild(person=person))
    decisions = [door.decide(one.children.get(), outcome="family_help", level="3") for one in (first, second)]
    results = at_once(*[
        lambda decision=decision, by=by: actions.sign_off(fresh(decision), by=by, now=door.now, reason="Sound")
        for decision, by in zip(decisions, (door.manager, manager_two), strict=True)
    ])  # fmt: skip
    assert len(refused(results)) == 1
    assert Referral.objects.count() == 1


def test_a_team_accepts_and_sends_back(door: Frontdoor, make_user: Callable[..., User]) -> None:
    door.sign_off(door.decided(outcome="early_help", level="2"))
    colleague = make_user("early_help_manager", team=door.early_help)
    handover = Handover.objects.get()
    results = at_once(
        lambda: accept_handover(fresh(handover), by=door.early_help_manager, now=door.now),
        lambda: send_back_handover(fresh(handover), by=colleague, now=door.now, reason="Not for us"),
    )
    assert len(refused(results)) == 1
    assert EarlyHelpEpisode.objects.count() == (1 if fresh(handover).state == "accepted" else 0)


def test_two_managers_allocate_from_what_both_saw(door: Frontdoor, make_user: Callable[..., User]) -> None:
    door.sign_off(door.decided(outcome="early_help", level="2"))
    handover = accept_handover(Handover.objects.get(), by=door.early_help_manager, now=door.now)
    workers = [make_user("early_help_practitioner", team=door.early_help) for _ in range(2)]
    results = at_once(*[
        lambda worker=worker: allocate_handover(
            fresh(handover), by=door.early_help_manager, now=door.now, worker=worker, expected_version=handover.version
        )
        for worker in workers
    ])  # fmt: skip
    assert [type(one) for one in refused(results)] == [Stale]


def test_the_answer_is_given_once(door: Frontdoor) -> None:
    door.sign_off(door.decided())
    contact = Decision.objects.get().contact
    results = at_once(*[
        lambda by=by: actions.give_feedback(
            fresh(contact), by=by, now=door.now, status_of_answer="message", text="Thank you."
        )
        for by in (door.officer, door.worker)
    ])  # fmt: skip
    assert len(refused(results)) == 1
    assert Feedback.objects.count() == 1


def test_two_joins_in_opposite_order(door: Frontdoor, manager_two: User) -> None:
    one, other = (
        people.record_person(by=door.officer, now=door.now, kind="child", given_name=name, family_name="Testcase")
        for name in ("Robin", "Robyn")
    )
    results = at_once(
        lambda: people.merge_people(one, other=other, reason="The same school", by=door.manager, now=door.now),
        lambda: people.merge_people(other, other=one, reason="The same mother", by=manager_two, now=door.now),
    )
    assert len(refused(results)) == 1
    assert IdentityEvent.objects.count() == 1
    assert len({person.identity_id for person in Person.objects.all()}) == 1


def test_records_are_taken_apart_while_a_contact_is_recorded_about_one(door: Frontdoor) -> None:
    one, other = (
        people.record_person(by=door.officer, now=door.now, kind="child", given_name=name, family_name="Testcase")
        for name in ("Robin", "Robyn")
    )
    event = people.merge_people(one, other=other, reason="The same school", by=door.manager, now=door.now)
    contact, undone = at_once(
        lambda: door.record(NamedChild(person=fresh(other))),
        lambda: people.unmerge_people(event, reason="They are cousins", by=door.manager, now=door.now),
    )
    assert not refused([contact, undone])
    assert contact.children.get().person_id == other.pk, "the contact stays on the record on which it was written"
    assert fresh(other).identity_id != fresh(one).identity_id


def test_two_clicks_break_the_glass_once(door: Frontdoor) -> None:
    child = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Wren", family_name="Testcase")
    people.restrict_person(
        child, kind="allow_list", message="Ask.", reason="A relative works here", users=[door.manager],
        by=door.manager, now=door.now,
    )  # fmt: skip
    results = at_once(*[
        lambda: people.break_glass(fresh(child), reason="A child is missing", by=door.worker, now=door.now)
        for _ in range(2)
    ])  # fmt: skip
    assert len(refused(results)) == 1
    assert EmergencyAccess.objects.count() == 1


def test_a_partners_code_is_guessed_at_from_many_places_at_once(door: Frontdoor) -> None:
    asked = actions.ask_agency(door.screened(), by=door.officer, now=door.now, agency="police", question="Known?")
    portal = service.account()
    wrong = "00000000" if asked.code != "00000000" else "11111111"
    results = at_once(*[
        lambda: check_code(fresh(asked.request), by=portal, now=door.now, code=wrong) for _ in range(8)
    ])  # fmt: skip
    assert results == [False] * 8
    request = InformationRequest.objects.get()
    assert request.code_attempts >= MOST_ATTEMPTS
    assert not check_code(request, by=portal, now=door.now, code=asked.code), "too late for the right one"


def test_a_partner_answers_while_the_question_is_withdrawn(door: Frontdoor) -> None:
    asked = actions.ask_agency(door.screened(), by=door.officer, now=door.now, agency="police", question="Known?")
    portal = service.account()
    results = at_once(
        lambda: answer_by_link(
            fresh(asked.request), by=portal, now=door.now, state="returned", text="Twice in May.",
            answered_by_name="Sgt Test",
        ),
        lambda: actions.cancel_request(fresh(asked.request), by=door.officer, now=door.now, reason="Told by telephone"),
    )  # fmt: skip
    assert len(refused(results)) == 1


def test_screening_and_analysing_at_once(door: Frontdoor) -> None:
    contact = door.record()
    results = at_once(
        lambda: actions.screen(fresh(contact), by=door.officer, now=door.now, rag="red", reason="Injured"),
        lambda: actions.write_analysis(fresh(contact), by=door.worker, now=door.now, sections=ANALYSIS),
    )
    assert all(isinstance(one, Refused) for one in refused(results))
    assert fresh(contact).rag == "red"


# --- The audit log's chains, which all writers share -----------------------------------------------------------------


def of_one_chain(make_user: Callable[..., User], like: User) -> User:
    """Somebody whose entries go into the same chain."""
    for _ in range(3 * CHAINS):
        user = make_user("contact_officer")
        if user.pk % CHAINS == like.pk % CHAINS:
            return user
    raise AssertionError("no such user")


def test_a_relative_is_recorded_while_somebody_of_the_same_chain_changes_the_child(
    door: Frontdoor, make_user: Callable[..., User]
) -> None:
    """Recording a relative is two actions. Between them nothing of the chain may be held."""
    colleague = of_one_chain(make_user, door.officer)
    child = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Wren", family_name="Testcase")
    recorded, changing = threading.Event(), threading.Event()

    class Form:
        def facts(self) -> dict[str, Any]:
            return {"kind": "adult", "given_name": "Alex", "family_name": "Testcase"}

        def relation(self, person: Person, relative: Person) -> dict[str, Any]:
            recorded.set()  # the first of the two actions is over
            changing.wait(5)
            return {"person": relative, "other": person, "kind": "parent"}

    def change() -> Any:
        recorded.wait(5)
        with transaction.atomic(), journal.holding():
            Person.objects.select_for_update().get(pk=child.pk)  # the child is ours now
            changing.set()
            threading.Event().wait(0.5)  # the other has come to the child
            return people.change_person(
                child, changes={"communication_needs": "Signs"}, expected_version=None, by=colleague, now=door.now
            )

    at_once(lambda: relatives._record(Scope(door.officer, door.now), child, Form()), change)
    assert fresh(child).communication_needs == "Signs"


def test_many_read_and_write_in_one_chain(door: Frontdoor, make_user: Callable[..., User]) -> None:
    colleague = of_one_chain(make_user, door.officer)
    child = people.record_person(by=door.officer, now=door.now, kind="child", given_name="Wren", family_name="Testcase")

    def work(by: User, number: int) -> None:
        for turn in "abcde":
            Scope(by, door.now).note("people.read_person", subject=child, about=[child.pk])
            people.add_name(
                child, kind="alias", given_name=f"Robbie {number}{turn}",
                family_name="Testcase", by=by, now=door.now,
            )  # fmt: skip

    at_once(*[lambda by=by, n=n: work(by, n) for n, by in enumerate((door.officer, colleague) * 2)])
    assert journal.verify().flaws == []
