"""Who was inspected, when, under which framework, and who led it? What the first page says outside its table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from threshold.improvement.ofsted import authorities, words
from threshold.improvement.ofsted.reading import Document, Line

_CHILDREN = r"children\W{0,2}s"
_SERVICES = rf"{_CHILDREN}\s+(?:social\s+(?:care|work)\s+)?services"
_TITLE = (
    r"\b(?:re-?\s?inspection|inspection|single inspection|short inspection|standard inspection|focused visit|"
    r"monitoring visit|joint targeted area inspection|joint area inspection)"
)
_DATES = re.compile(
    r"^(?:(?:inspection|visit|fieldwork)\s+dates?|dates?\s+of\s+(?:the\s+)?(?:inspection|visit))\b", re.I
)
_AFTER_DATES = re.compile(
    r"^(?:report\s+published|published|publication|lead\s+inspect|judgements?\b|the\s+overall|children\W{0,2}s\s+services\s+in\b|"
    r"dear\b|dates?\s+of\s+(?:the\s+)?previous|previous|what\s|headline|overall\s+effectiveness)",
    re.I,
)
_PUBLISHED = re.compile(
    r"(?:report\s+published|publication\s+date|date\s+of\s+publication|published(?:\s+on)?)\s*:?", re.I
)
_LEAD = re.compile(r"^lead\s+inspectors?\s*:?\s*(.*)$", re.I)
_HMI = re.compile(
    r"[,;(\s]*(?:her|his)\s+majesty\W{0,2}s\s+inspectors?\b.*$|[,;(\s]+\(?hmi\b.*$|[,;(\s]+(?:senior\s+)?ofsted\s+inspector.*$",
    re.I,
)
_NAMED = re.compile(
    rf"{_TITLE}\s+(?:of|to|in)\s+(?:the\s+)?(.{{2,90}}?)(?:[’'‘`´]s?)?\s+(?:local\s+authority\W{{0,3}}s?\s+)?{_SERVICES}",
    re.I,
)
_NAMED_AFTER = re.compile(rf"{_SERVICES}\s*(?:in|of|for|:|-|–)?\s+([A-Z].{{2,70}}?)$")
_JTAI_IN = re.compile(r"\bin\s+(?:the\s+)?([A-Z][\w’'.,&-]*(?:\s+(?:[A-Z][\w’'.,&-]*|and|of|upon|with|the|on|de|le))*)")
_DAYS = r"(\d{1,2}\b[^.;]{3,60}?\d{4}(?:\s*(?:to|and|until|–|-)\s*\d{1,2}\s+[A-Za-z]+\s+\d{4})?)"
#: How a letter says when the visit was.
_DAYS_SAID = (
    re.compile(rf"(?:visit|inspection)\s+(?:of|to)\s.{{2,140}}?\s(?:on|between|from)\s+{_DAYS}", re.I),
    re.compile(rf"(?:visit|inspection)\s+(?:took\s+place|was\s+carried\s+out)\s+(?:on|between|from)\s+{_DAYS}", re.I),
    re.compile(rf"\b(?:between|from)\s+{_DAYS},?\s+(?:ofsted|inspectors|h[ei][rs]\s+majesty)", re.I),
)
_MONTHS_THAT_COUNT = 120  # days from an inspection's first day to its last


@dataclass
class Cover:
    authority: str | None = None
    framework: str | None = None
    #: inspection, focused_visit, monitoring_visit, joint_inspection; None where the first page does not say.
    kind: str | None = None
    inspected_from: date | None = None
    inspected_to: date | None = None
    published_on: date | None = None
    letter_dated: date | None = None
    lead_inspector: str | None = None
    warnings: list[str] = field(default_factory=list)
    #: How many of the document's lines belong to the cover.
    ends_at: int = 0


def read(document: Document) -> Cover:
    first = [line for line in document.lines if line.page == 1]
    cover = Cover()
    title = _text(_title(first), words.vocabulary(document.lines))
    opening = " ".join(line.text for line in first)[:4000]
    cover.kind = _kind(title, opening)
    _read_dates(cover, document, first, opening)
    cover.framework = _framework(cover, title, opening)
    _read_authority(cover, document, title, opening)
    cover.lead_inspector = _lead_inspector(document)
    if cover.lead_inspector is None:
        cover.warnings.append("The lead inspector's name was not found.")
    if cover.kind is None:
        cover.warnings.append(
            "The first page does not say what kind of inspection or visit this is, so no judgement was taken from it."
        )
    return cover


def _title(first: list[Line]) -> list[Line]:
    """What stands above the dates and the judgements, or in a letter below the greeting; at most twelve lines."""
    greeting = _greeting(first)
    if greeting is not None:
        below = first[greeting + 1 : greeting + 6]
        end = next(
            (i for i, line in enumerate(below) if re.match(r"(?:this|following|thank|i\s)\b", line.text, re.I)), 3
        )
        return [line for line in first[:greeting] if re.search(_TITLE, line.text, re.I)] + below[:end]
    taken: list[Line] = []
    for line in first[:14]:
        if _DATES.match(line.text):
            break
        if taken and _AFTER_DATES.match(line.text) and not re.search(_TITLE, line.text, re.I):
            break
        taken.append(line)
    return taken[:12]


def _greeting(first: list[Line]) -> int | None:
    return next((i for i, line in enumerate(first[:50]) if re.match(r"dear\b", line.text, re.I)), None)


def _text(lines: list[Line], known: set[str]) -> str:
    return words.join(lines, known, divided=True)


_KINDS = (
    ("joint_inspection", r"joint\s+(?:targeted\s+)?(?:area|child)\b"),
    ("monitoring_visit", r"monitoring\s+visit"),
    ("focused_visit", r"focuss?ed\s+visit"),
    ("inspection", r"inspection\s+of|inspection\s+report"),
)


def _kind(title: str, opening: str) -> str | None:
    begun = re.search(r"this letter (?:summarises|sets out|contains)[^.]{0,160}", opening, re.I)
    for text in (title, begun[0] if begun else ""):
        for kind, pattern in _KINDS:
            if re.search(pattern, text, re.I):
                return kind
    return None


def _framework(cover: Cover, head: str, opening: str) -> str | None:
    """A joint inspection and a focused visit belong to one framework; a monitoring visit's is told by its date."""
    if cover.kind in ("joint_inspection", "focused_visit"):
        return "JTAI" if cover.kind == "joint_inspection" else "ILACS"
    when = cover.inspected_to or cover.letter_dated
    if cover.kind == "monitoring_visit":
        return None if when is None else "ILACS" if when >= date(2018, 1, 1) else "SIF"
    if cover.kind == "inspection":
        if re.search(r"in need of help and protection|effectiveness of the local safeguarding", head, re.I):
            return "SIF"
        if re.search(_SERVICES, head, re.I) and re.search(
            r"impact\s+of\s+leaders|experiences?\s+and\s+progress", opening, re.I
        ):
            return "ILACS"
    return None


