"""What does a measure say, for these periods and teams?

One aggregate query for each population, whatever the number of periods and teams: the database sorts each row into the
stretch of time it belongs to and counts, for all measures of the same rows at once. Periods may overlap or leave gaps;
each is the sum of its stretches.

Without a scope a number is the official one: it counts everybody, and is what is published and frozen. With a scope
it counts those whom the reader may see, so that a number and the list behind it never differ by a hidden child
(docs/decisions/0010-whom-a-measure-counts.md).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Case, DateTimeField, F, Q, QuerySet, Value, When
from django.utils import timezone

from threshold.access.scope import Scope
from threshold.core.calendar import add_months
from threshold.insight import population
from threshold.insight.cohorts import EVERYBODY, Cohort
from threshold.insight.measures import LookUp, Measure, measure
from threshold.insight.periods import Period, midnight
from threshold.people.queries import about_visible_people


@dataclass(frozen=True)
class Reading:
    """What a measure says for one period.

    `value` is None where the denominator is nought, or where it is not known: there is nothing to say then. A count
    has no denominator.
    """

    period: Period
    numerator: int
    denominator: int | None
    value: float | None

    @property
    def has_no_cases(self) -> bool:
        return self.denominator == 0


@dataclass(frozen=True)
class _Sums:
    rows: int = 0
    counted: float = 0

    def __add__(self, other: _Sums) -> _Sums:
        return _Sums(self.rows + other.rows, self.counted + other.counted)


def readings(
    codes: Iterable[str],
    periods: Sequence[Period],
    *,
    teams: Iterable[int] | None = None,
    cohort: Cohort = EVERYBODY,
    scope: Scope | None = None,
    now: dt.datetime | None = None,
) -> dict[str, list[Reading]]:
    """Each measure's readings, in the order of the periods.

    Args:
        teams: ids of the teams to count; None counts all.
        scope: whose eyes to count with; None counts everybody (see above).
        now: what was not yet due then does not count; this moment where it is not given.
    """
    chosen, is_whole = list(codes), teams is None and cohort == EVERYBODY
    found = {}
    for together in _by_population(chosen):
        sums = _sums(together, periods, teams=teams, cohort=cohort, scope=scope, now=now, by_team=False)
        for wanted, of_measure in zip(together, sums, strict=True):
            found[wanted.code] = _readings(wanted, periods, of_measure[None], is_whole=is_whole)
    return {code: found[code] for code in chosen}


def readings_by_team(
    codes: Iterable[str],
    periods: Sequence[Period],
    *,
    teams: Iterable[int] | None = None,
    cohort: Cohort = EVERYBODY,
    scope: Scope | None = None,
    now: dt.datetime | None = None,
) -> dict[str, dict[int, list[Reading]]]:
    """The same for each team that has rows, and for each of `teams`, by its id. Rows of no team are left out."""
    wanted_teams = None if teams is None else list(teams)
    chosen = list(codes)
    found = {}
    for together in _by_population(chosen):
        sums = _sums(together, periods, teams=wanted_teams, cohort=cohort, scope=scope, now=now, by_team=True)
        for wanted, of_measure in zip(together, sums, strict=True):
            keys = [*dict.fromkeys([*(wanted_teams or ()), *sorted(key for key in of_measure if key is not None)])]
            found[wanted.code] = {key: _readings(wanted, periods, of_measure[key], is_whole=False) for key in keys}
    return {code: found[code] for code in chosen}


@dataclass(frozen=True)
class Parted:
    """What a measure says of everybody, and of each team that has rows."""

    whole: list[Reading]
    teams: dict[int, list[Reading]]


def readings_in_parts(codes: Iterable[str], periods: Sequence[Period], *, now: dt.datetime) -> dict[str, Parted]:
    """The official number and its parts by team, from one query: the parts always sum up to the whole."""
    chosen = list(codes)
    found = {}
    for together in _by_population(chosen):
        sums = _sums(together, periods, teams=None, cohort=EVERYBODY, scope=None, now=now, by_team=True)
        for wanted, of_measure in zip(together, sums, strict=True):
            whole = [sum(of_period, _Sums()) for of_period in zip(*of_measure.values(), strict=True)]
            found[wanted.code] = Parted(
                _readings(wanted, periods, whole or of_measure[None], is_whole=True),
                {
                    key: _readings(wanted, periods, part, is_whole=False)
                    for key, part in sorted((key, part) for key, part in of_measure.items() if key is not None)
                },
            )
    return {code: found[code] for code in chosen}


def _by_population(codes: Iterable[str]) -> list[list[Measure]]:
    """The measures, those that look at the same rows together. A look further back changes no measure."""
    groups: dict[tuple[Any, ...], list[Measure]] = {}
    for wanted in map(measure, dict.fromkeys(codes)):
        population = (wanted.rows, wanted.when, wanted.team, wanted.person, wanted.visible, id(wanted.facts))
        groups.setdefault(population, []).append(wanted)
    return list(groups.values())


def _readings(wanted: Measure, periods: Sequence[Period], sums: Sequence[_Sums], *, is_whole: bool) -> list[Reading]:
    return [_reading(wanted, period, found, is_whole) for period, found in zip(periods, sums, strict=True)]


def _reading(wanted: Measure, period: Period, found: _Sums, is_whole: bool) -> Reading:
    counted = round(found.counted)
    if wanted.unit == "count":
        return Reading(period, counted, None, counted)
    if wanted.unit == "rate":
        # How many children live where a team works, or belong to a cohort, is not known.
        children = population.children() if is_whole else None
        value = counted * 10_000 / children * 365.25 / period.days if children else None
        return Reading(period, counted, children, value)
    share = found.counted / found.rows if found.rows else None
    value = 100 * share if share is not None and wanted.unit == "percent" else share
    return Reading(period, counted, found.rows, value)


# --- The one query ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inner:
    """The rows of a measure as a query whose columns the outer one knows: pk, at, counted, team, and a cohort's.

    `looks_back`: rows from before the days are among them, to be compared with.
    """

    sql: str
    params: tuple[Any, ...]
    is_instant: bool
    looks_back: bool

    def bound(self, day: dt.date) -> dt.date | dt.datetime:
        """Where a day begins, in the kind of time that the rows have."""
        return midnight(day) if self.is_instant else day

    @property
    def array_type(self) -> str:
        return "timestamptz[]" if self.is_instant else "date[]"


def inner(
    together: Sequence[Measure],
    first: dt.date,
    last: dt.date,
    *,
    cohort: Cohort,
    scope: Scope | None,
    now: dt.datetime,
    with_team: bool = True,
) -> Inner | None:
    """The rows that may belong to some days; None where there can be none.

    Args:
        together: measures of one population; each has its own column that says what is counted (`counted_column`).
        with_team: whether their team is wanted: for many measures it stands in another table.
    """
    wanted = together[0]
    rows = wanted.rows(now)
    if scope is not None:
        rows = visible(wanted, rows, scope)
    columns: dict[str, Any] = {"row_pk": F("pk"), "row_at": F(wanted.when)}
    columns |= {counted_column(number): _counted(one) for number, one in enumerate(together)}
    if with_team:
        columns["row_team"] = F(wanted.team) if wanted.team else Value(None, output_field=BigIntegerField())
    looked_up: dict[str, LookUp] = {}
    for name in cohort.needs:
        fact = wanted.facts[name]
        if isinstance(fact, LookUp):
            looked_up[name] = fact
            columns[f"row_{name}_id"] = F(fact.column)
        else:
            columns[f"row_{name}"] = fact
    is_instant = isinstance(rows.model._meta.get_field(wanted.when), DateTimeField)
    months_before = max(one.looks_back_months for one in together)
    since = add_months(first, -months_before)
    after = last + dt.timedelta(days=1)
    limits: dict[str, Any] = {
        f"{wanted.when}__gte": midnight(since) if is_instant else since,
        f"{wanted.when}__lt": midnight(after) if is_instant else after,
    }
    try:
        sql, params = rows.filter(**limits).order_by().values(**columns).query.sql_with_params()
    except EmptyResultSet:
        return None
    for name, fact in looked_up.items():
        sql, params = _joined(sql, params, name, fact)
    return Inner(sql, tuple(params), is_instant, looks_back=months_before > 0)


def counted_column(number: int) -> str:
    """What says whether a row is in the numerator of the first measure, the second, …"""
    return f"row_counted_{number}" if number else "row_counted"


def _joined(sql: str, params: tuple[Any, ...], name: str, fact: LookUp) -> tuple[str, tuple[Any, ...]]:
    """The rows with a fact of another table. One join reads each record once; a query for each row takes ten times."""
    records = fact.records.order_by().values(record_id=F("pk"), record_fact=F(fact.field))
    there, there_params = records.query.sql_with_params()
    joined = (
        f"SELECT of_rows.*, record_fact AS row_{name} FROM ({sql}) AS of_rows "  # noqa: S608 - our own words, the ORM's
        f"LEFT JOIN ({there}) AS records ON record_id = row_{name}_id"
    )
    return joined, (*params, *there_params)


def visible(wanted: Measure, rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Those of the rows that this reader may see."""
    if wanted.visible is not None:
        return wanted.visible(rows, scope)
    if wanted.person:
        return about_visible_people(rows, scope, person=wanted.person)
    return rows


