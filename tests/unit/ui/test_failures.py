"""Does a page that cannot be shown say so plainly, whatever else is broken?"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from django.template import engines
from django.test import Client, RequestFactory

from threshold.ui import failures


class Refusal(Exception):
    sentence = "You may not sign off your own <work>."


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        (failures.bad_request, 400),
        (failures.too_large, 413),
        (failures.forbidden, 403),
        (failures.not_found, 404),
        (failures.not_allowed, 405),
        (failures.server_error, 500),
        (failures.csrf_failure, 403),
        (failures.no_account, 403),
    ],
)
def test_each_says_what_happened_and_keeps_nothing(handler: object, status: int, rf: RequestFactory) -> None:
    # No database mark: a query would fail the test.
    response = handler(rf.get("/secret-reference?name=Someone"))  # type: ignore[operator]
    body = response.content.decode()
    assert response.status_code == status
    assert "<h1" in body
    assert "<main" in body
    assert "secret-reference" not in body
    assert response["Cache-Control"] == "no-store"


def test_the_sentence_of_a_refusal_is_shown_escaped(rf: RequestFactory) -> None:
    body = failures.forbidden(rf.get("/"), Refusal()).content.decode()
    assert "You may not sign off your own &lt;work&gt;." in body


def test_an_exceptions_own_text_is_not_shown(rf: RequestFactory) -> None:
    assert "Someone" not in failures.not_found(rf.get("/"), Exception("Someone")).content.decode()


def test_the_page_comes_when_templates_do_not(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(engines["jinja2"], "get_template", broken)
    response = failures.server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"Something went wrong" in response.content


def test_the_bare_page_escapes_too(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(engines["jinja2"], "get_template", broken)
    assert b"<work>" not in failures.forbidden(rf.get("/"), Refusal()).content


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What reaches the root of all loggers, where the program's own handler stands."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


class TestTheLog:
    """What it says of a request that was turned away. The address of a partner's link is a key."""

    def test_names_no_address_of_a_forged_form(self, log: io.StringIO) -> None:
        client = Client(enforce_csrf_checks=True, headers={"referer": "https://elsewhere.example/secret-page"})
        for secure in (False, True):
            assert client.post("/answer/secret-token", secure=secure).status_code == 403
        assert "A form was not taken: CSRF" in log.getvalue()
        assert "A form was not taken: Referer checking failed" in log.getvalue()
        assert "secret" not in log.getvalue()

    def test_names_no_address_of_a_suspicious_request(self, log: io.StringIO) -> None:
        assert Client().get("/answer/secret-token", headers={"host": "secret.example"}).status_code == 400
        assert "A request was not read: DisallowedHost" in log.getvalue()
        assert "secret" not in log.getvalue()
