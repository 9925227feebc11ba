"""Is this ordinary variation, or has something changed? XmR charts: single values and their moving range.

The arithmetic is Shewhart's as Wheeler teaches it ("Understanding Variation", 1993) and as D. C. Montgomery prints it
("Introduction to Statistical Quality Control"): limits at the mean ± 2.66 × the mean moving range (3 / d2 with
d2 = 1.128 for two values), and for the moving range itself 3.267 × its mean.

The rules for a special cause are those of NHS England's "Making data count", which took the Western Electric rules
(1956) with a longer trend:

- a point beyond a limit;
- a run on one side of the mean. "Making data count" says seven in a row; Western Electric and Wheeler
  say eight. Eight is used here: on a steady process eight in a row on one side come up about half as often by
  chance as seven, and one false alarm costs a director's trust in every later one;
- six in a row that only rise or only fall;
- two of three in a row within the outer third towards one limit (between 2 and 3 sigma, or beyond).

No rule asks what the target is: a steady process that misses its target needs another process, not an explanation of
this month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from statistics import fmean

#: 3 / 1.128, and the moving range's own limit.
LIMIT = 2.66
RANGE_LIMIT = 3.267
RUN = 8
TREND = 6
#: Fewer than these say too little for limits; between the two, limits are provisional.
FEWEST = 8
ENOUGH = 12


class Signal(StrEnum):
    """Why a point is not ordinary variation. High and low are directions, not good and bad."""

    ABOVE_LIMIT = "above_limit"
    BELOW_LIMIT = "below_limit"
    RUN_HIGH = "run_high"
    RUN_LOW = "run_low"
    RISING = "rising"
    FALLING = "falling"
    NEAR_UPPER = "near_upper"
    NEAR_LOWER = "near_lower"


HIGH = frozenset({Signal.ABOVE_LIMIT, Signal.RUN_HIGH, Signal.RISING, Signal.NEAR_UPPER})
WORDS = {
    Signal.ABOVE_LIMIT: "above the upper limit",
    Signal.BELOW_LIMIT: "below the lower limit",
    Signal.RUN_HIGH: f"one of {RUN} or more in a row above the mean",
    Signal.RUN_LOW: f"one of {RUN} or more in a row below the mean",
    Signal.RISING: f"one of {TREND} or more in a row that only rise",
    Signal.FALLING: f"one of {TREND} or more in a row that only fall",
    Signal.NEAR_UPPER: "one of two out of three close to the upper limit",
    Signal.NEAR_LOWER: "one of two out of three close to the lower limit",
}


@dataclass(frozen=True)
class Point:
    """One value; None where there was nothing to measure. The limits are those of its stretch."""

    value: float | None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    moving_range: float | None = None
    signals: frozenset[Signal] = frozenset()
    stretch: int = 0


@dataclass(frozen=True)
class Xmr:
    """A chart's numbers. `mean`, `lower`, `upper` are of the latest stretch, None where it is too short."""

    mean: float | None
    lower: float | None
    upper: float | None
    mean_range: float | None
    range_limit: float | None
    points: list[Point] = field(default_factory=list)
    is_provisional: bool = False

    @property
    def latest(self) -> Point | None:
        """The last point that has a value."""
        return next((point for point in reversed(self.points) if point.value is not None), None)


def xmr(
    values: Sequence[float | None],
    *,
    least: float | None = None,
    most: float | None = None,
    steps: Iterable[int] = (),
) -> Xmr:
    """Limits and special causes of a list of values, in order of time.

    Args:
        values: None where there was nothing to measure; the values beside it are neighbours then.
        least, most: between which a value can lie at all (0 and 100 for a percentage): no limit is drawn beyond.
        steps: the places in `values` at which a known change of the process begins a new stretch. Limits are never
            worked out anew for any other reason, or they would follow the data and never signal.
    """
    starts = sorted({0, *(step for step in steps if 0 < step < len(values))})
    points: list[Point] = []
    latest = Xmr(None, None, None, None, None)
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(values)
        latest = _stretch(values[start:end], least, most, number)
        points += latest.points
    return Xmr(
        latest.mean, latest.lower, latest.upper, latest.mean_range, latest.range_limit, points, latest.is_provisional
    )


