"""The Standard Safeguarding Dataset on the day of an inspection: what had happened by then, and what was open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from tally.annex_a.tables import AGE, BIRTH, CHILD, ETHNICITY, GENDER
from tally.convert import cin_words
from tally.convert.annex_a_rows import DISABLED, TEAM, WORKER
from tally.convert.annex_a_words import ofsted_code
from tally.data import Data
from tally.spans import value_on
from tally.ssd.tables import PERSONS

col = pl.col

#: Before any day that is told.
_EVER = dt.date(1, 1, 1)


@dataclass(frozen=True)
class Inspection:
    """The data set on the day of an inspection."""

    ssd: Data
    day: dt.date

    @property
    def half_a_year(self) -> dt.date:
        return self._back("-6mo")

    @property
    def a_year(self) -> dt.date:
        return self._back("-12mo")

    def _back(self, by: str) -> dt.date:
        found: dt.date = pl.select(pl.lit(self.day).dt.offset_by(by)).item()
        return found

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.ssd[table]

    def within(self, day: str, since: dt.date) -> pl.Expr:
        return col(day).is_between(since, self.day)

    def ran(self, start: str, end: str) -> pl.Expr:
        """Whether it had started, and was open on the day or ended in the half year before."""
        started = col(start).is_null() | (col(start) <= self.day)
        return started & (col(end).is_null() | (col(end) >= self.half_a_year))

    def is_open(self, start: str, end: str) -> pl.Expr:
        started = col(start).is_null() | (col(start) <= self.day)
        return started & (col(end).is_null() | (col(end) > self.day))

    def is_known(self, day: str) -> pl.Expr:
        """Whether what goes with a day is known on the day of the inspection."""
        return col(day).is_null() | (col(day) <= self.day)

    def until_now(self, day: str) -> pl.Expr:
        """A day that has come; what lies after the inspection is not known yet."""
        return pl.when(col(day) <= self.day).then(col(day))


def about(at: Inspection) -> pl.DataFrame:
    persons = at[PERSONS].unique("child", keep="first", maintain_order=True)
    persons = persons.with_columns(cin_words.ethnicity(col("pers_ethnicity")))
    born = col(BIRTH)
    before_birthday = (born.dt.month() > at.day.month) | (
        (born.dt.month() == at.day.month) & (born.dt.day() > at.day.day)
    )
    persons = persons.select(
        "child", ofsted_code("Gender", persons["pers_sex"]).alias(GENDER),
        ofsted_code("Ethnicity", persons["pers_ethnicity"]).alias(ETHNICITY), pl.col("pers_dob").alias(BIRTH),
    ).with_columns((pl.lit(at.day.year) - born.dt.year() - before_birthday.cast(pl.Int32)).alias(AGE))  # fmt: skip
    told = at["ssd_disability"].filter(col("disa_disability_code").is_not_null())
    kinds = told.group_by("child", maintain_order=True).agg(
        pl.when((col("disa_disability_code") != "NONE").any())
        .then(pl.lit("Yes"))
        .otherwise(pl.lit("No"))
        .alias(DISABLED)
    )  # fmt: skip
    # Before the birth there is no age yet.
    persons = persons.with_columns(pl.when(col(AGE) >= 0).then(AGE).alias(AGE))
    return persons.join(kinds, on="child", how="left", maintain_order="left").with_columns(
        col(DISABLED).fill_null("Unknown")
    )


def with_child(ssd: Data, rows: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(ssd.name_of(rows["child"]).alias(CHILD))
    return rows.join(about, on="child", how="left", maintain_order="left")


def with_names(at: Inspection, rows: pl.DataFrame, team: str, worker: str) -> pl.DataFrame:
    """With the names of team and worker; where the tables of them do not tell one, its identifier."""
    found = rows
    for column, name, table, key, title in (
        (team, TEAM, "ssd_department", "dept_team_id", "dept_team_name"),
        (worker, WORKER, "ssd_professionals", "prof_professional_id", "prof_professional_name"),
    ):
        of_key = at[table].select(col(key).alias(column), _title=title).drop_nulls().unique(column, keep="first")
        found = found.join(of_key, on=column, how="left", maintain_order="left")
        found = found.with_columns(pl.coalesce("_title", column).alias(name)).drop("_title")
    return found


def allocated(at: Inspection, rows: pl.DataFrame, ended: str) -> pl.DataFrame:
    """With the team and the worker who had the child on the day: of several the one who came last.

    Where nobody has the child any more, they are those of the day on which what the row tells of ended. Who has no
    first day has had the child all along.

    Args:
        ended: the column of that day.
    """
    had = at["ssd_involvements"].with_columns(
        start=col("invo_involvement_start_date").fill_null(_EVER), end="invo_involvement_end_date"
    )
    asked = rows.select("child", now=pl.lit(at.day), then=at.until_now(ended))
    team, worker = "invo_professional_team", "invo_professional_id"
    for name in (team, worker):
        now, then = (value_on(asked, day, had, name, holds_end=True).alias(day) for day in ("now", "then"))
        rows = rows.with_columns(pl.select(pl.coalesce(now, then)).to_series().alias(name))
    return with_names(at, rows, team, worker)


def last(at: Inspection, table: str, owner: str, day: str, *values: str) -> pl.DataFrame:
    """For each owner the last row by a day that has come."""
    rows = at[table].filter((col(day) <= at.day) & col(owner).is_not_null())
    return (
        rows.sort(day, maintain_order=True).unique(owner, keep="last", maintain_order=True).select(owner, day, *values)
    )


def coded(rows: pl.DataFrame, column: str, code_set: str, name: str) -> pl.Series:
    return ofsted_code(code_set, rows[column]).alias(name)


def yes_no(column: str) -> pl.Expr:
    return pl.when(col(column)).then(pl.lit("Yes")).when(~col(column)).then(pl.lit("No")).otherwise(pl.lit("Unknown"))
