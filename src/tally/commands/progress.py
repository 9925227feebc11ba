"""How far is it? One line in the terminal, for whatever takes longer than two seconds."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TextIO

#: What takes no longer needs no line.
PATIENCE = 2.0
#: How often the line is written anew, in seconds.
_EACH = 0.25
_WIDTH = 30
#: Back to the beginning of the line, and forget what stands in it.
_ANEW = "\r\x1b[K"


class Progress:
    """While it is open, a line on stderr says what is being done: nothing before two seconds, and nothing at all where
    stderr is no terminal. When it is closed the line is gone.

        with Progress() as progress:
            progress.tell("Checking", 12, 109)
    """

    def __init__(self, out: TextIO | None = None, patience: float = PATIENCE) -> None:
        self._out = sys.stderr if out is None else out
        self._patience = patience
        self._what, self._done, self._whole = "", 0, 0
        self._started = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True) if self._out.isatty() else None

    def tell(self, what: str, done: int = 0, whole: int = 0) -> None:
        """What is being done, and how much of it is done; `whole` is 0 where nobody knows."""
        self._what, self._done, self._whole = what, done, whole

    def __enter__(self) -> Progress:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()

    def _write(self) -> None:
        is_shown = False
        wait = self._patience
        while not self._ended.wait(wait):
            self._out.write(_ANEW + self._line())
            self._out.flush()
            is_shown, wait = True, _EACH
        if is_shown:
            self._out.write(_ANEW)
            self._out.flush()

    def _line(self) -> str:
        seconds = f"{time.monotonic() - self._started:.0f} s"
        if not self._whole:
            return f"{self._what}, {seconds}"
        full = _WIDTH * self._done // self._whole
        return f"{self._what} [{'#' * full}{' ' * (_WIDTH - full)}] {self._done:,} of {self._whole:,}, {seconds}"
