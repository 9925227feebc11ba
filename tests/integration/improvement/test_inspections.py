"""How does an inspection come into the record, and who sees what? The actions and their pages."""

from __future__ import annotations

import datetime as dt
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

import a_report_pdf as made
import an_inspection
from threshold.access.models import User
from threshold.core import status
from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.core.models import AuditEntry, Clock
from threshold.improvement import reading
from threshold.improvement.actions import authorities, drafts, inspections
from threshold.improvement.actions.inspections import DRAFT_PLAN, FINAL_PLAN, Found, Graded, Look
from threshold.improvement.models import Finding, Inspection, Judgement, ReportDraft, SourceDocument
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(pack, make_user, now, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return an_inspection.build(make_user, now)


class _Fields(HTMLParser):
    """What a browser would send if nothing were changed: the values of a page's fields."""

    def __init__(self, page):
        super().__init__()
        self.found, self._select, self._area = {}, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, value = given.get("name"), given.get("value", "")
        if tag == "input" and name and given.get("type") not in ("file", "submit"):
            if given.get("type") not in ("checkbox", "radio"):
                self.found[name] = value
            elif "checked" in given:
                self.found.setdefault(name, []).append(value)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.found[self._select] = value
        elif tag == "textarea":
            self._area = name
            self.found[name] = ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data):
        if self._area:
            self.found[self._area] += data


def form_of(client, url, **answers):
    """A page's form as it was opened, with these answers."""
    page = client.get(url)
    assert page.status_code == 200, page.status_code
    return _Fields(body_of(page)).found | answers


def as_read(client, url, **changes):
    """What a person sends who compared everything and found it right."""
    answers = form_of(client, url)
    taken = {name.replace("words_", "take_"): "yes" for name in answers if name.startswith("words_")}
    return answers | taken | {"compared": "yes"} | changes


# --- Reading and confirming ------------------------------------------------------------------------------------


def test_a_report_is_kept_with_its_bytes_words_and_reading(office):
    draft = office.read()
    data = made.new_report().bytes()
    document = draft.document
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.size == len(data)
    assert "Contacts are read on the day" in " ".join(document.pages)
    assert document.title == "Inspection of Severnshire, 26 May 2023"
    assert draft.read["judgements"] == made.NEW_GRADES
    assert "page_texts" not in draft.read
    assert not any("list of English authorities" in text for text in draft.warnings), "ours is known"
    assert Inspection.objects.count() == 0


def test_the_same_file_again_finds_its_draft(office):
    first, second = office.read(), office.read()
    assert first == second
    assert (ReportDraft.objects.count(), SourceDocument.objects.count()) == (1, 1)
    office.confirm(first)
    assert office.read() == first, "also when it was confirmed"


def test_a_discarded_reading_can_be_read_again(office):
    first = office.read()
    drafts.discard_report(first, **office.who, reason="Uploaded by mistake")
    second = office.read()
    assert second != first
    assert second.document == first.document
    assert [row.reason for row in status.history(first)][-1] == "Uploaded by mistake"


def test_another_authoritys_report_is_refused_and_nothing_is_kept(office):
    with pytest.raises(Refused, match="about Torbay"):
        office.read(title=["Inspection of Torbay local authority", "children’s services"])
    assert (ReportDraft.objects.count(), SourceDocument.objects.count()) == (0, 0)


def test_an_example_takes_the_report_that_names_it_until_it_is_sealed(office):
    worker = User.objects.service("worker_service")
    example = authorities.add_example(by=worker, now=office.now, name="Torbay", slug="torbay", note="Public record")
    sheet = made.new_report(title=["Inspection of Torbay local authority", "children’s services"])
    draft = office.read(sheet, authority=example)
    authorities.seal_example(example, by=worker, now=office.now)
    with pytest.raises(Refused, match="example of public record"):
        office.confirm(draft)
    assert Inspection.objects.count() == 0


