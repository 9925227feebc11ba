"""Young people who left care, around their birthdays. The rules of the file OC3."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data, once
from tally.rules import Severity
from tally.ssda903.rules.care import (
    ADOPTED,
    episodes_in_order,
    has_left,
    in_order,
    is_in_care,
    is_last,
    opened_last_year,
)
from tally.ssda903.rules.common import ERROR, age_on, beside_last_year, col, is_among, rule

_TOLD = ("IN_TOUCH", "ACTIV", "ACCOM")
_COLUMNS = tuple(f"OC3.{name}" for name in _TOLD)
#: The answer for an activity or an accommodation that is not known.
_NOT_KNOWN = "0"


def _is_told() -> pl.Expr:
    """Whether anything is told of the young person."""
    return pl.any_horizontal(col(*_TOLD).is_not_null())


def _leaver(**values: str) -> dict[str, object]:
    """One young person who is told of; without a date of birth they turned 17 on 1 December 2025."""
    return {"OC3": [{"DOB": "2008-12-01", "IN_TOUCH": "YES", "ACTIV": "F2", "ACCOM": "B1"} | values]}


def _care(*episodes: tuple[str, str, str], **others: str) -> dict[str, object]:
    """Episodes by their first and last day and why they ceased."""
    return {"Episodes": [{"DECOM": first, "DEC": last, "REC": why} | others for first, last, why in episodes]}


# --- Answers by themselves ------------------------------------------------------------------------------------------


@rule(
    "153", ERROR, "Some of contact, activity and accommodation are told of the care leaver, and some are not.",
    reads=_COLUMNS, blames=_COLUMNS,
    fails=(
        _leaver(ACTIV=""), _leaver(IN_TOUCH="", ACTIV=""), _leaver(IN_TOUCH="DIED", ACCOM=""),
        _leaver(ACTIV="", ACCOM=""),
    ),
    passes=(
        _leaver(), _leaver(IN_TOUCH="", ACTIV="", ACCOM=""), _leaver(IN_TOUCH="DIED", ACTIV="", ACCOM=""),
        _leaver(IN_TOUCH="NO", ACTIV="0", ACCOM="0"),
    ),
)  # fmt: skip
def all_is_told_or_nothing(data: Data) -> pl.DataFrame:
    """Of who died or went home nothing else is to be told (344), so there contact alone is all."""
    is_enough = _ends_there() & pl.all_horizontal(col("ACTIV", "ACCOM").is_null())
    missing = pl.any_horizontal(col(*_TOLD).is_null())
    return data["OC3"].filter(_is_told() & missing & ~is_enough)


def _ends_there() -> pl.Expr:
    """Whether contact ended because the young person died or went home for good."""
    return col("IN_TOUCH").is_in(["DIED", "RHOM"]).fill_null(False)


@rule(
    "344", ERROR, "The care leaver died or went home for good, so neither activity nor accommodation should be told.",
    reads=_COLUMNS, blames=_COLUMNS,
    fails=(_leaver(IN_TOUCH="DIED"), _leaver(IN_TOUCH="RHOM", ACTIV="0"), _leaver(IN_TOUCH="died", ACCOM="")),
    passes=(
        _leaver(), _leaver(IN_TOUCH="DIED", ACTIV="", ACCOM=""), _leaver(IN_TOUCH="RHOM", ACTIV="0", ACCOM="0"),
        _leaver(IN_TOUCH="NREQ"),
    ),
)  # fmt: skip
def nothing_more_is_told(data: Data) -> pl.DataFrame:
    """Whether "not known" is an answer is not said. It tells nothing, so it is taken to be none."""
    told = pl.any_horizontal((col("ACTIV", "ACCOM") != _NOT_KNOWN).fill_null(False))
    return data["OC3"].filter(_ends_there() & told)


@rule(
    "345", ERROR, "The authority is in touch with the care leaver, and the activity or accommodation is not known.",
    reads=_COLUMNS, blames=_COLUMNS,
    fails=(_leaver(ACTIV="0"), _leaver(ACCOM="0"), _leaver(IN_TOUCH="yes", ACTIV="0", ACCOM="0")),
    passes=(_leaver(), _leaver(IN_TOUCH="NO", ACTIV="0", ACCOM="0"), _leaver(ACTIV="")),
)  # fmt: skip
def contact_brings_knowledge(data: Data) -> pl.DataFrame:
    """One that is missing is told by 153."""
    unknown = pl.any_horizontal((col("ACTIV", "ACCOM") == _NOT_KNOWN).fill_null(False))
    return data["OC3"].filter((col("IN_TOUCH") == "YES") & unknown)


# --- Ages -----------------------------------------------------------------------------------------------------------


def _age_to(data: Data) -> pl.Expr:
    """How old they were when the year ended."""
    return age_on(col("DOB"), data.year.last_day)


@rule(
    "347", ERROR, "The care leaver lives in a foyer and is under 18.", since="2023-24",
    reads=("OC3.DOB", "OC3.ACCOM"), blames=("OC3.DOB", "OC3.ACCOM"),
    fails=(_leaver(ACCOM="T1"), _leaver(ACCOM="t2", DOB="2008-04-01")),
    passes=(_leaver(ACCOM="T1", DOB="2008-03-31"), _leaver(ACCOM="D1"), _leaver(ACCOM="T1", DOB="")),
)  # fmt: skip
def foyers_are_for_adults(data: Data) -> pl.DataFrame:
    """What is told is of a birthday in the year, so the age is that of the last one, as on 31 March. Another validator
    asks how old they were when the year began, and so would blame who turned 18 in it. The official fields are of
    episodes; those of this file are meant. It is taken to be new in 2023-24, when it was defined.
    """
    return data["OC3"].filter(col("ACCOM").is_in(["T1", "T2"]) & (_age_to(data) < 18))


@rule(
    "391", ERROR, "The care leaver was never of an age from 17 to 21 in the year.",
    reads=("OC3.DOB", *_COLUMNS), blames=("OC3.DOB", *_COLUMNS),
    fails=(_leaver(DOB="2009-04-01"), _leaver(DOB="2003-04-01"), _leaver(DOB="1999-05-01", ACTIV="", ACCOM="")),
    passes=(
        _leaver(DOB="2009-03-31"), _leaver(DOB="2003-04-02"), _leaver(DOB=""),
        _leaver(DOB="1999-05-01", IN_TOUCH="", ACTIV="", ACCOM=""),
    ),
)  # fmt: skip
def care_leavers_are_17_to_21(data: Data) -> pl.DataFrame:
    """Who turned 22 in the year was 21 when it began, and passes by the wording. Another validator asks only whether
    they were 17 by the end of the year.
    """
    was_of_age = (_age_to(data) >= 17) & (age_on(col("DOB"), data.year.first_day) <= 21)
    return data["OC3"].filter(_is_told() & ~was_of_age)


@rule(
    "3001", ERROR, "The care leaver turned 17 in the year, so they cannot live on with the former foster carer.",
    reads=("OC3.DOB", "OC3.ACCOM"), blames="OC3.ACCOM",
    fails=(_leaver(ACCOM="Z1", DOB="2009-03-31"), _leaver(ACCOM="z2", DOB="2008-04-01")),
    passes=(
        _leaver(ACCOM="Z1", DOB="2008-03-31"), _leaver(DOB="2009-03-31"), _leaver(ACCOM="Z1", DOB=""),
    ),
)  # fmt: skip
def staying_put_begins_at_18(data: Data) -> pl.DataFrame:
    """The official field is one that this file does not have; the accommodation is meant."""
    return data["OC3"].filter(col("ACCOM").is_in(["Z1", "Z2"]) & (_age_to(data) == 17))


# --- Who is no care leaver ------------------------------------------------------------------------------------------


_WITH_CARE = ("OC3.CHILD", *_COLUMNS, "Episodes.CHILD", "Episodes.REC")


@rule(
    "1000", ERROR, "The child died in care, so nothing should be told of them as a care leaver.",
    reads=_WITH_CARE, blames=_COLUMNS,
    fails=(
        _leaver() | _care(("2024-05-01", "2025-05-01", "E2")),
        _leaver(ACTIV="", ACCOM="") | _care(("2025-05-01", "2025-06-01", "E4A"), ("2024-05-01", "2025-05-01", "E2")),
        _leaver() | {"previous": _care(("2024-05-01", "2025-02-01", "E2"))},
        _leaver()
        | _care(("2025-05-01", "2025-06-01", "E4A")) | {"previous": _care(("2024-05-01", "2025-02-01", "E2"))},
    ),
    passes=(
        _leaver() | _care(("2024-05-01", "2025-05-01", "E4A")), _leaver(),
        _leaver(IN_TOUCH="", ACTIV="", ACCOM="") | _care(("2024-05-01", "2025-05-01", "E2")),
        _leaver() | _care(("2024-05-01", "2025-05-01", "E2"), CHILD="2"),
        _leaver() | {"previous": _care(("2024-05-01", "2025-02-01", "E2"), CHILD="2")},
    ),
)  # fmt: skip
def the_dead_leave_no_care(data: Data) -> pl.DataFrame:
    """Any episode of this year that ends so counts, or of last year where that was given, be others after it or not:
    which of the two is wrong is to be found out. Such others are told by 437.
    """
    died = col("REC") == "E2"
    is_dead = is_among(data["Episodes"].filter(died))
    if data.previous is not None:
        names = data.previous["Episodes"].filter(died)["CHILD"].drop_nulls().unique()
        is_dead |= col("CHILD").is_in(names.implode())
    return data["OC3"].filter(_is_told() & is_dead)


@rule(
    "1011", ERROR,
    "Another authority took over the child's care, so nothing should be told of them as a care leaver here.",
    reads=(*_WITH_CARE, "Episodes.DECOM", "Episodes.DEC"), blames=_COLUMNS,
    fails=(
        _leaver() | _care(("2024-05-01", "2025-05-01", "E3")),
        _leaver(ACTIV="", ACCOM="") | _care(("2025-05-01", "2025-06-01", "E3"), ("2024-05-01", "2025-05-01", "X1")),
        _leaver() | {"previous": _care(("2024-05-01", "2025-02-01", "E3"))},
    ),
    passes=(
        _leaver() | _care(("2024-05-01", "2025-05-01", "E4A")), _leaver(),
        _leaver() | _care(("2025-05-01", "2025-06-01", "E4A"), ("2024-05-01", "2025-05-01", "E3")),
        _leaver(IN_TOUCH="", ACTIV="", ACCOM="") | _care(("2024-05-01", "2025-05-01", "E3")),
        _leaver() | _care(("2024-05-01", "2025-05-01", "E3"), CHILD="2"),
        _leaver()
        | _care(("2024-05-01", "2025-05-01", "E4A")) | {"previous": _care(("2024-05-01", "2025-02-01", "E3"))},
        _leaver() | {"previous": _care(("2024-05-01", "2024-06-01", "E3"), ("2024-08-01", "2025-02-01", "E4A"))},
    ),
)  # fmt: skip
def whose_care_went_elsewhere_left_none_here(data: Data) -> pl.DataFrame:
    """The final episode is one of this year, or of last year where there is none of this and last year was given."""
    last = episodes_in_order(data).filter(is_last())
    went = is_among(last.filter(col("REC") == "E3"))
    if data.previous is not None:
        before = (
            episodes_in_order(data.previous).filter(is_last() & (col("REC") == "E3"))["CHILD"].drop_nulls().unique()
        )
        went |= ~is_among(last) & col("CHILD").is_in(before.implode())
    return data["OC3"].filter(_is_told() & went)


def _could_be_known(data: Data) -> pl.Expr:
    """Whether the 16th birthday is not before last year's first day: all care at 16 or later is in the two years."""
    assert data.previous is not None  # noqa: S101 - whoever asks needs last year
    return age_on(col("DOB"), data.previous.year.first_day - dt.timedelta(days=1)) < 16


