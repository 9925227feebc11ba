"""Is a quotation what the source says? Verbatim, altered or not found, with the closest passage and the difference.

Verbatim is decided by exact comparison after `stream.alike`, never by likeness. Likeness (rapidfuzz) only finds the
passage that an altered quotation comes from. Omissions (… or ...) and words in [square brackets] are allowed forms of
quoting: each piece between them must be verbatim, in order, and what was left out or put in is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from threshold.improvement.quoting import marks
from threshold.improvement.quoting.stream import SOFT, Match, Stream, alike, of_pages, without_furniture

_CUT = re.compile(r"\[[^\[\]\n]{0,300}\]|…|\.\s?\.\s?\.(?:\s?\.)?")
_EDGES = ".,;:!?()[]'-"
#: Longer ones are compared up to here: what differs in the first thousand words is difference enough.
_MOST_WORDS = 1_000
#: A word that stands more often than this in the source points nowhere.
_TOO_COMMON = 300
_CANDIDATES = 6
MOST_QUOTATIONS = 200


class Verdict(StrEnum):
    VERBATIM = "verbatim"
    ALTERED = "altered"
    NOT_FOUND = "not_found"


class Part(StrEnum):
    """What a run of words is in a difference."""

    SAME = "same"
    ADDED = "added"  # in the quotation, not in the source
    MISSING = "missing"  # in the source, not in the quotation


@dataclass(frozen=True)
class Checked:
    """One quotation and what became of it.

    `first_page` and `last_page` are pages of the source, from 1, where it or the closest passage stands. `difference`
    is the way from the source to the quotation, run by run. `notes` are sentences for whoever approves it.
    """

    quotation: marks.Quotation
    verdict: Verdict
    first_page: int | None = None
    last_page: int | None = None
    passage: str = ""
    difference: list[tuple[Part, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Piece:
    stream: Stream
    after_bracket: bool
    before_bracket: bool


def check(text: str, pages: Sequence[str]) -> list[Checked]:
    """Every quotation of a text against the pages of its source, in the order of the text.

    Takes time in proportion to the length of the source times the number of quotations, of which no more than
    `MOST_QUOTATIONS` are looked at: a text with more is not checked as a whole, and `is_too_much` says so.
    """
    source = Source(pages)
    return [source.check(quotation) for quotation in marks.find(text)[:MOST_QUOTATIONS]]


def is_too_much(text: str) -> bool:
    """Whether a text quotes more often than can be checked."""
    return len(marks.find(text)) > MOST_QUOTATIONS


class Source:
    """A document that is quoted."""

    def __init__(self, pages: Sequence[str]) -> None:
        pages = list(pages)
        clean = without_furniture(pages)
        # A quotation may run over the foot of a page; and now and then what looks like a foot is text.
        self._streams = [of_pages(clean)] + ([of_pages(pages)] if clean != pages else [])

    def check(self, quotation: marks.Quotation) -> Checked:
        pieces, notes = _pieces(quotation.words)
        if not quotation.is_closed:
            notes.append("No mark closes this quotation, so it was read to the end of its paragraph.")
        if not any(piece.stream.bare.strip() for piece in pieces):
            return Checked(quotation, Verdict.NOT_FOUND, notes=notes)
        for stream in self._streams:
            found = _find_in_order(stream, pieces)
            if found is not None:
                first, last = found[0].first_page, found[-1].last_page
                if last - first > 1:
                    notes.append(f"Its pieces stand far apart: on pages {first} to {last}.")
                return Checked(quotation, Verdict.VERBATIM, first, last, notes=notes)
        return self._closest(quotation, pieces, notes)

    def _closest(self, quotation: marks.Quotation, pieces: list[_Piece], notes: list[str]) -> Checked:
        """The quotation is not verbatim: which passage is it made from, if any?"""
        stream = self._streams[0]
        one_by_one = [_find_in_order(stream, [piece]) is not None for piece in pieces]
        if len(pieces) > 1 and all(one_by_one):
            notes.append("Each piece stands in the source, but not in this order.")
            return Checked(quotation, Verdict.ALTERED, notes=notes)
        said = [piece for piece, is_there in zip(pieces, one_by_one, strict=True) if not is_there]
        best = max((self._passage(piece.stream.text) for piece in said), key=lambda found: found[0])
        share, words, first, last = best
        if share:
            page_from, page_to, passage, difference = self._difference(words, first, last)
            return Checked(quotation, Verdict.ALTERED, page_from, page_to, passage, difference, notes)
        if any(
            is_there and piece.stream.text.count(" ") > 1 for piece, is_there in zip(pieces, one_by_one, strict=True)
        ):
            notes.append("Only a part of it stands in the source.")
            return Checked(quotation, Verdict.ALTERED, notes=notes)
        return Checked(quotation, Verdict.NOT_FOUND, notes=notes)

    @cached_property
    def _words(self) -> list[str]:
        return self._streams[0].text.split(" ")

    @cached_property
    def _keys(self) -> list[str]:
        return [_key(word) for word in self._words]

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, key in enumerate(self._keys):
            found.setdefault(key, []).append(place)
        return found

    def _passage(self, text: str) -> tuple[float, list[str], int, int]:
        """How like the closest passage is (0 where nothing is like it), the words compared, and which words it is."""
        words = text.split(" ")[:_MOST_WORDS]
        keys = [_key(word) for word in words]
        best: tuple[float, list[str], int, int] = (0.0, words, 0, 0)
        for start in self._starts(keys):
            begin = max(0, start - len(keys) // 2 - 4)
            end = start + len(keys) + len(keys) // 2 + 4
            window = self._keys[begin:end]
            low, high, same, before, after = _densest(keys, window)
            share = same / max(len(keys), high - low) if high > low else 0.0
            if share > best[0] and self._is_like(words, share, begin + low, begin + high):
                # Words at its ends that differ stand for as many words of the source.
                first, last = max(0, begin + low - before), min(len(self._keys), begin + high + after)
                best = (share, words, first, last)
        return best

    def _starts(self, keys: list[str]) -> list[int]:
        """Where in the source the quotation may begin: the places to which most of its rarer words point."""
        width = max(8, len(keys) // 4)
        votes: dict[int, float] = {}
        for offset, key in enumerate(keys):
            places = self._index.get(key, [])
            if len(places) <= _TOO_COMMON:
                for place in places:
                    bucket = (place - offset) // width
                    votes[bucket] = votes.get(bucket, 0.0) + 1 / (1 + len(places)) ** 0.5
        order = sorted(votes, key=lambda bucket: (-votes[bucket], bucket))[:_CANDIDATES]
        return [bucket * width for bucket in order]

    def _is_like(self, words: list[str], share: float, first: int, last: int) -> bool:
        """Few words are alike by chance; many are not."""
        if len(words) > 2:
            return share >= 0.5
        return fuzz.ratio(" ".join(words).casefold(), " ".join(self._words[first:last]).casefold()) >= 75

    def _difference(self, words: list[str], first: int, last: int) -> tuple[int, int, str, list[tuple[Part, str]]]:
        said = [word.replace(SOFT, "") for word in words]
        meant = [_readable(word, said) for word in self._words[first:last]]
        # The sentence may go on, or have begun before: that is no difference.
        if meant[-1].rstrip(_EDGES) == said[-1]:
            meant[-1] = said[-1]
        if meant[0].lstrip(_EDGES) == said[0]:
            meant[0] = said[0]
        runs: list[tuple[Part, str]] = []
        missing: list[str] = []
        added: list[str] = []
        # One change of several words reads better than several of one.
        for code in [*Levenshtein.opcodes(meant, said), None]:
            if code is None or code.tag == "equal":
                runs += [(Part.MISSING, " ".join(missing))] * bool(missing) + [(Part.ADDED, " ".join(added))] * bool(
                    added
                )
                missing, added = [], []
            if code is not None and code.tag == "equal":
                runs.append((Part.SAME, " ".join(meant[code.src_start : code.src_end])))
            elif code is not None:
                missing += meant[code.src_start : code.src_end]
                added += said[code.dest_start : code.dest_end]
        pages = [self._streams[0].page_of(self._place_of(word)) for word in (first, last - 1)]
        return pages[0], pages[1], " ".join(meant), runs

    def _place_of(self, word: int) -> int:
        before = " ".join(self._words[:word])
        return len(before.replace("-", "").replace(SOFT, "")) + (1 if word else 0)


def _pieces(words: str) -> tuple[list[_Piece], list[str]]:
    """The quotation's pieces between what was left out or put in, and what to say of that."""
    pieces, notes, last, after_bracket = [], [], 0, False
    for cut in [*_CUT.finditer(words), None]:
        end = cut.start() if cut else len(words)
        is_bracket = cut is not None and cut[0].startswith("[")
        stream = Stream(alike(words[last:end]))
        touches_after = is_bracket and end > 0 and not words[end - 1 : end].isspace()
        touches_before = after_bracket and not words[last : last + 1].isspace()
        if stream.bare.strip(" ,.;:"):
            pieces.append(_Piece(stream, touches_before, touches_after))
        if cut is not None:
            inside = cut[0][1:-1].strip() if is_bracket else ""
            is_omission = not is_bracket or not inside.strip(" .…")
            notes.append("Words are left out." if is_omission else f"Put in by the writer: [{inside}].")
            last, after_bracket = cut.end(), is_bracket
    return pieces, list(dict.fromkeys(notes))


