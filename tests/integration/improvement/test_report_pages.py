"""The report's pages for those who write, approve and read it; and what somebody without an account may see."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from a_report import EARLIER, QUARTER, Office, office, plain_chart
from threshold.core.models import Draft
from threshold.improvement.actions import reports
from threshold.improvement.models import QuarterlyReport, ReportFile
from threshold.improvement.queries import reports as queries
from threshold.improvement.reporting import for_everybody, internal
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db
HERE = "/improvement/reports/2025-26-q3/1"


@pytest.fixture
def desk(pack, make_user, now, monkeypatch) -> Office:
    for part in (internal, for_everybody):
        monkeypatch.setattr(part, "drawn", plain_chart)
    return office(make_user, now)


@pytest.fixture
def writer(desk):
    return client_of(desk.writer)


@pytest.fixture
def leader(desk):
    return client_of(desk.leader)


def send(client, address, **answers):
    """Fill in the form of a page as a browser would, hidden fields included."""
    return client.post(address, {**hidden(client, address), **answers})


def hidden(client, address):
    """The hidden fields of a page's form."""
    inputs = re.findall(r'<input[^>]*type="hidden"[^>]*>', body_of(client.get(address)))
    pairs = {re.search(r'name="([^"]+)"', one)[1]: re.search(r'value="([^"]*)"', one)[1] for one in inputs}
    return {name: value for name, value in pairs.items() if name != "csrfmiddlewaretoken"}


def test_a_quarter_from_the_first_page_to_everybody(desk, writer, leader, client):
    begun = send(
        writer, "/improvement/reports/new", quarter="2025-26-q3", title="How we are", measures=["FD01", "FD02"]
    )
    assert begun.url == HERE
    sent = send(writer, f"{HERE}/words/overview", text="Children are <b>seen</b> sooner.", is_public="yes")
    assert sent.url == HERE
    assert send(writer, f"{HERE}/submit").url == HERE
    assert "Numbers and words" not in body_of(client.get("/progress"))
    assert send(leader, f"{HERE}/approve", is_read="on").url == HERE
    page = body_of(leader.get(HERE))
    assert "Children are &lt;b&gt;seen&lt;/b&gt; sooner." in page
    assert QuarterlyReport.objects.get().snapshots.get().sha256 in page
    assert client.get("/progress/2025-26-q3").status_code == 404
    assert send(writer, f"{HERE}/publish", is_read="on").url == HERE
    public = body_of(client.get("/progress/2025-26-q3"))
    assert "Children are &lt;b&gt;seen&lt;/b&gt; sooner." in public
    assert "/progress/2025-26-q3" in body_of(client.get("/progress"))


def test_a_double_click_begins_one_report(desk, writer):
    answers = hidden(writer, "/improvement/reports/new")
    answers |= {"quarter": "2025-26-q3", "title": "How we are", "measures": ["FD01"]}
    assert [writer.post("/improvement/reports/new", answers).url for _ in range(2)] == [HERE, HERE]
    assert QuarterlyReport.objects.count() == 1


def test_the_same_quarter_again_is_a_sentence_and_nothing_half_written(desk, writer):
    desk.approved()
    refused = send(writer, "/improvement/reports/new", quarter="2025-26-q3", title="Again", measures=["FD01"])
    assert refused.status_code == 200
    assert "its numbers do not move again" in body_of(refused)
    assert QuarterlyReport.objects.count() == 1


def test_what_was_typed_is_kept_when_the_report_changed_meanwhile(desk, writer):
    report = desk.begin()
    opened = hidden(writer, f"{HERE}/words/overview")
    desk.write(report, text="Somebody else was first.")
    late = writer.post(f"{HERE}/words/overview", {**opened, "text": "My words", "is_public": "no"})
    assert "My words" in body_of(late)
    assert "Somebody else was first." in body_of(late)
    assert Draft.objects.exists()
    assert report.sections.get().text == "Somebody else was first."