@once
def _both_years(data: Data) -> pl.DataFrame:
    """The episodes of both years by CHILD, each once: what was open last year stands as it ended."""
    assert data.previous is not None  # noqa: S101 - whoever asks needs last year
    columns = ("CHILD", "DECOM", "DEC", "REC", "LS")
    this, last = (found["Episodes"].select(columns) for found in (data, data.previous))
    rows = pl.concat([this, last.join(this, on=["CHILD", "DECOM"], how="anti")])
    return rows.filter(pl.all_horizontal(col("CHILD", "DECOM").is_not_null())).sort(
        "CHILD", "DECOM", maintain_order=True
    )


@rule(
    "1002", ERROR, "The young person had no episode of care this year or last, so they are no care leaver.",
    needs=("previous",), reads=("OC3.CHILD", "OC3.DOB", *_COLUMNS, "Episodes.CHILD"), blames=_COLUMNS,
    fails=(
        _leaver() | {"previous": {"Episodes": []}},
        _leaver(DOB="2008-04-01") | _care(("2025-05-01", "", ""), CHILD="2") | {"previous": {"Episodes": []}},
    ),
    passes=(
        _leaver(DOB="2008-03-31") | {"previous": {"Episodes": []}},
        _leaver() | {"previous": _care(("2024-05-01", "2024-06-01", "E4A"))},
        _leaver() | _care(("2024-05-01", "2025-06-01", "E4A")) | {"previous": {"Episodes": []}},
        _leaver(IN_TOUCH="", ACTIV="", ACCOM="") | {"previous": {"Episodes": []}},
    ),
)  # fmt: skip
def care_leavers_were_in_care(data: Data) -> pl.DataFrame:
    """Two years are seen here, and who left care before them is in neither. So it is asked of whoever turned 16 in one
    of them or later: a care leaver was looked after at 16 or later, and that would be seen.
    """
    assert data.previous is not None  # noqa: S101 - it needs last year
    known = pl.concat([found["Episodes"]["CHILD"] for found in (data, data.previous)]).drop_nulls().unique()
    return data["OC3"].filter(_is_told() & _could_be_known(data) & ~col("CHILD").is_in(known.implode()))


