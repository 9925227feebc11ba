"""What surrounds the work with a child: contacts, early help, visits, teams and workers?"""

from __future__ import annotations

import polars as pl

from tally.synthesise import england
from tally.synthesise.days import later, working_days_later
from tally.synthesise.dice import Dice
from tally.years import CollectionYear

col = pl.col
TEAMS = (
    ("T01", "Family Front Door"), ("T02", "Assessment team north"), ("T03", "Assessment team south"),
    ("T04", "Safeguarding team"), ("T05", "Children in care team"), ("T06", "Leaving care team"),
)  # fmt: skip
FRONT_DOOR, SAFEGUARDING, IN_CARE, LEAVING = "T01", "T04", "T05", "T06"


def contacts_only(dice: Dice, children: int, year: CollectionYear) -> pl.DataFrame:
    """Children of whom somebody told the front door and who were not referred: `person`, `name`, `born`, `sex`,
    `ethnicity`. None of them is in the census.
    """
    rows = pl.DataFrame({"number": pl.int_range(round(children * england.CONTACTS_ONLY), eager=True)}).with_columns(
        person=col("number").cast(pl.UInt32) + 100_000_000
    )
    age = dice.number("age", england.AGES[1:], "person")
    return rows.select(
        "person", name=pl.format("SEC{}", col("number").cast(pl.String).str.zfill(7)),
        born=later(pl.lit(year.last_day), -age), sex=dice.choice("sex", england.SEX, "person"),
        ethnicity=dice.choice("ethnicity", england.ETHNICITY, "person"),
    )  # fmt: skip


def contacts(dice: Dice, episodes: pl.DataFrame, others: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`contact`, `person`, `on`, `source`, `referred`: the one behind each referral, and those behind none."""
    referrals = episodes.select(
        "person", contact=col("episode") * 4, on=later(col("referred_on"), -dice.happens("contact a day before", 0.3,
        "episode").cast(pl.Int32)), source="source", referred=pl.lit(True),
    )  # fmt: skip
    number = dice.number("contacts", england.CONTACTS_EACH, "person")
    each = others.with_columns(number=pl.int_ranges(0, number, dtype=pl.UInt64)).explode("number")
    day = (dice.uniform("day of contact", "person", "number") * 365).floor().cast(pl.Int32)
    more = each.select(
        "person", contact=col("person").cast(pl.UInt64) * 4 + col("number"), on=later(pl.lit(year.first_day), day),
        source=dice.choice("source of contact", england.SOURCES, "person", "number"), referred=pl.lit(False),
    )  # fmt: skip
    more = more.filter(col("on") <= year.last_day)
    return pl.concat([referrals, more.select(referrals.columns)]).sort("person", "on")


def early_help(dice: Dice, others: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `from`, `until`, `reason`, `ended_as`, `organisation`, of children who were not referred."""
    rows = others.filter(dice.happens("early help", england.EARLY_HELP, "person"))
    day = (dice.uniform("day of early help", "person") * 360).floor().cast(pl.Int32)
    begun = later(pl.lit(year.first_day), day)
    until = later(begun, dice.number("length of early help", england.PLAN_DAYS, "person"))
    organisations = {"School": 5.0, "Family hub": 4.0, "Health visiting": 2.0, "Youth service": 1.0}
    return rows.select(
        "person", begun.alias("from"), until=pl.when(until <= pl.lit(year.last_day)).then(until),
        organisation=dice.choice("organisation", organisations, "person"),
    )  # fmt: skip


def visits(dice: Dice, rows: pl.DataFrame, key: str, *, every: int, year: CollectionYear) -> pl.DataFrame:
    """The key, `person`, `number`, `on`, `alone`: visits in the year, every so many days from `from` to `until`."""
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)
    end = pl.coalesce("until", last)
    passed = (pl.max_horizontal(first, "from") - col("from")).dt.total_days() // every
    until = (pl.min_horizontal(end, last) - col("from")).dt.total_days() // every
    rows = rows.with_columns(number=pl.int_ranges(passed, until + 1)).explode("number")
    late = (dice.uniform(f"visit: {key}", key, "number") * every * 0.6).floor().cast(pl.Int32)
    rows = rows.with_columns(working_days_later(later(col("from"), col("number") * every + 3 + late), 0).alias("on"))
    rows = rows.filter(col("on").is_between(first, pl.min_horizontal(end, last)))
    return rows.select(key, "person", "number", "on", alone=dice.happens(f"seen alone: {key}", 0.72, key, "number"))


def worker_of(dice: Dice, purpose: str, key: str, team: pl.Expr) -> pl.Expr:
    """One of the team's ten workers."""
    number = (dice.uniform(f"worker: {purpose}", key) * 10).floor().cast(pl.UInt32)
    return pl.format("{}W{}", team, number)
