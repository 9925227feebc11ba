"""A run of the simulation is asked for, begins, and ends: in an answer, in a refusal, or broken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal, status
from threshold.core.actions import action, lock
from threshold.core.actors import Actor
from threshold.insight.capacity import pack, policies, queries
from threshold.insight.capacity.rota import to_data
from threshold.insight.capacity.scenario import PRESENT, Scenario
from threshold.insight.capacity.simulate import REPLICATIONS
from threshold.insight.capacity.states import RunState
from threshold.insight.models import CapacityRun, CapacityYear


@action("insight.ask_capacity", permission=Permission.CAPACITY_RUN)
def ask_for_run(
    *, by: User, now: dt.datetime, scenarios: Sequence[Scenario], seed: int = 1, replications: int = REPLICATIONS
) -> CapacityRun:
    """Put a question to the simulation. The present is always simulated beside what is asked.

    Raises:
        Refused: the rota is empty, or many runs wait already.
    """
    rota, hours = pack.rota(), pack.hours()
    policies.check_can_ask(rota, waiting=queries.unfinished().count())
    asked = [PRESENT, *(scenario for scenario in scenarios if not scenario.is_present)]
    run = CapacityRun.objects.create(
        asked_by=by,
        asked_at=now,
        scenarios=[scenario.to_data() for scenario in asked],
        replications=replications,
        seed=seed,
        data_until=queries.last_whole_day(now),
        rota=to_data(rota),
        hours=[hours.opens.isoformat(), hours.closes.isoformat()],
    )
    status.begin(run, by=by, now=now)
    _audit("insight.ask_capacity", run, by, now, scenarios=len(asked))
    return run


@action("insight.begin_capacity", permission=Permission.WORKER)
def begin_run(run: CapacityRun, *, by: Actor, now: dt.datetime) -> CapacityRun:
    run = lock(run)
    status.move(run, RunState.RUNNING, by=by, now=now, values={"started_at": now})
    _audit("insight.begin_capacity", run, by, now)
    return run


@action("insight.finish_capacity", permission=Permission.WORKER)
def finish_run(
    run: CapacityRun, *, by: Actor, now: dt.datetime, results: list[dict[str, Any]], refusal: str = ""
) -> CapacityRun:
    """Write the answer, or why there is none; the single years are not needed any more."""
    run = lock(run)
    values = {"finished_at": now, "results": results, "refusal": refusal, "claimed_until": None}
    status.move(run, RunState.DONE, by=by, now=now, values=values)
    CapacityYear.objects.filter(run=run).delete()
    _audit("insight.finish_capacity", run, by, now, refused=bool(refusal))
    return run


@action("insight.break_off_capacity", permission=Permission.WORKER)
def fail_run(run: CapacityRun, *, by: Actor, now: dt.datetime, error: str) -> CapacityRun:
    """A defect, or a run that nobody could finish. `error` says where in the code, never whose data."""
    run = lock(run)
    values = {"finished_at": now, "error": error[:300], "claimed_until": None}
    status.move(run, RunState.FAILED, by=by, now=now, values=values)
    CapacityYear.objects.filter(run=run).delete()
    _audit("insight.break_off_capacity", run, by, now)
    return run


def _audit(name: str, run: CapacityRun, by: Actor, now: dt.datetime, **detail: Any) -> None:
    journal.record(name, by=by, now=now, subject=run, detail=detail)
