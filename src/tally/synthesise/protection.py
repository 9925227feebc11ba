"""What is told of an assessment, an enquiry or a plan: the factors, the reviews, the categories, the plans before?"""

from __future__ import annotations

import polars as pl

from tally.calendar import working_day_before
from tally.synthesise import england
from tally.synthesise.days import later, working_day_until, working_days_later
from tally.synthesise.dice import Dice
from tally.years import CollectionYear

col = pl.col
#: How the two assessments, enquiries and child in need plans that an episode may have are numbered: by its own number.
_EACH = 2


def assessments(episodes: pl.DataFrame) -> pl.DataFrame:
    """`assessment`, `episode`, `person`, `from`, `until` (null while it goes on), `route`, in order."""
    return _both(
        episodes, "assessment", ("assessed_from", "assessed_on"), ("second_from", "second_on"), ("from", "until")
    )


def enquiries(episodes: pl.DataFrame) -> pl.DataFrame:
    """`enquiry`, `episode`, `person`, `from`, `confers` (whether there is a conference), its day, its target."""
    found = _both(
        episodes, "enquiry", ("enquired_on", "confers", "conference_on"),
        ("second_enquiry_on", "second_confers", "second_conference_on"), ("from", "confers", "conference_on"),
    )  # fmt: skip
    return found.with_columns(target_on=working_days_later(col("from"), 15))


def plans(episodes: pl.DataFrame) -> pl.DataFrame:
    """The child in need plans: `plan`, `episode`, `person`, `from`, `until`."""
    return _both(episodes, "plan", ("planned_on", "planned_until"), ("after_on", "after_until"), ("from", "until"))


def _both(
    episodes: pl.DataFrame, what: str, first: tuple[str, ...], second: tuple[str, ...], names: tuple[str, ...]
) -> pl.DataFrame:
    each = [
        episodes.filter(col(columns[0]).is_not_null()).select(
            (col("episode") * _EACH + at).alias(what), "episode", "person", "route",
            *(col(column).alias(name) for column, name in zip(columns, names, strict=True)),
        )
        for at, columns in enumerate((first, second))
    ]  # fmt: skip
    return pl.concat(each).sort("person", "from", what)


def factors(dice: Dice, found: pl.DataFrame) -> pl.DataFrame:
    """`assessment`, `code`: what each finished assessment identified, at least one thing, in the order of the codes."""
    ended = found.filter(col("until").is_not_null())
    chances = [(code, number / england.FACTORS_OF) for code, number in england.FACTORS.items()]
    drawn = ended.select(
        "assessment", "route",
        codes=pl.concat_list(
            pl.when(dice.happens(f"factor {code}", chance, "assessment")).then(pl.lit(code)) for code, chance in chances
        ).list.drop_nulls(),
    )  # fmt: skip
    # Where nothing was drawn: nothing was found, if the child is not in need, or else something else.
    nothing = pl.when(col("route") == "not in need").then(pl.lit("21")).otherwise(pl.lit("20"))
    codes = pl.when(col("codes").list.len() == 0).then(pl.concat_list(nothing)).otherwise("codes")
    return drawn.select("assessment", code=codes).explode("code")


def protections(dice: Dice, episodes: pl.DataFrame) -> pl.DataFrame:
    """The child protection plans: `episode`, `person`, `from`, `until`, `category`, `latest_category`, `before`."""
    found = episodes.filter(col("protected_on").is_not_null())
    category = dice.choice("category", england.CATEGORIES, "episode")
    changes = dice.happens("category changes", 0.08, "episode")
    other = dice.choice("latest category", england.CATEGORIES, "episode")
    return found.select(
        "episode", "person", "confers", "second_confers", pl.col("protected_on").alias("from"),
        pl.col("protected_until").alias("until"), category=category,
        latest_category=pl.when(changes).then(other).otherwise(category),
        before=dice.number("plans before", england.PLANS_BEFORE, "episode"),
    )  # fmt: skip


def reviews(dice: Dice, found: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`episode`, `person`, `from`, `held_on`, `due_on`: the first review within three months, others within six more,
    and the one that ends the plan.
    """
    last = pl.lit(year.last_day)
    lasts = (pl.coalesce("until", last) - col("from")).dt.total_days()
    each = found.with_columns(number=pl.int_ranges(0, lasts // 150 + 1)).explode("number")
    # 5 in a hundred are late; the others come a few days before they are due.
    early = 2 + (dice.uniform("review", "episode", "number") * 12).floor().cast(pl.Int32)
    late = dice.happens("review is late", 0.05, "episode", "number")
    due = later(col("from"), 91 + col("number") * 175)
    held = working_day_until(pl.when(late).then(later(due, early)).otherwise(later(due, -early)))
    each = each.with_columns(due_on=due, held_on=held).filter(
        (col("held_on") < pl.coalesce("until", later(last, 1))) & (col("held_on") > col("from"))
    )
    ending = found.filter(col("until").is_not_null()).with_columns(due_on=col("until"), held_on=col("until"))
    columns = ("episode", "person", "from", "due_on", "held_on")
    return pl.concat([each.select(columns), ending.select(columns)]).sort("person", "held_on")


def pre_proceedings(dice: Dice, found: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Of children with a protection plan, whom a court may have to decide about: one row each, of the year alone."""
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)
    begun = pl.max_horizontal(later(col("from"), 30), first)
    room = (pl.coalesce("until", last) - begun).dt.total_days().cast(pl.Int32)
    part = (dice.uniform("pre-proceedings begin", "episode") * room).floor().cast(pl.Int32)
    rows = found.filter((room > 0) & dice.happens("pre-proceedings", england.PRE_PROCEEDINGS, "episode"))
    rows = rows.with_columns(begun_on=working_day_until(later(begun, part))).filter(col("begun_on") >= first)

    def by(day: pl.Expr) -> pl.Expr:
        return pl.when(day <= last).then(day)

    rows = rows.with_columns(
        letter_on=by(working_days_later(col("begun_on"), 4)), before=pl.lit(working_day_before(year.last_day, 1))
    )
    rows = rows.with_columns(meeting_on=by(working_days_later(col("letter_on"), 8)))
    rows = rows.with_columns(step_on=by(working_days_later(col("meeting_on"), 60)))
    court = dice.happens("court", 0.5, "episode")
    rows = rows.with_columns(court_on=pl.when(court).then(by(working_days_later(col("step_on"), 10))))
    return rows.with_columns(
        offered=pl.when(col("letter_on").is_not_null()).then(dice.happens("meeting offered", 0.85, "episode")),
        reviews=pl.when(col("meeting_on").is_not_null()).then(
            dice.number("meetings", ((3, 0, 0), (4, 1, 2)), "episode")
        ),
        outcome=pl.when(col("step_on").is_not_null()).then(dice.choice("outcome", {"A": 4, "B": 4, "C": 2}, "episode")),
        court_letter_on=by(working_days_later(col("court_on"), 3)),
    ).with_columns(facilitated=pl.when("offered").then(dice.happens("meeting facilitated", 0.6, "episode")))
