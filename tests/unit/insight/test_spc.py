"""XmR charts against a published example, and each rule at its edge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threshold.insight import spc
from threshold.insight.spc import Signal, Verdict, xmr

#: Montgomery, "Introduction to Statistical Quality Control", the individuals chart of the viscosity of an aircraft
#: primer paint, batches 1 to 15. He prints: mean 33.52, mean moving range 0.48, limits 34.80 and 32.24, and 1.57 for
#: the moving range. The sums below are checked by hand: 502.85 / 15 = 33.523 and 6.73 / 14 = 0.4807.
VISCOSITY = [
    33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84,
]  # fmt: skip
STEADY = [50.0, 52.0] * 8  # mean 51, moving range 2: limits at 51 ± 5.32


def signals(values: list[float | None], place: int) -> frozenset[Signal]:
    return xmr(values).points[place].signals


def test_montgomerys_viscosity():
    chart = xmr(VISCOSITY)
    assert sum(VISCOSITY) == pytest.approx(502.85)
    assert sum(point.moving_range or 0 for point in chart.points) == pytest.approx(6.73)
    assert (chart.mean, chart.mean_range) == (pytest.approx(33.52, abs=0.005), pytest.approx(0.48, abs=0.005))
    assert (chart.upper, chart.lower) == (pytest.approx(34.80, abs=0.005), pytest.approx(32.24, abs=0.005))
    assert chart.range_limit == pytest.approx(1.57, abs=0.005)
    assert all(not point.signals for point in chart.points)  # as he says: in control
    assert spc.in_words(chart, "higher") == "No special cause: this is ordinary variation."


def test_a_point_beyond_a_limit():
    high = xmr([*STEADY, 60.0])
    assert Signal.ABOVE_LIMIT in high.points[-1].signals
    assert Signal.BELOW_LIMIT in xmr([*STEADY, 42.0]).points[-1].signals
    assert all(Signal.ABOVE_LIMIT not in point.signals for point in high.points[:-1])


def test_a_point_on_the_limit_is_ordinary():
    flat = xmr([5.0] * 12)
    assert (flat.lower, flat.upper, flat.points[3].signals) == (5.0, 5.0, frozenset())


@pytest.mark.parametrize(("length", "is_signal"), [(7, False), (8, True)])
def test_eight_in_a_row_on_one_side(length, is_signal):
    # Alternating around 50, then a stretch at 51 or 52: the stretch alone lies above the mean.
    values = [*[49.0, 51.0, 47.0, 52.0] * 4, 44.0, 43.0, *[51.0, 52.0] * (length // 2), *([51.0] * (length % 2)), 45.0]
    chart = xmr(values)
    inside = range(18, 18 + length)
    assert all((Signal.RUN_HIGH in chart.points[place].signals) is is_signal for place in inside)


def test_a_value_on_the_mean_breaks_a_run():
    values = [10.0, -10.0] * 4 + [1.0] * 4 + [0.0] + [1.0] * 4 + [-8.0]
    chart = xmr(values)
    assert chart.mean == pytest.approx(0.0)
    assert all(Signal.RUN_HIGH not in point.signals for point in chart.points)


@pytest.mark.parametrize(("way", "signal"), [(1, Signal.RISING), (-1, Signal.FALLING)])
def test_six_that_only_rise_or_fall_and_not_five(way, signal):
    def trend(number: int) -> list[int]:
        moving = [50.0 + way * (n - 3) for n in range(number)]
        values = [50.0, 55.0, 45.0, 54.0, 46.0, 50.0, *moving, 50.0 - way * 3, 46.0, 53.0, 50.0]
        return [place for place, point in enumerate(xmr(values).points) if signal in point.signals]

    assert trend(5) == []
    assert trend(6) == [6, 7, 8, 9, 10, 11]


def test_equal_values_are_no_trend():
    values = [50.0, 55.0, 45.0, 51.0, 51.0, 51.0, 51.0, 51.0, 51.0, 45.0, 55.0, 50.0]
    assert all(not point.signals & {Signal.RISING, Signal.FALLING} for point in xmr(values).points)


def test_two_of_three_close_to_a_limit():
    # Mean and moving range are moved a little by the new values; 56 lies in the outer third, 52 does not.
    one, two = [*STEADY, 56.0, 51.0, 50.0], [*STEADY, 56.0, 51.0, 56.0]
    assert all(Signal.NEAR_UPPER not in point.signals for point in xmr(one).points)
    chart = xmr(two)
    third = chart.mean + (chart.upper - chart.mean) * 2 / 3
    assert third < 56.0 < chart.upper
    assert [Signal.NEAR_UPPER in point.signals for point in chart.points[-3:]] == [True, False, True]


def test_nothing_lies_beyond_what_a_percentage_can_be():
    chart = xmr([98.0, 99.0, 97.0, 99.5, 96.0, 99.0, 98.0, 97.0, 99.0, 98.5], least=0, most=100)
    assert chart.upper == 100
    assert chart.lower is not None and 90 < chart.lower < 97


def test_gaps_are_kept_and_their_neighbours_are_neighbours():
    with_gap: list[float | None] = [*VISCOSITY[:7], None, *VISCOSITY[7:]]
    chart, whole = xmr(with_gap), xmr(VISCOSITY)
    assert (chart.mean, chart.upper) == (whole.mean, whole.upper)
    assert chart.points[7].value is None
    assert chart.points[7].signals == frozenset()


@pytest.mark.parametrize(("values", "verdict"), [([], Verdict.TOO_FEW), ([1.0] * 7, Verdict.TOO_FEW)])
def test_too_few_values_say_nothing(values, verdict):
    chart = xmr(values)
    assert (chart.mean, spc.verdict(chart, "higher")) == (None, verdict)
    assert "Too few values" in spc.in_words(chart, "higher")
    assert not spc.is_slipping(values, "higher")


def test_limits_are_worked_out_anew_only_from_a_stated_step():
    values = [50.0, 52.0] * 6 + [70.0, 72.0] * 6
    as_one, stepped = xmr(values), xmr(values, steps=[12])
    assert as_one.points[-1].signals
    assert [point.mean for point in (stepped.points[0], stepped.points[-1])] == [51.0, 71.0]
    assert all(not point.signals for point in stepped.points)
    assert stepped.mean == 71.0


@pytest.mark.parametrize(
    ("better", "high", "low"),
    [
        ("higher", Verdict.BETTER, Verdict.WORSE),
        ("lower", Verdict.WORSE, Verdict.BETTER),
        ("neither", Verdict.CHANGED, Verdict.CHANGED),
    ],
)
def test_which_way_is_good(better, high, low):
    assert spc.verdict(xmr([*STEADY, 60.0]), better) is high
    assert spc.verdict(xmr([*STEADY, 42.0]), better) is low
    assert spc.is_slipping([*STEADY, 60.0], better) is (high is Verdict.WORSE)


def test_slipping_is_about_the_latest_value_only():
    assert not spc.is_slipping([60.0, *STEADY, 51.0], "lower")
    assert spc.is_slipping([*STEADY, 60.0, None], "lower")


@given(st.lists(st.floats(0, 100) | st.none(), max_size=60))
def test_whatever_the_values(values):
    chart = xmr(values, least=0, most=100)
    assert len(chart.points) == len(values)
    assert [point.value for point in chart.points] == values
    if chart.mean is not None:
        assert 0 <= chart.lower <= chart.mean + 1e-9
        assert chart.mean - 1e-9 <= chart.upper <= 100
    assert spc.in_words(chart, "lower")


@given(st.lists(st.integers(0, 1000), min_size=8, max_size=40))
def test_upside_down_is_the_same_with_high_for_low(values):
    """Every rule treats both sides alike."""
    mirror = {
        Signal.ABOVE_LIMIT: Signal.BELOW_LIMIT, Signal.RUN_HIGH: Signal.RUN_LOW, Signal.RISING: Signal.FALLING,
        Signal.NEAR_UPPER: Signal.NEAR_LOWER,
    }  # fmt: skip
    both = mirror | {low: high for high, low in mirror.items()}
    up, down = xmr([float(v) for v in values]), xmr([-float(v) for v in values])
    assert [{both[s] for s in point.signals} for point in up.points] == [set(point.signals) for point in down.points]
