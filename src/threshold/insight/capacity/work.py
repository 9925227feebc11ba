"""How does a run get computed without anybody waiting? One short step after another, by the background worker.

Each step keeps what it found. A worker that is killed loses one step: when its claim has lapsed, the run is taken up
again, and because every simulated year has a seed of its own, the answer is the same.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from django.db import Error, transaction
from django.db.models import Q

from threshold.core import defects
from threshold.core.actors import Actor
from threshold.core.calendar import Hours
from threshold.insight.capacity import actions, queries
from threshold.insight.capacity.engine import TooManyContacts
from threshold.insight.capacity.fit import CannotFit, Fit, fit
from threshold.insight.capacity.rota import from_data
from threshold.insight.capacity.scenario import Scenario
from threshold.insight.capacity.simulate import Setting, replicate
from threshold.insight.capacity.states import RunState
from threshold.insight.capacity.study import A_YEAR, trust_of
from threshold.insight.capacity.validate import Validation, split, validate
from threshold.insight.models import CapacityRun, CapacityYear

#: How long one step of simulated years takes, about; messages are sent between steps.
STEP_SECONDS = 2.0
CLAIM = dt.timedelta(minutes=2)
_RENEW_SECONDS = 30.0
MOST_ATTEMPTS = 4


class _AskedToStop(Exception):
    """The worker is to end: the step is given up, and the run is free for the next worker."""


def work_next(*, by: Actor, now: dt.datetime, go_on: Callable[[], bool] = lambda: True) -> bool:
    """Take the oldest unfinished run one step further. False where there is none."""
    run = _claim(now)
    if run is None:
        return False
    try:
        if run.state == RunState.QUEUED:
            run = actions.begin_run(run, by=by, now=now)
        if run.attempts > MOST_ATTEMPTS:
            actions.fail_run(run, by=by, now=now, error="Taken up several times and never came further")
            return True
        _Step(run, by, now, go_on).take()
    except (CannotFit, TooManyContacts) as reason:
        actions.finish_run(run, by=by, now=now, results=[], refusal=str(reason))
    except _AskedToStop:
        CapacityRun.objects.filter(pk=run.pk).update(claimed_until=None, attempts=0)
    except Error:
        raise  # the database went away: the claim lapses by itself
    except Exception as defect:
        actions.fail_run(run, by=by, now=now, error=defects.in_words(defect))
    return True


def _claim(now: dt.datetime) -> CapacityRun | None:
    with transaction.atomic():
        is_free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
        waiting = queries.unfinished().filter(is_free).order_by("asked_at", "pk")
        run = waiting.select_for_update(skip_locked=True).first()
        if run is not None:
            run.claimed_until, run.attempts = now + CLAIM, run.attempts + 1
            run.save(update_fields=["claimed_until", "attempts"])
    return run


class _Step:
    """What is done next for one run."""

    def __init__(self, run: CapacityRun, by: Actor, now: dt.datetime, go_on: Callable[[], bool]) -> None:
        self._run, self._by, self._now, self._go_on = run, by, now, go_on
        self._rota = from_data(run.rota)
        self._hours = Hours(*(dt.time.fromisoformat(text) for text in run.hours))
        self._began = self._renewed = time.monotonic()

    def take(self) -> None:
        study: dict[str, Any] = self._run.study
        if "before" not in study:
            past = queries.history(self._run.data_until)
            earlier, months = split(past)
            found = fit(earlier, self._rota, self._hours, tick=self._tick)
            self._keep(
                before=found.to_data(), months=[month.isoformat() for month in months], contacts=len(past.contacts)
            )
        elif "validation" not in study:
            past = queries.history(self._run.data_until)
            months = [dt.date.fromisoformat(month) for month in study["months"]]
            before = Fit.from_data(study["before"])
            found_months = validate(past, months, before, self._rota, self._hours, tick=self._tick)
            self._keep(validation=found_months.to_data())
        elif "now" not in study:
            past = queries.history(self._run.data_until)
            latest = past.between(past.last - A_YEAR, past.last)
            self._keep(now=fit(latest, self._rota, self._hours, tick=self._tick).to_data())
        elif not is_trusted(study):
            actions.finish_run(self._run, by=self._by, now=self._moment(), results=[])
        else:
            self._simulate()

    def _simulate(self) -> None:
        """Years of all scenarios in turn, so that an early look shows something of each."""
        run = self._run
        scenarios = [Scenario.from_data(row) for row in run.scenarios]
        setting = setting_of(run)
        days = setting.days()
        done = set(run.years.values_list("number", "scenario"))
        todo = [
            (number, place)
            for number in range(run.replications)
            for place in range(len(scenarios))
            if (number, place) not in done
        ]
        made = []
        for number, place in todo:
            year = replicate(setting, scenarios[place], seed=run.seed, number=number, days=days)
            made.append(CapacityYear(run=run, scenario=place, number=number, outcome=year.to_data()))
            if time.monotonic() - self._began > STEP_SECONDS or not self._go_on():
                break
        CapacityYear.objects.bulk_create(made, ignore_conflicts=True)
        if len(made) == len(todo):
            actions.finish_run(run, by=self._by, now=self._moment(), results=queries.forecasts(run))
        else:
            self._keep()

    def _keep(self, **found: Any) -> None:
        """Keep what the step found, and let whichever worker comes next go on."""
        self._run.study = {**self._run.study, **found}
        unfinished = CapacityRun.objects.filter(pk=self._run.pk, state=RunState.RUNNING)
        unfinished.update(study=self._run.study, attempts=0, claimed_until=None)

    def _tick(self) -> None:
        if not self._go_on():
            raise _AskedToStop
        if time.monotonic() - self._renewed > _RENEW_SECONDS:
            self._renewed = time.monotonic()
            CapacityRun.objects.filter(pk=self._run.pk).update(claimed_until=self._moment() + CLAIM)

    def _moment(self) -> dt.datetime:
        """Now, when the step has taken some time already."""
        return self._now + dt.timedelta(seconds=time.monotonic() - self._began)


def setting_of(run: CapacityRun) -> Setting:
    """The inputs of the simulated years of a run that has learned from the past."""
    hours = Hours(*(dt.time.fromisoformat(text) for text in run.hours))
    starts_on = run.data_until + dt.timedelta(days=1)
    return Setting.of(Fit.from_data(run.study["now"]), from_data(run.rota), hours, starts_on)


def is_trusted(study: dict[str, Any]) -> bool:
    """Whether anything may be foretold: both fits are good, and the check did not fail."""
    before, now = (Fit.from_data(study[name]) for name in ("before", "now"))
    return trust_of(before, Validation.from_data(study["validation"]), now) != "none"
