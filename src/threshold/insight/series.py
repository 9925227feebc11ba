"""What does a reader see of a measure over time and by team? The one place that decides between exact and protected.

Whoever may open lists sees exact numbers of the children whom they may see, by month, week or quarter, by team and by
cohort. Whoever sees no child gets the official numbers by quarter, each quarter with its teams as one table from which
small numbers are withheld (`suppression`): the total of a quarter that stands in the chart is the total of that table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from threshold.access.models import Team
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.insight import compute, pack, periods, spc
from threshold.insight.cohorts import CHOICES, EVERYBODY, Cohort
from threshold.insight.compute import Reading
from threshold.insight.measures import REGISTRY, Measure
from threshold.insight.pack import Keeper
from threshold.insight.periods import Period
from threshold.insight.spc import Xmr
from threshold.insight.suppression import suppress

#: How the time may be cut: what it is called, and how many of them are shown.
CUTS = {"month": ("Months", 24), "quarter": ("Quarters", 12), "week": ("Weeks", 26)}
_BACK = {"month": periods.months_back, "quarter": periods.quarters_back, "week": periods.weeks_back}
_HOLDING = {"month": periods.month, "quarter": periods.quarter, "week": periods.week}
#: Quarters that a reader sees who sees no child.
PROTECTED_QUARTERS = 12


@dataclass(frozen=True)
class Shown:
    """A reading as this reader may see it; `is_withheld` where a number of it is kept back."""

    period: Period
    numerator: int | None
    denominator: int | None
    value: float | None
    is_withheld: bool = False


@dataclass(frozen=True)
class TeamRow:
    """A team's reading. `team_id` is None for what belongs to no team."""

    team_id: int | None
    name: str
    shown: Shown


@dataclass(frozen=True)
class Series:
    """A measure over time, as this reader may see it."""

    measure: Measure
    keeper: Keeper
    readings: list[Shown]
    chart: Xmr
    is_protected: bool
    teams: list[TeamRow] = field(default_factory=list)

    @property
    def verdict(self) -> spc.Verdict:
        return spc.verdict(self.chart, self.measure.better)

    @property
    def latest(self) -> Shown:
        return self.readings[-1]


def is_protected(scope: Scope) -> bool:
    """Whether this reader sees no child, and so only numbers from which none can be recognised."""
    return scope.reach is Reach.NOBODY or not scope.may(Permission.CONTACT_READ)


def whole_periods(scope: Scope, cut: str) -> list[Period]:
    """The latest periods that are over: one that still runs is too small, and would look like a fall."""
    today = day_of(scope.now)
    last_day = _HOLDING[cut](today).first - dt.timedelta(days=1)
    return _BACK[cut](last_day, CUTS[cut][1])


def overview(scope: Scope) -> list[Series]:
    """Every measure, for the whole authority."""
    scope.require(Permission.NUMBERS_READ)
    if is_protected(scope):
        return _protected(scope, list(REGISTRY.values()), None)
    found = compute.readings(REGISTRY, whole_periods(scope, "month"), scope=scope, now=scope.now)
    return [_of_readings(measure, found[code], []) for code, measure in REGISTRY.items()]


def series(
    scope: Scope, code: str, *, cut: str = "month", team: int | None = None, cohort: Cohort = EVERYBODY,
    period: Period | None = None, with_teams: bool = False,
) -> Series:  # fmt: skip
    """One measure over time, and by team in one of the periods: the latest where none is given.

    Args:
        cut, team, cohort: how time is cut, and which team and children are counted. Only for readers of lists; the
            others get quarters of the whole authority.
    """
    scope.require(Permission.NUMBERS_READ)
    measure = REGISTRY[code]
    if is_protected(scope):
        return _protected(scope, [measure], period)[0]
    wanted = whole_periods(scope, cut)
    teams = None if team is None else [team]
    found = compute.readings([code], wanted, teams=teams, cohort=cohort, scope=scope, now=scope.now)[code]
    rows: list[TeamRow] = []
    if with_teams and measure.team:
        one = period or wanted[-1]
        by_team = compute.readings_by_team([code], [one], cohort=cohort, scope=scope, now=scope.now)[code]
        names = dict(Team.objects.filter(pk__in=by_team).values_list("pk", "name"))
        rows = [TeamRow(key, names.get(key, "Another team"), _exact(rows[0])) for key, rows in by_team.items()]
    return _of_readings(measure, found, rows)


def by_group(scope: Scope, code: str, dimension: str, period: Period) -> list[tuple[Cohort, Shown]]:
    """One measure in one period for each group of children. Only for readers of lists."""
    if is_protected(scope):
        return []
    found = []
    for value, _ in CHOICES[dimension][1]:
        cohort = Cohort(dimension, value)
        reading = compute.readings([code], [period], cohort=cohort, scope=scope, now=scope.now)[code][0]
        found.append((cohort, _exact(reading)))
    return found