def test_confirming_makes_the_inspection_its_judgements_and_findings(office):
    inspection = office.confirm()
    assert (inspection.kind, inspection.framework) == ("standard", "ilacs")
    assert (inspection.starts_on, inspection.ends_on) == (dt.date(2023, 5, 15), dt.date(2023, 5, 26))
    assert inspection.published_on == dt.date(2023, 7, 14)
    assert dict(inspection.judgements.values_list("area", "grade")) == made.NEW_GRADES
    findings = list(inspection.findings.order_by("pk"))
    assert [finding.words for finding in findings] == [
        "The timeliness of visits to children in care.",
        "The quality of plans for care leavers.",
    ]
    assert [finding.page for finding in findings] == [1, 1]
    assert findings[0].themes == ["timeliness"]
    assert findings[1].themes == ["care_leavers", "plans"]
    assert all(finding.kind == "inspection" and finding.state == "open" for finding in findings)
    assert [row.to_state for row in status.history(inspection.draft)] == ["draft", "confirmed"]


def test_a_draft_confirmed_twice_makes_one_inspection(office):
    draft = office.read()
    look = reading.look_of(draft)
    drafts.confirm_report(draft, **office.who, look=look)
    with pytest.raises(Refused, match="confirmed already"):
        drafts.confirm_report(draft, **office.who, look=look)
    assert Inspection.objects.count() == 1


def test_words_that_do_not_stand_in_the_report_are_refused_and_nothing_is_half_written(office):
    draft = office.read()
    invented = replace(reading.look_of(draft), findings=[Found("The chair should be painted green.", 1)])
    with pytest.raises(Refused, match="do not stand in the report"):
        drafts.confirm_report(draft, **office.who, look=invented)
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert (Inspection.objects.count(), Finding.objects.count()) == (0, 0)


def test_a_stale_form_does_not_confirm(office):
    draft = office.read()
    with pytest.raises(Stale):
        drafts.confirm_report(draft, **office.who, look=reading.look_of(draft), expected_version=0)


def test_the_database_knows_that_a_confirmed_draft_has_an_inspection(office):
    draft = office.read()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportDraft.objects.filter(pk=draft.pk).update(state="confirmed")


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_file_at_once_get_one_draft(office):
    data = made.new_report().bytes()
    read = an_inspection.sandbox.read_safely(data)

    def send(_):
        try:
            return drafts.import_report(
                office.ours, **office.who, data=data, file_name="a.pdf", source="At once", read=read
            ).pk
        except IntegrityError:
            return None  # the later of two that both saw no document; it is told to try again
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = set(pool.map(send, range(2))) - {None}
    assert len(found) == 1
    assert (ReportDraft.objects.count(), SourceDocument.objects.count()) == (1, 1)


@pytest.mark.parametrize("role", ["social_worker", "elected_member", "commissioner", "improvement_partner", "auditor"])
def test_who_may_not_record_can_do_nothing(office, make_user, role):
    draft = office.read()
    stranger = {"by": make_user(role), "now": office.now}
    with pytest.raises(NotPermitted):
        drafts.confirm_report(draft, **stranger, look=reading.look_of(draft))
    with pytest.raises(NotPermitted):
        drafts.discard_report(draft, **stranger, reason="No")
    with pytest.raises(NotPermitted):
        inspections.record_inspection(office.ours, **stranger, look=reading.look_of(draft))
    client = client_of(stranger["by"])
    for url in ("/inspections/import", f"/inspections/import/{draft.pk}", "/inspections/record"):
        assert client.get(url).status_code in (403, 404), url


def test_the_audit_log_has_ids_and_no_words(office):
    office.confirm()
    for entry in AuditEntry.objects.filter(action__startswith="improvement."):
        assert "timeliness" not in str(entry.detail)


# --- By hand, and the deadlines --------------------------------------------------------------------------------


def running(inspection):
    rows = Clock.objects.filter(subject_type="improvement.inspection", subject_id=inspection.pk, stopped_at=None)
    return {clock.rule: clock.due_at.date() for clock in rows}


def test_an_inadequate_grade_starts_the_two_plans_and_the_visits(office):
    inspection = office.look("standard", grades={"leaders": "inadequate"}, ended_on=dt.date(2026, 2, 27),
                             published_on=dt.date(2026, 3, 9))  # fmt: skip
    # 20 and 70 working days after Monday 9 March 2026: Easter is 3 and 6 April, holidays 4 and 25 May.
    assert running(inspection) == {
        DRAFT_PLAN: dt.date(2026, 4, 8),
        FINAL_PLAN: dt.date(2026, 6, 19),
        "monitoring-visit": dt.date(2026, 5, 27),
    }


