"""Which grade was given to which area?

The table of the first page is read twice, independently: by place (a grade belongs to the label in whose row it
stands) and by order (label, grade, label, grade; or all labels and then all grades). The headings of the sections
("… children in care: good") are a third reading. A grade is taken when the readings that could be made agree. Where
two disagree the area stays out, with a warning. Grades in running text are never looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
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
_LEAVERS = r"(?:care\s+leavers|care.?experienced\s+young\s+people|young\s+people\s+leaving\s+care)"
_LABELS = {
    "overall": r"overall\s+effectiveness",
    "leaders": r"(?:the\s+)?impact\s+of\s+leaders(?:\s+and\s+managers)?(?:\s+on\s+(?:social\s+work\s+)?practice)?"
    r"(?:\s+with\s+children\s+and\s+(?:their\s+)?families)?|leadership,?\s+management(?:,?\s+and\s+governance)?",
    "help_and_protection": rf"(?:{_EXP})?children(?:\s+and\s+(?:their\s+)?families)?\s+(?:who|in)\s+need\s+(?:of\s+)?"
    r"help\s+(?:and|or)\s+protection",
    "in_care_and_leavers": rf"(?:{_EXP})?children\s+in\s+care\s+and\s+{_LEAVERS}",
    "in_care": rf"(?:{_EXP})?(?:children\s+in\s+care|children\s+looked\s+after|looked\s+after\s+children)"
    r"(?:\s+and\s+achieving\s+permanence)?",
    "care_leavers": rf"(?:{_EXP})?{_LEAVERS}",
    "adoption": r"adoption(?:\s+performance)?",
}
_NUMBER = r"(?:\d(?:\.\d)?\.?\s+)?"
_ANY_LABEL = re.compile(
    _NUMBER + "(?:" + "|".join(f"(?P<{area}>{pattern})" for area, pattern in _LABELS.items()) + r")\b", re.I
)
_BEGUN = r"requires?(?:\s+improvements?(?:\s+to(?:\s+be)?)?)?"
#: The head of a column of grades that are not, or need not be, this inspection's.
_EARLIER = re.compile(r"\b(?:previous|last|prior|earlier)\b|\b20\d\d\b", re.I)
_GRADED = re.compile(
    rf"^(?:the\s+)?graded\s+judge?ment\s+(?:for|about|on)\s+(?:the\s+)?(?P<what>.*?)\s+(?:is|are|was)\s+(?:that\s+)?(?:it\s+)?"
    rf"(?:is\s+)?(?P<grade>{words.GRADE})\W*$",
    re.I,
)
_OVERALL_SENTENCE = re.compile(
    rf"(?:overall\s+(?:judge?ment|effectiveness)\s*:?(?:\s+is(?:\s+that)?)?"
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
    x: float
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
        readings.append(_sentences(first_pages))
    agreed = _agreed(readings, result)
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
    if _has_no_overall(cover) and agreed.pop("overall", ""):
        result.warnings.append(
            "A grade for overall effectiveness was not taken: inspections that begin from 1 April 2026 have none."
        )
    result.areas = {area: agreed[area] for area in AREAS if area in agreed}
    _warn_of_missing(result, cover)
    return result


def _agreed(readings: list[dict[str, str]], result: Judgements) -> dict[str, str]:
    """What all readings that found an area say of it; where they differ, a warning."""
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
    return agreed


def _has_no_overall(cover: Cover) -> bool:
    return cover.framework == "ILACS" and cover.inspected_from is not None and cover.inspected_from >= NO_OVERALL_FROM


def _warn_of_missing(result: Judgements, cover: Cover) -> None:
    expected = list(AREAS)
    when = cover.inspected_to
    if cover.framework == "ILACS":
        if when is None or when < CARE_LEAVERS_APART_FROM:
            expected.remove("care_leavers")
        if when is None or _has_no_overall(cover):
            expected.remove("overall")
    for area in expected:
        if area not in result.areas and not any(NAMES[area] in warning for warning in result.warnings):
            result.warnings.append(f"No grade for {NAMES[area]} was found.")


def _title_ends(lines: list[Line]) -> int:
    """Behind the lines about dates and people: a title may break so that a line begins with the words of a label."""
    about = re.compile(r"(?:inspection|visit)\s+dates?\b|dates?\s+of\b|report\s+published|lead\s+inspect", re.I)
    return max(
        (index + 1 for index, line in enumerate(lines[:25]) if line.page == 1 and about.match(line.text)), default=0
    )


def end_of_cover(document: Document) -> int:
    """After the judgements' table: the last line on the first two pages that is a grade or ends a label with one."""
    last = 0
    started = False
    title = _title_ends(document.lines[:120])
    for index, line in enumerate(document.lines[:120]):
        if index < title:
            continue
        if line.page > 2:
            break
        if _ANY_LABEL.match(line.text) or re.match(r"judge?ments?\s+grade", line.text, re.I):
            started = True
        if not started:
            continue
        prose = len(line.text) > 70 or (line.size >= document.body_size + 1.5 and not line.cells[1:])
        if last and prose and not _ANY_LABEL.fullmatch(line.text):
            break
        if last and re.match(r"what\b.*\bimprov|areas?\s+for\b", line.text, re.I):
            break
        ends = re.search(rf"(?<!\w){words.GRADE}$", line.text, re.I)
        in_table = ends is not None and not line.text[: ends.start()].rstrip().endswith(":")
        if in_table and (len(line.text) < 70 or any(words.grade(cell.text) for cell in line.cells)):
            last = index + 1
        elif last and index - last > 6:
            break
    return last