def _stretch(values: Sequence[float | None], least: float | None, most: float | None, number: int) -> Xmr:
    known = [value for value in values if value is not None]
    ranges = [abs(b - a) for a, b in pairwise(known)]
    if len(known) < FEWEST:
        return Xmr(None, None, None, None, None, [Point(value, stretch=number) for value in values], True)
    mean, mean_range = fmean(known), fmean(ranges)
    lower, upper = mean - LIMIT * mean_range, mean + LIMIT * mean_range
    signals = _signals(known, mean, mean_range)
    shown_lower = lower if least is None else max(lower, least)
    shown_upper = upper if most is None else min(upper, most)
    points, seen = [], 0
    for value in values:
        if value is None:
            points.append(Point(None, mean, shown_lower, shown_upper, stretch=number))
            continue
        moving = ranges[seen - 1] if seen else None
        points.append(Point(value, mean, shown_lower, shown_upper, moving, frozenset(signals[seen]), number))
        seen += 1
    return Xmr(mean, shown_lower, shown_upper, mean_range, RANGE_LIMIT * mean_range, points, len(known) < ENOUGH)


def _signals(values: Sequence[float], mean: float, mean_range: float) -> list[set[Signal]]:
    found: list[set[Signal]] = [set() for _ in values]
    reach = LIMIT * mean_range
    for number, value in enumerate(values):
        if value - mean > reach + _slack(mean):
            found[number].add(Signal.ABOVE_LIMIT)
        if mean - value > reach + _slack(mean):
            found[number].add(Signal.BELOW_LIMIT)
    _mark_runs(found, [_side(value, mean) for value in values], RUN, Signal.RUN_HIGH, Signal.RUN_LOW)
    # A trend of six values has five steps between them.
    steps = [0, *(_side(b, a) for a, b in pairwise(values))]
    _mark_trends(found, steps)
    if mean_range > 0:
        outer = [_outer(value - mean, reach) for value in values]
        for end in range(2, len(values)):
            for side, signal in ((1, Signal.NEAR_UPPER), (-1, Signal.NEAR_LOWER)):
                near = [number for number in range(end - 2, end + 1) if outer[number] == side]
                if len(near) >= 2:
                    for number in near:
                        found[number].add(signal)
    return found


def _slack(mean: float) -> float:
    """What rounding may add: a value on the limit is not beyond it."""
    return 1e-9 * max(1.0, abs(mean))


def _side(value: float, other: float) -> int:
    if abs(value - other) <= _slack(other):
        return 0
    return 1 if value > other else -1


def _outer(distance: float, reach: float) -> int:
    """Whether a value lies in the outer third towards a limit, or beyond it: 1 up, -1 down, 0 not."""
    if abs(distance) < reach * 2 / 3:
        return 0
    return 1 if distance > 0 else -1


def _mark_runs(found: list[set[Signal]], sides: Sequence[int], length: int, high: Signal, low: Signal) -> None:
    start = 0
    for end in range(1, len(sides) + 1):
        if end < len(sides) and sides[end] == sides[start]:
            continue
        if sides[start] and end - start >= length:
            for number in range(start, end):
                found[number].add(high if sides[start] > 0 else low)
        start = end


def _mark_trends(found: list[set[Signal]], steps: Sequence[int]) -> None:
    start = 1
    for end in range(2, len(steps) + 1):
        if end < len(steps) and steps[end] == steps[start]:
            continue
        if steps[start] and end - start >= TREND - 1:
            for number in range(start - 1, end):
                found[number].add(Signal.RISING if steps[start] > 0 else Signal.FALLING)
        start = end


# --- In words ---------------------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What a chart says of its latest point."""

    TOO_FEW = "too_few"
    ORDINARY = "ordinary"
    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"


def verdict(chart: Xmr, better: str) -> Verdict:
    """What the latest point says.

    Args:
        better: "higher", "lower", or "neither": which way is good.
    """
    latest = chart.latest
    if latest is None or latest.mean is None:
        return Verdict.TOO_FEW
    high, low = bool(latest.signals & HIGH), bool(latest.signals - HIGH)
    if not high and not low:
        return Verdict.ORDINARY
    if better == "neither" or (high and low):
        return Verdict.CHANGED
    return Verdict.BETTER if high == (better == "higher") else Verdict.WORSE


def is_slipping(values: Sequence[float | None], better: str, **options: float | None) -> bool:
    """Whether the latest points signal a change for the worse; never where neither way is good."""
    return verdict(xmr(values, **options), better) is Verdict.WORSE  # type: ignore[arg-type]


VERDICT_WORDS = {
    Verdict.TOO_FEW: f"Too few values to say: fewer than {FEWEST}",
    Verdict.ORDINARY: "No special cause: this is ordinary variation",
    Verdict.BETTER: "A change for the better",
    Verdict.WORSE: "A change for the worse",
    Verdict.CHANGED: "A change that needs an explanation",
}


def in_words(chart: Xmr, better: str) -> str:
    """A sentence about the latest point, with the reason."""
    said = VERDICT_WORDS[verdict(chart, better)]
    latest = chart.latest
    if latest is None or not latest.signals:
        return f"{said}."
    why = " and ".join(WORDS[signal] for signal in Signal if signal in latest.signals)
    return f"{said}: the latest value is {why}."
