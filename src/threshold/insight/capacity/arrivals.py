"""When do contacts come, and what are they like? Learned from the past, drawn for the future.

Days differ by weekday, bank holiday and month, and more than chance alone would make them (a flood, a television
programme): how much more is learned too. What a contact is like (rating, danger, how long partners took) is that of
a past one taken at random, so that what goes together stays together.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from threshold.core.calendar import is_working_day
from threshold.insight.capacity.days import DAY, Days
from threshold.insight.capacity.history import History, Seen

#: Beside Monday (0) to Sunday (6).
BANK_HOLIDAY = 7
#: So many days must be known before the months are told apart.
_A_YEAR = 330
#: How many past contacts are kept to draw from.
_MOST_MARKS = 1_500


@dataclass(frozen=True, slots=True)
class Mark:
    """What a contact is like: its rating's rank, whether in danger now, opening minutes until partners had answered."""

    rank: int
    danger: bool
    partners: float


@dataclass(frozen=True)
class Pattern:
    """Attributes:
    by_kind: contacts a day for Monday to Sunday and a bank holiday.
    by_month: how busy each month is, 1 being usual.
    by_hour: shares of the hours of a working day, and of another day.
    spread: the variance of a day's own factor; 0 where days differ as chance makes them.
    marks: past contacts, received on working days and on others.
    """

    by_kind: tuple[float, ...]
    by_month: tuple[float, ...]
    by_hour: tuple[tuple[float, ...], tuple[float, ...]]
    spread: float
    marks: tuple[tuple[Mark, ...], tuple[Mark, ...]]

    def expected(self, day: dt.date) -> float:
        return self.by_kind[kind_of(day)] * self.by_month[day.month - 1]

    def draw(
        self, random: Random, days: Days, first: int, last: int, demand: float = 1.0
    ) -> Iterator[tuple[float, Mark]]:
        """Arrivals from one day up to another, in order: (minute, what it is like)."""
        for number in range(first, last):
            day = days.date(number)
            expected = self.expected(day) * demand
            if self.spread > 0 and expected > 0:
                expected *= random.gammavariate(1 / self.spread, self.spread)
            other = int(not days.working[number])
            hours = self.by_hour[other]
            marks = self.marks[other] or self.marks[1 - other]
            count = poisson(random, expected) if sum(hours) and marks else 0
            for minute in sorted(
                60 * hour + 60 * random.random() for hour in random.choices(range(24), hours, k=count)
            ):
                yield number * DAY + minute, random.choice(marks)

    def to_data(self) -> dict[str, Any]:
        """As it is kept with a run."""
        return {
            **asdict(self),
            "marks": [[[mark.rank, mark.danger, mark.partners] for mark in marks] for marks in self.marks],
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Pattern:
        working, other = (tuple(Mark(*row) for row in rows) for rows in data["marks"])
        hours = data["by_hour"]
        return cls(
            by_kind=tuple(data["by_kind"]),
            by_month=tuple(data["by_month"]),
            by_hour=(tuple(hours[0]), tuple(hours[1])),
            spread=data["spread"],
            marks=(working, other),
        )


def kind_of(day: dt.date) -> int:
    return day.weekday() if day.weekday() > 4 or is_working_day(day) else BANK_HOLIDAY


def poisson(random: Random, mean: float) -> int:
    """How many, where `mean` are expected: gaps of a steady stream, counted until the mean is used up."""
    count, total = 0, random.expovariate(1)
    while total < mean:
        count += 1
        total += random.expovariate(1)
    return count


def mark_of(seen: Seen, days: Days) -> Mark:
    partners = 0.0
    if seen.asked is not None and seen.answered is not None:
        asked, answered = days.minute(seen.asked), days.minute(seen.answered)
        partners = max(0.0, days.opening_minutes(answered) - days.opening_minutes(asked))
    return Mark(seen.rank, seen.danger, round(partners, 1))


def learn(history: History, days: Days, random: Random) -> Pattern:
    """The pattern of a past of at least one day. `days` covers it."""
    per_day = Counter(seen.received.date() for seen in history.contacts)
    all_days = [history.first + dt.timedelta(days=number) for number in range(history.length)]
    months = _by_month(all_days, per_day) if len(all_days) >= _A_YEAR else (1.0,) * 12
    kinds = _by_kind(all_days, per_day, months)
    pattern = Pattern(
        by_kind=kinds,
        by_month=months,
        by_hour=(_by_hour(history.contacts, working=True), _by_hour(history.contacts, working=False)),
        spread=0.0,
        marks=(_marks(history, days, random, working=True), _marks(history, days, random, working=False)),
    )
    spread = _spread([(per_day[day], pattern.expected(day)) for day in all_days])
    return Pattern(pattern.by_kind, pattern.by_month, pattern.by_hour, spread, pattern.marks)


def _by_month(days: Sequence[dt.date], per_day: Counter[dt.date]) -> tuple[float, ...]:
    """How each month compares with what its weekdays let expect; a month that was not seen is as usual."""
    usual = _by_kind(days, per_day, (1.0,) * 12)
    came, expected = [0.0] * 12, [0.0] * 12
    for day in days:
        came[day.month - 1] += per_day[day]
        expected[day.month - 1] += usual[kind_of(day)]
    return tuple(round(number / due, 6) if due and number else 1.0 for number, due in zip(came, expected, strict=True))


def _by_kind(days: Sequence[dt.date], per_day: Counter[dt.date], months: Sequence[float]) -> tuple[float, ...]:
    came, weight = [0.0] * 8, [0.0] * 8
    for day in days:
        came[kind_of(day)] += per_day[day]
        weight[kind_of(day)] += months[day.month - 1]
    found = [number / due if due else 0.0 for number, due in zip(came, weight, strict=True)]
    if not weight[BANK_HOLIDAY]:  # none was seen: like a Sunday
        found[BANK_HOLIDAY] = found[6]
    return tuple(round(value, 6) for value in found)


def _by_hour(contacts: Sequence[Seen], *, working: bool) -> tuple[float, ...]:
    hours = Counter(seen.received.hour for seen in contacts if is_working_day(seen.received.date()) == working)
    total = sum(hours.values())
    return tuple(round(hours[hour] / total, 6) if total else 0.0 for hour in range(24))


def _marks(history: History, days: Days, random: Random, *, working: bool) -> tuple[Mark, ...]:
    found = [seen for seen in history.contacts if is_working_day(seen.received.date()) == working]
    chosen = random.sample(found, _MOST_MARKS) if len(found) > _MOST_MARKS else found
    return tuple(mark_of(seen, days) for seen in chosen)


def _spread(counts: Sequence[tuple[int, float]]) -> float:
    """By how much days vary more than chance: the moment estimate of the variance of a day's factor."""
    squares = sum(expected * expected for _, expected in counts)
    excess = sum((came - expected) ** 2 - expected for came, expected in counts)
    return round(min(max(excess / squares, 0.0), 1.0), 6) if squares else 0.0
