"""The pages of programme, audits and alerts, sent and read as a browser would."""

from __future__ import annotations

import datetime as dt
import uuid
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from an_audit_office import hide
from threshold.core.models import Draft
from threshold.quality import pack
from threshold.quality.actions import alerts, giving
from threshold.quality.models import Audit, AuditAlert, Draw, ProgrammeItem, SampledRecord
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(office: Any) -> Any:
    """Of today, because pages read the clock."""
    office.door.now = timezone.now() - dt.timedelta(days=1)
    office.now = timezone.now()
    return office


def key(**fields: str) -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4()), **fields}


def graded(grade: str, code: str = "front_door_decision") -> dict[str, str]:
    parts = [*(domain.code for domain in pack.of().tool(code).domains), "whole"]
    return {f"grade_{part}": grade for part in parts} | {f"because_{part}": f"Seen in {part}" for part in parts}


def an_audit(grade: str = "good", **changes: str) -> dict[str, str]:
    """Everything that an auditor fills in."""
    tool = pack.of().tool("front_door_decision")
    asked = {f"ask_{domain.code}_{one.code}": "yes" for domain in tool.domains for one in domain.questions}
    return key(
        **asked, **graded(grade), together="no", not_together_reason="On leave", strengths="Clear", worries="Late",
        impact="Seen in time", is_unsafe="no", heard_child="yes", words_child="I was heard", heard_parent="no",
        why_not_parent="No answer", heard_carer="no", why_not_carer="There is none",
    ) | changes  # fmt: skip


def post(client: Client, url: str, **fields: str) -> Any:
    return client.post(url, key(**fields))


