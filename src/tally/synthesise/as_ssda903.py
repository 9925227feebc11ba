"""How does the world look as SSDA903 of one year: as it was known on that year's last day?"""

from __future__ import annotations

from functools import partial

import polars as pl

from tally.data import Data
from tally.ssda903.tables import SSDA903
from tally.synthesise import england
from tally.synthesise.care_history import home_postcode, postcode
from tally.synthesise.days import birthday
from tally.synthesise.dice import Dice
from tally.synthesise.world import World
from tally.years import CollectionYear

col = pl.col
#: From when supported accommodation is registered, a code of its own, and other placements are told apart.
_SUPPORTED, _OTHERS_TOLD_APART = "2024-25", "2025-26"
_LETTERS_OF_SEX = "2024-25"
#: Whoever was in care for so many days before 18 is told of as a care leaver.
_LONG_ENOUGH = 120
_ASKED_OF_PERMANENCE = pl.date(2016, 4, 1)


def of_both_years(world: World) -> dict[CollectionYear, Data]:
    """SSDA903 of the year before the world's and of the world's, by the year."""
    return {year: return_of(world, year) for year in (world.year.before, world.year)}


def return_of(world: World, year: CollectionYear) -> Data:
    """SSDA903 of the world's year, or of the year before it."""
    dice = Dice(world.seed)
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)
    spells = world.spells.filter((col("entered") <= last) & (col("left") >= first).fill_null(True))
    spells = spells.with_columns(open=(col("left") > last).fill_null(True))
    leavers = _leavers(world, year)
    named = pl.concat([spells.select("person"), leavers.select("person")]).unique().sort("person")
    people = named.join(world.people, on="person", maintain_order="left").with_row_index("child")
    within = partial(_within, spells=spells, year=year)
    frames = {
        "Header": _header(world, people, spells, year),
        "Episodes": _episodes(world, dice, within, year),
        "Reviews": within(world.care_reviews).filter(col("held_on").is_between(first, last)).select(
            "person", REVIEW="held_on", REVIEW_CODE="took_part"
        ),
        "UASC": spells.filter("asylum").select(
            "person", DUC=pl.when(~col("open")).then("left")
        ).join(people.select("person", SEX=_sex(year)), on="person", maintain_order="left"),
        "OC2": _health(dice, spells, year),
        "OC3": _care_leaving(dice, leavers, year),
        "AD1": _adopted(dice, spells),
        "PlacedAdoption": _placed(spells, year),
        "PrevPerm": _permanent_before(dice, world, spells),
        "Missing": within(world.missing).filter(col("from").is_between(first, last)).select(
            "person", MISSING="kind", MIS_START="from", MIS_END="until"
        ),
        "SWEpisodes": _workers(within(world.workers), year),
        "DoLo": _liberty(dice, world, spells, year),
    }  # fmt: skip
    return Data(
        SSDA903,
        year,
        {
            table.name: _framed(frames[table.name], table.name, people, year)
            for table in SSDA903.tables
            if table.is_in(year)
        },
        people["name"],
    )


