"""May the model be believed? It is fitted on the time before, then plays the last twelve months, and is compared.

The months' own arrivals come with their ratings, as they came. Everything else (work, what held contacts up, how long
partners took) is drawn from what was learned before those months: nothing of what is being foretold is used.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from threshold.core.calendar import Hours
from threshold.insight.capacity.arrivals import Mark
from threshold.insight.capacity.days import Days
from threshold.insight.capacity.engine import FrontDoor
from threshold.insight.capacity.fit import (
    FEWEST_CONTACTS,
    FEWEST_DAYS,
    OPEN_DAYS,
    WARM_UP_DAYS,
    CannotFit,
    Fit,
    is_in_day,
)
from threshold.insight.capacity.history import History, month_end, month_of, month_starts
from threshold.insight.capacity.rota import Rota, changes
from threshold.insight.capacity.simulate import band

MONTHS = 12
FEWEST_MONTHS = 6
#: To learn from, if it can be had by foretelling fewer months: with 100 contacts a share is known to eight points.
_WANTED = 300
REPLAYS = 40
#: A month counts as foretold where the observed share lies in the interval, or so many points from the mean at most:
#: a small and busy front door has months that differ by more even if the model is right, a large one has narrow
#: intervals that a difference of no importance leaves.
POINTS = 5
#: Where the intervals are wider than so many points for half of the months, being in one says little.
_WIDE = 30
#: A month with fewer contacts is shown and not judged: one contact is more than ten points.
FEWEST_IN_A_MONTH = 10
#: At least this share of the judged months must be foretold for advice; below `_CARE` none is given.
_TRUST, _CARE = 0.75, 0.5


@dataclass(frozen=True)
class Month:
    """Shares decided in one working day: observed, and the replays' mean with their 95% interval."""

    first: str
    contacts: int
    observed: float
    mean: float
    low: float
    high: float

    @property
    def is_judged(self) -> bool:
        return self.contacts >= FEWEST_IN_A_MONTH

    @property
    def is_close(self) -> bool:
        return abs(self.observed - self.mean) * 100 <= POINTS

    @property
    def is_inside(self) -> bool:
        return self.low <= self.observed <= self.high


@dataclass(frozen=True)
class Validation:
    """The months, in order. `trust` is "good", "care" or "none"."""

    months: tuple[Month, ...]

    @property
    def judged(self) -> list[Month]:
        return [month for month in self.months if month.is_judged]

    @property
    def close(self) -> int:
        return sum(month.is_close for month in self.judged)

    @property
    def inside(self) -> int:
        return sum(month.is_inside for month in self.judged)

    @property
    def foretold(self) -> int:
        return sum(month.is_close or month.is_inside for month in self.judged)

    @property
    def width(self) -> float:
        """The middle width of the intervals, in points."""
        return statistics.median([(month.high - month.low) * 100 for month in self.judged] or [0.0])

    @property
    def worst(self) -> float:
        """The largest difference of a judged month, in points."""
        return max((abs(month.observed - month.mean) * 100 for month in self.judged), default=0.0)

    @property
    def busiest(self) -> int:
        """Contacts in the busiest month that was compared: beyond it the model is untried."""
        return max((month.contacts for month in self.months), default=0)

    @property
    def trust(self) -> str:
        judged = len(self.judged)
        if judged < FEWEST_MONTHS:
            return "none"
        share = self.foretold / judged
        if share >= _TRUST and self.width <= _WIDE:
            return "good"
        return "care" if share >= _CARE else "none"

    def to_data(self) -> list[dict[str, Any]]:
        return [asdict(month) for month in self.months]

    @classmethod
    def from_data(cls, rows: list[dict[str, Any]]) -> Validation:
        return cls(tuple(Month(**row) for row in rows))


def split(history: History) -> tuple[History, list[dt.date]]:
    """The time to learn from, and the months to foretell: twelve, or fewer where that leaves enough to learn from.

    Raises:
        CannotFit: fewer than `FEWEST_MONTHS` would be left to foretell.
    """
    for least in (_WANTED, FEWEST_CONTACTS):
        for number in range(MONTHS, FEWEST_MONTHS - 1, -1):
            starts = month_starts(history.last, number)
            earlier = history.between(history.first, starts[0] - dt.timedelta(days=1))
            learned = earlier.between(
                earlier.first + dt.timedelta(days=WARM_UP_DAYS), earlier.last - dt.timedelta(days=OPEN_DAYS)
            )
            if earlier.length >= FEWEST_DAYS and len(learned.contacts) >= least:
                return earlier, starts
    raise CannotFit(
        f"{len(history.contacts)} contacts over {max(history.length, 0)} days are too few to fit a model on one part "
        f"and to check it on another. At least {FEWEST_DAYS} days with {FEWEST_CONTACTS} contacts are needed before "
        f"{FEWEST_MONTHS} whole months to check it on."
    )


def validate(
    history: History,
    months: list[dt.date],
    fitted: Fit,
    rota: Rota,
    hours: Hours,
    *,
    replays: int = REPLAYS,
    tick: Callable[[], None] = lambda: None,
) -> Validation:
    """Play the months with what was learned before them, and compare them one by one."""
    begin = months[0] - dt.timedelta(days=WARM_UP_DAYS)
    part = history.between(begin, min(month_end(months[-1]), history.last))
    # A month's last contacts may be decided after it.
    days = Days.of(part.first, part.length + OPEN_DAYS, hours)
    plan = changes(rota, days)
    learned = fitted.pattern.marks[0] + fitted.pattern.marks[1]
    by_rank: dict[int, list[float]] = defaultdict(list)
    for mark in learned:
        by_rank[mark.rank].append(mark.partners)
    everybody = [mark.partners for mark in learned] or [0.0]
    arrivals = [(days.minute(seen.received), seen) for seen in part.contacts]
    observed: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for at, seen in arrivals:
        decided = days.minute(seen.decided) if seen.decided else float("inf")
        count = observed[month_of(seen.received.date())]
        count[0] += 1
        count[1] += decided < days.deadlines[int(at // 1440)]
    shares: dict[tuple[int, int], list[float]] = defaultdict(list)
    for number in range(replays):
        tick()
        random = Random(f"validation {number}")  # noqa: S311 - repeatable, nothing secret
        cases = (
            fitted.work.case(random, at, Mark(seen.rank, seen.danger, random.choice(by_rank[seen.rank] or everybody)))
            for at, seen in arrivals
        )
        counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        for case in FrontDoor(days, plan).run(cases):
            count = counts[month_of(days.date(int(case.arrived // 1440)))]
            count[0] += 1
            count[1] += is_in_day(case, days)
        for key, (came, in_day) in counts.items():
            shares[key].append(in_day / came)
    found = []
    for first in months:
        came, in_day = observed[month_of(first)]
        if came:
            spread = band(shares[month_of(first)])
            found.append(Month(first.isoformat(), came, in_day / came, spread.mean, spread.low, spread.high))
    return Validation(tuple(found))
