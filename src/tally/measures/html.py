"""Measures as one HTML file that opens without a network: the value of each, its parts, how it is defined, a filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from tally.measures.declare import Unit
from tally.measures.result import Measured, Result, State
from tally.measures.show import areas, counts_of, value_of

_TEMPLATE = Path(__file__).with_name("measures.html")


@dataclass(frozen=True)
class _Part:
    labels: list[str]
    value: str
    counts: str
    share: float


@dataclass(frozen=True)
class _Line:
    """One measure. `share` is how long its bar is, in a hundred; negative where it has none."""

    code: str
    title: str
    is_alternative: bool
    value: str
    counts: str
    share: float
    heads: list[str]
    parts: list[_Part]
    result: Result


def as_html(measured: Measured) -> str:
    first, last = measured.period.first, measured.period.last
    shown = {
        area: [_line(result, measured.by) for result in results] for area, results in areas(measured.results).items()
    }
    template = Environment(autoescape=True, trim_blocks=True).from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        title=f"{measured.title} {measured.year}: measures",
        period=f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}",
        population=measured.population,
        areas=shown,
        number=sum(len(lines) for lines in shown.values()),
        without=[result for result in measured.results if result.state is State.NOT_APPLICABLE],
        absent=measured.absent,
        lacks_population=any(result.state is State.NO_POPULATION for result in measured.results),
    )


def _line(result: Result, by: Sequence[str]) -> _Line:
    measure = result.measure
    has_groups = measure.unit is Unit.GROUPS
    heads = [*(name.capitalize() for name in by), *(["Group"] if has_groups else [])]
    return _Line(
        code=measure.code,
        title=measure.title,
        is_alternative=bool(measure.alternative_to),
        value="" if has_groups else value_of(measure.unit, result.figures),
        counts=counts_of(measure.unit, result.figures),
        share=_share(measure.unit, result.figures.value),
        heads=heads,
        parts=[
            _Part(
                list(part.labels.values()),
                value_of(measure.unit, part.figures),
                counts_of(measure.unit, part.figures),
                _share(measure.unit, part.figures.value),
            )
            for part in result.parts
        ],
        result=result,
    )


def _share(unit: Unit, value: float | None) -> float:
    return value if value is not None and unit in (Unit.PERCENT, Unit.GROUPS) else -1
