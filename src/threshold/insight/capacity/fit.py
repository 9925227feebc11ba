"""How much of a worker's time does a contact take? Found by trying, because nobody writes it down.

What is recorded is when a contact was received, screened and decided, and when partners were asked and answered. So
the past arrivals are played through the queue with the rota, again and again with other working times, until the
times to decision look like those that were observed. Four numbers are found:

- `work`: minutes of one worker's time per contact (mean), one contact at a time;
- `variety`: how much that differs between contacts (standard deviation over mean, of a lognormal);
- `held_share`, `held_minutes`: the share of contacts that something else held up (a parent who could not be reached),
  and for how much opening time on average. Nobody works on them meanwhile.

How long partners took is known and is not fitted. The share of the work that is screening follows from the medians.
"""

from __future__ import annotations

import math
import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Any

from threshold.core.calendar import Hours
from threshold.insight.capacity.arrivals import Mark, Pattern, learn, mark_of
from threshold.insight.capacity.days import Days
from threshold.insight.capacity.engine import Case, FrontDoor
from threshold.insight.capacity.history import History
from threshold.insight.capacity.rota import Change, Rota, changes, minutes_between

#: Opening hours after arrival at which the observed and the simulated shares decided are compared.
POINTS = (0.5, 1, 2, 3, 4, 6, 8.5, 12, 17, 25.5, 42.5)
#: The queue is empty at the beginning of a replay; the contacts of these days are played and not compared.
WARM_UP_DAYS = 14
#: The last days' contacts may not be decided yet.
OPEN_DAYS = 7
FEWEST_CONTACTS = 100
FEWEST_DAYS = 42
#: More would only take longer.
MOST_CONTACTS = 3_000
#: The shares decided by any point may differ by so much, and no more, before the fit is called bad.
WORST_GAP = 0.12
_TRIES = 90
#: So many simulated contacts are compared in each try, so that chance does not choose.
_COMPARED = 3_000


class CannotFit(Exception):
    """There is too little to learn from, or it does not fit together. The message is a sentence for the reader."""


@dataclass(frozen=True)
class Work:
    """How much work and waiting a contact means; see the module."""

    work: float
    variety: float
    held_share: float
    held_minutes: float
    screening_share: float

    def case(self, random: Random, arrived: float, mark: Mark) -> Case:
        """A contact with its work and waiting drawn. Always the same number of draws, so that runs stay comparable."""
        sigma = math.sqrt(math.log1p(self.variety**2))
        work = self.work * math.exp(sigma * random.gauss(0, 1) - sigma * sigma / 2)
        is_held, held = random.random() < self.held_share, random.expovariate(1) * self.held_minutes
        return Case(
            arrived=arrived,
            rank=mark.rank,
            danger=mark.danger,
            screening=work * self.screening_share,
            deciding=work * (1 - self.screening_share),
            waiting=mark.partners + (held if is_held else 0.0),
        )


