"""What does the inspection report of Severnshire look like? A PDF in the shape of a published one.

It is made when the demo is seeded and read by the same import as a real report, so that a visitor can follow one
sentence of it to the quarter in which it was closed.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import typst

from threshold.quality.grades import Grade
from threshold.ui import filters

#: How the made-up inspectors judged, by area.
GRADES = {
    "leaders": Grade.REQUIRES_IMPROVEMENT,
    "help_and_protection": Grade.INADEQUATE,
    "in_care": Grade.REQUIRES_IMPROVEMENT,
    "care_leavers": Grade.GOOD,
    "overall": Grade.INADEQUATE,
}
#: The last day on which an inspection ended with a grade for the whole.
LAST_OVERALL = dt.date(2026, 3, 31)

#: The words come as data, never as Typst's own language, so that no sign in them means anything to it.
_LAYOUT = """
#let report = json(bytes(sys.inputs.report))
#set document(title: report.title, date: none)
#set page(paper: "a4", margin: 2.5cm, footer: context [#report.footer #h(1fr) #counter(page).display()])
#set text(lang: "en", region: "GB", size: 11pt)
#set par(leading: 0.65em, spacing: 1.1em)
#text(size: 18pt, weight: "bold")[#report.title]

#for line in report.front [#line \\ ]

#table(columns: (2fr, 1fr), stroke: 0.5pt, table.header([*Judgement*], [*Grade*]),
  ..report.judgements.map(pair => (pair.at(0), pair.at(1))).flatten())

#for paragraph in report.summary { par(paragraph) }

#pagebreak()
#text(size: 14pt, weight: "bold")[What needs to improve?]

#for item in report.needs { list(marker: [◼], item) }

#for section in report.sections {
  block(above: 1.6em, text(size: 13pt, weight: "bold", section.heading))
  enum(start: section.first, spacing: 1.1em, ..section.paragraphs)
}
"""


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "inspection.toml").read_text(encoding="utf-8"))


def sentences() -> list[str]:
    """What needs to improve, as the report says it."""
    found: list[str] = _words()["needs_to_improve"]
    return found


def report_pdf(first: dt.date, last: dt.date, published_on: dt.date) -> bytes:
    """The report of an inspection from a first to a last day."""
    words = _words()
    graded = [area for area in GRADES if area != "overall" or last <= LAST_OVERALL]
    titles = {section["area"]: section["heading"] for section in words["sections"]} | {
        "overall": "Overall effectiveness"
    }
    sections, number = [], 1
    for section in words["sections"]:
        grade = GRADES[section["area"]].label
        heading = f"{section['heading']}: {grade.lower()}"
        sections.append({"heading": heading, "first": number, "paragraphs": section["paragraphs"]})
        number += len(section["paragraphs"])
    title = "Inspection of Severnshire local authority children’s services"
    dates = f"{first.day} {first:%B} {first.year} to {last.day} {last:%B} {last.year}"
    report = {
        "title": title,
        "footer": f"{title}, {dates}",
        "front": [
            f"Inspection dates: {dates}",
            f"Lead inspector: {words['lead_inspector']}, His Majesty’s Inspector",
            f"Report published: {filters.date(published_on)}",
            words["note"],
        ],
        "judgements": [[titles[area], GRADES[area].label] for area in graded],
        "summary": words["summary"],
        "needs": words["needs_to_improve"],
        "sections": sections,
    }
    return typst.compile(
        _LAYOUT.encode(), format="pdf", sys_inputs={"report": json.dumps(report)}, ignore_system_fonts=True
    )
