"""Inspection reports set by a typesetter: justified, divided, in narrow columns and tight rows, as no test would draw.

Where `a_report_pdf` puts each word at a chosen place, here typst breaks the lines of the table and the pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import typst

LABELS = {
    "leaders": "The impact of leaders on social work practice with children and families",
    "help_and_protection": "The experiences and progress of children who need help and protection",
    "in_care": "The experiences and progress of children in care",
    "care_leavers": "The experiences and progress of care leavers",
    "overall": "Overall effectiveness",
}
SINGLE_LABELS = {
    "help_and_protection": "1. Children who need help and protection",
    "in_care": "2. Children looked after and achieving permanence",
    "adoption": "2.1 Adoption performance",
    "care_leavers": "2.2 Experiences and progress of care leavers",
    "leaders": "3. Leadership, management and governance",
}
GRADES = {
    "Outstanding": "outstanding",
    "Good": "good",
    "Requires improvement to be good": "requires_improvement",
    "Inadequate": "inadequate",
}
NEEDS = ["The timeliness of visits.", "The quality of plans for care leavers."]
FINDING = (
    "Children are seen and heard. The service had been inadequate in 2019 and is now good, and plans have improved for "
    "most children in the area, though a small number of plans drift."
)
EACH = 3  # findings in each section


@dataclass(frozen=True)
class Style:
    columns: str
    align: str
    size: int
    inset: str
    font: str
    head: bool
    graded_headings: bool
    justify: bool
    divide: bool


def style(chance: Random) -> Style:
    return Style(
        columns=chance.choice(["70%, 30%", "60%, 2.6cm", "50%, 3cm", "9cm, auto", "13cm, 3cm", "1fr, 2.6cm"]),
        align=chance.choice(["top", "horizon", "bottom"]),
        size=chance.choice([9, 10, 11, 12, 14]),
        inset=chance.choice(["2pt", "5pt", "8pt"]),
        font=chance.choice(["Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern"]),
        head=chance.random() < 0.7,
        graded_headings=chance.random() < 0.5,
        justify=chance.random() < 0.3,
        divide=chance.random() < 0.4,
    )


def new_report(grades: dict[str, str], how: Style) -> bytes:
    """A report since 2023 with these grades (as printed, by area)."""
    rows = "".join(f"[{LABELS[area]}],[{grade}]," for area, grade in grades.items())
    head = "[*Judgement*],[*Grade*]," if how.head else ""
    sections = [
        _heading(LABELS[area] + (f": {grade.lower()}" if how.graded_headings else ""))
        for area, grade in grades.items()
        if area != "overall"
    ]
    return typst.compile(
        f"""{_page(how)}
#text(size: 24pt)[Inspection of Kirklees local authority children’s services]

*Inspection dates: 15 to 26 May 2023*

*Lead inspector: Ada Specimen, His Majesty’s Inspector*

{_table(how, head + rows)}

Since the last inspection, when services in Kirklees were judged inadequate, much has been done. Care leavers now get a
good service.

{_heading("What needs to improve?")}

- {NEEDS[0]}
- {NEEDS[1]}

{_numbered(sections, first=1)}
""".encode()
    )


def single_report(overall: str, grades: dict[str, str], how: Style) -> bytes:
    """A report of the single inspection framework; `overall` is the sentence that holds the judgement."""
    rows = "".join(f"[{SINGLE_LABELS[area]}],[{grade}]," for area, grade in grades.items())
    named = {
        "help_and_protection": "The experiences and progress of children who need help and protection",
        "in_care": "The experiences and progress of children looked after and achieving permanence",
        "adoption": "The graded judgement for adoption performance is that it is",
        "care_leavers": "The graded judgement about the experience and progress of care leavers is that it is",
        "leaders": "Leadership, management and governance",
    }
    sections = [_heading(f"{named[area]} {grade.lower()}") for area, grade in grades.items()]
    return typst.compile(
        f"""{_page(how)}
#text(size: 26pt)[Kirklees Council]

#text(weight: "bold")[Inspection of services for children in need of help and protection, children looked after and care
leavers]

Inspection date: 3 March 2015 – 25 March 2015

Report published: 19 May 2015

*{overall}*

The authority is not yet delivering good protection and help and care for children, young people and families.

The judgements on areas of the service that contribute to overall effectiveness are:

{_table(how, rows)}

#pagebreak()
{_heading("Information about this local authority area")}

#text(weight: "bold")[Previous Ofsted inspections]

The last inspection was in 2012. The judgements for the local authority were:

- overall effectiveness: Inadequate
- leadership, management and governance: Inadequate

Care leavers: inadequate

#pagebreak()
{_heading("Recommendations")}

1. {NEEDS[0]}

2. {NEEDS[1]}

{_numbered(sections, first=3)}
""".encode()
    )


def _page(how: Style) -> str:
    return (
        '#set page("a4", margin: 2.5cm, footer: context if counter(page).get().first() > 1 '
        "[Inspection of Kirklees local authority children’s services \\ 15 to 26 May 2023 #h(1fr) "
        "#counter(page).display()])\n"
        f'#set text(size: {how.size}pt, font: "{how.font}", lang: "en", hyphenate: {str(how.divide).lower()})\n'
        f"#set par(justify: {str(how.justify).lower()})\n"
    )


def _table(how: Style, cells: str) -> str:
    return f"#table(columns: ({how.columns}), align: {how.align} + left, inset: {how.inset}, {cells})"


def _heading(words: str) -> str:
    return f'#text(size: 14pt, weight: "bold")[{words}]'


def _numbered(sections: list[str], *, first: int) -> str:
    parts = []
    for index, heading in enumerate(sections):
        begin = first + index * EACH
        parts += [heading, *(f"{number}. {FINDING}" for number in range(begin, begin + EACH))]
    return "\n\n".join(parts)
