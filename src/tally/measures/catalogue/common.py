"""What several measures ask in the same way: flags in JSON, who was there before, how things stand on a day.

And the words in which they name who defined them.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data

col = pl.col

CENSUS = "Department for Education, children in need census"
CARE_RETURN = "Department for Education, SSDA903"
LOCAL = "Authorities' own practice"
#: How a child can have taken part in a review: PN1 to PN3 by coming, PN5 and PN6 through somebody or something else.
PARTICIPATION = ["PN1", "PN2", "PN3", "PN5", "PN6"]


def is_flagged(column: str, flag: str) -> pl.Expr:
    """Whether a flag of a JSON column is set. The data set writes `{"NFA_FLAG": "Y", …}`."""
    return col(column).str.contains(rf'(?i)"?\b{flag}"?\s*:\s*"?(?:y|1|t)').fill_null(False)


def is_open(start: str, end: str, day: dt.date) -> pl.Expr:
    """Whether what starts and ends runs at the end of a day: what ends on it does not."""
    return ((col(start) <= day) & (col(end).is_null() | (col(end) > day))).fill_null(False)


def months_before(day: dt.date, months: int) -> dt.date:
    """The day some months earlier; the last of its month where that is shorter."""
    found: dt.date = pl.select(pl.lit(day).dt.offset_by(f"-{months}mo")).item()
    return found


def ever(data: Data, table: str, *columns: str) -> pl.DataFrame:
    """`child` and the columns of a table's rows, and of last year's rows of the same children where they were given."""
    now = data[table].select("child", *columns)
    if data.previous is None:
        return now
    return pl.concat([now, by_name(data, data.previous[table], *columns)]).unique()


def by_name(data: Data, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """`child` and columns of rows of last year's data, for the children who are in this year's under the same name."""
    assert data.previous is not None  # noqa: S101 - whoever asks has last year's rows
    children = pl.DataFrame({"name": data.names}).with_row_index("child").drop_nulls("name").unique("name")
    named = rows.with_columns(name=data.previous.name_of(rows["child"])).drop("child")
    return named.join(children, on="name").select("child", *columns)


def with_day_before(data: Data, table: str, day: str) -> pl.DataFrame:
    """A table's rows with `before`: the child's last day of the same kind that was earlier than this one."""
    days = ever(data, table, day).drop_nulls().unique().sort("child", day)
    days = days.with_columns(before=col(day).shift(1).over("child"))
    return data[table].join(days, on=["child", day], how="left", maintain_order="left")


def with_person(data: Data, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Rows with columns of the child's own record beside them."""
    people = data["ssd_person"].select("child", *columns).filter(col("child").is_not_null())
    return rows.join(people.unique("child"), on="child", how="left", maintain_order="left")
