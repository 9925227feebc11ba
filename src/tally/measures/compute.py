"""What do measures say of data? One pass for each: its rows, what is in the numerator, and the sums of every part."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from tally.data import Data
from tally.measures.cohorts import COHORTS, NO_CHILD, ORDER, with_period, with_team
from tally.measures.declare import Measure, Unit
from tally.measures.periods import CUTS, Period, year_of
from tally.measures.result import Figures, Part, Result, State
from tally.measures.sources import COARSER, LATEST_ALONE, ONE_YEAR

col = pl.col

#: For how many children a rate is told.
_TEN_THOUSAND = 10_000
#: Everything by which a measure can be cut.
BY = (*CUTS, "team", *COHORTS)
_NO_POPULATION = "A rate needs the number of children who live in the area; without it this is the count."


def compute(
    measures: Iterable[Measure],
    data: Data,
    *,
    by: Sequence[str] = (),
    population: int | None = None,
    source: str = "ssd",
) -> list[Result]:
    """What each measure says for the year of the data.

    Args:
        data: of the Standard Safeguarding Dataset.
        by: how to cut it, of `BY`; at most one of them a time.
        source: the return that the data came from, which may hold only some of the rows.

    Raises:
        ValueError: there is no such cut, or several are of time.
    """
    unknown = [name for name in by if name not in BY]
    if unknown:
        raise ValueError(f"Measures cannot be cut by {', '.join(unknown)}. They can by: {', '.join(BY)}.")
    if sum(name in CUTS for name in by) > 1:
        raise ValueError(f"Cut by one of {', '.join(CUTS)}, and not by several: months make up quarters already.")
    return [_result(measure, data, tuple(by), population, source) for measure in measures]


def _result(measure: Measure, data: Data, by: tuple[str, ...], population: int | None, source: str) -> Result:
    reason = _why_not(measure, data, source)
    if reason:
        return Result(measure, State.NOT_APPLICABLE, reason=reason)
    try:
        return _measured(measure, data, by, population, _notes(measure, data, source))
    except Exception:  # a measure that crashes is reported as that, and stops no other
        return Result(measure, State.CRASHED, reason=traceback.format_exc(limit=-3))


def _why_not(measure: Measure, data: Data, source: str) -> str:
    missing = [name for name in measure.reads if not data.holds(name)]
    if missing:
        return f"What was read does not have {', '.join(_named(missing, data))}."
    coarser, latest = COARSER.get(source, {}), LATEST_ALONE.get(source, {})
    found = [coarser[column] for column in measure.reads if column in coarser]
    found += [latest[table] for table in (*measure.needs_all, *measure.needs_history) if table in latest]
    if measure.needs_history and source in ONE_YEAR and not _is_told(measure, data):
        found.append(ONE_YEAR[source])
    return " ".join(dict.fromkeys(found))


def _named(missing: Iterable[str], data: Data) -> list[str]:
    """Missing columns, and a table in the place of its columns where none of them is there."""
    there = {name.partition(".")[0] for name in data.held or ()}
    tables = ((name, name.partition(".")[0]) for name in missing)
    return sorted({name if table in there else table for name, table in tables})


def _is_told(measure: Measure, data: Data) -> bool:
    """The census says as a number what its rows do not: how many plans there were before."""
    return measure.code == "CP06" and "plans_before" in data.reference


def _notes(measure: Measure, data: Data, source: str) -> tuple[str, ...]:
    notes = [
        f"No row has {name}: if the system does not fill it, this says nothing."
        for name in measure.reads
        if _stands_empty(data, *name.split("."))
    ]
    if measure.looks_back and not _is_told(measure, data) and data.previous is None and source in ONE_YEAR:
        notes.append(f"{ONE_YEAR[source]} The true figure may differ: give last year's too (--previous).")
    return tuple(notes)


def _stands_empty(data: Data, table: str, column: str) -> bool:
    """Whether there are rows, and none has a value there: systems write out columns that they do not fill."""
    values = data[table][column]
    return 0 < len(values) == values.null_count()


def _measured(
    measure: Measure, data: Data, by: tuple[str, ...], population: int | None, notes: tuple[str, ...]
) -> Result:
    year = year_of(data.year)
    rows = _rows(measure, data, year)
    figures = _figures(measure, _sums(rows, measure)[0], population)
    parts = _parts(measure, data, rows, by, population)
    if by:
        rows = _cut(measure, data, rows, by)
    listed = rows.with_columns(table=pl.lit(measure.rows), child=data.name_of(rows["child"]))
    first = ["table", "row", "child", "on", "counted"]
    state, reason = State.MEASURED, ""
    if measure.unit is Unit.RATE and population is None:
        state, reason = State.NO_POPULATION, _NO_POPULATION
    elif figures.value is None:
        state, reason = State.NO_CHILDREN, "No children" if measure.of_children else "Nobody"
        reason += f": nothing is in the denominator. {measure.denominator}"
    keep = [*first, *(name for name in ("amount", "weight", "group", *by) if name in listed.columns)]
    return Result(measure, state, figures, reason, notes, tuple(parts), listed.select(keep).sort("row"))


def _rows(measure: Measure, data: Data, period: Period) -> pl.DataFrame:
    """The measure's rows in a period, with `on`, `counted` and `weight`."""
    rows = measure.function(data, period)
    if measure.is_of_a_day:
        rows = rows.with_columns(on=pl.lit(period.last))
    else:
        rows = rows.with_columns(on=col(measure.day)).filter(col("on").is_between(period.first, period.last))
    given = {"counted": pl.lit(True), "weight": pl.lit(1.0)}
    return rows.with_columns(**{name: value for name, value in given.items() if name not in rows.columns})


