"""Small numbers stay hidden from somebody who subtracts: attacked with every table that fits what was shown."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threshold.insight.suppression import CANDIDATES, SMALL, Shown, Suppressed, suppress

TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 14), min_size=width, max_size=width), min_size=1, max_size=4)
)


def totals(cells: list[list[int]]) -> tuple[list[int], list[int], int]:
    rows = [sum(row) for row in cells]
    return rows, [sum(column) for column in zip(*cells, strict=True)], sum(rows)


def everything(cells: list[list[int]], shown: Suppressed) -> list[tuple[int, Shown]]:
    """Each number beside what is shown of it."""
    rows, columns, total = totals(cells)
    pairs = [*zip(itertools.chain(*cells), itertools.chain(*shown.cells), strict=True)]
    pairs += zip(rows, shown.row_totals, strict=True)
    pairs += zip(columns, shown.column_totals, strict=True)
    return [*pairs, (total, shown.total)]


class Attacker:
    """Looks for other tables that fit everything that is shown, in a way that has nothing to do with networks.

    From one table to another that fits lead changes of cells; it tries all changes of a few units on ever more
    cells, by filling one cell after another and giving up where a known sum can no longer come out.
    """

    def __init__(self, cells: list[list[int]], shown: Suppressed, *, knows_margins: bool) -> None:
        rows, columns, total = totals(cells)
        self.height, self.width = len(cells), len(cells[0])
        self.cells = shown.cells
        self.rows = list(rows) if knows_margins else list(shown.row_totals)
        self.columns = list(columns) if knows_margins else list(shown.column_totals)
        self.total: Shown = total if knows_margins else shown.total
        #: No number need be tried beyond this: three more than the largest true one.
        self.most = max(itertools.chain(*cells)) + CANDIDATES

    def fits(self, place: tuple[int, int] | None, value: int, *, row: int = -1, column: int = -1) -> bool:
        """Whether a table exists with this value at a place, or as the total of a row or a column, or in all."""
        fixed = [list(line) for line in self.cells]
        rows, columns, total = list(self.rows), list(self.columns), self.total
        if place is not None:
            fixed[place[0]][place[1]] = value
        elif row >= 0:
            rows[row] = value
        elif column >= 0:
            columns[column] = value
        else:
            total = value
        self.failed: set[tuple[int, ...]] = set()
        return self._fill(fixed, 0, [0] * self.width, rows, columns, total, 0)

    def _fill(
        self,
        fixed: list[list[Shown]],
        row: int,
        so_far: list[int],
        rows: list[Shown],
        columns: list[Shown],
        total: Shown,
        sum_so_far: int,
    ) -> bool:
        if total is not None and sum_so_far > total:
            return False
        if row == self.height:
            fits_columns = all(want is None or want == got for want, got in zip(columns, so_far, strict=True))
            return fits_columns and (total is None or total == sum_so_far)
        state = (row, *so_far)
        if state in self.failed:
            return False
        for line in self._lines(fixed[row], rows[row], columns, so_far):
            then = [a + b for a, b in zip(so_far, line, strict=True)]
            if self._fill(fixed, row + 1, then, rows, columns, total, sum_so_far + sum(line)):
                return True
        self.failed.add(state)
        return False

    def _lines(self, fixed: list[Shown], want: Shown, columns: list[Shown], so_far: list[int]) -> list[list[int]]:
        choices = [
            [cell] if cell is not None
            else range(min(self.most, *([] if columns[n] is None else [columns[n] - so_far[n]]), self.most) + 1)
            for n, cell in enumerate(fixed)
        ]  # fmt: skip
        return [list(line) for line in itertools.product(*choices) if want is None or sum(line) == want]


def possible(cells: list[list[int]], shown: Suppressed, *, knows_margins: bool = False) -> list[int]:
    """For every withheld number how many values an attacker is left with, up to `CANDIDATES`."""
    attacker = Attacker(cells, shown, knows_margins=knows_margins)
    rows, columns, total = totals(cells)
    asked: list[tuple[dict, int]] = [
        ({"place": (r, c)}, cells[r][c])
        for r, c in itertools.product(range(len(cells)), range(len(cells[0])))
        if shown.cells[r][c] is None
    ]
    if not knows_margins:
        asked += [({"place": None, "row": r}, rows[r]) for r, value in enumerate(shown.row_totals) if value is None]
        asked += [
            ({"place": None, "column": c}, columns[c]) for c, value in enumerate(shown.column_totals) if value is None
        ]
        asked += [({"place": None}, total)] if shown.total is None else []
    found = []
    for where, true in asked:
        near = [true + step for step in (0, 1, -1, 2, -2) if true + step >= 0]
        found.append(min(CANDIDATES, sum(attacker.fits(value=value, **where) for value in near)))
    return found


@settings(deadline=None, max_examples=80)
@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 7), min_size=width, max_size=width), min_size=1, max_size=3)
    )
)
def test_nobody_can_work_out_a_withheld_number(cells):
    assert all(number >= CANDIDATES for number in possible(cells, suppress(cells)))


@settings(deadline=None, max_examples=150)
@given(
    st.integers(2, 3).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=2, max_size=3)
    )
)
def test_nor_with_all_totals_from_another_table_unless_a_total_itself_says_it(cells):
    """Where a total is nought or small it bounds its cells by itself; it is withheld everywhere if it is small."""
    shown = suppress(cells, margins_known=True)
    rows, columns, _ = totals(cells)
    left = possible(cells, shown, knows_margins=True)
    if all(value > SMALL for value in (*rows, *columns)):
        assert all(number >= 2 for number in left)


@settings(deadline=None)
@given(TABLES, st.booleans())
def test_no_small_number_is_shown_and_what_is_shown_is_true(cells, margins_known):
    for value, seen in everything(cells, suppress(cells, margins_known=margins_known)):
        assert seen in (None, value)
        assert seen is None or not 1 <= seen <= SMALL


@settings(deadline=None)
@given(TABLES)
def test_where_nothing_is_small_nothing_is_withheld(cells):
    large = [[value + SMALL + 1 for value in row] for row in cells]
    assert all(seen == value for value, seen in everything(large, suppress(large)))


def test_the_classic_attack():
    """One team with 3 of 60: the total less the others would say it."""
    shown = suppress([[3, 20], [25, 30], [40, 50]])
    assert shown.cells[0] == [None, None]
    assert shown.total == 168
    hidden = [(r, c) for r in range(3) for c in range(2) if shown.cells[r][c] is None]
    assert len(hidden) == 4  # a square: the cheapest that protects it
    assert shown.row_totals == [23, 55, 90]
    assert shown.column_totals == [68, 100]


def test_a_single_row_is_protected_by_its_total():
    shown = suppress([[3]])
    assert (shown.cells, shown.row_totals, shown.total) == ([[None]], [None], None)


def test_noughts_and_nothing():
    assert suppress([[0, 0], [0, 0]]).cells == [[0, 0], [0, 0]]
    assert suppress([]).total == 0


@pytest.mark.parametrize("cells", [[[1, -1]], [[1], [1, 2]]])
def test_what_is_no_table(cells):
    with pytest.raises(ValueError, match="table of counts"):
        suppress(cells)


def test_a_large_table_is_quick():
    cells = [[(r * 7 + c * 3) % 40 for c in range(12)] for r in range(60)]
    shown = suppress(cells)
    assert sum(value is None for row in shown.cells for value in row) < 60 * 12
