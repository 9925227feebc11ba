"""An answer that could not be sent: found on the day's page, seen to with the keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from steps import follow, press

from threshold.core.models import Message
from threshold.frontdoor import actions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_my_day_to_answered_in_another_way(door: Any, page: Page, sign_in: Any, look: Any, make_user: Any) -> None:
    door.now = timezone.now()
    contact = door.sign_off(door.decided()).contact
    actions.give_feedback(contact, by=door.officer, now=door.now, status_of_answer="message", text="Thank you.")
    Message.objects.update(state="failed", attempts=20, last_error="SMTPRecipientsRefused")
    sign_in(page, door.officer)
    page.goto("/my-day")
    follow(page, re.compile("Messages that could not be sent"))
    look(page, "messages-not-sent")
    follow(page, contact.reference)
    expect(page.locator("#not-sent")).to_be_visible()
    look(page, "contact-not-sent")
    follow(page, "Answered in another way")
    look(page, "settle-message")
    page.get_by_label("How was it answered").focus()
    page.keyboard.type("Told on the telephone today")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Told on the telephone today")).to_be_visible()
    page.goto("/messages")
    look(page, "messages-all-sent")

    Message.objects.update(settled_at=None, settled_by=None, settled_how="")
    sign_in(page, make_user("administrator"))
    page.goto("/messages")
    expect(page.get_by_text("Not shown to you").first).to_be_visible()
    look(page, "messages-not-sent-administrator")
    press(page, "Try again")
    expect(page.get_by_text("waiting to be sent again")).to_be_visible()
