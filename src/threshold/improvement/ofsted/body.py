"""What are the report's headings, its numbered paragraphs and the list of what needs to improve?

One walk over the lines after the cover. A paragraph begins with the number that is due next; a heading closes what is
open; everything keeps the page on which it begins and its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from threshold.improvement.ofsted import judgements, words
from threshold.improvement.ofsted.reading import Document, Line

#: Headings that are sections in their own right; any other heading stands inside one.
_SECTION = re.compile(
    r"^(?:executive\s+summary|previous\s+(?:ofsted\s+)?inspections?|summary\s+of\s+(?:key\s+)?findings|the\s+local\s+authority\W{0,2}s\s+strengths|"
    r"progress\s+since\s+the\s+last\s+inspection|summary\s+for\s+children\s+and\s+young\s+people|"
    r"information\s+about\s+th(?:is|e)\s+(?:inspection|local\s+authority)|"
    r"what\s+the\s+inspection\s+judge?ments?\s+mean|inspection\s+judge?ments?\s+about|headline\s+findings|main\s+findings|"
    r"findings\s+and\s+evaluation\s+of\s+progress|areas?\s+covered\s+by\s+th(?:e|is)\s+visit|context|background|next\s+steps|"
    r"overview|summary\s+of\s+progress|key\s+strengths(?:\s+and\s+weaknesses)?|(?:practice\s+)?case\s+study|"
    r"(?:section\s+\d\W*)?the\s+local\s+authority$|evaluation\s+of\s+progress)",
    re.I,
)
_NEEDS = re.compile(
    r"^(?:what\s+(?:do|does|needs?|should|must)\b.{0,120}\bimprov\w*\b.{0,90}|what\s+needs\s+to\s+improve\b.{0,120}|"
    r"(?:key\s+)?areas?\s+for\s+(?:priority\s+action|improvement|development)(?:\s+and\s+.{0,40})?|"
    r"(?:areas?\s+for\s+)?priority(?:\s+and\s+immediate)?\s+actions?|recommendations?(?:\s+for\s+.{0,40})?)\s*[?:.]?$",
    re.I,
)
_BOARD = re.compile(r"local\s+safeguarding\s+children\W{0,2}s?\s+board|\blscb\b", re.I)
#: Sections that tell of earlier inspections.
_PAST = re.compile(r"^(?:information\s+about|progress\s+since|previous)\b", re.I)
_TRAILER = re.compile(
    r"^(?:the\s+office\s+for\s+standards\s+in\s+education|any\s+complaints\s+about\s+(?:the|this)\s+inspection|"
    r"if\s+you\s+would\s+like\s+a\s+copy\s+of\s+this|yours\s+sincerely|©\s+crown)",
    re.I,
)
_NUMBERED = re.compile(r"^(\d{1,3})(?:(?P<mark>[.)])(?!\d)\s*|\s+)(?P<words>\S.*)$")
_BULLET = re.compile(r"^([•●▪■◼◾◆►▶➢➤✓✔\u25a0-\u25ff\u2022-\u2023\ue000-\uf8ff]|[o§](?=\s)|[-–—−*](?=\s))\s*(.*)$")
_ENDS_SENTENCE = re.compile(r"[.!?:;][’”'\")\]]*$|[)\]]$")


#: Characters. The longest paragraph of the known reports has about 2,500.
_LONG = 5000


@dataclass
class Paragraph:
    number: int
    section: str
    text: str
    page: int
    heading: str = ""
    board: bool = False
    in_list: bool = False


@dataclass
class Item:
    text: str
    page: int
    under: str = ""
    priority: bool = False


@dataclass
class Body:
    paragraphs: list[Paragraph] = field(default_factory=list)
    needs: list[Item] = field(default_factory=list)
    #: Headings of the part about the authority, whole, to read the judgements from.
    headings: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Open:
    """A paragraph or an item whose lines are still being gathered."""

    kind: str
    lines: list[Line]
    number: int = 0
    bullet: str = ""
    x: float = 0.0
    hang: float | None = None


class _Walk:
    def __init__(self, document: Document) -> None:
        self.document = document
        rights = sorted(line.right for line in document.lines)
        self.measure = rights[int(0.9 * len(rights))] if rights else 0.0
        self.known = words.vocabulary(document.lines)
        self.body = Body()
        self.section = self.heading = ""
        self.board = self.needs = self.priority = False
        self.open: _Open | None = None
        self.loose: list[Line] = []
        self.due = 1
        self.last: Line | None = None
        self.items_here = 0
        self.heading_since_number = False

    def close(self) -> None:
        done, self.open = self.open, None
        if done is None:
            return
        text = words.join(done.lines, self.known, divided=self.document.auto_hyphenated)
        if done.kind == "paragraph":
            in_list = self.needs
            self.body.paragraphs.append(
                Paragraph(done.number, self.section, text, done.lines[0].page, self.heading, self.board, in_list)
            )
            if not in_list or self.board:
                return
        elif self.board:
            return
        if text:
            self.body.needs.append(Item(text, done.lines[0].page, self.heading, self.priority))
            self.items_here += 1

    def end_list(self) -> None:
        """A list without bullets or numbers: each printed paragraph is an item."""
        if self.needs and not self.board and not self.items_here:
            for group in _groups(self.loose):
                text = words.join(group, self.known, divided=self.document.auto_hyphenated)
                if re.match(r"there (?:are|were) no\b", text, re.I):
                    continue
                self.body.needs.append(Item(text, group[0].page, self.heading, self.priority))
        self.loose = []

    def is_short(self, line: Line) -> bool:
        """The line ends well before the measure: what comes next begins anew."""
        return bool(line.right) and line.right < self.measure - 60

    def take_plain_heading(self) -> None:
        """A short line before a number, set like the text ("Missing children"), is a heading inside its section."""
        line = self.loose[-1] if self.loose else None
        if line is not None and line is self.last and self.is_short(line) and re.match(r"[A-Z][^.]*$", line.text):
            self.heading = line.text
            self.loose.pop()

    def take_heading(self, text: str, first: Line) -> None:
        self.close()
        past = _PAST.search(self.section) is not None
        if past and not _looks_like_heading(first, self.document):  # "Care leavers: good" of an earlier inspection
            return
        named = judgements.heading_area(text)
        begins_list = _NEEDS.match(text) is not None
        graded = re.fullmatch(rf"(.*?)(?:\s+(?:is|are)\b.*|\s*[:–-]\s*)?{words.GRADE}\W*", text, re.I)
        # An unknown heading ends a list only when it is set as large as a section's.
        ends_list = self.needs and first.size >= self.document.body_size + 1.5
        if begins_list or named or _SECTION.match(text) or _BOARD.search(text) or ends_list:
            self.end_list()
            self.items_here = 0
            self.loose = []
            self.needs = begins_list
            self.priority = begins_list and "priority" in text.lower()
            if _BOARD.search(text) and not re.match(r"what the inspection", text, re.I):
                self.board = True
            elif named and self.board and named[0] not in ("adoption", "care_leavers"):
                self.board = False
            self.section = named[2] if named else text
            self.heading = ""
        else:
            self.heading = text
        if not self.board and (named or graded) and not _PAST.search(self.section):
            self.body.headings.append(text)
        self.heading_since_number = True
        self.last = None


def read(document: Document, begin: int) -> Body:
    walk = _Walk(document)
    for block in _blocks(document, begin, walk.known):
        if isinstance(block, list):
            walk.take_heading(words.join(block, walk.known, divided=True), block[0])
            continue
        if _TRAILER.match(block.text):
            walk.close()
            walk.end_list()
            walk.needs = False
            walk.section = walk.heading = ""
            walk.last = None
            if block.text.lower().startswith("the office"):
                break
            continue
        _take(walk, block)
    walk.close()
    walk.end_list()
    _settle(walk)
    return walk.body


def _blocks(document: Document, begin: int, known: set[str]) -> Iterator[Line | list[Line]]:
    """Lines, and headings as lists of their lines. Pages of contents and footnotes are passed over."""
    lines = document.lines[begin:]
    contents = {line.page for line in lines if re.fullmatch(r"(?:table of )?contents", line.text.strip(), re.I)}
    lines = [
        line
        for line in lines
        if line.page not in contents and line.size > document.body_size - 1.6 and re.search(r"\w", line.text)
    ]
    index = 0
    before: Line | None = None
    while index < len(lines):
        length = _heading_length(lines, index, document, before, known)
        if length:
            yield lines[index : index + length]
            before = None
        else:
            length = 1
            yield lines[index]
            before = lines[index]
        index += length


def _looks_like_heading(line: Line, document: Document) -> bool:
    set_apart = line.bold or line.size >= document.body_size + 1.5
    return set_apart and line.size >= document.body_size - 0.6 and len(line.text) < 160 and not _BULLET.match(line.text)


def _heading_length(lines: list[Line], index: int, document: Document, before: Line | None, known: set[str]) -> int:
    line = lines[index]
    if _looks_like_heading(line, document):
        length = 1
        while index + length < len(lines) and length < 4:
            above, following = lines[index + length - 1], lines[index + length]
            near = following.page == above.page and 0 < above.y - following.y < 1.62 * above.size
            same = abs(following.size - above.size) < 0.6 and _looks_like_heading(following, document)
            if not (near and same) or (
                judgements.heading_area(words.join(lines[index : index + length], known, divided=True))
                and _begins(following.text)
            ):
                break
            length += 1
        # A grade in a table's right-hand cell, or the end of a judgement in another weight.
        for more in (1, 2):
            tail = lines[index + length : index + length + more]
            if len(tail) == more and judgements.heading_area(
                words.join(lines[index : index + length], known, divided=True)
            ):
                named = judgements.heading_area(words.join(lines[index : index + length + more], known, divided=True))
                if named and named[1] and all(len(part.text) < 40 for part in tail):
                    return length + more
        return length
    # Not set apart: only a whole heading with its grade, where a sentence could not be.
    if before is not None and not _ENDS_SENTENCE.search(before.text):
        return 0
    for length in (1, 2, 3, 4) if _begins(line.text) else ():
        text = words.join(lines[index : index + length], known, divided=True)
        if len(lines[index : index + length]) == length and len(text) < 160:
            named = judgements.heading_area(text)
            if named and named[1]:
                return length
    if _NEEDS.match(line.text) and line.text[:1].isupper() and not line.text.endswith("."):
        return 1
    return 0


def _begins(text: str) -> bool:
    return bool(re.match(r"[A-Z]", text)) and words.grade(text) is None


def _take(walk: _Walk, line: Line) -> None:
    if _begins_paragraph(walk, line):
        return
    bullet = _BULLET.match(line.text)
    current = walk.open
    in_list = walk.needs and (current is None or current.kind == "item")
    if bullet and in_list and (current is None or not _is_nested(current, bullet[1], line)):
        walk.close()
        walk.open = _Open("item", [replace(line, text=bullet[2])], bullet=bullet[1], x=line.x)
        walk.last = line
        return
    if current is not None:
        if _returns_to_margin(current, line, walk):
            walk.close()
        else:
            if current.hang is None and not bullet and line.x > current.x + 6:
                current.hang = line.x
            current.lines.append(_with_round_bullet(line, bullet))
            walk.last = line
            return
    walk.loose = [*walk.loose[-60:], line]
    walk.last = line


def _with_round_bullet(line: Line, bullet: re.Match[str] | None) -> Line:
    """Glyphs of symbol fonts mean nothing outside them; the words stay as they are."""
    if bullet and re.match(r"[\ue000-\uf8ff§o]", bullet[1]):
        return replace(line, text=f"• {bullet[2]}")
    return line


def _is_nested(current: _Open, glyph: str, line: Line) -> bool:
    if line.page == current.lines[0].page or glyph != current.bullet:
        return (line.x > current.x + 8 and glyph != current.bullet) or line.x > current.x + 14
    return False


def _returns_to_margin(current: _Open, line: Line, walk: _Walk) -> bool:
    """Text that begins further left than the lines of a hanging paragraph or item is no part of it."""
    if current.hang is None or line.x > current.hang - 6 or line.x > current.x + 5:
        return False
    same_page = walk.last is not None and walk.last.page == line.page
    return same_page or walk.last is None or bool(_ENDS_SENTENCE.search(walk.last.text))


def _begins_paragraph(walk: _Walk, line: Line) -> bool:
    found = _NUMBERED.match(line.text)
    if not found:
        return False
    number = int(found[1])
    restarts = number == 1 and walk.heading_since_number and walk.due > 1
    jump = number - walk.due
    if not (jump == 0 or restarts or 0 < jump <= 3):
        return False
    current = walk.open
    rest = found["words"]
    if not re.match(r"[A-Z‘’“'\"(]|\d+%|\d{1,2}-", rest):
        return False
    hanging = current is not None and current.hang is not None and line.x < current.hang - 6
    after_sentence = walk.last is None or bool(_ENDS_SENTENCE.search(walk.last.text)) or walk.is_short(walk.last)
    certain = (hanging or current is None or current.hang is None) and (after_sentence or hanging)
    if current is not None and current.hang is not None and not hanging:
        return False
    if (
        not certain
        or (found["mark"] is None and not (hanging or walk.last is None))
        or (jump and not hanging and walk.last)
    ):
        return False
    walk.close()
    walk.take_plain_heading()
    if jump > 0 and not restarts:
        lost = ", ".join(str(n) for n in range(walk.due, number))
        walk.body.warnings.append(f"Paragraph {lost} was not found before paragraph {number} on page {line.page}.")
    start = replace(line, text=rest)
    walk.open = _Open("paragraph", [start], number=number, x=line.x)
    walk.due = number + 1
    walk.heading_since_number = False
    walk.last = line
    return True


def _groups(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups:
            above = groups[-1][-1]
            gap = above.y - line.y if above.page == line.page else 0
            if gap < 1.5 * line.size and not (gap == 0 and _ENDS_SENTENCE.search(above.text)):
                groups[-1].append(line)
                continue
        groups.append([line])
    return groups


def _settle(walk: _Walk) -> None:
    """A numbered list whose numbers begin again in the findings is a list and no row of paragraphs."""
    paragraphs = walk.body.paragraphs
    again = next((i for i, one in enumerate(paragraphs) if i and one.number == 1), None)
    if again is not None and all(one.in_list for one in paragraphs[:again]):
        walk.body.paragraphs = paragraphs[again:]
    for one in walk.body.paragraphs:
        if len(one.text) > _LONG:
            walk.body.warnings.append(
                f"Paragraph {one.number} on page {one.page} is unusually long: the number of a paragraph after it may "
                "not have been recognised."
            )
