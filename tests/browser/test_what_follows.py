"""Do the pages of what follows from audits hold on a laptop and a phone, and does a second look go through?"""

from __future__ import annotations

import pytest
from django.utils import timezone

import an_audit
from threshold.quality.models import AuditAction

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quality(door, make_user):
    found = an_audit.make_quality(door, make_user)
    found.now = timezone.now()
    return found


def test_the_pages_hold_on_both_sizes(quality, page, sign_in, look):
    world = an_audit.follow_up(quality)
    sign_in(page, quality.lead)
    for name, address in {
        "actions": "/audit-actions?show=open", "action": f"/audit-actions/{world['late'].reference}",
        "re-audit": f"/re-audits/{world['accepted'].reference}", "theme": "/themes/voice", "learning": "/learning",
        "lesson": f"/learning/{world['lesson'].reference}", "bulletin": f"/learning/bulletins/{world['month']}",
        "voices": "/voices", "voice": f"/voices/{world['complaint'].reference}", "new-voice": "/voices/new",
        "grades": "/grades", "themes": "/themes", "audit": f"/audits/{world['audit'].reference}",
    }.items():  # fmt: skip
        page.goto(address)
        look(page, f"follow-{name}")
    sign_in(page, quality.manager)
    number = world["arrangement"].pk
    for name, address in {
        "supervision": "/supervision", "supervision-case": f"/supervision/held/{world['case'].reference}",
        "supervision-record": f"/supervision/who/{number}/record/case",
        "second-look": f"/audit-actions/{world['action'].reference}/second-look",
    }.items():  # fmt: skip
        page.goto(address)
        look(page, f"follow-{name}")


def test_a_second_look_is_given_in_the_browser(quality, page, sign_in):
    action = quality.evidenced()
    sign_in(page, quality.manager)
    page.goto(f"/audit-actions/{action.reference}")
    page.get_by_role("button", name="Give the second look").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open the record (new tab)").click()
    opened.value.wait_for_load_state()
    assert quality.child.display_name in opened.value.content()
    page.get_by_label("Yes: it was done").check()
    page.get_by_label("What did you see?").fill(an_audit.SEEN)
    page.get_by_role("button", name="Save what I saw").click()
    page.get_by_text("What you saw is written down").wait_for()
    assert AuditAction.objects.get(pk=action.pk).state == "closed"
