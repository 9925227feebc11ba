"""Which grade was given to which area?

The table of the first page is read twice, independently: by place (a grade belongs to the label in whose row it
stands) and by order (label, grade, label, grade; or all labels and then all grades). The headings of the sections
("… children in care: good") are a third reading. A grade is taken when the readings that could be made agree. Where
two disagree the area stays out, with a warning. Grades in running text are never looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from threshold.improvement.ofsted import words
from threshold.improvement.ofsted.cover import Cover
from threshold.improvement.ofsted.reading import Cell, Document, Line

AREAS = ("overall", "leaders", "help_and_protection", "in_care", "care_leavers")
NAMES = {
    "overall": "overall effectiveness",
    "leaders": "the impact of leaders",
    "help_and_protection": "children who need help and protection",
    "in_care": "children in care",
    "care_leavers": "care leavers",
    "adoption": "adoption performance",
    "local_safeguarding_children_board": "the local safeguarding children board",
}
#: Care leavers have a judgement of their own in inspections from here on; before it they were part of in_care.
CARE_LEAVERS_APART_FROM = date(2023, 1, 1)
NO_OVERALL_FROM = date(2026, 4, 1)

_EXP = r"(?:the\s+)?experiences?\s+and\s+progress\s+of\s+"
_LABELS = {
    "overall": r"overall\s+effectiveness",
    "leaders": r"(?:the\s+)?impact\s+of\s+leaders(?:\s+and\s+managers)?(?:\s+on\s+social\s+work\s+practice)?"
    r"(?:\s+with\s+children\s+and\s+(?:their\s+)?families)?|leadership,?\s+management(?:,?\s+and\s+governance)?",
    "help_and_protection": rf"(?:{_EXP})?children\s+(?:who|in)\s+need\s+(?:of\s+)?help\s+and\s+protection",
    "in_care_and_leavers": rf"(?:{_EXP})?children\s+in\s+care\s+and\s+care\s+leavers",
    "in_care": rf"(?:{_EXP})?(?:children\s+in\s+care|children\s+looked\s+after|looked\s+after\s+children)"
    r"(?:\s+and\s+achieving\s+permanence)?",
    "care_leavers": rf"(?:{_EXP})?(?:care\s+leavers|care.experienced\s+young\s+people|young\s+people\s+leaving\s+care)",
    "adoption": r"adoption(?:\s+performance)?",
}
_NUMBER = r"(?:\d(?:\.\d)?\.?\s+)?"
_ANY_LABEL = re.compile(
    _NUMBER + "(?:" + "|".join(f"(?P<{area}>{pattern})" for area, pattern in _LABELS.items()) + r")\b", re.I
)
_FRAGMENT = re.compile(
    r"(?:requires?|requires?\s+improvement|improvement|requires?\s+improvement\s+to(?:\s+be)?|improvement\s+to(?:\s+be)?|"
    r"improvement\s+to\s+be\s+good|to\s+be\s+good|be\s+good|to\s+be|good)",
    re.I,
)
_GRADED = re.compile(
    rf"^(?:the\s+)?graded\s+judge?ment\s+(?:for|about|on)\s+(?:the\s+)?(?P<what>.*?)\s+(?:is|are|was)\s+(?:that\s+)?(?:it\s+)?"
    rf"(?:is\s+)?(?P<grade>{words.GRADE})\W*$",
    re.I,
)
_OVERALL_SENTENCE = re.compile(
    rf"(?:overall\s+(?:judge?ment|effectiveness)(?:\s+is(?:\s+that)?)?"
    rf"(?:\s+(?:the\s+)?(?:children\W{{0,2}}s\s+services|services|local\s+authority|authority|it)[^.:]{{0,60}}?)?(?:\s+(?:is|are))?|"
    rf"^children\W{{0,2}}s\s+services\s+in\s+[^.:]{{2,80}}?(?:\s(?:is|are))?)\s+(?P<grade>{words.GRADE})\W*$",
    re.I,
)
_LSCB_SENTENCE = re.compile(
    rf"(?:local\s+safeguarding\s+children\W{{0,2}}s?\s+board|lscb)\)?\s+(?:is\s+)?(?P<grade>{words.GRADE})\W*$", re.I
)


@dataclass
class Judgements:
    areas: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Row:
    area: str
    top: float
    bottom: float


def heading_area(text: str) -> tuple[str, str | None, str] | None:
    """What a heading judges: (area, grade or None, the heading without its grade). None where it names no area."""
    tidy = " ".join(text.split())
    graded = _GRADED.match(tidy)
    if graded:
        what = graded["what"].lower()
        area = "adoption" if "adoption" in what else "care_leavers" if "leaver" in what else None
        return (area, words.grade(graded["grade"]), tidy) if area else None
    label = _ANY_LABEL.match(tidy)
    if not label or label.lastgroup is None:
        return None
    rest = re.fullmatch(rf"\s*(?:is|are)?\s*[:–-]?\s*(?P<grade>{words.GRADE})?\W*", tidy[label.end() :], re.I)
    if rest is None:
        return None
    name = tidy[: label.end()]
    return label.lastgroup, words.grade(rest["grade"]) if rest["grade"] else None, name


def read(document: Document, cover: Cover, headings: list[str]) -> Judgements:
    """`headings` are those of the report's part about the authority, in order."""
    result = Judgements()
    if cover.kind != "inspection":
        if cover.kind:
            result.warnings.append("A visit or a joint inspection of this kind gives no graded judgements.")
        return result
    if cover.framework not in ("ILACS", "SIF"):
        result.warnings.append(
            "The framework of this inspection is not one whose judgements are known here, so none was taken."
        )
        return result
    table = [line for line in document.lines[: end_of_cover(document)] if line.page <= 2]
    first_pages = [line for line in document.lines if line.page <= 2]
    readings = [_by_place(first_pages), _by_order(table), _by_headings(headings)]
    if cover.framework == "SIF":
        readings.append(_sentences(table))
    agreed: dict[str, str] = {}
    for area in _LABELS:
        said = [reading[area] for reading in readings if area in reading]
        if not said:
            continue
        if len(set(said)) > 1 or "?" in said:
            result.warnings.append(
                f"The grade for {NAMES.get(area, NAMES['in_care'])} could not be read without doubt: the report's "
                "table and its headings do not say the same, or the table can be read in two ways. Enter it by hand."
            )
            continue
        agreed[area] = said[0]
        if not any(area in reading for reading in (*readings[:2], *readings[3:])):
            name = NAMES.get(area, NAMES["in_care"])
            result.warnings.append(f"The grade for {name} stands only in the heading of its section. Check it.")
    if "in_care_and_leavers" in agreed:
        if "in_care" in agreed and agreed["in_care"] != agreed["in_care_and_leavers"]:
            result.warnings.append("Two different grades for children in care were found, so none was taken.")
            agreed.pop("in_care")
        else:
            agreed["in_care"] = agreed["in_care_and_leavers"]
        agreed.pop("in_care_and_leavers")
    result.other = {area: agreed.pop(area) for area in ["adoption"] if area in agreed}
    lscb = _lscb(document.lines[:120])
    if lscb and cover.framework == "SIF":
        result.other["local_safeguarding_children_board"] = lscb
    result.areas = {area: agreed[area] for area in AREAS if area in agreed}
    _warn_of_missing(result, cover)
    return result