def _by_place(lines: list[Line]) -> dict[str, str]:
    """Grades paired with the label that stands in the same row. "?" where a row holds two grades."""
    found: dict[str, str] = {}
    for page in (1, 2):
        cells = [part for line in lines if line.page == page for cell in line.cells for part in _split(cell)]
        rows = _rows(cells)
        if not rows:
            continue
        here: dict[str, str] = {}
        for value, top, bottom in _grades(cells, right_of=min(row.x for row in rows)):
            overlaps = sorted(
                ((min(top, row.top) - max(bottom, row.bottom), row) for row in rows), key=lambda pair: -pair[0]
            )
            if overlaps[0][0] <= 0 or (len(overlaps) > 1 and overlaps[1][0] >= overlaps[0][0] - 1):
                continue
            area = overlaps[0][1].area
            here[area] = "?" if area in here else value
        for area, value in here.items():
            found[area] = value if found.get(area, value) == value else "?"
    return found


def _split(cell: Cell) -> list[Cell]:
    """A grade, or its beginning, that stands too near its label for a gap to be seen is a cell of its own."""
    label = _ANY_LABEL.match(cell.text)
    rest = re.fullmatch(rf"\s+({words.GRADE}|{_BEGUN})", cell.text[label.end() :], re.I) if label else None
    if label is None or rest is None:
        return [cell]
    offset = label.end() + rest.start(1)
    x = next((x for at, x in cell.starts if at == offset), cell.right)
    return [replace(cell, text=label[0], right=x, divided=False), replace(cell, text=rest[1], x=x)]


def _below(above: Cell, cell: Cell) -> bool:
    """The next line of the same cell: at an ordinary distance, and set flush with it or about its middle."""
    return 0.3 * above.size < above.y - cell.y < 1.7 * max(above.size, cell.size) and _flush(above, cell)


def _flush(one: Cell, other: Cell) -> bool:
    """Both begin at the same place, or have the same middle."""
    return abs(one.x - other.x) < 20 or abs((one.x + one.right) - (other.x + other.right)) < 12


def _joined(cells: list[Cell]) -> str:
    """The lines of one cell as its words, with what a typesetter divided put together."""
    text = ""
    for index, cell in enumerate(cells):
        if index and re.search(r"[a-z]-$", text) and cell.text[:1].islower():
            text = text[:-1] + cell.text
        else:
            text += ("" if not index or cells[index - 1].divided else " ") + cell.text
    return " ".join(text.split())


