"""What happens to a child who is referred: assessment, enquiry, conference, plans, care, closure?

One row is one episode of need, with everything that happens in it beside it: `…_on` are days, null where it does not
happen or not before the year ends. The same steps are gone through by whoever was referred in the year, by those whose
episode was open when the year began (for these, what is known is how far they had come by then, and the steps before it
are reckoned backwards), by referrals again, and by earlier episodes that closed before the year.
"""

from __future__ import annotations

import polars as pl

from tally.calendar import working_day_before
from tally.synthesise import england
from tally.synthesise.care import with_leaving
from tally.synthesise.days import birthday, later, working_day_until, working_days_later
from tally.synthesise.dice import Buckets, Dice, as_seen_on_a_day
from tally.years import CollectionYear

col = pl.col
#: What a row must say before the steps: the rest follows. Days that are given are kept.
GIVEN = (
    "person", "episode", "born", "role", "route", "is_carried", "enters_care", "asylum", "referred_on",
    "assessed_from", "assessed_on", "enquired_on", "conference_on", "protected_until", "planned_on", "planned_until",
    "served_until", "in_care_on",
)  # fmt: skip
_DAYS = GIVEN[8:]


def episodes(dice: Dice, people: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Every episode of every person, in the order of persons and days."""
    first = lived(dice, _first(dice, people, year), year)
    found = [lived(dice, _before(dice, first, year), year), first]
    # A third time is rare, a fourth in one year is left out.
    for again in (1, 2):
        found.append(lived(dice, _referred_again(dice, found[-1], again, year), year))
    return pl.concat(found).sort("person", "referred_on")


# --- Where episodes begin --------------------------------------------------------------------------------------------


def _first(dice: Dice, people: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Each person's first episode that reaches into the year; of those who left care before it, that of the care."""
    rows = people.with_columns(
        episode=col("person").cast(pl.UInt64) * 8 + 2,
        route=col("role").str.strip_prefix("new: ").replace({"in care": "into care", "left care": "into care"}),
        is_carried=col("role").is_in(england.CARRIED),
    ).with_columns(pl.lit(None, dtype=pl.Date).alias(name) for name in _DAYS)
    return pl.concat([
        _new(dice, rows.filter(col("role").str.starts_with("new: ")), year),
        *(_open(dice, rows.filter(col("role") == role), role, year) for role in england.CARRIED),
        _open(dice, rows.filter(col("role") == "left care"), "left care", year.before),
    ]).select(GIVEN)  # fmt: skip


def _new(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)
    months = [
        year.first_day.replace(year=year.first_day.year + (month < 4), month=month)
        for month in (*range(4, 13), 1, 2, 3)
    ]
    starts = [(day - year.first_day).days for day in months] + [(year.last_day - year.first_day).days + 1]
    days: Buckets = [(weight, starts[at], starts[at + 1] - 1) for at, weight in enumerate(england.MONTHS)]
    day = later(first, dice.number("referral", days, "person"))
    weekend = dice.happens("referral at a weekend", 0.3, "person")
    day = pl.when(weekend).then(day).otherwise(working_days_later(day, 0))
    # Nobody is referred long before their birth; who comes into care needs time for it.
    latest = pl.when(col("enters_care") | (col("route") == "into care")).then(later(last, -30)).otherwise(last)
    day = pl.max_horizontal(pl.min_horizontal(day, latest), later(col("born"), -150))
    before_birth = later(last, -(dice.uniform("referral before birth", "person") * 60).floor().cast(pl.Int32))
    day = pl.when(col("born") > last).then(pl.max_horizontal(before_birth, later(col("born"), -200))).otherwise(day)
    return rows.with_columns(referred_on=day)


def _open(dice: Dice, rows: pl.DataFrame, role: str, year: CollectionYear) -> pl.DataFrame:
    """Episodes that were open when the year began: how long they had been, and what came before, backwards."""
    first = pl.lit(year.first_day)
    lasting = {
        "protected": england.PROTECTION_DAYS, "planned for": england.PLAN_DAYS, "served": england.SERVICE_DAYS,
    }.get(role)  # fmt: skip
    if lasting is None:
        return _open_care(dice, rows, first)
    whole = dice.number("length", as_seen_on_a_day(lasting), "person")
    passed = (dice.uniform("part of the length", "person") * whole).floor().cast(pl.Int32)
    most = (first - col("born")).dt.total_days().cast(pl.Int32) + 140
    within = (dice.uniform("part of the life", "person") * most).floor().cast(pl.Int32)
    rows = rows.with_columns(since=pl.when(passed > most).then(within).otherwise(passed), rest=whole - passed)
    since, until = later(first, -col("since")), later(first, col("rest"))
    match role:
        case "protected":
            rows = rows.with_columns(conference_on=working_day_until(since), protected_until=until)
            enquired = working_days_later(col("conference_on"), -_conference_days(dice))
            rows = rows.with_columns(enquired_on=enquired, assessed_from=enquired)
        case "planned for":
            rows = rows.with_columns(planned_on=since, planned_until=until)
            rows = rows.with_columns(assessed_on=working_day_until(later(since, -_few(dice, "plan", 7))))
            rows = rows.with_columns(assessed_from=working_days_later(col("assessed_on"), -_assessment_days(dice)))
        case "served":
            return rows.with_columns(referred_on=later(since, -1), served_until=until).drop("since", "rest")
    return rows.with_columns(referred_on=later(col("assessed_from"), -_few(dice, "referral", 3))).drop("since", "rest")


def _open_care(dice: Dice, rows: pl.DataFrame, first: pl.Expr) -> pl.DataFrame:
    passed = dice.number("care so far", england.CARE_SO_FAR, "person")
    passed = pl.when(col("asylum")).then((passed - 1) % 500 + 1).otherwise(passed)
    most = (first - col("born")).dt.total_days().cast(pl.Int32)
    within = (dice.uniform("part of the life", "person") * most).floor().cast(pl.Int32).clip(1)
    rows = rows.with_columns(in_care_on=later(first, -pl.when(passed > most).then(within).otherwise(passed)))
    known = dice.number("known before care", ((4, 0, 2), (3, 3, 60), (3, 61, 600)), "person")
    known = pl.when(col("asylum")).then(0).otherwise(known)
    referred = pl.max_horizontal(later(col("in_care_on"), -known), later(col("born"), -60))
    return rows.with_columns(referred_on=pl.min_horizontal(referred, col("in_care_on")))


def _before(dice: Dice, first: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Earlier episodes of children who were referred in the year, closed before it: their referral is one again."""
    gone = (col("referred_on") - pl.lit(year.first_day)).dt.total_days() / 365
    rows = first.filter(
        ~col("is_carried") & (col("role") != "left care") & (col("born") < pl.lit(year.before.first_day))
        & dice.happens("referred before", england.REFERRED_AGAIN * (1 - gone) * 1.35, "episode")
    )  # fmt: skip
    days = 130 + (dice.uniform("when before", "episode") * 235).floor().cast(pl.Int32)
    day = pl.min_horizontal(later(col("referred_on"), -days), later(pl.lit(year.first_day), -130))
    return _begun(dice, rows.with_columns(episode=col("episode") - 1), working_day_until(day)).with_columns(
        route=pl.lit("not in need")
    )


def _referred_again(dice: Dice, ended: pl.DataFrame, again: int, year: CollectionYear) -> pl.DataFrame:
    end = pl.coalesce("closed_on", pl.when(col("route") == "nothing followed").then("referred_on"))
    goes = ~col("reason").is_in(["RC1", "RC2", "RC5", "RC6"]).fill_null(False) & (col("role") != "left care")
    gap = dice.number(f"time until referral {again}", ((30, 8, 60), (30, 61, 150), (40, 151, 364)), "episode")
    day = working_days_later(later(end, gap), 0)
    # Of those who are referred again at all nearly half are within half a year of the end.
    rows = ended.filter(goes & dice.happens(f"referral {again}", england.REFERRED_AGAIN * 1.55, "episode"))
    rows = rows.with_columns(day=day).filter(
        (col("day") <= pl.lit(year.last_day)) & (col("day") < birthday("born", 18))
    )
    rows = rows.with_columns(episode=col("episode") + 1)
    return _begun(dice, rows, col("day"))


def _begun(dice: Dice, rows: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    """Episodes that begin on a day, of the kinds that new ones are of, care left out."""
    kinds = {
        role.removeprefix("new: "): part for role, part in england.ROLES.items()
        if role.startswith("new: ") and role != "new: into care"
    }  # fmt: skip
    rows = rows.with_columns(
        pl.lit(None, dtype=pl.Date).alias(name) for name in _DAYS if name != "referred_on"
    ).with_columns(
        referred_on=day, route=dice.choice("kind of episode", kinds, "episode"), is_carried=pl.lit(False),
        enters_care=pl.lit(False), role=pl.lit("again"),
    )  # fmt: skip
    return rows.select(GIVEN)


# --- What follows ----------------------------------------------------------------------------------------------------


def lived(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """The episodes with what happened in them."""
    rows = _assessed(dice, rows, year)
    rows = _enquired(dice, rows, year)
    rows = _again(dice, rows, year)
    rows = _protected(dice, rows, year)
    rows = with_leaving(dice, _entering(dice, rows, year), year)
    return _closed(dice, _planned(dice, rows, year), year)


def _assessment_days(dice: Dice) -> pl.Expr:
    return dice.number("length of assessment", england.ASSESSMENT_DAYS, "episode")


def _conference_days(dice: Dice) -> pl.Expr:
    return dice.number("days to conference", england.CONFERENCE_DAYS, "episode")


def _few(dice: Dice, purpose: str, most: int) -> pl.Expr:
    """From 0 to that many days."""
    return (dice.uniform(f"few days: {purpose}", "episode") * (most + 1)).floor().cast(pl.Int32)


def _within_the_year(day: pl.Expr, begun: pl.Expr, most: int, year: CollectionYear) -> pl.Expr:
    """A day after the year's end is not known yet. What was begun too long ago to be open still ends just in time:
    a department that is behind is another story than the one told here (see the rules 8670Q and 8675Q).
    """
    last = pl.lit(year.last_day)
    is_late = begun <= pl.lit(working_day_before(year.last_day, most))
    return pl.when(day <= last).then(day).when(is_late).then(working_day_until(last))


def _assessed(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    last = pl.lit(year.last_day)
    begun = working_days_later(col("referred_on"), _few(dice, "assessment", 2))
    begun = pl.when(begun > last).then("referred_on").otherwise(begun)
    rows = rows.with_columns(
        assessed_from=pl.when(col("route") != "nothing followed").then(pl.coalesce("assessed_from", begun))
    )
    ended = pl.coalesce("assessed_on", working_days_later(col("assessed_from"), _assessment_days(dice)))
    rows = rows.with_columns(assessed_on=_within_the_year(ended, col("assessed_from"), 44, year))
    # Who is in the middle of an assessment when the year begins may turn out not to be in need.
    undecided = (
        (col("role") == "served") & ~col("enters_care") & (col("assessed_on") >= pl.lit(year.first_day)).fill_null(True)
    )
    not_in_need = undecided & dice.happens("not in need after all", 0.33, "episode")
    return rows.with_columns(route=pl.when(not_in_need).then(pl.lit("not in need")).otherwise("route"))


def _enquired(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    chance = col("route").replace_strict(england.ENQUIRED, default=0.0, return_dtype=pl.Float64)
    is_protected = col("route") == "protected"
    enquired = (dice.happens("enquiry", chance, "episode") & ~col("asylum")) | is_protected
    begun = pl.min_horizontal(working_days_later(col("assessed_from"), _few(dice, "enquiry", 5)), pl.lit(year.last_day))
    # Whoever asks in an assessment asks before it ends.
    begun = pl.min_horizontal(begun, "assessed_on")
    rows = rows.with_columns(enquired_on=pl.coalesce("enquired_on", pl.when(enquired).then(begun)))
    confers = is_protected | (
        (col("route") == "planned for") & ~col("is_carried") & col("enquired_on").is_not_null()
        & dice.happens("conference without plan", england.CONFERENCE_WITHOUT_PLAN, "episode")
    )  # fmt: skip
    day = pl.coalesce("conference_on", working_days_later(col("enquired_on"), _conference_days(dice)))
    day = _within_the_year(day, col("enquired_on"), 14, year)
    return rows.with_columns(
        confers=pl.when(col("enquired_on").is_not_null()).then(confers),
        conference_on=pl.when(confers).then(day),
    )


def _again(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """A second assessment in an episode that was open when the year began: with an enquiry, and maybe protection."""
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)
    until = pl.min_horizontal(pl.coalesce("planned_until", "served_until"), last)
    room = (until - first).dt.total_days().cast(pl.Int32)
    day = working_days_later(later(first, (dice.uniform("day of enquiry", "episode") * room).floor().cast(pl.Int32)), 0)
    goes = (
        col("is_carried") & ~col("enters_care") & col("route").is_in(["planned for", "served"])
        & (day > col("assessed_on")) & (day < until) & dice.happens("assessed again", england.ASSESSED_LATER, "episode")
    )  # fmt: skip
    rows = rows.with_columns(second_from=pl.when(goes).then(day))
    ended = working_days_later(
        col("second_from"), dice.number("length of second assessment", england.ASSESSMENT_DAYS, "episode")
    )
    begun = pl.min_horizontal(working_days_later(col("second_from"), _few(dice, "second enquiry", 3)), last)
    enquired = dice.happens("second enquiry", england.ENQUIRED_LATER / england.ASSESSED_LATER, "episode")
    rows = rows.with_columns(
        second_on=_within_the_year(ended, col("second_from"), 44, year),
        second_enquiry_on=pl.when(enquired & col("second_from").is_not_null()).then(begun),
    )
    protects = (
        dice.happens("protected later", england.PROTECTED_LATER, "episode") & col("second_enquiry_on").is_not_null()
    )
    conference = working_days_later(
        col("second_enquiry_on"), dice.number("days to second conference", england.CONFERENCE_DAYS, "episode")
    )
    return rows.with_columns(
        second_confers=pl.when(col("second_enquiry_on").is_not_null()).then(protects),
        second_conference_on=pl.when(protects).then(_within_the_year(conference, col("second_enquiry_on"), 14, year)),
    )


def _protected(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    begun = pl.coalesce(pl.when(col("route") == "protected").then("conference_on"), "second_conference_on")
    rows = rows.with_columns(protected_on=begun)
    ended = later(col("protected_on"), dice.number("length of protection", england.PROTECTION_DAYS, "episode"))
    return rows.with_columns(protected_until=pl.coalesce("protected_until", ended))


def _entering(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """When those come into care who were not in care yet."""
    last = pl.lit(year.last_day)
    begun = pl.max_horizontal(pl.coalesce("protected_on", "referred_on"), pl.lit(year.first_day), "born")
    room = (last - begun).dt.total_days().cast(pl.Int32) - 5
    day = later(begun, 1 + (dice.uniform("into care", "episode") * room).floor().cast(pl.Int32).clip(0))
    day = pl.min_horizontal(day, later(last, -2))
    few = dice.number("days to care", ((5, 0, 1), (3, 2, 10), (2, 11, 25)), "episode")
    few = pl.when(col("asylum")).then(0).otherwise(few)
    at_once = pl.max_horizontal(later(col("referred_on"), few), later(col("born"), 1))
    day = pl.when(col("route") == "into care").then(at_once).when(col("enters_care")).then(day)
    rows = rows.with_columns(in_care_on=pl.coalesce("in_care_on", day))
    # Protection ends when care has begun.
    ended = later(col("in_care_on"), _few(dice, "protection after care", 20))
    ended = pl.max_horizontal(ended, later(col("protected_on"), 2))
    until = (
        pl.when(col("in_care_on").is_not_null())
        .then(pl.min_horizontal(ended, "protected_until"))
        .otherwise("protected_until")
    )
    until = pl.when(col("in_care_on").is_not_null() & (until < ended)).then(ended).otherwise(until)
    return rows.with_columns(protected_until=pl.when((until <= last) & col("protected_on").is_not_null()).then(until))


def _planned(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """The child in need plans: the first, which protection or care ends, and one that follows protection."""
    last = pl.lit(year.last_day)
    begun = pl.coalesce("planned_on", later(col("assessed_on"), _few(dice, "plan", 8)))
    is_planned = (
        (col("route") == "planned for") & (begun <= last) & ~(col("in_care_on") <= later(begun, 1)).fill_null(False)
    )
    rows = rows.with_columns(planned_on=pl.when(is_planned).then(begun))
    length = dice.number("length of plan", england.PLAN_DAYS, "episode")
    until = pl.coalesce("planned_until", later(col("planned_on"), length))
    until = pl.coalesce("protected_on", "in_care_on", until)
    follows = (
        col("protected_until").is_not_null() & col("in_care_on").is_null()
        & dice.happens("stepped down", england.STEPPED_DOWN, "episode")
    )  # fmt: skip
    after = pl.when(follows).then("protected_until")
    after_until = later(after, dice.number("length of plan after", england.PLAN_DAYS, "episode"))
    return rows.with_columns(
        planned_until=pl.when(is_planned & (until <= last)).then(until),
        after_on=after, after_until=pl.when(after_until <= last).then(after_until),
        needs_more=(is_planned & (until > last).fill_null(True)) | (after.is_not_null() & (after_until > last)),
    )  # fmt: skip


def _closed(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    last = pl.lit(year.last_day)
    served = pl.coalesce(
        "served_until", later(col("assessed_on"), dice.number("length of service", england.SERVICE_DAYS, "episode"))
    )
    served = pl.when((col("route") == "served") & col("protected_on").is_null() & col("in_care_on").is_null()).then(
        served
    )
    goes_on = (
        (col("assessed_from").is_not_null() & col("assessed_on").is_null())
        | (col("second_from").is_not_null() & col("second_on").is_null())
        | (col("confers").fill_null(False) & col("conference_on").is_null())
        | (col("second_confers").fill_null(False) & col("second_conference_on").is_null())
        | (col("protected_on").is_not_null() & col("protected_until").is_null())
        | (col("in_care_on").is_not_null() & (col("left_care_on").is_null() | col("stays_open")))
        | (col("route") == "nothing followed") | col("needs_more")
    )  # fmt: skip
    ended = pl.max_horizontal(
        "assessed_on", "second_on", "enquired_on", "conference_on", "second_enquiry_on", "second_conference_on",
        "protected_until", "planned_until", "after_until", "left_care_on", served,
    )  # fmt: skip
    more = pl.when(col("route") == "not in need").then(_few(dice, "closure", 5)).otherwise(_few(dice, "closure", 12))
    closed = later(ended, more)
    # Who left care the year before is closed before this one begins.
    closed = (
        pl.when(col("role") == "left care")
        .then(pl.min_horizontal(closed, later(pl.lit(year.first_day), -1)))
        .otherwise(closed)
    )
    rows = rows.with_columns(closed_on=pl.when(~goes_on & (closed <= last)).then(closed))
    after_assessment = dice.choice("closed after assessment", {"RC8": 0.72, "RC9": 0.28}, "episode")
    otherwise = dice.choice("closed", {"RC7": 0.955, "RC5": 0.035, "RC3": 0.01}, "episode")
    died = dice.happens("died", england.DIED * 2, "episode") & col("in_care_on").is_null()
    reason = (
        pl.when(col("route") == "not in need").then(after_assessment)
        .when(col("in_care_on").is_not_null()).then(col("closes_as"))
        .when(died & (col("born") < col("closed_on"))).then(pl.lit("RC2"))
        .when(birthday("born", 18) <= col("closed_on")).then(pl.lit("RC6"))
        .otherwise(otherwise)
    )  # fmt: skip
    return rows.with_columns(reason=pl.when(col("closed_on").is_not_null()).then(reason)).drop(
        "needs_more", "stays_open", "closes_as"
    )
