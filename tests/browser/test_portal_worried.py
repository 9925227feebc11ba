"""The public form in a real browser: with and without script, by keyboard, on a laptop and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from steps import press

from threshold.core.models import Draft, Message
from threshold.frontdoor.models import Contact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture(autouse=True)
def front_door(pack: object, make_team: Callable[..., Any]) -> Any:
    return make_team("front_door")


class Walk:
    """Somebody who goes through the form, page by page."""

    def __init__(self, page: Page, look: Callable[[str], None] = lambda name: None) -> None:
        self.page, self.look = page, look

    def go_on(self) -> None:
        press(self.page, "Continue")

    def choose(self, answer: str | re.Pattern[str], name: str) -> None:
        expect(self.page.get_by_role("radio").first).to_be_visible()
        assert not self.page.locator("input[type=radio]:checked").count(), "nothing is chosen beforehand"
        self.look(name)
        self.page.get_by_label(answer, exact=isinstance(answer, str)).check()
        self.go_on()

    def write(self, text: str, name: str) -> None:
        self.look(name)
        self.page.get_by_role("textbox").fill(text)
        self.go_on()

    def start(self) -> None:
        self.page.goto("/worried")
        self.look("worried-start")
        press(self.page, "Start now")

    def tell_of_child(self, given_name: str, family_name: str = "Testcase") -> None:
        self.page.get_by_label("First name").fill(given_name)
        self.page.get_by_label("Last name").fill(family_name)
        self.page.get_by_label("I know the age, or can guess it").check()
        self.page.get_by_label("Age in years").fill("7")

    def as_professional(self) -> None:
        """Everything up to the check page."""
        page = self.page
        self.start()
        self.choose("No", "worried-danger")
        self.choose("I am telling you as part of my job", "worried-who")
        self.choose("A school or college", "worried-service")
        self.look("worried-professional")
        page.get_by_label("Your full name").fill("Jo Head")
        page.get_by_label("Your job").fill("Head teacher")
        page.get_by_label("Where you work").fill("Oak School")
        page.get_by_label("Email address").fill("jo.head@school.example")
        self.go_on()
        self.choose("Yes, you can tell them", "worried-family")
        self.look("worried-child")
        self.tell_of_child("Robin")
        self.go_on()
        self.choose("Yes", "worried-children")
        self.look("worried-child-2")
        self.tell_of_child("ليلى 🐣")
        page.get_by_label("Yes", exact=True).check()
        self.go_on()
        self.choose("No", "worried-children-two")
        self.write("Came to school hungry.", "worried-happened")
        self.write("Late in autumn too.", "worried-history")
        self.write("Nobody cooks at home.", "worried-worries")
        self.write("", "worried-strengths")
        self.write("“I like toast.”", "worried-child-says")
        self.write("The mother knows.", "worried-who-knows")
        self.look("worried-consent")
        page.get_by_label("They were not asked").check()
        page.get_by_label("Why were they not asked?").fill("It could put the children at risk.")
        self.go_on()
        self.choose(re.compile("Level 3: targeted"), "worried-level")
        self.look("worried-language")
        self.go_on()
        self.look("worried-files")
        self.go_on()
        self.look("worried-check")

    def as_member_of_public(self) -> None:
        page = self.page
        self.start()
        self.choose("No", "")
        self.choose("I am a member of the public", "")
        self.choose("I am a neighbour, a friend or a childminder", "worried-connection")
        self.choose("No, I want to stay anonymous", "worried-person")
        self.tell_of_child("Robin")
        self.go_on()
        self.choose("No", "")
        self.write("I hear shouting every night.", "")
        for _ in range(6):  # worries, strengths, what the child says, who knows, language, files
            self.go_on()
        expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")


@pytest.fixture
def look(request: pytest.FixtureRequest, axe: Callable[[Page], None], screenshot: Any) -> Callable[..., Any]:
    """`look(page)` gives a function that checks each page with axe and keeps its picture."""

    def of(page: Page, suffix: str = "", *, pictures: bool = True) -> Callable[[str], None]:
        def check(name: str) -> None:
            axe(page)
            width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert width <= 0, f"{name}: the page is wider than the window"
            if name and pictures:
                screenshot(page, f"portal-{name}{suffix}")

        return check

    return of


def test_a_professional_sends_the_form(page: Page, look: Any) -> None:
    walk = Walk(page, look(page))
    walk.as_professional()
    press(page, "Send")
    walk.look("worried-sent")
    contact = Contact.objects.get()
    expect(page.locator(".po-done__reference")).to_have_text(contact.reference)
    assert [child.person.display_name for child in contact.children.order_by("position")] == [
        "Robin Testcase", "ليلى 🐣 Testcase",
    ]  # fmt: skip
    assert Message.objects.get().purpose == "acknowledgement"
    assert not Draft.objects.exists()


def test_a_phone_without_script(page_without_javascript: Page, look: Any) -> None:
    page = page_without_javascript
    page.set_viewport_size(PHONE)
    walk = Walk(page, look(page, "-phone"))
    walk.as_professional()
    press(page, "Send")
    walk.look("worried-sent")
    assert Contact.objects.get().children.count() == 2


def test_a_neighbour_stays_anonymous(page: Page, look: Any) -> None:
    page.set_viewport_size(PHONE)
    walk = Walk(page, look(page, "-phone"))
    walk.as_member_of_public()
    press(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    assert (Contact.objects.get().source, Contact.objects.get().referrer_name) == ("9", "")


def test_by_keyboard_alone(page: Page) -> None:
    """Every control is reached by Tab in a sensible order, and an error takes the reader to it."""

    def tab_to(name: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "document.activeElement.labels?.[0]?.innerText.trim() || document.activeElement.innerText.trim()"
            )
            if focused == name:
                return
        pytest.fail(f"Tab does not reach {name!r}")

    page.goto("/worried")
    tab_to("Start now")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is a child in danger right now?")
    tab_to("Continue")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    tab_to("Say if a child is in danger right now")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Yes", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who are you?")


def test_the_back_button_shows_what_was_answered(page: Page) -> None:
    walk = Walk(page)
    walk.start()
    walk.choose("No", "")
    walk.choose("I am a member of the public", "")
    page.go_back()
    expect(page.get_by_label("I am a member of the public")).to_be_checked()
    walk.go_on()
    expect(page.get_by_role("heading", level=1)).to_have_text("How do you know the child?")


def test_nothing_typed_is_lost_when_the_browser_dies(page: Page, new_page: Callable[..., Page]) -> None:
    walk = Walk(page)
    walk.start()
    page.goto("/worried/about/happened")
    page.get_by_role("textbox").fill("Half a sentence about")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved at")
    page.goto("/worried/later")
    code = page.locator(".po-code__code").inner_text()
    page.context.close()
    other = new_page()
    other.goto("/worried/return")
    other.get_by_label("Your return code").fill(code.lower())
    press(other, "Open my form")
    other.goto("/worried/about/happened")
    expect(other.get_by_role("textbox")).to_have_value("Half a sentence about")


def test_the_session_ends_while_somebody_writes(page: Page) -> None:
    walk = Walk(page)
    walk.start()
    page.goto("/worried/later")
    code = page.locator(".po-code__code").inner_text()
    page.goto("/worried/about/worries")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("textbox").fill("Written too late?")
    walk.go_on()
    expect(page.get_by_role("heading", level=1)).to_have_text("Come back to your form")
    page.get_by_label("Your return code").fill(code)
    press(page, "Open my form")
    page.goto("/worried/about/worries")
    expect(page.get_by_role("textbox")).to_have_value("Written too late?")


def test_the_browser_keeps_nothing(page: Page) -> None:
    walk = Walk(page)
    walk.start()
    walk.choose("No", "")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    assert page.evaluate("caches.keys().then((found) => found.length)") == 0
    assert {cookie["expires"] for cookie in page.context.cookies()} == {-1}


@pytest.mark.parametrize("with_script", [True, False])
def test_exit_leaves_no_way_back_to_the_answers(new_page: Callable[..., Page], with_script: bool) -> None:
    page = new_page(java_script_enabled=with_script)
    walk = Walk(page)
    walk.start()
    page.goto("/worried/about/happened")
    page.get_by_role("textbox").fill("Nobody must read this")
    walk.go_on()
    page.goto("/worried/about/happened")
    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.go_back()
    assert "Nobody must read this" not in page.content()
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "sessionid"] == []


def test_every_other_page_is_accessible(page: Page, look: Any) -> None:
    """Pages that the straight way does not pass, on a laptop and on a phone."""
    walk = Walk(page)
    walk.start()
    for suffix, size in (("", {"width": 1366, "height": 900}), ("-phone", PHONE)):
        page.set_viewport_size(size)
        check = look(page, suffix)
        page.goto("/worried/child/1")
        walk.go_on()
        check("worried-error")
        page.goto("/worried/call-999")
        check("worried-call-999")
        page.goto("/worried/later")
        check("worried-later")
        page.goto("/worried/return")
        press(page, "Open my form")
        check("worried-return")
        page.goto("/worried/check")
        press(page, "Send")
        check("worried-check-missing")


def test_a_wrong_file_says_why_and_the_right_one_is_listed(page: Page, look: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    wrong, right = tmp_path / "renamed.pdf", tmp_path / "report.pdf"
    wrong.write_bytes(b"MZ" + bytes(100))
    right.write_bytes(b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n")
    walk = Walk(page)
    walk.start()
    page.goto("/worried/files")
    page.get_by_label("Choose a file").set_input_files(wrong)
    press(page, "Add this file")
    expect(page.get_by_role("alert")).to_contain_text("what is in it is something else")
    look(page)("worried-files-error")
    page.get_by_label("Choose a file").set_input_files(right)
    press(page, "Add this file")
    expect(page.get_by_role("button", name="Remove report.pdf")).to_be_visible()
    look(page)("worried-files-one")
