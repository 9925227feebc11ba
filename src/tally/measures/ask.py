"""Measure a return: read it, turn it into the Standard Safeguarding Dataset, and count."""

from __future__ import annotations

import time
from collections.abc import Collection as Some
from collections.abc import Sequence
from pathlib import Path

from tally.convert.targets import as_ssd
from tally.data import Data
from tally.measures.beside import with_plans_before
from tally.measures.catalogue import ABSENT, AREAS, MEASURES
from tally.measures.compute import compute
from tally.measures.declare import Absent, Measure
from tally.measures.periods import year_of
from tally.measures.result import Measured
from tally.read.sources import Given
from tally.returns import RETURNS
from tally.years import CollectionYear


def measure(
    paths: Given,
    collection: str,
    year: str | CollectionYear,
    previous: Given | None = None,
    *,
    by: Sequence[str] = (),
    measures: Some[str] | None = None,
    population: int | None = None,
    mapping: str | Path | None = None,
) -> Measured:
    """What a return says in numbers.

    Args:
        paths: its files or folder, one or several; for the data set (ssd) also a database (`tally.Database`).
        collection: which return it is: "cin", "ssda903", "annex-a", "ssd".
        year: the collection year, "2025-26": the period that is measured.
        previous: the files of the year before, for measures that look back.
        by: how to cut each measure: "month", "quarter" or "year", "team", "age", "sex", "ethnicity", "disability".
        measures: codes of indicators; each stands for its alternatives too. All where none are named.
        population: how many children aged 0 to 17 live there, for rates.
        mapping: the file that says which sheet, heading and text of a workbook is what ("annex-a" alone).

    Raises:
        Unreadable: the files cannot be read as that return.
        ValueError: there is no such return, year, measure or cut, or the population is none.
    """
    if collection not in RETURNS:
        raise ValueError(f"There is no return {collection!r}. There are: {', '.join(RETURNS)}.")
    wanted = RETURNS[collection]
    year = wanted.year(year)
    if population is not None and population <= 0:
        raise ValueError(f"A population of {population} makes no rate. Give the number of children who live there.")
    chosen, absent = chosen_of(measures)
    started = time.perf_counter()
    read = wanted.read(paths, year, mapping)[0]
    before = wanted.read(previous, year.before)[0] if previous else None
    was_read = time.perf_counter()
    data = _as_ssd(read)
    if before is not None:
        data = data.with_previous(_as_ssd(before))
    was_converted = time.perf_counter()
    results = compute(chosen, data, by=by, population=population, source=collection)
    ended = time.perf_counter()
    seconds = {
        "read": was_read - started, "convert": was_converted - was_read, "measure": ended - was_converted,
    }  # fmt: skip
    return Measured(
        collection=collection,
        title=wanted.collection.title,
        year=year.name,
        period=year_of(year),
        by=tuple(by),
        population=population,
        results=results,
        absent=absent,
        seconds={name: round(took, 3) for name, took in seconds.items()},
    )


def chosen_of(codes: Some[str] | None) -> tuple[list[Measure], list[Absent]]:
    """The measures that are asked for, area by area; and what was asked for that no return tells."""
    known = {**MEASURES, **ABSENT}
    unknown = [code for code in codes or () if code not in known]
    if unknown:
        raise ValueError(f"No measure is called {', '.join(unknown)}. There are: {', '.join(sorted(known))}.")
    areas = list(AREAS)
    ordered = sorted(known, key=lambda code: (areas.index(code[:2]), code))
    wanted = [code for code in ordered if codes is None or code in codes or code.partition("-")[0] in codes]
    return [MEASURES[code] for code in wanted if code in MEASURES], [ABSENT[code] for code in wanted if code in ABSENT]


def _as_ssd(read: Data) -> Data:
    converted = as_ssd(read).data
    return with_plans_before(read, converted) if read.collection.code == "cin" else converted
