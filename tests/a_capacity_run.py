"""A run of the capacity simulation that is over, with an answer to read: for tests that walk through pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

from threshold.insight.capacity import actions
from threshold.insight.capacity.scenario import Scenario
from threshold.insight.models import CapacityRun

_BAND = [0.8, 0.75, 0.85]
_FIT = {
    "work": {"work": 90.0, "variety": 0.8, "held_share": 0.05, "held_minutes": 600.0, "screening_share": 0.2},
    "pattern": {
        "by_kind": [6.0] * 8, "by_month": [1.0] * 12, "by_hour": [[1 / 24] * 24] * 2, "spread": 0.0,
        "marks": [[[1, False, 30.0]], [[2, False, 0.0]]],
    },
    "first": "2025-03-01", "last": "2026-02-28", "contacts": 800, "observed_day": 0.8, "simulated_day": 0.81,
    "observed": [0.5], "simulated": [0.52], "gap": 0.02, "busy": 0.3,
}  # fmt: skip


def a_capacity_run(worker: Any, *, by: Any, now: dt.datetime) -> CapacityRun:
    """Asked for by `by`, answered by `worker` (the service account), with a table, a chart and eight months' check."""
    run = actions.ask_for_run(by=by, now=now, scenarios=[Scenario(demand=200)])
    run = actions.begin_run(run, by=worker, now=now)
    months = [
        {"first": f"2025-{month:02}-01", "contacts": 130, "observed": 0.8, "mean": 0.81, "low": 0.75, "high": 0.87}
        for month in range(3, 11)
    ]
    run.study = {"before": _FIT, "validation": months, "now": _FIT, "months": [], "contacts": 1600}
    run.save(update_fields=["study"])
    forecast = {
        "arrived": [1600, 1500, 1700], "in_day": _BAND, "in_24h": _BAND, "busy": _BAND,
        "waiting": [[float(day), 0.0, 2.0 * day] for day in range(365)], "years": 100,
    }  # fmt: skip
    return actions.finish_run(run, by=worker, now=now, results=[forecast, forecast])
