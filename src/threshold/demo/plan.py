"""Which contacts come, about whom, and what becomes of each? The plan of an authority: pure data, no database.

The same seed and dates give the same plan, step for step. Steps come out in the order of time, one after another,
so that a plan of a million contacts needs no more memory than the cases that are open at one moment.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

from threshold.core.calendar import day_of
from threshold.demo.arrivals import SURGE_DAYS, arrivals, is_school_holiday
from threshold.demo.cases import Cases
from threshold.demo.course import Course, Incoming, children_of
from threshold.demo.families import Families, Family
from threshold.demo.steps import Facts, RecordBirth, Step
from threshold.demo.stories import Theme, Weighted, themes

#: A family that was heard of lately is more likely to be heard of again; those beyond this many are let go.
_REMEMBERED = 20_000
#: Sources that fall silent in the school holidays.
_SCHOOL_SOURCES = frozenset({"2A", "2B", "3C"})


class Planner:
    """Plans contact after contact, in the order of their arrival."""

    def __init__(
        self,
        *,
        seed: int,
        first: dt.date,
        last: dt.date,
        contacts: int,
        share_of_new: float,
        surge_from: dt.date | None = None,
    ) -> None:
        """`share_of_new` is the chance that a contact is about a family nobody has told us of before."""
        self.random = Random(seed)  # noqa: S311 - repeatable, and nothing secret
        self.families = Families(self.random)
        self.cases = Cases()
        self.known: deque[Family] = deque()
        self._recorded_at: dict[int, dt.datetime] = {}  # by family: nobody can be named before
        self.let_go: list[int] = []  # keys of people who will not be named again
        #: Which meeting speaks of a contact, for the latest contacts of which one does.
        self.triage: dict[int, str] = {}
        self._share_of_new = share_of_new
        self._surge_from = surge_from
        self._arrivals = arrivals(self.random, first=first, last=last, number=contacts, surge_from=surge_from)
        self.made = 0
        self._by_holiday = {holiday: _shares(without_schools=holiday) for holiday in (False, True)}

    def courses(self) -> Iterator[tuple[dt.datetime, list[Step]]]:
        """For each contact when it arrived, and its steps."""
        for received_at in self._arrivals:
            yield received_at, self.contact(received_at)

    def contact(self, received_at: dt.datetime) -> list[Step]:
        """The steps of one contact about whomever chance brings, a birth in the family among them."""
        r, on = self.random, day_of(received_at)
        theme = self._theme(on)
        family = self._again(received_at) if self.known and r.random() > self._share_of_new else None
        if family is not None and (theme.youngest < 0) != _expects(family):
            family = None
        births: list[Step] = []
        is_new = family is None
        if family is None:
            family = self.families.make(on, unborn=theme.youngest < 0)
            births = self._births(family)
        course = self.course(received_at, theme, family, is_new=is_new, pace=self._pace(on))
        if is_new:
            self._remember(family, course.recorded_at)
        return course.steps + births

    def course(
        self,
        received_at: dt.datetime,
        theme: Theme,
        family: Family,
        *,
        is_new: bool,
        cases: Cases | None = None,
        **given: Any,
    ) -> Course:
        """The course of a contact about a family. What `given` (of `Incoming`) does not set is drawn."""
        theme, about = self._about(family, theme, day_of(received_at))
        self.made += 1
        if theme.triage:
            self.triage[self.made] = theme.triage
            if len(self.triage) > _REMEMBERED:
                del self.triage[next(iter(self.triage))]
        return Course(
            self.random,
            Incoming(
                contact=self.made,
                received_at=received_at,
                family=family,
                about=about,
                is_new=is_new,
                theme=theme,
                source=given.pop("source", "") or self._source(theme, day_of(received_at)),
                team=given.pop("team", "") or self.random.choice(("ash", "birch")),
                **given,
            ),
            self.cases if cases is None else cases,
        )

    # --- Inside

    def _remember(self, family: Family, recorded_at: dt.datetime) -> None:
        self.known.append(family)
        self._recorded_at[family.number] = recorded_at
        if len(self.known) > _REMEMBERED:
            gone = self.known.popleft()
            del self._recorded_at[gone.number]
            for person in gone.people:
                self.let_go.append(person.key)
                self.cases.forget(person.key)

    def _again(self, at: dt.datetime) -> Family | None:
        """A family that we know, one of the later ones more often; None where its children have grown up."""
        place = int(len(self.known) * self.random.random() ** 0.6)
        family = self.known[min(place, len(self.known) - 1)]
        return family if self._recorded_at[family.number] < at and children_of(family, day_of(at)) else None

    def _theme(self, on: dt.date) -> Theme:
        return themes()[int(self._by_holiday[is_school_holiday(on)].pick(self.random))]

    def _about(self, family: Family, kind: Theme, on: dt.date) -> tuple[Theme, tuple[Facts, ...]]:
        """The children whom the contact is about, and a story that fits their ages."""
        r = self.random
        children = children_of(family, on)
        if kind.youngest < 0:
            return kind, tuple(child for child in children if child.kind == "unborn")
        born = [child for child in children if child.birth_on and child.birth_on <= on]
        if not born:
            return next(theme for theme in themes() if theme.youngest < 0), tuple(children)
        fitting = _fitting(kind, born, on)
        while not fitting:
            kind = self._theme(on)
            fitting = _fitting(kind, born, on)
        if kind.oldest < 17 or kind.youngest > 5:  # a story about one, mostly
            number = 1 if r.random() < 0.7 else len(fitting)
        else:
            number = len(fitting) if r.random() < 0.8 else 1
        first = r.randrange(len(fitting) - number + 1)
        return kind, tuple(fitting[first : first + number])

    def _source(self, kind: Theme, on: dt.date) -> str:
        source = kind.sources.pick(self.random)
        if source in _SCHOOL_SOURCES and is_school_holiday(on):
            source = kind.sources.pick(self.random)
        return source

    def _pace(self, on: dt.date) -> float:
        """Most work keeps to its deadline; more is late while a surge lasts and a fortnight after it."""
        late = 0.07
        if self._surge_from and 0 <= (on - self._surge_from).days < SURGE_DAYS + 14:
            late = 0.3
        return self.random.uniform(3, 8) if self.random.random() < late else self.random.uniform(0.5, 1.5)

    def _births(self, family: Family) -> list[Step]:
        """An expected child is born, on the day or a little before or after."""
        r = self.random
        steps: list[Step] = []
        for child in family.children:
            if child.expected_on:
                born = child.expected_on + dt.timedelta(days=r.randrange(-9, 8))
                sex = r.choice("MF")
                at = dt.datetime.combine(born + dt.timedelta(days=r.randrange(1, 6)), dt.time(11, 30), dt.UTC)
                name = r.choice(("Rowan", "Wren", "Sky", "Ash", "Robin"))
                steps.append(RecordBirth(at, "officer", child.key, born, name, child.family_name, sex))
        return steps


def _expects(family: Family) -> bool:
    return any(child.kind == "unborn" for child in family.children)


def _fitting(theme: Theme, children: Sequence[Facts], on: dt.date) -> list[Facts]:
    """Those of the age that a story is about."""
    ages = [(child, (on - child.birth_on).days // 365) for child in children if child.birth_on]
    return [child for child, age in ages if theme.youngest <= age <= theme.oldest]


def _shares(*, without_schools: bool) -> Weighted:
    """The themes' shares by their place in the list; those that schools tell of shrink in the holidays."""
    weights = {}
    for place, theme in enumerate(themes()):
        from_schools = theme.sources.codes[0] in _SCHOOL_SOURCES
        weights[str(place)] = theme.share * (0.35 if without_schools and from_schools else 1)
    return Weighted.of(weights)


def in_order(courses: Iterable[tuple[dt.datetime, list[Step]]]) -> Iterator[Step]:
    """All steps of all contacts by time. A contact's steps never lie before its arrival, which bounds what waits."""
    waiting: list[tuple[dt.datetime, int, Step]] = []
    number = 0
    for received_at, steps in courses:
        while waiting and waiting[0][0] < received_at:
            yield heapq.heappop(waiting)[2]
        for step in steps:
            number += 1
            heapq.heappush(waiting, (step.at, number, step))
    while waiting:
        yield heapq.heappop(waiting)[2]
