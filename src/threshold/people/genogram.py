"""What does a family look like as a genogram?

Draws SVG on the server with the usual symbols: a square for a man or boy, a circle for a woman or girl, a diamond
where the sex is not known, a triangle for an unborn child; a cross through somebody who has died, a double
outline round the child the page is about, a dashed line round each household, two strokes through a partnership
that has ended. All looks are presentation attributes, since the pages allow no inline style; every text is
escaped and cut to its place, with the whole of it in a <title>.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from threshold.people.genogram_layout import PITCH, Bond, Home, Layout, Member, Union, lay_out

__all__ = ["Bond", "Home", "Member", "draw"]

_HALF = 22  # half a symbol
_MARGIN = 88
_LABEL = 60  # a label's height under its symbol: two lines of name, one of detail
_HOME_LABEL = 22  # a household's name stands under its people, inside the dashed line
_LANE = 14  # between two lines that run side by side
_WIDEST = 16.5  # widths of an ordinary letter that fit into a label's line
_INK, _GREY, _FOCUS = "#0b0c0c", "#505a5f", "#f0f4fa"
_HOME_COLOURS = ("#1d70b8", "#4c2c92", "#00703c", "#b10e1e", "#b58840")
_FONT = "Helvetica Neue, Helvetica, Arial, sans-serif"


def draw(
    members: Sequence[Member],
    bonds: Iterable[Bond],
    homes: Iterable[Home] = (),
    *,
    title: str = "Genogram",
    id_prefix: str = "genogram",
) -> str:
    """The family as one SVG element. Hand brothers and sisters in from the eldest to the youngest."""
    bonds = list(bonds)
    return _Drawing(members, lay_out(members, bonds), list(homes)).svg(title, _described(members, bonds), id_prefix)


def _described(members: Sequence[Member], bonds: Iterable[Bond]) -> str:
    """The same in words, for whoever does not see the picture."""
    names = {member.key: member.name for member in members}
    words = {"parent": "is a parent of", "carer": "cares for", "partner": "is the partner of"}
    words["sibling"] = "is a brother or sister of"
    said = [
        f"{names[b.one]} {'was' + words[b.kind][2:] if b.has_ended and b.kind == 'partner' else words[b.kind]} "
        f"{names[b.other]}."
        for b in bonds
        if b.one in names and b.other in names
    ]
    return " ".join([f"{len(members)} people.", *dict.fromkeys(said)])


@dataclass
class _Drawing:
    members: Sequence[Member]
    layout: Layout
    homes: list[Home]
    home_labels: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.x = {key: value + _MARGIN for key, value in self.layout.x.items()}
        self.bars = _lanes(self.layout)
        self.row_y: list[float] = []
        y = 34.0
        room = _HOME_LABEL if self.homes else 0
        self.names = {member.key: _wrapped(member.name, _WIDEST) for member in self.members}
        self.has_detail = {member.key: bool(member.detail) for member in self.members}
        for number in range(len(self.layout.rows)):
            lanes = 1 + max((lane for lane, row in self.bars.values() if row == number), default=0)
            y += (_LANE * lanes + 38) if number else 0
            self.row_y.append(y + _HALF)
            y += 2 * _HALF + _LABEL + room
        self.height = y + 20
        self.width = max(self.x.values(), default=0.0) + _MARGIN

    def y(self, key: str) -> float:
        return self.row_y[self.layout.row_of[key]]

    def svg(self, title: str, description: str, prefix: str) -> str:
        parts = [
            *self._homes(),
            *self._couples(),
            *self._families(),
            *self._lone_siblings(),
            *self.home_labels,
            *(part for member in self.members for part in self._person(member)),
        ]
        width, height = f"{self.width:.0f}", f"{self.height:.0f}"
        prefix = escape(prefix, quote=True)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="genogram" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc" '
            f'font-family="{_FONT}" font-size="14" fill="none" stroke-width="2" stroke-linecap="round">'
            f'<title id="{prefix}-title">{_text(title)}</title><desc id="{prefix}-desc">{_text(description)}</desc>'
            f"{''.join(parts)}</svg>"
        )

    # --- Lines

    def _couples(self) -> Iterator[str]:
        together = {frozenset(union.parents[:2]) for union in self.layout.unions if len(union.parents) > 1}
        pairs = {frozenset(pair): has_ended for pair, has_ended in self.layout.couples.items()}
        for pair in sorted({*together, *pairs}, key=sorted):
            one, other = sorted(pair, key=lambda key: (self.x[key], key))
            if self.layout.row_of[one] != self.layout.row_of[other]:
                continue
            dash = "" if pair in pairs else ' stroke-dasharray="2 6"'  # parents, but not known as partners
            y, middle = self.y(one), self._meeting(one, other)
            if self._are_neighbours(one, other):
                yield _line([(self.x[one] + _HALF, y), (self.x[other] - _HALF, y)], dash)
            else:  # over the heads of whoever stands between
                top = y - _HALF - 12
                path = [(self.x[one] + 8, y - _HALF), (self.x[one] + 8, top), (self.x[other] - 8, top)]
                yield _line([*path, (self.x[other] - 8, y - _HALF)], dash)
                y = top
            if pairs.get(pair):
                for shift in (-16, -9):
                    yield _line([(middle + shift - 4, y + 9), (middle + shift + 4, y - 9)])

    def _are_neighbours(self, one: str, other: str) -> bool:
        row = self.layout.rows[self.layout.row_of[one]]
        return abs(row.index(one) - row.index(other)) == 1

    def _meeting(self, one: str, other: str) -> float:
        """Where the line to the children leaves a couple's: between two people, where no name is in its way."""
        left, right = sorted((self.x[one], self.x[other]))
        row = [self.x[key] for key in self.layout.rows[self.layout.row_of[one]]]
        gaps = [(a + b) / 2 for a, b in pairwise(row) if left <= a and b <= right]
        return min(gaps, key=lambda gap: abs(gap - (left + right) / 2)) if gaps else (left + right) / 2

    def _families(self) -> Iterator[str]:
        for number, union in enumerate(self.layout.unions):
            lane, row = self.bars[number]
            bar = self.row_y[row] - _HALF - 26 - lane * _LANE
            dash = "" if union.is_by_birth else ' stroke-dasharray="7 5"'
            ends = [self.x[child] for child in union.children]
            if union.parents:
                start, y = self._leaving(union)
                yield _line([(start, y), (start, bar)], dash)
                ends.append(start)
            if max(ends) - min(ends) > 0.5:
                yield _line([(min(ends), bar), (max(ends), bar)], dash)
            for child in union.children:
                shift = 0 if union.is_by_birth else 7  # beside the line from the parents by birth
                yield _line([(self.x[child] + shift, bar), (self.x[child] + shift, self.y(child) - _HALF)], dash)

    def _leaving(self, union: Union) -> tuple[float, float]:
        """Where the line to the children begins: on the couple's line, or under one parent's name."""
        if len(union.parents) == 1:
            (key,) = union.parents
            return self.x[key], self.y(key) + _HALF + 17 * (len(self.names[key]) + self.has_detail[key]) + 10
        one, other = union.parents[:2]
        y = self.y(one) if self._are_neighbours(one, other) else self.y(one) - _HALF - 12
        return self._meeting(one, other), y

    def _lone_siblings(self) -> Iterator[str]:
        for one, other in self.layout.lone_siblings:
            if self.layout.row_of[one] == self.layout.row_of[other]:
                foot = self.y(one) - _HALF
                top = foot - 16
                path = [(self.x[one], foot), (self.x[one], top), (self.x[other], top), (self.x[other], foot)]
                yield _line(path, ' stroke-dasharray="2 6"')

    # --- Households

    def _homes(self) -> Iterator[str]:
        for number, home in enumerate(self.homes):
            colour = _HOME_COLOURS[number % len(_HOME_COLOURS)]
            inset = 5 * (number % 3)
            for rows in self._stacks(home):
                points = _outline([self._box(row, keys, inset) for row, keys in rows])
                corners = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
                yield (
                    f'<polygon points="{corners}" stroke="{colour}" stroke-width="2" stroke-dasharray="8 6" '
                    f'stroke-linejoin="round" fill="{colour}" fill-opacity="0.04"/>'
                )
                bottom = max(y for _, y in points)
                left = min(x for x, y in points if y == bottom)
                room = (max(x for x, y in points if y == bottom) - left - 16) / 7.5
                label = _label(home.label, left + 9, bottom - 8, colour, anchor="start", widest=room, size=13)
                self.home_labels.append(label)  # on top of the lines

    def _stacks(self, home: Home) -> Iterator[list[tuple[int, list[str]]]]:
        """The household's people as runs of neighbours, those in rows above each other together."""
        stack: list[tuple[int, list[str]]] = []
        loose: list[tuple[int, list[str]]] = []
        for number, row in enumerate(self.layout.rows):
            runs = list(_runs(row, home.keys))
            fits = [run for run in runs if stack and stack[-1][0] == number - 1 and self._overlaps(stack[-1][1], run)]
            chosen = max(fits or (runs if not stack else []), key=len, default=None)
            if chosen:
                stack.append((number, chosen))
            loose += [(number, run) for run in runs if run is not chosen]
        if stack:
            yield stack
        yield from ([run] for run in loose)

    def _overlaps(self, one: list[str], other: list[str]) -> bool:
        return self.x[one[0]] - 40 < self.x[other[-1]] + 40 and self.x[other[0]] - 40 < self.x[one[-1]] + 40

    def _box(self, row: int, keys: list[str], inset: int) -> tuple[float, float, float, float]:
        middle = self.row_y[row]
        return (
            self.x[keys[0]] - 68 + inset,
            middle - _HALF - 18 + inset,
            self.x[keys[-1]] + 68 - inset,
            middle + _HALF + _LABEL + _HOME_LABEL - inset,
        )

    # --- People

    def _person(self, member: Member) -> Iterator[str]:
        x, y = self.x[member.key], self.y(member.key)
        whole = f"{member.name}, {member.detail}" if member.detail else member.name
        yield f"<g><title>{_text(whole)}</title>"
        yield _symbol(member, x, y, _HALF, _FOCUS if member.is_focus else "#ffffff")
        if member.is_focus:
            yield _symbol(member, x, y, _HALF - 5, "#ffffff")
        if member.has_died:
            reach = _HALF - 1
            yield _line([(x - reach, y - reach), (x + reach, y + reach)])
            yield _line([(x - reach, y + reach), (x + reach, y - reach)])
        top = y + _HALF + 18
        lines = self.names[member.key]
        for number, line in enumerate(lines):
            yield _label(line, x, top + 17 * number, _INK, is_bold=member.is_focus)
        if member.detail:
            yield _label(member.detail, x, top + 17 * len(lines), _GREY, size=13)
        yield "</g>"


