"""What is tidied up without anybody asking? Jobs that the apps register and the worker does once a day.

A job that crashes stops neither the others nor the sending of messages: the log names it, and it is tried again
within the hour. Several workers may do the same job in the same moment, so it must not matter that it is done twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from threshold.core import defects, drafts
from threshold.core.actors import Actor

logger = logging.getLogger("threshold.housekeeping")

EVERY = dt.timedelta(days=1)
AGAIN_AFTER_A_CRASH = dt.timedelta(hours=1)


class Job(Protocol):
    """Called as an action is; what it returns is not looked at."""

    def __call__(self, *, by: Any, now: dt.datetime) -> object: ...


#: Every job of the running program, by name, in the order in which they are done: lower apps come first.
JOBS: dict[str, Job] = {}


def register(name: str, job: Job) -> None:
    """Declare a job; `name` is what the log calls it. An app does so in its `ready`."""
    JOBS[name] = job


class Housekeeping:
    """When each job is due again. Begins with all of them due."""

    def __init__(self) -> None:
        self._due_at: dict[str, dt.datetime] = {}

    def do_what_is_due(self, *, by: Actor, now: dt.datetime, go_on: Callable[[], bool] = lambda: True) -> list[str]:
        """Do the jobs that are due, each in a transaction of its own.

        Args:
            go_on: asked before each job; the rest is left for next time where it says no.

        Returns:
            The names of those that crashed.
        """
        crashed = []
        for name, job in JOBS.items():
            if self._due_at.get(name, now) > now or not go_on():
                continue
            try:
                with transaction.atomic():
                    job(by=by, now=now)
            except Exception as error:  # a defect in one job must not keep messages from being sent
                logger.error("Housekeeping “%s” crashed: %s", name, defects.in_words(error))
                crashed.append(name)
            self._due_at[name] = now + (AGAIN_AFTER_A_CRASH if name in crashed else EVERY)
        return crashed


def forget_old_drafts(*, by: Actor, now: dt.datetime) -> None:
    drafts.discard_old(now)


def forget_ended_sessions(*, by: Actor, now: dt.datetime) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
