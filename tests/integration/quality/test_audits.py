"""An audit from the auditor's hands to its agreed grade: handed in once, alarming at once, graded blind by a second."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from an_audit_office import hide
from threshold.access.scope import Scope
from threshold.core import packs
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry, Clock, Message, PackVersion
from threshold.quality import pack
from threshold.quality.actions import alerts, audits, giving, moderation, programme
from threshold.quality.actions.audits import DipRow
from threshold.quality.grades import Grade
from threshold.quality.models import (
    Audit,
    AuditAlert,
    AuditAnswer,
    AuditGrade,
    DeclaredConflict,
    FamilyFeedback,
    Pen,
    SampledRecord,
)
from threshold.quality.queries import agreement as agreement_queries
from threshold.quality.queries import alerts as alert_queries
from threshold.quality.queries import audits as queries

pytestmark = pytest.mark.django_db


def fresh(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def running(subject: Any) -> set[str]:
    rows = Clock.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk, stopped_at__isnull=True)
    return set(rows.values_list("rule", flat=True))


class TestHandingIn:
    def test_everything_is_kept_and_a_sound_audit_that_was_not_picked_is_complete(self, office):
        audit = office.audit()
        audits.begin_audit(audit, by=audit.auditor, now=office.now)
        done = office.hand_in(audit, "good")
        assert (done.state, done.grade, done.agreed_grade, done.completed_at) == (
            "complete",
            "good",
            "good",
            office.now,
        )
        tool = pack.of().tool("front_door_decision")
        assert AuditAnswer.objects.filter(audit=done).count() == sum(len(domain.questions) for domain in tool.domains)
        for pen in (Pen.AUDITOR, Pen.AGREED):
            assert AuditGrade.objects.filter(audit=done, pen=pen).count() == len(tool.domains) + 1
        heard = FamilyFeedback.objects.get(audit=done, who="child")
        assert (heard.words, heard.why_not) == ("She said she felt listened to", "")
        assert FamilyFeedback.objects.get(audit=done, who="parent").why_not == "No answer to two calls"
        assert running(done) == set()
        assert not AuditAlert.objects.exists()

    def test_nobody_else_hands_it_in_and_it_is_handed_in_once(self, office):
        audit = office.audit()
        other = office.others_than(audit.auditor)[0]
        with pytest.raises(NotPermitted):
            audits.hand_in_audit(audit, by=other, now=office.now, judgement=office.judgement())
        with pytest.raises(NotPermitted):
            audits.hand_in_audit(audit, by=office.door.worker, now=office.now, judgement=office.judgement())
        office.hand_in(audit)
        with pytest.raises(Refused, match="stays as it is"):
            office.hand_in(audit, "outstanding")
        assert fresh(audit).grade == "good"

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"answers": {}}, "every question"),
            ({"grades": {}}, "every domain"),
            ({"together": None}, "together"),
            ({"together": False, "not_together_reason": " "}, "why you could not"),
            ({"strengths": " "}, "what was strong"),
            ({"feedback": {}}, "child, a parent and a carer"),
            ({"joint_note": "Robin was seen twice"}, "names the child"),
        ],
    )
    def test_what_is_not_whole_is_refused_and_nothing_is_written(self, office, change, said):
        audit = office.audit()
        judgement = dataclasses.replace(office.judgement(), **change)
        with pytest.raises(Refused, match=said):
            audits.hand_in_audit(audit, by=audit.auditor, now=office.now, judgement=judgement)
        assert fresh(audit).state == "assigned"
        assert not AuditAnswer.objects.exists()
        assert not AuditGrade.objects.exists()

    def test_a_form_that_was_overtaken_hands_nothing_in(self, office):
        audit = office.audit()
        with pytest.raises(Stale):
            audits.hand_in_audit(
                audit, by=audit.auditor, now=office.now, judgement=office.judgement(), expected_version=9
            )

    def test_an_auditor_from_whom_the_child_is_hidden_meanwhile_hands_nothing_in(self, office):
        audit = office.audit()
        hide(audit.person, office.door.manager)
        with pytest.raises(NotVisible):
            office.hand_in(audit)

    def test_an_audit_renders_and_is_judged_with_the_tool_it_was_given_out_with(self, office, pack):
        audit = office.audit()
        old = audit.pack_version
        content = {**old.content, "quality": {**old.content["quality"]}}
        tools = [dict(tool) for tool in content["quality"]["tools"]]
        tools[0]["domains"] = tools[0]["domains"][:1]
        tools[0]["title"] = "A new front-door tool"
        content["quality"]["tools"] = tools
        PackVersion.objects.create(number=old.number + 1, digest="x" * 64, content=content, loaded_at=office.now)
        packs._section.cache_clear()
        from threshold.quality import pack as quality_pack

        new = PackVersion.objects.get(number=old.number + 1)
        assert quality_pack.of(new.pk).tool("front_door_decision").title == "A new front-door tool"
        assert len(quality_pack.of(audit.pack_version_id).tool("front_door_decision").domains) == 5
        assert office.hand_in(audit).state == "complete"  # five domains, as it was given out
        late = office.audit()
        Audit.objects.filter(pk=late.pk).update(pack_version=new)
        with pytest.raises(Refused, match="every question"):
            office.hand_in(fresh(late))


class TestAlerts:
    @pytest.mark.parametrize("domain", ["child", "whole"])
    def test_anything_inadequate_alarms_the_teams_manager_at_once_and_is_moderated(self, office, domain):
        audit = office.audit()
        done = office.hand_in(audit, "good", grades=office.grades("good", **{domain: "inadequate"}))
        alert = AuditAlert.objects.get()
        assert (alert.to, alert.because, alert.state) == (office.door.manager, "inadequate", "raised")
        assert f"Differs in {domain}" in alert.what
        assert running(alert) == {"audit-alert"}
        assert done.state == "awaiting_moderation"
        assert done.moderator not in (None, done.auditor)

    def test_the_message_says_nothing_about_the_child(self, office):
        audit = office.audit()
        office.hand_in(audit, unsafe="Robin is alone with the uncle tonight")
        message = Message.objects.get(purpose="audit-alert")
        assert message.to == office.door.manager.email
        for secret in ("Robin", "Testcase", "uncle", audit.person.reference, audit.subject_reference):
            assert secret not in message.heading + message.body
        assert AuditAlert.objects.get().reference in message.body

    def test_unsafe_is_said_before_the_audit_is_finished_with_the_shorter_clock(self, office):
        audit = office.audit()
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="Alone with the uncle tonight")
        assert fresh(audit).is_unsafe
        clock = Clock.objects.get(rule="audit-alert")
        assert (clock.limit, clock.unit, clock.owner_id) == (4, "hub_hours", office.door.manager.pk)
        with pytest.raises(Refused, match="already"):
            alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="Again")
        office.hand_in(fresh(audit), unsafe="Alone with the uncle tonight")
        assert AuditAlert.objects.get() == alert

    def test_whoever_does_not_audit_it_raises_none(self, office):
        audit = office.audit()
        with pytest.raises(NotPermitted):
            alerts.raise_alert(audit, by=office.others_than(audit.auditor)[0], now=office.now, what="x")

    def test_a_manager_whose_own_practice_it_was_is_not_asked(self, office, make_user):
        office.door.worker = office.door.manager
        office.door.manager = make_user("team_manager", registered=True)
        audit = office.audit()
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        assert alert.to == office.leader

    def test_where_nobody_may_see_the_child_senior_leaders_hear_that_there_is_one(self, office):
        audit = office.audit()
        hide(audit.person, audit.auditor)
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        assert alert.to is None
        assert Message.objects.get(purpose="audit-alert").to == office.leader.email
        for user in (office.leader, office.door.manager):
            assert not alert_queries.visible_alerts(Scope(user, office.now)).exists()
            with pytest.raises(NotVisible):
                alerts.answer_alert(alert, by=user, now=office.now, answer="x")

    def test_answered_by_the_named_manager_then_looked_at_by_another_then_closed(self, office):
        audit = office.audit()
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        with pytest.raises(Refused, match="after its manager has answered"):
            alerts.close_alert(alert, by=office.lead, now=office.now, look="All well")
        with pytest.raises(NotPermitted, match="another manager's name"):
            alerts.answer_alert(alert, by=office.leader, now=office.now, answer="Seen")
        alert = alerts.answer_alert(alert, by=office.door.manager, now=office.now, answer="Seen at school, safe")
        assert running(alert) == set()
        alert = alerts.send_back_alert(alert, by=office.lead, now=office.now, look="Seen by whom?")
        assert (alert.state, running(alert)) == ("raised", {"audit-alert"})
        alert = alerts.answer_alert(alert, by=office.door.manager, now=office.now, answer="Seen by me")
        alert = alerts.close_alert(alert, by=office.lead, now=office.now, look="The visit is on the record")
        assert (alert.state, alert.closed_by) == ("closed", office.lead)

    def test_nobody_closes_their_own_answer(self, office):
        audit = office.audit_not_by(office.lead)
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        alerts.pass_on_alert(alert, by=office.lead, now=office.now, to=office.lead, reason="The manager is away")
        alerts.answer_alert(fresh(alert), by=office.lead, now=office.now, answer="Seen")
        with pytest.raises(NotPermitted, match="yourself"):
            alerts.close_alert(fresh(alert), by=office.lead, now=office.now, look="x")

    def test_on_a_bad_monday_somebody_takes_it_over_and_the_clock_runs_on(self, office, make_user):
        deputy = make_user("team_manager", team=office.door.team, registered=True, name="Deputy")
        audit = office.audit()
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        due = Clock.objects.get(rule="audit-alert").due_at
        other = office.door.manager if alert.to == deputy else deputy
        alert = alerts.pass_on_alert(alert, by=other, now=office.now, to=other, reason="Away today")
        clock = Clock.objects.get(rule="audit-alert")
        assert (alert.to, clock.owner_id, clock.due_at) == (other, other.pk, due)
        with pytest.raises(Refused, match="choose somebody of the list"):
            alerts.pass_on_alert(alert, by=other, now=office.now, to=office.auditors[0], reason="x")
        with pytest.raises(Refused, match="choose somebody of the list"):
            alerts.pass_on_alert(alert, by=other, now=office.now, to=office.door.worker, reason="x")

    def test_senior_leaders_hear_once_of_what_nobody_answered_in_time(self, office):
        from threshold.access.models import User

        audit = office.audit()
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        worker = User.objects.service("worker_service")
        assert alerts.escalate_alerts(by=worker, now=office.now) == 0
        late = Clock.objects.get(rule="audit-alert").due_at.replace(year=2027)
        assert alerts.escalate_alerts(by=worker, now=late) == 1
        assert alerts.escalate_alerts(by=worker, now=late) == 0
        assert fresh(alert).escalated_at == late
        assert Message.objects.filter(to=office.leader.email).count() == 1

    def test_an_audit_that_alarmed_does_not_go_away(self, office):
        audit = office.audit(size=1)
        alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        record = SampledRecord.objects.get()
        with pytest.raises(Refused, match="raised an alert"):
            programme.replace_record(record, by=office.lead, now=office.now, reason="Moved")
        with pytest.raises(Refused, match="cannot be cancelled"):
            giving.cancel_audit(fresh(audit), by=office.lead, now=office.now, reason="Moved")


class TestModeration:
    def test_the_same_grades_complete_it(self, office):
        audit = office.hand_in(office.audit(moderate_every=1))
        assert audit.state == "awaiting_moderation"
        assert running(audit) == {"audit-moderate"}
        done = office.moderate(audit)
        assert (done.state, done.agreed_grade, running(done)) == ("complete", "good", set())

    def test_different_grades_are_talked_through_and_all_three_kept(self, office):
        audit = office.hand_in(office.audit(moderate_every=1))
        audit = office.moderate(audit, "good", child="requires_improvement", whole="requires_improvement")
        assert (audit.state, audit.agreed_grade) == ("in_discussion", "")
        agreed = {domain: grade for domain, (grade, _) in office.grades("good", child="requires_improvement").items()}
        with pytest.raises(NotPermitted):
            moderation.agree_grades(
                audit, by=office.others_than(audit.auditor, audit.moderator)[0], now=office.now, discussion="x",
                agreed=agreed,
            )  # fmt: skip
        with pytest.raises(Refused, match="lies between"):
            moderation.agree_grades(
                audit, by=audit.moderator, now=office.now, discussion="x", agreed={**agreed, "": "inadequate"}
            )
        done = moderation.agree_grades(
            audit, by=audit.auditor, now=office.now, discussion="The child's words were there", agreed=agreed
        )
        assert (done.state, done.grade, done.agreed_grade) == ("complete", "good", "good")
        kept = dict(AuditGrade.objects.filter(audit=done, domain="child").values_list("pen", "grade"))
        assert kept == {"auditor": "good", "moderator": "requires_improvement", "agreed": "requires_improvement"}

    def test_nobody_can_change_a_first_grade_when_both_are_in(self, office):
        audit = office.moderate(office.hand_in(office.audit(moderate_every=1)), "outstanding")
        with pytest.raises(Refused):
            office.hand_in(audit, "outstanding")
        with pytest.raises(Refused):
            office.moderate(audit, "good")

    def test_until_both_are_in_the_first_judgement_is_its_auditors_alone(self, office):
        audit = office.hand_in(
            office.audit(moderate_every=1), grades=office.grades("good", child="inadequate"), unsafe="Alone tonight"
        )
        readers = [audit.moderator, office.lead, office.leader, office.door.manager, office.door.worker]
        for user in readers:
            scope = Scope(user, office.now)
            assert audit in queries.visible_audits(scope), user
            if user != audit.auditor:
                assert queries.judged(scope, audit) == queries.NOTHING
                assert audit not in queries.with_open_judgement(scope)
        assert queries.judged(Scope(audit.auditor, office.now), audit).grade("auditor", "child").grade == "inadequate"
        scope = Scope(audit.moderator, office.now)
        assert list(alert_queries.visible_alerts(scope)) == []
        assert list(alert_queries.waiting_for_me(scope)) == []
        assert agreement_queries.agreement(scope).whole.n == 0
        office.moderate(audit)
        assert alert_queries.visible_alerts(scope).count() == 2
        for user in readers:
            judged = queries.judged(Scope(user, office.now), fresh(audit))
            assert judged.grade("auditor", "child").grade == "inadequate"
            assert judged.grade("moderator", "child").grade == "good"

    def test_the_auditor_sees_nothing_of_the_second_grades_before_both_are_in(self, office):
        """Written by hand: no action leaves grades of a moderator on an audit that still waits."""
        audit = office.hand_in(office.audit(moderate_every=1))
        AuditGrade.objects.create(
            audit=audit, pen="moderator", domain="child", grade="inadequate", because="x", at=office.now,
            by=audit.moderator,
        )  # fmt: skip
        assert queries.judged(Scope(audit.auditor, office.now), audit).grade("moderator", "child") is None

    def test_whoever_was_told_of_the_alert_does_not_grade_blind(self, office):
        manager = office.make_user("quality_lead", team=office.door.team, name="Lead and manager")
        audit = office.audit()
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        manager.memberships.update(team=None)  # the team is not what keeps them from it
        assert manager in {alert.to} | set(giving.who_may_moderate(fresh(audit), office.now))
        if alert.to != manager:
            alerts.pass_on_alert(alert, by=alert.to, now=office.now, to=manager, reason="Away")
        assert manager not in giving.who_may_moderate(fresh(audit), office.now)

    def test_a_moderator_who_finds_something_inadequate_alarms_too(self, office):
        audit = office.hand_in(office.audit(moderate_every=1))
        office.moderate(audit, "good", decision="inadequate")
        assert AuditAlert.objects.get().because == Grade.INADEQUATE

    def test_where_nobody_may_moderate_it_waits_and_is_finished_alone_only_then(self, office):
        audit = office.audit_not_by(office.lead, moderate_every=1)
        hide(audit.person, audit.auditor, office.lead)
        office.lead.memberships.update(team=office.door.team)  # the lead is of the team, and may not judge
        audit = office.hand_in(audit)
        assert audit.moderator is None
        assert audit in queries.without_moderator(Scope(office.lead, office.now))
        with pytest.raises(Refused, match="Still nobody"):
            moderation.assign_moderator(audit, by=office.lead, now=office.now)
        with pytest.raises(Refused, match="why"):
            moderation.finish_without_moderation(audit, by=office.lead, now=office.now, reason=" ")
        done = moderation.finish_without_moderation(audit, by=office.lead, now=office.now, reason="Nobody may")
        assert (done.state, done.agreed_grade) == ("complete", "good")

    def test_not_finished_alone_where_somebody_could_grade_it(self, office):
        audit = office.hand_in(office.audit(moderate_every=1))
        with pytest.raises(Refused, match="Somebody can give"):
            moderation.finish_without_moderation(audit, by=office.lead, now=office.now, reason="In a hurry")


class TestStandingAside:
    def test_whoever_knows_the_family_says_so_and_the_next_has_it(self, office):
        audit = office.audit()
        first = audit.auditor
        audit = giving.stand_aside(audit, by=first, now=office.now, reason="My daughter is in her class")
        assert audit.auditor != first
        assert audit.state == "assigned"
        kept = DeclaredConflict.objects.get()
        assert (kept.user, kept.pen, kept.reason) == (first, "auditor", "My daughter is in her class")
        assert first not in giving.who_may_moderate(audit, office.now)
        with pytest.raises((Refused, NotVisible)):
            giving.stand_aside(audit, by=first, now=office.now, reason="Again")

    def test_where_nobody_is_left_the_record_is_held(self, office):
        audit = office.audit()
        while True:
            audit = giving.stand_aside(audit, by=audit.auditor, now=office.now, reason="I know them")
            if audit.state == "cancelled":
                break
        record = SampledRecord.objects.get()
        assert record.audit is None
        assert DeclaredConflict.objects.count() == 5  # three auditors, the lead, the other team's manager
        with pytest.raises(Refused, match="Still nobody"):
            giving.give_held_record(record, by=office.lead, now=office.now)

    def test_a_moderator_stands_aside_too(self, office):
        audit = office.hand_in(office.audit(moderate_every=1))
        first = audit.moderator
        audit = giving.stand_aside(audit, by=first, now=office.now, reason="We are neighbours")
        assert audit.state == "awaiting_moderation"
        assert audit.moderator not in (first, audit.auditor)

    def test_the_lead_passes_on_what_somebody_who_is_away_has(self, office):
        audit = office.audit()
        first = audit.auditor
        with pytest.raises(Refused, match="why"):
            giving.pass_on_audit(audit, by=office.lead, now=office.now, reason="")
        audit = giving.pass_on_audit(audit, by=office.lead, now=office.now, reason="Long-term sick")
        assert audit.auditor != first
        assert running(audit) == {"audit-do"}


class TestDipSamples:
    def rows(self, office, item, user, answer="yes", **more):
        sample = pack.of().dip_sample("front_door_basics")
        return [
            DipRow(audit, {question.code: answer for question in sample.questions}, **more)
            for audit in queries.dip_rows(Scope(user, office.now), item.pk, user)
        ]

    def test_many_records_are_answered_at_once(self, office):
        item = office.drawn(
            "Ash", "Briar", "Cory", "Dale", "Ember", "Fern", kind="dip_sample", tool="front_door_basics"
        )
        user = Audit.objects.first().auditor
        rows = self.rows(office, item, user)
        done = audits.hand_in_dip_sample(item, by=user, now=office.now, rows=rows)
        assert {audit.state for audit in done} == {"complete"}
        assert AuditAnswer.objects.filter(audit__in=done).count() == 6 * len(done)
        assert not AuditGrade.objects.exists()
        assert self.rows(office, item, user) == []
        with pytest.raises(Refused):
            audits.hand_in_dip_sample(item, by=user, now=office.now, rows=rows)

    def test_one_answer_too_few_and_none_is_kept(self, office):
        item = office.drawn("Ash", "Briar", kind="dip_sample", tool="front_door_basics")
        user = Audit.objects.first().auditor
        rows = self.rows(office, item, user)
        rows[-1] = DipRow(rows[-1].audit, dict(list(rows[-1].answers.items())[1:]))
        with pytest.raises(Refused, match="every question"):
            audits.hand_in_dip_sample(item, by=user, now=office.now, rows=rows)
        assert not AuditAnswer.objects.exists()

    def test_a_child_who_may_be_unsafe_alarms_from_there_too(self, office):
        item = office.drawn(kind="dip_sample", tool="front_door_basics")
        user = Audit.objects.get().auditor
        audits.hand_in_dip_sample(item, by=user, now=office.now, rows=self.rows(office, item, user, unsafe="Alone"))
        assert AuditAlert.objects.get().because == "unsafe"

    def test_nobody_answers_for_another_and_no_full_audit_there(self, office):
        item = office.drawn(kind="dip_sample", tool="front_door_basics")
        audit = Audit.objects.get()
        rows = self.rows(office, item, audit.auditor)
        with pytest.raises((NotPermitted, NotVisible)):
            audits.hand_in_dip_sample(item, by=office.others_than(audit.auditor)[0], now=office.now, rows=rows)
        with pytest.raises(Refused, match="dip sample"):
            audits.hand_in_audit(audit, by=audit.auditor, now=office.now, judgement=office.judgement())


class TestJointAudits:
    @pytest.fixture
    def partner(self, make_user):
        return make_user("improvement_partner")

    def test_the_partner_sees_the_audit_that_they_were_asked_to_do_and_no_other(self, office, partner):
        audit, other = office.audit(), office.audit()
        scope = Scope(partner, office.now)
        assert not queries.visible_audits(scope).exists()
        giving.ask_joint_auditor(audit, by=office.lead, now=office.now, joint_auditor=partner)
        assert list(queries.visible_audits(scope)) == [audit]
        assert other not in queries.to_audit_jointly(scope)
        assert not queries.sees_the_child(scope)
        office.hand_in(fresh(audit))
        judged = queries.judged(scope, fresh(audit))
        assert judged.answers
        assert judged.grades
        assert judged.feedback == []  # the family's words are the child's

    def test_their_view_is_recorded_once_and_beside_the_auditors(self, office, partner):
        audit = office.audit()
        with pytest.raises(NotVisible):
            giving.give_joint_view(audit, by=partner, now=office.now, view="Sound")
        giving.ask_joint_auditor(audit, by=office.lead, now=office.now, joint_auditor=partner)
        giving.give_joint_view(fresh(audit), by=partner, now=office.now, view="Sound")
        with pytest.raises(Refused, match="already"):
            giving.give_joint_view(fresh(audit), by=partner, now=office.now, view="Not so sound")

    def test_only_somebody_whose_role_it_is_can_be_asked(self, office, make_user):
        audit = office.audit()
        for user in (make_user("commissioner"), office.leader, office.door.worker):
            with pytest.raises(Refused, match="role allows joint"):
                giving.ask_joint_auditor(audit, by=office.lead, now=office.now, joint_auditor=user)


class TestReAudits:
    def test_the_same_child_again_by_somebody_new(self, office):
        first = office.hand_in(office.audit())
        again = giving.give_re_audit(first, by=office.lead, now=office.now)
        assert (again.re_audit_of, again.person, again.tool) == (first, first.person, first.tool)
        assert again.auditor != first.auditor
        with pytest.raises(Refused, match="exists already"):
            giving.give_re_audit(first, by=office.lead, now=office.now)

    def test_not_before_the_first_is_complete(self, office):
        with pytest.raises(Refused, match="complete audit"):
            giving.give_re_audit(office.audit(), by=office.lead, now=office.now)


class TestWhoSeesAnAudit:
    def test_by_role_and_relationship(self, office, make_user):
        audit = office.audit()
        seen = {office.lead, *office.auditors, office.leader, office.door.worker, office.door.manager}
        unseen = {
            office.door.officer, office.door.early_help_manager, make_user("elected_member"),
            *map(make_user, ("commissioner", "improvement_partner", "analyst", "administrator")),
        }  # fmt: skip
        for user in seen:
            assert queries.visible_audits(Scope(user, office.now)).filter(pk=audit.pk).exists(), user
        for user in unseen:
            assert not queries.visible_audits(Scope(user, office.now)).exists(), user

    def test_a_hidden_child_hides_the_audit_from_everybody_kept_out(self, office):
        audit = office.hand_in(office.audit())
        hide(audit.person, office.auditors[0])
        for user in (office.lead, office.leader, office.door.worker, office.door.manager):
            assert not queries.visible_audits(Scope(user, office.now)).exists()
        assert queries.visible_audits(Scope(office.auditors[0], office.now)).exists()

    def test_no_entry_of_the_audit_log_holds_a_word_of_it(self, office):
        audit = office.hand_in(office.audit(moderate_every=1), unsafe="Alone with the uncle tonight")
        office.moderate(audit, "requires_improvement")
        text = str(list(AuditEntry.objects.filter(action__startswith="quality").values_list("detail", flat=True)))
        for word in ("uncle", "Robin", "careful", "Because", "requires_improvement"):
            assert word not in text


class TestAgreement:
    def test_is_of_what_two_graded_blind_by_domain_and_for_whoever_reads_audits_by_auditor(self, office, make_user):
        for grade in ("good", "outstanding"):
            audit = office.hand_in(office.audit(moderate_every=1), grade)
            office.moderate(audit, "good")
        found = agreement_queries.agreement(Scope(office.lead, office.now))
        assert (found.whole.n, found.whole.same) == (2, 1)
        assert found.whole.is_small
        assert found.pairs == {("good", "good"): 1, ("outstanding", "good"): 1}
        assert found.by_domain["front_door_decision", "child"].n == 2
        assert sum(kappa.n for _, kappa in found.by_auditor) == 2
        member = agreement_queries.agreement(Scope(make_user("elected_member"), office.now))
        assert member.whole == found.whole
        assert member.by_auditor == []

    def test_of_nothing_there_is_no_number(self, office):
        found = agreement_queries.agreement(Scope(office.lead, office.now))
        assert found.whole.value is None
        assert found.by_domain == {}