def _framed(found: pl.DataFrame, name: str, people: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """The frame as it is declared, child by child: keys first, with identifier and date of birth."""
    schema = SSDA903.table(name).schema(year)
    known = people.select("person", "child", CHILD="name", DOB="born")
    found = found.drop("DOB", "CHILD", strict=False).join(known, on="person", maintain_order="left")
    found = found.sort("child", maintain_order=True).with_row_index("row").with_columns(parent=0, line=col("row") + 2)
    missing = [pl.lit(None, dtype=kind).alias(column) for column, kind in schema.items() if column not in found.columns]
    return found.with_columns(missing).select(col(column).cast(kind) for column, kind in schema.items())


def _within(rows: pl.DataFrame, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """The rows of whoever was in care in the year."""
    return rows.join(spells.select("person"), on="person", how="semi", maintain_order="left")


def _sex(year: CollectionYear) -> pl.Expr:
    return col("sex") if year.name >= _LETTERS_OF_SEX else col("sex").replace({"M": "1", "F": "2"})


def _header(world: World, people: pl.DataFrame, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    born = world.mothers.filter(col("child_born_on") <= year.last_day)
    rows = people.join(born, on="person", how="left", maintain_order="left")
    asked = (col("sex") == "F") & col("person").is_in(spells["person"].implode())
    return rows.select(
        "person", SEX=_sex(year), ETHNIC="ethnicity", UPN=pl.coalesce("upn", "no_upn"),
        MOTHER=pl.when(asked).then(col("child_born_on").is_not_null()), MC_DOB=pl.when(asked).then("child_born_on"),
    )  # fmt: skip


def _episodes(world: World, dice: Dice, within: partial[pl.DataFrame], year: CollectionYear) -> pl.DataFrame:
    """Those that touch the year, as they were known at its end."""
    last = pl.lit(year.last_day)
    rows = within(world.care_episodes).with_columns(home=home_postcode(dice))
    rows = rows.filter((col("from") <= last) & (col("until") >= pl.lit(year.first_day)).fill_null(True))
    is_known = (col("until") <= last).fill_null(False)
    return rows.select(
        "person", RNE="began_as", DECOM="from", LS="status", CIN="need", PLACE=place_in(year),
        PLACE_PROVIDER="provider",
        DEC=pl.when(is_known).then("until"),
        REC=pl.when(is_known).then("ended_as"),
        REASON_PLACE_CHANGE=pl.when(is_known).then("moved_because"),
        HOME_POST=pl.when(~col("asylum")).then(postcode("home")), PL_POST="postcode", URN="urn",
    ).sort("person", "DECOM")  # fmt: skip


def place_in(year: CollectionYear) -> pl.Expr:
    """The kind of placement in the codes of a year."""
    known = {}
    if year.name < _SUPPORTED:
        known["K3"] = "H5"
    if year.name >= _OTHERS_TOLD_APART:
        known["Z1"] = "Z11"
    return col("kind").replace(known)


def _all_year(spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    return spells.filter(col("open") & (col("entered") <= pl.lit(year.first_day)))


def _health(dice: Dice, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)

    def older(age: int, day: pl.Expr) -> pl.Expr:
        """That old on a day. Who was born on 29 February is so on 1 March."""
        return birthday("born", age) + pl.duration(days=_leap()) <= day

    def answer(name: str, chance: float) -> pl.Expr:
        return dice.happens(f"{name} in {year}", chance, "person")

    scored = answer("scored", england.SCORED)
    asked = older(4, last) & ~older(17, first)
    between = older(4, first) & ~older(17, last)
    score = dice.number(f"score in {year}", england.SCORES, "person")
    reason = dice.choice(f"no score in {year}", england.WHY_NO_SCORE, "person")
    reason = pl.when(between).then(reason).otherwise(pl.lit("SDQ1"))
    misuses = older(10, last) & answer("misuse", england.MISUSES)
    helped = answer("helped", england.HELPED)
    return _all_year(spells, year).select(
        "person", SDQ_SCORE=pl.when(asked & scored).then(score), SDQ_REASON=pl.when(asked & ~scored).then(reason),
        CONVICTED=pl.when(older(10, last)).then(answer("convicted", england.CONVICTED)),
        HEALTH_CHECK=pl.when(~older(5, last)).then(answer("development", england.HEALTH["HEALTH_CHECK"])),
        IMMUNISATIONS=answer("immunisations", england.HEALTH["IMMUNISATIONS"]),
        TEETH_CHECK=answer("teeth", england.HEALTH["TEETH_CHECK"]),
        HEALTH_ASSESSMENT=answer("health", england.HEALTH["HEALTH_ASSESSMENT"]), SUBSTANCE_MISUSE=misuses,
        INTERVENTION_RECEIVED=pl.when(misuses).then(helped),
        INTERVENTION_OFFERED=pl.when(misuses & ~helped).then(answer("offered", england.OFFERED)),
    )  # fmt: skip


def _leap() -> pl.Expr:
    return ((col("born").dt.month() == 2) & (col("born").dt.day() == 29)).cast(pl.Int32)


def _leavers(world: World, year: CollectionYear) -> pl.DataFrame:
    """Care leavers from 18 to 21: who left at 18, in the year or before it."""
    last = pl.lit(year.last_day)
    long_ago = world.people.filter(col("role") == "left long ago").select("person", "born")
    at_18 = world.spells.filter(
        (col("left") == birthday("born", 18)) & (col("left") <= last)
        & ((col("left") - col("entered")).dt.total_days() >= _LONG_ENOUGH)
    ).select("person", "born")  # fmt: skip
    return pl.concat([at_18, long_ago])


def _care_leaving(dice: Dice, leavers: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    touch = dice.choice(f"in touch in {year}", england.IN_TOUCH, "person")
    home = touch == "RHOM"
    known = touch.is_in(["YES", "NREQ"])

    def told(what: str, weights: england.Weights) -> pl.Expr:
        drawn = dice.choice(f"{what} in {year}", weights, "person")
        return pl.when(home).then(None).when(known).then(drawn).otherwise(pl.lit("0"))

    return leavers.select(
        "person", IN_TOUCH=touch, ACTIV=told("activity", england.ACTIVITIES),
        ACCOM=told("accommodation", england.ACCOMMODATION),
    )  # fmt: skip


def _adopted(dice: Dice, spells: pl.DataFrame) -> pl.DataFrame:
    sex = dice.choice("sex of adopters", england.ADOPTERS, "person")
    rows = spells.filter(~col("open") & col("left_as").is_in(["E11", "E12"])).with_columns(SEX_ADOPTR=sex)
    alone = col("SEX_ADOPTR").is_in(["M1", "F1"])
    married = dice.happens("adopters are married", 0.7, "person")
    status = (
        pl.when(alone).then(pl.lit("L0"))
        .when(col("SEX_ADOPTR") == "MF").then(pl.when(married).then(pl.lit("L11")).otherwise(pl.lit("L3")))
        .otherwise(pl.when(married).then(pl.lit("L12")).otherwise(pl.lit("L4")))
    )  # fmt: skip
    return rows.select(
        "person", "SEX_ADOPTR", DATE_INT="decided_on", DATE_MATCH="matched_on", FOSTER_CARE="with_carer",
        NB_ADOPTR=pl.when(alone).then(1).otherwise(2), LS_ADOPTR=status,
    )  # fmt: skip


def _placed(spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Decisions that stood in the year."""
    first, last = pl.lit(year.first_day), pl.lit(year.last_day)
    rows = spells.filter((col("decided_on") <= last) & (col("reversed_on") >= first).fill_null(True))
    undone = (col("reversed_on") <= last).fill_null(False)
    return rows.select(
        "person", DATE_PLACED="decided_on", DATE_PLACED_CEASED=pl.when(undone).then("reversed_on"),
        REASON_PLACED_CEASED=pl.when(undone).then(pl.lit("RD3")),
    )  # fmt: skip


def _permanent_before(dice: Dice, world: World, spells: pl.DataFrame) -> pl.DataFrame:
    rows = spells.filter(col("entered") >= _ASKED_OF_PERMANENCE).with_columns(
        PREV_PERM=dice.choice("permanent home", england.PERMANENT_HOME_BEFORE, "person")
    )
    old = (birthday("born", 3) < col("entered")) & ~col("asylum")
    rows = rows.with_columns(PREV_PERM=pl.when(old).then("PREV_PERM").otherwise(pl.lit("Z1")))
    had = col("PREV_PERM") != "Z1"
    since = birthday("born", 1).dt.year() + 1
    return rows.select(
        "person", "PREV_PERM", LA_PERM=pl.when(had).then(pl.lit(_AN_AUTHORITY)),
        DATE_PERM=pl.when(had).then(pl.format("zz/zz/{}", since)),
    )  # fmt: skip


#: Bedfordshire, which ended in 2009: no authority of today is named.
_AN_AUTHORITY = "820"


def _workers(rows: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    last = pl.lit(year.last_day)
    rows = rows.filter((col("from") <= last) & (col("until") >= pl.lit(year.first_day)).fill_null(True))
    return rows.select(
        "person",
        SW_ID="worker",
        SW_DECOM="from",
        SW_DEC=pl.when(col("until") <= last).then("until"),
        SW_REASON="because",
    )


def _liberty(dice: Dice, world: World, spells: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """Orders of children who were in one children's home from their first day to the year's end."""
    home = world.placements.filter((col("kind") == "K2") & col("until").is_null()).select("person", since="from")
    rows = spells.filter(col("open") & (birthday("born", 12) < pl.lit(year.first_day))).join(
        home, on="person", maintain_order="left"
    )
    rows = rows.filter(dice.happens("deprived of liberty", england.DEPRIVED_OF_LIBERTY, "person"))
    start = pl.max_horizontal(col("since") + pl.duration(days=3), pl.lit(year.first_day) + pl.duration(days=40))
    rows = rows.with_columns(DOLO_START=start, DOLO_END=start + pl.duration(days=84))
    last = pl.lit(year.last_day)
    return rows.filter(col("DOLO_START") <= last).select(
        "person", "DOLO_START", DOLO_END=pl.when(col("DOLO_END") <= last).then("DOLO_END")
    )
