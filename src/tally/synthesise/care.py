"""How does a time in care go: how long, in which placements, under which legal status, and what ends it?"""

from __future__ import annotations

import polars as pl

from tally.synthesise import england
from tally.synthesise.days import birthday, later
from tally.synthesise.dice import Dice
from tally.years import CollectionYear

col = pl.col


def with_leaving(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """The rows with `left_care_on` and `left_care_as` (the code of SSDA903), and how the episode of need ends then:
    `stays_open`, `closes_as`.
    """
    of_age = birthday("born", 18)
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)
    part = dice.uniform("day of leaving care", "person")
    was_there = pl.when(col("role") == "left care").then(pl.lit(year.before.first_day)).otherwise(first)
    day = later(was_there, 1 + (part * 363).floor().cast(pl.Int32))
    goes = (col("role") == "left care") | dice.happens("leaves care", england.LEAVES, "person")
    day = (
        pl.when(col("role").is_in(["in care", "left care"])).then(pl.when(goes).then(day))
        .otherwise(later(col("in_care_on"), dice.number("length of care", england.CARE_DAYS, "person")))
    )  # fmt: skip
    # Whoever sought asylum alone stays until they are 18.
    day = pl.when(col("asylum") & (col("role") != "left care")).then(None).otherwise(day)
    day = pl.min_horizontal(day, of_age)
    day = pl.when(col("in_care_on").is_not_null() & (day <= last)).then(day)
    rows = rows.with_columns(left_care_on=day)
    why = (
        pl.when(col("left_care_on") == of_age)
        .then(dice.choice("why care ended at 18", england.LEAVES_AT_18, "person"))
        .when(_may_be_adopted() & dice.happens("adopted", england.ADOPTED, "person"))
        .then(dice.choice("kind of adoption", england.ADOPTIONS, "person"))
        .when((col("left_care_on") - col("in_care_on")).dt.total_days() > 300)
        .then(dice.choice("why care ended", england.LEAVES_LATE, "person"))
        .otherwise(dice.choice("why care ended", england.LEAVES_SOON, "person"))
    )
    rows = rows.with_columns(left_care_as=pl.when(col("left_care_on").is_not_null()).then(why))
    home = col("left_care_as").is_in(["E4A", "E4B"]) & (col("role") != "left care")
    return rows.with_columns(
        stays_open=(home & dice.happens("open after care", 0.45, "person")).fill_null(False),
        closes_as=col("left_care_as").replace_strict(england.CLOSES_AS, default="RC7", return_dtype=pl.String),
    )


def _may_be_adopted() -> pl.Expr:
    """Children under seven who have been in care for more than a year."""
    return (birthday("born", 7) > col("left_care_on")) & (
        (col("left_care_on") - col("in_care_on")).dt.total_days() > 420
    )
