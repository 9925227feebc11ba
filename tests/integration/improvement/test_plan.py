"""The plan: its actions start when they say what they answer, and close on proof that somebody else has seen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from threshold.access.models import User
from threshold.core import status
from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.improvement.actions import authorities, plan, plan_actions, plan_links
from threshold.improvement.models import Authority, DueChange, Evidence, Plan, RagChange
from threshold.improvement.states import PlanActionState

pytestmark = pytest.mark.django_db


def test_an_action_closes_on_its_measure_and_keeps_the_reading(loop):
    loop.audits(1, good=9, poor=1)
    loop.audits(2, good=8, poor=2)
    delivered = loop.delivered()
    closed = plan_actions.close_action(delivered, **loop.who(loop.director), reason="Seventeen of twenty")
    assert (closed.state, closed.rag, closed.closed_by) == ("closed", "blue", loop.director)
    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.numerator, evidence.denominator, evidence.value) == (
        "reading",
        17,
        20,
        Decimal("85.00"),
    )
    assert list(evidence.findings.all()) == [loop.finding]
    assert list(evidence.actions.all()) == [loop.action]
    # What is corrected later does not move it.
    loop.audits(1, good=0, poor=30)
    evidence.refresh_from_db()
    assert evidence.value == Decimal("85.00")


def test_an_action_whose_measure_misses_is_not_closed_and_the_sentence_says_the_figure(loop):
    loop.audits(1, good=7, poor=3)
    delivered = loop.delivered()
    with pytest.raises(Refused, match=r"graded good or better, at least 80%: 70%"):
        plan_actions.close_action(delivered, **loop.who(loop.director), reason="Fine")
    delivered.refresh_from_db()
    assert delivered.state == PlanActionState.DELIVERED
    assert not Evidence.objects.exists()


def test_an_action_whose_measure_counted_nothing_is_not_closed(loop):
    with pytest.raises(Refused, match="nothing to count"):
        plan_actions.close_action(loop.delivered(), **loop.who(loop.director), reason="Fine")


def test_every_proof_must_be_there(loop):
    loop.audits(1, good=9)
    plan_links.prove_by_audits(
        loop.action, **loop.who(loop.lead), tool="front_door_decision", at_least="outstanding", target=Decimal(50)
    )
    with pytest.raises(Refused, match="0 of 9 audits"):
        plan_actions.close_action(loop.delivered(), **loop.who(loop.director), reason="Fine")


def test_a_re_audit_proves_when_it_is_complete_and_good(loop):
    [first] = loop.audits(3, good=0, poor=1)
    action = loop.another_action()
    plan_links.answer_with_action(action, **loop.who(loop.lead), finding=loop.finding)
    plan_links.prove_by_re_audit(action, **loop.who(loop.lead), audit=first)
    delivered = loop.delivered(action)
    with pytest.raises(Refused, match=r"Re-audit of the same child.*not complete"):
        plan_actions.close_action(delivered, **loop.who(loop.director), reason="Fine")
    [again] = loop.audits(0, good=1)
    again.re_audit_of = first
    again.save()
    plan_actions.close_action(delivered, **loop.who(loop.director), reason="The re-audit is good")
    assert Evidence.objects.get().audit == again


def test_neither_its_owner_nor_whoever_called_it_done_closes_it(loop):
    loop.audits(1, good=9)
    delivered = loop.delivered()
    for person in (loop.owner,):
        with pytest.raises(Refused, match="Somebody else"):
            plan_actions.close_action(delivered, **loop.who(person), reason="Fine")
    other = loop.another_action()
    plan_links.answer_with_action(other, **loop.who(loop.lead), finding=loop.finding)
    plan_links.prove_by_measure(other, **loop.who(loop.lead), measure="QA01", better="higher", target=Decimal(10))
    plan_actions.start_action(other, **loop.who(loop.lead))
    done = plan_actions.deliver_action(other, **loop.who(loop.lead), words="Done for the owner, who is away")
    with pytest.raises(Refused, match="Somebody else"):
        plan_actions.close_action(done, **loop.who(loop.lead), reason="Fine")


def test_an_action_cannot_be_proved_by_the_plan_itself(loop):
    with pytest.raises(Refused, match="cannot prove itself"):
        plan_links.prove_by_measure(
            loop.action, **loop.who(loop.lead), measure="IM02", better="higher", target=Decimal(90)
        )
    with pytest.raises(Refused, match="no measure"):
        plan_links.prove_by_measure(
            loop.action, **loop.who(loop.lead), measure="XX", better="higher", target=Decimal(9)
        )


def test_an_action_that_answers_nothing_or_would_be_proved_by_nothing_does_not_start(loop):
    bare = loop.another_action()
    with pytest.raises(Refused, match="answers"):
        plan_actions.start_action(bare, **loop.who(loop.owner))
    plan_links.answer_with_action(bare, **loop.who(loop.lead), finding=loop.finding)
    with pytest.raises(Refused, match="would prove"):
        plan_actions.start_action(bare, **loop.who(loop.owner))


def test_a_ring_is_refused_by_name_and_nothing_is_written(loop):
    second, third = loop.another_action("Second"), loop.another_action("Third")
    who = loop.who(loop.lead)
    plan_actions.wait_for(loop.action, **who, needs=second)
    plan_actions.wait_for(second, **who, needs=third)
    ring = (
        f"{third.reference} waits for {loop.action.reference} waits for {second.reference} waits for {third.reference}"
    )
    with pytest.raises(Refused, match=ring):
        plan_actions.wait_for(third, **who, needs=loop.action)
    assert not third.dependencies.exists()
    plan_actions.wait_no_longer(second, **who, needs=third)
    plan_actions.wait_for(third, **who, needs=loop.action)


def test_an_action_starts_after_what_it_waits_for(loop):
    second = loop.another_action("Second")
    plan_links.answer_with_action(second, **loop.who(loop.lead), finding=loop.finding)
    plan_links.prove_by_measure(second, **loop.who(loop.lead), measure="QA01", better="higher", target=Decimal(80))
    plan_actions.wait_for(loop.action, **loop.who(loop.lead), needs=second)
    with pytest.raises(Refused, match=second.reference):
        plan_actions.start_action(loop.action, **loop.who(loop.owner))
    loop.delivered(second)
    assert plan_actions.start_action(loop.action, **loop.who(loop.owner)).state == "in_progress"


def test_ratings_and_moved_days_are_kept_with_their_reasons(loop):
    plan_actions.rate_action(loop.action, **loop.who(loop.owner), rag="green", reason="Begun")
    plan_actions.rate_action(loop.action, **loop.who(loop.owner), rag="red", reason="Nobody came")
    assert list(RagChange.objects.order_by("pk").values_list("rag", "reason")) == [
        ("green", "Begun"),
        ("red", "Nobody came"),
    ]
    action = plan_actions.rate_action(loop.action, **loop.who(loop.lead), rag="amber", reason="Half came")
    assert (action.rag, action.rag_reason) == ("amber", "Half came")
    same = {name: getattr(action, name) for name in ("title", "difference", "starts_on", "owner", "owner_role")}
    later = action.due_on + dt.timedelta(days=40)
    with pytest.raises(Refused, match="moves"):
        plan_actions.change_action(action, **loop.who(loop.lead), **same, due_on=later)
    moved = plan_actions.change_action(action, **loop.who(loop.lead), **same, due_on=later, reason="The trainer is ill")
    assert moved.due_on == later
    assert DueChange.objects.get().before == action.due_on
    with pytest.raises(Stale):
        plan_actions.change_action(action, **loop.who(loop.lead), **same, due_on=later, expected_version=action.version)


def test_a_closed_action_opens_again_and_its_history_says_why(loop):
    loop.audits(1, good=9)
    closed = plan_actions.close_action(loop.delivered(), **loop.who(loop.director), reason="Nine of nine")
    opened = plan_actions.reopen_action(closed, **loop.who(loop.lead), reason="It fell to half")
    assert (opened.state, opened.rag, opened.closed_by) == ("in_progress", "red", None)
    assert [row.to_state for row in status.history(opened)] == [
        "not_started",
        "in_progress",
        "delivered",
        "closed",
        "in_progress",
    ]


def test_who_may_and_who_may_not(loop):
    member, commissioner = loop.make_user("elected_member"), loop.make_user("commissioner")
    for person in (member, commissioner, loop.make_user("social_worker")):
        with pytest.raises(NotPermitted):
            plan_actions.start_action(loop.action, **loop.who(person))
        with pytest.raises(NotPermitted):
            plan.add_priority(loop.plan, **loop.who(person), title="Mine")
    stranger = loop.make_user("team_manager")
    with pytest.raises(NotPermitted, match="owner"):
        plan_actions.start_action(loop.action, **loop.who(stranger))


def test_milestones_risks_and_money(loop):
    milestone = plan_actions.add_milestone(
        loop.action, **loop.who(loop.lead), title="Half are trained", due_on=loop.now.date()
    )
    plan_actions.reach_milestone(milestone, **loop.who(loop.owner), done_on=loop.now.date())
    with pytest.raises(Refused, match="already"):
        plan_actions.reach_milestone(milestone, **loop.who(loop.owner), done_on=loop.now.date())
    risk = plan.record_risk(
        loop.plan,
        **loop.who(loop.lead),
        words="Workers leave",
        likelihood=4,
        impact=5,
        mitigation="Pay",
        owner=loop.owner,
    )
    risk = plan.review_risk(risk, **loop.who(loop.lead), likelihood=2, impact=5, mitigation="Paid more")
    assert risk.score == 10
    assert plan.close_risk(risk, **loop.who(loop.lead), reason="Nobody leaves").closed_by == loop.lead
    money = plan.record_investment(
        loop.plan, **loop.who(loop.lead), amount=Decimal("250000.00"), given_by="The county", given_on=loop.now.date(),
        purpose="Four workers", for_action=loop.action,
    )  # fmt: skip
    assert plan.say_what_came_of_money(money, **loop.who(loop.lead), words="Caseloads fell").came_of_it


def test_one_plan_at_a_time_and_it_ends_with_its_actions(loop):
    with pytest.raises(Refused, match="in force"):
        plan.make_plan(
            loop.authority,
            **loop.who(loop.lead),
            title="New",
            starts_on=dt.date(2026, 1, 1),
            ends_on=dt.date(2027, 1, 1),
        )
    with pytest.raises(Refused, match="1 of the plan's actions"):
        plan.close_plan(loop.plan, **loop.who(loop.lead), reason="A new one")
    plan_actions.cancel_action(loop.action, **loop.who(loop.lead), reason="Done elsewhere")
    assert plan.close_plan(loop.plan, **loop.who(loop.lead), reason="A new one").closed_at
    with pytest.raises(Refused, match="closed"):
        plan.add_priority(loop.plan, **loop.who(loop.lead), title="Late")


def test_a_sealed_example_is_never_written(loop):
    worker = User.objects.service("worker_service")
    example = authorities.add_example(by=worker, now=loop.now, name="Exampleshire", slug="exampleshire", note="Record")
    made = plan.make_plan(
        example, **loop.who(loop.lead), title="Theirs", starts_on=dt.date(2017, 1, 1), ends_on=dt.date(2019, 1, 1)
    )
    authorities.seal_example(example, by=worker, now=loop.now)
    with pytest.raises(Refused, match="cannot be changed"):
        plan.add_priority(made, **loop.who(loop.lead), title="Ours")
    with pytest.raises(Refused, match="cannot be changed"):
        plan.make_plan(
            Authority.objects.get(pk=example.pk),
            **loop.who(loop.lead),
            title="T",
            starts_on=dt.date(2017, 1, 1),
            ends_on=dt.date(2019, 1, 1),
        )
    assert Plan.objects.filter(authority=example).count() == 1


def test_an_action_answers_only_what_is_of_its_own_authority(loop):
    worker = User.objects.service("worker_service")
    example = authorities.add_example(by=worker, now=loop.now, name="Exampleshire", slug="exampleshire", note="Record")
    from threshold.improvement.actions import findings

    theirs = findings.raise_finding(example, **loop.who(loop.lead), kind="learning", words="Late")
    with pytest.raises(Refused, match="another authority"):
        plan_links.answer_with_action(loop.action, **loop.who(loop.lead), finding=theirs)
    with pytest.raises(Refused, match="no such theme"):
        plan_links.answer_with_action(loop.action, **loop.who(loop.lead), theme="nonsense")
