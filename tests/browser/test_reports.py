"""The quarterly report in a browser: every page on a laptop and a telephone, judged by axe, and looked at."""

from __future__ import annotations

import datetime as dt

import pytest

from a_report import EARLIER, office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "/improvement/reports/2025-26-q3/1"


@pytest.fixture
def desk(pack, make_user, now, transactional_db):
    made = office(make_user, now)
    inspection = made.inspection()
    made.close(made.finding(inspection, words="How soon families hear what will happen"), dt.date(2025, 11, 3))
    waiting = made.finding(inspection)
    (todo, _) = made.plan("Decide every contact within one working day", "Fill the two vacant posts")
    todo.answers.create(finding=waiting)
    made.published(EARLIER)
    return made


def test_a_report_is_written_approved_published_and_read(desk, page, sign_in, look):
    desk.write(desk.begin(), "next", text="We fill two posts.", is_public=False)
    sign_in(page, desk.writer)
    page.goto("/improvement/reports")
    look(page, "reports")
    page.get_by_role("link", name="Quarter 3 2025-26").click()
    look(page, "report-draft")
    page.get_by_role("link", name="Write What this quarter shows").click()
    page.get_by_label("Text", exact=True).fill("Children are seen sooner.\n\nTwo posts are still vacant.")
    page.get_by_label("Everybody, once it is published").check()
    look(page, "report-section")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Read it as it would be frozen now").click()
    look(page, "report-preview")
    page.goto(f"{HERE}/difference")
    look(page, "report-difference")
    page.goto(f"{HERE}/submit")
    page.get_by_role("button", name="Submit for approval").click()
    sign_in(page, desk.leader)
    page.goto(f"{HERE}/approve")
    page.get_by_label("I have read the report").check()
    look(page, "report-approve")
    page.get_by_role("button", name="Approve and freeze").click()
    look(page, "report-frozen")
    sign_in(page, desk.writer)
    page.goto(f"{HERE}/publish")
    page.get_by_label("I have read the public version").check()
    page.get_by_role("button", name="Publish").click()
    page.context.clear_cookies()
    page.goto("/progress")
    look(page, "progress")
    page.get_by_role("link", name="Quarter 3 2025-26", exact=True).click()
    look(page, "public-report")
    assert page.get_by_text("Two posts are still vacant.").is_visible()


def test_before_anything_is_published_the_page_says_so(pack, page, look):
    page.goto("/progress")
    look(page, "progress-empty")
    assert page.get_by_text("Nothing has been published yet").is_visible()


def test_a_correction_is_begun(desk, page, sign_in, look):
    sign_in(page, desk.writer)
    page.goto("/improvement/reports/2025-26-q2/1/correct")
    page.get_by_label("What is wrong in the approved report?").fill("One team was counted twice.")
    look(page, "report-correct")
    page.get_by_role("button", name="Begin the correction").click()
    page.goto("/improvement/reports/new")
    look(page, "report-begin")