def _warn_of_missing(result: Judgements, cover: Cover) -> None:
    expected = list(AREAS)
    when = cover.inspected_to
    if cover.framework == "ILACS":
        if when is None or when < CARE_LEAVERS_APART_FROM:
            expected.remove("care_leavers")
        if when is None or when >= NO_OVERALL_FROM:
            expected.remove("overall")
    for area in expected:
        if area not in result.areas and not any(NAMES[area] in warning for warning in result.warnings):
            result.warnings.append(f"No grade for {NAMES[area]} was found.")


def end_of_cover(document: Document) -> int:
    """After the judgements' table: the last line on the first two pages that is a grade or ends a label with one."""
    last = 0
    started = False
    for index, line in enumerate(document.lines[:120]):
        if line.page > 2:
            break
        if _ANY_LABEL.match(line.text) or re.match(r"judge?ments?\s+grade", line.text, re.I):
            started = True
        if not started:
            continue
        prose = len(line.text) > 70 or (line.size >= document.body_size + 1.5 and not line.cells[1:])
        if last and prose and not _ANY_LABEL.fullmatch(line.text):
            break
        ends = re.search(rf"(?:^|[^:\s]\s)({words.GRADE})$", line.text, re.I)
        if ends and (len(line.text) < 70 or any(words.grade(cell.text) for cell in line.cells)):
            last = index + 1
        elif last and index - last > 6:
            break
    return last


def _cells(lines: list[Line]) -> list[tuple[Cell, Line]]:
    return [(cell, line) for line in lines for cell in line.cells]


def _by_place(lines: list[Line]) -> dict[str, str]:
    """Grades paired with the label that stands in the same row. "?" where a row holds two grades."""
    found: dict[str, str] = {}
    for page in (1, 2):
        cells = _cells([line for line in lines if line.page == page])
        rows = _rows(cells)
        if not rows:
            continue
        grades = _grades(cells, right_of=min(cell.x for cell, _ in cells))
        for text, top, bottom in grades:
            overlaps = sorted(
                ((min(top, row.top) - max(bottom, row.bottom), row) for row in rows), key=lambda pair: -pair[0]
            )
            if overlaps[0][0] <= 0 or (len(overlaps) > 1 and overlaps[1][0] >= overlaps[0][0] - 1):
                continue
            area = overlaps[0][1].area
            value = words.grade(text)
            if value is not None:
                found[area] = "?" if area in found else value
    return found


