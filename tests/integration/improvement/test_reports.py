"""A report is written by some, approved by another, and never moves again; a quarter is told once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from a_report import EARLIER, QUARTER, Office, office, plain_chart
from threshold.access.scope import Scope
from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.core.models import AuditEntry
from threshold.improvement.actions import reports
from threshold.improvement.models import QuarterlyReport, ReportFile, ReportSnapshot
from threshold.improvement.queries import report_content
from threshold.improvement.queries import reports as queries
from threshold.improvement.reporting import canonical, drawing, for_everybody, internal

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
