"""Children who seek asylum without a parent. Who stands in the file UASC is one; no other file says it.

The official rules 105 and 303 ask of a status that no file has: see `left_out`.
"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.rules import Severity
from tally.ssda903.rules.common import ERROR, age_on, beside_last_year, col, is_among, rule


@rule(
    "304", ERROR, "The child stopped being an unaccompanied asylum seeker after the 18th birthday.",
    reads=("UASC.DOB", "UASC.DUC"), blames="UASC.DUC",
    fails=(
        {"UASC": [{"DOB": "2007-05-01", "DUC": "2025-05-02"}]},
        {"UASC": [{"DOB": "2010-05-01"}, {"CHILD": "2", "DOB": "2010-05-01", "DUC": "2030-01-01"}]},
    ),
    passes=(
        {"UASC": [{"DOB": "2007-05-01", "DUC": "2025-05-01"}]},
        {"UASC": [{"DOB": "2007-05-01"}, {"CHILD": "2", "DUC": "2025-05-02"}]},
    ),
)  # fmt: skip
def status_ends_by_18(data: Data) -> pl.DataFrame:
    return data["UASC"].filter(age_on(col("DOB"), col("DUC").dt.offset_by("-1d")) >= 18)


@rule(
    "231", Severity.QUERY,
    "The child is said to be an unaccompanied asylum seeker and is under eleven. Check the date of birth, or say why "
    "it is right.",
    since="2024-25", reads=("Header.DOB", "UASC"), blames="Header.DOB",
    fails=(
        {"Header": [{"DOB": "2015-04-01"}], "UASC": [{"SEX": "F"}]},
        {"Header": [{"DOB": "2009-04-01"}, {"CHILD": "2", "DOB": "2020-04-01"}], "UASC": [{}, {"CHILD": "2"}]},
    ),
    passes=(
        {"Header": [{"DOB": "2015-03-31"}], "UASC": [{"SEX": "F"}]},
        {"Header": [{"DOB": "2020-04-01"}, {"CHILD": "2", "DOB": "2009-04-01"}], "UASC": [{"CHILD": "2"}]},
    ),
)  # fmt: skip
def asylum_seekers_are_older(data: Data) -> pl.DataFrame:
    """Which age is too young is not in the wording. Eleven on 31 March is what others take it to mean."""
    return data["Header"].filter(is_among(data["UASC"]) & (age_on(col("DOB"), data.year.last_day) < 11))


# --- This year and last ---------------------------------------------------------------------------------------------

_CHILD = {"Header": [{"DOB": "2009-05-01"}]}


def _was(last: str | None, this: str | None) -> dict[str, object]:
    """A child who is looked after in both years; with the day on which the status ends, None where it has none."""
    care = {"Header": [{"DOB": "2009-05-01"}], "Episodes": [{"LS": "V2"}]}
    of_last = {} if last is None else {"UASC": [{"DUC": last}]}
    return care | ({} if this is None else {"UASC": [{"DUC": this}]}) | {"previous": care | of_last}


@rule(
    "205A", ERROR,
    "Last year the child was an unaccompanied asylum seeker and did not stop being one. This year the child is none.",
    needs=("previous",), reads=("Header.CHILD", "UASC.CHILD", "UASC.DUC", "Episodes"), blames="Header.CHILD",
    fails=(_was("2027-05-01", None), _was("", None), _was("2025-04-01", None)),
    passes=(
        _was("2025-03-31", None), _was("2027-05-01", "2027-05-01"),
        _CHILD | {"OC3": [{"IN_TOUCH": "YES"}], "previous": _CHILD | {"UASC": [{"DUC": "2027-05-01"}]}},
    ),
)  # fmt: skip
def status_does_not_vanish(data: Data) -> pl.DataFrame:
    """Asked of children with episodes this year: of care leavers the status is not wanted (1014). Which day supports
    that the status ended is not said: one on or before the last day of last year is taken to. What has no row this
    year cannot be blamed in UASC, so the child's row in Header is.
    """
    assert data.previous is not None  # noqa: S101 - it needs last year
    last = data.previous["UASC"]
    went_on = last.filter(col("DUC").is_null() | (col("DUC") > data.previous.year.last_day))
    lost = data["Header"].filter(~is_among(data["UASC"]) & is_among(data["Episodes"]))
    return lost.filter(col("CHILD").is_in(went_on["CHILD"].drop_nulls().unique().implode()))


@rule(
    "205B", ERROR,
    "The child is an unaccompanied asylum seeker in both years, and had stopped being one before this year began. Put "
    "the day right, or take the child out of the file.",
    needs=("previous",), reads=("UASC.CHILD", "UASC.DUC"), blames="UASC.DUC",
    fails=(_was("2025-03-31", "2027-05-01"), _was("2027-05-01", "2025-03-31"), _was("2024-12-01", "")),
    passes=(
        _was("2027-05-01", "2027-05-01"), _was("2027-05-01", "2025-04-01"), _was("", "2025-12-01"),
        _was("2025-04-01", "2025-12-01"),
    ),
)  # fmt: skip
def status_has_not_ended_before(data: Data) -> pl.DataFrame:
    """The wording only says that the days of both years do not fit. Two that fit are taken to be any of which neither
    lies before this year began: the status then lasted into it.
    """
    rows = beside_last_year(data, "UASC", "DUC")
    ended = (col("DUC") < data.year.first_day).fill_null(False)
    return rows.filter(ended | (col("last.DUC") < data.year.first_day).fill_null(False))


@rule(
    "205C", ERROR,
    "The child had stopped being an unaccompanied asylum seeker before this year began and was told of as none last "
    "year, so the day should not be told.",
    needs=("previous",), reads=("UASC.CHILD", "UASC.DUC"), blames="UASC.DUC",
    fails=(
        _was(None, "2025-03-31"),
        _CHILD | {"UASC": [{"DUC": "2019-05-01"}], "previous": {"UASC": [{"CHILD": "2", "DUC": "2027-05-01"}]}},
    ),
    passes=(
        _was(None, "2025-04-01"), _was(None, ""), _was("2025-03-31", "2025-03-31"), _was(None, "31/02/2025"),
    ),
)  # fmt: skip
def status_had_not_ended_before(data: Data) -> pl.DataFrame:
    """The wording is of a status that is told beside the day. In the files the row alone tells it, so it is asked of
    the rows whose day lies before this year: by it the child was none this year. Who stood in last year's Header is
    told by 205D too. Another validator takes every row with a day for a child who has the status.
    """
    assert data.previous is not None  # noqa: S101 - it needs last year
    were = data.previous["UASC"]["CHILD"].drop_nulls().unique()
    had_ended = col("DUC") < data.year.first_day
    return data["UASC"].filter(had_ended & ~col("CHILD").is_in(were.implode()))


@rule(
    "205D", ERROR, "The child is an unaccompanied asylum seeker this year and was looked after last year as none.",
    needs=("previous",), reads=("UASC.CHILD", "Header.CHILD"), blames="UASC.CHILD",
    fails=(_was(None, "2027-05-01"), _was(None, "")),
    passes=(
        _was("2027-05-01", "2027-05-01"), _was(None, None),
        _CHILD | {"UASC": [{"DUC": "2027-05-01"}], "previous": {"Header": [{"CHILD": "2"}]}},
    ),
)  # fmt: skip
def status_does_not_appear(data: Data) -> pl.DataFrame:
    """Asked of children who stood in last year's Header; who is new this year has no status of last year."""
    assert data.previous is not None  # noqa: S101 - it needs last year
    known, were = (data.previous[table]["CHILD"].drop_nulls().unique() for table in ("Header", "UASC"))
    return data["UASC"].filter(col("CHILD").is_in(known.implode()) & ~col("CHILD").is_in(were.implode()))


