"""Does a drawing show what the numbers say?"""

from __future__ import annotations

import pytest

from threshold.ui.charts import PLOT, Point, bars, columns, line, lines, nice_top


@pytest.mark.parametrize(("largest", "top"), [(0, 1), (0.4, 0.4), (7, 8), (100, 100), (101, 150), (1204, 1500)])
def test_the_scale_ends_at_a_round_number(largest: float, top: float) -> None:
    assert nice_top(largest) == pytest.approx(top)


def test_bars_are_as_long_as_their_values() -> None:
    chart = bars("T", [Point("A", 40), Point("B", 10), Point("C", 0), Point("D", None)])
    assert [mark.size for mark in chart.marks] == [82, 20.5, 0, 0]
    assert chart.description == "A: 40; B: 10; C: 0; D: No data"


def test_columns_stand_on_nought() -> None:
    chart = columns("T", [Point("A", 100), Point("B", 50)])
    assert [mark.y for mark in chart.marks] == [0, PLOT / 2]
    assert [tick.text for tick in chart.ticks] == ["0", "50", "100"]


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    chart = line("T", [Point("A", 1), Point("B", 2), Point("C", None), Point("D", 2)])
    assert len(chart.runs) == 2


def test_nothing_to_draw_draws() -> None:
    for draw in (bars, columns, line):
        assert draw("T", []).points == []


def test_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="below"):
        bars("T", [Point("A", -1)])


def test_several_lines_share_one_scale_and_one_spoken_text() -> None:
    chart = lines("T", {"In": [Point("A", 10), Point("B", 5)], "Out": [Point("A", 20), Point("B", None)]})
    assert [mark.y for mark in chart.marks] == [PLOT / 2, PLOT * 3 / 4]
    assert [(line.name, list(line.runs)) for line in chart.further] == [("Out", ["25.0,0.0"])]
    assert chart.description == "In: A: 10; B: 5; Out: A: 20; B: No data"