def test_an_area_for_priority_action_starts_the_two_plans_alone(office):
    assert set(running(office.look("focused", asks_for_plan=True))) == {DRAFT_PLAN, FINAL_PLAN}
    assert running(office.look("focused")) == {}
    assert running(office.look("standard", grades={"leaders": "good"})) == {}


def test_history_starts_no_deadline(office):
    assert running(office.look("standard", grades={"leaders": "inadequate"}, ended_on=dt.date(2019, 6, 28))) == {}
    assert DRAFT_PLAN not in running(
        office.look("standard", grades={"leaders": "inadequate"}, ended_on=dt.date(2026, 1, 16))
    ), "what ran out before it was recorded"


def test_each_monitoring_visit_sets_the_next_and_a_new_inspection_ends_them(office):
    first = office.look("standard", grades={"leaders": "inadequate"}, ended_on=dt.date(2026, 1, 30))
    visit = office.look("monitoring", ended_on=dt.date(2026, 3, 4))
    assert "monitoring-visit" not in running(first)
    assert running(visit) == {"monitoring-visit": dt.date(2026, 6, 4)}
    again = office.look("standard", grades={"leaders": "good"}, ended_on=dt.date(2026, 3, 9))
    assert running(visit) == running(again) == {}


def test_the_engagement_meeting_comes_back_every_year(office):
    first = office.look("engagement", ended_on=dt.date(2025, 4, 2))
    assert running(first) == {"annual-engagement": dt.date(2026, 4, 2)}
    second = office.look("engagement", ended_on=dt.date(2026, 3, 4))
    assert running(first) == {}
    assert running(second) == {"annual-engagement": dt.date(2027, 3, 4)}


def test_sending_a_plan_stops_its_clock_by_the_day_it_was_sent(office):
    inspection = office.look("standard", grades={"leaders": "inadequate"})
    inspections.send_action_plan(inspection, **office.who, which=DRAFT_PLAN, sent_on=dt.date(2026, 3, 10))
    assert DRAFT_PLAN not in running(inspection)
    assert Clock.objects.get(rule=DRAFT_PLAN).outcome == "met"
    with pytest.raises(Refused, match="sent already"):
        inspections.send_action_plan(inspection, **office.who, which=DRAFT_PLAN, sent_on=dt.date(2026, 3, 10))
    with pytest.raises(Refused, match="sent already"):
        inspections.send_action_plan(inspection, **office.who, which="monitoring-visit", sent_on=dt.date(2026, 3, 10))


def test_an_examples_history_starts_no_deadline(office):
    worker = User.objects.service("worker_service")
    example = authorities.add_example(by=worker, now=office.now, name="Torbay", slug="torbay", note="Public record")
    last = dt.date(2026, 3, 6)
    look = Look("standard", "ilacs", "Inspection", last, last, judgements={"leaders": Graded("inadequate")})
    assert running(inspections.record_inspection(example, **office.who, look=look)) == {}


# --- The pages -------------------------------------------------------------------------------------------------


def test_a_person_reads_compares_and_confirms(office):
    client = client_of(office.lead)
    data = made.new_report().bytes()
    sent = form_of(client, "/inspections/import", source="Ofsted's page")
    sent["file"] = SimpleUploadedFile("severnshire-14-july-2023.pdf", data, "application/pdf")
    answer = client.post("/inspections/import", sent)
    draft = ReportDraft.objects.get()
    assert answer.url == f"/inspections/import/{draft.pk}"
    page = body_of(client.get(answer.url))
    assert "The timeliness of visits to children in care." in page
    assert "taken from the file&#x27;s name" in page or "taken from the file&#39;s name" in page
    done = client.post(answer.url, as_read(client, answer.url, take_1="no", paragraphs_0=["2"]))
    inspection = Inspection.objects.get()
    assert done.url == f"/inspections/{inspection.reference}"
    assert list(inspection.findings.order_by("pk").values_list("words", "number")) == [
        ("The timeliness of visits to children in care.", ""),
        (made.PARAGRAPHS[1], "2"),
    ]
    shown = body_of(client.get(done.url))
    assert "Requires improvement" in shown
    assert draft.document.sha256 in shown
    assert client.get(answer.url).url == done.url, "a confirmed draft leads to its inspection"


