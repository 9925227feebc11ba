"""What every browser test may use: a page on a laptop or a phone, with or without script, axe, and a way in.

`page` opens the laptop's size; `page.set_viewport_size(PHONE)` turns it into a phone. A test needs
`@pytest.mark.browser` and `@pytest.mark.django_db(transaction=True)`, because the live server reads what the test
has committed.
"""

from __future__ import annotations

import contextlib
import re
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

LAPTOP: ViewportSize = {"width": 1366, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
_ROOT = Path(__file__).resolve().parents[2]
_WAIT = 20_000  # milliseconds: two cores, shared
#: Pages in which nothing that takes time can run, axe included.
_WITHOUT_SCRIPT: weakref.WeakSet[Page] = weakref.WeakSet()


@contextlib.contextmanager
def _open(browser: Browser, base_url: str, **options: Any) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, viewport=LAPTOP, locale="en-GB", **options)
    context.set_default_timeout(_WAIT)
    page = context.new_page()
    if not options.get("java_script_enabled", True):
        _WITHOUT_SCRIPT.add(page)
    # No test reaches the world outside: what is not the live server is answered with an empty page.
    context.route(lambda url: not url.startswith(base_url), lambda route: route.fulfill(status=200, body="elsewhere"))
    yield page
    context.close()


@pytest.fixture
def page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A laptop's page with script. Fails the test on a script error or a breach of the content security policy."""
    faults: list[str] = []
    with _open(browser, live_server.url) as opened:
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on(
            "console",
            lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
        )
        yield opened
    assert faults == []


@pytest.fixture
def page_without_javascript(browser: Browser, live_server: Any) -> Iterator[Page]:
    with _open(browser, live_server.url, java_script_enabled=False) as opened:
        yield opened


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Another browser with nothing of the first one's: `new_page()`, `new_page(java_script_enabled=False)`."""
    with contextlib.ExitStack() as opened:
        yield lambda **options: opened.enter_context(_open(browser, live_server.url, **options))


@pytest.fixture(scope="session")
def axe(browser: Browser) -> Callable[[Page], None]:
    """`axe(page)` asserts that the page has no serious or critical accessibility finding."""
    checker = Axe()

    def check(page: Page) -> None:
        if page in _WITHOUT_SCRIPT:
            with _copy_of(page, browser) as copy:
                found = checker.run(copy).response["violations"]
        else:
            found = checker.run(page).response["violations"]
        grave = [
            f"{one['impact']}: {one['help']} at {[node['target'] for node in one['nodes']][:5]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert grave == [], f"{page.title()}: {grave}"

    return check


@contextlib.contextmanager
def _copy_of(page: Page, browser: Browser) -> Iterator[Page]:
    """The page as it stands without script, in a window where axe can run."""
    html = re.sub(r"<script\b.*?</script>", "", page.content(), flags=re.DOTALL)
    context = browser.new_context(viewport=page.viewport_size)
    copy = context.new_page()
    copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    copy.goto(page.url)
    yield copy
    context.close()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, user)` puts the person's session into the browser, as signing in would."""
    from django.conf import settings
    from django.test import Client

    def come_in(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url, "httpOnly": True}]
        )

    return come_in


@pytest.fixture(scope="session")
def screenshot() -> Callable[[Page, str], Path]:
    """`screenshot(page, "board")` keeps the whole page as var/screenshots/board.png."""
    folder = _ROOT / "var" / "screenshots"

    def take(page: Page, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


@pytest.fixture
def look(axe: Callable[[Page], None], screenshot: Callable[[Page, str], Any]) -> Callable[[Page, str], None]:
    """Check a page for barriers and keep its picture, at the laptop's and the phone's width."""

    def check(page: Page, name: str) -> None:
        axe(page)
        screenshot(page, f"{name}-laptop")
        size = page.viewport_size
        page.set_viewport_size(PHONE)
        screenshot(page, f"{name}-phone")
        # Nothing may stick out of a phone's width.
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        page.set_viewport_size(size)  # type: ignore[arg-type]

    return check


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> None:
    """Counts of one test must not limit the next: the cache's table is not among those that are emptied."""
    if "live_server" in request.fixturenames:
        from django.core.cache import cache

        request.getfixturevalue("transactional_db")
        cache.clear()
