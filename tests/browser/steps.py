"""What does somebody do in a browser that leads to another page? Done, and waited for until the other page is there.

A click returns before the page that it leads to has come. Whatever the test does next, it would sometimes do to the
page before.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page

Name = str | re.Pattern[str]


def press(page: Page, name: Name, *, exact: bool = False) -> None:
    """Press the button, and be on the page that answers it."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=exact).click()


def follow(page: Page, name: Name) -> None:
    """Follow the first link of that name, and be on its page."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()