@rule(
    "1014", ERROR, "The young person is a care leaver of whom it is not asked whether they sought asylum.",
    reads=("UASC.DUC", "OC3.IN_TOUCH", "OC3.ACTIV", "OC3.ACCOM", "Episodes.DECOM", "Episodes.DEC"), blames="UASC.DUC",
    fails=(
        {"UASC": [{"DUC": "2022-05-01"}], "OC3": [{"IN_TOUCH": "YES"}]},
        {
            "UASC": [{"DUC": "2022-05-01"}], "OC3": [{"ACTIV": "F1"}],
            "Episodes": [{"DECOM": "2020-05-01", "DEC": "2025-03-31"}],
        },
        {"UASC": [{"DUC": "2027-05-01"}], "OC3": [{"ACTIV": "F1"}], "Episodes": [{"DECOM": "2026-04-01"}]},
    ),
    passes=(
        {
            "UASC": [{"DUC": "2025-05-01"}], "OC3": [{"ACTIV": "F1"}],
            "Episodes": [{"DECOM": "2020-05-01", "DEC": "2025-04-01"}],
        },
        {"UASC": [{"DUC": "2027-05-01"}], "OC3": [{"ACTIV": "F1"}], "Episodes": [{"DECOM": "2026-03-31"}]},
        {"UASC": [{"DUC": "2027-05-01"}], "OC3": [{"DOB": "2007-05-01"}]},
        {"UASC": [{"DUC": "2027-05-01"}], "OC3": [{"CHILD": "2", "IN_TOUCH": "YES"}]},
    ),
)  # fmt: skip
def care_leavers_need_no_status(data: Data) -> pl.DataFrame:
    """A care leaver is taken to be who has something in OC3 and no episode in the year: who left care in the year
    stands in both files rightly.
    """
    leavers = data["OC3"].filter(pl.any_horizontal(col("IN_TOUCH", "ACTIV", "ACCOM").is_not_null()))
    in_year = data["Episodes"].filter(
        (col("DECOM") <= data.year.last_day) & (col("DEC").is_null() | (col("DEC") >= data.year.first_day))
    )
    return data["UASC"].filter(is_among(leavers) & ~is_among(in_year))