@dataclass(frozen=True)
class Fit:
    """What was found, and how well it fits.

    Attributes:
        observed, simulated: shares decided within one working day, and at each of `POINTS`.
        gap: the largest difference of the shares at the points.
        busy: share of the rostered time that the workers were busy in the replay.
        contacts: how many were compared.
    """

    work: Work
    pattern: Pattern
    first: str
    last: str
    contacts: int
    observed_day: float
    simulated_day: float
    observed: tuple[float, ...]
    simulated: tuple[float, ...]
    gap: float
    busy: float

    @property
    def is_good(self) -> bool:
        return self.gap <= WORST_GAP

    def to_data(self) -> dict[str, Any]:
        return {**asdict(self), "pattern": self.pattern.to_data()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Fit:
        return cls(
            **{
                **data,
                "work": Work(**data["work"]),
                "pattern": Pattern.from_data(data["pattern"]),
                "observed": tuple(data["observed"]),
                "simulated": tuple(data["simulated"]),
            }
        )


@dataclass(frozen=True)
class _Replay:
    """The past arrivals, ready to be played many times."""

    days: Days
    plan: list[Change]
    arrivals: list[tuple[float, Mark]]
    compared: tuple[float, float]  # minutes from and up to
    times: int  # how often it is played, so that chance does not blur a small number

    def cases(self, work: Work, random: Random) -> Iterator[Case]:
        return (work.case(random, at, mark) for at, mark in self.arrivals)

    def play(self, work: Work) -> tuple[float, list[float], float]:
        """(share in one working day, shares at the points, share of the workers' time that was busy)"""
        hours, in_day, number, busy = [], 0, 0, 0.0
        first, last = self.compared
        for time in range(self.times):
            door = FrontDoor(self.days, self.plan, measure_from=first)
            # The same chances for every candidate: what differs is what is being tried.
            cases = door.run(self.cases(work, Random(f"replay {time}")))  # noqa: S311 - repeatable, nothing secret
            busy += door.busy_minutes
            for case in cases:
                if first <= case.arrived < last:
                    number += 1
                    in_day += is_in_day(case, self.days)
                    hours.append(opening_hours(case.arrived, case.decided, self.days))
        rostered = minutes_between(self.plan, first, self.days.end) * self.times
        return in_day / number, shares_at(hours), busy / rostered if rostered else 0.0


def is_in_day(case: Case, days: Days) -> bool:
    """Decided by the end of the working day after its arrival."""
    return case.decided < days.deadlines[int(case.arrived // 1440)]


def opening_hours(arrived: float, decided: float, days: Days) -> float:
    if math.isinf(decided):
        return math.inf
    return (days.opening_minutes(decided) - days.opening_minutes(arrived)) / 60


def shares_at(hours: Sequence[float]) -> list[float]:
    """The share at or below each of `POINTS`."""
    ordered = sorted(hours)
    return [bisect_right(ordered, point) / len(ordered) for point in POINTS]


def fit(history: History, rota: Rota, hours: Hours, *, tick: Callable[[], None] = lambda: None) -> Fit:
    """Find the working times that make the replay look like the past.

    Args:
        tick: called before each try; may raise to stop.

    Raises:
        CannotFit: too few contacts, no worker, or a rota that could never have done what was done.
    """
    history = history.latest(MOST_CONTACTS)
    if history.length < FEWEST_DAYS:
        raise CannotFit(
            f"Only {max(history.length, 0)} days are recorded. At least {FEWEST_DAYS} are needed to tell one weekday "
            "from another."
        )
    days = Days.of(history.first, history.length, hours)
    plan = changes(rota, days)
    start, end = WARM_UP_DAYS * 1440.0, (history.length - OPEN_DAYS) * 1440.0
    compared = [seen for seen in history.contacts if start <= days.minute(seen.received) < end]
    if len(compared) < FEWEST_CONTACTS:
        raise CannotFit(
            f"Only {len(compared)} contacts can be compared. At least {FEWEST_CONTACTS} are needed; below that chance "
            "decides."
        )
    rostered = minutes_between(plan, 0, days.end)
    if not rostered:
        raise CannotFit("The rota has no worker at any hour. Put the shifts into the pack's capacity.toml.")
    moments = [
        (days.minute(seen.received), days.minute(seen.decided) if seen.decided else math.inf) for seen in compared
    ]
    in_day = sum(done < days.deadlines[int(came // 1440)] for came, done in moments) / len(moments)
    observed = shares_at([opening_hours(came, done, days) for came, done in moments])
    arrivals = [(days.minute(seen.received), mark_of(seen, days)) for seen in history.contacts]
    replay = _Replay(days, plan, arrivals, (start, end), max(1, math.ceil(_COMPARED / len(compared))))
    found = _search(_first_guess(history, days, rostered), replay, in_day, observed, tick)
    simulated_day, simulated, busy = replay.play(found)
    return Fit(
        work=found,
        pattern=learn(history, days, Random("marks")),  # noqa: S311 - repeatable, nothing secret
        first=history.first.isoformat(),
        last=history.last.isoformat(),
        contacts=len(compared),
        observed_day=in_day,
        simulated_day=simulated_day,
        observed=tuple(observed),
        simulated=tuple(simulated),
        gap=max(abs(a - b) for a, b in zip(observed, simulated, strict=True)),
        busy=busy,
    )


def _first_guess(history: History, days: Days, rostered: float) -> Work:
    """The middle of what was observed, less the partners' time; never more than the workers had time for."""
    own, to_screening = [], []
    for seen in history.contacts:
        came = days.opening_minutes(days.minute(seen.received))
        if seen.decided:
            whole = days.opening_minutes(days.minute(seen.decided)) - came
            own.append(max(1.0, whole - mark_of(seen, days).partners))
            if seen.screened:
                to_screening.append(days.opening_minutes(days.minute(seen.screened)) - came)
    if not own:
        raise CannotFit("No contact has been decided in this time: there is nothing to learn from.")
    middle = statistics.median(own)
    screening = statistics.median(to_screening) / middle if to_screening else 0.2
    most = 0.9 * rostered / len(history.contacts)
    return Work(
        work=max(2.0, min(0.7 * middle, most)),
        variety=0.8,
        held_share=0.05,
        held_minutes=800.0,
        screening_share=round(min(max(screening, 0.05), 0.6), 3),
    )


_LIMITS = {"work": (1.0, 3_000.0), "variety": (0.2, 3.0), "held_share": (0.0, 0.5), "held_minutes": (30.0, 8_000.0)}


def _search(guess: Work, replay: _Replay, in_day: float, observed: Sequence[float], tick: Callable[[], None]) -> Work:
    """A pattern search: each number a step up or down, kept where it fits better; shorter steps when none does.

    The distance is the sum of squared differences of the shares; that of the working day, which is asked about, is
    counted three times more.
    """

    def distance(candidate: Work) -> float:
        tick()
        day, shares, _ = replay.play(candidate)
        return 3 * (day - in_day) ** 2 + sum((a - b) ** 2 for a, b in zip(shares, observed, strict=True))

    # A coarse look first: from a single start the search may end in a corner.
    starts = [
        replace(guess, work=guess.work * part, variety=variety, held_share=held)
        for part in (0.4, 0.6, 0.8, 1.0)
        for variety in (0.5, 1.0)
        for held in (0.0, 0.06)
    ]
    least, _, best = min((distance(start), place, start) for place, start in enumerate(starts))
    step, tried = 0.3, 0
    while step > 0.03 and tried < _TRIES:
        improved = False
        for name, (low, high) in _LIMITS.items():
            for sign in (1, -1):
                value = getattr(best, name)
                # The held share moves by a difference, the others by a factor.
                moved = value + sign * step / 5 if name == "held_share" else value * (1 + step) ** sign
                candidate = replace(best, **{name: min(max(moved, low), high)})
                if candidate == best:
                    continue
                tried += 1
                found = distance(candidate)
                if found < least - 1e-9:
                    best, least, improved = candidate, found, True
                    break
        if not improved:
            step /= 2
    return best
