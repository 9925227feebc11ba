"""Who are the children: how old, of which sex and ethnicity, with which disabilities and which pupil number?"""

from __future__ import annotations

import polars as pl

from tally.authorities import IN_PUPIL_NUMBERS
from tally.synthesise import england
from tally.synthesise.days import birthday, later
from tally.synthesise.dice import Dice, Weights
from tally.years import CollectionYear

col = pl.col
#: An authority that has been gone since 2009, for pupil numbers where the authority itself has no code for one.
_GONE = "820"
#: Who is in care, or was before the year, by what the child is in the world for.
_IN_CARE = ("in care", "left care", "left long ago", "new: into care")
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def people(dice: Dice, children: int, looked_after: int, year: CollectionYear, authority: str) -> pl.DataFrame:
    """One row a person, by number: those of this year's census, then those who left care the year before, or earlier.

    Returns:
        `person`, `name` (the identifier), `role` (see `england.ROLES`; others are "left care" and "left long ago"),
        `enters_care` (in the year, and not because they were referred for it), `born` (after the year's end where the
        child is not born yet), `is_unborn`, `sex`, `ethnicity`, `upn`, `no_upn`, `asylum` (seeks asylum, alone).
    """
    found = _roles(dice, children, looked_after)
    found = found.with_columns(born=_born(dice, year)).with_columns(born=_possible(dice, year))
    found = found.with_columns(**_who(dice, year))
    found = found.with_columns(
        sex=pl.when("is_unborn").then(pl.lit("U")).when("asylum").then(_mostly_boys(dice)).otherwise("sex")
    )
    found = found.with_columns(name="SEV" + col("person").cast(pl.String).str.zfill(7))
    return _with_pupil_numbers(dice, found, year, authority)


def _roles(dice: Dice, children: int, looked_after: int) -> pl.DataFrame:
    """The children in as many parts as their roles have, in an order of chance."""
    in_care = england.ROLES["in care"] + england.ROLES["new: into care"] + sum(england.INTO_CARE.values())
    of_care = {name: looked_after * part / in_care for name, part in england.ROLES.items() if "care" in name}
    others = {name: part for name, part in england.ROLES.items() if name not in of_care}
    entering = {name: looked_after * part / in_care for name, part in england.INTO_CARE.items()}
    rest = children - sum(of_care.values())
    others = {name: rest * part / sum(others.values()) for name, part in others.items()}
    # Who is looked after comes first, so that they are exactly as many as they should be.
    parts = [(name, False, size) for name, size in of_care.items()]
    parts += [(name, True, size) for name, size in entering.items()]
    parts += [(name, False, size - entering.get(name, 0.0)) for name, size in others.items()]
    names = [(name, enters) for (name, enters, _), size in zip(parts, _whole(parts), strict=True) for _ in range(size)]
    frame = pl.DataFrame({
        "role": pl.Series([name for name, _ in names], dtype=pl.String()),
        "enters_care": pl.Series([enters for _, enters in names], dtype=pl.Boolean()),
    })  # fmt: skip
    order = pl.int_range(children, dtype=pl.UInt32, eager=True).to_frame("person")
    order = order.with_columns(at=dice.uniform("order of children", "person")).sort("at").select("person")
    frame = pl.concat([order, frame], how="horizontal").sort("person")
    gone = [
        name
        for name, part in (("left care", england.LEFT_LAST_YEAR), ("left long ago", england.LEFT_LONG_AGO))
        for _ in range(round(part * looked_after))
    ]
    earlier = pl.DataFrame({"role": pl.Series(gone, dtype=pl.String())}).with_row_index("person", offset=children)
    return pl.concat([frame, earlier.with_columns(enters_care=pl.lit(False)).select(frame.columns)])


def _whole(parts: list[tuple[str, bool, float]]) -> list[int]:
    """Whole numbers that add up, each as near as can be."""
    reached, before, sizes = 0.0, 0, []
    for _, _, size in parts:
        reached += size
        sizes.append(round(reached) - before)
        before = round(reached)
    return sizes


def _born(dice: Dice, year: CollectionYear) -> pl.Expr:
    """The day of birth by the age on 31 March."""
    age = (
        pl.when((col("role") == "new: into care") | col("enters_care"))
        .then(dice.number("age", england.AGES_ENTERING, "person"))
        .when(col("role").is_in(_IN_CARE))
        .then(dice.number("age", england.AGES_IN_CARE, "person"))
        .when(col("role").str.ends_with("protected"))
        .then(dice.number("age", england.AGES_PROTECTED, "person"))
        .otherwise(dice.number("age", england.AGES, "person"))
    )
    of_age = (
        pl.when(col("role") == "in care")
        .then(
            dice.happens("of age", england.OF_AGE_IN_CARE, "person") * (6575 + dice.uniform("age of", "person") * 364)
        )
        .when(col("role") == "left care")
        .then(
            dice.happens("of age", england.OF_AGE_LEAVING, "person") * (6940 + dice.uniform("age of", "person") * 364)
        )
        .when(col("role") == "left long ago")
        .then(7306 + dice.uniform("age of", "person") * 720)
        .otherwise(0.0)
    )
    age = pl.when(of_age > 0).then(of_age.floor()).otherwise(age)
    return later(pl.lit(year.last_day), -age.cast(pl.Int32))


