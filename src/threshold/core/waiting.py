"""What has somebody asked for that takes longer than a page may? Work that apps register and the worker does in steps.

A step takes a few seconds at most and keeps what it found, so that messages are sent in between and a killed worker
loses one step. A step that crashes stops nothing else: the log names it, and the worker asks again a minute later.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any, Protocol

from django.db import Error

from threshold.core import defects
from threshold.core.actors import Actor

logger = logging.getLogger("threshold.waiting")

AGAIN_AFTER_A_CRASH = dt.timedelta(minutes=1)


class Step(Protocol):
    """Does one step of the oldest work of its kind, if there is any.

    Args:
        go_on: asked often inside a long step; the step gives up where it says no.

    Returns:
        Whether there was anything to do.
    """

    def __call__(self, *, by: Any, now: dt.datetime, go_on: Callable[[], bool]) -> bool: ...


#: Every kind of such work, by the name that the log calls it.
STEPS: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    """Declare a kind of work. An app does so in its `ready`."""
    STEPS[name] = step


class Waiting:
    """Takes each kind of work one step further."""

    def __init__(self) -> None:
        self._not_before: dict[str, dt.datetime] = {}

    def do_one_step(self, *, by: Actor, now: dt.datetime, go_on: Callable[[], bool] = lambda: True) -> bool:
        """One step of each kind. True where any had something to do, so that more may wait."""
        did = False
        for name, step in STEPS.items():
            if self._not_before.get(name, now) > now or not go_on():
                continue
            try:
                did = step(by=by, now=now, go_on=go_on) or did
            except Error:
                raise  # the worker waits for its database
            except Exception as error:
                logger.error("“%s” crashed: %s", name, defects.in_words(error))
                self._not_before[name] = now + AGAIN_AFTER_A_CRASH
        return did
