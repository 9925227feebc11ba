"""Where was a child in care, and under which legal status? From the first day in care to the last.

A frame of `spells` has one row a child in care; nobody comes into care twice in the two years that the returns tell of.
"""

from __future__ import annotations

import polars as pl

from tally.synthesise import england
from tally.synthesise.days import birthday, later
from tally.synthesise.dice import Dice, Weights
from tally.years import CollectionYear

col = pl.col
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
HOMES = ("K1", "K2", "K3", "S1", "R3")
#: Kinds of placement that Ofsted does not register.
_NOT_REGISTERED = ("P1", "Z1", "Z11")
#: A child moves so often at most.
_MOST_PLACEMENTS = 14
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
#: Of the postcodes the first are homes; placements are elsewhere. There is no postcode area ZZ.
_HOMES, _POSTCODES = 400, 2_000


def spells(dice: Dice, episodes: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Each time in care: `person`, `episode`, `born`, `asylum`, `need`, `entered`, `left` (null: not yet), `left_as`;
    for adoption `decided_on`, `ordered_on`, `matched_on`, `placed_on`, `with_carer`, `reversed_on`; for legal status
    `care_order_on`, `full_order_on`.
    """
    last = pl.lit(year.last_day)
    rows = episodes.filter(col("in_care_on").is_not_null()).select(
        "person", "episode", "role", "born", "asylum", "need", entered="in_care_on", left="left_care_on",
        left_as="left_care_as",
    )  # fmt: skip
    rows = rows.with_columns(lasted=(pl.coalesce("left", last) - col("entered")).dt.total_days().cast(pl.Int32))
    adopted = col("left_as").is_in(["E11", "E12"]).fill_null(False)
    stays = col("left").is_null() & ~col("asylum") & (col("lasted") > 300)
    is_young = birthday("born", 7) > last
    planned = adopted | (stays & is_young & dice.happens("adoption planned", england.ADOPTION_PLANNED, "person"))
    ordered = adopted | (planned & dice.happens("placement order", england.PLACEMENT_ORDER, "person"))
    matched = adopted | (ordered & dice.happens("matched", england.MATCHED, "person"))
    undone = stays & is_young & ~planned & (col("lasted") > 500)
    undone &= dice.happens("adoption reversed", england.ADOPTION_PLAN_REVERSED, "person")

    def at(part: float) -> pl.Expr:
        return later(col("entered"), (col("lasted") * part).floor().cast(pl.Int32))

    rows = rows.with_columns(
        decided_on=pl.when(planned | undone).then(at(0.35)), ordered_on=pl.when(ordered).then(at(0.45)),
        matched_on=pl.when(matched).then(at(0.55)), placed_on=pl.when(matched).then(at(0.62)),
        with_carer=matched & dice.happens("with the foster carer", england.WITH_FOSTER_CARER, "person"),
        reversed_on=pl.when(undone).then(at(0.85)),
    )  # fmt: skip
    agreed = col("asylum") | dice.happens("begins agreed", england.BEGINS_AGREED, "person")
    some = 20 + (dice.uniform("care order", "person") * 130).floor().cast(pl.Int32)
    order = (
        pl.when(col("asylum")).then(None)
        .when(~agreed).then("entered")
        .when(ordered).then(at(0.12))
        .when(dice.happens("care order", england.ORDER_LATER, "person")).then(later(col("entered"), some))
    )  # fmt: skip
    rows = rows.with_columns(care_order_on=order)
    weeks = 150 + (dice.uniform("full order", "person") * 90).floor().cast(pl.Int32)
    full = pl.when(dice.happens("full order", england.FULL_ORDER, "person")).then(later(col("care_order_on"), weeks))
    full = pl.when(full < pl.coalesce("ordered_on", later(last, 1))).then(full)
    return rows.with_columns(full_order_on=full)


def statuses(rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `from`, `until`, `status`: V2, C1, C2, E1, in that order, as far as they come."""
    each = [
        rows.filter(col("care_order_on").is_null() | (col("care_order_on") > col("entered"))).select(
            "person", "left", pl.col("entered").alias("from"), status=pl.lit("V2")
        ),
        *(
            rows.filter(col(day).is_not_null()).select(
                "person", "left", pl.col(day).alias("from"), status=pl.lit(status)
            )
            for day, status in (("care_order_on", "C1"), ("full_order_on", "C2"), ("ordered_on", "E1"))
        ),
    ]
    return _followed(pl.concat(each).filter(_is_in_time(year)).sort("person", "from"))


def _is_in_time(year: CollectionYear) -> pl.Expr:
    return (col("from") < col("left")).fill_null(True) & (col("from") <= pl.lit(year.last_day))


def _followed(rows: pl.DataFrame) -> pl.DataFrame:
    """Each lasts until the next begins, the last until care ends."""
    following = pl.when(col("person").shift(-1) == col("person")).then(col("from").shift(-1))
    return rows.with_columns(until=pl.coalesce(following, "left")).drop("left")


def placements(dice: Dice, rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `number`, `placement`, `from`, `until`, `kind`, `provider`, `postcode`, `urn`, `moved_because` (why the
    next one followed), `with_carer` (begun with the carer of the one before).
    """
    end = pl.coalesce("placed_on", "left", later(pl.lit(year.last_day), 1))
    each = rows.with_columns(number=pl.int_ranges(0, _MOST_PLACEMENTS, dtype=pl.UInt32)).explode("number")
    first = dice.number("length of placement", england.FIRST_PLACEMENTS, "person", "number")
    length = (
        pl.when(col("number") < 2)
        .then(first)
        .otherwise(dice.number("length of placement", england.LATER_PLACEMENTS, "person", "number"))
    )
    before = length.cum_sum().over("person") - length
    each = each.with_columns(later(col("entered"), before).alias("from"))
    each = each.filter((col("from") < end) & (col("from") <= pl.lit(year.last_day)))
    each = each.with_columns(kind=_kind(dice), carer_stays=pl.lit(False))
    adoption = rows.filter(col("placed_on").is_not_null()).with_columns(
        pl.col("placed_on").alias("from"), number=pl.lit(_MOST_PLACEMENTS, dtype=pl.UInt32),
        kind=pl.when("with_carer").then(pl.lit("A5")).otherwise(pl.lit("A6")), carer_stays=col("with_carer"),
    )  # fmt: skip
    columns = ("person", "number", "left", "from", "kind", "carer_stays", "born")
    found = _followed(pl.concat([each.select(columns), adoption.select(columns)]).sort("person", "from"))
    return _detailed(dice, found)


def _kind(dice: Dice) -> pl.Expr:
    age = (col("from") - col("born")).dt.total_days() / 365.25
    been = (col("from") - col("entered")).dt.total_days()

    def drawn(weights: Weights) -> pl.Expr:
        return dice.choice("kind of placement", weights, "person", "number")

    has_order = (col("care_order_on") <= col("from")).fill_null(False)

    def suits(weights: Weights) -> pl.Expr:
        """At home with the parents is only who is under an order."""
        return (
            pl.when(has_order)
            .then(drawn(weights))
            .otherwise(drawn({kind: part for kind, part in weights.items() if kind != "P1"}))
        )

    return (
        pl.when(col("placed_on").is_not_null()).then(drawn(england.PLACEMENTS_FOR_ADOPTION))
        .when(col("asylum") & (age < 16.05)).then(pl.lit("U6"))
        .when("asylum").then(drawn(england.PLACEMENTS_ASYLUM))
        .when(been > 400).then(suits(england.PLACEMENTS_SETTLED))
        .when(age < 9).then(suits(england.PLACEMENTS_YOUNG))
        .when(age < 16.05).then(suits(england.PLACEMENTS_OLDER))
        .otherwise(suits(england.PLACEMENTS_16))
    )  # fmt: skip


def _detailed(dice: Dice, found: pl.DataFrame) -> pl.DataFrame:
    provider = (
        pl.when(col("kind") == "P1").then(pl.lit("PR0"))
        .when(col("kind").is_in(["U1", "U2", "U3"])).then(pl.lit("PR1"))
        .when(col("kind").str.starts_with("Z")).then(None)
        .when(col("kind").is_in(HOMES)).then(dice.choice("provider", england.PROVIDES_HOMES, "person", "number"))
        .otherwise(dice.choice("provider", england.PROVIDES_FOSTERING, "person", "number"))
    )  # fmt: skip
    # One after another they are never in the same place; with the same carer they are.
    at = (dice.uniform("place", "person") * (_POSTCODES - _HOMES)).floor().cast(pl.UInt32)
    moves = col("number") - col("carer_stays").cast(pl.UInt32)
    place = _HOMES + (at + moves * 37) % (_POSTCODES - _HOMES)
    urn = pl.format("9{}", (place % 1_000).cast(pl.String).str.zfill(6))
    found = found.with_columns(place=place)
    stays = col("carer_stays")
    same = (col("person").shift(1) == col("person")) & stays
    found = found.with_columns(
        placement=col("person").cast(pl.UInt64) * 16 + col("number"),
        provider=provider, postcode=postcode("place"),
        urn=pl.when(~col("kind").is_in(_NOT_REGISTERED)).then(urn),
    )  # fmt: skip
    found = found.with_columns(
        pl.when(same).then(col(name).shift(1)).otherwise(col(name)).alias(name)
        for name in ("provider", "postcode", "urn")
    )
    why = dice.choice("why moved", england.WHY_MOVED, "person", "number")
    goes_on = col("person").shift(-1) == col("person")
    why = pl.when(stays.shift(-1)).then(pl.lit("PLACE")).otherwise(why)
    return found.with_columns(moved_because=pl.when(goes_on).then(why)).drop("born", "place")


def episodes(spells: pl.DataFrame, placements: pl.DataFrame, statuses: pl.DataFrame) -> pl.DataFrame:
    """One row for each time in one placement under one legal status, in order: what is told of the placement, `status`,
    `from`, `until`, `began_as` and `ended_as` (the codes of SSDA903), `moved_because` where the placement ends with it.
    """
    places = placements.drop("until", "number").with_columns(since=col("from"))
    under = statuses.select("person", "status", "from", under="from")
    days = pl.concat([rows.select("person", "from") for rows in (places, under)]).unique().sort("person", "from")
    rows = days
    for beside in (places, under):
        rows = rows.join_asof(beside.sort("person", "from"), on="from", by="person", check_sortedness=False)
    known = spells.select("person", "need", "entered", "left", "left_as", "asylum")
    rows = rows.join(known, on="person", maintain_order="left")
    moved, changed = col("since") == col("from"), col("under") == col("from")
    stays = col("carer_stays")
    began = (
        pl.when(col("from") == col("entered")).then(pl.lit("S"))
        .when(moved & changed).then(pl.when(stays).then(pl.lit("U")).otherwise(pl.lit("B")))
        .when(moved).then(pl.when(stays).then(pl.lit("T")).otherwise(pl.lit("P")))
        .otherwise(pl.lit("L"))
    )  # fmt: skip
    follows = col("person").shift(-1) == col("person")
    rows = rows.with_columns(began_as=began)
    ended = pl.when(follows).then(col("from").shift(-1)).otherwise("left")
    moves = follows & col("began_as").shift(-1).is_in(["P", "T", "B", "U"])
    return rows.with_columns(
        until=ended, ended_as=pl.when(follows).then(pl.lit("X1")).otherwise("left_as"),
        moved_because=pl.when(moves).then("moved_because"),
    )  # fmt: skip


def postcode(number: str) -> pl.Expr:
    """A postcode of an area that there is none of."""
    letters = pl.lit(pl.Series(list(_LETTERS)))
    value, many = pl.col(number).cast(pl.UInt32), len(_LETTERS)
    return pl.format(
        "ZZ{} {}{}{}", value // (10 * many * many) % 10, value // (many * many) % 10,
        letters.gather(value // many % many), letters.gather(value % many),
    )  # fmt: skip


def home_postcode(dice: Dice) -> pl.Expr:
    return (dice.uniform("home", "person") * _HOMES).floor().cast(pl.UInt32)


def with_possible_ends(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Whoever was with no foster carer at last has no foster carer as guardian, and stays with none after 18."""
    last = found.group_by("person", maintain_order=True).agg(last_kind=col("kind").last())
    rows = rows.join(last, on="person", how="left", maintain_order="left")
    fostered = col("last_kind").is_in(FOSTER)
    left_as = (
        pl.when(~fostered & col("left_as").is_in(["E45", "E46"])).then(pl.lit("E47"))
        .when(~fostered & (col("left_as") == "E17")).then(pl.lit("E5"))
        .otherwise("left_as")
    )  # fmt: skip
    return rows.with_columns(left_as=left_as)
