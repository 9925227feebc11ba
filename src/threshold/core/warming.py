"""What takes seconds the first time in a process, so that it is done before anybody waits for it? Apps add theirs."""

from __future__ import annotations

import threading
from collections.abc import Callable

_SLOW: list[Callable[[], None]] = []


def add(warm: Callable[[], None]) -> None:
    _SLOW.append(warm)


def begin() -> None:
    """Do it all beside the first requests: called once by each process that serves pages."""
    threading.Thread(target=_all, name="warming", daemon=True).start()


def _all() -> None:
    for warm in _SLOW:
        warm()
