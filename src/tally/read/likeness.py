"""Which of some names does somebody mean by what they wrote? Where two are equally near: neither.

What people type differs from a name in ways that say nothing: capitals, blanks, line breaks, brackets, quotation marks,
a slip of the finger, an end that was left off. A number or a "not" that differs is never a slip.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

#: How many letters a name must have for one, two and three of them to be slips.
_SLIPS = ((24, 3), (10, 2), (4, 1))
#: Words that turn a sentence round.
_NOT = frozenset({"not", "no", "non", "never", "without"})
#: What stands between a name and what somebody added to it.
_ADDED = re.compile(r"\s[-–—]\s|\s?[:(,;/]\s?")


class How(StrEnum):
    """By what a written text was taken for a name."""

    SAME = "as it is written"
    WORDS = "by its words"
    OTHER = "by another name for it"
    LETTER = "by its letter"
    BEGINNING = "by how it begins"
    SPELLING = "misspelt"
    PINNED = "by the mapping file"


@dataclass(frozen=True)
class Match:
    """The names that a text may mean. One: it is that. None: it is no name. Several: it cannot be told which."""

    names: tuple[str, ...] = ()
    how: How = How.SAME

    @property
    def name(self) -> str | None:
        return self.names[0] if len(self.names) == 1 else None


def plain(text: str) -> str:
    """The letters and digits of a text in lower case, with one blank between words; "&" is "and"."""
    text = unicodedata.normalize("NFKC", text).replace("&", " and ").replace("'", "").replace("’", "").casefold()
    return " ".join(re.findall(r"[^\W_]+", text))


def nearest(written: str, names: Iterable[str], *, spelling: bool = True) -> Match:
    """The name that a text means: the same words, the same but for what was added or left off, or a slip or two."""
    by_words: dict[str, str] = {}
    for name in names:
        by_words.setdefault(plain(name), name)
    words = plain(written)
    if not words:
        return Match()
    if words in by_words:
        return Match((by_words[words],), How.SAME if written == by_words[words] else How.WORDS)
    # What was added stands behind a dash, a colon or a bracket: "Police: by telephone".
    first = plain(_ADDED.split(written, maxsplit=1)[0])
    if first in by_words:
        return Match((by_words[first],), How.BEGINNING)
    # What was left off is less than half of it.
    longer = [name for its, name in by_words.items() if its.startswith(words + " ") and 2 * len(words) >= len(its)]
    if longer:
        return Match(tuple(longer), How.BEGINNING)
    if not spelling:
        return Match()
    return Match(tuple(name for its, name in by_words.items() if _is_slip(words, its)), How.SPELLING)


def _is_slip(written: str, name: str) -> bool:
    allowed = next((slips for length, slips in _SLIPS if min(len(name), len(written)) >= length), 0)
    return (
        abs(len(written) - len(name)) <= allowed
        and written[0] == name[0]
        and re.findall(r"\d+", written) == re.findall(r"\d+", name)
        and _NOT.intersection(written.split()) == _NOT.intersection(name.split())
        and distance(written, name) <= allowed
    )


@functools.lru_cache(maxsize=4096)
def distance(one: str, other: str) -> int:
    """How many letters were left out, added, changed, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, its in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
