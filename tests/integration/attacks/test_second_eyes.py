"""Somebody arranges to be the second pair of eyes on what they did themselves: by handing it on just before.

That nobody closes, approves or signs what is theirs is proved beside each action. Here they try to make it somebody
else's first.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import a_council
import a_plan
from a_report import Office, office
from an_audit import SEEN, Quality, make_quality
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.actions import evidence, findings, obligations, plan_actions, publications, reports
from threshold.improvement.models import FindingClosure
from threshold.improvement.queries.reports import to_be_approved
from threshold.quality.actions import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def quality(door: Any, make_user: Any) -> Quality:
    return make_quality(door, make_user)


@pytest.fixture
def loop(pack: Any, make_user: Any, make_team: Any, now: dt.datetime) -> a_plan.Loop:
    return a_plan.begin(make_user, make_team("front_door"), pack, now)


@pytest.fixture
def desk(pack: Any, make_user: Any, now: dt.datetime) -> Office:
    return office(make_user, now)


# --- Actions from audits ----------------------------------------------------------------------------------------------


def test_an_owner_who_hands_an_action_on_does_not_give_its_second_look(quality: Quality, make_user: Any) -> None:
    """A manager owns it, a colleague gives the evidence, and the manager makes it somebody else's before looking."""
    colleague = make_user("team_manager", team=quality.team, registered=True)
    action = quality.action(owner=quality.manager)
    action = actions.give_evidence(action, by=colleague, now=quality.now, evidence="Visited; the plan is rewritten")
    who: dict[str, Any] = {"by": quality.manager, "now": quality.now}
    with pytest.raises(Refused, match="stays with whoever did it"):
        actions.reassign_action(action, owner=quality.worker, due_on=action.due_on, reason="Sam goes on", **who)
    with pytest.raises(NotPermitted):
        actions.look_at_record(action, **who)
    later = action.due_on + dt.timedelta(days=7)
    moved = actions.reassign_action(action, owner=quality.manager, due_on=later, reason="The look takes longer", **who)
    assert (moved.owner, moved.due_on, moved.state) == (quality.manager, later, "evidenced")


def test_after_a_return_the_evidence_giver_of_before_may_look_at_anothers(quality: Quality, make_user: Any) -> None:
    """The counter-check: what was sent back and done anew by another is nobody's who had given it up."""
    action = quality.evidenced()
    actions.look_at_record(action, by=quality.manager, now=quality.now)
    action = actions.return_action(action, by=quality.manager, now=quality.now, seen="The plan holds no word of hers")
    colleague = make_user("social_worker", team=quality.team, registered=True)
    who: dict[str, Any] = {"by": quality.manager, "now": quality.now}
    action = actions.reassign_action(action, owner=colleague, due_on=action.due_on, reason="Sam is ill", **who)
    action = actions.give_evidence(action, by=colleague, now=quality.now, evidence="Visited again")
    actions.look_at_record(action, **who)
    assert actions.close_action(action, seen=SEEN, **who).state == "closed"


# --- The plan ---------------------------------------------------------------------------------------------------------


def change(loop: a_plan.Loop, action: Any, owner: Any, by: Any) -> Any:
    return plan_actions.change_action(
        action, by=by, now=loop.now, title=action.title, difference=action.difference, starts_on=action.starts_on,
        due_on=action.due_on, owner=owner,
    )  # fmt: skip


def test_an_owner_who_hands_a_done_action_on_does_not_close_it(loop: a_plan.Loop) -> None:
    loop.audits(1, good=9, poor=1)
    action = change(loop, loop.action, loop.director, loop.lead)
    action = plan_actions.start_action(action, by=loop.lead, now=loop.now)
    action = plan_actions.deliver_action(action, by=loop.lead, now=loop.now, words="Everybody was trained")
    with pytest.raises(Refused, match="stays with its owner"):
        change(loop, action, loop.owner, loop.director)
    with pytest.raises(Refused, match="Somebody else looks"):
        plan_actions.close_action(action, by=loop.director, now=loop.now, reason="Nine of ten are good")
    renamed = plan_actions.change_action(
        action, by=loop.lead, now=loop.now, title="Train all", difference=action.difference,
        starts_on=action.starts_on, due_on=action.due_on, owner=loop.director,
    )  # fmt: skip
    assert renamed.title == "Train all"
    closed = plan_actions.close_action(action, by=loop.other_director, now=loop.now, reason="Nine of ten are good")
    assert closed.state == "closed"


