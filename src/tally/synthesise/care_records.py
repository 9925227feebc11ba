"""What is told of a child in care beside where it was: reviews, times missing, social workers, health, mothers?"""

from __future__ import annotations

import polars as pl

from tally.synthesise import england
from tally.synthesise.days import birthday, later, working_day_until
from tally.synthesise.dice import Dice
from tally.years import CollectionYear

col = pl.col


def reviews(dice: Dice, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `held_on`, `due_on`, `took_part`, of two years: within 20 working days, three months, each six more."""
    first, last = pl.lit(year.before.first_day), pl.lit(year.last_day)
    end = pl.coalesce("left", later(last, 1))
    so_far = (first - col("entered")).dt.total_days()
    until = (end - col("entered")).dt.total_days()
    each = spells.with_columns(number=pl.int_ranges((so_far // 178 - 1).clip(0), (until // 178 + 3).clip(1))).explode(
        "number"
    )
    days = (
        pl.when(col("number") == 0)
        .then(26)
        .when(col("number") == 1)
        .then(116)
        .otherwise(116 + (col("number") - 1) * 180)
    )
    due = later(col("entered"), days)
    late = dice.happens("review of care is late", 0.08, "person", "number")
    some = 1 + (dice.uniform("review of care", "person", "number") * 9).floor().cast(pl.Int32)
    held = working_day_until(pl.when(late).then(later(due, some)).otherwise(later(due, -some)))
    each = each.with_columns(due_on=due, held_on=held)
    each = each.filter((col("held_on") >= first) & (col("held_on") < end) & (col("held_on") > col("entered")))
    part = dice.choice("part in review", england.TAKES_PART, "person", "number")
    part = pl.when(birthday("born", 4) > col("held_on")).then(pl.lit("PN0")).otherwise(part)
    return each.select("person", "held_on", "due_on", took_part=part)


def missing(dice: Dice, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `from`, `until`, `kind`, `offered`, `accepted` (a talk on return), of the two years; each has ended."""
    return pl.concat([_missing_in(dice, spells, one) for one in (year.before, year)]).sort("person", "from")


def _missing_in(dice: Dice, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    begun = pl.max_horizontal(later(col("entered"), 1), pl.lit(year.first_day))
    end = pl.min_horizontal(later(col("left"), -2), later(pl.lit(year.last_day), -2))
    room = (end - begun).dt.total_days().cast(pl.Int32)
    purpose = f"missing in {year}"
    rows = spells.with_columns(begun=begun, room=room).filter(
        (col("room") > 8) & (birthday("born", 12) < pl.lit(year.last_day))
        & dice.happens(purpose, england.WENT_MISSING, "person")
    )  # fmt: skip
    # Each time has a part of the room for itself, so that no two meet.
    times = pl.min_horizontal(dice.number(f"times {purpose}", england.TIMES_MISSING, "person"), col("room") // 8)
    rows = rows.with_columns(times=times).with_columns(number=pl.int_ranges(0, col("times"))).explode("number")
    each = col("room") / col("times")
    start = (each * (col("number") + dice.uniform(f"day {purpose}", "person", "number") * 0.5)).floor().cast(pl.Int32)
    length = pl.min_horizontal(
        dice.number(f"days {purpose}", england.DAYS_MISSING, "person", "number"), (each / 3).floor().cast(pl.Int32)
    )
    away = dice.happens(f"away {purpose}", england.WAS_AWAY, "person", "number")
    offered = dice.happens(f"talk offered {purpose}", 0.9, "person", "number")
    rows = rows.with_columns(later(col("begun"), start).alias("from"))
    return rows.select(
        "person", "from", later(col("from"), length).alias("until"),
        kind=pl.when(away).then(pl.lit("A")).otherwise(pl.lit("M")), offered=offered,
        accepted=pl.when(offered).then(dice.happens(f"talk accepted {purpose}", 0.62, "person", "number")),
    )  # fmt: skip


def workers(dice: Dice, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `from`, `until`, `worker`, `because`: the social workers of the two years, without a gap."""
    first, last = pl.lit(year.before.first_day), pl.lit(year.last_day)
    before = later(first, -(1 + (dice.uniform("with this worker for", "person") * 400).floor().cast(pl.Int32)))
    rows = spells.with_columns(since=pl.max_horizontal("entered", before), end=pl.coalesce("left", later(last, 1)))
    rows = rows.with_columns(number=pl.int_ranges(0, 14, dtype=pl.UInt32)).explode("number")
    length = dice.number("days with a worker", england.WITH_ONE_WORKER, "person", "number")
    passed = length.cum_sum().over("person") - length
    rows = rows.with_columns(later(col("since"), passed).alias("from")).filter(col("from") < col("end"))
    following = pl.when(col("person").shift(-1) == col("person")).then(col("from").shift(-1))
    because = dice.choice("why another worker", england.WHY_ANOTHER_WORKER, "person", "number")
    # About 18 children each (the department's workforce census).
    many = max(3, spells.height // 18)
    worker = (dice.uniform("which worker", "person", "number") * many).floor().cast(pl.UInt32)
    return rows.select(
        "person", "from", pl.coalesce(following, "left").alias("until"),
        worker=pl.format("SW9{}", worker.cast(pl.String).str.zfill(5)),
        because=pl.when(col("from") == col("entered")).then(pl.lit("FCONTA")).otherwise(because),
    )  # fmt: skip


def children_of(dice: Dice, spells: pl.DataFrame, people: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `child_born_on`: girls in care who had their first child in the two years, while they were in care."""
    rows = spells.join(people.select("person", "sex"), on="person", maintain_order="left")
    begun = pl.max_horizontal("entered", pl.lit(year.before.first_day), birthday("born", 15))
    end = pl.coalesce("left", pl.lit(year.last_day))
    rows = rows.with_columns(begun=begun, room=(end - begun).dt.total_days().cast(pl.Int32)).filter(
        (col("sex") == "F") & (col("room") > 0) & dice.happens("mother", england.MOTHERS, "person")
    )
    day = (dice.uniform("child born", "person") * col("room")).floor().cast(pl.Int32)
    return rows.select("person", child_born_on=later(col("begun"), day))
