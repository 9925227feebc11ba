"""What do the chosen measures say up to the end of a quarter: two years of months and of quarters, limits, verdict?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from threshold.access.scope import Scope
from threshold.improvement.reporting import words
from threshold.improvement.reporting.canonical import fixed, sha256
from threshold.insight import compute, pack, spc
from threshold.insight.comparators import queries as published
from threshold.insight.compute import Reading
from threshold.insight.measures import REGISTRY, Measure
from threshold.insight.periods import Period, months_back, quarters_back

MONTHS, QUARTERS = 24, 8


def told(codes: Sequence[str], last: dt.date, scope: Scope) -> list[dict[str, Any]]:
    """Each measure in the order chosen. One that is no longer known is left out: a policy has said so before."""
    known = [code for code in codes if code in REGISTRY]
    months, quarters = months_back(last, MONTHS), quarters_back(last, QUARTERS)
    # Two years of months and their quarters overlap: one query for each measure reads both.
    found = compute.readings(known, [*months, *quarters], now=scope.now)
    late, later = _before_records(found, months, quarters)
    return [
        {
            **_one(
                REGISTRY[code], [*found[code][late:MONTHS], *found[code][MONTHS + later :]], months[late:],
                quarters[later:],
            ),
            "comparators": _comparators(REGISTRY[code], scope),
        }
        for code in known
    ]  # fmt: skip


def _before_records(
    found: dict[str, list[Reading]], months: Sequence[Period], quarters: Sequence[Period]
) -> tuple[int, int]:
    """How many months and quarters lie before anything was recorded here at all: nothing was counted then, which is
    not nought, and would look like a change when counting began. Two quarters always stay, to compare.
    """
    begun = [
        place
        for code, readings in found.items()
        for place, reading in enumerate(readings[: len(months)])
        # The denominator of a rate is the children who live here, whoever recorded something.
        if reading.numerator or (reading.denominator and REGISTRY[code].unit != "rate")
    ]
    if not begun:
        return 0, 0
    first = months[min(begun)].first
    return min(begun), min(sum(quarter.last < first for quarter in quarters), len(quarters) - 2)


def definition(measure: Measure) -> str:
    """A mark of how it is counted: two readings with different marks cannot be compared."""
    return sha256("\n".join((measure.unit, measure.numerator, measure.denominator, measure.exclusions)))[:16]


def _one(
    measure: Measure, readings: Sequence[Reading], months: Sequence[Period], quarters: Sequence[Period]
) -> dict[str, Any]:
    keeper = pack.of().keeper(measure.code)
    by_month, by_quarter = readings[: len(months)], readings[len(months) :]
    steps = [
        n for n, month in enumerate(months) if any(month.first <= day <= month.last for day in keeper.step_changes)
    ]
    chart = spc.xmr(
        [reading.value for reading in by_month],
        least=0,
        most=100 if measure.unit == "percent" else None,
        steps=steps,
    )
    return {
        "code": measure.code,
        "title": measure.title,
        "question": measure.question,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "exclusions": measure.exclusions,
        "source": measure.source,
        "definition_source": measure.definition_source,
        "definition": definition(measure),
        "unit": measure.unit,
        "better": measure.better,
        "owner": keeper.owner,
        "target": fixed(keeper.target, 1),
        "months": [_reading(reading) for reading in by_month],
        "quarters": [_reading(reading) for reading in by_quarter],
        "steps": steps,
        "limits": {"mean": fixed(chart.mean), "lower": fixed(chart.lower), "upper": fixed(chart.upper)},
        "verdict": spc.verdict(chart, measure.better).value,
        "verdict_words": spc.in_words(chart, measure.better),
    }


def _comparators(measure: Measure, scope: Scope) -> list[dict[str, str]]:
    """What is published of others for the latest year, and where our own value of that year would stand."""
    key = published.OF_MEASURE.get(measure.code)
    found = published.comparison(scope, key, code=measure.code) if key else None
    if found is None:
        return []
    population = f", population {found.file.population}" if found.file.population else ""
    vintage = f"{found.year - 1}-{found.year % 100:02}, {found.file.publication}{population}"
    values = [
        ("England", _value(found.england[-1])),
        (found.region_name, _value(found.region[-1])),
        ("Middle of our statistical neighbours", found.neighbours_median[-1]),
        ("Ourselves, in the same year", found.ours[-1] if found.ours else None),
    ]
    rows = [
        {"name": name, "shown": words.value(fixed(value), measure.unit), "vintage": vintage}
        for name, value in values
        if name and value is not None
    ]
    if found.our_standing is not None:
        standing = found.our_standing
        rows.append({"name": "Our place", "shown": f"{standing.rank} of {standing.among}", "vintage": vintage})
    return rows


def _value(figure: published.Figure | None) -> float | None:
    return figure.value if figure is not None else None


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "label": reading.period.label,
        "first": reading.period.first.isoformat(),
        "last": reading.period.last.isoformat(),
        "n": reading.numerator,
        "d": reading.denominator,
        "value": fixed(reading.value),
    }