def _columns(cells: list[Cell]) -> list[list[Cell]]:
    """Cells that stand directly one below the other, from the top."""
    columns: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda one: (-one.y, one.x)):
        column = next((column for column in columns if _below(column[-1], cell)), None)
        if column is None:
            columns.append([cell])
        else:
            column.append(cell)
    return columns


def _rows(cells: list[Cell]) -> list[_Row]:
    """The labels, each with the height that its lines take."""
    rows = []
    for column in _columns([cell for cell in cells if not words.grade(cell.text)]):
        index = 0
        while index < len(column):
            length = next((n for n in range(5, 0, -1) if _label(column[index : index + n], n)), 0)
            if length:
                label = column[index : index + length]
                above, below = column[max(0, index - 1) : index], column[index + length : index + length + 1]
                if not _runs_on(above, label, below):
                    area = _label(label, length)
                    rows.append(_Row(area, label[0].x, _top(label[0]), _bottom(label[-1])))
            index += length or 1
    return rows


def _label(cells: list[Cell], length: int) -> str:
    named = re.fullmatch(_ANY_LABEL.pattern, _joined(cells), re.I) if len(cells) == length else None
    return named.lastgroup or "" if named else ""


def _runs_on(above: list[Cell], label: list[Cell], below: list[Cell]) -> bool:
    """ "Overall effectiveness | at the previous inspection" is no label of this inspection, nor is a sentence."""
    continues = below and below[0].text[:1].islower() and label[-1].y - below[0].y < 1.45 * label[-1].size
    return bool(continues) or bool(above and re.search(r"\b(?:previous|last)\s+inspection\b", above[0].text, re.I))


def _top(cell: Cell) -> float:
    return cell.y + 0.8 * cell.size


def _bottom(cell: Cell) -> float:
    return cell.y - 0.25 * cell.size


def _grades(cells: list[Cell], *, right_of: float) -> list[tuple[str, float, float]]:
    """The grades that stand alone in a cell, or directly above one another: (grade, top, bottom).

    A column that holds anything else gives none at all: its last line may be the end of another word or sentence.
    """
    found: list[tuple[str, float, float]] = []
    earlier = [cell for cell in cells if cell.x > right_of + 60 and _EARLIER.search(cell.text)]
    for column in _columns([cell for cell in cells if cell.x > right_of + 60]):
        top = column[0]
        if any(head.y >= top.y and _flush(head, top) for head in earlier):
            continue
        if any(cell.x < top.x < cell.right - 1 and 0.3 * top.size < cell.y - top.y < 1.7 * top.size for cell in cells):
            continue  # what stands above runs over the column: this may be the end of its words
        if re.fullmatch(r"(?:judge?ments?\s+)?grades?|judge?ments?", top.text, re.I):
            column = column[1:]  # noqa: PLW2901 - the table's head
        taken: list[tuple[str, float, float]] = []
        index = 0
        while index < len(column):
            most = min(5, len(column) - index)
            length = next((n for n in range(most, 0, -1) if words.grade(_joined(column[index : index + n]))), 0)
            value = words.grade(_joined(column[index : index + length])) if length else None
            if value is None:
                break
            taken.append((value, _top(column[index]), _bottom(column[index + length - 1])))
            index += length
        else:
            found += taken
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
    for line in lines[_title_ends(lines) :]:
        if _ANY_LABEL.match(line.text) and not line.text.lower().startswith("overall"):
            break
        above.append(line)
    values = {
        words.grade(found["grade"])
        for text in _statements(above)
        if (found := _OVERALL_SENTENCE.search(text))
        and not re.search(r"lscb|safeguarding\s+children", found[0], re.I)
        and not re.search(rf"\b{words.GRADE}\b", found[0][: found.start("grade") - found.start()], re.I)
    }
    if len(values) == 1 and (value := next(iter(values))):
        return {"overall": value}
    return {"overall": "?"} if len(values) > 1 else {}


def _lscb(lines: list[Line]) -> str | None:
    values = {words.grade(found["grade"]) for text in _statements(lines) if (found := _LSCB_SENTENCE.search(text))}
    return next(iter(values)) if len(values) == 1 else None