def _find_in_order(stream: Stream, pieces: list[_Piece]) -> list[Match] | None:
    found: list[Match] = []
    place = 0
    for piece in pieces:
        match = stream.find(
            piece.stream, begin=place, whole_start=not piece.after_bracket, whole_end=not piece.before_bracket
        )
        if match is None:
            return None
        found.append(match)
        place = match.end
    return found


def _key(word: str) -> str:
    """A word without what may differ in the closest passage: capitals, punctuation, hyphens."""
    bare = word.replace(SOFT, "").replace("-", "").strip(_EDGES).casefold()
    return bare or word


def _readable(word: str, said: list[str]) -> str:
    """A word broken at a line's end as the quotation has it, where it has it."""
    if SOFT not in word:
        return word
    with_hyphen = word.replace(SOFT, "-")
    return with_hyphen if with_hyphen in said else word.replace(SOFT, "")


def _densest(keys: list[str], window: list[str]) -> tuple[int, int, int, int, int]:
    """Which run of the window is most like the quotation, how many of its words are the same, and how many words of
    the quotation come before the first and after the last of those.
    """
    same: list[int | None] = [None] * len(window)
    for code in Levenshtein.opcodes(keys, window):
        if code.tag == "equal":
            for step in range(code.dest_end - code.dest_start):
                same[code.dest_start + step] = code.src_start + step
    best, low, high, score, begin = 0.0, 0, 0, 0.0, 0
    for place, partner in enumerate(same):
        if score <= 0:
            score, begin = 0.0, place
        score += 1.0 if partner is not None else -0.4
        if score > best:
            best, low, high = score, begin, place + 1
    partners = [partner for partner in same[low:high] if partner is not None]
    if not partners:
        return 0, 0, 0, 0, 0
    return low, high, len(partners), partners[0], len(keys) - 1 - partners[-1]
