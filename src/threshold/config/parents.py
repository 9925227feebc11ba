"""What becomes of a process when the one that started it is killed outright? It must not live on, watched by nobody.

A process that was told to stop stops its children itself; one that was killed cannot, so its children look.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping

#: How a program that we start learns whose end is its own.
_VARIABLE = "THRESHOLD_ENDS_WITH"
_LOOK_SECONDS = 1


def environment_of_child() -> Mapping[str, str]:
    """The environment for a `threshold` command that is to stop in good order when this process is gone."""
    return {**os.environ, _VARIABLE: str(os.getpid())}


def stop_with_parent() -> None:
    """Ask this process to stop, as SIGTERM does, once the process that started it with the above is gone."""
    parent = os.environ.pop(_VARIABLE, "")  # it is about this process, not about those that it starts
    if parent:
        when_gone(int(parent), lambda: os.kill(os.getpid(), signal.SIGTERM))


def when_gone(parent: int, do: Callable[[], None]) -> None:
    """Call `do`, from a thread of its own, as soon as `parent` is no longer the parent of this process."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        do()

    threading.Thread(target=watch, daemon=True).start()