def _symbol(member: Member, x: float, y: float, half: int, fill: str) -> str:
    look = f'stroke="{_INK}" fill="{fill}" stroke-linejoin="miter"'
    if member.is_unborn:
        points = [(x, y - half), (x + half, y + half), (x - half, y + half)]
        if half < _HALF:  # the inner outline of a triangle sits lower, to be as far from each side
            points = [(x, y - half + 5), (x + half - 3, y + half), (x - half + 3, y + half)]
    elif member.sex == "F":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half}" {look}/>'
    elif member.sex == "M":
        return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half}" height="{2 * half}" {look}/>'
    else:
        points = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    return f'<polygon points="{" ".join(f"{px:.1f},{py:.1f}" for px, py in points)}" {look}/>'


def _line(points: list[tuple[float, float]], dash: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" stroke="{_INK}"{dash}/>'


def _label(
    text: str, x: float, y: float, colour: str, *, anchor: str = "middle", size: int = 14, is_bold: bool = False,
    widest: float = _WIDEST,
) -> str:  # fmt: skip
    weight = ' font-weight="bold"' if is_bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight} fill="{colour}" '
        f'paint-order="stroke" stroke="#ffffff" stroke-width="4">{_text(_cut(text, widest))}</text>'
    )


# --- Shapes of lines


