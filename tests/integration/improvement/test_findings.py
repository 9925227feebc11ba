"""A finding closes on evidence, signed by somebody else, and opens again by itself when its measure slips."""

from __future__ import annotations

import datetime as dt

import pytest

import a_plan
from threshold.access.models import User
from threshold.core import status
from threshold.core.errors import NotPermitted, Refused
from threshold.core.models import Message
from threshold.improvement.actions import evidence as evidence_actions
from threshold.improvement.actions import findings, plan_actions
from threshold.improvement.actions.evidence import Links
from threshold.improvement.models import Evidence, Finding, SourceDocument
from threshold.improvement.watch import watch_closed_findings

pytestmark = pytest.mark.django_db


@pytest.fixture
def proved(loop):
    """The action is closed on its measure, and the finding has the frozen reading as evidence."""
    for back in (1, 2, 3):
        loop.audits(back, good=9, poor=1)
    plan_actions.close_action(loop.delivered(), **loop.who(loop.lead), reason="Nine in ten")
    return loop


def _closed(loop: a_plan.Loop) -> Finding:
    findings.propose_closure(
        loop.finding, **loop.who(loop.lead), reason="Nine in ten are good now", evidence=list(Evidence.objects.all())
    )
    return findings.sign_off_closure(loop.finding, **loop.who(loop.director), words="I read ten of them")


def test_a_finding_closes_with_evidence_and_another_persons_signature(proved):
    closed = _closed(proved)
    assert closed.state == "closed"
    closure = closed.closures.get()
    assert (closure.proposed_by, closure.answered_by, closure.was_signed_off) == (proved.lead, proved.director, True)
    assert [row.to_state for row in status.history(closed)] == ["open", "closure_proposed", "closed"]
    # What is linked later does not change what was signed.
    assert closure.evidence.count() == 1
    _observe(proved)
    assert closure.evidence.count() == 1


def _observe(loop, **more):
    return evidence_actions.add_observation(
        loop.authority, **loop.who(loop.owner), seen_on=loop.now.date(), shows="The team reads each record aloud",
        links=Links(findings=[loop.finding]), **more,
    )  # fmt: skip


def test_an_observation_or_a_paper_alone_closes_nothing(loop):
    seen = _observe(loop)
    with pytest.raises(Refused, match="alone show what was done"):
        findings.propose_closure(loop.finding, **loop.who(loop.lead), reason="Better", evidence=[seen])
    with pytest.raises(Refused, match="at least one piece"):
        findings.propose_closure(loop.finding, **loop.who(loop.lead), reason="Better", evidence=[])
    paper = SourceDocument.objects.create(
        authority=loop.authority,
        kind="letter",
        title="Our own letter",
        source="us",
        added_at=loop.now,
        added_by=loop.lead,
    )
    linked = evidence_actions.link_document(
        loop.authority,
        **loop.who(loop.lead),
        document=paper,
        shows="We are better",
        links=Links(findings=[loop.finding]),
    )
    with pytest.raises(Refused, match="alone show what was done"):
        findings.propose_closure(loop.finding, **loop.who(loop.lead), reason="Better", evidence=[linked])
    assert loop.finding.closures.count() == 0


def test_an_inspectors_letter_is_enough(loop):
    from threshold.improvement.models import Inspection

    letter = SourceDocument.objects.create(
        authority=loop.authority, kind="letter", title="Focused visit", source="Ofsted", added_at=loop.now,
        added_by=loop.lead,
    )  # fmt: skip
    Inspection.objects.create(
        authority=loop.authority, kind="focused", framework="ilacs", title="Visit", starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 1, 2), document=letter, recorded_at=loop.now, recorded_by=loop.lead,
    )  # fmt: skip
    linked = evidence_actions.link_document(
        loop.authority, **loop.who(loop.lead), document=letter, shows="Inspectors saw it",
        links=Links(findings=[loop.finding]),
    )  # fmt: skip
    closure = findings.propose_closure(loop.finding, **loop.who(loop.lead), reason="Better", evidence=[linked])
    assert closure.answered_at is None


def test_evidence_of_something_else_closes_nothing(proved):
    other = findings.raise_finding(proved.authority, **proved.who(proved.lead), kind="learning", words="Another")
    with pytest.raises(Refused, match="not linked"):
        findings.propose_closure(
            other, **proved.who(proved.lead), reason="Better", evidence=list(Evidence.objects.all())
        )


def test_neither_the_proposer_nor_an_owner_nor_the_wrong_role_signs(proved):
    findings.propose_closure(
        proved.finding, **proved.who(proved.director), reason="Better", evidence=list(Evidence.objects.all())
    )
    with pytest.raises(Refused, match="You proposed"):
        findings.sign_off_closure(proved.finding, **proved.who(proved.director), words="Yes")
    with pytest.raises(NotPermitted):
        findings.sign_off_closure(proved.finding, **proved.who(proved.lead), words="Yes")
    type(proved.action).objects.filter(pk=proved.action.pk).update(owner=proved.other_director)
    with pytest.raises(Refused, match="You own an action"):
        findings.sign_off_closure(proved.finding, **proved.who(proved.other_director), words="Yes")


