"""How many days later? What the modules of the synthetic world say about days in the same way."""

from __future__ import annotations

import polars as pl

from tally.calendar import BANK_HOLIDAYS

Number = int | pl.Expr


def later(day: pl.Expr, days: Number) -> pl.Expr:
    return day + pl.duration(days=days)


def working_days_later(day: pl.Expr, days: Number) -> pl.Expr:
    """The working day so many after the day, or before it where the number is negative; with 0, it or the next."""
    return day.dt.add_business_days(days, holidays=BANK_HOLIDAYS, roll="forward")


def working_day_until(day: pl.Expr) -> pl.Expr:
    """The day itself, or the last working day before it."""
    return day.dt.add_business_days(0, holidays=BANK_HOLIDAYS, roll="backward")


def birthday(born: str, age: int) -> pl.Expr:
    """Who is born on 29 February has it on 28 February."""
    return pl.col(born).dt.offset_by(f"{age}y")