def test_an_owner_who_hands_an_action_on_does_not_sign_its_finding(loop: a_plan.Loop) -> None:
    loop.audits(1, good=9, poor=1)
    action = change(loop, loop.action, loop.director, loop.lead)
    reading = evidence.add_reading(
        loop.authority, by=loop.lead, now=loop.now, measure=a_plan.MEASURE,
        first=dt.date(2026, 2, 1), last=dt.date(2026, 2, 28), shows="Nine of ten audits are good",
        links=evidence.Links(findings=[loop.finding], actions=[action]),
    )  # fmt: skip
    findings.propose_closure(
        loop.finding, by=loop.lead, now=loop.now, reason="Children are thought about within a day", evidence=[reading]
    )
    with pytest.raises(Refused, match="stays with its owner"):
        change(loop, action, loop.owner, loop.director)
    with pytest.raises((Refused, NotPermitted)):
        findings.sign_off_closure(loop.finding, by=loop.director, now=loop.now, words="I looked")
    assert FindingClosure.objects.get().answered_at is None
    signed = findings.sign_off_closure(
        loop.finding, by=loop.other_director, now=loop.now, words="I looked at the reading"
    )
    assert signed.state == "closed"


def test_an_owner_who_hands_a_requirement_on_does_not_sign_it(loop: a_plan.Loop) -> None:
    things = a_plan.fill(loop)
    requirement = obligations.give_obligation_to(things["obligation"], by=loop.lead, now=loop.now, owner=loop.director)
    requirement = obligations.say_obligation_met(
        requirement, by=loop.lead, now=loop.now, words="The commissioner meets us weekly"
    )
    with pytest.raises(Refused, match="stays with its owner"):
        obligations.give_obligation_to(requirement, by=loop.lead, now=loop.now, owner=loop.owner)
    with pytest.raises(Refused, match="does not sign it off"):
        obligations.sign_off_obligation(requirement, by=loop.director, now=loop.now, words="I looked")


# --- What is published ------------------------------------------------------------------------------------------------


def test_whoever_wrote_does_not_approve_because_another_has_saved_it_since(desk: Office, make_user: Any) -> None:
    both = make_user("analyst", "senior_leader")
    report = desk.begin()
    words = {"kind": "overview", "text": "Children are seen sooner than they were.", "is_public": True}
    report = reports.write_section(report, by=both, now=desk.now, **words)
    report = desk.write(report)  # the same words, saved by somebody else
    report = reports.submit_report(report, by=desk.writer, now=desk.now)
    with pytest.raises(NotPermitted):
        reports.approve_report(report, by=both, now=desk.now)
    assert to_be_approved(Scope(both, desk.now)) == []
    assert to_be_approved(Scope(desk.leader, desk.now)) == [report]


def test_whoever_took_a_part_out_or_chose_what_is_measured_does_not_approve(desk: Office, make_user: Any) -> None:
    for leave in ("concerns", "measures"):
        both = make_user("analyst", "senior_leader")
        report = desk.write(desk.begin(quarter=dt.date(2025, 7 if leave == "measures" else 10, 1)))
        if leave == "measures":
            report = reports.choose_measures(report, by=both, now=desk.now, measures=["FD02"], title=report.title)
        else:
            report = desk.write(report, "concerns", text="Two posts are vacant.")
            report = reports.write_section(report, by=both, now=desk.now, kind="concerns", text="", is_public=False)
        report = reports.submit_report(report, by=desk.writer, now=desk.now)
        with pytest.raises(NotPermitted):
            reports.approve_report(report, by=both, now=desk.now)


def test_the_writer_of_a_correction_of_ones_own_report_does_not_approve_it(desk: Office, make_user: Any) -> None:
    """The words of the edition before are carried over: they are still their writer's."""
    both = make_user("analyst", "senior_leader")
    report = reports.write_section(
        desk.begin(), by=both, now=desk.now, kind="overview", text="Sooner than before.", is_public=True
    )
    report = reports.submit_report(report, by=desk.writer, now=desk.now)
    reports.approve_report(report, by=desk.leader, now=desk.now)
    again = desk.begin(correction_reason="A figure was wrong", measures=[])
    again = reports.submit_report(again, by=desk.writer, now=desk.now)
    with pytest.raises(NotPermitted):
        reports.approve_report(again, by=both, now=desk.now)


def test_whoever_wrote_a_text_does_not_approve_it_because_another_named_a_voice(
    pack: Any, make_user: Any, now: dt.datetime
) -> None:
    council = a_council.build(make_user, now)
    both = make_user("improvement_lead", "senior_leader")
    text = publications.write_publication(
        council.ours, by=both, now=now, kind="press_release", title="After the visit", source=council.letter,
        body="Leaders “have made strong progress since the last visit”. “We are proud of everybody,” said the member.",
    )  # fmt: skip
    text = publications.name_voice(
        text, by=council.lead, now=now, words="We are proud of everybody,", whose="The lead member"
    )
    with pytest.raises(NotPermitted, match="what you wrote"):
        publications.approve_publication(text, by=both, now=now)
    assert publications.approve_publication(text, by=council.leader, now=now).state == "approved"