def _lanes(layout: Layout) -> dict[int, tuple[int, int]]:
    """For each union the lane of its bar and the children's row above which it runs: no two bars overlap."""
    taken: dict[int, list[list[tuple[float, float]]]] = {}
    chosen: dict[int, tuple[int, int]] = {}
    for number, union in enumerate(layout.unions):
        row = min(layout.row_of[child] for child in union.children)
        across = [layout.x[key] for key in (*union.children, *union.parents)]
        span = (min(across) - PITCH / 4, max(across) + PITCH / 4)
        lanes = taken.setdefault(row, [])
        free = (n for n, spans in enumerate(lanes) if all(span[1] < a or b < span[0] for a, b in spans))
        lane = next(free, len(lanes))
        lanes[lane:] = [*lanes[lane:]] or [[]]
        lanes[lane].append(span)
        chosen[number] = (lane, row)
    return chosen


def _runs(row: list[str], keys: frozenset[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for key in [*row, None]:
        if key is not None and key in keys:
            run.append(key)
        elif run:
            yield run
            run = []


def _outline(boxes: list[tuple[float, float, float, float]]) -> list[tuple[float, float]]:
    """One line round boxes that stand above each other: down the right-hand sides and up the left-hand ones."""
    right: list[tuple[float, float]] = []
    left: list[tuple[float, float]] = []
    for number, (x1, y1, x2, y2) in enumerate(boxes):
        top = y1 if number == 0 else boxes[number - 1][3]  # the lines to the children run inside
        right += [(x2, top), (x2, y2)]
        left += [(x1, top), (x1, y2)]
    return right + left[::-1]


# --- Text


def _text(text: str) -> str:
    """Escaped, and without the control characters that no XML may hold."""
    return escape("".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cn") or c in "\t\n"))


def _width(text: str) -> float:
    """In ordinary letters: capitals are wider, Chinese characters and emoji are two wide."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1.25 if c in "MWmw@" else
        1.15 if c.isupper() else 0.6 if c in "iIjlt.,'’ " else 1
        for c in text
    )  # fmt: skip


def _cut(text: str, widest: float = _WIDEST) -> str:
    if _width(text) <= widest:
        return text
    while text and _width(text) > widest - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _wrapped(text: str, widest: float) -> list[str]:
    """One line or two, broken between words; what does not fit into the second is cut."""
    if _width(text) <= widest:
        return [text]
    words = text.split()
    first = words.pop(0) if words else ""
    while words and _width(f"{first} {words[0]}") <= widest:
        first += f" {words.pop(0)}"
    return [_cut(first, widest), *([_cut(" ".join(words), widest)] if words else [])]
