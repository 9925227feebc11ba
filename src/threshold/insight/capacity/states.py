"""How far is a run of the simulation?"""

from __future__ import annotations

from django.db import models

from threshold.core.status import TransitionTable


class RunState(models.TextChoices):
    QUEUED = "queued", "Waiting to begin"
    RUNNING = "running", "Being computed"
    DONE = "done", "Done"
    FAILED = "failed", "Broke off"


R = RunState

CAPACITY_RUN_TRANSITIONS = TransitionTable(
    title="Run of the capacity simulation",
    states=RunState,
    initial=frozenset({R.QUEUED}),
    moves={
        R.QUEUED: frozenset({R.RUNNING}),
        R.RUNNING: frozenset({R.DONE, R.FAILED}),
        R.DONE: frozenset(),
        R.FAILED: frozenset(),
    },
    owners={
        R.QUEUED: "the background worker",
        R.RUNNING: "the background worker",
        R.DONE: "nobody",
        R.FAILED: "whoever asked, who may ask again",
    },
)
