"""Who works at the front door and when? The model of the pack's `capacity.toml`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from threshold.core import clocks, packs
from threshold.core.calendar import Hours
from threshold.insight.capacity.rota import Rota, Shift

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ShiftRow(packs.Section):
    """So many workers from one time to another; a shift that ends before it starts ends on the next day."""

    title: str
    starts: dt.time
    ends: dt.time
    weekdays: tuple[Weekday, ...] = Field(min_length=1)
    workers: int = Field(ge=0, le=500)
    #: These workers take children in immediate danger, and nothing else.
    only_danger: bool = False
    on_bank_holidays: bool = False

    @model_validator(mode="after")
    def _has_a_length(self) -> ShiftRow:
        if self.starts == self.ends:
            raise ValueError("the shift ends when it starts; give two different times")
        return self

    def as_shift(self) -> Shift:
        return Shift(
            title=self.title,
            starts=self.starts,
            ends=self.ends,
            weekdays=tuple(sorted({_DAYS.index(day) for day in self.weekdays})),
            workers=self.workers,
            only_danger=self.only_danger,
            on_bank_holidays=self.on_bank_holidays,
        )


class Capacity(packs.Section):
    """`capacity.toml`."""

    shifts: tuple[ShiftRow, ...]


packs.register("capacity", Capacity)


def rota() -> Rota:
    return tuple(row.as_shift() for row in packs.section("capacity", Capacity).shifts)


def hours() -> Hours:
    """The front door's opening time, from the table of clocks."""
    return packs.section("clocks", clocks.ClockTable).hours
