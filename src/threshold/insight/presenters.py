"""What do the pages of measures say? Words, colours, addresses and drawings. No queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from threshold.insight import charts, spc
from threshold.insight.charts import Drawing, number_text
from threshold.insight.cohorts import Cohort
from threshold.insight.comparators.queries import AREAS, Comparison, Figure, Standing
from threshold.insight.measures import Measure
from threshold.insight.models import GradeRow
from threshold.insight.periods import Period
from threshold.insight.series import Series, Shown, TeamRow
from threshold.insight.spc import Verdict
from threshold.insight.suppression import WITHHELD
from threshold.quality.grades import Grade
from threshold.ui.filters import date

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
VERDICT_TAGS = {
    Verdict.TOO_FEW: ("Too few values", "grey"),
    Verdict.ORDINARY: ("Ordinary variation", "grey"),
    Verdict.BETTER: ("Better", "blue"),
    Verdict.WORSE: ("Worse", "orange"),
    Verdict.CHANGED: ("Changed", "purple"),
}
BETTER_WORDS = {
    "higher": "Higher is better",
    "lower": "Lower is better",
    "neither": "Neither is better: a change is a question",
}
_ORDINAL = {1: "first", 2: "second", 3: "third", 4: "fourth"}


def short_label(period: Period) -> str:
    """What stands under a chart: "Mar 26", "Q4 25-26", "2 Mar"."""
    if period.label.startswith("Quarter"):
        number, year = period.label.removeprefix("Quarter ").split(" ")
        return f"Q{number} {year[2:]}"
    if period.label.startswith("Week"):
        return f"{period.first.day} {_SHORT[period.first.month - 1]}"
    return f"{_SHORT[period.first.month - 1]} {period.first.year % 100:02}"


def value_text(shown: Shown, unit: str) -> str:
    """The value, or why there is none."""
    if shown.is_withheld:
        return WITHHELD
    if shown.value is None:
        return "No cases" if shown.denominator == 0 else "Not known"
    return number_text(shown.value, unit)


def count_text(number: int | None, *, is_withheld: bool = False) -> str:
    if number is None:
        return WITHHELD if is_withheld else "–"
    return f"{number:,}"


# --- The list of measures ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OverviewRow:
    """One line of the page of all measures."""

    title: str
    href: str
    code: str
    value: str
    period: str
    tag: tuple[str, str]
    why: str


def overview_groups(found: Sequence[Series]) -> list[tuple[str, list[OverviewRow]]]:
    """The lines under their headings, in the order in which the measures are registered."""
    order = list(dict.fromkeys(one.measure.group for one in found))
    ordered = sorted(found, key=lambda one: order.index(one.measure.group))
    return [
        (group, [_overview_row(one) for one in rows]) for group, rows in groupby(ordered, lambda one: one.measure.group)
    ]


def _overview_row(one: Series) -> OverviewRow:
    return OverviewRow(
        title=one.measure.title,
        href=reverse("measure", args=[one.measure.code]),
        code=one.measure.code,
        value=value_text(one.latest, one.measure.unit),
        period=one.latest.period.label,
        tag=VERDICT_TAGS[one.verdict],
        why=_why(one),
    )


def _why(one: Series) -> str:
    latest = one.chart.latest
    if latest is None or not latest.signals:
        return ""
    said = " and ".join(spc.WORDS[signal] for signal in spc.Signal if signal in latest.signals)
    return f"The latest value is {said}."


# --- One measure ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasurePage:
    """Everything the page of one measure says. `may_open` is whether its lists may be opened."""

    series: Series
    may_open: bool
    team: int | None
    cohort: Cohort
    groups: list[tuple[Cohort, Shown]]
    groups_title: str
    comparison: Comparison | None

    @property
    def measure(self) -> Measure:
        return self.series.measure

    def drawing(self) -> Drawing:
        one = self.series
        labels = [short_label(shown.period) for shown in one.readings]
        return charts.xmr_chart(
            one.measure.title, labels, one.chart, better=one.measure.better, unit=one.measure.unit,
            target=one.keeper.target if not self.is_narrowed else None,
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        return self.team is not None or bool(self.cohort.dimension)

    def latest_list_href(self) -> str:
        """The list of everybody in the latest period; "" for somebody who may not open it."""
        return self.list_href(self.series.latest.period, "all") if self.may_open else ""

    @property
    def verdict(self) -> str:
        return spc.in_words(self.series.chart, self.measure.better)

    @property
    def has_denominator(self) -> bool:
        return self.measure.unit in ("percent", "days")

    def columns(self, first: str) -> list[Any]:
        numbers = [{"text": "Counted", "numeric": True}]
        if self.has_denominator:
            numbers.append({"text": "Out of", "numeric": True})
        if self.measure.unit != "count":
            numbers.append({"text": "Value", "numeric": True})
        return [first, *numbers]

    def rows(self) -> list[list[Any]]:
        """The table beside the chart, the latest first, with what is not ordinary."""
        found = []
        for shown, point in zip(reversed(self.series.readings), reversed(self.series.chart.points), strict=True):
            said = [spc.WORDS[signal] for signal in spc.Signal if signal in point.signals]
            found.append([shown.period.label, *self._numbers(shown), ", ".join(said).capitalize()])
        return found

    def team_rows(self) -> list[list[Any]]:
        return [[row.name, *self._numbers(row.shown, team=row)] for row in self.series.teams]

    def group_rows(self) -> list[list[Any]]:
        return [[cohort.title, *self._numbers(shown, cohort=cohort)] for cohort, shown in self.groups]

    def _numbers(self, shown: Shown, *, team: TeamRow | None = None, cohort: Cohort | None = None) -> list[Any]:
        def number(value: int | None, part: str) -> Any:
            text = count_text(value, is_withheld=shown.is_withheld)
            if not self.may_open or not value:
                return text
            return {"text": text, "href": self.list_href(shown.period, part, team=team, cohort=cohort)}

        cells = [number(shown.numerator, "in")]
        if self.has_denominator:
            cells.append(number(shown.denominator, "all"))
        if self.measure.unit != "count":
            cells.append(value_text(shown, self.measure.unit))
        return cells

    def list_href(self, period: Period, part: str, *, team: TeamRow | None = None, cohort: Cohort | None = None) -> str:
        """The list behind a number."""
        which, children = team.team_id if team else self.team, cohort or self.cohort
        query = {"from": period.first.isoformat(), "to": period.last.isoformat(), "part": part}
        query |= {"team": str(which)} if which else {}
        query |= {"cohort": f"{children.dimension}:{children.value}"} if children.dimension else {}
        return f"{reverse('measure_list', args=[self.measure.code])}?{urlencode(query)}"

    def definition(self) -> list[tuple[str, str]]:
        measure, keeper = self.measure, self.series.keeper
        rows = [
            ("Counted", measure.numerator),
            ("Out of", measure.denominator),
            ("Left out", measure.exclusions),
            ("Which way is good", BETTER_WORDS[measure.better]),
            ("Where it comes from", measure.source),
            ("Who defined it", measure.definition_source),
            ("Who answers for it", keeper.owner),
            ("Definition looked at again by", date(keeper.next_review_on)),
        ]
        if keeper.target is not None:
            rows.insert(4, ("Target", number_text(keeper.target, measure.unit)))
        if keeper.step_reason:
            days = ", ".join(date(day) for day in keeper.step_changes)
            rows.append(("Limits worked out anew from", f"{days}: {keeper.step_reason}"))
        return rows

    def csv_rows(self) -> Iterable[tuple[Any, ...]]:
        for shown in self.series.readings:
            yield (
                self.measure.code, self.measure.title, shown.period.first.isoformat(), shown.period.last.isoformat(),
                count_text(shown.numerator, is_withheld=shown.is_withheld),
                count_text(shown.denominator, is_withheld=shown.is_withheld),
                value_text(shown, self.measure.unit),
            )  # fmt: skip


# --- Comparators ------------------------------------------------------------------------------------------------


def year_label(year: int) -> str:
    """ "2023-24": the financial year that ends in March of it."""
    return f"{year - 1}-{year % 100:02}"


def comparison_drawing(found: Comparison, authority: str) -> Drawing:
    labels = [year_label(year) for year in found.years]
    series: dict[str, Sequence[float | None]] = {}
    if any(value is not None for value in found.ours):
        series[authority] = found.ours
    series["England"] = [figure.value if figure else None for figure in found.england]
    if found.region_name:
        series[found.region_name] = [figure.value if figure else None for figure in found.region]
    series["Middle of our statistical neighbours"] = found.neighbours_median
    return charts.line_chart(found.indicator.title, labels, series, unit=found.indicator.unit)


def comparison_rows(found: Comparison, authority: str) -> list[list[Any]]:
    """The latest year: ours, England, the region, the neighbours' middle."""
    unit = found.indicator.unit
    rows: list[list[Any]] = []
    if found.ours:
        rows.append([authority, _text(found.ours[-1], unit)])
    rows.append(["England", figure_text(found.england[-1], unit)])
    if found.region_name:
        rows.append([found.region_name, figure_text(found.region[-1], unit)])
    rows.append(["Middle of our statistical neighbours", _text(found.neighbours_median[-1], unit)])
    return rows