def _rows(cells: list[tuple[Cell, Line]]) -> list[_Row]:
    """The labels, each with the height that its lines take."""
    texts = [(cell, line) for cell, line in cells if not words.grade(cell.text)]
    rows = []
    index = 0
    while index < len(texts):
        best = None
        joined = ""
        for length in range(1, 5):
            chosen = texts[index : index + length]
            if len(chosen) < length:
                break
            joined = " ".join(cell.text for cell, _ in chosen)
            label = re.fullmatch(_ANY_LABEL.pattern, joined, re.I)
            if label and label.lastgroup:
                best = (label.lastgroup, length)
        if best:
            area, length = best
            sizes = [line for _, line in texts[index : index + length]]
            rows.append(
                _Row(area, max(l.y + 0.9 * l.size for l in sizes), min(l.y - 0.4 * l.size for l in sizes))  # noqa: E741
            )
            index += length
        else:
            index += 1
    return rows


def _grades(cells: list[tuple[Cell, Line]], *, right_of: float) -> list[tuple[str, float, float]]:
    """The grades that stand alone in a cell, put together from their lines: (text, top, bottom)."""
    parts = sorted(
        (
            (cell, line)
            for cell, line in cells
            if cell.x > right_of + 60 and (_FRAGMENT.fullmatch(cell.text) or words.grade(cell.text))
        ),
        key=lambda part: -part[1].y,
    )
    found = []
    index = 0
    while index < len(parts):
        taken = [parts[index]]
        text = parts[index][0].text
        while index + len(taken) < len(parts):
            cell, line = parts[index + len(taken)]
            close = taken[-1][1].y - line.y < 1.7 * line.size and abs(cell.x - taken[0][0].x) < 40
            if not close or (not _FRAGMENT.fullmatch(f"{text} {cell.text}") and not words.grade(f"{text} {cell.text}")):
                break
            text += " " + cell.text
            taken.append((cell, line))
        if words.grade(text):
            found.append(
                (text, max(l.y + 0.8 * l.size for _, l in taken), min(l.y - 0.2 * l.size for _, l in taken))  # noqa: E741
            )
        index += len(taken)
    return found


def _by_order(lines: list[Line]) -> dict[str, str]:
    """Label, grade, label, grade …, or all the labels and then as many grades; nothing else may stand between."""
    text = " ".join(line.text for line in lines)
    tokens: list[tuple[str, str]] = []
    position = None
    for match in re.finditer(rf"{_ANY_LABEL.pattern}|(?P<grade>\b{words.GRADE}\b)", text, re.I):
        between = text[position : match.start()] if position is not None else ""
        if re.search(r"[A-Za-z]", between):
            if sum(kind == "grade" for kind, _ in tokens) >= 2:
                break
            tokens = []
        kind = match.lastgroup or ""
        if kind != "grade" or tokens:
            tokens.append((kind, match[0]))
            position = match.end()
    kinds = [kind for kind, _ in tokens]
    labels = [kind for kind in kinds if kind != "grade"]
    grades = [words.grade(text) for kind, text in tokens if kind == "grade"]
    if len(labels) != len(grades) or len(labels) < 3 or len(set(labels)) != len(labels):
        return {}
    alternating = all((kind == "grade") == bool(index % 2) for index, kind in enumerate(kinds))
    in_columns = all(kind != "grade" for kind in kinds[: len(labels)])
    if not alternating and not in_columns:
        return {}
    return {label: value for label, value in zip(labels, grades, strict=True) if value is not None}


def _by_headings(headings: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for heading in headings:
        named = heading_area(heading)
        if named and named[1]:
            area, value = named[0], named[1]
            found[area] = value if found.get(area, value) == value else "?"
    return found


def _statements(lines: list[Line]) -> list[str]:
    """The lines, and each with the one and two after it, as sentences may run over."""
    texts = [line.text for line in lines if line.page == 1]
    return [" ".join(texts[index : index + length]) for index in range(len(texts)) for length in (1, 2, 3)]


def _sentences(lines: list[Line]) -> dict[str, str]:
    """The overall judgement of the single inspection framework is a sentence above the table."""
    above = []
    for line in lines:
        if _ANY_LABEL.match(line.text) and not line.text.lower().startswith("overall"):
            break
        above.append(line)
    values = {
        words.grade(found["grade"])
        for text in _statements(above)
        if (found := _OVERALL_SENTENCE.search(text)) and not re.search(r"lscb|safeguarding\s+children", found[0], re.I)
    }
    if len(values) == 1 and (value := next(iter(values))):
        return {"overall": value}
    return {"overall": "?"} if len(values) > 1 else {}


def _lscb(lines: list[Line]) -> str | None:
    values = {words.grade(found["grade"]) for text in _statements(lines) if (found := _LSCB_SENTENCE.search(text))}
    return next(iter(values)) if len(values) == 1 else None
