"""When do contacts arrive? By month, weekday and hour, fewer in the school holidays, and twice as many in a surge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from threshold.core.calendar import LONDON, is_working_day

_BY_MONTH = (1.04, 1.06, 1.12, 0.96, 1.08, 1.10, 1.00, 0.74, 1.08, 1.10, 1.14, 0.88)
_BY_WEEKDAY = (1.32, 1.14, 1.10, 1.08, 1.16, 0.42, 0.34)
_BANK_HOLIDAY = 0.35
_IN_HOLIDAYS = 0.78
#: The share of each hour of a working day, from midnight; mornings and the end of school lead.
_BY_HOUR = (1, 1, 0.7, 0.4, 0.3, 0.3, 0.5, 1, 3, 8, 10, 10, 8, 8, 9, 11, 10, 6, 3, 2.4, 2.2, 2, 1.8, 1.3)
_BY_HOUR_AT_WEEKENDS = (
    2.5,
    2,
    1.5,
    1,
    0.6,
    0.6,
    1,
    1.5,
    2.5,
    3.5,
    4,
    4.5,
    4.5,
    4.5,
    4.5,
    4.5,
    5,
    5,
    5.5,
    6,
    6,
    5.5,
    5,
    3.5,
)

SURGE_DAYS = 21


def is_school_holiday(day: dt.date) -> bool:
    """As most English schools have them, to within a few days."""
    month, number = day.month, day.day
    if month == 8 or (month == 7 and number >= 23):
        return True
    if (month == 12 and number >= 20) or (month == 1 and number <= 4):
        return True
    return (month == 4 and number <= 15) or (month, number // 7) in ((2, 2), (5, 4), (10, 3))


def weight_of(day: dt.date) -> float:
    """How busy a day is, beside a day of no particular kind."""
    weight = _BY_MONTH[day.month - 1] * _BY_WEEKDAY[day.weekday()]
    if day.weekday() < 5 and not is_working_day(day):
        weight = _BY_MONTH[day.month - 1] * _BANK_HOLIDAY
    return weight * _IN_HOLIDAYS if is_school_holiday(day) else weight


def arrivals(
    random: Random, *, first: dt.date, last: dt.date, number: int, surge_from: dt.date | None = None
) -> Iterator[dt.datetime]:
    """About `number` instants from the first day to the last, in order."""
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    surge_to = surge_from + dt.timedelta(days=SURGE_DAYS) if surge_from else None
    weights = [weight_of(day) * (2 if surge_from and surge_to and surge_from <= day < surge_to else 1) for day in days]
    scale = number / sum(weights)
    for day, weight in zip(days, weights, strict=True):
        expected = weight * scale
        count = _poisson(random, expected) if expected < 50 else round(random.gauss(expected, expected**0.5))
        by_hour = _BY_HOUR if is_working_day(day) else _BY_HOUR_AT_WEEKENDS
        seconds = sorted(hour * 3600 + random.randrange(3600) for hour in random.choices(range(24), by_hour, k=count))
        midnight = dt.datetime.combine(day, dt.time(), LONDON)
        for second in seconds:
            local = midnight.replace(hour=second // 3600, minute=second // 60 % 60)
            yield local.astimezone(dt.UTC)


def _poisson(random: Random, mean: float) -> int:
    """How many, where `mean` are expected (counting exponential gaps)."""
    count, total = 0, random.expovariate(1)
    while total < mean:
        count += 1
        total += random.expovariate(1)
    return count
