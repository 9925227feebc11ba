"""What does a chart of a measure look like? Drawn on the server with Vega-Altair; the table stands beside it.

Each function returns a `Drawing`: an SVG that carries its own title and description, needs no font, script or network,
and is the same bytes for the same numbers. Nothing is told by colour alone: marks differ in shape, lines in dashes,
and the description says it in words. Pages show it as a picture (`wide` and `narrow`), because what is drawn for a
desk is too small to read on a telephone.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from threshold.insight import spc
from threshold.insight.spc import HIGH, Xmr

if TYPE_CHECKING:
    import altair

WIDE, NARROW = 760, 340
INK, QUIET, BLUE, ORANGE, PURPLE = "#0b0c0c", "#505a5f", "#1d70b8", "#c9510c", "#54319f"
_FONT = "Arial, Helvetica, sans-serif"
#: How a point of an XmR chart is drawn: what it means, colour, shape.
_ORDINARY, _BETTER, _WORSE, _CHANGED = "Ordinary variation", "Change for the better", "Change for the worse", "Change"
_MARKS = {
    _ORDINARY: (QUIET, "circle"),
    _BETTER: (BLUE, "diamond"),
    _WORSE: (ORANGE, "triangle-down"),
    _CHANGED: (PURPLE, "square"),
}
_LINES = (
    (BLUE, [1, 0]),
    (INK, [6, 3]),
    (ORANGE, [2, 2]),
    (PURPLE, [8, 2, 2, 2]),
    (QUIET, [1, 4]),
    ("#00703c", [12, 4]),
)
_SUFFIX = {"percent": "%", "rate": " per 10,000", "days": " days", "count": ""}
GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")


@dataclass(frozen=True)
class Drawing:
    """A chart.

    Attributes:
        svg: for a page of 760 pixels and for paper. narrow: the same for a telephone of 340.
        png: the wide one as a picture, where a document asked for it; a document has no narrow one.
        description: what it shows, in a few sentences.
    """

    svg: str
    description: str
    png: bytes | None = None
    narrow: str = ""

    @property
    def wide_url(self) -> str:
        return _data_url(self.svg)

    @property
    def narrow_url(self) -> str:
        return _data_url(self.narrow or self.svg)


def _data_url(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


# --- The charts -------------------------------------------------------------------------------------------------


def xmr_chart(
    title: str,
    labels: Sequence[str],
    chart: Xmr,
    *,
    better: str = "neither",
    unit: str = "count",
    target: float | None = None,
    png: bool = False,
) -> Drawing:
    """Single values with their mean and the limits of ordinary variation.

    Args:
        labels: what each of the chart's points is called, the earliest first.
        target: drawn as a dotted line where there is one; no rule looks at it.
    """
    rows: list[dict[str, Any]] = [
        {
            "n": number,
            "label": label,
            "value": point.value,
            "mean": point.mean,
            "lower": point.lower,
            "upper": point.upper,
            "target": target,
            "stretch": point.stretch,
            "kind": _kind(point, better),
        }
        for number, (label, point) in enumerate(zip(labels, chart.points, strict=True))
    ]
    kinds = [kind for kind in _MARKS if any(row["kind"] == kind and row["value"] is not None for row in rows)]

    def build(width: int) -> altair.LayerChart:
        alt = _altair()
        base = alt.Chart(alt.Data(values=rows))
        x = _x_axis(labels, width)
        y = _y_axis(
            unit, [number for row in rows for name in ("value", "lower", "upper", "target") if (number := row[name])]
        )

        def level(field: str, dash: list[int], colour: str) -> Any:
            return base.mark_line(strokeDash=dash, stroke=colour, strokeWidth=1.5).encode(
                x=x, y=alt.Y(f"{field}:Q"), detail="stretch:N"
            )

        marks = base.mark_point(filled=True, size=70, opacity=1).encode(
            x=x,
            y=y,
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[_MARKS[kind][0] for kind in kinds]),
                legend=alt.Legend(title=None, orient="top", columns=1 if width == NARROW else 4, symbolSize=90),
            ),
            shape=alt.Shape("kind:N", scale=alt.Scale(domain=kinds, range=[_MARKS[kind][1] for kind in kinds])),
        )
        layers = [base.mark_line(stroke=QUIET, strokeWidth=1.5).encode(x=x, y=y)]
        if chart.mean is not None:
            layers += [level("mean", [1, 0], INK), level("upper", [7, 4], INK), level("lower", [7, 4], INK)]
        if target is not None:
            layers.append(level("target", [2, 3], BLUE))
        return alt.layer(*layers, marks)

    return _draw(title, _describe_xmr(labels, chart, better, unit, target), build, png=png)


def line_chart(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    unit: str = "count",
    png: bool = False,
) -> Drawing:
    """Lines over the same labels: ours first and full, the comparators dashed. A gap in the data is a gap."""
    rows: list[dict[str, Any]] = [
        {"n": number, "label": label, "value": value, "series": name}
        for name, values in series.items()
        for number, (label, value) in enumerate(zip(labels, values, strict=True))
    ]
    names = list(series)

    def build(width: int) -> altair.LayerChart:
        alt = _altair()
        base = alt.Chart(alt.Data(values=rows))
        x, y = _x_axis(labels, width), _y_axis(unit, [row["value"] for row in rows if row["value"] is not None])
        legend = alt.Legend(
            title=None,
            orient="top",
            columns=1 if width == NARROW else 3,
            symbolType="stroke",
            symbolSize=400,
            symbolStrokeWidth=3,
        )
        colours = [_LINES[number % len(_LINES)][0] for number in range(len(names))]
        dashes = [_LINES[number % len(_LINES)][1] for number in range(len(names))]
        encoding = {
            "x": x,
            "y": y,
            "color": alt.Color("series:N", scale=alt.Scale(domain=names, range=colours), legend=legend),
            "strokeDash": alt.StrokeDash("series:N", scale=alt.Scale(domain=names, range=dashes), legend=legend),
        }
        fill = alt.Fill("series:N", scale=alt.Scale(domain=names, range=colours), legend=None)
        dots = base.mark_circle(size=35, opacity=1).encode(x=x, y=y, fill=fill)
        return alt.layer(base.mark_line(strokeWidth=2.5).encode(**encoding), dots)

    said = "; ".join(f"{name}: {_last_and_first(labels, values, unit)}" for name, values in series.items())
    return _draw(title, f"{said}.", build, png=png)


def bar_chart(
    title: str,
    items: Sequence[tuple[str, float | None]],
    *,
    unit: str = "count",
    highlighted: str = "",
    png: bool = False,
) -> Drawing:
    """Bars with names, in the order given. The highlighted one is darker and its name says "(ours)"."""
    rows = [
        {
            "label": f"{label} (ours)" if label == highlighted else label,
            "value": value or 0,
            "shown": "no value" if value is None else number_text(value, unit),
            "kind": "ours" if label == highlighted else "other",
        }
        for label, value in items
    ]

    def build(width: int) -> altair.LayerChart:
        alt = _altair()
        base = alt.Chart(alt.Data(values=rows))
        room = 130 if width == NARROW else 260
        y = alt.Y("label:N", sort=None, axis=alt.Axis(title=None, labelLimit=room, ticks=False, domain=False))
        top = max((value or 0 for _, value in items), default=0) * 1.25 or 1
        x = alt.X("value:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(title=None, tickCount=4))
        colour = alt.Color(
            "kind:N", scale=alt.Scale(domain=["ours", "other"], range=[INK, BLUE]), legend=None
        )  # fmt: skip
        bars = base.mark_bar(height=20).encode(x=x, y=y, color=colour)
        numbers = base.mark_text(align="left", dx=5, fill=INK).encode(x=x, y=y, text="shown:N")
        return alt.layer(bars, numbers)

    said = "; ".join(f"{row['label']}: {row['shown']}" for row in rows)
    return _draw(title, f"{said}.", build, height=max(60, 34 * len(rows)), png=png)


def grades_chart(
    title: str, judgements: Sequence[tuple[dt.date, str, str]], *, until: dt.date, png: bool = False
) -> Drawing:
    """Grades over time, one line of steps for each area.

    Args:
        judgements: (day, area, grade in words as in `GRADES`), in any order.
        until: the day up to which the last grade is drawn.
    """
    areas = list(dict.fromkeys(area for _, area, _ in judgements))
    rows = [
        {"on": day.isoformat(), "area": area, "grade": grade, "rank": GRADES.index(grade)}
        for day, area, grade in sorted(judgements)
    ]
    last = {row["area"]: row for row in rows}
    ends = [{**row, "on": until.isoformat()} for row in last.values() if str(row["on"]) < until.isoformat()]

    def build(width: int) -> altair.VConcatChart:
        alt = _altair()
        names = [name.replace("improvement", "impr.") if width == NARROW else name for name in GRADES]
        words = f"{json.dumps(names)}[datum.value]"
        # All areas on one line of time: one that was judged late does not begin at the left.
        days = [min((day for day, _, _ in judgements), default=until), until]
        x = alt.X(
            "on:T", scale=alt.Scale(domain=[alt.DateTime(year=d.year, month=d.month, date=d.day) for d in days]),
            axis=alt.Axis(title=None, format="%Y", tickCount="year", labelOverlap=True, grid=False),
        )  # fmt: skip
        y = alt.Y(
            "rank:Q", scale=alt.Scale(domain=[-0.3, 3.3], nice=False),
            axis=alt.Axis(title=None, values=[0, 1, 2, 3], labelExpr=words),
        )  # fmt: skip
        parts = []
        for area in areas:
            mine, until_now = ([row for row in some if row["area"] == area] for some in (rows, [*rows, *ends]))
            line = alt.Chart(alt.Data(values=until_now)).mark_line(
                interpolate="step-after", strokeWidth=2.5, stroke=BLUE
            )
            dots = alt.Chart(alt.Data(values=mine)).mark_point(filled=True, size=80, opacity=1, fill=INK)
            heading = alt.TitleParams(area, anchor="start", fontSize=14, color=INK)
            parts.append(
                alt.layer(line.encode(x=x, y=y), dots.encode(x=x, y=y)).properties(
                    width=width - (130 if width == NARROW else 190), height=92, title=heading
                )
            )
        return alt.vconcat(*parts, spacing=14)

    said = ". ".join(
        f"{area}: " + ", ".join(f"{row['grade']} {row['on']}" for row in rows if row["area"] == area) for area in areas
    )
    return _draw(title, f"{said}.", build, png=png)


def warm() -> None:
    """Load the drawing library and its converter, which takes two seconds the first time in a process."""
    bar_chart("Ready", [("Ready", 1)])


# --- Axes and words ---------------------------------------------------------------------------------------------


def _altair() -> Any:
    import altair  # noqa: PLC0415 - takes a second, and most pages draw nothing

    return altair


def _x_axis(labels: Sequence[str], width: int) -> Any:
    alt = _altair()
    every = max(1, math.ceil(len(labels) / (4 if width == NARROW else 9)))
    # Counted from the latest, whose label must be there.
    shown = [number for number in range(len(labels)) if (len(labels) - 1 - number) % every == 0]
    words = f"{json.dumps(list(labels))}[datum.value]"
    return alt.X(
        "n:Q",
        scale=alt.Scale(domain=[-0.5, max(len(labels) - 0.5, 0.5)], nice=False),
        axis=alt.Axis(title=None, values=shown, labelExpr=words, grid=False, labelOverlap=False),
    )


def _y_axis(unit: str, values: Sequence[float]) -> Any:
    alt = _altair()
    low, high = (min(values), max(values)) if values else (0, 1)
    if unit == "percent":
        room = max(3.0, (high - low) * 0.1)
        domain = [max(0.0, low - room), min(100.0, high + room)]
    else:
        domain = [0, high * 1.1 or 1]
    label = "format(datum.value, '~g') + '%'" if unit == "percent" else "format(datum.value, ',~g')"
    return alt.Y(
        "value:Q", scale=alt.Scale(domain=domain, nice=True), axis=alt.Axis(title=None, tickCount=5, labelExpr=label)
    )


def number_text(value: float, unit: str) -> str:
    """A value as a page writes it: "83.4%", "1,204", "518.3 per 10,000"."""
    if unit == "count":
        return f"{value:,.0f}"
    return f"{value:,.1f}{_SUFFIX.get(unit, '')}"


def _kind(point: spc.Point, better: str) -> str:
    if not point.signals:
        return _ORDINARY
    high, low = bool(point.signals & HIGH), bool(point.signals - HIGH)
    if better == "neither" or (high and low):
        return _CHANGED
    return _BETTER if high == (better == "higher") else _WORSE


def _describe_xmr(labels: Sequence[str], chart: Xmr, better: str, unit: str, target: float | None) -> str:
    values = [point.value for point in chart.points]
    course = _last_and_first(labels, values, unit)
    said = [f"{course[0].upper()}{course[1:]}."]
    if chart.mean is not None and chart.lower is not None and chart.upper is not None:
        between = f"{number_text(chart.lower, unit)} and {number_text(chart.upper, unit)}"
        said.append(f"The mean is {number_text(chart.mean, unit)}; ordinary variation lies between {between}.")
    if target is not None:
        said.append(f"The target is {number_text(target, unit)}.")
    said.append(spc.in_words(chart, better))
    return " ".join(said)


def _last_and_first(labels: Sequence[str], values: Sequence[float | None], unit: str) -> str:
    known = [(label, value) for label, value in zip(labels, values, strict=True) if value is not None]
    if not known:
        return "no values"
    (first, was), (last, now) = known[0], known[-1]
    if first == last:
        return f"{number_text(now, unit)} in {last}"
    return f"from {number_text(was, unit)} in {first} to {number_text(now, unit)} in {last}"


# --- From a chart to bytes --------------------------------------------------------------------------------------


def _draw(title: str, description: str, build: Any, *, height: int = 280, png: bool) -> Drawing:
    def drawn(width: int) -> str:
        return _render(_spec(build(width), width, height), title, description)

    wide = drawn(WIDE)
    return Drawing(wide, description, _png(wide)) if png else Drawing(wide, description, narrow=drawn(NARROW))


def _spec(chart: Any, width: int, height: int) -> str:
    alt = _altair()
    if not isinstance(chart, alt.VConcatChart):
        chart = chart.properties(
            width=width, height=height, autosize=alt.AutoSizeParams(type="fit", contains="padding")
        )
    text = {"labelFont": _FONT, "titleFont": _FONT, "labelFontSize": 14, "labelColor": INK}
    chart = chart.configure(
        font=_FONT,
        background="white",
        padding=6,
        axis={**text, "gridColor": "#e3e5e6", "domainColor": QUIET, "tickColor": QUIET},
        legend={**text, "labelLimit": 320},
        text={"font": _FONT, "fontSize": 14},
        title={"font": _FONT},
        view={"stroke": None},
    )
    return json.dumps(chart.to_dict(validate=False), sort_keys=True, default=str)


@lru_cache(maxsize=256)
def _render(spec: str, title: str, description: str) -> str:
    import vl_convert  # noqa: PLC0415 - as above

    drawn = vl_convert.vegalite_to_svg(json.loads(spec))
    # One picture with one description, for a reader that speaks; the library names every mark one by one.
    drawn = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", drawn)
    mark = hashlib.sha256(f"{spec}{title}{description}".encode()).hexdigest()[:10]
    # Two drawings on one page must not share an id.
    drawn = re.sub(r'(id="|url\(#)(?=[a-z])', rf"\1d{mark}-", drawn)
    head = (
        f' role="img" aria-labelledby="t{mark} e{mark}"><title id="t{mark}">{html.escape(title)}</title>'
        f'<desc id="e{mark}">{html.escape(description)}</desc>'
    )
    start, rest = drawn.split(">", 1)
    return f"{start}{head}{rest}"


@lru_cache(maxsize=64)
def _png(svg: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - as above

    return bytes(vl_convert.svg_to_png(svg, scale=2))
