"""Into which parts can a measure be cut? By time, by team, and by a few groups of children.

Each cut adds one column of labels to the rows of a measure. A child's age is that on the day that counts, so that a
number of last year does not change on a birthday. Groups are those that Threshold shows elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from tally.asking import age_on
from tally.data import Data
from tally.measures.periods import Period
from tally.spans import value_on

col = pl.col

NOT_KNOWN, NO_TEAM, NO_CHILD = "Not known", "No team known", "Not of a child"

#: The first age of each group, and what the group is called.
AGES = {0: "Under 1", 1: "1 to 4", 5: "5 to 9", 10: "10 to 15", 16: "16 and 17", 18: "18 and over"}
UNBORN = "Unborn, or birth not known"
SEXES = {"M": "Male", "1": "Male", "F": "Female", "2": "Female"}
#: The groups of the national census, by the returns' codes.
ETHNIC_GROUPS = {
    "White": ("WBRI", "WIRI", "WIRT", "WROM", "WOTH"),
    "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "Asian": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
    "Black": ("BCRB", "BAFR", "BOTH"),
    "Another ethnic group": ("OOTH",),
}
#: What Annex A says in the place of codes: "a) White", in whatever case it was written and read.
_OFSTED_ETHNIC_GROUP = r"(?i)^[a-d]\) (White|Mixed|Asian|Black)"
NOT_SAID = "Not known or not said"
DISABLED, NOT_DISABLED, NOT_RECORDED = "Disabled", "Not disabled", "Disability not recorded"

#: In which order groups are shown; others by their names.
ORDER = {
    "age": [UNBORN, *AGES.values(), NO_CHILD],
    "sex": ["Female", "Male", NOT_KNOWN, NO_CHILD],
    "ethnicity": [*ETHNIC_GROUPS, NOT_SAID, NO_CHILD],
    "disability": [DISABLED, NOT_DISABLED, NOT_RECORDED, NO_CHILD],
}


def with_period(rows: pl.DataFrame, periods: Sequence[Period], name: str) -> pl.DataFrame:
    """Rows with the label of the period in which their day `on` lies; the periods follow each other without a gap."""
    firsts = pl.Series([period.first for period in periods])
    number = firsts.search_sorted(rows["on"], side="right").cast(pl.Int64) - 1
    return rows.with_columns(pl.Series(name, [period.label for period in periods]).gather(number).alias(name))


def with_team(data: Data, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows with `team`: what their own column names, or else the team of whoever worked with the child on the day."""
    teams = data["ssd_department"].select("dept_team_id", "dept_team_name").drop_nulls().unique("dept_team_id")
    rows = rows.with_columns(team=column) if column else rows.with_columns(_team_of_child(data, rows))
    rows = rows.join(teams, left_on="team", right_on="dept_team_id", how="left", maintain_order="left")
    return rows.with_columns(team=pl.coalesce("dept_team_name", "team", pl.lit(NO_TEAM))).drop("dept_team_name")


def _team_of_child(data: Data, rows: pl.DataFrame) -> pl.Series:
    """Of several who work with a child on a day, whoever began last."""
    worked = data["ssd_involvements"].select(
        "child", start="invo_involvement_start_date", end="invo_involvement_end_date", team="invo_professional_team"
    )
    # Of two who began and end together it is the same one whatever the order of the rows.
    worked = worked.filter(col("team").is_not_null()).sort("team")
    return value_on(rows, "on", worked, "team", holds_end=True)


def _of_person(
    data: Data, rows: pl.DataFrame, column: str, name: str, label: Callable[[pl.Expr], pl.Expr]
) -> pl.DataFrame:
    people = (
        data["ssd_person"].select("child", fact=column).filter(col("child").is_not_null()).unique("child", keep="first")
    )
    joined = rows.join(people, on="child", how="left", maintain_order="left")
    return joined.with_columns(label(col("fact")).alias(name)).drop("fact")


def with_age(data: Data, rows: pl.DataFrame) -> pl.DataFrame:
    def group(born: pl.Expr) -> pl.Expr:
        age = age_on(born, col("on"))
        found = pl.lit(UNBORN)
        for least, name in AGES.items():
            found = pl.when(age >= least).then(pl.lit(name)).otherwise(found)
        return pl.when(born.is_not_null()).then(found).otherwise(pl.lit(UNBORN))

    return _of_person(data, rows, "pers_dob", "age", group)


def with_sex(data: Data, rows: pl.DataFrame) -> pl.DataFrame:
    return _of_person(
        data, rows, "pers_sex", "sex",
        lambda sex: sex.replace_strict(SEXES, default=NOT_KNOWN, return_dtype=pl.String),
    )  # fmt: skip


def with_ethnicity(data: Data, rows: pl.DataFrame) -> pl.DataFrame:
    groups = {code: name for name, codes in ETHNIC_GROUPS.items() for code in codes}

    def group(said: pl.Expr) -> pl.Expr:
        of_code = said.replace_strict(groups, default=NOT_SAID, return_dtype=pl.String)
        return pl.coalesce(said.str.extract(_OFSTED_ETHNIC_GROUP).str.to_titlecase(), of_code)

    return _of_person(data, rows, "pers_ethnicity", "ethnicity", group)


def with_disability(data: Data, rows: pl.DataFrame) -> pl.DataFrame:
    said = data["ssd_disability"].filter(col("child").is_not_null() & col("disa_disability_code").is_not_null())
    found = said.group_by("child").agg(disabled=(col("disa_disability_code") != "NONE").any())
    rows = rows.join(found, on="child", how="left", maintain_order="left")
    label = pl.when("disabled").then(pl.lit(DISABLED)).when(~col("disabled")).then(pl.lit(NOT_DISABLED))
    return rows.with_columns(disability=label.otherwise(pl.lit(NOT_RECORDED))).drop("disabled")


#: The groups of children, by the name of the cut.
COHORTS: dict[str, Callable[[Data, pl.DataFrame], pl.DataFrame]] = {
    "age": with_age, "sex": with_sex, "ethnicity": with_ethnicity, "disability": with_disability,
}  # fmt: skip
