"""What do the pages of inspections say? Words and the chart's data; no queries, no permissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from threshold.improvement.areas import Area, DatePrecision
from threshold.improvement.models import Inspection, Judgement
from threshold.insight import charts
from threshold.quality.grades import COLOURS, Grade
from threshold.ui import filters

#: Short enough for the head of a table and above a chart.
SHORT = {
    Area.OVERALL: "Overall effectiveness",
    Area.LEADERS: "Impact of leaders",
    Area.HELP_AND_PROTECTION: "Help and protection",
    Area.IN_CARE: "Children in care",
    Area.CARE_LEAVERS: "Care leavers",
    Area.ADOPTION: "Adoption",
}
_CHART_WORDS = {
    Grade.INADEQUATE: "Inadequate",
    Grade.REQUIRES_IMPROVEMENT: "Requires improvement",
    Grade.GOOD: "Good",
    Grade.OUTSTANDING: "Outstanding",
}


def dates(inspection: Inspection) -> str:
    """When it was, as far as is known."""
    first, last = inspection.starts_on, inspection.ends_on
    if inspection.date_precision == DatePrecision.YEAR:
        return str(first.year)
    if inspection.date_precision == DatePrecision.MONTH:
        return (
            f"{first:%B %Y}"
            if (first.year, first.month) == (last.year, last.month)
            else f"{first:%B %Y} to {last:%B %Y}"
        )
    return filters.date(first) if first == last else f"{filters.date(first)} to {filters.date(last)}"


def tag(grade: str) -> tuple[str, str]:
    return _CHART_WORDS[Grade(grade)], COLOURS[Grade(grade)]


def history(
    judgements: Sequence[Judgement], today: dt.date
) -> tuple[charts.Drawing | None, list[str], list[list[Any]]]:
    """The chart of grades over time, and its table: the areas' names, and a row for each inspection, latest first."""
    if not judgements:
        return None, [], []
    areas = [area for area in Area if any(row.area == area for row in judgements)]
    points = [
        (row.inspection.ends_on, SHORT[Area(row.area)], _CHART_WORDS[Grade(row.grade)])
        for area in areas
        for row in judgements
        if row.area == area
    ]
    drawing = charts.grades_chart("How Ofsted judged each area", points, until=today)
    by_inspection: dict[int, dict[str, Judgement]] = {}
    for row in judgements:
        by_inspection.setdefault(row.inspection_id, {})[row.area] = row
    rows = []
    for graded in reversed(by_inspection.values()):
        inspection = next(iter(graded.values())).inspection
        rows.append([dates(inspection), [tag(graded[area].grade) if area in graded else None for area in areas]])
    return drawing, [SHORT[area] for area in areas], rows


def facts(inspection: Inspection) -> list[dict[str, Any]]:
    published = "Not published"
    if inspection.is_published:
        published = (
            filters.date(inspection.published_on)
            if inspection.published_on
            else "Published, on a day that is not known"
        )
    return [
        {"label": "Kind", "value": inspection.get_kind_display()},
        {"label": "Framework", "value": inspection.get_framework_display()},
        {"label": "Dates", "value": dates(inspection)},
        {"label": "Published", "value": published},
        {"label": "Lead inspector", "value": inspection.lead_inspector},
        {"label": "Recorded by", "value": f"{inspection.recorded_by}, {filters.date(inspection.recorded_at)}"},
    ]