class TestProgramme:
    def plan(self, office, **changes: str) -> dict[str, str]:
        day = office.door.now
        date = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
        return key(
            title="Front door, spring", month=day.date().replace(day=1).isoformat(), kind="case", size="2",
            tool="front_door_decision", population="front_door_decisions", method="random", moderate_every="0",
            **{f"population_{end}-{part}": value for end in ("from", "to") for part, value in date.items()},
        ) | changes  # fmt: skip

    def test_planned_drawn_seen_and_drawn_again(self, office):
        office.signed_off("Ash", "Briar", "Cory")
        client = client_of(office.lead)
        sent = self.plan(office)
        first, second = client.post("/quality/programme/new", sent), client.post("/quality/programme/new", sent)
        item = ProgrammeItem.objects.get()
        url = f"/quality/programme/{item.reference}"
        assert first.url == second.url == url
        assert "Front door, spring" in body_of(client.get("/quality/programme"))
        assert "Draw the sample" in body_of(client.get(url))
        assert post(client, f"{url}/draw", version=str(item.version)).url == url
        html = body_of(client.get(url))
        assert Draw.objects.get().seed in html
        for record in SampledRecord.objects.all():
            assert record.subject_reference in html
        assert "The same sample" in body_of(client.get(f"{url}/draw-again"))
        assert "0 of 2 done" in body_of(client.get("/quality/programme"))
        out = StringIO()
        call_command("quality", "redraw", item.reference, stdout=out)
        assert "The same sample." in out.getvalue()
        lines = body_of(client.get(f"{url}?format=csv")).splitlines()
        assert len(lines) == 4

    def test_a_planned_item_is_changed_and_says_so(self, office, make_user):
        client = client_of(office.lead)
        client.post("/quality/programme/new", self.plan(office))
        item = ProgrammeItem.objects.get()
        url = f"/quality/programme/{item.reference}"
        assert "Change this item" in body_of(client.get(url))
        html = body_of(client.get(f"{url}/change"))
        assert 'value="Front door, spring"' in html
        sent = self.plan(office, size="3", version="1")
        assert "Enter why it is changed" in body_of(client.post(f"{url}/change", sent))
        assert client.post(f"{url}/change", sent | {"reason": "More hands"}).url == url
        html = unescape(body_of(client.get(url)))
        assert "3 records" in html
        assert "More hands (Before: the number of records was 2.)" in html
        member = body_of(client_of(make_user("elected_member")).get(url))
        assert "3 records" in member
        assert "More hands" not in member
        office.signed_off("Ash")
        assert post(client, f"{url}/draw", version="2").url == url
        assert client.get(f"{url}/change").url == url
        assert "Change this item" not in body_of(client.get(url))

    def test_the_command_says_when_somebody_changed_the_sample(self, office):
        item = office.drawn("Ash", "Briar", "Cory", size=1)
        other = next(row for row in item.draw.population if row[1] != item.draw.records.get().subject_reference)
        item.draw.records.update(subject_reference=other[1])
        with pytest.raises(CommandError, match="not what the seed gives"):
            call_command("quality", "redraw", item.reference, stdout=StringIO())
        assert "Not the same" in body_of(client_of(office.lead).get(f"/quality/programme/{item.reference}/draw-again"))
        with pytest.raises(CommandError, match="Check the reference"):
            call_command("quality", "redraw", "Y-99999-9", stdout=StringIO())

    def test_from_an_empty_population_the_page_says_so(self, office):
        item = office.plan()
        client = client_of(office.lead)
        html = body_of(post(client, f"/quality/programme/{item.reference}/draw", version="1"))
        assert "nothing to draw from" in html
        assert not Draw.objects.exists()

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [("size", "0", "size"), ("size", "501", "size"), ("title", "", "title"), ("method", "stratified", "stratify")],
    )
    def test_an_impossible_plan_is_sent_back_with_its_words(self, office, field, value, said):
        response = client_of(office.lead).post("/quality/programme/new", self.plan(office, **{field: value}))
        assert response.status_code == 200
        assert "There is a problem" in body_of(response)
        assert f'href="#id_{said}' in body_of(response)
        assert not ProgrammeItem.objects.exists()

    def test_a_record_is_replaced_on_its_page(self, office):
        item = office.drawn("Ash", "Briar", size=1)
        record = SampledRecord.objects.get()
        client = client_of(office.lead)
        url = f"/quality/programme/{item.reference}/records/{record.pk}/replace"
        assert post(client, url, words=" ").status_code == 200
        assert SampledRecord.objects.count() == 1
        assert post(client, url, words="The family moved away").status_code == 302
        assert "The family moved away" in body_of(client.get(f"/quality/programme/{item.reference}"))

    def test_whoever_sees_no_child_reads_the_plan_and_no_record(self, office, make_user):
        item = office.drawn("Ash")
        reference = SampledRecord.objects.get().subject_reference
        for role in ("elected_member", "commissioner", "improvement_partner", "improvement_lead", "analyst"):
            client = client_of(make_user(role))
            assert item.title in body_of(client.get("/quality/programme"))
            html = body_of(client.get(f"/quality/programme/{item.reference}"))
            assert item.draw.seed in html
            for secret in ("Ash", "Testcase", reference):
                assert secret not in html, role
            assert client.get("/quality/programme/new").status_code == 403
            assert client.get(f"/quality/programme/{item.reference}?format=csv").status_code == 403


