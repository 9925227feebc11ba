"""What does a draft propose? The facts of the inspection as they were read, ready to be compared and corrected."""

from __future__ import annotations

import datetime as dt
from typing import Any

from threshold.improvement import frameworks
from threshold.improvement.actions.inspections import Found, Graded, Look
from threshold.improvement.areas import Area, Framework, InspectionKind
from threshold.improvement.models import ReportDraft
from threshold.improvement.ofsted import themes
from threshold.quality import pack as quality_pack

_KINDS = {
    "inspection": InspectionKind.STANDARD,
    "focused_visit": InspectionKind.FOCUSED,
    "monitoring_visit": InspectionKind.MONITORING,
    "joint_inspection": InspectionKind.JTAI,
}
_FRAMEWORKS = {"ILACS": Framework.ILACS, "SIF": Framework.SIF, "JTAI": Framework.JTAI}
#: An inspection of five days on the site is a short one; a standard one takes two weeks.
_SHORT_DAYS = 7


def kind_of(read: dict[str, Any]) -> str:
    """The kind that the report's words and dates suggest; empty where they do not."""
    kind = _KINDS.get(read.get("kind") or "", "")
    first, last = day(read.get("inspected_from")), day(read.get("inspected_to"))
    if kind == InspectionKind.STANDARD and read.get("framework") == "ILACS" and first and last:
        return InspectionKind.SHORT if (last - first).days < _SHORT_DAYS else InspectionKind.STANDARD
    return kind


def framework_of(read: dict[str, Any]) -> str:
    return _FRAMEWORKS.get(read.get("framework") or "", "")


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def suggestions(words: str) -> list[str]:
    """Codes of the pack's themes that the words suggest."""
    return themes.suggest(words, [theme.code for theme in quality_pack.of().themes])


def look_of(draft: ReportDraft) -> Look:
    """Everything as it was read, with every item of the list as a finding.

    Raises:
        ValueError: the report gave no dates, kind or framework, so that a person has to.
    """
    read = draft.read
    first, last = day(read["inspected_from"]), day(read["inspected_to"])
    kind, framework = kind_of(read), framework_of(read)
    if first is None or last is None or not kind or not framework:
        raise ValueError(f"{draft}: a person has to say what the report was not read to say.")
    areas = frameworks.areas_of(kind, framework, last)
    return Look(
        kind=kind, framework=framework, title=draft.document.title, starts_on=first, ends_on=last,
        published_on=day(read["published_on"]), lead_inspector=read["lead_inspector"] or "",
        judgements={str(area): graded(draft, area) for area in areas if draft.area(area)},
        findings=[
            Found(item["text"], item["page"], section="What needs to improve", themes=suggestions(item["text"]))
            for item in read["needs_to_improve_items"]
        ],
    )  # fmt: skip


def graded(draft: ReportDraft, area: Area, grade: str = "") -> Graded:
    """A judgement with its label and the report's first page, where the table of judgements stands."""
    return Graded(grade or draft.area(area), words=Area(area).label, page=1)
