"""How are grades, dates and broken lines read?

Grades are Ofsted's four; "adequate", of the frameworks before 2013, is none of them and stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from threshold.improvement.ofsted.reading import Line

GRADE = r"(?:requires?\s+improvements?(?:\s+to\s+be(?:\s+rated)?\s+good)?|outstanding|inadequate|good)"
_GRADE_ALONE = re.compile(GRADE, re.IGNORECASE)

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # noqa: E501
_DAY = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\s?(?:st|nd|rd|th)\b)?(?:\s*(?:of\s+)?({_MONTH})(?![a-z])\.?,?)?"
    r"(?:\s*((?:19|20)\d{2})(?!\d))?(?!\d)",
    re.IGNORECASE,
)
#: What may stand after a day that has no month of its own; any other word may be a month that was misspelt.
_AFTER_DAY = re.compile(r"\s*(?:$|[^\w\s]|(?:to|and|until)\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)", re.I)
_NUMERIC = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


def grade(text: str) -> str | None:
    """The grade that the whole text is, or None: "Requires improvement to be good" → "requires_improvement"."""
    tidy = " ".join(text.split()).strip(" .:;*").lower()
    if not _GRADE_ALONE.fullmatch(tidy):
        return None
    return "requires_improvement" if tidy.startswith("require") else tidy


def dates(text: str) -> list[date]:
    """The dates in the text in the order in which they stand, months and years filled in from the next date that has
    them: "30 January to 10 February 2023" → two dates of 2023. Empty where a date stays incomplete or impossible.
    """
    numeric = _NUMERIC.findall(text)
    if numeric:
        try:
            return [date(int(year), int(month), int(day)) for day, month, year in numeric]
        except ValueError:
            return []
    parts = _days(text)
    while parts and parts[-1][1] is None:  # a stray number behind, such as a page's
        parts.pop()
    found: list[date] = []
    month, year = None, None
    for day, own_month, own_year in reversed(parts):
        if own_month is not None:
            if own_year is None and year is not None and month is not None and own_month > month:
                year -= 1  # "28 November to 9 December", or December to January of the next year
            month = own_month
        year = own_year or year
        if year is None and own_year is None:
            year = next((y for _, _, y in parts if y), None)  # the year stands with the first date only
        if month is None or year is None:
            return []
        try:
            found.append(date(year, month, day))
        except ValueError:
            return []
    return found[::-1]


def _days(text: str) -> list[tuple[int, int | None, int | None]]:
    """Day, month and year of each date as far as they are printed; empty where something between was not understood."""
    # "1 9 June": the letters' spacing came between two figures of one number.
    text = re.sub(rf"(?<![\d/.])([123])\s(\d)(?=\s*{_MONTH}\b)", r"\1\2", text, flags=re.I)
    parts: list[tuple[int, int | None, int | None]] = []
    read_to = 0
    for match in _DAY.finditer(text):
        day, month_name, own = match.groups()
        if month_name is None and not _AFTER_DAY.match(text, match.end()) and _DAY.search(text, match.end()):
            return []
        if parts and month_name and re.search(r"\d", text[read_to : match.start()]):
            return []
        own_month = _MONTHS.index(_whole(month_name)) + 1 if month_name else None
        parts.append((int(day), own_month, int(own) if own else None))
        read_to = match.end()
    return parts


def _whole(month: str) -> str:
    return next(name for name in _MONTHS if name.startswith(month.lower()[:3]))


def vocabulary(lines: Iterable[Line]) -> set[str]:
    """The words of the document that were not divided, to tell a divided word from a broken compound."""
    found: set[str] = set()
    after_division = False
    for line in lines:
        words = re.findall(r"[a-z]+(?:-[a-z]+)*", line.text.lower())
        inner = words[1 if after_division else 0 : -1 if line.divided else None]
        found.update(inner)
        after_division = line.divided
    return found


def join(lines: list[Line], known: set[str], *, divided: bool = False) -> str:
    """The lines as running text: line ends become spaces and the hyphens of divided words are undone.

    `known` is the document's vocabulary; `divided` says that its typesetter divides words. Where it does not, a hyphen
    at a line's end is the writer's own, as in every report that Ofsted sets in Word ("self-" + "assessment"), unless
    the document has the word without it.
    """
    text = ""
    for index, line in enumerate(lines):
        text += line.text
        if index == len(lines) - 1:
            break
        following = lines[index + 1].text
        if line.divided:
            text += _hyphen(text, following, known, divided=divided)
        elif _runs_on(text, following):
            if text.endswith("-") and _hyphen(text[:-1], following, known, divided=divided) == "":
                text = text[:-1]
        else:
            text += " "
    return " ".join(text.split())


def _runs_on(before: str, after: str) -> bool:
    """A compound broken behind its hyphen: "self-" + "assessment", "Stoke-on-" + "Trent", not "16-" + "and 17-year"."""
    if re.match(r"[A-Z][a-z]", after):
        return re.search(r"[a-z]-$", before) is not None
    return bool(re.search(r"[a-z][-–]$", before) and re.match(r"(?!(?:and|or|to)\b)[a-z]", after))


def _hyphen(before: str, after: str, known: set[str], *, divided: bool) -> str:
    if re.match(r"[A-Z]|[a-z]+-[A-Z]", after):  # "Stoke-on-" + "Trent", "Newcastle-" + "upon-Tyne"
        return "-"
    left = (re.findall(r"[a-z]+(?:-[a-z]+)*$", before.lower()) or [""])[-1]
    right = (re.findall(r"^[a-z]+", after.lower()) or [""])[0]
    if f"{left}-{right}" in known:
        return "-"
    if left + right in known or (divided and not (left in known and right in known)):
        return ""
    return "-"