#: How long somebody must have been looked after since 14 to be a care leaver: 13 weeks.
_LONG_ENOUGH = 91


@rule(
    "1001", Severity.QUERY,
    "By the episodes of this year and last the young person was adopted, or was looked after too little since 14 and "
    "16 to be a care leaver. Take out what is told of them, or say why they are one.",
    needs=("previous",),
    reads=(
        "OC3.CHILD", "OC3.DOB", *_COLUMNS, "Episodes.CHILD", "Episodes.DECOM", "Episodes.DEC", "Episodes.REC",
        "Episodes.LS",
    ),
    blames=_COLUMNS,
    fails=(
        _leaver() | _care(("2024-10-01", "2024-12-30", "E4A")) | {"previous": {"Episodes": []}},
        _leaver() | {"previous": _care(("2024-08-01", "2024-12-01", "E4A"))},
        _leaver() | _care(("2024-05-01", "2025-11-01", "E11")) | {"previous": {"Episodes": []}},
        _leaver() | _care(("2024-05-01", "2025-11-01", "E4A"), LS="V3") | {"previous": {"Episodes": []}},
    ),
    passes=(
        _leaver() | _care(("2024-10-01", "2024-12-31", "E4A")) | {"previous": {"Episodes": []}},
        _leaver() | _care(("2024-10-01", "2025-11-01", "E4A")) | {"previous": _care(("2024-10-01", "", ""))},
        _leaver(DOB="2006-05-01") | _care(("2025-04-02", "2025-04-05", "E4A")) | {"previous": {"Episodes": []}},
        _leaver() | {"previous": _care(("2024-08-01", "2024-12-02", "E4A"))},
        _leaver(IN_TOUCH="", ACTIV="", ACCOM="") | {"previous": _care(("2024-08-01", "2024-12-01", "E4A"))},
        _leaver() | {"previous": {"Episodes": []}},
    ),
)  # fmt: skip
def care_leavers_were_long_enough_in_care(data: Data) -> pl.DataFrame:
    """A care leaver was looked after for 13 weeks since 14, some of it at 16 or later; short breaks do not count. Care
    before last year is not seen here, so it is a query, and the weeks are asked only of whoever turned 16 in the two
    years or later. Who has no episode at all is told by 1002.
    """
    people = data["OC3"].filter(_is_told() & col("CHILD").is_not_null())
    of_both = _both_years(data)
    rows = of_both.join(people.select("row", "CHILD", "DOB"), on="CHILD", maintain_order="left")
    last = rows.unique("row", keep="last", maintain_order=True)
    adopted = last.filter(col("REC").is_in(ADOPTED))
    until = col("DEC").fill_null(data.year.last_day)
    lasted = rows.with_columns(since_14=_days_since(14, until), since_16=_days_since(16, until)).with_columns(
        since_14=pl.when(is_in_care()).then("since_14").otherwise(0),
        since_16=pl.when(is_in_care()).then("since_16").otherwise(0),
    )
    sums = lasted.filter(_could_be_known(data)).group_by("row").agg(col("since_14", "since_16").sum())
    too_short = sums.filter((col("since_14") < _LONG_ENOUGH) | (col("since_16") < 1))
    return pl.concat([adopted.select("row"), too_short.select("row")])


