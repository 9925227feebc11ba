"""How large is what arrives with a request? Known before any of it is taken apart, so that far too much is refused.

A body usually says its length first. One that comes in chunks does not, and Django would take it for empty: all
that somebody typed would be gone. Here it is read up to the limit and handed on with its length.

`threshold.ui.request_size` then says no to what is too large. A proxy that is still sending would report an error
of its own instead of that page, so a good part of such a body is first read and dropped.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from typing import IO, Any, cast

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024
#: No more than this of a body that is refused is listened to, in bytes and seconds.
_DROP_BYTES = 100 * 1024 * 1024
_DROP_SECONDS = 20


def measured(application: Application, *, most: int) -> Application:
    """The application with every request's length known, or known to be more than `most` bytes."""

    def run(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:  # on disk it has no name
            if not environ.get("CONTENT_LENGTH") and _is_in_chunks(environ):
                length = _copy(environ["wsgi.input"], cast(IO[bytes], body), most=most + 1)
                environ["CONTENT_LENGTH"] = str(length)
                if length > most:
                    _drop(environ["wsgi.input"])
                body.seek(0)
                environ["wsgi.input"] = body
            elif _number(environ.get("CONTENT_LENGTH", "")) > most and not _waits_for_answer(environ):
                _drop(environ["wsgi.input"])
            return application(environ, start_response)

    return run


def _is_in_chunks(environ: dict[str, Any]) -> bool:
    """A body without a length whose end the server marks all the same."""
    return bool(environ.get("HTTP_TRANSFER_ENCODING") and environ.get("wsgi.input_terminated"))


def _waits_for_answer(environ: dict[str, Any]) -> bool:
    """Whether the sender asked first, and sends nothing when the answer is no."""
    return str(environ.get("HTTP_EXPECT", "")).lower() == "100-continue"


def _copy(source: IO[bytes], target: IO[bytes], *, most: int) -> int:
    length = 0
    while length < most and (piece := source.read(min(_PIECE, most - length))):
        length += target.write(piece)
    return length


def _drop(source: IO[bytes]) -> None:
    dropped, end = 0, time.monotonic() + _DROP_SECONDS
    while dropped < _DROP_BYTES and time.monotonic() < end and (piece := source.read(_PIECE)):
        dropped += len(piece)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
