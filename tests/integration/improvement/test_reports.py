"""A report is written by some, approved by another, and never moves again; a quarter is told once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from a_report import EARLIER, QUARTER, Office, office, plain_chart
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.core.models import AuditEntry
from threshold.frontdoor.actions.details import NamedChild
from threshold.improvement.actions import reports
from threshold.improvement.models import Advice, Intervention, QuarterlyReport, ReportFile, ReportSnapshot
from threshold.improvement.queries import report_content
from threshold.improvement.queries import reports as queries
from threshold.improvement.reporting import canonical, difference, drawing, for_everybody, internal
from threshold.quality.models import Audit, ThemeTag

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(pack, make_user, now, monkeypatch, request) -> Office:
    if "byte" not in request.node.name:
        for part in (internal, for_everybody):
            monkeypatch.setattr(part, "drawn", plain_chart)
    return office(make_user, now)


def test_from_the_first_word_to_everybody(desk):
    report = desk.begin()
    report = desk.write(report)
    report = desk.write(report, "concerns", text="Two posts are vacant.", is_public=False)
    report = reports.submit_report(report, by=desk.writer, now=desk.now)
    report = reports.approve_report(report, by=desk.leader, now=desk.now)
    assert report.state == "approved"
    snapshot, content = queries.frozen(report)
    assert content["sections"] == [
        {"kind": "overview", "title": "What this quarter shows", "text": "Children are seen sooner than they were.",
         "is_public": True},
        {"kind": "concerns", "title": "What worries us", "text": "Two posts are vacant.", "is_public": False},
    ]  # fmt: skip
    assert [one["code"] for one in content["measures"]] == ["FD01", "FD02"]
    assert snapshot.sha256 == canonical.sha256(snapshot.content)
    report = reports.publish_report(report, by=desk.writer, now=desk.now)
    _, public = queries.frozen(report, "public")
    assert [part["kind"] for part in public["sections"]] == ["overview"]
    assert ReportFile.objects.count() == 8
    for file in ReportFile.objects.all():
        assert (canonical.sha256(bytes(file.content)), len(file.content)) == (file.sha256, file.size)
    entries = AuditEntry.objects.filter(subject_type="improvement.quarterlyreport").order_by("pk")
    assert [row.action for row in entries] == [
        "improvement.begin_report", "improvement.write_section", "improvement.write_section",
        "improvement.submit_report", "improvement.approve_report", "improvement.publish_report",
    ]  # fmt: skip
    assert "vacant" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_what_was_frozen_is_drawn_again_to_the_byte(desk):
    inspection = desk.inspection()
    desk.close(desk.finding(inspection), dt.date(2025, 11, 3))
    desk.plan("Decide within a day")
    desk.approved(EARLIER)
    report = desk.published()
    drawn = {"internal": internal.document, "public": for_everybody.document}
    for audience, document in drawn.items():
        snapshot, content = queries.frozen(report, audience)
        assert canonical.dumps(content) == snapshot.content
        kept = {file.form: bytes(file.content) for file in snapshot.files.all()}
        assert drawing.files(document(content)) == kept


def test_numbers_and_words_never_move_after_approval(desk, door):
    """Everything that a report tells of changes afterwards; not a byte of it does."""
    first, second = desk.finding(desk.inspection()), desk.finding(words="Chronologies")
    (todo,) = desk.plan("Decide within a day")
    report = desk.published()
    before = {row.pk: (row.content, row.sha256) for row in ReportSnapshot.objects.all()}
    files = {row.pk: bytes(row.content) for row in ReportFile.objects.all()}
    door.now = dt.datetime(2025, 11, 5, 10, tzinfo=dt.UTC)
    door.record(received_at=door.now)  # a contact of the quarter, recorded late
    desk.close(first, dt.date(2025, 12, 1))
    second.words = "Other words"
    second.save()
    todo.rag, todo.rag_reason, todo.title = "red", "Nobody does it", "Another title"
    todo.save()
    desk.authority.name = "Another name"
    desk.authority.save()
    report.sections.update(text="Other words")
    assert {row.pk: (row.content, row.sha256) for row in ReportSnapshot.objects.all()} == before
    assert {row.pk: bytes(row.content) for row in ReportFile.objects.all()} == files
    # The counter-check: frozen now, it would say something else.
    assert (
        canonical.dumps(report_content.whole(report, Scope(desk.leader, desk.now))) != queries.frozen(report)[0].content
    )


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("model", [ReportSnapshot, ReportFile])
def test_the_database_itself_keeps_what_was_frozen(desk, model, change):
    desk.approved()
    with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
        if change == "update":
            model.objects.update(sha256="0" * 64)
        else:
            model.objects.all().delete() if model is ReportFile else model.objects.all()._raw_delete("default")


def test_a_quarter_is_approved_once(desk):
    report = desk.approved()
    with pytest.raises(Refused, match="Quarter 3 2025-26 was approved already, on 11 March 2026"):
        reports.approve_report(report, by=desk.leader, now=desk.now)
    with pytest.raises(Refused, match="begin a correction and say what is wrong"):
        desk.begin()


def test_the_database_refuses_a_second_first_edition(desk):
    desk.approved()
    with pytest.raises(IntegrityError, match="report_once_for_a_quarter"), transaction.atomic():
        QuarterlyReport.objects.create(
            authority=desk.authority, quarter_starts_on=QUARTER, title="Twice", begun_at=desk.now, begun_by=desk.writer
        )


def test_a_correction_is_another_edition_and_the_old_one_stays(desk):
    first = desk.published()
    old = queries.frozen(first)[0].content
    second = desk.begin(correction_reason="Contacts of one team were counted twice.", measures=["FD01"])
    assert (second.edition, second.sections.get().text) == (2, "Children are seen sooner than they were.")
    second = reports.submit_report(second, by=desk.writer, now=desk.now)
    second = reports.approve_report(second, by=desk.leader, now=desk.now)
    assert queries.latest_frozen(desk.authority, QUARTER) == second
    assert [report.edition for report in queries.published_reports()] == [1]
    reports.publish_report(second, by=desk.writer, now=desk.now)
    assert [report.edition for report in queries.published_reports()] == [2]
    assert queries.frozen(first)[0].content == old
    assert queries.frozen(second)[1]["correction_reason"] == "Contacts of one team were counted twice."


def test_whoever_wrote_some_of_it_does_not_approve_it(desk, make_user):
    both = make_user("improvement_lead", "senior_leader")
    report = desk.begin()
    desk.write(report)
    reports.write_section(report, by=both, now=desk.now, kind="next", text="More", is_public=False)
    report = reports.submit_report(report, by=desk.writer, now=desk.now)
    with pytest.raises(NotPermitted, match="You wrote part of this report"):
        reports.approve_report(report, by=both, now=desk.now)
    assert not ReportSnapshot.objects.exists()
    with pytest.raises(NotPermitted):
        reports.approve_report(report, by=desk.writer, now=desk.now)  # no senior leader


def test_a_quarter_that_is_not_over_is_not_frozen(desk):
    report = desk.submitted(dt.date(2026, 1, 1))
    with pytest.raises(Refused, match="The quarter ends on 31 March 2026"):
        reports.approve_report(report, by=desk.leader, now=desk.now)


def test_sent_back_written_again_and_submitted_again(desk):
    report = desk.submitted()
    with pytest.raises(Refused, match="waits for approval"):
        desk.write(report)
    report = reports.return_report(report, by=desk.leader, now=desk.now, reason="Say what children told us")
    desk.write(report, "voice", text="They want one worker.")
    report = reports.submit_report(report, by=desk.writer, now=desk.now)
    assert reports.approve_report(report, by=desk.leader, now=desk.now).state == "approved"


def test_a_report_that_was_given_up_makes_room(desk):
    report = reports.give_up_report(desk.begin(), by=desk.writer, now=desk.now, reason="The wrong quarter")
    assert report.state == "given_up"
    assert desk.begin().edition == 1


def test_a_form_that_came_too_late_is_noticed(desk):
    report = desk.begin()
    desk.write(report)
    with pytest.raises(Stale):
        desk.write(report, "next", expected_version=1)


def test_public_words_name_nobody_who_works_here(desk):
    with pytest.raises(Refused, match=f"names {desk.leader.name}"):
        desk.write(desk.begin(), text=f"Thanks to {desk.leader.name}, things are better.")
    report = QuarterlyReport.objects.get()
    desk.write(report, text=f"Thanks to {desk.leader.name}.", is_public=False)


def test_somebody_who_came_later_is_not_named_either(desk, make_user):
    report = desk.approved()
    report.refresh_from_db()
    make_user("auditor", name="seen sooner")
    with pytest.raises(Refused, match="names seen sooner"):
        reports.publish_report(report, by=desk.writer, now=desk.now)
    assert not ReportSnapshot.objects.filter(audience="public").exists()


def test_an_empty_part_is_taken_out(desk):
    report = desk.begin()
    desk.write(report)
    desk.write(report, text="  ")
    assert not report.sections.exists()
    with pytest.raises(Refused, match="What this quarter shows"):
        reports.submit_report(report, by=desk.writer, now=desk.now)


def test_a_sealed_example_gets_no_report(desk):
    desk.authority.is_ours, desk.authority.example_note, desk.authority.sealed_at = False, "Public record", desk.now
    desk.authority.save()
    with pytest.raises(Refused, match="is an example of public record"):
        desk.begin()


def test_a_finding_knows_in_which_report_it_was_told_closed(desk):
    finding = desk.finding(desk.inspection())
    desk.close(finding, dt.date(2025, 11, 3))
    report = desk.approved()
    assert queries.told_closed_in(Scope(desk.leader, desk.now), finding) == [report]
    assert queries.frozen(report)[1]["findings"][0]["closed_in_quarter"] is True


def test_the_report_says_what_is_different(desk):
    (todo,) = desk.plan("Decide within a day")
    finding = desk.finding(desk.inspection())
    desk.approved(EARLIER)
    desk.close(finding, dt.date(2025, 11, 3))
    todo.rag, todo.rag_reason = "red", "Two posts are still vacant."
    todo.save()
    _, content = queries.frozen(desk.approved())
    assert [change["sentence"] for change in content["difference"]] == [
        "One finding was closed: “The timeliness of decisions in the front door”.",
        "Action 1.1 (Decide within a day) moved from amber to red because two posts are still vacant.",
    ]


def test_nothing_moved_says_so(desk):
    desk.approved(EARLIER)
    report = desk.approved()
    assert queries.frozen(report)[1]["difference"] == []
    page = bytes(queries.file_of(report, "internal", "page").content).decode()
    assert "Nothing moved between the two quarters" in page


# --- Notices, advice and themes of audits ---------------------------------------------------------------------------


def _direction(desk, **more):
    values = {
        "kind": "direction", "title": "Statutory direction", "issuer": "The Secretary of State",
        "legal_basis": "Education Act 1996, section 497A", "issued_on": dt.date(2025, 10, 6), "recorded_at": desk.now,
        "recorded_by": desk.writer,
    } | more  # fmt: skip
    made = Intervention.objects.create(authority=desk.authority, **values)
    made.appointments.create(role="commissioner", name="A commissioner by title", starts_on=dt.date(2025, 10, 13))
    return made


def _advice(desk, by, title, given_on, **more):
    at = dt.datetime.combine(given_on, dt.time(12), dt.UTC)
    values = {"kind": "recommendation", "given_as": "commissioner", "words": f"Words of {title}"} | more
    return Advice.objects.create(authority=desk.authority, title=title, given_at=at, given_by=by, **values)


def _answered(desk, on):
    return {
        "answer": "partly", "answer_reason": "The money is there for half of it.", "answered_by": desk.writer,
        "answered_at": dt.datetime.combine(on, dt.time(12), dt.UTC),
    }  # fmt: skip


def test_notices_and_advice_are_told_as_they_stood_at_the_quarters_end(desk, make_user):
    commissioner = make_user("commissioner")
    _direction(desk)
    _direction(desk, title="Long past", issued_on=dt.date(2020, 1, 1), ended_on=dt.date(2021, 1, 1), end_reason="Good")
    _direction(
        desk, title="Notice", kind="notice", issued_on=dt.date(2024, 5, 1), date_precision="month",
        ended_on=dt.date(2025, 11, 30), end_precision="month", end_reason="Inspectors saw that it works",
    )  # fmt: skip
    _direction(desk, title="Ended since", ended_on=dt.date(2026, 2, 1), end_reason="Later")
    _advice(desk, commissioner, "Weekends", dt.date(2025, 11, 3), **_answered(desk, dt.date(2025, 11, 20)))
    _advice(desk, commissioner, "Nights", dt.date(2025, 9, 1), **_answered(desk, dt.date(2026, 1, 9)))
    _advice(desk, commissioner, "Long answered", dt.date(2025, 7, 1), **_answered(desk, dt.date(2025, 7, 9)))
    _advice(desk, commissioner, "After the quarter", dt.date(2026, 1, 2))
    _advice(desk, commissioner, "Where we stand", dt.date(2025, 12, 1), kind="report")
    report = desk.published()
    _, inside = queries.frozen(report)
    assert [(one["title"], one["ended_on"]) for one in inside["notices"]] == [
        ("Notice", "2025-11-30"), ("Statutory direction", ""), ("Ended since", ""),
    ]  # fmt: skip
    assert [(one["title"], one["waits"]) for one in inside["advice"]] == [
        ("Nights", True), ("Weekends", False), ("Where we stand", False),
    ]  # fmt: skip
    text = str(internal.document(inside).blocks)
    for said in ("issued by: The Secretary of State, May 2024", "It ended: November 2025, because Inspectors saw",
                 "Commissioner: A commissioner by title, from 13 October 2025, and still.", "Words of Weekends",
                 "accepted in part on 20 November 2025: the money is there for half of it",
                 "Our answer: not given yet"):  # fmt: skip
        assert said in text, said
    _, outside = queries.frozen(report, "public")
    assert outside["advice"] == {"answers": {"accepted": 0, "partly": 1, "not_accepted": 0}, "waiting": 1, "late": 0}
    everything = canonical.dumps(outside) + str(for_everybody.document(outside).blocks)
    for hidden in ("Weekends", "Nights", "the money is there", "by title", "Inspectors saw"):
        assert hidden not in everything, hidden
    assert "November 2025" in everything


def test_themes_of_audits_are_told_and_a_theme_of_few_children_is_not_public(desk, make_team, pack):
    at = dt.datetime(2025, 11, 10, 12, tzinfo=dt.UTC)
    team = make_team("front_door")
    for number in range(8):
        audit = Audit.objects.create(
            kind="case", tool="front_door_decision", pack_version=pack, subject_type="quality.test",
            subject_id=number, subject_reference="X", team=team, auditor=desk.writer, assigned_at=at,
            assigned_by=desk.writer, state="complete", grade="good", graded_at=at, agreed_grade="good",
            completed_at=at,
        )  # fmt: skip
        for theme in ("timeliness", "permanence") if number < 5 else ("timeliness",):
            ThemeTag.objects.create(
                theme=theme, subject_type="quality.audit", subject_id=audit.pk, tagged_at=at, tagged_by=desk.writer
            )
    report = desk.published()
    _, inside = queries.frozen(report)
    assert [(one["code"], one["audits"], one["good_or_better"]) for one in inside["audits"]["themes"]] == [
        ("timeliness", 8, 8), ("permanence", 5, 5),
    ]  # fmt: skip
    _, outside = queries.frozen(report, "public")
    [shown] = outside["themes"]
    assert shown == inside["audits"]["themes"][0]["title"]
    assert inside["audits"]["themes"][1]["title"] not in str(for_everybody.document(outside).blocks)


def test_a_report_that_was_frozen_before_there_were_notices_is_drawn_as_it_was(desk):
    report = desk.published()
    for audience, drawn in (("internal", internal.document), ("public", for_everybody.document)):
        _, content = queries.frozen(report, audience)
        before = {key: value for key, value in content.items() if key not in ("notices", "advice", "themes")}
        if audience == "internal":
            before["audits"] = {key: value for key, value in before["audits"].items() if key != "themes"}
        assert drawn(before).blocks == drawn(content).blocks  # nothing was there to tell
        if audience == "internal":
            # The next quarter's report compares with it all the same.
            assert difference.between(before, content) == []


# --- Where the records begin ------------------------------------------------------------------------------------


def test_months_before_anything_was_recorded_are_not_told_as_nought(desk, door):
    """A system that began in November tells no year of noughts, which would make its first month a change."""
    door.now = dt.datetime(2025, 11, 4, 12, tzinfo=dt.UTC)
    door.record(NamedChild(details={"kind": "child", "given_name": "Robin", "family_name": "Testcase"}))
    _, content = queries.frozen(desk.approved())
    [counted] = [one for one in content["measures"] if one["code"] == "FD01"]
    assert [row["first"] for row in counted["months"]] == ["2025-11-01", "2025-12-01"]
    assert [(row["first"], row["n"]) for row in counted["quarters"]] == [("2025-07-01", 0), ("2025-10-01", 1)]
    assert "by month since November 2025, when our records begin" in str(internal.document(content).blocks)
