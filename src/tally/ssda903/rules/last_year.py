"""Is the child still the one of last year? What does not change in a life must be the same in both returns."""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.common import ERROR, FEMALE, MALE, beside_last_year, col, rule


def _was(column: str, last: str, this: str) -> dict[str, object]:
    """A child with one value last year and another this year."""
    return {"Header": [{column: this}], "previous": {"Header": [{column: last}]}}


@rule(
    "202", ERROR, "The child's sex is not the one of last year.", needs=("previous",),
    reads=("Header.CHILD", "Header.SEX"), blames="Header.SEX",
    fails=(
        _was("SEX", "F", "M"), _was("SEX", "M", "F"),
        {
            "Header": [{"SEX": "F"}, {"CHILD": "2", "SEX": "M"}],
            "previous": {"Header": [{"CHILD": "2", "SEX": "F"}, {"SEX": "F"}]},
        },
    ),
    passes=(
        _was("SEX", "F", "F"), _was("SEX", "U", "F"), _was("SEX", "M", "M"), _was("SEX", "U", "M"),
        _was("SEX", "F", "U"), _was("SEX", "M", "U"),
        {"Header": [{"SEX": "M"}], "previous": {"Header": [{"CHILD": "2", "SEX": "F"}]}},
    ),
)  # fmt: skip
def sex_is_that_of_last_year(data: Data) -> pl.DataFrame:
    """The figures used until 2023-24 and the letters used since mean the same. Unknown conflicts with neither."""
    rows = beside_last_year(data, "Header", "SEX")
    this, last = col("SEX"), col("last.SEX")
    return rows.filter((this.is_in(MALE) & last.is_in(FEMALE)) | (this.is_in(FEMALE) & last.is_in(MALE)))


@rule(
    "203", ERROR, "The child's date of birth is not the one of last year.", needs=("previous",),
    reads=("Header.CHILD", "Header.DOB"), blames="Header.DOB",
    fails=(_was("DOB", "2012-05-01", "2012-05-02"), _was("DOB", "2012-05-01", "2012-01-05")),
    passes=(
        _was("DOB", "2012-05-01", "2012-05-01"), _was("DOB", "", "2012-05-01"),
        {"Header": [{"DOB": "2012-05-01"}], "previous": {"Header": [{"CHILD": "2", "DOB": "2012-05-02"}]}},
    ),
)  # fmt: skip
def birth_is_that_of_last_year(data: Data) -> pl.DataFrame:
    """Where it is missing in either year there is nothing to compare; one that is missing this year is told by 102."""
    return beside_last_year(data, "Header", "DOB").filter(col("DOB") != col("last.DOB"))


@rule(
    "204", ERROR, "The child's ethnicity is not the one of last year.", needs=("previous",),
    reads=("Header.CHILD", "Header.ETHNIC"), blames="Header.ETHNIC",
    fails=(_was("ETHNIC", "WBRI", "WIRI"), _was("ETHNIC", "NOBT", "WBRI")),
    passes=(
        _was("ETHNIC", "WBRI", "wbri"), _was("ETHNIC", "", "WBRI"),
        {"Header": [{"ETHNIC": "WBRI"}], "previous": {"Header": [{"CHILD": "2", "ETHNIC": "WIRI"}]}},
    ),
)  # fmt: skip
def ethnicity_is_that_of_last_year(data: Data) -> pl.DataFrame:
    """Whether an ethnicity that was not obtained last year may be told this year is not said. By the wording any
    other code disagrees. One that is missing this year is told by 103.
    """
    return beside_last_year(data, "Header", "ETHNIC").filter(col("ETHNIC") != col("last.ETHNIC"))


@rule(
    "208", ERROR, "The child's unique pupil number is not the one of last year.", needs=("previous",),
    reads=("Header.CHILD", "Header.UPN"), blames="Header.UPN",
    fails=(_was("UPN", "A123456789012", "B123456789012"), _was("UPN", "A123456789012", "UN3")),
    passes=(
        _was("UPN", "A123456789012", "a123456789012"), _was("UPN", "UN1", "A123456789012"), _was("UPN", "UN1", "UN5"),
        _was("UPN", "A123456789012", ""),
    ),
)  # fmt: skip
def pupil_number_is_that_of_last_year(data: Data) -> pl.DataFrame:
    """Where last year's was one of UN1 to UN5 no number was recorded, so nothing disagrees with it. A missing number
    is told by 442.
    """
    rows = beside_last_year(data, "Header", "UPN")
    this, last = col("UPN").str.to_uppercase(), col("last.UPN").str.to_uppercase()
    return rows.filter(~last.str.starts_with("UN") & (this != last))