def _possible(dice: Dice, year: CollectionYear) -> pl.Expr:
    """Whose need or care began before the year was born, or well on the way, before it."""
    first = pl.lit(year.first_day)
    newborn = dice.uniform("newborn", "person")
    latest = (
        pl.when(col("role") == "left care")
        .then(later(pl.lit(year.before.first_day), -30))
        .when(col("role") == "in care")
        .then(later(first, -5))
        .when(col("role").is_in(england.CARRIED) & col("enters_care"))
        .then(later(first, -5))
        .when(col("role").is_in(england.CARRIED))
        .then(later(first, 60))
        .when(col("enters_care") | (col("role") == "new: into care"))
        .then(later(pl.lit(year.last_day), -45))
    )
    return pl.when(col("born") > latest).then(later(latest, -(newborn * 200).floor().cast(pl.Int32))).otherwise("born")


def _who(dice: Dice, year: CollectionYear) -> dict[str, pl.Expr]:
    age = (pl.lit(year.last_day) - col("born")).dt.total_days()
    in_care = col("role").is_in(_IN_CARE)
    known: Weights = {sex: weight for sex, weight in england.SEX.items() if sex != "U"}
    asylum = in_care & (age > 15 * 365) & dice.happens("asylum", england.ASYLUM_OF_OLDER_IN_CARE, "person")
    may_be_known = in_care | col("enters_care")
    sex = (
        pl.when(may_be_known)
        .then(dice.choice("sex", known, "person"))
        .otherwise(dice.choice("sex", england.SEX, "person"))
    )
    ethnicity = (
        pl.when(asylum)
        .then(dice.choice("ethnicity", england.ETHNICITY_SEEKING_ASYLUM, "person"))
        .when(age < 0)
        .then(pl.lit("NOBT"))
        .otherwise(dice.choice("ethnicity", england.ETHNICITY, "person"))
    )
    return {"is_unborn": age < 0, "asylum": asylum, "sex": sex, "ethnicity": ethnicity}


def _mostly_boys(dice: Dice) -> pl.Expr:
    return dice.choice("sex seeking asylum", {"M": 0.96, "F": 0.04}, "person")


def disabilities(dice: Dice, found: pl.DataFrame, year: CollectionYear) -> pl.DataFrame:
    """`person`, `code`: each disability of each child that is born; NONE where there is none."""
    born = found.filter(~col("is_unborn")).select("person")
    disabled = born.filter(dice.happens("disabled", england.DISABLED, "person"))
    each = pl.concat([
        disabled.filter(dice.happens(f"disability {code}", chance, "person")).with_columns(code=pl.lit(code))
        for code, chance in england.DISABILITIES.items()
    ])  # fmt: skip
    first = pl.concat([
        born.join(disabled, on="person", how="anti").with_columns(code=pl.lit("NONE")),
        disabled.join(each, on="person", how="anti").with_columns(code=pl.lit("DDA")),
    ])  # fmt: skip
    return pl.concat([first, each]).sort("person", "code")


def _with_pupil_numbers(dice: Dice, found: pl.DataFrame, year: CollectionYear, authority: str) -> pl.DataFrame:
    """A pupil number has the form of a real one and is none: there is no school whose number begins with 0."""
    of = authority if authority in IN_PUPIL_NUMBERS else _GONE
    started = (birthday("born", 4).dt.year() % 100).cast(pl.String).str.zfill(2)
    school = (col("person") // 1000).cast(pl.String).str.zfill(4)
    serial = (col("person") % 1000).cast(pl.String).str.zfill(3)
    digits = pl.lit(of) + school + started + serial
    total = pl.sum_horizontal(digits.str.slice(place, 1).cast(pl.Int32) * (place + 2) for place in range(12))
    letter = pl.lit(pl.Series(list(_LETTERS))).gather((total % 23).cast(pl.UInt32))
    in_care = col("role").is_in(_IN_CARE) | col("enters_care")
    is_of_age = birthday("born", 4) <= pl.lit(year.last_day)
    has_none = dice.happens("no pupil number", england.WITHOUT_PUPIL_NUMBER, "person") | col("asylum")
    without: Weights = {code: part for code, part in england.NO_PUPIL_NUMBER.items() if code != "UN6"}
    reason = (
        pl.when(~is_of_age)
        .then(pl.lit("UN1"))
        .when(has_none & col("asylum"))
        .then(pl.lit("UN2"))
        .when(has_none & in_care)
        .then(dice.choice("why no pupil number", without, "person"))
        .when(has_none)
        .then(dice.choice("why no pupil number", england.NO_PUPIL_NUMBER, "person"))
    )
    return found.with_columns(no_upn=reason).with_columns(upn=pl.when(col("no_upn").is_null()).then(letter + digits))