def test_nothing_is_confirmed_without_comparing(office):
    client = client_of(office.lead)
    url = f"/inspections/import/{office.read().pk}"
    answers = as_read(client, url)
    del answers["compared"], answers["take_0"]
    page = body_of(client.post(url, answers))
    assert "There is a problem" in page
    assert Inspection.objects.count() == 0


def test_a_correction_has_to_be_the_reports_words(office):
    client = client_of(office.lead)
    url = f"/inspections/import/{office.read().pk}"
    page = body_of(client.post(url, as_read(client, url, words_0="Visits to children in care are late.")))
    assert "do not stand in the report" in page
    assert Inspection.objects.count() == 0
    client.post(url, as_read(client, url, words_0="The timeliness of visits"))
    assert Finding.objects.filter(words="The timeliness of visits").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<html>not a report</html>", "not a PDF"),
        (b"%PDF-1.7\ncut", "damaged"),
        (made.pdf([[made.Text(72, 700, "Secret " * 90)]], encrypted=True), "encrypted"),
        (made.pdf([[made.Text(72, 700, "1")]]), "no text"),
        (made.new_report(title=["Inspection of Torbay local authority children’s services"]).bytes(), "about Torbay"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page_and_nothing_is_kept(office, data, says):
    client = client_of(office.lead)
    sent = form_of(client, "/inspections/import", source="Somewhere")
    sent["file"] = SimpleUploadedFile("report.pdf", data, "application/pdf")
    page = body_of(client.post("/inspections/import", sent))
    assert says in page
    assert (ReportDraft.objects.count(), SourceDocument.objects.count()) == (0, 0)


def test_a_look_recorded_by_hand_asks_for_the_areas_of_its_day(office):
    client = client_of(office.lead)
    dates = {"starts_on-day": 2, "starts_on-month": 3, "starts_on-year": 2026,
             "ends_on-day": 3, "ends_on-month": 3, "ends_on-year": 2026}  # fmt: skip
    answer = client.post("/inspections/record", form_of(client, "/inspections/record", kind="short", **dates))
    assert answer.url == "/inspections/record/short/2026-03-02/2026-03-03"
    assert "grade_care_leavers" in body_of(client.get(answer.url))
    assert "grade_overall" in body_of(client.get(answer.url))
    assert "grade_overall" not in body_of(client.get("/inspections/record/short/2026-04-06/2026-04-10"))
    assert "grade_care_leavers" not in body_of(client.get("/inspections/record/short/2022-04-06/2022-04-10"))
    days = [(timezone.now() - dt.timedelta(days=ago)).date() for ago in (8, 7)]  # pages go by the true clock
    focused = f"/inspections/record/focused/{days[0]}/{days[1]}"
    assert "grade_" not in body_of(client.get(focused))
    sent = form_of(
        client, focused, title="Focused visit to the front door", is_published="no",
        needs="• Letters to referrers.\n\n• How decisions\nare recorded.", asks_for_plan="yes", source="Sent by Ofsted",
    )  # fmt: skip
    letter = made.letter(
        "Focused visit to Severnshire children’s services", "This letter summarises the findings of it."
    )
    sent["file"] = SimpleUploadedFile("letter.pdf", letter.bytes(), "application/pdf")
    twice = [client.post(focused, sent | {"file": SimpleUploadedFile("letter.pdf", letter.bytes())}) for _ in range(2)]
    inspection = Inspection.objects.get()
    assert {answer.url for answer in twice} == {f"/inspections/{inspection.reference}"}, "a double click makes one"
    assert list(inspection.findings.order_by("pk").values_list("words", flat=True)) == [
        "Letters to referrers.",
        "How decisions are recorded.",
    ]
    assert inspection.document.kind == "letter"
    assert "Headline findings" in " ".join(inspection.document.pages)
    assert set(running(inspection)) == {DRAFT_PLAN, FINAL_PLAN}


@pytest.mark.parametrize(
    "url",
    ["/inspections/record/short/yesterday/today", "/inspections/record/unheard/2026-03-02/2026-03-03",
     "/inspections/N-00009-9", "/inspections/import/999", "/inspections/documents/D-00009-9",
     "/examples/nobody/inspections"],
)  # fmt: skip
def test_an_address_of_nothing_is_not_found(office, url):
    assert client_of(office.lead).get(url).status_code == 404


def test_empty_and_huge_answers_are_answered(office):
    client = client_of(office.lead)
    assert "There is a problem" in body_of(client.post("/inspections/record", {}))
    focused = "/inspections/record/focused/2026-03-02/2026-03-03"
    assert "There is a problem" in body_of(client.post(focused, form_of(client, focused)))
    huge = form_of(client, focused, title="x" * 300, is_published="yes", needs="y" * 60_000)
    page = body_of(client.post(focused, huge))
    assert "There is a problem" in page
    assert Inspection.objects.count() == 0


def test_the_document_is_served_to_readers_alone_and_the_reading_is_noted(office, make_user):
    inspection = office.confirm()
    url = f"/papers/{inspection.document.reference}/file"
    answer = client_of(make_user("elected_member")).get(url)
    assert b"".join(answer.streaming_content) == made.new_report().bytes()
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="improvement.read_document").count() == 1
    assert client_of(make_user("social_worker")).get(url).status_code in (403, 404)


