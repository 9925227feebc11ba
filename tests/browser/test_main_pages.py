"""The night's log and the numbers in a browser: with the journey and the people's pages these are the main pages.

Pictures of all of them lie in var/screenshots at both widths: my day, board, contact, child, family, search, sign-off
queue, no-worker list, night log, numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from threshold.frontdoor import actions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_the_nights_log_and_the_numbers_are_accessible_and_fit(
    door: Any,
    page: Page,
    sign_in: Callable[[Page, Any], None],
    make_user: Callable[..., Any],
    make_team: Callable[..., Any],
    axe: Callable[[Page], None],
    screenshot: Callable[[Page, str], Any],
    size: str,
) -> None:
    door.now = timezone.now()
    decision = door.decided()
    night_worker = make_user("edt", team=make_team("emergency_duty"), registered=True)
    shift = actions.start_shift(by=night_worker, now=door.now)
    actions.add_shift_entry(
        shift, by=night_worker, now=door.now, kind="advice", decision="Advice was given.", reason="The child is safe.",
        contact=decision.contact, follow_up="Ring the school.", follow_up_due_at=door.now + dt.timedelta(hours=12),
    )  # fmt: skip
    if size == "phone":
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    pages = {
        "night-log": (night_worker, "/shifts"),
        "shift": (night_worker, f"/shifts/{shift.reference}"),
        "numbers": (door.manager, "/numbers"),
        "numbers-list": (door.manager, "/front-door/contacts"),
        "outstanding": (door.officer, "/information-requests"),
        "triage": (door.officer, "/triage"),
    }
    for name, (user, address) in pages.items():
        sign_in(page, user)
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        axe(page)
        screenshot(page, f"{name}-{size}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is wider than the window"
