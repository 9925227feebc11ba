"""A wrong child is taken off a contact and the right one is put on it, with the keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from steps import follow, press

from threshold.access.scope import Scope
from threshold.frontdoor import actions
from threshold.frontdoor.actions.details import NamedChild
from threshold.frontdoor.models import ContactChild
from threshold.people import narrative

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _child(given_name: str) -> NamedChild:
    return NamedChild(details={"kind": "child", "given_name": given_name, "family_name": "Testcase"})


def _tab_to(page: Page, name: str | re.Pattern[str]) -> None:
    """Press Tab until the link or button of that name has the focus."""
    wanted = page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first
    for _ in range(150):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def test_with_the_keyboard_alone(door: Any, page: Page, sign_in: Any, look: Any) -> None:
    door.now = timezone.now()
    contact = door.analysed(_child("Briar"))
    wrong = contact.children.get()
    actions.propose(wrong, by=door.officer, now=door.now, outcome="early_help", reason="The mother asks for help")
    sign_in(page, door.officer)
    page.goto(f"/contacts/{contact.reference}")
    look(page, "contact-with-removal")

    _tab_to(page, re.compile("Named by mistake"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Add the right child first")).to_be_visible()
    look(page, "remove-child-last")

    follow(page, "Add the right child")
    page.get_by_label("A child", exact=True).check()
    page.get_by_label("First names", exact=True).fill("Wren")
    page.get_by_label("Family name", exact=True).fill("Testcase")
    press(page, "Add the child")
    if page.get_by_text("Do we know this child already?").count():
        page.get_by_label(re.compile("^(No|None|Somebody else|A new)", re.I)).first.check()
        press(page, "Add the child")

    page.goto(f"/contacts/{contact.reference}/children/{wrong.person.reference}/remove")
    look(page, "remove-child")
    press(page, "Remove the child from this contact")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look(page, "remove-child-error")
    page.get_by_label("Why does this child not belong").focus()
    page.keyboard.type("The younger sister was meant")
    _tab_to(page, "Remove the child from this contact")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Briar Testcase is no longer on this contact.")).to_be_visible()
    expect(page.locator(".govuk-notification-banner")).to_be_focused()  # the script takes the focus there first
    page.locator("summary", has_text="Named by mistake and removed: 1").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The younger sister was meant")).to_be_visible()
    look(page, "contact-after-removal")
    assert ContactChild.objects.get(removed_at__isnull=False).person == wrong.person

    page.goto(f"/people/{wrong.person.reference}/chronology?show=all")
    expect(page.get_by_text("Withdrawn by")).to_be_visible()
    look(page, "chronology-withdrawn")


def test_paragraphs_are_settled_first(door: Any, page: Page, sign_in: Any, look: Any) -> None:
    door.now = timezone.now()
    contact = door.analysed(_child("Briar"), _child("Wren"))
    wrong = contact.children.get(position=1)
    passage = narrative.read_record(Scope(door.officer, door.now), contact)["what_happened"][0]
    narrative.narrow_passage(passage, travels="open", about=(wrong.person_id,), by=door.officer, now=door.now)
    sign_in(page, door.officer)
    at = f"/contacts/{contact.reference}/children/{wrong.person.reference}/remove"
    page.goto(at)
    look(page, "remove-child-paragraphs")
    follow(page, re.compile("Say whom it is about"))
    look(page, "narrow-before-removal")
    page.get_by_label("Briar Testcase").uncheck()
    page.get_by_label("Wren Testcase").check()
    page.get_by_label(re.compile("More people are to read")).check()
    press(page, "Save")
    page.goto(at)
    expect(page.get_by_label("Why does this child not belong")).to_be_visible()
