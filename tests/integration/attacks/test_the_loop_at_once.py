"""Two people press at the same moment in the improvement loop, each on a connection of their own: one outcome.

And one person presses twice what was built to happen once.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import a_council
import a_plan
from a_report import Office, office, plain_chart
from an_audit import SEEN, Quality, make_quality
from an_audit_office import AuditOffice
from at_once import at_once
from threshold.core import status
from threshold.core.errors import UserFacingError
from threshold.improvement.actions import evidence, findings, publications, reports, room
from threshold.improvement.models import DocumentRequest, QuarterlyReport, ReportFile, ReportSnapshot, RoomSnapshot
from threshold.improvement.reporting import for_everybody, internal
from threshold.quality.actions import actions, alerts, moderation, programme, re_audits
from threshold.quality.models import Audit, AuditAction, AuditAlert, AuditGrade, Draw, Pen, SampledRecord

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(thing: Any) -> Any:
    return type(thing).objects.get(pk=thing.pk)


def one_of_two(results: list[Any]) -> Any:
    """What the one made who came first; the other was told, in words, that it was too late."""
    late = [one for one in results if isinstance(one, Exception)]
    assert len(late) == 1, results
    assert isinstance(late[0], UserFacingError), str(late[0])
    return next(one for one in results if not isinstance(one, Exception))


@pytest.fixture
def office_of_audits(door: Any, make_user: Any) -> AuditOffice:
    return AuditOffice(door, make_user)


@pytest.fixture
def quality(door: Any, make_user: Any) -> Quality:
    return make_quality(door, make_user)


@pytest.fixture
def desk(pack: Any, make_user: Any, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Office:
    for part in (internal, for_everybody):
        monkeypatch.setattr(part, "drawn", plain_chart)
    return office(make_user, now)


# --- Audits -----------------------------------------------------------------------------------------------------------


def test_a_sample_is_drawn_once(office_of_audits: AuditOffice, make_user: Any) -> None:
    """Two leads, and a double click of one: a second draw would be a second chance at a better sample."""
    desk = office_of_audits
    desk.signed_off("Robin", "Wren", "Ash")
    item, other = desk.plan(size=2), make_user("quality_lead")
    draws = [
        lambda by=by: programme.draw_sample(fresh(item), by=by, now=desk.now) for by in (desk.lead, other, desk.lead)
    ]
    results = at_once(*draws)
    assert sum(isinstance(one, Draw) for one in results) == 1, results
    assert all(isinstance(one, Draw | UserFacingError) for one in results), results
    assert (Draw.objects.count(), SampledRecord.objects.count(), Audit.objects.count()) == (1, 2, 2)


def test_both_auditors_record_what_they_agreed(office_of_audits: AuditOffice) -> None:
    desk = office_of_audits
    audit = desk.hand_in(desk.audit(moderate_every=1))
    audit = desk.moderate(fresh(audit), "requires_improvement")
    agreed = dict.fromkeys(desk.grades("good", audit=audit), "good")
    results = at_once(*[
        lambda by=by, grade=grade: moderation.agree_grades(
            fresh(audit), by=by, now=desk.now, discussion=f"We say {grade}", agreed={**agreed, "": grade}
        )
        for by, grade in ((audit.auditor, "good"), (audit.moderator, "requires_improvement"))
    ])  # fmt: skip
    kept = one_of_two(results)
    audit = fresh(audit)
    assert (audit.state, audit.agreed_grade, audit.discussion) == ("complete", kept.agreed_grade, kept.discussion)
    assert AuditGrade.objects.filter(audit=audit, pen=Pen.AGREED, domain="").count() <= 1


def test_an_action_is_closed_or_sent_back(quality: Quality, make_user: Any) -> None:
    other = make_user("auditor")
    action = quality.evidenced()
    # Only the last who opened the record looks: whoever comes after a colleague opens it anew.
    actions.look_at_record(action, by=quality.manager, now=quality.now)
    results = at_once(
        lambda: actions.close_action(fresh(action), by=quality.manager, now=quality.now, seen=SEEN),
        lambda: actions.close_action(fresh(action), by=quality.manager, now=quality.now, seen=SEEN),
        lambda: actions.return_action(fresh(action), by=other, now=quality.now, seen="The plan holds no word of hers"),
    )
    assert sum(isinstance(one, AuditAction) for one in results) == 1, results
    assert all(isinstance(one, AuditAction | UserFacingError) for one in results), results
    assert [row.to_state for row in status.history(action)].count("closed") == 1


def test_a_re_audit_is_accepted_once(quality: Quality, make_user: Any) -> None:
    quality.audit(grade="inadequate")
    re_audits.propose_re_audits(by=quality.machine, now=quality.now)
    proposal = Audit.objects.get().re_audit_proposal
    other = make_user("quality_lead")
    results = at_once(*[
        lambda by=by: re_audits.accept_re_audit(fresh(proposal), by=by, now=quality.now)
        for by in (quality.lead, other)
    ])  # fmt: skip
    one_of_two(results)
    assert Audit.objects.filter(re_audit_of__isnull=False).count() == 1


def test_an_alert_is_answered_by_one_while_it_is_passed_to_another(quality: Quality, make_user: Any) -> None:
    audit = quality.audit(state="in_progress")
    alert = alerts.raise_alert(audit, by=quality.auditor, now=quality.now, what="Nobody saw the child this week")
    other = make_user("team_manager", team=quality.team)
    assert alert.to is not None
    results = at_once(
        lambda: alerts.answer_alert(fresh(alert), by=alert.to, now=quality.now, answer="Seen at school, and safe"),
        lambda: alerts.pass_on_alert(fresh(alert), by=alert.to, now=quality.now, to=other, reason="I am away"),
    )
    assert any(isinstance(one, AuditAlert) for one in results)
    assert all(isinstance(one, AuditAlert | UserFacingError) for one in results), results
    kept = fresh(alert)
    assert (kept.state, kept.answered_by_id) in (("answered", alert.to.pk), ("raised", None))


# --- What is approved -----------------------------------------------------------------------------------------------


def test_two_directors_approve_a_quarter(desk: Office, make_user: Any) -> None:
    """The numbers are frozen once: a second set, counted a moment later, would be another truth of the same quarter."""
    report, other = desk.submitted(), make_user("senior_leader")
    results = at_once(*[
        lambda by=by: reports.approve_report(fresh(report), by=by, now=desk.now) for by in (desk.leader, other)
    ])  # fmt: skip
    kept = one_of_two(results)
    assert fresh(report).approved_by == kept.approved_by
    assert (ReportSnapshot.objects.count(), ReportFile.objects.count()) == (1, 4)


def test_a_quarter_is_approved_while_it_is_written(desk: Office) -> None:
    """Whatever comes first, the words that were frozen are the words that stand in the report."""
    report = desk.submitted()
    results = at_once(
        lambda: reports.approve_report(fresh(report), by=desk.leader, now=desk.now),
        lambda: reports.return_report(fresh(report), by=desk.leader, now=desk.now, reason="Say what families told us"),
    )
    one_of_two(results)
    kept = fresh(report)
    assert (kept.state == "approved") == ReportSnapshot.objects.exists()


def test_two_editions_of_a_quarter_are_begun_once(desk: Office, make_user: Any) -> None:
    other = make_user("improvement_lead")
    results = at_once(*[
        lambda by=by: reports.begin_report(
            desk.authority, by=by, now=desk.now, quarter_starts_on=dt.date(2025, 10, 1), title="How we are doing",
            measures=["FD01"],
        )
        for by in (desk.writer, other)
    ])  # fmt: skip
    one_of_two(results)
    assert QuarterlyReport.objects.count() == 1


def test_a_quarter_is_published_once(desk: Office, make_user: Any) -> None:
    report, other = desk.approved(), make_user("improvement_lead")
    results = at_once(*[
        lambda by=by: reports.publish_report(fresh(report), by=by, now=desk.now) for by in (desk.writer, other)
    ])  # fmt: skip
    one_of_two(results)
    assert ReportSnapshot.objects.filter(audience="public").count() == 1


def test_a_finding_is_signed_off_by_one_and_sent_back_by_another(
    pack: Any, make_user: Any, make_team: Any, now: dt.datetime
) -> None:
    loop = a_plan.begin(make_user, make_team("front_door"), pack, now)
    loop.audits(1, good=9, poor=1)
    reading = evidence.add_reading(
        loop.authority, by=loop.lead, now=now, measure=a_plan.MEASURE, first=dt.date(2026, 2, 1),
        last=dt.date(2026, 2, 28), shows="Nine of ten audits are good", links=evidence.Links(findings=[loop.finding]),
    )  # fmt: skip
    findings.propose_closure(loop.finding, by=loop.lead, now=now, reason="Seen within a day", evidence=[reading])
    results = at_once(
        lambda: findings.sign_off_closure(fresh(loop.finding), by=loop.director, now=now, words="I read them all"),
        lambda: findings.send_back_closure(fresh(loop.finding), by=loop.other_director, now=now, words="One month"),
    )
    kept, closure = one_of_two(results), loop.finding.closures.get()
    assert fresh(loop.finding).state == kept.state == ("closed" if closure.was_signed_off else "open")


def test_a_text_is_approved_while_it_is_changed(pack: Any, make_user: Any, now: dt.datetime) -> None:
    """What was approved is what was read: the change undoes the approval, or the approval is refused as late."""
    council = a_council.build(make_user, now)
    text = publications.write_publication(
        council.ours, by=council.lead, now=now, kind="statement", title="After the visit", source=council.letter,
        body="Leaders “have made strong progress since the last visit”.",
    )  # fmt: skip
    version = text.version
    at_once(
        lambda: publications.approve_publication(fresh(text), by=council.leader, now=now, expected_version=version),
        lambda: publications.change_publication(
            fresh(text), by=council.lead, now=now, title=text.title, body="All is well.", source=council.letter
        ),
    )
    kept = fresh(text)
    assert (kept.body, kept.state, kept.approved_sha256) == ("All is well.", "draft", "")


def test_an_inspectors_request_has_one_answer_and_the_room_one_seal_at_a_time(
    pack: Any, make_user: Any, now: dt.datetime
) -> None:
    council = a_council.build(make_user, now)
    asked = room.record_request(
        council.inspection, by=council.lead, now=now, words="The rota", asked_by="Lead inspector", owner=council.lead
    )
    one_of_two(
        at_once(
            *[
                lambda by=by: room.answer_request(
                    fresh(asked), by=by, now=now, answer=f"From {by.name}", documents=[council.letter]
                )
                for by in (council.lead, council.leader)
            ]
        )
    )
    assert DocumentRequest.objects.get().given.count() == 1
    at_once(*[lambda: room.seal_snapshot(council.inspection, by=council.lead, now=now) for _ in range(2)])
    assert sorted(RoomSnapshot.objects.values_list("number", flat=True)) == [1, 2]
