"""A partner's one-time link in a real browser, with and without script."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from steps import press

from threshold.core.models import Message
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import ConsentRecord, NamedChild
from threshold.frontdoor.models import InformationRequest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(pack: object, make_team: Callable[..., Any], make_user: Callable[..., Any]) -> tuple[str, str]:
    """The address that was sent to the police, and the code that they were told."""
    team, officer, now = make_team("front_door"), make_user("contact_officer"), timezone.now()
    contact = actions.record_contact(
        by=officer, now=now, team=team, channel="phone", source="2A", received_at=now,
        children=[NamedChild(details={"kind": "child", "given_name": "Robin", "family_name": "Testcase"})],
        story={"what_happened": "Came to school hungry."},
        consent=ConsentRecord("given", given_by="Mother", given_on=dt.date(2026, 3, 1)),
    )  # fmt: skip
    actions.screen(contact, by=officer, now=now, rag="amber", reason="Not clear yet")
    question = "Has anybody called you to 1 Quay Street this year?\n\nWhat did you find, and when?"
    asked = actions.ask_agency(contact, by=officer, now=now, agency="police", question=question)
    address = re.search(r"/answer/[\w-]+", Message.objects.get(purpose="information_request").body)
    assert address
    return address[0], asked.code


@pytest.mark.parametrize("with_script", [True, False])
def test_a_partner_answers_once(
    new_page: Callable[..., Page],
    asked: tuple[str, str],
    axe: Callable[[Page], None],
    screenshot: Any,
    with_script: bool,
) -> None:
    address, code = asked
    page = new_page(java_script_enabled=with_script)
    suffix = "" if with_script else "-phone"
    if not with_script:
        page.set_viewport_size({"width": 390, "height": 844})

    def look(name: str) -> None:
        axe(page)
        screenshot(page, f"portal-{name}{suffix}")

    page.goto(address)
    look("answer-code")
    page.get_by_label("Code").fill("00000000")
    press(page, "Open the question")
    expect(page.get_by_role("alert")).to_contain_text("This is not the code")
    page.get_by_label("Code").fill(code)
    press(page, "Open the question")
    expect(page.get_by_text("What did you find, and when?")).to_be_visible()
    assert not page.locator("input[type=radio]:checked").count()
    look("answer")
    press(page, "Send the answer")
    look("answer-error")
    page.get_by_label("We know something and can share it").check()
    page.get_by_label("What do you know?").fill("Two calls in May.")
    page.get_by_label("Your full name").fill("Sam Officer")
    page.get_by_label("Your job").fill("Police sergeant")
    press(page, "Add files")
    look("answer-files")
    press(page, "Continue")
    expect(page.get_by_label("What do you know?")).to_have_value("Two calls in May.")
    press(page, "Send the answer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    look("answer-sent")
    assert InformationRequest.objects.get().state == "returned"
    page.go_back()
    assert "Quay Street" not in page.content()
    other = new_page()
    other.goto(address)
    expect(other.get_by_role("heading", level=1)).to_have_text("This link no longer opens anything")
    axe(other)
    screenshot(other, "portal-answer-dead")
