"""Whoever gets something to judge is told by e-mail: once, with the deadline, and with nothing of the child."""

from __future__ import annotations

import datetime as dt

import pytest

from threshold.access.models import User
from threshold.core.models import Message
from threshold.people.models import PersonName
from threshold.quality.actions import giving, moderation, programme
from threshold.quality.models import Audit
from threshold.quality.queries.audits import clocks_of
from threshold.ui import filters

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(office):
    """The messages of one purpose, by receiver, read afresh."""

    def read():
        return {row.to: row for row in Message.objects.filter(purpose="audit-given").order_by("pk")}

    return read


def test_a_drawn_sample_tells_each_auditor_once_of_all_that_is_theirs(office, told):
    office.drawn("Ash", "Briar", "Cory", "Dale", "Ember", "Fern")
    audits = Audit.objects.select_related("auditor")
    assert audits.count() == 6
    receivers = {audit.auditor.email for audit in audits} - {office.lead.email}
    assert set(told()) == receivers
    assert Message.objects.filter(purpose="audit-given").count() == len(receivers)
    for email, message in told().items():
        theirs = [audit for audit in audits if audit.auditor.email == email]
        assert all(audit.reference in message.body for audit in theirs)
        assert sum(audit.reference in message.body for audit in audits) == len(theirs)
        assert message.body.count("due by") == len(theirs)
        assert message.next_attempt_at == office.now


def test_the_message_says_nothing_of_the_child_the_worker_or_the_record(office, told):
    office.drawn("Robin", "Wren", title="How we helped the Testcases")
    texts = "".join(message.heading + message.body for message in told().values())
    names = {word for name in PersonName.objects.all() for word in (name.given_name, name.family_name) if word}
    assert {"Robin", "Testcase"} <= names
    audit = Audit.objects.first()
    for word in (*names, audit.subject_reference, audit.team.name, audit.worker.name, "Testcases"):
        assert word not in texts


def test_a_lead_who_draws_is_not_written_to_about_what_they_gave_themselves(office, told):
    office.signed_off("Ash")
    User.objects.exclude(pk=office.lead.pk).update(is_active=False)
    programme.draw_sample(office.plan(), by=office.lead, now=office.now)
    assert Audit.objects.get().auditor == office.lead
    assert told() == {}


def test_whoever_it_is_passed_on_to_is_told_with_the_new_deadline(office, told):
    audit = office.audit()
    Message.objects.all().delete()
    office.now += dt.timedelta(days=3)
    before = audit.auditor.email
    audit = giving.stand_aside(audit, by=audit.auditor, now=office.now, reason="I know the family")
    assert audit.auditor.email != before
    assert list(told()) == [audit.auditor.email]
    clock = clocks_of([audit])[audit.pk]
    assert clock.started_at == office.now
    assert filters.deadline(clock.due_at) in told()[audit.auditor.email].body


def test_a_replaced_record_a_held_one_and_a_re_audit_tell_their_auditor(office, told):
    item = office.drawn("Ash", "Briar", size=1)
    Message.objects.all().delete()
    new = programme.replace_record(item.draw.records.get(), by=office.lead, now=office.now, reason="Was a test")
    assert list(told()) == [new.audit.auditor.email] if new.audit.auditor != office.lead else told() == {}
    Message.objects.all().delete()
    done = office.hand_in(new.audit)
    again = giving.give_re_audit(done, by=office.lead, now=office.now)
    assert list(told()) == ([again.auditor.email] if again.auditor != office.lead else [])


def test_the_second_grader_is_told_and_does_not_learn_the_first_grade(office, told):
    audit = office.audit(moderate_every=1)
    Message.objects.all().delete()
    audit = office.hand_in(audit, "requires_improvement")
    message = told()[audit.moderator.email]
    assert message.heading == "A second grade is asked of you"
    assert "equires improvement" not in message.body


def test_nobody_is_told_where_nobody_may_give_the_second_grade_and_somebody_is_once_they_may(office, told):
    audit = office.audit(moderate_every=1)
    for user in office.others_than(audit.auditor):
        user.is_active = False
        user.save()
    Message.objects.all().delete()
    audit = office.hand_in(audit)
    assert audit.moderator is None
    assert told() == {}
    spare = next(user for user in office.auditors if user != audit.auditor)
    spare.is_active = office.lead.is_active = True
    spare.save()
    office.lead.save()
    audit = moderation.assign_moderator(audit, by=office.lead, now=office.now)
    assert list(told()) == ([audit.moderator.email] if audit.moderator != office.lead else [])


def test_a_joint_auditor_is_told_once(office, make_user, told):
    partner = make_user("improvement_partner", name="Pat Partner")
    audit = office.audit()
    Message.objects.all().delete()
    for _ in range(2):
        giving.ask_joint_auditor(audit, by=office.lead, now=office.now, joint_auditor=partner)
    assert Message.objects.count() == 1
    assert told()[partner.email].heading == "You are asked to audit jointly"