class TestAudit:
    def test_begun_kept_and_handed_in(self, office):
        audit = office.audit()
        client, url = client_of(audit.auditor), f"/audits/{audit.reference}"
        assert audit.reference in body_of(client.get("/quality"))
        assert client.post(f"{url}/begin").url == f"{url}/hand-in"
        html = unescape(body_of(client.get(f"{url}/hand-in")))
        tool = pack.of().tool("front_door_decision")
        for domain in tool.domains:
            assert domain.title in html
            for grade in ("outstanding", "good", "requires_improvement", "inadequate"):
                assert domain.exemplars.of(grade) in html
        assert "checked" not in html
        post(client, f"{url}/hand-in", strengths="Half a thought", then="later")
        assert "Half a thought" in body_of(client.get(f"{url}/hand-in"))
        assert Audit.objects.get().state == "in_progress"
        response = client.post(f"{url}/hand-in", an_audit())
        assert response.url == url
        html = body_of(client.get(url))
        assert "Seen in child" in html
        assert "I was heard" in html
        assert not Draft.objects.exists()
        assert client.get(f"{url}/hand-in").status_code == 404

    def test_what_is_missing_is_named_and_nothing_is_lost(self, office):
        audit = office.audit()
        client, url = client_of(audit.auditor), f"/audits/{audit.reference}/hand-in"
        html = body_of(client.post(url, an_audit(grade_child="", why_not_parent="", impact="")))
        for name in ("grade_child", "why_not_parent", "impact"):
            assert f'href="#id_{name}' in html
        assert "Seen in whole" in html
        assert Audit.objects.get().state == "assigned"

    def test_a_huge_text_is_refused_in_words(self, office):
        audit = office.audit()
        response = client_of(audit.auditor).post(f"/audits/{audit.reference}/hand-in", an_audit(impact="x" * 30_000))
        assert response.status_code == 200
        assert Audit.objects.get().state == "assigned"

    def test_the_moderator_finds_no_trace_of_the_first_grades_anywhere(self, office):
        audit = office.audit(moderate_every=1)
        client_of(audit.auditor).post(
            f"/audits/{audit.reference}/hand-in",
            an_audit(grade_child="inadequate", because_child="Zzyzx", is_unsafe="yes", unsafe="Zzyzx", worries="Zzyzx"),
        )
        audit = Audit.objects.get()
        alert = AuditAlert.objects.first()
        client, url = client_of(audit.moderator), f"/audits/{audit.reference}"
        for page in (
            "/quality", "/audits", "/quality/alerts", "/quality/agreement", url, f"{url}/moderate",
            f"/people/{audit.person.reference}/audits", f"/people/{audit.person.reference}", "/my-day",
            f"/quality/programme/{audit.sampled.draw.item.reference}", f"/search?q={audit.reference}",
        ):  # fmt: skip
            html = body_of(client.get(page))
            assert "Zzyzx" not in html, page
            assert alert.reference not in html, page
            assert "govuk-tag--red" not in html, page
        assert client.get(f"/quality/alerts/{alert.reference}").status_code == 404
        assert post(client, f"{url}/moderate", **graded("good")).url == url
        assert "Zzyzx" in body_of(client.get(url))
        assert "Zzyzx" in body_of(client.get(f"{url}/agree"))
        agreed = {key.replace("grade_", "agreed_"): value for key, value in graded("good").items() if "grade_" in key}
        agreed["agreed_child"] = "requires_improvement"
        assert post(client, f"{url}/agree", discussion="Talked it through", **agreed).url == url
        done = Audit.objects.get()
        assert (done.state, done.agreed_grade) == ("complete", "good")
        html = body_of(client.get("/quality/agreement"))
        assert "Front-door decision: The child" in html
        assert "a hint at most" in html

    def test_standing_aside_and_every_other_verb_is_there_for_whom_it_is(self, office):
        audit = office.audit_not_by(office.lead)
        first = audit.auditor
        client, url = client_of(first), f"/audits/{audit.reference}"
        assert f"{url}/stand-aside" in body_of(client.get(url))
        assert post(client, f"{url}/stand-aside", words="My neighbours").status_code == 302
        audit = Audit.objects.get(pk=audit.pk)
        assert audit.auditor != first
        assert client_of(first).get(f"{url}/stand-aside").status_code == 404
        assert client_of(office.door.worker).get(f"{url}/hand-in").status_code == 403
        assert client_of(office.lead).get(f"{url}/pass-on").status_code == 200
        assert client_of(office.lead).get(f"{url}/nonsense").status_code == 404

    def test_a_joint_auditor_learns_nothing_that_tells_who_the_child_is(self, office, make_user):
        partner = make_user("improvement_partner")
        audit = office.audit()
        giving.ask_joint_auditor(audit, by=office.lead, now=office.now, joint_auditor=partner)
        client, url = client_of(partner), f"/audits/{audit.reference}"
        assert audit.reference in body_of(client.get("/quality"))
        office.hand_in(
            Audit.objects.get(), joint_note="The child was seen late", strengths="Robin's drawing", worries="Robin"
        )
        html = body_of(client.get(url))
        assert "The child was seen late" in html
        assert "Is every child in the household" in html
        for secret in ("Robin", "Testcase", audit.person.reference, audit.subject_reference, "Because of child"):
            assert secret not in html
        assert post(client, f"{url}/joint-view", words="Sound work").status_code == 302
        for page in ("/audits", "/quality", "/quality/alerts"):
            assert "Testcase" not in body_of(client.get(page))

    def test_a_hidden_child_is_on_no_page_and_in_no_file(self, office):
        audit = office.audit(moderate_every=1)
        audit = office.hand_in(audit, unsafe="Alone")
        alert = AuditAlert.objects.get()
        hide(audit.person, office.door.officer)
        item = audit.sampled.draw.item
        for user in (office.lead, office.leader, office.auditors[0], office.door.manager):
            client = client_of(user)
            for page in (
                "/quality", "/audits", "/audits?format=csv", "/quality/alerts", "/my-day", "/quality/programme",
                f"/quality/programme/{item.reference}", f"/quality/programme/{item.reference}?format=csv",
                f"/quality/programme/{item.reference}/draw-again",
            ):  # fmt: skip
                html = body_of(client.get(page))
                for secret in ("Robin", audit.reference, audit.subject_reference, alert.reference):
                    assert secret not in html, (user, page)
            assert client.get(f"/audits/{audit.reference}").status_code == 404
            assert client.get(f"/quality/alerts/{alert.reference}").status_code == 404


