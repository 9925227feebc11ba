"""What do measures look like in a terminal, in a spreadsheet, and as lists of the children behind them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
import polars.selectors as cs

from tally.measures.catalogue import AREAS
from tally.measures.declare import Unit
from tally.measures.result import Figures, Measured, Part, Result, State, tidy
from tally.show import csv_lines

#: What is said in the place of a value.
_WITHOUT = {State.NO_CHILDREN: "–", State.CRASHED: "crashed"}


def value_of(unit: Unit, figures: Figures) -> str:
    """ "21.3%", "1,204", "56.2 per 10,000", "14.1"; a dash where there is none."""
    if figures.value is None:
        return "–"
    match unit:
        case Unit.COUNT:
            return f"{figures.value:,.0f}"
        case Unit.RATE:
            return f"{figures.value:,.1f} per 10,000"
        case Unit.AVERAGE:
            return f"{figures.value:,.1f}"
    return f"{figures.value:.1f}%"


def counts_of(unit: Unit, figures: Figures) -> str:
    """ "256 of 1,204", "1,204" for a rate, "35 by 2" for an average; nothing for a count, which is its value."""
    if figures.numerator is None or unit is Unit.COUNT:
        return ""
    numerator = number(figures.numerator)
    if unit is Unit.RATE:
        return numerator
    return f"{numerator} {'by' if unit is Unit.AVERAGE else 'of'} {number(figures.denominator)}"


def number(value: float | None) -> str:
    tidied = tidy(value)
    return "" if tidied is None else f"{tidied:,}" if isinstance(tidied, int) else f"{tidied:,.1f}"


def areas(results: Iterable[Result]) -> Mapping[str, list[Result]]:
    """Results that say something, by the name of their area."""
    found: dict[str, list[Result]] = {}
    for result in results:
        if result.state is not State.NOT_APPLICABLE:
            found.setdefault(AREAS[result.measure.code[:2]], []).append(result)
    return found


def as_table(measured: Measured) -> str:
    """One line a measure, its parts below it, then what could not be measured, and why."""
    first, last = measured.period.first, measured.period.last
    lines = [f"{measured.title} {measured.year}: {first.day} {first:%B %Y} to {last.day} {last:%B %Y}", ""]
    for area, results in areas(measured.results).items():
        lines.append(area)
        for result in results:
            lines += _lines(result)
        lines.append("")
    without = [(one.measure.code, one.reason) for one in measured.results if one.state is State.NOT_APPLICABLE]
    if without:
        lines += ["Not applicable to this return", *(f"  {code:8}  {reason}" for code, reason in without), ""]
    if measured.absent:
        lines += ["In no return", *(f"  {one.code:8}  {one.title}: {one.reason}" for one in measured.absent), ""]
    if any(one.state is State.NO_POPULATION for one in measured.results):
        lines += [
            "A rate needs --population, the number of children aged 0 to 17 who live there; its count is shown.",
            "",
        ]
    return "\n".join(lines)


def _lines(result: Result) -> list[str]:
    measure, figures = result.measure, result.figures
    if result.state is State.CRASHED:
        return [f"  {measure.code:8}  {'crashed':>16}  {result.reason.strip().splitlines()[-1]}"]
    value = "" if measure.unit is Unit.GROUPS else value_of(measure.unit, figures)
    lines = [f"  {measure.code:8}  {value:>16}  {counts_of(measure.unit, figures):>16}  {measure.title}"]
    lines += [f"{'':10}  {'':16}  {'':16}  {note}" for note in result.notes]
    for part in result.parts:
        said = value_of(measure.unit, part.figures)
        counts = counts_of(measure.unit, part.figures)
        lines.append(f"{'':10}  {said:>16}  {counts:>16}    {', '.join(part.labels.values())}")
    return lines


def as_csv(measured: Measured) -> str:
    """One line a measure, and one a part of it, with a column for each cut. What has no value has its reason."""
    cuts = [*measured.by, "group"]
    lines: list[list[object]] = [
        ["id", "title", "unit", *cuts, "numerator", "denominator", "value", "state", "reason", "notes"]
    ]
    for result in measured.results:
        for part in (Part({}, result.figures), *result.parts):
            lines.append(_cells(result, cuts, part))
    for one in measured.absent:
        lines.append([one.code, one.title, "", *("" for _ in cuts), "", "", "", "in_no_return", one.reason, ""])
    return csv_lines(lines)


def _cells(result: Result, cuts: Sequence[str], part: Part) -> list[object]:
    told = part.figures
    return [
        result.measure.code, result.measure.title, result.measure.unit, *(part.labels.get(name, "") for name in cuts),
        tidy(told.numerator), tidy(told.denominator), tidy(told.value), result.state, result.reason.strip(),
        " ".join(result.notes),
    ]  # fmt: skip


def write_lists(measured: Measured, folder: Path) -> list[Path]:
    """One CSV for each measure that says something: the rows of its denominator, and which are in the numerator too.

    Gives back the files that were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for result in measured.results:
        if result.rows.is_empty():
            continue
        path = folder / f"{result.measure.code}.csv"
        result.rows.with_columns(
            cs.boolean().replace_strict({True: "yes", False: "no"}, return_dtype=pl.String),
            # For a whole column: nothing that a spreadsheet would take for a formula.
            cs.string().str.replace(r"^([=+\-@\t\r])", "'$1"),
        ).write_csv(path)
        written.append(path)
    return written
