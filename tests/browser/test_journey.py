"""From the worried person's web form to the answer, in a real browser, as the different people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from steps import follow, press
from test_portal_worried import Walk

from threshold.core.models import Message
from threshold.frontdoor.codes import AnalysisSection
from threshold.frontdoor.models import Contact, Decision
from threshold.pathway.models import Handover

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Office:
    """One browser used by one person after another, which looks at every page it comes to."""

    def __init__(self, page: Page, sign_in: Callable[[Page, Any], None], look: Callable[[Page, str], None]) -> None:
        self.page, self._sign_in, self._look = page, sign_in, look

    def as_(self, user: Any, address: str, name: str) -> Page:
        self._sign_in(self.page, user)
        self.page.goto(address)
        self.look(name)
        return self.page

    def look(self, name: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        self._look(self.page, name)

    def press(self, button: str) -> None:
        press(self.page, button, exact=True)


@pytest.fixture(params=["with script", "without script"])
def either_page(request: pytest.FixtureRequest) -> Page:
    return request.getfixturevalue("page" if request.param == "with script" else "page_without_javascript")


def test_a_worry_becomes_a_signed_decision_and_an_answer(door, either_page, sign_in, look, request):
    page = either_page
    quiet = "without" in request.node.callspec.id  # axe needs script, and one set of pictures is enough
    office = Office(page, sign_in, (lambda *_: None) if quiet else look)

    walk = Walk(page)
    walk.as_professional()
    while not page.get_by_role("button", name=re.compile("^Send")).count():
        press(page, "Continue")
    press(page, re.compile("^Send"))
    contact = Contact.objects.get()
    expect(page.get_by_text(contact.reference).first).to_be_visible()
    at = f"/contacts/{contact.reference}"

    office.as_(door.officer, "/my-day", "my-day")
    follow(page, "New, not yet screened")
    office.look("board")
    follow(page, re.compile("Robin Testcase"))
    office.look("contact-new")
    press(page, "Screen this contact")
    office.look("screen")
    page.get_by_label("Amber").check()
    page.get_by_label("Why", exact=True).fill("Hungry twice in a week, and nobody has spoken to the mother.")
    for group in page.get_by_role("group", name=re.compile("Level of need of")).all():
        group.get_by_label(re.compile("Level 3")).check()
    office.press("Save the screening")
    expect(page.get_by_text("Gathering information").first).to_be_visible()

    page.goto(f"{at}/ask")
    office.look("ask-partner")
    page.get_by_label("Police").check()
    page.get_by_label("What do you need to know").fill("Any incidents at the home this year?")
    page.get_by_label(re.compile("safeguarding of children")).check()
    office.press("Ask")
    office.look("asked")
    code = page.locator(".th-code").inner_text()
    assert re.fullmatch(r"\d{4} \d{4}", code.strip())

    page.goto(f"{at}/analysis")
    for section in AnalysisSection:
        page.get_by_label(section.label, exact=True).fill(f"What we think about {section.label.lower()}.")
    office.look("analysis")
    office.press("Save the analysis")

    first, second = (child.person.reference for child in contact.children.order_by("position"))
    office.as_(door.worker, f"{at}/children/{first}/decision", "decide")
    assert not page.locator("input[type=radio]:checked").count(), "nothing is preselected"
    page.get_by_label("Early help", exact=True).check()
    page.get_by_label("Team that receives the child").select_option(str(door.early_help.pk))
    page.get_by_label("Early help offer").select_option("parenting")
    page.get_by_label(re.compile("Level 2")).check()
    page.get_by_label("If the level changes").fill("The mother wants help.")
    page.get_by_label("Why", exact=True).fill("Help is wanted and can be given at home.")
    office.press("Send for sign-off")
    page.goto(f"{at}/children/{second}/decision")
    page.get_by_label("No further action").check()
    page.get_by_label(re.compile("Level 1")).check()
    page.get_by_label("If the level changes").fill("Lives elsewhere and is well.")
    page.get_by_label("Why", exact=True).fill("Does not live there.")
    office.press("Send for sign-off")

    office.as_(door.manager, "/sign-off", "sign-off-queue")
    for _ in range(2):
        # Two clicks from the queue: open it, sign it off.
        follow(page, re.compile("Look and sign off"))
        office.look("sign-off")
        page.get_by_label("Your reason").fill("Sound, and in proportion.")
        office.press("Sign off")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()

    handover = Handover.objects.get()
    office.as_(door.early_help_manager, "/no-worker", "no-worker")
    follow(page, re.compile("Robin Testcase"))
    office.look("handover")
    press(page, "Accept")
    office.press("Accept this child")
    press(page, "Allocate a worker")
    page.get_by_label("Worker").select_option(label=door.early_help_manager.name)
    office.press("Allocate a worker")
    handover.refresh_from_db()
    assert (handover.state, handover.worker) == ("allocated", door.early_help_manager)

    office.as_(door.officer, f"{at}/answer", "answer")
    page.get_by_label("Sent by e-mail").check()
    letter = page.get_by_label("The letter").input_value()
    assert "Robin" not in letter
    office.press("Give the answer and close the contact")
    contact.refresh_from_db()
    assert contact.state == "closed"
    message = Message.objects.get(purpose="feedback")
    assert message.to == "jo.head@school.example"
    assert "Robin" not in message.heading + message.body
    office.look("contact-closed")
    assert Decision.objects.filter(state="signed_off").count() == 2


def test_what_was_typed_survives_a_killed_browser(door, new_page, sign_in):
    door.now = timezone.now()
    contact = door.screened()
    first = new_page()
    sign_in(first, door.officer)
    first.goto(f"/contacts/{contact.reference}/analysis")
    first.get_by_label("Risk to the child").fill("A thought that must not be lost.")
    expect(first.get_by_text(re.compile("^Saved at"))).to_be_visible()
    first.context.close()

    second = new_page()
    sign_in(second, door.officer)
    second.goto(f"/contacts/{contact.reference}/analysis")
    expect(second.get_by_label("Risk to the child")).to_have_value("A thought that must not be lost.")
    expect(second.get_by_text("has been kept")).to_be_visible()


def test_what_was_typed_survives_the_end_of_the_session(door, page, sign_in):
    door.now = timezone.now()
    contact = door.screened()
    sign_in(page, door.officer)
    page.goto(f"/contacts/{contact.reference}/story/worries")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Text").fill("Typed while the session ran out.")
    press(page, "Save")
    page.wait_for_url(re.compile("/account/login"))
    page.get_by_label(re.compile("mail")).first.fill(door.officer.email)
    page.get_by_role("textbox", name="Password").fill("a long enough password")
    press(page, "Sign in", exact=True)
    page.wait_for_url(re.compile("/story/worries"))
    expect(page.get_by_label("Text")).to_have_value("Typed while the session ran out.")


def test_a_manager_signs_off_with_the_keyboard_alone(door, page, sign_in):
    door.now = timezone.now()
    decision = door.decided()
    sign_in(page, door.manager)
    page.goto("/sign-off")

    def tab_to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()")
            if name in focused:
                return
        raise AssertionError(f"The keyboard does not reach “{name}”.")

    tab_to("Look and sign off")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/children/P-[^/]+/sign-off"))
    tab_to("reason")
    page.keyboard.type("Sound.")
    tab_to("Sign off")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The decision is signed off.")).to_be_visible()
    decision.refresh_from_db()
    assert decision.state == "signed_off"
