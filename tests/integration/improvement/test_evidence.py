"""Evidence is frozen, linked, of one authority, and names no child."""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.access.models import User
from threshold.core.errors import NotPermitted, Refused
from threshold.improvement.actions import authorities, evidence, findings
from threshold.improvement.actions.evidence import Links
from threshold.improvement.models import Evidence
from threshold.people.actions import record_person
from threshold.people.models import Restriction

pytestmark = pytest.mark.django_db

FEBRUARY = {"first": dt.date(2026, 2, 1), "last": dt.date(2026, 2, 28)}


@pytest.fixture
def links(loop):
    return Links(findings=[loop.finding], actions=[loop.action])


def test_a_reading_is_counted_now_and_kept(loop, links):
    loop.audits(1, good=6, poor=2)
    kept = evidence.add_reading(
        loop.authority, **loop.who(loop.lead), measure="QA01", **FEBRUARY, shows="Three in four", links=links
    )
    assert (kept.numerator, kept.denominator, float(kept.value)) == (6, 8, 75.0)
    assert list(kept.findings.all()) == [loop.finding]


def test_a_reading_of_nothing_of_the_future_or_unknown_is_refused(loop, links):
    give = {**loop.who(loop.lead), "shows": "x", "links": links}
    with pytest.raises(Refused, match="nothing to count"):
        evidence.add_reading(loop.authority, **give, measure="QA01", **FEBRUARY)
    with pytest.raises(Refused, match="not over"):
        evidence.add_reading(
            loop.authority, **give, measure="QA01", first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31)
        )
    with pytest.raises(Refused, match="no measure"):
        evidence.add_reading(loop.authority, **give, measure="nope", **FEBRUARY)
    with pytest.raises(Refused, match="ends before"):
        evidence.add_reading(
            loop.authority, **give, measure="QA01", first=dt.date(2026, 2, 2), last=dt.date(2026, 2, 1)
        )
    assert not Evidence.objects.exists()


def test_audits_of_a_period_with_their_number(loop, links):
    loop.audits(1, good=4, poor=2)
    kept = evidence.add_audits(
        loop.authority, **loop.who(loop.lead), tool="front_door_decision", **FEBRUARY, shows="Four of six", links=links
    )
    assert (kept.numerator, kept.denominator, float(kept.value)) == (4, 6, 66.67)
    with pytest.raises(Refused, match="0 such audits"):
        evidence.add_audits(
            loop.authority, **loop.who(loop.lead), tool="assessment", **FEBRUARY, shows="x", links=links
        )


def _audit_of_a_child(loop, **values):
    child = record_person(
        kind="child", given_name="Robin", family_name="Testcase", by=loop.make_user("contact_officer"), now=loop.now
    )
    [audit] = loop.audits(1, good=1)
    audit.person = child
    for name, value in values.items():
        setattr(audit, name, value)
    audit.save()
    return child, audit


def test_an_audit_is_added_by_who_may_read_it_and_the_words_name_nobody(loop, links):
    child, audit = _audit_of_a_child(loop)
    quality = loop.make_user("quality_lead")
    with pytest.raises(Refused, match="names the child"):
        evidence.add_audit(loop.authority, **loop.who(quality), audit=audit, shows="Robin was heard", links=links)
    kept = evidence.add_audit(
        loop.authority, **loop.who(quality), audit=audit, shows="The child was heard", links=links
    )
    assert (kept.audit, kept.grade) == (audit, "good")
    # The improvement lead sees no child's record, so no single audit either.
    with pytest.raises(NotPermitted):
        evidence.add_audit(loop.authority, **loop.who(loop.lead), audit=audit, shows="Heard", links=links)
    Restriction.objects.create(
        person=child, kind="allow_list", message="Ask", reason="Safety", starts_at=loop.now - dt.timedelta(minutes=1),
        started_by=loop.director,
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        evidence.add_audit(
            loop.authority, **loop.who(loop.make_user("quality_lead")), audit=audit, shows="Heard", links=links
        )


def test_an_audit_that_is_not_complete_shows_nothing_yet(loop, links):
    _child, audit = _audit_of_a_child(loop, state="in_progress", agreed_grade="", completed_at=None)
    with pytest.raises(Refused, match="not complete"):
        evidence.add_audit(
            loop.authority, **loop.who(loop.make_user("quality_lead")), audit=audit, shows="Heard", links=links
        )


def test_evidence_of_nothing_and_of_another_authority_is_refused(loop, links):
    seen = {**loop.who(loop.owner), "seen_on": loop.now.date(), "shows": "Seen"}
    with pytest.raises(Refused, match="at least one"):
        evidence.add_observation(loop.authority, **seen, links=Links())
    worker = User.objects.service("worker_service")
    example = authorities.add_example(by=worker, now=loop.now, name="Exampleshire", slug="exampleshire", note="Record")
    with pytest.raises(Refused, match="one authority"):
        evidence.add_observation(example, **seen, links=links)
    theirs = findings.raise_finding(example, **loop.who(loop.lead), kind="learning", words="Late")
    kept = evidence.add_observation(loop.authority, **seen, links=links)
    with pytest.raises(Refused, match="one authority"):
        evidence.link_evidence(kept, **loop.who(loop.owner), finding=theirs)
    with pytest.raises(Refused, match="already"):
        evidence.link_evidence(kept, **loop.who(loop.owner), finding=loop.finding)
    with pytest.raises(Refused, match="nothing of an example"):
        evidence.add_reading(
            example, **loop.who(loop.lead), measure="QA01", **FEBRUARY, shows="x", links=Links(findings=[theirs])
        )


def test_who_reads_only_adds_nothing(loop, links):
    for role in ("elected_member", "commissioner", "improvement_partner", "analyst"):
        with pytest.raises(NotPermitted):
            evidence.add_observation(
                loop.authority, **loop.who(loop.make_user(role)), seen_on=loop.now.date(), shows="x", links=links
            )
