"""What happens to each contact, minute by minute? The queue itself, on simpy's clock.

A contact is screened, then waits for others (partners' answers, whatever held it up), then is analysed and decided.
Screening and deciding need a worker; waiting does not. Workers take immediate danger at once, putting something
less urgent down; then what nobody has looked at yet; then by rating, the oldest first. What a worker has begun is
put down when the shift ends and taken up again, where it was, when there is somebody.

Callbacks on simpy's events rather than its generators: a year of twenty thousand contacts takes about half a second.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import simpy

from threshold.insight.capacity.days import Days
from threshold.insight.capacity.rota import Change

#: The order in which a free worker takes things: danger, then new contacts, then by rating (0 is the most urgent).
DANGER, NEW, RATED = 0, 1, 2
#: A run that would grow past this many contacts is refused: it would say nothing that a smaller one does not.
MOST_CONTACTS = 500_000


class TooManyContacts(Exception):
    """The simulation was asked for more than it will do."""


@dataclass(slots=True, eq=False)
class Case:
    """A contact on its way.

    Attributes:
        arrived: minute; rank: of its rating, 0 the most urgent; danger: a child is in danger now.
        screening, deciding: minutes of a worker's time; waiting: opening minutes in which others are waited for.
        begun: minute at which a worker first took it; decided: minute; both infinite until then.
    """

    arrived: float
    rank: int
    danger: bool
    screening: float
    deciding: float
    waiting: float = 0.0
    begun: float = math.inf
    decided: float = math.inf
    # The engine's own:
    left: float = 0.0
    is_screened: bool = False
    was_put_down: bool = False
    on_danger_duty: bool = False
    resumed_at: float = 0.0
    order: int = 0
    turn: int = 0

    @property
    def priority(self) -> int:
        if self.danger:
            return DANGER
        return RATED + self.rank if self.is_screened else NEW


@dataclass
class FrontDoor:
    """One front door for one stretch of time. `run` once; then read `busy_minutes`, and the cases themselves.

    Args:
        measure_from: worker-minutes before this minute are not counted in `busy_minutes`.
    """

    days: Days
    plan: Iterable[Change]
    measure_from: float = 0.0
    busy_minutes: float = 0.0
    _workers: int = 0
    _for_danger: int = 0
    _queue: list[tuple[int, bool, int, Case]] = field(default_factory=list)
    _running: list[Case] = field(default_factory=list)
    _on_danger_duty: list[Case] = field(default_factory=list)
    _counted_at: float = 0.0
    _order: int = 0

    def run(self, cases: Iterable[Case], until: float | None = None) -> list[Case]:
        """Play the cases, which come in the order of their arrival. Returns all that arrived, decided or not."""
        self._end = self.days.end if until is None else until
        self._env = simpy.Environment()
        self.cases: list[Case] = []
        for change in self.plan:
            if change.at < self._end:
                self._after(change.at, self._change, change)
        self._coming: Iterator[Case] = iter(cases)
        self._expect_next()
        self._env.run(until=self._end)
        self._count()
        return self.cases

    # --- Arrivals

    def _after(self, minutes: float, act: Callable[[Any], None], value: Any) -> None:
        self._env.timeout(minutes, value).callbacks.append(act)

    def _expect_next(self) -> None:
        case = next(self._coming, None)
        if case is not None and case.arrived < self._end:
            self._after(max(0.0, case.arrived - self._env.now), self._arrive, case)

    def _arrive(self, event: Any) -> None:
        case: Case = event.value
        if len(self.cases) >= MOST_CONTACTS:
            raise TooManyContacts(
                f"More than {MOST_CONTACTS:,} contacts would come in one simulated year. Ask for less demand."
            )
        self.cases.append(case)
        case.left = case.screening
        self._next_step(case)
        self._expect_next()

    # --- Steps of one contact

    def _next_step(self, case: Case) -> None:
        """It needs a worker, or it waits, or it is decided."""
        if case.left > 0:
            self._queue_up(case)
        elif not case.is_screened:
            case.is_screened = True
            case.left = case.deciding
            back_at = self.days.after(self._env.now, case.waiting)
            if back_at > self._env.now:
                if back_at < self._end:
                    self._after(back_at - self._env.now, self._come_back, case)
            else:
                self._next_step(case)
        else:
            case.decided = self._env.now

    def _come_back(self, event: Any) -> None:
        """Whoever was waited for has answered."""
        self._next_step(event.value)

    def _queue_up(self, case: Case) -> None:
        if not case.was_put_down:
            self._order += 1
            case.order = self._order
        heapq.heappush(self._queue, (case.priority, not case.was_put_down, case.order, case))
        self._fill()

    # --- Workers

    def _fill(self) -> None:
        """Give every free worker the next thing."""
        while self._queue:
            danger = self._queue[0][0] == DANGER
            if danger and len(self._on_danger_duty) < self._for_danger:
                self._take(on_danger_duty=True)
            elif len(self._running) < self._workers:
                self._take(on_danger_duty=False)
            elif danger and (least := self._least_urgent(DANGER)) is not None:
                self._put_down(least)
                self._take(on_danger_duty=False)
            else:
                return

    def _take(self, *, on_danger_duty: bool) -> None:
        self._count()
        case = heapq.heappop(self._queue)[3]
        case.on_danger_duty, case.was_put_down = on_danger_duty, False
        case.begun = min(case.begun, self._env.now)
        case.resumed_at = self._env.now
        case.turn += 1
        (self._on_danger_duty if on_danger_duty else self._running).append(case)
        self._after(case.left, self._finish, (case, case.turn))

    def _finish(self, event: Any) -> None:
        case, turn = event.value
        if case.turn != turn:  # it was put down in between; its end was planned again
            return
        self._release(case)
        case.left = 0.0
        self._next_step(case)
        self._fill()

    def _release(self, case: Case) -> None:
        self._count()
        (self._on_danger_duty if case.on_danger_duty else self._running).remove(case)
        case.turn += 1

    def _put_down(self, case: Case) -> None:
        """Keep what is left of it, and let it wait at the head of its kind."""
        self._release(case)
        case.left = max(case.left - (self._env.now - case.resumed_at), 1e-9)
        case.was_put_down = True
        heapq.heappush(self._queue, (case.priority, False, case.order, case))

    def _least_urgent(self, above: int) -> Case | None:
        """Of what is being worked on, the least urgent and newest, if it is less urgent than this."""
        worst = max(self._running, key=lambda case: (case.priority, case.order), default=None)
        return worst if worst is not None and worst.priority > above else None

    def _change(self, event: Any) -> None:
        """A shift begins or ends: first fewer workers, then whoever is free takes what waits."""
        change: Change = event.value
        self._count()
        self._workers, self._for_danger = change.workers, change.for_danger
        while len(self._running) > self._workers:
            least = self._least_urgent(-1)
            assert least is not None  # noqa: S101 - one is running
            self._put_down(least)
        while len(self._on_danger_duty) > self._for_danger:
            self._put_down(self._on_danger_duty[-1])
        self._fill()

    def _count(self) -> None:
        """Add up the time of the workers who are busy, those on danger duty left out."""
        now = self._env.now
        if now > self._counted_at:
            if now > self.measure_from:
                self.busy_minutes += len(self._running) * (now - max(self._counted_at, self.measure_from))
            self._counted_at = now