def _read_dates(cover: Cover, document: Document, first: list[Line], opening: str) -> None:
    for index, line in enumerate(first[:40]):
        if not _DATES.match(line.text):
            continue
        text = [_DATES.sub("", line.text)]
        for following in first[index + 1 : index + 4]:
            if _AFTER_DATES.match(following.text) or _PUBLISHED.match(following.text):
                break
            if not re.match(r"^[\W_]*(?:\d{1,2}\b|to\b|and\b|[A-Z][a-z]+\s+\d{4}|[–—-])", following.text):
                break
            text.append(following.text)
        _take_range(cover, " ".join(text))
        break
    else:
        _dates_elsewhere(cover, document, opening)
    for line in first[:60]:
        stated = _PUBLISHED.match(line.text)
        if stated and (days := words.dates(line.text[stated.end() :])):
            cover.published_on = days[0]
            break
    greeting = _greeting(first)
    if greeting is not None:
        for line in first[:greeting]:
            if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+\s+\d{4}", line.text):
                cover.letter_dated = words.dates(line.text)[0] if words.dates(line.text) else None
    if cover.inspected_from is None:
        cover.warnings.append("The dates of the inspection were not found, or could not be read without doubt.")


def _take_range(cover: Cover, text: str) -> None:
    days = words.dates(text)
    if not days:
        return
    if days != sorted(days) or (days[-1] - days[0]).days > _MONTHS_THAT_COUNT:
        cover.warnings.append("The dates of the inspection do not follow each other, so none was taken.")
        return
    cover.inspected_from, cover.inspected_to = days[0], days[-1]


