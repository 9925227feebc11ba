"""Do all components hold together on one page: no inline style or script, no id twice, and nothing axe objects to?"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from playwright.sync_api import Browser

from threshold.ui import gallery

SAVED: list[str] = []


def _gallery(request: HttpRequest) -> HttpResponse:
    return gallery.gallery(request)


def _draft(request: HttpRequest) -> JsonResponse:
    SAVED.append(request.POST.get("title", ""))
    return JsonResponse({"draft_token": "given"}, status=200 if request.POST.get("title") != "fail" else 503)


for _view in (_gallery, _draft):
    _view.is_public = True  # type: ignore[attr-defined]
urlpatterns = [path("", _gallery), path("draft", _draft)]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def page(client: Client) -> str:
    return client.get("/").content.decode()


def test_nothing_is_inline(page: str) -> None:
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son\w+=", page)
    assert "<style" not in page
    for attributes in re.findall(r"<script([^>]*)>", page):
        assert re.search(r' nonce="[\w+/=-]{8,}"', attributes)
        assert " nonce" in attributes


def test_the_nonce_is_the_one_of_the_header(client: Client) -> None:
    response = client.get("/")
    nonces = set(re.findall(r'nonce="([^"]+)"', response.content.decode()))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in response["Content-Security-Policy"]


def test_no_id_stands_twice(page: str, parse: type) -> None:
    assert [name for name, count in parse(page).ids.items() if count > 1] == []


def test_what_labels_and_describes_is_there(page: str, parse: type) -> None:
    parsed = parse(page)
    for _, attrs in parsed.elements:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for one in str(attrs.get(name) or "").split():
                assert one in parsed.ids, (name, one)


def test_nothing_belongs_to_gov_uk_alone(page: str) -> None:
    for word in ("crown", "Crown", "GOV.UK", "logotype", "GDS Transport"):
        assert word not in page


def test_a_page_with_errors_says_so_first(client: Client, parse: type) -> None:
    html = client.post("/", {"room-keys": "0"}).content.decode()
    assert "<title>Error: Gallery – Threshold</title>" in html
    parsed = parse(html)
    summary = [link for link in parsed.links if link.startswith("#id_")]
    assert "#id_title" in summary
    assert "#id_opened_on-day" in summary
    assert "#id_room-0-name" in summary
    for link in set(summary) - {"#id_submission_key"}:
        assert parsed.ids[link.removeprefix("#")] == 1, link


def test_another_room_keeps_what_was_typed(client: Client, parse: type) -> None:
    html = client.post("/", {"title": "Typed", "room-keys": "0", "room-0-name": "Hall", "room-add": "yes"})
    parsed = parse(html.content.decode())
    assert parsed.named("title")["value"] == "Typed"
    assert parsed.named("room-0-name")["value"] == "Hall"
    assert parsed.named("room-1-name")["value"] == ""
    assert "There is a problem" not in html.content.decode()


# --- In a browser -----------------------------------------------------------------------------------------------


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """The gallery on a port of its own; it needs no database."""
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1366, 390])
def test_axe_has_nothing_to_say_and_nothing_overflows(address: str, browser: Browser, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900})
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    for step in ("open", "send"):
        if step == "open":
            page.goto(address)
        else:
            page.click("text=Save and go on")
            page.wait_for_selector(".govuk-error-summary:focus")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], step
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert troubles == []  # among them every breach of the Content-Security-Policy


@pytest.mark.browser
def test_what_is_typed_is_saved_and_a_failure_is_said(address: str, browser: Browser) -> None:
    SAVED.clear()
    page = browser.new_page()
    page.goto(address)
    page.fill("#id_title", "A half-written ti")
    page.wait_for_selector("text=/Saved at \\d+:\\d\\d[ap]m/")
    assert page.input_value("[name=draft_token]") == "given"
    page.fill("#id_title", "fail")
    page.wait_for_selector("text=Not saved. Keep this page open; we will try again.")
    page.fill("#id_title", "The last words")
    page.goto("about:blank")  # at once, before the second is over
    page.wait_for_timeout(300)
    assert SAVED[0] == "A half-written ti"
    assert SAVED[-1] == "The last words"


@pytest.mark.browser
def test_the_form_works_without_script(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.fill("#id_title", "Typed")
    page.press("#id_title", "Enter")  # presses no "Remove" and no "Add another"
    assert page.locator("text=There is a problem").is_visible()
    page.click("text=Add another room")
    assert page.locator("#id_room-1-name").is_visible()
    assert page.input_value("#id_title") == "Typed"
    page.click("button[name=room-remove] >> nth=0")
    assert not page.locator("#id_room-0-name").count()
    assert page.locator("#id_fault").is_hidden()
    page.check("#id_state-3")
    assert page.locator("#id_fault").is_visible()
