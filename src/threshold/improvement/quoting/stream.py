"""How are the pages of a document made one comparable text, without changing what they say?

Only this is made alike: white space, hyphens at the end of a line, the shapes of quotation marks, dashes and ligatures.
Letters, capitals, figures and punctuation stay.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

#: Stands for a hyphen at the end of a line: it may belong to the word, or to the line alone.
SOFT = "\x00"
_HYPHENS = re.compile(f"[-{SOFT}]+")
_ALIKE = str.maketrans(
    dict.fromkeys('‘’‚‛`´′“”„‟″"«»', "'")
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\x00")
    # Marks that PDF readers and word processors leave where a word was broken.
    | dict.fromkeys("\xad\ufffe\x02", "\x01")
)
_BROKEN = re.compile("\x01\\s*")
_BROKEN_LINE = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n\s*(?=[^\W\d_])")
_ENDS_BROKEN = re.compile(r"[^\W\d_]-\s*$")
_BEGINS_WORD = re.compile(r"\s*[^\W\d_]")
#: How many lines at the top and at the foot of a page may be its furniture: a header, a footer, the page's number.
_FURNITURE_LINES = 3
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
#: A place is tried at most so often: enough for any real text, and a bound for one made to be slow.
_MOST_PLACES = 5_000


def alike(text: str) -> str:
    """The text with the allowed differences taken out. A hyphen at a line's end becomes `SOFT`."""
    text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    text = _BROKEN_LINE.sub(SOFT, _BROKEN.sub(SOFT, text))
    return " ".join(text.split())


@dataclass(frozen=True)
class Match:
    """Where something stands: places in the stream, and pages from 1."""

    start: int
    end: int
    first_page: int
    last_page: int


class Stream:
    """Text without its hyphens, and where they were: a word broken at a line's end is found either way."""

    def __init__(self, text: str, page_starts: Sequence[int] = (0,)) -> None:
        self.text = text
        bare, gaps, last, length = [], {}, 0, 0
        for hyphens in _HYPHENS.finditer(text):
            bare.append(text[last : hyphens.start()])
            length += hyphens.start() - last
            gaps[length] = (hyphens[0].count("-"), hyphens[0].count(SOFT))
            last = hyphens.end()
        bare.append(text[last:])
        self.bare = "".join(bare)
        self.gaps = gaps
        self._places = list(gaps)
        self._page_starts = list(page_starts)

    def page_of(self, place: int) -> int:
        """The page of a place in the bare text, from 1."""
        hyphens = bisect_right(self._places, place)
        removed = sum(sum(self.gaps[gap]) for gap in self._places[:hyphens]) if hyphens < 50 else self._removed[hyphens]
        return bisect_right(self._page_starts, place + removed)

    @cached_property
    def _removed(self) -> list[int]:
        """How many hyphens stood before each gap's end: index n for the first n gaps."""
        total, found = 0, [0]
        for gap in self._places:
            total += sum(self.gaps[gap])
            found.append(total)
        return found

    def find(self, wanted: Stream, *, begin: int, whole_start: bool = True, whole_end: bool = True) -> Match | None:
        """The first place from `begin` on where this stands word for word, from the start of a word to the end of one.

        Args:
            whole_start, whole_end: whether a word must begin, or end, there; not beside a bracket ("[S]trong").
        """
        length = len(wanted.bare)
        place = begin - 1
        for _ in range(_MOST_PLACES):
            place = self.bare.find(wanted.bare, place + 1)
            if place < 0:
                return None
            end = place + length
            if (whole_start and self._is_inside_word(place)) or (whole_end and self._is_inside_word(end)):
                continue
            if self._same_hyphens(wanted, place, end):
                return Match(place, end, self.page_of(place), self.page_of(end - 1))
        return None

    def _is_inside_word(self, place: int) -> bool:
        if place in self.gaps or not 0 < place < len(self.bare):
            return False
        return self.bare[place - 1].isalnum() and self.bare[place].isalnum()

    def _same_hyphens(self, wanted: Stream, place: int, end: int) -> bool:
        inside = self._places[bisect_right(self._places, place) : bisect_left(self._places, end)]
        places = {gap - place for gap in inside} | {gap for gap in wanted.gaps if 0 < gap < end - place}
        return all(
            _may_be(wanted.gaps.get(offset)) & _may_be(self.gaps.get(place + offset)) for offset in places
        ) and all(
            _least(wanted.gaps.get(offset)) <= max(_may_be(self.gaps.get(place + offset)))
            for offset in (0, end - place)
        )


def _may_be(gap: tuple[int, int] | None) -> set[int]:
    """How many hyphens the writer may have meant here."""
    hard, soft = gap or (0, 0)
    return set(range(hard, hard + soft + 1))


def _least(gap: tuple[int, int] | None) -> int:
    return gap[0] if gap else 0


def of_pages(pages: Sequence[str]) -> Stream:
    """The pages as one stream that knows where each of them begins."""
    text, starts, broken = "", [], False
    parts: list[str] = []
    length = 0
    for page in pages:
        text = alike(page)
        if parts and broken and _BEGINS_WORD.match(page):
            parts[-1] = parts[-1][:-1] + SOFT  # the last word of the page before goes on here
        elif parts:
            parts.append(" ")
            length += 1
        starts.append(length)
        parts.append(text)
        length += len(text)
        broken = bool(_ENDS_BROKEN.search(page[-200:])) and text.endswith("-")
    return Stream("".join(parts), starts or [0])


def without_furniture(pages: Sequence[str]) -> list[str]:
    """The pages without their numbers and the lines that stand at the top or foot of several of them."""
    lines = [page.splitlines() for page in pages]
    counted: Counter[str] = Counter()
    for page in lines:
        counted.update({_pattern(page[at]) for at in _edges(page)})
    common = {line for line, number in counted.items() if line and number >= 2 and 2 * number >= min(len(pages), 6)}
    found = []
    for page in lines:
        drop = {at for at in _edges(page) if _is_page_number(page[at]) or _pattern(page[at]) in common}
        found.append("\n".join(line for at, line in enumerate(page) if at not in drop))
    return found


def _edges(lines: Sequence[str]) -> set[int]:
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return {*filled[:_FURNITURE_LINES], *filled[-_FURNITURE_LINES:]}


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).casefold())


def _is_page_number(line: str) -> bool:
    return _PAGE_NUMBER.fullmatch(line.strip()) is not None
