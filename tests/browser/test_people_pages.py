"""The pages about people, accounts and signing in: seen on a laptop and a phone, and judged by axe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize
from steps import press

from a_family import Family, family
from threshold.access.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["family"]
PHONE: ViewportSize = {"width": 390, "height": 844}


def pages_of(family: Family) -> dict[str, str]:
    of = family.page
    return {
        "person": of(),
        "person-details": of("/details"),
        "person-family": of("/family"),
        "person-chronology": of("/chronology"),
        "person-chronology-for": of("/chronology/print"),
        "person-chronology-print": of(
            "/chronology/print?to=Ada+Reader&role=Conference+chair&reader=family&significant=all"
        ),
        "person-change": of("/details/change"),
        "person-move": of("/addresses/move"),
        "person-relative-find": of("/family/find?q=Testcase"),
        "person-relative-new": of("/family/new"),
        "person-home": of("/home/join"),
        "person-matches": of("/matches"),
        "person-compare": of(f"/matches/{family.twin.reference}"),
        "person-restrictions": of("/restrictions", family.hidden),
        "person-restrict": of("/restrictions/new"),
        "search": "/search?q=Testcase",
        "search-nobody": "/search?q=Nobodyatall",
        "emergency-access": "/emergency-access",
        "emergency-mine": "/emergency-access/mine",
        "restricted-matches": "/restricted-matches",
        "account": "/account",
        "second-step": "/account/second-step/",
    }


@pytest.fixture
def look(page: Page, axe: Any, screenshot: Any) -> Callable[..., None]:
    """`look("search", "/search")`: the page opens, axe finds nothing grave, and it is no wider than the screen."""

    def at(name: str, address: str, *, status: int = 200) -> None:
        response = page.goto(address)
        assert response is not None
        assert response.status == status, name
        axe(page)
        size = page.viewport_size
        assert size is not None
        screenshot(page, f"{name}-{'phone' if size == PHONE else 'laptop'}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{name} is {width} pixels wide"

    return at


@pytest.fixture(params=["laptop", "phone"])
def sized_page(request: pytest.FixtureRequest, page: Page) -> Page:
    if request.param == "phone":
        page.set_viewport_size(PHONE)
    return page


def test_every_page_about_people_is_accessible_and_fits(family, sized_page, sign_in, look):
    sign_in(sized_page, family.manager)
    for name, address in pages_of(family).items():
        look(name, address)
    sign_in(sized_page, family.worker)
    look("kept-out", family.page(person=family.hidden), status=403)


def test_the_administrators_pages_are_accessible_and_fit(family, sized_page, sign_in, look, make_user):
    sign_in(sized_page, make_user("administrator"))
    pages = {
        "accounts": "/accounts",
        "account-new": "/accounts/new",
        "account-of": f"/accounts/{family.worker.pk}",
        "account-role": f"/accounts/{family.worker.pk}/give-role",
        "account-close": f"/accounts/{family.worker.pk}/close",
        "teams": "/teams",
        "team-new": "/teams/new",
        "audit": "/audit",
    }
    for name, address in pages.items():
        look(name, address)


def test_signing_in_with_a_password_and_setting_up_a_passkey(family, page, axe, screenshot):
    """With a virtual security key, so that allauth's own script runs under our content security policy."""
    page.goto("/account")
    axe(page)
    screenshot(page, "sign-in")
    page.get_by_label("Email address").fill(family.officer.email)
    page.get_by_label("Password", exact=True).fill("a long enough password")
    press(page, "Sign in", exact=True)
    page.wait_for_url("**/account")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/account/second-step/keys/add/")
    if "reauthenticate" in page.url:
        axe(page)
        page.get_by_label("Your password").fill("a long enough password")
        press(page, "Confirm")
    axe(page)
    screenshot(page, "passkey-add")
    page.get_by_label("A name for it").fill("work laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add it now").click()
    page.wait_for_url("**/second-step/codes/")
    axe(page)
    screenshot(page, "recovery-codes")
    page.goto("/account/second-step/keys/")
    axe(page)
    assert "work laptop" in page.content()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "login" not in url)
    page.goto("/account")
    assert User.objects.get(pk=family.officer.pk).name in page.content()