def _days_since(age: int, until: pl.Expr) -> pl.Expr:
    """How many days of an episode lie after a birthday."""
    start = pl.max_horizontal(col("DECOM"), col("DOB").dt.offset_by(f"{age}y"))
    return (until - start).dt.total_days().clip(0)


# --- Looked after on the birthday -----------------------------------------------------------------------------------


def _birthday_in(data: Data) -> pl.Expr:
    """The birthday that lies in the year; who was born on 29 February has it on 1 March in other years."""
    first = data.year.first_day
    year = pl.when(col("DOB").dt.month() >= first.month).then(first.year).otherwise(first.year + 1)
    return pl.date(year, col("DOB").dt.month(), 1) + pl.duration(days=col("DOB").dt.day().cast(pl.Int32) - 1)


@once
def _in_care_on_the_birthday(data: Data) -> pl.DataFrame:
    """Of the young people who turned 17 or 18 in the year and were looked after on and beyond that day: their rows
    with `has_left`, whether they left care after it.
    """
    people = data["OC3"].filter(_is_told() & _age_to(data).is_in([17, 18])).with_columns(birthday=_birthday_in(data))
    rows = in_order(data["Episodes"].filter(is_in_care()))
    last = rows.filter(is_last()).select("child", has_left=has_left() & col("DEC").is_not_null())
    covered = (
        rows.select("child", "DECOM", "DEC")
        .join(people.select("child", "birthday"), on="child")
        .filter((col("DECOM") <= col("birthday")) & (col("DEC").is_null() | (col("DEC") > col("birthday"))))
    )
    return people.filter(is_among(covered)).join(last, on="child")