# --- Parts ----------------------------------------------------------------------------------------------------------


def _cut(measure: Measure, data: Data, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Rows with a column of labels for each cut."""
    for name in by:
        if name in CUTS and name not in rows.columns:
            rows = with_period(rows, CUTS[name](data.year), name)
        elif name == "team":
            rows = with_team(data, rows, measure.team)
        elif name in COHORTS:
            rows = COHORTS[name](data, rows) if measure.of_children else rows.with_columns(pl.lit(NO_CHILD).alias(name))
    return rows


def _parts(measure: Measure, data: Data, rows: pl.DataFrame, by: tuple[str, ...], population: int | None) -> list[Part]:
    time = next((name for name in by if name in CUTS), "")
    if time and measure.is_of_a_day:
        # How things stand is asked anew for the last day of each period.
        each = [
            _rows(measure, data, period).with_columns(pl.lit(period.label).alias(time))
            for period in CUTS[time](data.year)
        ]
        rows = pl.concat(each)
    labels = [*by, *(["group"] if measure.unit is Unit.GROUPS else [])]
    if not labels:
        return []
    cut = _cut(measure, data, rows, by)
    periods = [period.label for period in CUTS[time](data.year)] if time else []
    orders = {**ORDER, time: periods}
    sums = _sums(_complete(cut, labels, time, periods), measure, labels, orders)
    # A rate is for everybody who lives there: of a team or a group of children nobody says how many that is.
    of_all = population if measure.is_of_a_day and set(by) <= set(CUTS) else None
    return [Part({name: one[name] for name in labels}, _figures(measure, one, of_all)) for one in sums]


def _complete(cut: pl.DataFrame, labels: list[str], time: str, periods: list[str]) -> pl.DataFrame:
    """The rows, and one that weighs nothing for every period in which another part would have none."""
    if not time:
        return cut
    others = cut.select(name for name in labels if name != time).unique()
    times = pl.DataFrame({time: periods})
    every = others.join(times, how="cross") if others.width else times
    empty = every.with_columns(counted=pl.lit(False), weight=pl.lit(0.0))
    return pl.concat([cut, empty], how="diagonal")


def _sums(
    rows: pl.DataFrame, measure: Measure, labels: Sequence[str] = (), orders: Mapping[str, Sequence[str]] = ORDER
) -> list[dict[str, Any]]:
    """`numerator` and `denominator` of all, or of every part in the order in which they are shown.

    Parts follow each other as `orders` says, or by name; groups by how many are in them.
    """
    counted = col("amount") if measure.unit is Unit.AVERAGE else col("weight").filter("counted")
    sums = (counted.sum().cast(pl.Float64).alias("numerator"), col("weight").sum().alias("denominator"))
    if not labels:
        return rows.select(sums).to_dicts()
    found = rows.group_by(labels).agg(sums)
    if measure.unit is Unit.GROUPS:
        others = [name for name in labels if name != "group"]
        whole = col("denominator").sum().over(others) if others else col("denominator").sum()
        found = found.with_columns(whole.alias("denominator"))
    cuts = [name for name in labels if name != "group"]
    ranks = [_rank(name, orders[name]) if name in orders else col(name) for name in cuts]
    return found.sort(*ranks, -col("numerator"), *labels).to_dicts()


def _rank(label: str, order: Sequence[str]) -> pl.Expr:
    return col(label).replace_strict({name: number for number, name in enumerate(order)}, return_dtype=pl.Int32)


def _figures(measure: Measure, sums: dict[str, Any], population: int | None) -> Figures:
    numerator, denominator = float(sums["numerator"]), float(sums["denominator"])
    match measure.unit:
        case Unit.COUNT:
            return Figures(numerator, None, numerator)
        case Unit.RATE:
            value = numerator * _TEN_THOUSAND / population if population else None
            return Figures(numerator, population, value)
        case Unit.AVERAGE:
            return Figures(numerator, denominator, numerator / denominator if denominator else None)
    return Figures(numerator, denominator, 100 * numerator / denominator if denominator else None)