def test_a_closure_is_sent_back_to_where_it_was(proved):
    evidence = list(Evidence.objects.all())
    findings.propose_closure(proved.finding, **proved.who(proved.lead), reason="Better", evidence=evidence)
    back = findings.send_back_closure(proved.finding, **proved.who(proved.director), words="Three were thin")
    assert back.state == "open"
    findings.propose_closure(back, **proved.who(proved.lead), reason="Better still", evidence=evidence)
    findings.sign_off_closure(back, **proved.who(proved.director), words="Good now")
    findings.reopen_finding(back, **proved.who(proved.owner), reason="A child waited three days")
    findings.propose_closure(back, **proved.who(proved.lead), reason="Better again", evidence=evidence)
    assert findings.send_back_closure(back, **proved.who(proved.director), words="No").state == "reopened"


def test_reopening_tells_the_owners_and_whoever_proposed(proved):
    closed = _closed(proved)
    findings.reopen_finding(closed, **proved.who(proved.other_director), reason="Two complaints say otherwise")
    assert closed.closures.get().reopening_reason == "Two complaints say otherwise"
    told = Message.objects.filter(purpose="finding_reopened")
    assert {message.to for message in told} == {proved.owner.email, proved.lead.email}
    assert all("Two complaints" in message.body for message in told)


# --- The watch --------------------------------------------------------------------------------------------------


def _watch(loop, now):
    watch_closed_findings(by=User.objects.service("worker_service"), now=now)
    loop.finding.refresh_from_db()
    return loop.finding.state


def test_a_measure_that_misses_its_target_at_two_month_ends_opens_the_finding_once(proved):
    _closed(proved)
    assert _watch(proved, proved.now) == "closed"
    # March to May: three in ten are good.
    for back in (0, -1, -2):
        proved.audits(back, good=3, poor=7)
    # The end of March: three months together miss, and it is the first month-end since the closure.
    assert _watch(proved, proved.now + dt.timedelta(days=30)) == "closed"
    assert _watch(proved, proved.now + dt.timedelta(days=60)) == "reopened"
    reason = proved.finding.closures.get().reopening_reason
    assert "at least 80%" in reason
    assert "two month-ends" in reason
    assert "% in " in reason
    messages = Message.objects.filter(purpose="finding_reopened").count()
    assert messages == 2
    assert _watch(proved, proved.now + dt.timedelta(days=61)) == "reopened"
    assert Message.objects.filter(purpose="finding_reopened").count() == messages


def test_a_bad_history_does_not_open_what_is_closed_on_a_good_present(loop):
    for back in (4, 5, 6, 7):
        loop.audits(back, good=0, poor=10)
    for back in (1, 2, 3):
        loop.audits(back, good=9, poor=1)
    plan_actions.close_action(loop.delivered(), **loop.who(loop.lead), reason="Nine in ten")
    _closed(loop)
    loop.audits(0, good=9, poor=1)
    assert _watch(loop, loop.now) == "closed"
    assert _watch(loop, loop.now + dt.timedelta(days=30)) == "closed"


def test_a_special_cause_for_the_worse_opens_it_even_above_the_target(loop):
    for back in range(2, 24):
        loop.audits(back, good=99 + back % 2, poor=1 + (1 - back % 2))
    loop.audits(1, good=100, poor=0)
    plan_actions.close_action(loop.delivered(), **loop.who(loop.lead), reason="Nearly all")
    _closed(loop)
    loop.audits(0, good=85, poor=15)
    assert _watch(loop, loop.now + dt.timedelta(days=30)) == "reopened"
    assert "changed for the worse: 85%" in loop.finding.closures.get().reopening_reason


def test_nothing_counted_since_leaves_it_closed(proved):
    _closed(proved)
    assert _watch(proved, proved.now + dt.timedelta(days=200)) == "closed"


def test_the_watch_reads_each_measure_once(proved, django_assert_max_num_queries):
    _closed(proved)
    for number in range(10):
        other = findings.raise_finding(proved.authority, **proved.who(proved.lead), kind="learning", words=f"W{number}")
        Evidence.objects.get().findings.add(other)
        findings.propose_closure(other, **proved.who(proved.lead), reason="x", evidence=[Evidence.objects.get()])
        findings.sign_off_closure(other, **proved.who(proved.director), words="x")
    with django_assert_max_num_queries(12):
        watch_closed_findings(by=User.objects.service("worker_service"), now=proved.now)