_BIRTHDAY_READS = (
    "OC3.DOB", *_COLUMNS, "Episodes.DECOM", "Episodes.DEC", "Episodes.REC", "Episodes.LS",
)  # fmt: skip
_STILL = _care(("2024-05-01", "2025-05-01", "X1"), ("2025-05-01", "", ""))
_LEFT_LATER = _care(("2024-05-01", "2025-12-02", "E4A"))
_LEFT_THEN = _care(("2024-05-01", "2025-12-01", "E4A"))


@rule(
    "1007", ERROR, "The young person turned 17 or 18 in care and is still looked after, so is no care leaver yet.",
    reads=_BIRTHDAY_READS, blames=_COLUMNS,
    fails=(
        _leaver() | _STILL, _leaver(DOB="2007-12-01", ACTIV="", ACCOM="") | _STILL,
        _leaver() | _care(("2025-12-01", "", "")), _leaver() | _care(("2024-05-01", "", "E4A")),
    ),
    passes=(
        _leaver(DOB="2006-12-01") | _STILL, _leaver() | _LEFT_LATER, _leaver() | _LEFT_THEN,
        _leaver() | _care(("2025-12-02", "", "")), _leaver(IN_TOUCH="", ACTIV="", ACCOM="") | _STILL,
    ),
)  # fmt: skip
def who_is_in_care_has_not_left(data: Data) -> pl.DataFrame:
    """Looked after on the birthday and still on 31 March; who left in between is told by 1016. Who came back into care
    after the birthday was a care leaver on it.
    """
    return _in_care_on_the_birthday(data).filter(~col("has_left"))


