"""What does a small chart on a page look like? Works out the geometry; the template draws SVG and table.

Drawn on the server, without inline style or script. Places across are percentages and text is never scaled, so
that the same drawing is readable at 390 pixels and at 1280.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

ROW = 46  # pixels that one horizontal bar takes, with its label above
PLOT = 200  # pixels, the height of an upright chart's plot


@dataclass(frozen=True)
class Point:
    """One value to draw.

    Args:
        label: what it is; value: how much, None where there is none; shown: the value as the page writes it.
        href: the list behind the number.
        tone: "", "warning" or "danger"; the label must say the same in words.
        short: the label where the drawing has no room for it; the table has the whole one.
    """

    label: str
    value: float | None
    shown: str = ""
    href: str = ""
    tone: str = ""
    short: str = ""

    @property
    def text(self) -> str:
        if self.shown or self.value is None:
            return self.shown or "No data"
        return f"{self.value:,.0f}" if float(self.value).is_integer() else f"{self.value:,.1f}"


@dataclass(frozen=True)
class Mark:
    """A bar or a dot: `at` and `size` in percent of the plot, `x` the middle across, `y` pixels down."""

    point: Point
    at: float
    size: float
    x: float
    y: float


@dataclass(frozen=True)
class Tick:
    text: str
    at: float


@dataclass(frozen=True)
class Further:
    """A further line in the chart of a first one, over the same labels."""

    name: str
    points: Sequence[Point]
    runs: Sequence[str]


@dataclass(frozen=True)
class Chart:
    """A drawn chart: `kind` is "bars", "columns" or "line"."""

    kind: str
    title: str
    label_heading: str
    value_heading: str
    points: Sequence[Point]
    marks: Sequence[Mark]
    ticks: Sequence[Tick]
    height: int
    description: str
    #: For a line: runs of "x,y" in a square of 100, broken where there is no value.
    runs: Sequence[str] = ()
    label_every: int = 1
    further: Sequence[Further] = ()


def nice_top(largest: float) -> float:
    """The end of the scale: the next of 1, 2, 5 × 10ⁿ (or a step of them) at or above the largest value."""
    if largest <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(largest))
    for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10):
        if largest <= step * power * 1.000001:
            return step * power
    return 10 * power  # pragma: no cover - largest is below 10 * power by construction


def _description(points: Sequence[Point]) -> str:
    return "; ".join(f"{point.label}: {point.text}" for point in points)


def _values(points: Sequence[Point]) -> list[float]:
    values = [point.value for point in points if point.value is not None]
    if any(value < 0 for value in values):
        raise ValueError("These charts start at nought and cannot show a value below it. Use a table.")
    return values


def bars(title: str, points: Iterable[Point], *, label_heading: str = "Group", value_heading: str = "Number") -> Chart:
    """Horizontal bars, for things with names."""
    rows = list(points)
    top = max(_values(rows), default=0) or 1
    marks = [
        # 82: the rest of the width is for the value after the longest bar.
        Mark(row, 0, round((row.value or 0) / top * 82, 2), 0, number * ROW)
        for number, row in enumerate(rows)
    ]
    height = max(len(rows), 1) * ROW
    return Chart("bars", title, label_heading, value_heading, rows, marks, (), height, _description(rows))


def _upright(
    kind: str, title: str, points: Iterable[Point], label_heading: str, value_heading: str, *, top: float | None = None
) -> Chart:
    rows = list(points)
    if top is None:
        top = nice_top(max(_values(rows), default=0))
    width = 100 / max(len(rows), 1)
    marks = []
    for number, row in enumerate(rows):
        x = round((number + 0.5) * width, 2)
        share = (row.value or 0) / top
        marks.append(Mark(row, round(x - width * 0.32, 2), round(width * 0.64, 2), x, round(PLOT * (1 - share), 1)))
    ticks = []
    for part in (0.0, 0.5, 1.0):
        value = top * part
        ticks.append(Tick(f"{value:,.0f}" if value.is_integer() else f"{value:,.2g}", round(PLOT * (1 - part), 1)))
    # A phone has room for about six labels under the plot.
    every = max(1, math.ceil(len(rows) / 6))
    runs = _runs(rows, top)
    return Chart(kind, title, label_heading, value_heading, rows, marks, ticks, PLOT, _description(rows), runs, every)


def _runs(rows: Sequence[Point], top: float) -> list[str]:
    """The line through the values, broken where there is none."""
    width = 100 / max(len(rows), 1)
    runs, run = [], []
    for number, row in enumerate(rows):
        if row.value is not None:
            run.append(f"{round((number + 0.5) * width, 2)},{round(100 * (1 - row.value / top), 2)}")
        elif run:
            runs.append(" ".join(run))
            run = []
    if run:
        runs.append(" ".join(run))
    return runs


def columns(
    title: str, points: Iterable[Point], *, label_heading: str = "Period", value_heading: str = "Number"
) -> Chart:
    """Upright bars, for counts over time."""
    return _upright("columns", title, points, label_heading, value_heading)


def line(title: str, points: Iterable[Point], *, label_heading: str = "Period", value_heading: str = "Value") -> Chart:
    """A line, for a measure over time. A gap in the data is a gap in the line."""
    return _upright("line", title, points, label_heading, value_heading)


def lines(title: str, series: Mapping[str, Iterable[Point]], *, label_heading: str = "Period") -> Chart:
    """Several lines on one scale, by name, over the same labels: the first full, the others broken."""
    rows = {name: list(points) for name, points in series.items()}
    (first, points), *others = rows.items()
    top = nice_top(max((value for some in rows.values() for value in _values(some)), default=0))
    chart = _upright("line", title, points, label_heading, first, top=top)
    further = [Further(name, some, _runs(some, top)) for name, some in others]
    told = "; ".join(f"{name}: {_description(some)}" for name, some in rows.items())
    # Lines are for many values: fewer labels, so that those of a phone stay apart.
    return replace(chart, further=further, description=told, label_every=max(1, math.ceil(len(points) / 5)))
