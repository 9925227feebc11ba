"""What was asked of the capacity simulation, by whom, on which data, and what came out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from threshold.insight.capacity.states import CAPACITY_RUN_TRANSITIONS, RunState


class CapacityRun(models.Model):
    """One question to the simulation. With its inputs and seed the same answer comes out again, byte for byte.

    The worker computes it in short steps and keeps what it has: a run whose worker was killed is taken up where it
    was, once its claim has lapsed.
    """

    TRANSITIONS = CAPACITY_RUN_TRANSITIONS

    state = models.CharField(max_length=10, choices=RunState, default=RunState.QUEUED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    #: Inputs: what was asked, the last day of the past that was read, the rota and opening hours in force then.
    scenarios: models.JSONField[Any, Any] = models.JSONField()
    replications = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    data_until = models.DateField()
    rota: models.JSONField[Any, Any] = models.JSONField()
    hours: models.JSONField[Any, Any] = models.JSONField()
    #: What was learned ("before", "months", "validation", "now", "contacts"), as far as the worker has come.
    study: models.JSONField[Any, Any] = models.JSONField(default=dict)
    #: One forecast for each scenario, when it is done.
    results: models.JSONField[Any, Any] = models.JSONField(default=list)
    #: Why there is no answer, as a sentence: too few contacts, no rota.
    refusal = models.TextField(blank=True)
    error = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    #: How often a worker took it up without coming any further.
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("done", "failed"), finished_at__isnull=False)
                | (~Q(state__in=("done", "failed")) & Q(finished_at__isnull=True)),
                name="capacity_run_finished_when_over",
            ),
            models.CheckConstraint(
                condition=Q(state="queued", started_at__isnull=True)
                | (~Q(state="queued") & Q(started_at__isnull=False)),
                name="capacity_run_started_when_begun",
            ),
        ]
        indexes = [
            # What the worker looks for every two seconds, among years of runs.
            models.Index(fields=["asked_at"], condition=Q(finished_at__isnull=True), name="capacity_runs_to_do"),
            models.Index(fields=["-asked_at"], name="capacity_runs_by_age"),
        ]

    def __str__(self) -> str:
        return f"capacity run {self.pk}"


class CapacityYear(models.Model):
    """One simulated year of a run that is under way; gone when the run is done and its forecasts are written."""

    run = models.ForeignKey(CapacityRun, on_delete=models.CASCADE, related_name="years")
    scenario = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    outcome: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "scenario", "number"], name="capacity_year_once")]

    def __str__(self) -> str:
        return f"year {self.number} of scenario {self.scenario}, run {self.run_id}"