def teams_to_choose(scope: Scope) -> list[Team]:
    """The teams that work now, for a reader of lists."""
    if is_protected(scope):
        return []
    today = day_of(scope.now)
    return list(
        Team.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today).order_by("name")
    )


def dimensions(scope: Scope, measure: Measure) -> list[str]:
    """By which groups of children this reader may look at a measure."""
    if is_protected(scope):
        return []
    wanted = pack.of().cohorts
    return [name for name in CHOICES if name in wanted and Cohort(name, CHOICES[name][1][0][0]).suits(measure)]


def _series(measure: Measure, shown: list[Shown], *, is_protected: bool, teams: list[TeamRow]) -> Series:
    keeper = pack.of().keeper(measure.code)
    starts = [reading.period.first for reading in shown]
    steps = [next((n for n, first in enumerate(starts) if first >= step), len(starts)) for step in keeper.step_changes]
    least, most = (0, 100) if measure.unit == "percent" else (0, None)
    chart = spc.xmr([reading.value for reading in shown], least=least, most=most, steps=steps)
    return Series(measure, keeper, shown, chart, is_protected, teams)


def _of_readings(measure: Measure, found: list[Reading], teams: list[TeamRow]) -> Series:
    shown = [_exact(reading) for reading in found]
    return _series(measure, shown, is_protected=False, teams=sorted(teams, key=lambda row: row.name))


def _exact(reading: Reading) -> Shown:
    return Shown(reading.period, reading.numerator, reading.denominator, reading.value)


# --- For those who see no child ---------------------------------------------------------------------------------


def _protected(scope: Scope, measures: Sequence[Measure], period: Period | None) -> list[Series]:
    last_day = periods.quarter(day_of(scope.now)).first - dt.timedelta(days=1)
    quarters = periods.quarters_back(last_day, PROTECTED_QUARTERS)
    wanted = quarters.index(period) if period in quarters else len(quarters) - 1
    parted = compute.readings_in_parts([measure.code for measure in measures], quarters, now=scope.now)
    keys = {key for parts in parted.values() for key in parts.teams}
    names = dict(Team.objects.filter(pk__in=keys).values_list("pk", "name"))
    found = []
    for measure in measures:
        parts = parted[measure.code]
        shown, tables = [], []
        for number, reading in enumerate(parts.whole):
            total, rows = _table(measure, reading, {key: of_team[number] for key, of_team in parts.teams.items()})
            shown.append(total)
            tables.append([TeamRow(key, names.get(key or 0, "No team"), row) for key, row in rows.items()])
        teams = sorted(tables[wanted], key=lambda row: row.name)
        found.append(_series(measure, shown, is_protected=True, teams=teams))
    return found


def _table(measure: Measure, whole: Reading, teams: dict[int, Reading]) -> tuple[Shown, dict[int | None, Shown]]:
    """A quarter and its teams as one table: who is counted, and who of the denominator is not."""
    keys: list[int | None] = [*teams]
    cells = [_cells(measure, reading) for reading in teams.values()]
    rest = [total - sum(column) for total, column in zip(_cells(measure, whole), _columns(cells, measure), strict=True)]
    if any(rest) or not keys:
        keys.append(None)
        cells.append(rest)
    safe = suppress(cells)
    total = _as_shown(measure, whole, safe.column_totals, safe.total)
    rows = {
        key: _as_shown(measure, teams[key] if key else whole, row, row_total)
        for key, row, row_total in zip(keys, safe.cells, safe.row_totals, strict=True)
    }
    return total, rows if measure.team else {}


def _cells(measure: Measure, reading: Reading) -> list[int]:
    if measure.unit in ("count", "rate", "days"):
        return [reading.numerator]
    return [reading.numerator, (reading.denominator or 0) - reading.numerator]


def _columns(cells: list[list[int]], measure: Measure) -> list[list[int]]:
    width = 2 if measure.unit == "percent" else 1
    return [[row[column] for row in cells] for column in range(width)]


def _as_shown(measure: Measure, reading: Reading, cells: Sequence[int | None], total: int | None) -> Shown:
    """A value is shown where every number that it is made of is."""
    numerator = cells[0]
    if measure.unit != "percent":
        value = float(numerator) if numerator is not None and measure.unit == "count" else None
        if numerator == reading.numerator and measure.unit != "count":
            value = reading.value
        return Shown(reading.period, numerator, None, value, numerator is None)
    value = None if numerator is None or not total else 100 * numerator / total
    return Shown(reading.period, numerator, total, value, numerator is None or total is None)
