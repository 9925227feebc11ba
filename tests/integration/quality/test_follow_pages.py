"""Do the pages of what follows from audits hold: every role, a late form, a double send, nothing, too much?"""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from a_family import filled, standing
from an_audit import SEEN, follow_up, hide
from threshold.quality.models import AuditAction, Bulletin, LearningEntry, Supervision, VoiceRecord
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(quality):
    quality.now = timezone.now()
    return follow_up(quality)


def pages(world) -> list[str]:
    action, proposal, voice, lesson = (world[name].reference for name in ("action", "proposal", "complaint", "lesson"))
    number = world["arrangement"].pk
    return [
        "/audit-actions", *(f"/audit-actions?show={show}" for show in ("look", "overdue", "open", "closed")),
        f"/audit-actions/{action}", f"/audit-actions/{action}/second-look", f"/audit-actions/{action}/change",
        f"/audit-actions/{world['late'].reference}/evidence", f"/audit-actions/{world['late'].reference}/cancel",
        f"/audits/{world['audit'].reference}/raise-an-action", f"/audits/{world['audit'].reference}/themes",
        "/re-audits", "/re-audits?show=decided", f"/re-audits/{proposal}", f"/re-audits/{world['accepted'].reference}",
        f"/re-audits/{proposal}/accept", f"/re-audits/{proposal}/decline",
        "/themes", "/themes/voice", "/learning", "/learning?state=changed&words=ask", "/learning/new",
        f"/learning/new?from={voice}", f"/learning/{lesson}", f"/learning/{lesson}/change",
        f"/learning/{lesson}/correct",
        f"/learning/{world['changed'].reference}/prove", f"/learning/{lesson}/themes", "/learning/bulletins",
        "/learning/bulletins/new", f"/learning/bulletins/{world['month']}",
        f"/learning/bulletins/{world['month']}?for=paper", f"/learning/bulletins/{world['draft_month']}",
        f"/learning/bulletins/{world['draft_month']}/change", "/voices", "/voices?kind=complaint",
        "/voices?show=waiting",
        "/voices/new", f"/voices/{voice}", f"/voices/{world['challenge'].reference}",
        f"/voices/{world['answered'].reference}", f"/voices/{world['compliment'].reference}", f"/voices/{voice}/answer",
        f"/voices/{voice}/extend", f"/voices/{world['answered'].reference}/further", f"/voices/{voice}/close",
        f"/voices/{voice}/themes", "/supervision", "/supervision/held", "/supervision/held?kind=case",
        f"/supervision/held/{world['case'].reference}", f"/supervision/held/{world['personal'].reference}",
        "/supervision/who", "/supervision/who/new", f"/supervision/who/{number}/end",
        f"/supervision/who/{number}/record/case", f"/supervision/who/{number}/record/personal", "/grades",
        "/grades?by=month&tool=front_door_decision", "/grades?team=9e9&tool=x&domain=y&theme=z",
    ]  # fmt: skip


def test_somebody_sees_every_page(world, quality):
    """The counter-check to all pages that others are refused."""
    clients = [client_of(user) for user in (quality.lead, quality.manager, quality.auditor)]
    never = [url for url in pages(world) if 200 not in {client.get(url).status_code for client in clients}]
    assert never == []


@pytest.mark.parametrize("role", ["elected_member", "commissioner", "improvement_partner", "improvement_lead"])
def test_members_and_those_who_advise_see_no_child_and_no_word_about_one(world, quality, make_user, role):
    client = client_of(make_user(role))
    seen = []
    for url in pages(world):
        response = client.get(url)
        text = body_of(response)
        assert quality.child.family_name not in text, url
        assert quality.child.reference not in text, url
        assert "Nobody called back" not in text, url
        if response.status_code == 200:
            seen.append(url.partition("?")[0])
    assert {"/themes/voice", "/learning", "/grades", f"/learning/bulletins/{world['month']}"} <= set(seen)
    assert f"/learning/bulletins/{world['draft_month']}" not in seen


def test_a_hidden_child_is_on_no_page_and_in_no_file(world, quality):
    hide(quality.child, quality.now, quality.lead)
    for user in (quality.lead, quality.manager, quality.auditor, quality.worker, quality.leader):
        client = client_of(user)
        for url in pages(world):
            for address in (url, f"{url}{'&' if '?' in url else '?'}format=csv"):
                text = body_of(client.get(address))
                assert quality.child.reference not in text, address
                # "Testcase" stands in no template.
                assert quality.child.family_name not in text, address


def test_lists_are_files_for_who_may_take_them(world, quality):
    allowed, denied = client_of(quality.lead), client_of(quality.auditor)
    for url in ("/audit-actions?show=open", "/re-audits", "/learning", "/voices", "/grades", "/supervision"):
        address = f"{url}{'&' if '?' in url else '?'}format=csv"
        assert allowed.get(address).headers["Content-Type"].startswith("text/csv"), url
        assert denied.get(address).status_code == 403, url


# --- The ways through the forms -----------------------------------------------------------------------------------