@rule(
    "1016", ERROR, "The young person turned 17 or 18 in care and left after the birthday, so nothing is wanted here.",
    reads=_BIRTHDAY_READS, blames=_COLUMNS,
    fails=(
        _leaver() | _LEFT_LATER, _leaver(DOB="2007-12-01", ACTIV="", ACCOM="") | _LEFT_LATER,
        _leaver(DOB="2008-04-01") | _care(("2024-05-01", "2025-04-02", "E4A")),
    ),
    passes=(
        _leaver(DOB="2006-12-01") | _LEFT_LATER, _leaver() | _LEFT_THEN, _leaver() | _STILL,
        _leaver(IN_TOUCH="", ACTIV="", ACCOM="") | _LEFT_LATER,
    ),
)  # fmt: skip
def who_left_after_the_birthday_is_not_asked(data: Data) -> pl.DataFrame:
    """Who left on the birthday itself is a care leaver on it."""
    return _in_care_on_the_birthday(data).filter(col("has_left"))


# --- This year and last ---------------------------------------------------------------------------------------------


@rule(
    "348", ERROR, "Last year the care leaver was said to have died, and this year something else is told.",
    since="2025-26", needs=("previous",), reads=("OC3.CHILD", "OC3.IN_TOUCH"), blames="OC3.IN_TOUCH",
    fails=(
        _leaver() | {"previous": _leaver(IN_TOUCH="DIED")},
        _leaver(IN_TOUCH="NO") | {"previous": {"OC3": [{"CHILD": "2"}, {"IN_TOUCH": "DIED"}]}},
    ),
    passes=(
        _leaver(IN_TOUCH="DIED") | {"previous": _leaver(IN_TOUCH="DIED")}, _leaver() | {"previous": _leaver()},
        _leaver() | {"previous": _leaver(CHILD="2", IN_TOUCH="DIED")},
    ),
)  # fmt: skip
def the_dead_stay_dead(data: Data) -> pl.DataFrame:
    """Whether a death may be told twice is not said; what contradicts it is meant. It is taken to be new in 2025-26,
    when it was defined.
    """
    rows = beside_last_year(data, "OC3", "IN_TOUCH")
    return rows.filter((col("last.IN_TOUCH") == "DIED") & (col("IN_TOUCH") != "DIED"))


@rule(
    "1010", ERROR,
    "The young person was looked after at the end of last year and has no episode this year, and is told of as a care "
    "leaver.",
    needs=("previous",), reads=("OC3.CHILD", *_COLUMNS, "Episodes.CHILD", "Episodes.DECOM", "Episodes.DEC"),
    blames=_COLUMNS,
    fails=(
        _leaver() | {"previous": _care(("2024-05-01", "", ""))},
        _leaver(ACTIV="", ACCOM="")
        | {"previous": _care(("2024-05-01", "2024-06-01", "X1"), ("2024-06-01", "", ""))},
    ),
    passes=(
        _leaver() | _care(("2024-05-01", "2025-06-01", "E4A")) | {"previous": _care(("2024-05-01", "", ""))},
        _leaver() | {"previous": _care(("2024-05-01", "2024-12-01", "E4A"))},
        _leaver() | {"previous": _care(("2024-05-01", "", ""), CHILD="2")},
        _leaver(IN_TOUCH="", ACTIV="", ACCOM="") | {"previous": _care(("2024-05-01", "", ""))},
    ),
)  # fmt: skip
def how_care_ended_is_told(data: Data) -> pl.DataFrame:
    opened = opened_last_year(data)["CHILD"].drop_nulls().unique()
    told = data["OC3"].filter(_is_told() & ~is_among(data["Episodes"]))
    return told.filter(col("CHILD").is_in(opened.implode()))
