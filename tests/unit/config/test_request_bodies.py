"""How large is a request, when it says so, when it does not, and when it is far too large?"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from threshold.config import request_bodies

MOST = 200_000


def seen_by_application(body: bytes, **environ: Any) -> tuple[str, bytes, int]:
    """The length and body that the application sees, and how much of the source was left unread."""
    source = io.BytesIO(body)
    seen: list[Any] = []

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        seen.extend([environ.get("CONTENT_LENGTH", ""), environ["wsgi.input"].read(MOST + 10)])
        return []

    wrapped = request_bodies.measured(application, most=MOST)
    wrapped({"wsgi.input": source, "wsgi.input_terminated": True, **environ}, lambda *_: None)
    return seen[0], seen[1], len(source.read())


def test_an_ordinary_body_is_passed_on_untouched():
    assert seen_by_application(b"a=1", CONTENT_LENGTH="3") == ("3", b"a=1", 0)
    assert seen_by_application(b"") == ("", b"", 0)


@pytest.mark.parametrize("size", [0, 3, MOST])
def test_one_in_chunks_gets_its_length(size):
    body = b"x" * size
    assert seen_by_application(body, HTTP_TRANSFER_ENCODING="chunked") == (str(size), body, 0)


def test_one_in_chunks_that_is_too_large_is_read_to_its_end_and_known_to_be_too_large():
    length, _, left = seen_by_application(b"x" * (MOST * 3), HTTP_TRANSFER_ENCODING="chunked")
    assert (int(length), left) == (MOST + 1, 0)


def test_one_that_says_it_is_too_large_is_dropped():
    assert seen_by_application(b"x" * (MOST * 3), CONTENT_LENGTH=str(MOST * 3)) == (str(MOST * 3), b"", 0)


def test_only_so_much_of_it_is_listened_to(monkeypatch):
    monkeypatch.setattr(request_bodies, "_DROP_BYTES", MOST)
    body = b"x" * (MOST * 5)
    for environ in ({"CONTENT_LENGTH": str(len(body))}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
        *_, left = seen_by_application(body, **environ)
        assert left > MOST
    monkeypatch.setattr(request_bodies, "_DROP_SECONDS", 0)
    assert seen_by_application(body, CONTENT_LENGTH=str(len(body)))[2] > MOST * 3


def test_whoever_asks_first_is_answered_before_they_send():
    # The application reads a little of it; nothing was taken before that.
    *_, left = seen_by_application(b"x" * MOST * 3, CONTENT_LENGTH=str(MOST * 3), HTTP_EXPECT="100-continue")
    assert left == MOST * 2 - 10


def test_a_server_that_does_not_mark_the_end_is_not_waited_for():
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": False}
    assert seen_by_application(b"x", **environ)[0] == ""
