"""Is every child about whom something had to be put right looked at again, and is none proposed twice?"""

from __future__ import annotations

import datetime as dt

import pytest

from an_audit import hide
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import Clock
from threshold.quality.actions import actions, re_audits
from threshold.quality.models import ReAuditProposal
from threshold.quality.queries import re_audits as queries
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db


def test_an_audit_leads_to_what_was_proposed_after_it(quality):
    audit = quality.audit(grade="inadequate")
    page = f"/audits/{audit.reference}"
    assert "Looked at again" not in body_of(client_of(quality.lead).get(page))
    re_audits.propose_re_audits(by=quality.machine, now=quality.now)
    html = body_of(client_of(quality.lead).get(page))
    assert "Looked at again" in html
    assert f"/re-audits/{audit.re_audit_proposal.reference}" in html


def propose(quality):
    return re_audits.propose_re_audits(by=quality.machine, now=quality.now + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("grade", "because"),
    [("outstanding", None), ("good", None), ("requires_improvement", "grade"), ("inadequate", "grade")],
)
def test_after_a_grade_below_good_the_child_is_looked_at_again_after_three_months(quality, grade, because):
    quality.audit(grade=grade)
    assert [propose(quality), propose(quality)] == [bool(because), 0]
    found = ReAuditProposal.objects.first()
    assert (found and found.because) == because
    if found:
        assert found.due_on == dt.date(2026, 6, 11)
        assert Clock.objects.get(rule="re-audit").due_at.date() == dt.date(2026, 6, 11)


def test_after_a_good_audit_with_an_action_too_also_one_that_is_raised_later(quality):
    audit = quality.audit(grade="good")
    assert propose(quality) == 0
    action = quality.action(audit)
    assert propose(quality) == 1
    assert ReAuditProposal.objects.get().because == "action"
    other = quality.action(quality.audit(grade="good"))
    actions.cancel_action(other, by=quality.auditor, now=quality.now, reason="Raised by mistake")
    assert propose(quality) == 0
    assert action.audit.re_audit_proposal.state == "proposed"


@pytest.mark.parametrize(
    "facts",
    [{"state": "in_progress"}, {"state": "in_discussion", "grade": "inadequate"}, {"person": None},
     {"kind": "dip_sample", "grade": "inadequate"}, {"state": "cancelled"}],
)  # fmt: skip
def test_not_for_what_is_not_complete_not_about_a_child_or_a_few_questions_only(quality, facts):
    quality.audit(**{"grade": "inadequate", **facts})
    assert propose(quality) == 0


def test_declined_by_the_lead_with_the_reason(quality):
    quality.audit(grade="inadequate")
    propose(quality)
    proposal = ReAuditProposal.objects.get()
    with pytest.raises(NotPermitted):
        re_audits.decline_re_audit(proposal, by=quality.auditor, now=quality.now, reason="No")
    with pytest.raises(Refused, match="Say why"):
        re_audits.decline_re_audit(proposal, by=quality.lead, now=quality.now, reason=" ")
    proposal = re_audits.decline_re_audit(proposal, by=quality.lead, now=quality.now, reason="Moved to Mercia")
    assert (proposal.state, Clock.objects.get(rule="re-audit").outcome) == ("declined", "cancelled")
    assert propose(quality) == 0
    with pytest.raises(Refused, match="decided already"):
        re_audits.decline_re_audit(proposal, by=quality.lead, now=quality.now, reason="Again")


def test_a_hidden_childs_proposal_is_not_there(quality):
    quality.audit(grade="inadequate")
    propose(quality)
    proposal = ReAuditProposal.objects.get()
    assert list(queries.waiting(Scope(quality.lead, quality.now))) == [proposal]
    hide(quality.child, quality.now, quality.manager)
    assert list(queries.waiting(Scope(quality.lead, quality.now))) == []
    with pytest.raises(NotVisible):
        re_audits.decline_re_audit(proposal, by=quality.lead, now=quality.now, reason="Moved")


def test_accepted_the_program_finds_the_auditor_and_both_audits_stand_beside_each_other(quality):
    first = quality.audit(grade="inadequate", assigned_at=quality.now - dt.timedelta(days=100))
    propose(quality)
    proposal = ReAuditProposal.objects.get()
    with pytest.raises(NotPermitted):
        re_audits.accept_re_audit(proposal, by=quality.auditor, now=quality.now)
    proposal = re_audits.accept_re_audit(proposal, by=quality.lead, now=quality.now)
    again = proposal.re_audit
    assert (again.re_audit_of, again.tool, again.person) == (first, first.tool, quality.child)
    assert again.auditor not in (quality.worker, quality.manager, quality.auditor)
    assert Clock.objects.get(rule="re-audit").outcome == "met"
    scope = Scope(quality.lead, quality.now)
    beside = queries.comparison(scope, proposal)
    assert [(beside.lines[0].before, beside.lines[0].after), beside.is_complete] == [("inadequate", ""), False]
    with pytest.raises(Refused, match="decided already"):
        re_audits.accept_re_audit(proposal, by=quality.lead, now=quality.now)
