"""What would a year be like? Many simulated years of one scenario, and what they have in common.

Each replication draws its own arrivals and work, from a random number generator seeded with the run's seed and the
replication's number: the same seed gives the same bytes, in whatever order and however often they are computed.
Replication 7 of every scenario begins with the same four weeks at present demand; then the scenario sets in.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from threshold.core.calendar import Hours
from threshold.insight.capacity.arrivals import Pattern
from threshold.insight.capacity.days import Days
from threshold.insight.capacity.engine import MOST_CONTACTS as MOST_IN_A_YEAR
from threshold.insight.capacity.engine import FrontDoor, TooManyContacts
from threshold.insight.capacity.fit import Fit, Work, is_in_day
from threshold.insight.capacity.rota import Rota, changes_between, minutes_between
from threshold.insight.capacity.scenario import Scenario

WARM_UP_DAYS = 28
YEAR_DAYS = 365
REPLICATIONS = 100


@dataclass(frozen=True)
class Year:
    """One simulated year.

    Attributes:
        arrived, decided: contacts, in the year.
        waiting_before: undecided at the end of the warm-up; waiting: at the end of each day of the year.
        in_day, in_24h: share decided within one working day, and 24 hours, of those whose time was over by the
            year's end; None where there was none.
        busy: share of the rostered time that workers worked; None without workers.
    """

    arrived: int
    decided: int
    waiting_before: int
    waiting: tuple[int, ...]
    in_day: float | None
    in_24h: float | None
    busy: float | None

    def to_data(self) -> dict[str, Any]:
        return {**asdict(self), "waiting": list(self.waiting)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Year:
        return cls(**{**data, "waiting": tuple(data["waiting"])})


@dataclass(frozen=True)
class Band:
    """A mean over replications, and between which values 95 in 100 of them lie."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """What the replications of one scenario have in common. `waiting` is by day; bands are None where nothing came."""

    arrived: Band
    in_day: Band | None
    in_24h: Band | None
    busy: Band | None
    waiting: tuple[Band, ...]

    def to_data(self) -> dict[str, Any]:
        def row(band: Band | None) -> list[float] | None:
            return None if band is None else [round(band.mean, 6), round(band.low, 6), round(band.high, 6)]

        return {
            "arrived": row(self.arrived),
            "in_day": row(self.in_day),
            "in_24h": row(self.in_24h),
            "busy": row(self.busy),
            "waiting": [row(band) for band in self.waiting],
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Forecast:
        def band(row: list[float] | None) -> Band | None:
            return None if row is None else Band(*row)

        return cls(
            arrived=Band(*data["arrived"]),
            in_day=band(data["in_day"]),
            in_24h=band(data["in_24h"]),
            busy=band(data["busy"]),
            waiting=tuple(Band(*row) for row in data["waiting"]),
        )


@dataclass(frozen=True)
class Setting:
    """Everything that the years of a run have in common: what was learned, the present rota, and when it begins."""

    work: Work
    pattern: Pattern
    rota: Rota
    hours: Hours
    starts_on: dt.date

    @classmethod
    def of(cls, fit: Fit, rota: Rota, hours: Hours, starts_on: dt.date) -> Setting:
        return cls(fit.work, fit.pattern, rota, hours, starts_on)

    def days(self) -> Days:
        return Days.of(self.starts_on - dt.timedelta(days=WARM_UP_DAYS), WARM_UP_DAYS + YEAR_DAYS, self.hours)


def expected_arrivals(setting: Setting, scenario: Scenario) -> float:
    """Contacts in the year, on average."""
    days = (setting.starts_on + dt.timedelta(days=number) for number in range(YEAR_DAYS))
    return sum(setting.pattern.expected(day) for day in days) * scenario.demand / 100


def replicate(setting: Setting, scenario: Scenario, *, seed: int, number: int, days: Days | None = None) -> Year:
    """One year.

    Args:
        days: `setting.days()`, where the caller has it already.

    Raises:
        TooManyContacts: more would come than the simulation will play.
    """
    days = days or setting.days()
    expected = expected_arrivals(setting, scenario)
    if expected > MOST_IN_A_YEAR * 0.9:
        raise TooManyContacts(
            f"About {expected:,.0f} contacts would come in the simulated year; at most {MOST_IN_A_YEAR:,} are played. "
            "Ask for less demand."
        )
    before, year = (Random(f"{seed} {number} {part}") for part in ("before", "year"))  # noqa: S311 - repeatable
    plan = changes_between(
        [(setting.rota, 0, WARM_UP_DAYS), (scenario.rota(setting.rota), WARM_UP_DAYS, days.count)], days
    )
    first = WARM_UP_DAYS * 1440.0
    door = FrontDoor(days, plan, measure_from=first)

    def cases() -> Iterable[Any]:
        for at, mark in setting.pattern.draw(before, days, 0, WARM_UP_DAYS):
            yield setting.work.case(before, at, mark)
        for at, mark in setting.pattern.draw(year, days, WARM_UP_DAYS, days.count, scenario.demand / 100):
            yield setting.work.case(year, at, mark)

    came, done = [0] * days.count, [0] * days.count
    in_day = in_24h = due = due_24h = 0
    for case in door.run(cases()):
        came[int(case.arrived // 1440)] += 1
        if not math.isinf(case.decided):
            done[min(int(case.decided // 1440), days.count - 1)] += 1
        if case.arrived < first:
            continue
        if days.deadlines[int(case.arrived // 1440)] <= days.end:
            due += 1
            in_day += is_in_day(case, days)
        if case.arrived + 1440 <= days.end:
            due_24h += 1
            in_24h += case.decided <= case.arrived + 1440
    waiting, left = [], 0
    for arrived, decided in zip(came, done, strict=True):
        left += arrived - decided
        waiting.append(left)
    rostered = minutes_between(plan, first, days.end)
    return Year(
        arrived=sum(came[WARM_UP_DAYS:]),
        decided=sum(done[WARM_UP_DAYS:]),
        waiting_before=waiting[WARM_UP_DAYS - 1],
        waiting=tuple(waiting[WARM_UP_DAYS:]),
        in_day=in_day / due if due else None,
        in_24h=in_24h / due_24h if due_24h else None,
        busy=min(door.busy_minutes / rostered, 1.0) if rostered else None,
    )


def summarise(years: Sequence[Year]) -> Forecast:
    """What at least one year has in common with the others."""
    return Forecast(
        arrived=band([year.arrived for year in years]),
        in_day=_band_or_none([year.in_day for year in years]),
        in_24h=_band_or_none([year.in_24h for year in years]),
        busy=_band_or_none([year.busy for year in years]),
        waiting=tuple(band([year.waiting[day] for year in years]) for day in range(YEAR_DAYS)),
    )


def band(values: Sequence[float]) -> Band:
    """The mean, and the 2.5th and 97.5th percentiles (linear between the ordered values)."""
    ordered = sorted(values)
    return Band(sum(ordered) / len(ordered), _percentile(ordered, 0.025), _percentile(ordered, 0.975))


def _band_or_none(values: Sequence[float | None]) -> Band | None:
    known = [value for value in values if value is not None]
    return band(known) if known else None


def _percentile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def run(
    setting: Setting,
    scenario: Scenario,
    *,
    seed: int,
    replications: int = REPLICATIONS,
    tick: Callable[[], None] = lambda: None,
) -> Forecast:
    """All replications of a scenario, one after another: what the command and the bench call."""
    days = setting.days()
    years = []
    for number in range(replications):
        tick()
        years.append(replicate(setting, scenario, seed=seed, number=number, days=days))
    return summarise(years)