@pytest.mark.parametrize(
    "answers", [{}, {"text": "x" * 20_001, "is_public": "yes"}, {"text": "x", "is_public": "maybe"}]
)
def test_answers_that_do_not_fit_are_given_back(desk, writer, answers):
    report = desk.begin()
    assert send(writer, f"{HERE}/words/overview", **answers).status_code == 200
    assert not report.sections.exists()


def test_a_correction_from_the_page(desk, writer):
    desk.approved()
    assert "Begin a correction" in body_of(writer.get(HERE))
    assert (
        send(writer, f"{HERE}/correct", reason="One team was counted twice.").url == "/improvement/reports/2025-26-q3/2"
    )
    assert "One team was counted twice." in body_of(writer.get("/improvement/reports/2025-26-q3/2"))
    assert writer.get(HERE).status_code == 200


def test_the_frozen_page_is_never_made_of_live_data(desk, leader):
    """Where the page asked for anything but what was frozen, these words would be on it."""
    finding = desk.finding(desk.inspection())
    report = desk.approved()
    finding.words = "Changed afterwards"
    finding.save()
    report.sections.update(text="Changed afterwards")
    desk.plan("Changed afterwards")
    for address in (HERE, f"{HERE}/difference", f"{HERE}/preview/public"):
        page = body_of(leader.get(address))
        assert "Changed afterwards" not in page, address


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_files_are_those_that_were_kept(desk, leader, client, form):
    report = desk.published()
    kept = bytes(queries.file_of(report, "internal", form).content)
    answer = leader.get(f"{HERE}/files/internal/{form}")
    assert answer.content == kept
    assert answer["Content-Disposition"] == f'attachment; filename="report-2025-26-q3-internal.{form}"'
    assert client.get(f"/progress/2025-26-q3/{form}").content == bytes(queries.file_of(report, "public", form).content)


# --- Who may --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "reads", "sees_drafts"),
    [
        ("improvement_lead", True, True),
        ("analyst", True, True),
        ("senior_leader", True, True),
        ("elected_member", True, False),
        ("commissioner", True, False),
        ("improvement_partner", True, False),
        ("team_manager", True, False),
        ("social_worker", False, False),
        ("administrator", False, False),
    ],
)
def test_each_role_reads_what_it_may(desk, make_user, role, reads, sees_drafts):
    client = client_of(make_user(role))
    desk.approved(EARLIER)
    desk.submitted()
    assert client.get("/improvement/reports").status_code == (200 if reads else 403)
    assert client.get("/improvement/reports/2025-26-q2/1").status_code == (200 if reads else 403)
    draft = 200 if sees_drafts else (404 if reads else 403)
    for page in ("", "/difference", "/preview/internal", "/preview/public"):
        assert client.get(HERE + page).status_code == draft, page
    assert ("Quarter 3" in body_of(client.get("/improvement/reports"))) == sees_drafts


@pytest.mark.parametrize("role", ["elected_member", "commissioner", "improvement_partner", "team_manager", "analyst"])
def test_who_may_not_approve_or_publish_changes_nothing(desk, make_user, role):
    report = desk.submitted()
    client = client_of(make_user(role))
    for verb in ("approve", "return", "publish"):
        assert client.post(f"{HERE}/{verb}", {"is_read": "on", "reason": "x"}).status_code in (403, 404)
    report.refresh_from_db()
    assert report.state == "awaiting_approval"


def test_the_writer_is_told_that_somebody_else_approves(desk, make_user):
    both = make_user("improvement_lead", "senior_leader")
    report = desk.begin()
    reports.write_section(report, by=both, now=desk.now, kind="overview", text="Mine", is_public=False)
    report.refresh_from_db()
    reports.submit_report(report, by=desk.writer, now=desk.now)
    assert send(client_of(both), f"{HERE}/approve", is_read="on").status_code == 403
    report.refresh_from_db()
    assert report.state == "awaiting_approval"