def test_an_action_from_the_form_to_its_end(quality):
    quality.now = timezone.now()
    audit = quality.audit()
    due = quality.now + dt.timedelta(days=14)
    day = {"due_on-day": due.day, "due_on-month": due.month, "due_on-year": due.year}
    auditor, url = client_of(quality.auditor), f"/audits/{audit.reference}/raise-an-action"
    assert "There is a problem" in body_of(auditor.post(url, filled(auditor, url)))
    sent = filled(auditor, url, what="Ask her", difference="She is heard", owner=str(quality.worker.pk), **day)
    assert [auditor.post(url, sent).status_code for _ in range(2)] == [302, 302]  # a double click
    action = AuditAction.objects.get()
    page = f"/audit-actions/{action.reference}"
    worker, manager = client_of(quality.worker), client_of(quality.manager)
    assert worker.post(f"{page}/evidence", filled(worker, f"{page}/evidence", evidence="Visited")).status_code == 302
    assert worker.get(f"{page}/second-look").status_code == 200
    refused = worker.post(f"{page}/second-look", filled(worker, f"{page}/second-look", found="yes", seen=SEEN))
    assert "You own this action" in body_of(refused) or refused.status_code == 403
    look = filled(manager, f"{page}/second-look", found="yes", seen=SEEN)
    first = manager.post(f"{page}/second-look", look)
    assert "record from this page first" in body_of(first)
    opened = manager.post(f"{page}/open-the-record")
    assert opened.url == f"/people/{quality.child.reference}"
    assert manager.post(f"{page}/second-look", standing(first) | {"found": "yes", "seen": SEEN}).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.closed_by) == ("closed", quality.manager)


def test_what_is_not_found_leads_back_and_a_late_form_shows_both(world, quality):
    manager, page = client_of(quality.manager), f"/audit-actions/{world['action'].reference}"
    manager.post(f"{page}/open-the-record")
    sent = filled(manager, f"{page}/second-look", found="no", seen="The plan is still the one of January.")
    assert manager.post(f"{page}/second-look", sent).status_code == 302
    late = manager.post(f"{page}/second-look", sent)
    assert "Somebody else changed this record" in body_of(late)
    assert AuditAction.objects.get(pk=world["action"].pk).state == "open"


def test_nothing_and_too_much(world, quality):
    lead = client_of(quality.lead)
    for url in ("/voices/new", "/learning/new", "/supervision/who/new"):
        assert "There is a problem" in body_of(lead.post(url, filled(lead, url))), url
    huge = "x" * 300_000
    sent = filled(lead, "/learning/new", source="other", title="A", learned=huge)
    assert "There is a problem" in body_of(lead.post("/learning/new", sent))
    assert LearningEntry.objects.count() == 2
    assert lead.get("/themes/no-such-theme").status_code == 404
    assert lead.get("/learning/bulletins/2026-99").status_code == 404


def test_a_complaint_by_form_and_a_lesson_from_it_in_one_click(quality):
    quality.now = timezone.now()
    lead, today = client_of(quality.lead), quality.now.date()
    day = {"received_on-day": today.day, "received_on-month": today.month, "received_on-year": today.year}
    answers = {
        "kind": "complaint",
        "came_from": "parent",
        "team": str(quality.team.pk),
        "summary": "Nobody came",
        **day,
    }
    wrong = lead.post("/voices/new", filled(lead, "/voices/new", person="P-00000-9", **answers))
    assert "no child with this reference" in body_of(wrong)
    sent = filled(lead, "/voices/new", person=quality.child.reference, **answers)
    assert lead.post("/voices/new", sent).status_code == 302
    voice = VoiceRecord.objects.get()
    url = f"/learning/new?from={voice.reference}"
    stands = standing(lead.get(url))
    assert (stands["reference"], stands["source"]) == (voice.reference, "complaint")
    named = lead.post(url, stands | {"title": "Come", "learned": f"{quality.child.given_name} waited."})
    assert "names somebody" in body_of(named)
    assert lead.post(url, stands | {"title": "Come", "learned": "Say when you come."}).status_code == 302
    assert LearningEntry.objects.get().source_id == voice.pk


def test_a_bulletin_is_published_as_it_was_read(world, quality):
    lead, url = client_of(quality.lead), f"/learning/bulletins/{world['draft_month']}"
    lead.post(f"{url}/publish", {"version": "77"})
    lead.post(f"{url}/publish", {})
    assert Bulletin.objects.filter(published_at__isnull=True).count() == 1
    lead.post(f"{url}/publish", standing(lead.get(url)))
    assert Bulletin.objects.filter(published_at__isnull=True).count() == 0


def test_a_supervision_by_form(world, quality):
    manager, today = client_of(quality.manager), quality.now.date()
    url = f"/supervision/who/{world['arrangement'].pk}/record/case"
    day = {"held_on-day": today.day, "held_on-month": today.month, "held_on-year": today.year}
    assert "There is a problem" in body_of(manager.post(url, filled(manager, url, agreed="Visit", **day)))
    sent = filled(manager, url, children=[quality.child.reference], agreed="Visit", **day)
    assert [manager.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert Supervision.objects.filter(kind="case").count() == 2
    assert client_of(quality.worker).get(url).status_code == 404


@pytest.mark.parametrize(
    ("url", "most"),
    [("/audit-actions?show=open", 22), ("/re-audits", 18), ("/themes", 18), ("/themes/voice", 26), ("/learning", 18),
     ("/voices", 20), ("/supervision", 20), ("/supervision/held", 18), ("/grades", 22)],
)  # fmt: skip
def test_a_page_asks_as_often_for_many_rows_as_for_few(world, quality, url, most, django_assert_max_num_queries):
    for _ in range(3):
        follow = quality.audit(grade="inadequate")
        quality.action(follow)
    client = client_of(quality.lead)
    client.get(url)
    with django_assert_max_num_queries(most):
        client.get(url)
