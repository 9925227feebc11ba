"""Quality's first page: everything that waits for somebody, and no link that refuses them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import RequestFactory
from django.utils import timezone

from an_audit import follow_up
from threshold.access import navigation
from threshold.access.scope import Scope
from threshold.core.models import Clock
from threshold.quality.actions import actions
from threshold.quality.models import AuditAction
from visiting import body_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(quality):
    quality.now = timezone.now()
    return follow_up(quality)


def main_of(user, url="/quality"):
    html = body_of(client_of(user).get(url))
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2])))


def test_a_lead_sees_what_the_lists_hold_for_them(world, quality):
    text = main_of(quality.lead)
    assert "1 re-audit to decide" in text
    assert "1 action waits for a second look" in text
    assert "2 complaints and challenges wait for an answer" in text
    assert "Nothing waits for you" not in text


def test_what_is_late_is_marked_late(world, quality):
    late = AuditAction.objects.get(pk=world["late"].pk)
    text = main_of(late.owner)
    assert f"{late.what} Overdue was due by" in text
    AuditAction.objects.filter(pk=world["action"].pk).update(due_on=late.due_on)
    assert "1 action waits for a second look 1 overdue" in main_of(quality.lead)


def test_an_action_that_waits_for_a_second_look_does_not_wait_for_its_owner(world, quality):
    AuditAction.objects.exclude(pk=world["late"].pk).delete()
    assert "My actions from audits" in main_of(quality.worker)
    actions.give_evidence(world["late"], by=quality.worker, now=quality.now, evidence="It is on the record")
    assert "My actions from audits" not in main_of(quality.worker)


def test_a_supervisor_is_told_of_their_own_overdue_supervision_and_nobody_elses(world, quality):
    assert "supervision that I give" not in main_of(quality.manager)
    Clock.objects.filter(rule="supervision-case", stopped_at__isnull=True).update(due_at=quality.now)
    assert "1 supervision that I give is overdue" in main_of(quality.manager)
    assert "supervision that I give" not in main_of(quality.lead)


def test_my_own_audits_say_of_whom_with_what_and_how_it_ended(world, quality):
    text = main_of(quality.worker)
    assert "Audits of my own practice" in text
    assert "Front-door decision" in text
    assert str(quality.child.display_name) in text
    assert "Inadequate" in text


@pytest.mark.parametrize(
    "role",
    [
        "contact_officer", "social_worker", "team_manager", "early_help_practitioner", "auditor", "quality_lead",
        "analyst", "senior_leader", "elected_member", "commissioner", "improvement_partner", "improvement_lead",
    ],
)  # fmt: skip
def test_no_link_of_the_page_refuses_whoever_it_is_shown_to(world, make_user, role):
    client = client_of(make_user(role))
    html = body_of(client.get("/quality")).partition("<main")[2]
    links = set(re.findall(r'href="(/[^"#]*)"', html))
    assert "/learning" in links
    assert {url: status for url in links if (status := client.get(unescape(url)).status_code) != 200} == {}


def test_whoever_sees_no_record_is_offered_no_list_of_records(world, make_user):
    html = body_of(client_of(make_user("elected_member")).get("/quality"))
    for address in ("/audits", "/quality/alerts", "/audit-actions", "/re-audits", "/voices", "/supervision"):
        assert f'href="{address}"' not in html
    assert 'href="/audits"' in body_of(client_of(make_user("improvement_partner")).get("/quality"))


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/quality", "Quality"), ("/quality/programme", "Quality"), ("/audits/A-0001A-7", "Quality"),
        ("/themes/voice", "Quality"), ("/supervision/held", "Quality"), ("/learning/bulletins", "Quality"),
        ("/measures", "Measures"), ("/measures/capacity", "Capacity"), ("/measures/capacity/runs/1", "Capacity"),
        ("/measures/QA01", "Measures"), ("/qualitymatters", None),
    ],
)  # fmt: skip
def test_the_bar_marks_the_one_part_that_a_page_belongs_to(make_user, path, current):
    request, scope = RequestFactory().get(path), Scope(make_user("analyst"), timezone.now())
    marked = [item.text for item in navigation.items(request, scope) if item.current]
    assert marked == ([current] if current else [])


def test_the_list_of_actions_opens_where_there_is_something(world, quality, make_user):
    assert "1 action" in main_of(quality.lead, "/audit-actions")
    assert "What a second person" not in main_of(quality.lead, "/audit-actions")
    assert f"{world['action'].reference}, from audit" in main_of(quality.lead, "/audit-actions")
    assert "Nothing is waiting for you" in main_of(quality.lead, "/audit-actions?show=mine")
    assert "Nothing is waiting for you" in main_of(make_user("elected_member"), "/audit-actions")