def _counted(wanted: Measure) -> Any:
    if wanted.unit == "days":
        return F(wanted.counted) if isinstance(wanted.counted, str) else wanted.counted
    if isinstance(wanted.counted, Q):
        if not wanted.counted:
            return Value(True, output_field=BooleanField())
        return Case(When(wanted.counted, then=Value(True)), default=Value(False), output_field=BooleanField())
    return wanted.counted


def _sums(
    together: Sequence[Measure],
    periods: Sequence[Period],
    *,
    teams: Iterable[int] | None,
    cohort: Cohort,
    scope: Scope | None,
    now: dt.datetime | None,
    by_team: bool,
) -> list[defaultdict[int | None, list[_Sums]]]:
    """The rows and the counted of each period, for each of these measures of one population.

    By team, with what belongs to none under None; everything under None where teams are not asked for.
    """
    found: list[defaultdict[int | None, list[_Sums]]] = [
        defaultdict(lambda: [_Sums() for _ in periods]) for _ in together
    ]
    for wanted in together:
        if not cohort.suits(wanted):
            raise ValueError(f"{wanted.code} cannot be read by {cohort.dimension}: its rows do not say it.")
    if not periods:
        return found
    first, last = min(period.first for period in periods), max(period.last for period in periods)
    with_team = by_team or teams is not None
    source = inner(together, first, last, cohort=cohort, scope=scope, now=now or timezone.now(), with_team=with_team)
    if source is None:
        return found
    days = sorted({day for period in periods for day in (period.first, period.last + dt.timedelta(days=1))})
    where, where_params = conditions(source, first, last, teams=teams, cohort=cohort)
    counted = ", ".join(_counting(wanted, counted_column(number)) for number, wanted in enumerate(together))
    team = "row_team" if by_team and together[0].team else "NULL::bigint"
    sql = (
        # Made of our own words and of what the ORM made: whatever comes from outside is a parameter.
        f"SELECT width_bucket(row_at, %s::{source.array_type}), {team}, COUNT(*), {counted} "  # noqa: S608
        f"FROM ({source.sql}) AS measured WHERE {where} GROUP BY 1, 2"
    )
    stretches: list[defaultdict[int | None, dict[int, _Sums]]] = [defaultdict(dict) for _ in together]
    with connection.cursor() as cursor:
        cursor.execute(sql, [[source.bound(day) for day in days], *source.params, *where_params])
        for number, key, rows, *values in cursor.fetchall():
            for of_measure, value in zip(stretches, values, strict=True):
                of_measure[key][number - 1] = _Sums(rows, float(value or 0))
    for into, of_measure in zip(found, stretches, strict=True):
        for key, of_days in of_measure.items():
            into[key] = [
                sum((of_days.get(number, _Sums()) for number in _stretches_of(period, days)), _Sums())
                for period in periods
            ]
    return found


def _counting(wanted: Measure, column: str) -> str:
    return f"SUM({column})" if wanted.unit == "days" else f"COUNT(*) FILTER (WHERE {column})"


def _stretches_of(period: Period, days: Sequence[dt.date]) -> range:
    return range(bisect_left(days, period.first), bisect_left(days, period.last + dt.timedelta(days=1)))


def conditions(
    source: Inner, first: dt.date, last: dt.date, *, teams: Iterable[int] | None, cohort: Cohort
) -> tuple[str, list[Any]]:
    """Which of the inner query's rows are meant, as SQL with its parameters."""
    parts = ["TRUE"]
    found: list[Any] = []
    if source.looks_back:  # said a second time for nothing, the days would make the database expect far too few rows
        parts.append("row_at >= %s AND row_at < %s")
        found += [source.bound(first), source.bound(last + dt.timedelta(days=1))]
    if teams is not None:
        parts.append("row_team::bigint = ANY(%s::bigint[])")
        found.append(list(teams))
    cohort_sql, cohort_params = cohort.condition(is_instant=source.is_instant)
    if cohort_sql:
        parts.append(cohort_sql)
        found += cohort_params
    return " AND ".join(parts), found