def test_without_an_account_only_what_was_published(desk, client):
    """Each state in which a report can be, and each address that somebody could make up."""
    desk.published(EARLIER)
    desk.approved()
    desk.begin(dt.date(2025, 4, 1))
    assert client.get("/progress/2025-26-q2").status_code == 200
    for quarter in ("2025-26-q3", "2025-26-q1", "2024-25-q4", "2025-27-q2", "2025-26-q9", "x", "9999-00-q1"):
        for form in ("", "/html", "/pdf", "/docx", "/page", "/json"):
            assert client.get(f"/progress/{quarter}{form}").status_code == 404, (quarter, form)
    for form in ("page", "json", "internal"):
        assert client.get(f"/progress/2025-26-q2/{form}").status_code == 404
    for form in ("html", "pdf", "docx"):
        assert client.get(f"/progress/2025-26-q2/{form}").status_code == 200
        for audience in ("internal", "public"):
            address = f"/improvement/reports/2025-26-q2/1/files/{audience}/{form}"
            assert client.get(address).url.startswith("/account/login")
    page = body_of(client.get("/progress"))
    assert "2025-26-q2" in page
    assert "2025-26-q3" not in page


def test_an_older_edition_is_not_public_any_more_and_a_draft_correction_is_not_yet(desk, client):
    desk.published()
    assert "edition" not in body_of(client.get("/progress/2025-26-q3"))
    report = desk.begin(correction_reason="One team was counted twice.")
    report = reports.submit_report(report, by=desk.writer, now=desk.now)
    reports.approve_report(report, by=desk.leader, now=desk.now)
    assert "counted twice" not in body_of(client.get("/progress/2025-26-q3"))
    report.refresh_from_db()
    reports.publish_report(report, by=desk.writer, now=desk.now)
    assert "counted twice" in body_of(client.get("/progress/2025-26-q3"))


def test_what_is_public_says_nothing_internal(desk, client):
    """Whatever somebody typed for colleagues: a reason, evidence, a risk, a section, a name, a reference."""
    public, ours = desk.finding(desk.inspection()), desk.finding(words="Secretlike finding of our audits")
    desk.close(public, dt.date(2025, 11, 3))
    (todo,) = desk.plan(f"Work of {desk.leader.name}")
    todo.rag_reason = "Secretlike reason"
    todo.save()
    todo.answers.create(finding=public)
    todo.outcome.priority.plan.risks.create(
        words="Secretlike risk", likelihood=3, impact=3, mitigation="Secretlike", owner=desk.leader,
        raised_at=dt.datetime(2025, 10, 2, tzinfo=dt.UTC), raised_by=desk.writer, reviewed_at=desk.now,
    )  # fmt: skip
    report = desk.begin()
    desk.write(report)
    desk.write(report, "concerns", text="Secretlike worry", is_public=False)
    report = reports.submit_report(report, by=desk.writer, now=desk.now)
    report = reports.approve_report(report, by=desk.leader, now=desk.now)
    report = reports.publish_report(report, by=desk.writer, now=desk.now)
    text = queries.frozen(report, "public")[0].content
    text += bytes(queries.file_of(report, "public", "html").content).decode()
    text += body_of(client.get("/progress")) + body_of(client.get("/progress/2025-26-q3"))
    assert public.words in text
    assert "The wording of this action is not published." in text
    for hidden in ("Secretlike", desk.leader.name, desk.writer.name, public.reference, ours.reference, todo.reference,
                   "Families hear within a day"):  # fmt: skip
        assert hidden not in text, hidden
    # The counter-check: it is all in what colleagues read.
    told = bytes(queries.file_of(report, "internal", "html").content).decode()
    assert told.count("Secretlike") >= 5


def test_pages_ask_the_database_a_bounded_number_of_times(desk, writer, client, django_assert_max_num_queries):
    for quarter in (EARLIER, QUARTER):
        desk.published(quarter)
    for address, most in [("/improvement/reports", 12), (HERE, 16), (f"{HERE}/difference", 12)]:
        with django_assert_max_num_queries(most):
            assert writer.get(address).status_code == 200
    for address, most in [("/progress", 6), ("/progress/2025-26-q3", 8), ("/progress/2025-26-q3/pdf", 5)]:
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_addresses_are_sentences(desk):
    assert reverse("public_report", args=["2025-26-q3"]) == "/progress/2025-26-q3"
    assert ReportFile.objects.count() == 0
