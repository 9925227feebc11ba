"""Times with a first and a last day: missing or away, under an order that deprives of liberty.

Both files ask the same of their days, so each question is written once.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tally.data import Data
from tally.ssda903.rules.care import beside_care, episode, episodes, times_in_care
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
        """A time that begins on the day of birth is not before it; another validator blames it."""
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
        another ends is not, nor one that follows another whose end cannot be read.
        """
        rows = data[spell.table].filter(col(spell.first).is_not_null()).sort("child", spell.first, "row")
        # Until when the child's earlier times last; one without an end lasts for ever.
        is_open = ~data.is_told(spell.table, spell.last)
        end = pl.when(is_open).then(pl.date(9999, 12, 31)).otherwise(pl.coalesce(spell.last, spell.first))
        until = end.cum_max().shift(1).over("child")
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
            spell.example((before, "31/02/2025"), (day, "")),
        ),
    )(is_begun_too_early)  # fmt: skip


def _goes_on_from_last_year(code: str, spell: _Spell) -> None:
    before, day, _ = _DAYS[spell.table]

    def is_lost(data: Data) -> pl.DataFrame:
        """The child is looked up, and named, by its identifier: what is missing has no row, and the child itself may be
        in no file of this year.
        """
        assert data.previous is not None  # noqa: S101 - it needs last year
        is_open = ~data.previous.is_told(spell.table, spell.last)
        opened = data.previous[spell.table].filter(is_open & col(spell.first).is_not_null())
        return opened.join(data[spell.table], on=["CHILD", spell.first], how="anti").select("CHILD")

    opened = spell.example((before, ""))
    rule(
        code, ERROR, f"Last year the child's time {spell.what} was open. This year it is not told how it went on.",
        since=spell.since, needs=("previous",),
        reads=spell.columns("CHILD", spell.first, spell.last), blames=spell.columns(spell.first),
        fails=(
            {"previous": opened}, {"Header": [{"SEX": "F"}], "previous": opened},
            spell.example((day, "")) | {"previous": opened},
        ),
        passes=(
            opened | {"previous": opened}, {"previous": spell.example((before, before))},
            {"previous": spell.example((before, "31/02/2025"))},
        ),
    )(is_lost)  # fmt: skip


def _ends_with_care(code: str, spell: _Spell) -> None:
    before, day, _ = _DAYS[spell.table]
    later = day.replace("-06-", "-09-")

    def is_open(data: Data) -> pl.DataFrame:
        """A time belongs to the latest time in care that had begun by its first day; one that began before all that
        are in the file to the first of them. It is open where no last day stands there, be it readable or not.
        """
        opened = data[spell.table].filter(~data.is_told(spell.table, spell.last))
        rows = beside_care(opened, spell.first, times_in_care(data))
        return rows.filter(col("left").is_not_null())

    care = episodes(episode(before, later, REC="E4A"))
    rule(
        code, ERROR, f"The child left care, and it is not told until when it was {spell.what}.", since=spell.since,
        reads=(*spell.columns(), "Episodes.DECOM", "Episodes.DEC", "Episodes.REC", "Episodes.RNE"),
        blames=spell.columns(spell.last),
        fails=(
            spell.example((day, "")) | care,
            spell.example((day, "")) | episodes(episode(before, later, REC="E4A"), episode(later, "", RNE="S")),
            spell.example((before, day), (day, "")) | care,
        ),
        passes=(
            spell.example((day, later)) | care, spell.example((day, "")) | episodes(episode(before, later, REC="X1")),
            spell.example((later, "")) | episodes(episode(before, day, REC="E4A"), episode(later, "", RNE="S")),
            spell.example((later, "")) | episodes(episode(later, later, REC="E4A"), episode(later, "", RNE="S")),
            spell.example((day, "")), spell.example(("", "")) | care,
        ),
    )(is_open)  # fmt: skip


_ends_after_its_start("567", _MISSING)
_starts_before_the_year_ends("570", _MISSING)
_ends_in_the_year("571", _MISSING)
_follows_birth("586", _MISSING)
_do_not_overlap("574", _MISSING, "The child is missing or away a second time before the first time has ended.")
_goes_on_from_last_year("576", _MISSING)
_ends_with_care("577", _MISSING)

_ends_after_its_start("702", _LIBERTY)
_starts_before_the_year_ends("703", _LIBERTY)
_ends_in_the_year("704", _LIBERTY)
_follows_birth("708", _LIBERTY)
_do_not_overlap("705", _LIBERTY, "A second order that deprives of liberty starts before the first has ended.")
_ends_with_care("707", _LIBERTY)
# 706 asks of orders what 576 asks of times missing. Last year's return has no orders before 2027-28, so it comes then.
