"""Who is the child? The rules of the file Header."""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.common import ERROR, col, is_code, rule


@rule(
    "101", ERROR, "The child's sex is missing or is no code of this year.",
    reads=("Header.SEX",), blames="Header.SEX",
    fails=({"Header": [{"SEX": "1"}]}, {"Header": [{"SEX": "F"}, {"CHILD": "2"}]}),
    passes=({"Header": [{"SEX": "F"}]}, {"Header": [{"SEX": "u"}]}),
)  # fmt: skip
def sex_is_valid(data: Data) -> pl.DataFrame:
    return data["Header"].filter(~is_code(data, "SEX", "SEX"))


@rule(
    "102", ERROR, "The child's date of birth is missing or is no day.",
    reads=("Header.DOB",), blames="Header.DOB",
    fails=({"Header": [{"SEX": "F"}]}, {"Header": [{"DOB": "31/02/2015"}, {"CHILD": "2", "DOB": "01/02/2015"}]}),
    passes=({"Header": [{"DOB": "28/02/2015"}]}, {"Header": [{"DOB": "2015-02-28"}]}),
)  # fmt: skip
def birth_is_a_day(data: Data) -> pl.DataFrame:
    return data["Header"].filter(col("DOB").is_null())


@rule(
    "103", ERROR, "The child's ethnicity is missing or is no code.",
    reads=("Header.ETHNIC",), blames="Header.ETHNIC",
    fails=({"Header": [{"ETHNIC": "WHITE"}]}, {"Header": [{"SEX": "F"}]}),
    passes=({"Header": [{"ETHNIC": "WBRI"}]}, {"Header": [{"ETHNIC": "NOBT"}]}),
)  # fmt: skip
def ethnicity_is_valid(data: Data) -> pl.DataFrame:
    return data["Header"].filter(~is_code(data, "ETHNIC", "ETHNIC"))