def _dates_elsewhere(cover: Cover, document: Document, opening: str) -> None:
    for line in document.running:  # "20 February to 3 March 2023 6"
        if re.match(r"^\d{1,2}\b.*[A-Za-z]{3,9}\s+\d{4}", line) and words.dates(line):
            _take_range(cover, line)
            return
    for pattern in _DAYS_SAID:
        if said := pattern.search(opening):
            _take_range(cover, said[1])
            return


def _read_authority(cover: Cover, document: Document, head: str, opening: str) -> None:
    before = re.split(_TITLE + r"\s+(?:of|to)\b", head, maxsplit=1, flags=re.I)
    tries = [
        _NAMED.search(head),
        before[0] if len(before) > 1 else None,
        _NAMED_AFTER.search(head),
        *(_NAMED.search(text) for text in (*document.running, opening)),
    ]
    found = (_tidy_name(one if isinstance(one, str) else one[1]) for one in tries if one)
    name = next((one for one in found if one), None)
    if name is None or not authorities.is_known(name):
        printed = authorities.printed_in(name or head)
        if printed is None and name is None:
            printed = authorities.printed_in(" ".join(document.running))
        if printed is None and name is None and cover.kind == "joint_inspection":
            places = {place for place in _JTAI_IN.findall(head) if authorities.is_known(place)}
            printed = places.pop() if len(places) == 1 else None
        if printed is not None:
            name = printed.title() if printed.islower() or printed.isupper() else printed
            cover.warnings.append(f"The authority's name was taken from the words of the title: {name}.")
    if name is None:
        cover.warnings.append("The authority's name was not found.")
    elif not authorities.is_known(name):
        cover.warnings.append(f"“{name}” is not a name on the list of English authorities. Check it.")
    cover.authority = name


def _tidy_name(text: str) -> str | None:
    name = " ".join(text.split())
    name = re.sub(r"^(?:\d{1,3}\s+)+", "", name)
    name = re.sub(r"^(?:Ofsted\s+|Inspection report:?\s+)+", "", name, flags=re.I)
    name = re.sub(r"^.*\bon behalf of\s+(?:the\s+)?", "", name, flags=re.I)
    name = re.sub(r"[\s:,.–-]*(?:local\s+authority)?\W*$", "", name, flags=re.I)
    if not name or len(name) > 80 or not re.search(r"[A-Za-z]{3}", name):
        return None
    if re.match(r"(?:services|children|local|council|the|safeguarding|arrangements|january|february)$", name, re.I):
        return None
    if re.match(r"(?:services|arrangements|safeguarding|children)\b", name, re.I):
        return None
    return name.title() if name.isupper() else name


def _lead_inspector(document: Document) -> str | None:
    lines = document.lines
    for index, line in enumerate(lines):
        found = _LEAD.match(line.text)
        if not found:
            continue
        name = _HMI.sub("", found[1]).strip(" ,;:")
        if not name and index + 1 < len(lines):
            name = _HMI.sub("", lines[index + 1].text).strip(" ,;:")
        if (
            re.fullmatch(r"[^\W\d_a-z][\w’'.-]+(?:\s+(?:[^\W\d_a-z][\w’'.-]*|and|de|van|von|la|le|O’\w+|&|,))+", name)
            and len(name) < 80
        ):
            return name
    return None
