"""Which passages of a text are quotations? Those in quotation marks of any make, and blocks that begin with ">"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DOUBLE_OPEN = '“„"'
_DOUBLE_CLOSE = '”"'
_SINGLE_OPEN = "‘'"
_SINGLE_CLOSE = "’'"
#: After one of these, or at the start, a single mark opens a quotation; elsewhere it is an apostrophe.
_BEFORE_OPENING = '([{–—-/“"„'
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Quotation:
    """One quotation. `start` and `end` are places in the text, marks included; `words` are what is between them."""

    start: int
    end: int
    words: str
    is_block: bool = False
    is_closed: bool = True


def find(text: str) -> list[Quotation]:
    """The quotations of a text, in order. What is quoted inside a quotation belongs to it.

    A mark that is opened and never closed quotes to the end of its paragraph: that is how a quotation of several
    paragraphs is printed, and a forgotten mark must not hide anything.
    """
    found: list[Quotation] = []
    for start, end in _paragraphs(text):
        first = text[start:end].lstrip()
        found += _block(text, start, end) if first.startswith(">") else _inline(text, start, end)
    return found


def outside(text: str) -> str:
    """The text without its quotations: what its writer says in their own words."""
    rest, last = [], 0
    for quotation in find(text):
        rest.append(text[last : quotation.start])
        last = quotation.end
    return " ".join([*rest, text[last:]])


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends. A block of ">" lines is one of its own."""
    start = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        yield from _by_kind(text, start, end)
        start = gap.end() if gap else len(text)


def _by_kind(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part, kind, place = start, None, start
    for line in text[start:end].splitlines(keepends=True):
        this = line.lstrip().startswith(">")
        if kind is not None and this != kind:
            yield part, place
            part = place
        kind, place = this, place + len(line)
    if part < end:
        yield part, end


def _block(text: str, start: int, end: int) -> list[Quotation]:
    lines = [re.sub(r"^\s*>\s?", "", line) for line in text[start:end].splitlines()]
    words = "\n".join(lines).strip()
    # Marks around the whole block say twice that it is a quotation.
    if len(words) > 1 and words[0] in _DOUBLE_OPEN + "‘" and words[-1] in _DOUBLE_CLOSE + "’":
        words = words[1:-1]
    return [Quotation(start, end, words.strip(), is_block=True)] if words.strip() else []


def _inline(text: str, start: int, end: int) -> Iterator[Quotation]:
    place = start
    while place < end:
        mark = text[place]
        if mark in _DOUBLE_OPEN:
            close = _close_double(text, place, end)
        elif mark in _SINGLE_OPEN and _opens(text, place, start, end):
            close = _close_single(text, place, end)
            if close is None and mark == "'":  # an apostrophe at the start of a word
                place += 1
                continue
        else:
            place += 1
            continue
        last = end if close is None else close
        words = text[place + 1 : last].strip()
        after = last if close is None else last + 1
        if words:
            yield Quotation(place, after, words, is_closed=close is not None)
        place = after


def _opens(text: str, place: int, start: int, end: int) -> bool:
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < end else " "
    return (before.isspace() or before in _BEFORE_OPENING) and not after.isspace()


def _close_double(text: str, place: int, end: int) -> int | None:
    """Where the mark that closes this one stands. Curly marks inside it are counted; a straight one cannot be."""
    if text[place] == '"':
        found = re.compile('["”]').search(text, place + 1, end)
        return found.start() if found else None
    depth = 1
    for other in re.compile('[“„”"]').finditer(text, place + 1, end):
        depth += 1 if other[0] in "“„" else -1
        if depth == 0:
            return other.start()
    return None


def _close_single(text: str, place: int, end: int) -> int | None:
    """Where the quotation ends: the first mark that is no apostrophe.

    After an s the mark may be the possessive of many ("the children's", "the boys' lives"). It is taken for one where
    another mark follows that could close: rather a quotation that is too long than one that hides its end.
    """
    possible = None
    for other in re.compile("[’'‘]").finditer(text, place + 1, end):
        at = other.start()
        before, after = text[at - 1], text[at + 1] if at + 1 < end else " "
        if other[0] == "‘" or (other[0] == "'" and before.isspace() and not after.isspace()):
            break  # the next quotation begins
        if after.isalnum() or before.isspace():
            continue
        possible = at
        if not (before in "sS" and after.isspace() and text[at + 2 : at + 3].islower()):
            break
    return possible
