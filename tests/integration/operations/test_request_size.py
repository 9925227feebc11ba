"""The running server refuses what is far too large with a page, and takes what does not say how large it is."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from portal_visitor import Visitor

from .conftest import Browser

PIECE = b"x" * 65_536
#: Of what is refused. The setting's default is 24 MiB.
PIECES = 30 * 16


@pytest.fixture(scope="module")
def site(installation: Any) -> Iterator[Any]:
    server = installation.serve()
    yield installation
    server.terminate()
    assert server.wait(30) == 0


def sent(site: Any, headers: dict[str, str], pieces: Iterator[bytes]) -> tuple[int, str]:
    """Send a body piece by piece, to the end, and only then listen for the answer, as proxies do."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("POST", "/worried", body=pieces, headers=headers, encode_chunked="Content-Length" not in headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("headers", [{"Content-Length": str(PIECES * len(PIECE))}, {"Transfer-Encoding": "chunked"}])
def test_far_too_much_is_answered_with_a_page(site, headers):
    status, page = sent(site, headers, iter([PIECE] * PIECES))
    assert status == 413
    assert "This is too large to send" in page
    assert "what you typed should still be there" in page
    assert site.health()[0] in (200, 503)  # the server is well


def test_whoever_asks_first_need_not_send_it(site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as line:
        line.sendall(
            b"POST /worried HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000000\r\nExpect: 100-continue\r\n\r\n"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 413 ")


def test_typing_that_comes_without_a_length_is_not_lost(site):
    browser = Browser(site.port)
    visitor = Visitor(client=browser).begin()
    token = browser.token_of("/worried/about/danger")
    typed = f"csrfmiddlewaretoken={token}&danger=no".encode()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Transfer-Encoding": "chunked"}
    headers["Cookie"] = browser.cookies()
    connection.request("POST", "/worried/about/danger", iter([typed[:20], typed[20:]]), headers, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (302, "/worried/about/who")
    assert visitor.client.get("/worried/about/who").status_code == 200
