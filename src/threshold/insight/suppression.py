"""Which numbers of a table may be shown to somebody who must not recognise a child?

A count of 1 to 5 is withheld, and so is whatever would give one away by subtraction: another cell, or a total. What
is withheld looks the same whether it is small itself or stands beside a small one, for a reader who could tell the
two apart would know more of both. Nought is shown.

A table with its totals is a network: what flows from the grand total into the rows, from there through the cells
into the columns, and back. A withheld number may be changed by as much as can flow round through other withheld
numbers, and that is exactly what somebody with pencil and patience could find out. Every withheld number is left
with at least `CANDIDATES` possible values; the tests look for them by trying.

Two tables that share totals (the same children by age and by sex) are each made with `margins_known`: then no number
of one can be found even by somebody who has every total from the other, and a total that is small itself is withheld
in both.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

#: Counts from 1 to this are small.
SMALL = 5
#: How many values a withheld number could have, at least.
CANDIDATES = 3
WITHHELD = "Withheld"
EXPLANATION = (
    f"A number from 1 to {SMALL} is withheld, and so is another from which it could be worked out, so that no child "
    "can be recognised."
)

Shown = int | None


@dataclass(frozen=True)
class Suppressed:
    """A table as it may be shown; None is withheld."""

    cells: list[list[Shown]]
    row_totals: list[Shown]
    column_totals: list[Shown]
    total: Shown


@dataclass
class _Arc:
    """One number of the table, as what flows from one node to another."""

    start: int
    end: int
    value: int
    is_margin: bool
    is_hidden: bool = False


def suppress(cells: Sequence[Sequence[int]], *, margins_known: bool = False) -> Suppressed:
    """A table of counts, as rows of the same length, with its totals, as it may be shown.

    Args:
        margins_known: the reader has every total from elsewhere. Without it a total may be withheld to protect a
            cell.

    Raises:
        ValueError: a count below nought, or rows of different lengths.
    """
    if any(value < 0 for row in cells for value in row) or len({len(row) for row in cells}) > 1:
        raise ValueError("A table of counts has rows of one length and no number below nought.")
    height, width = len(cells), len(cells[0]) if cells else 0
    network = _Network(cells, margins_known=margins_known)
    network.protect()

    def shown(arc: _Arc) -> Shown:
        return None if arc.is_hidden or 1 <= arc.value <= SMALL else arc.value

    arcs = network.arcs
    return Suppressed(
        [[shown(arcs[row * width + column]) for column in range(width)] for row in range(height)],
        [shown(arcs[height * width + row]) for row in range(height)],
        [shown(arcs[height * width + height + column]) for column in range(width)],
        shown(arcs[-1]),
    )


class _Network:
    """The nodes are rows, columns, and two for the totals; the arcs are cells, row totals, column totals, total."""

    def __init__(self, cells: Sequence[Sequence[int]], *, margins_known: bool) -> None:
        self.margins_known = margins_known
        height, width = len(cells), len(cells[0]) if cells else 0
        into_rows, out_of_columns = height + width, height + width + 1
        self.size = height + width + 2
        self.arcs = [_Arc(r, height + c, cells[r][c], False) for r in range(height) for c in range(width)]
        self.arcs += [_Arc(into_rows, r, sum(cells[r]), True) for r in range(height)]
        self.arcs += [
            _Arc(height + c, out_of_columns, sum(row[c] for row in cells), True) for c in range(width)
        ]  # fmt: skip
        self.arcs.append(_Arc(out_of_columns, into_rows, sum(sum(row) for row in cells), True))
        for arc in self.arcs:
            arc.is_hidden = 1 <= arc.value <= SMALL and not (margins_known and arc.is_margin)
        self.touching: list[list[_Arc]] = [[] for _ in range(self.size)]
        for arc in self.arcs:
            self.touching[arc.start].append(arc)
            self.touching[arc.end].append(arc)

    def protect(self) -> None:
        """Withhold more, until every withheld number has enough possible values or nothing is left to withhold."""
        waiting = deque(arc for arc in self.arcs if arc.is_hidden)
        while waiting:
            arc = waiting.popleft()
            while self.candidates(arc) < CANDIDATES:
                more = self._way_round(arc) or self._next_smallest()
                if not more:
                    break
                for other in more:
                    other.is_hidden = True
                waiting += more

    def candidates(self, arc: _Arc) -> int:
        """How many values this withheld number could have, counted up to `CANDIDATES`."""
        enough = CANDIDATES - 1
        up = self._flow(arc.end, arc.start, without=arc, most=enough)
        down = self._flow(arc.start, arc.end, without=arc, most=min(enough, arc.value))
        return 1 + up + down

    def _flow(self, source: int, sink: int, *, without: _Arc, most: int) -> int:
        """How much can flow round through the other withheld numbers, up to `most`, one unit at a time."""
        change: dict[int, int] = {}
        for done in range(most):
            came: dict[int, tuple[int, _Arc, int]] = {}
            waiting = deque([source])
            while waiting and sink not in came:
                node = waiting.popleft()
                for arc in self.touching[node]:
                    if arc is without or not arc.is_hidden:
                        continue
                    forwards = arc.start == node
                    there = arc.end if forwards else arc.start
                    if there == source or there in came:
                        continue
                    if not forwards and arc.value + change.get(id(arc), 0) <= 0:
                        continue  # it cannot become less than nought
                    came[there] = (node, arc, 1 if forwards else -1)
                    waiting.append(there)
            if sink not in came:
                return done
            node = sink
            while node != source:
                node, arc, step = came[node]
                change[id(arc)] = change.get(id(arc), 0) + step
        return most

    def _way_round(self, arc: _Arc) -> list[_Arc]:
        """The numbers that must be withheld too so that this one can grow: those of the cheapest way round."""
        best: dict[int, float] = {arc.end: 0}
        came: dict[int, tuple[int, _Arc]] = {}
        heap: list[tuple[float, int]] = [(0, arc.end)]
        while heap:
            cost, node = heappop(heap)
            if node == arc.start:
                break
            if cost > best[node]:
                continue
            for other in self.touching[node]:
                forwards = other.start == node
                there = other.end if forwards else other.start
                # What is taken from must have as much to give.
                if other is arc or self._is_fixed(other) or (not forwards and other.value < CANDIDATES):
                    continue
                price = cost + (0.01 if other.is_hidden else self._price(other))
                if price < best.get(there, float("inf")):
                    best[there], came[there] = price, (node, other)
                    heappush(heap, (price, there))
        found, node = [], arc.start
        while node in came and node != arc.end:
            node, other = came[node]
            if not other.is_hidden:
                found.append(other)
        return found if node == arc.end else []

    def _next_smallest(self) -> list[_Arc]:
        """Where no way round is wide enough: the cheapest number that still stands there."""
        left = [arc for arc in self.arcs if not arc.is_hidden and not self._is_fixed(arc)]
        return [min(left, key=self._price)] if left else []

    def _is_fixed(self, arc: _Arc) -> bool:
        return self.margins_known and arc.is_margin

    def _price(self, arc: _Arc) -> float:
        """What a reader loses: a total is worth more than any cell, a large number more than a small one."""
        return 1 + arc.value + (1_000_000 if arc.is_margin else 0)
