"""Times with a first and a last day: missing or away, under an order that deprives of liberty.

Both files ask the same of their days, so each question is written once.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tally.data import Data
from tally.ssda903.rules.common import ERROR, col, in_year, rule


@dataclass(frozen=True)
class _Spell:
    table: str
    first: str
    last: str
    what: str
    since: str

    def columns(self, *names: str) -> tuple[str, ...]:
        return tuple(f"{self.table}.{name}" for name in names or (self.first, self.last))

    def example(self, *days: tuple[str, str], born: str = "") -> dict[str, object]:
        """One child with these times; a day that is "" is left out."""
        return {self.table: [{self.first: first, self.last: last, "DOB": born} for first, last in days]}


_MISSING = _Spell("Missing", "MIS_START", "MIS_END", "missing or away", "")
_LIBERTY = _Spell("DoLo", "DOLO_START", "DOLO_END", "under the order", "2026-27")
#: A day in the year before the examples', one in it and one after it, in that order.
_DAYS = {"Missing": ("2025-03-31", "2025-06-01", "2026-04-01"), "DoLo": ("2026-03-31", "2026-06-01", "2027-04-01")}


def _ends_after_its_start(code: str, spell: _Spell) -> None:
    before, day, _ = _DAYS[spell.table]

    def is_turned_round(data: Data) -> pl.DataFrame:
        return data[spell.table].filter(col(spell.last) < col(spell.first))

    rule(
        code, ERROR, f"The child's time {spell.what} ends before it starts.", since=spell.since,
        reads=spell.columns(), blames=spell.columns(),
        fails=(spell.example((day, before)), spell.example((day, day), (day, before))),
        passes=(spell.example((day, day)), spell.example((day, ""))),
    )(is_turned_round)  # fmt: skip


def _starts_before_the_year_ends(code: str, spell: _Spell) -> None:
    before, day, after = _DAYS[spell.table]

    def is_late(data: Data) -> pl.DataFrame:
        return data[spell.table].filter(col(spell.first) > data.year.last_day)

    rule(
        code, ERROR, f"The child's time {spell.what} starts after the end of the year.", since=spell.since,
        reads=spell.columns(spell.first), blames=spell.columns(spell.first),
        fails=(spell.example((after, "")), spell.example((day, ""), (after, ""))),
        passes=(spell.example((before, "")), spell.example((after.replace("04-01", "03-31"), ""))),
    )(is_late)  # fmt: skip


def _ends_in_the_year(code: str, spell: _Spell) -> None:
    before, day, after = _DAYS[spell.table]

    def is_outside(data: Data) -> pl.DataFrame:
        return data[spell.table].filter(~in_year(data, spell.last))

    rule(
        code, ERROR, f"The child's time {spell.what} does not end in the year.", since=spell.since,
        reads=spell.columns(spell.last), blames=spell.columns(spell.last),
        fails=(spell.example((before, before)), spell.example((day, after))),
        passes=(spell.example((before, day)), spell.example((before, ""))),
    )(is_outside)  # fmt: skip


def _follows_birth(code: str, spell: _Spell) -> None:
    before, day, after = _DAYS[spell.table]

    def is_unborn(data: Data) -> pl.DataFrame:
        return data[spell.table].filter((col(spell.first) < col("DOB")) | (col(spell.last) < col("DOB")))

    rule(
        code, ERROR, f"The child's time {spell.what} is before the child's birth.", since=spell.since,
        reads=spell.columns(spell.first, spell.last, "DOB"), blames=spell.columns(spell.first),
        fails=(spell.example((before, ""), born=day), spell.example((before, before), born=day)),
        passes=(spell.example((day, ""), born=day), spell.example((day, after))),
    )(is_unborn)  # fmt: skip


def _do_not_overlap(code: str, spell: _Spell, message: str) -> None:
    before, day, after = _DAYS[spell.table]

    def is_begun_too_early(data: Data) -> pl.DataFrame:
        """Of two that begin on the same day the later in the file is blamed; one that begins on the day on which
        another ends is not.
        """
        rows = data[spell.table].filter(col(spell.first).is_not_null()).sort("child", spell.first, "row")
        # Until when the child's earlier times last; one without an end lasts for ever.
        until = col(spell.last).fill_null(pl.date(9999, 12, 31)).cum_max().shift(1).over("child")
        return rows.filter(col("child").is_not_null() & (col(spell.first) < until))

    rule(
        code, ERROR, message, since=spell.since, reads=spell.columns(), blames=spell.columns(spell.first),
        fails=(
            spell.example((before, ""), (day, "")),
            spell.example((before, after), (day, day)),
            spell.example((before, after), (day, day), (day, "")),
        ),
        passes=(
            spell.example((before, day), (day, "")),
            {spell.table: [{spell.first: before}, {"CHILD": "2", spell.first: day}]},
        ),
    )(is_begun_too_early)  # fmt: skip


def _goes_on_from_last_year(code: str, spell: _Spell) -> None:
    before, day, _ = _DAYS[spell.table]

    def is_lost(data: Data) -> pl.DataFrame:
        """The child of last year's open time is looked up by its identifier; the row of this year that is blamed is
        the child's first in Header, as what is missing has no row.
        """
        assert data.previous is not None  # noqa: S101 - it needs last year
        opened = data.previous[spell.table].filter(col(spell.last).is_null() & col(spell.first).is_not_null())
        kept = data[spell.table].select("CHILD", spell.first)
        lost = opened.join(kept, on=["CHILD", spell.first], how="anti")
        return data["Header"].filter(col("CHILD").is_in(lost["CHILD"].unique().implode()))

    opened, other = spell.example((before, "")), spell.example((day, ""))
    child = {"Header": [{"SEX": "F"}]}
    rule(
        code, ERROR, f"Last year the child's time {spell.what} was open. This year it is not told how it went on.",
        since=spell.since, needs=("previous",),
        reads=("Header.CHILD", *spell.columns("CHILD", spell.first, spell.last)), blames="Header.CHILD",
        fails=(child | {"previous": opened}, child | other | {"previous": opened}),
        passes=(
            child | opened | {"previous": opened}, child | {"previous": spell.example((before, before))},
            {"Header": [{"CHILD": "2"}], "previous": opened},
        ),
    )(is_lost)  # fmt: skip


_ends_after_its_start("567", _MISSING)
_starts_before_the_year_ends("570", _MISSING)
_ends_in_the_year("571", _MISSING)
_follows_birth("586", _MISSING)
_do_not_overlap("574", _MISSING, "The child is missing or away a second time before the first time has ended.")
_goes_on_from_last_year("576", _MISSING)

_ends_after_its_start("702", _LIBERTY)
_starts_before_the_year_ends("703", _LIBERTY)
_ends_in_the_year("704", _LIBERTY)
_follows_birth("708", _LIBERTY)
_do_not_overlap("705", _LIBERTY, "A second order that deprives of liberty starts before the first has ended.")


# --- Of being missing alone -----------------------------------------------------------------------------------------


def _missing(**values: str) -> dict[str, object]:
    return {"Missing": [values]}


@rule(
    "564", ERROR, "The child was missing or away, and it is not told from which day.",
    reads=("Missing.MISSING", "Missing.MIS_START"), blames="Missing.MIS_START",
    fails=(_missing(MISSING="M"), _missing(MISSING="A", MIS_END="2025-06-01")),
    passes=(_missing(MISSING="M", MIS_START="2025-06-01"), _missing(MIS_END="2025-06-01")),
)  # fmt: skip
def start_is_told(data: Data) -> pl.DataFrame:
    """A day that is there and cannot be read is told by 1004."""
    is_there = col("MIS_START").is_not_null() | data.is_unread("Missing", "MIS_START")
    return data["Missing"].filter(col("MISSING").is_in(["M", "A"]) & ~is_there)


@rule(
    "565", ERROR, "It is told from which day the child was missing or away, and not which of the two.",
    reads=("Missing.MISSING", "Missing.MIS_START"), blames="Missing.MISSING",
    fails=(_missing(MIS_START="2025-06-01"), {"Missing": [{"MISSING": "M"}, {"MIS_START": "2025-06-01"}]}),
    passes=(_missing(MISSING="A", MIS_START="2025-06-01"), _missing(MIS_END="2025-06-01")),
)  # fmt: skip
def kind_is_told_with_the_start(data: Data) -> pl.DataFrame:
    return data["Missing"].filter(col("MIS_START").is_not_null() & col("MISSING").is_null())


@rule(
    "566", ERROR, "It is told until which day the child was missing or away, and not which of the two.",
    reads=("Missing.MISSING", "Missing.MIS_END"), blames="Missing.MISSING",
    fails=(_missing(MIS_END="2025-06-01"), {"Missing": [{"MISSING": "M"}, {"MIS_END": "2025-06-01"}]}),
    passes=(_missing(MISSING="A", MIS_END="2025-06-01"), _missing(MIS_START="2025-06-01")),
)  # fmt: skip
def kind_is_told_with_the_end(data: Data) -> pl.DataFrame:
    return data["Missing"].filter(col("MIS_END").is_not_null() & col("MISSING").is_null())