class TestDipSample:
    def test_some_now_and_the_rest_later(self, office):
        item = office.drawn(
            "Ash", "Briar", "Cory", "Dale", "Ember", kind="dip_sample", tool="front_door_basics", size=5
        )
        for audit in Audit.objects.all():
            Audit.objects.filter(pk=audit.pk).update(auditor=office.auditors[0])
        client, url = client_of(office.auditors[0]), f"/quality/programme/{item.reference}/answer"
        first, second, *_ = Audit.objects.order_by("sampled__position")
        codes = [one.code for one in pack.of().dip_sample("front_door_basics").questions]
        assert "at least one record" in body_of(post(client, url))
        given = {f"ask_{first.pk}_{code}": "yes" for code in codes}
        begun = {f"ask_{second.pk}_{codes[0]}": "no"}
        html = body_of(post(client, url, **given, **begun))
        assert f'href="#id_ask_{second.pk}_{codes[1]}' in html
        assert post(client, url, **given).status_code == 302
        assert Audit.objects.filter(state="complete").count() == 1
        html = body_of(client.get(url))
        assert first.person.display_name not in html
        assert second.person.display_name in html


class TestAlerts:
    def test_answered_sent_back_answered_closed(self, office):
        audit = office.audit_not_by(office.lead)
        client = client_of(audit.auditor)
        assert post(client, f"/audits/{audit.reference}/raise-an-alert", words="Alone tonight").status_code == 302
        alert = AuditAlert.objects.get()
        url = f"/quality/alerts/{alert.reference}"
        manager, lead = client_of(office.door.manager), client_of(office.lead)
        assert alert.reference in body_of(manager.get("/quality"))
        assert "Alerts from audits" in body_of(manager.get("/my-day"))
        assert "Alone tonight" in body_of(manager.get(url))
        assert lead.get(f"{url}/close").status_code == 404
        assert post(manager, f"{url}/answer", words="Seen", version=str(alert.version)).url == url
        assert alert.reference in body_of(lead.get("/quality"))
        assert post(lead, f"{url}/send-back", words="By whom?").url == url
        assert post(manager, f"{url}/answer", words="Seen by me at school").url == url
        assert post(lead, f"{url}/close", words="The visit is recorded").url == url
        assert AuditAlert.objects.get().state == "closed"
        assert alert.reference in body_of(lead.get("/quality/alerts?show=closed"))
        assert alert.reference not in body_of(lead.get("/quality"))

    def test_a_form_that_was_overtaken_answers_nothing(self, office):
        audit = office.audit()
        alert = alerts.raise_alert(audit, by=audit.auditor, now=office.now, what="x")
        html = body_of(
            post(client_of(office.door.manager), f"/quality/alerts/{alert.reference}/answer", words="Seen", version="9")
        )
        assert "Somebody else changed" in html
        assert AuditAlert.objects.get().state == "raised"


def test_the_pages_ask_the_database_seldom(office, django_assert_max_num_queries):
    for _ in range(2):
        office.drawn(*(f"Child{n}" for n in range(8)))
    audit = Audit.objects.first()
    client = client_of(audit.auditor)
    client.get("/quality")
    item = ProgrammeItem.objects.first()
    for page, most in (
        ("/quality", 40), ("/audits", 25), ("/quality/programme", 20), (f"/quality/programme/{item.reference}", 25),
        (f"/audits/{audit.reference}", 35), ("/quality/agreement", 20),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200
