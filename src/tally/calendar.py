"""Working days: Monday to Friday without England's bank holidays. Everything works on whole columns.

The bank holidays are worked out here, from the rules for the eight that come every year and the list of those that
were moved or added. The `holidays` package knows them too, but to import it takes longer than to check a county's
return (0.7 s); so it is what the test compares with, day by day, and a day that a later version of it adds fails there.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

#: The years whose bank holidays are known. Before and after them a working day is every Monday to Friday.
YEARS = range(1990, 2051)
#: The early May holiday and the late May holiday, in the years in which they were moved.
_MOVED = {
    (5, 1995): dt.date(1995, 5, 8), (5, 2020): dt.date(2020, 5, 8),
    (6, 2002): dt.date(2002, 6, 4), (6, 2012): dt.date(2012, 6, 4), (6, 2022): dt.date(2022, 6, 2),
}  # fmt: skip
#: The days that were holidays once: the millennium, jubilees, a wedding, a funeral, a coronation.
_ONCE = (
    dt.date(1999, 12, 31), dt.date(2002, 6, 3), dt.date(2011, 4, 29), dt.date(2012, 6, 5), dt.date(2022, 6, 3),
    dt.date(2022, 9, 19), dt.date(2023, 5, 8),
)  # fmt: skip


def _easter(year: int) -> dt.date:
    """Easter Sunday, by the Gregorian calendar's rule."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _monday_from(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=-day.weekday() % 7)


def _holidays(year: int) -> set[dt.date]:
    """The bank holidays of a year; one that falls on a weekend moves to the next weekday that is none already."""
    easter, week = _easter(year), dt.timedelta(days=7)
    found = {
        easter - dt.timedelta(days=2),
        easter + dt.timedelta(days=1),
        _MOVED.get((5, year), _monday_from(dt.date(year, 5, 1))),
        _MOVED.get((6, year), _monday_from(dt.date(year, 6, 1)) - week),
        _monday_from(dt.date(year, 9, 1)) - week,
    }
    # Boxing Day first: where it is a Monday, Christmas Day is made good on the Tuesday.
    for fixed in (dt.date(year, 1, 1), dt.date(year, 12, 26), dt.date(year, 12, 25)):
        day = fixed
        while day.weekday() > 4 or day in found:
            day += dt.timedelta(days=1)
        found.add(day)
    return found | {day for day in _ONCE if day.year == year}


#: Every bank holiday of the known years, in order.
BANK_HOLIDAYS: list[dt.date] = sorted(day for year in YEARS for day in _holidays(year))


def is_working_day(day: pl.Expr) -> pl.Expr:
    return day.dt.is_business_day(holidays=BANK_HOLIDAYS)


def add_working_days(day: pl.Expr, number: int) -> pl.Expr:
    """The working day that comes `number` working days after a day, or before it where the number is negative.

    The day itself is not counted, whether it is a working day or not; with 0 it stays, or is the last one before it.
    """
    return day.dt.add_business_days(number, holidays=BANK_HOLIDAYS, roll="forward" if number < 0 else "backward")


def working_days_between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """How many working days come after `start` up to and including `end`; negative where `end` is earlier."""
    # Counted from the earlier to the later day: polars counts backwards with another end left out.
    after = pl.duration(days=1)
    first, last = pl.min_horizontal(start, end), pl.max_horizontal(start, end)
    number = pl.business_day_count(first + after, last + after, holidays=BANK_HOLIDAYS)
    return pl.when(start <= end).then(number).when(start > end).then(-number)


def working_day_before(day: dt.date, number: int) -> dt.date:
    """The working day that comes `number` working days before a day, which itself is not counted."""
    found: dt.date = pl.select(add_working_days(pl.lit(day), -number)).item()
    return found
