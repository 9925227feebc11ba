"""What all that is made of Annex A's lists asks of them, and what several of its columns are called."""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import CARE, LEAVING
from tally.annex_a.tables import ANNEX_A
from tally.data import Data

col = pl.col

DISABLED, TEAM, WORKER = "Does the Child have a Disability", "Allocated Team", "Allocated Worker"
ASYLUM = {
    CARE: "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
    LEAVING: "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
}
#: What is called so in the table of health checks.
HEALTH, DENTAL = "Health Assessment", "Dental Check"
#: The permanence plan as the data set's keys.
PLANS = {
    "a) Return to family": "RETURNEV", "b) Adoption": "ADOPTION", "d) Supported living in the community": "SUPPLIV",
    "e) Long-term residential placement": "RESPLMT", "f) Long-term fostering": "LTFOST18", "g) Other": "OTHERPLN",
}  # fmt: skip
#: The lists of children.
LISTS = tuple(table.name for table in ANNEX_A.tables if table.person)


def rows_of(data: Data, table: str) -> pl.DataFrame:
    """The rows of a list that are of a child."""
    return data[table].filter(col("child").is_not_null())


def named(prefix: str) -> pl.Expr:
    """An identifier for what a row is about: the lists have none."""
    return pl.format(f"{prefix}{{}}", col("row") + 1)


def first_said(data: Data, column: str, *, lists: tuple[str, ...] = LISTS) -> pl.DataFrame:
    """What the first list that says something of a child says: `child` and the column."""
    told = [rows_of(data, name).select("child", column) for name in lists if ANNEX_A.table(name).has(column)]
    return pl.concat(told).filter(col(column).is_not_null()).unique("child", keep="first", maintain_order=True)