def _text(value: float | None, unit: str) -> str:
    return "No value" if value is None else number_text(value, unit)


def figure_text(figure: Figure | None, unit: str) -> str:
    if figure is None:
        return "Not published"
    return figure.why_not.capitalize() if figure.value is None else number_text(figure.value, unit)


def neighbour_rows(figures: Sequence[Figure], standings: dict[str, Standing], unit: str) -> list[list[Any]]:
    """Name, value, rank and quarter of each."""
    found = []
    for figure in figures:
        standing = standings.get(figure.area)
        rank, quarter = (f"{standing.rank} of {standing.among}", standing.quartile) if standing else ("–", "–")
        found.append([figure.name, figure_text(figure, unit), rank, str(quarter)])
    return found


def standing_sentence(found: Comparison, authority: str) -> str:
    """Where ours would stand among all."""
    standing = found.our_standing
    if standing is None:
        return ""
    first = "best" if found.indicator.better != "neither" else "highest"
    return (
        f"{authority} would be {standing.rank} of {standing.among}, where 1 is the {first}: in the "
        f"{_ORDINAL[standing.quartile]} quarter."
    )


def vintage(found: Comparison) -> list[tuple[str, str]]:
    file = found.file
    rows = [
        ("Publication", f"Department for Education, {file.publication}"),
        ("Year", f"{year_label(found.year)}, the year that ends on 31 March {found.year}"),
        ("File", f"{file.name}, read on {date(file.imported_at)}"),
    ]
    if found.indicator.unit == "rate":
        rows.append(
            ("Population", file.population or "As used by the publication; the file does not say which estimates")
        )
    return rows


def grade_rows(rows: Iterable[GradeRow]) -> list[list[Any]]:
    """Each authority with its grades, and when they were published."""
    return [[row.name, *(_grade_cell(getattr(row, name)) for name in AREAS), _day(row.published_on)] for row in rows]


def _grade_cell(grade: str) -> str:
    return Grade(grade).label.removesuffix(" to be good") if grade else "No grade"


def _day(day: dt.date | None) -> str:
    return date(day) if day else "–"


def period_of(first: str, last: str) -> Period | None:
    """A period of an address; None where it is none, or is longer than five years."""
    try:
        start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        return None
    if end < start or (end - start).days > 5 * 366 or start.year < 2000 or end.year > 2100:
        return None
    return Period(start, end, f"{date(start)} to {date(end)}")
