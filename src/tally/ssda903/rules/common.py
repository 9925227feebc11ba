"""What several rules of SSDA903 say in the same way."""

from __future__ import annotations

import polars as pl

from tally.asking import age_on, in_year, is_among, is_code
from tally.data import Data, once
from tally.rules import Rules, Severity
from tally.ssda903.tables import SSDA903

RULES = Rules(SSDA903, "SSDA903: validation rules of the department")
rule = RULES.rule
#: The published list of this return does not tell errors from queries.
ERROR = Severity.ERROR
col = pl.col

__all__ = [
    "ERROR",
    "FEMALE",
    "MALE",
    "RULES",
    "age_on",
    "beside_last_year",
    "col",
    "in_year",
    "is_among",
    "is_code",
    "is_wrong_code",
    "rule",
]


def is_wrong_code(data: Data, code_set: str, column: str) -> pl.Expr:
    """Whether a code is there and not valid in the year."""
    return col(column).is_not_null() & ~is_code(data, code_set, column)


# --- Children and years ---------------------------------------------------------------------------------------------

#: Codes of sex: figures until 2023-24, letters since. Neither says it where sex is unknown.
MALE, FEMALE = ("M", "1"), ("F", "2")


def beside_last_year(data: Data, table: str, *columns: str) -> pl.DataFrame:
    """A table's rows of children who stood in it last year too, with last year's values as "last.COLUMN".

    Of several rows last year the first counts.
    """
    assert data.previous is not None  # noqa: S101 - whoever asks needs last year
    last = _first_of_each(data.previous, table).select(
        "CHILD", *(col(column).alias(f"last.{column}") for column in columns)
    )
    return data[table].join(last, on="CHILD", maintain_order="left")


@once
def _first_of_each(data: Data, table: str) -> pl.DataFrame:
    """The first row of each child who is named."""
    return data[table].filter(col("CHILD").is_not_null()).unique("CHILD", keep="first", maintain_order=True)
