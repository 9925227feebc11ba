"""What does an inspection report say? The parser's one entrance: `read(data)` and `as_json(report)`."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from threshold.improvement.ofsted import authorities, body, cover, judgements, reading, words


@dataclass
class Report:
    cover: cover.Cover
    judgements: judgements.Judgements
    body: body.Body
    pages: int
    #: The text of each page without its header and footer.
    page_texts: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read(data: bytes, file_name: str = "") -> Report:
    """Read a report from its bytes. `file_name` may tell the day of publication where the report does not.

    Raises `reading.Unreadable` with a sentence of three parts.
    """
    document = reading.read(data)
    _refuse_a_second(document)
    front = cover.read(document)
    begin = judgements.end_of_cover(document)
    if front.framework == "SIF" and begin:
        begin = next((i for i, line in enumerate(document.lines) if line.page > 1), begin)
    found = body.read(document, begin)
    graded = judgements.read(document, front, found.headings)
    known = words.vocabulary(document.lines)
    on_page: dict[int, list[reading.Line]] = {}
    for line in document.lines:
        on_page.setdefault(line.page, []).append(line)
    texts = [
        words.join(on_page.get(page, []), known, divided=document.auto_hyphenated)
        for page in range(1, document.pages + 1)
    ]
    report = Report(front, graded, found, document.pages, texts)
    _publication(report, file_name, document)
    report.warnings += [*front.warnings, *graded.warnings, *found.warnings]
    if not found.needs:
        report.warnings.append("No list of what needs to improve was found.")
    if not found.paragraphs:
        report.warnings.append("No numbered paragraphs were found. Letters about visits often have none.")
    return report


def _refuse_a_second(document: reading.Document) -> None:
    """Two reports in one file would lend each other grades and findings."""
    said: dict[int, set[str]] = {}
    for line in document.lines:
        for what, found in _BEGINS.items():
            if found.match(line.text):
                said.setdefault(line.page, set()).add(what)
    second = next((page for page, seen in said.items() if page > 1 and len(seen) == len(_BEGINS)), None)
    if second is not None:
        raise reading.Unreadable(
            f"This PDF holds more than one report. Another begins on page {second}, and the findings of the two could "
            "not be told apart. Choose a file with one report."
        )


#: What only a cover has together.
_BEGINS = {
    "dates": re.compile(r"inspection\s+dates?\s*:?\s*\d", re.I),
    "table": re.compile(r"(?:the\s+impact\s+of\s+leaders\b|1\.\s+children\s+who\s+need\s+help)", re.I),
}


def _publication(report: Report, file_name: str, document: reading.Document) -> None:
    front = report.cover
    if front.published_on is not None:
        return
    last = front.inspected_to
    name = file_name.rsplit("/", 1)[-1].removesuffix(".pdf")
    numbers = re.search(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)", name)
    named = words.dates(f"{numbers[3]}/{numbers[2]}/{numbers[1]}" if numbers else re.sub(r"[-_.]+", " ", name))
    if len(named) == 1 and (last is None or 0 <= (named[0] - last).days <= 400):
        front.published_on = named[0]
        day = f"{named[0].day} {named[0]:%B %Y}"
        report.warnings.append(
            f"The report does not print its day of publication; {day} was taken from the file's name."
        )
        return
    made = re.match(r"D:(\d{4})(\d{2})(\d{2})", document.metadata.get("CreationDate", ""))
    made_on = f" The file itself was made on {made[1]}-{made[2]}-{made[3]}." if made else ""
    report.warnings.append(f"The report does not print its day of publication.{made_on}")


def as_json(report: Report) -> dict[str, Any]:
    """The agreed shape, then further keys. Dates are ISO text or None; an area without a grade is absent."""
    front = report.cover
    return {
        "authority": front.authority,
        "framework": front.framework,
        "inspected_from": _iso(front.inspected_from),
        "inspected_to": _iso(front.inspected_to),
        "published_on": _iso(front.published_on),
        "judgements": report.judgements.areas,
        "needs_to_improve": [item.text for item in report.body.needs],
        "paragraphs": [
            {"number": one.number, "section": one.section, "text": one.text, "page": one.page}
            | ({"heading": one.heading} if one.heading else {})
            | ({"about": "local_safeguarding_children_board"} if one.board else {})
            for one in report.body.paragraphs
        ],
        "needs_to_improve_items": [asdict(item) for item in report.body.needs],
        "other_judgements": report.judgements.other,
        "kind": front.kind,
        "lead_inspector": front.lead_inspector,
        "letter_dated": _iso(front.letter_dated),
        "authority_short": authorities.short_name(front.authority) if front.authority else None,
        "pages": report.pages,
        "warnings": report.warnings,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