def test_the_list_shows_history_with_a_chart_and_the_same_as_a_table(office):
    office.confirm()
    office.look("short", grades={"overall": "good", "leaders": "good"}, ended_on=dt.date(2026, 3, 6))
    page = body_of(client_of(office.lead).get("/inspections"))
    assert "data:image/svg+xml;base64," in page
    assert "Overall effectiveness: Requires improvement 2023-05-26, Good 2026-03-06" in page
    assert page.index("6 March 2026") < page.index("15 May 2023 to 26 May 2023")


def test_the_pages_ask_the_database_a_fixed_number_of_times(office, django_assert_max_num_queries):
    for month in range(1, 13):
        office.look("short", grades={"overall": "good", "leaders": "good"}, ended_on=dt.date(2025, month, 6))
    inspection = office.confirm()
    client = client_of(office.lead)
    client.get("/inspections")
    with django_assert_max_num_queries(16):
        client.get("/inspections")
    with django_assert_max_num_queries(14):
        client.get(f"/inspections/{inspection.reference}")
    draft = office.read(rows=made.NEW_ROWS[:3])
    with django_assert_max_num_queries(13):
        client.get(f"/inspections/import/{draft.pk}")


def test_sending_a_plan_on_its_page(office):
    client = client_of(office.lead)
    inspection = office.look("standard", grades={"leaders": "inadequate"})
    page = f"/inspections/{inspection.reference}"
    assert "The draft plan was sent" in body_of(client.get(page))
    url = f"{page}/sent/{DRAFT_PLAN}"
    day = {"sent_on-day": 10, "sent_on-month": 3, "sent_on-year": 2026}
    stale = form_of(client, url, **day) | {"version": "0"}
    assert "Somebody else changed" in body_of(client.post(url, stale))
    assert client.post(url, form_of(client, url, **day) | {"version": "1"}).url == page
    assert "The draft plan was sent" not in body_of(client.get(page))
    assert client.get(f"{page}/sent/other").status_code == 404


def test_judgements_are_unique_in_an_area(office):
    inspection = office.confirm()
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.create(inspection=inspection, area="overall", grade="good")


def test_the_command_keeps_a_draft_in_somebodys_name(office, tmp_path, capsys):
    file = tmp_path / "severnshire-14-july-2023.pdf"
    file.write_bytes(made.new_report().bytes())
    call_command("improvement", "import-report", str(file), "--by", office.lead.email)
    draft = ReportDraft.objects.get()
    said = capsys.readouterr().out
    assert f"/inspections/import/{draft.pk}" in said
    assert "Children in care: Requires improvement to be good" in said
    assert draft.read_by == office.lead
    with pytest.raises(SystemExit) as left:
        call_command("improvement", "import-report", str(file))
    assert left.value.code == 2
    assert "--by ADDRESS" in capsys.readouterr().err
