"""A permanent home that the child had before. The rules of the file PrevPerm."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data
from tally.ssda903.rules.care import episodes_in_order, is_in_care
from tally.ssda903.rules.common import ERROR, col, in_year, is_among, rule

_TOLD = ("PREV_PERM", "LA_PERM", "DATE_PERM")
_COLUMNS = tuple(f"PrevPerm.{name}" for name in _TOLD)
#: From this day on it is asked of whoever starts to be looked after.
_ASKED_FROM = dt.date(2016, 4, 1)
#: England's authorities by their three figures, those that are no more among them, as an order may be old; and the
#: codes for the other countries of the United Kingdom and for places outside it.
_AUTHORITIES = frozenset(
    str(number)
    for first, last in (
        (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394), (420, 420),
        (800, 803), (805, 808), (810, 813), (815, 816), (820, 823), (825, 826), (830, 831), (835, 841), (845, 846),
        (850, 852), (855, 857), (860, 861), (865, 896), (908, 909), (916, 916), (919, 919), (921, 921), (925, 926),
        (928, 929), (931, 931), (933, 933), (935, 938), (940, 943),
    )
    for number in range(first, last + 1)
) | {"NIR", "NUK", "SCO", "WAL"}  # fmt: skip


def _had(**values: str) -> dict[str, object]:
    return {"PrevPerm": [values]}


def _care(*starts: tuple[str, str], **others: str) -> dict[str, object]:
    """Episodes by their first day and the reason for them."""
    return {"Episodes": [{"DECOM": first, "RNE": why} | others for first, why in starts]}


@rule(
    "630", ERROR,
    "The child started to be looked after in the year, and of earlier permanent homes nothing is told, or not all.",
    reads=("Episodes.DECOM", "Episodes.RNE", "Episodes.LS", *_COLUMNS), blames="Episodes.RNE",
    fails=(
        _care(("2025-05-01", "S")), _care(("2025-04-01", "S")) | _had(LA_PERM="885"),
        _care(("2026-03-31", "S")) | _had(CHILD="2", PREV_PERM="Z1"),
        _care(("2025-05-01", "S")) | _had(PREV_PERM="P1", LA_PERM="885"),
        _care(("2025-05-01", "S")) | _had(PREV_PERM="P4", DATE_PERM="zz/zz/zzzz"),
    ),
    passes=(
        _care(("2025-05-01", "S")) | _had(PREV_PERM="Z1"), _care(("2025-03-31", "S")), _care(("2025-05-01", "P")),
        _care(("2025-05-01", "S"), LS="V4"),
        _care(("2025-05-01", "S")) | _had(PREV_PERM="P2", LA_PERM="885", DATE_PERM="zz/05/2015"),
        _care(("2025-05-01", "S"))
        | {"PrevPerm": [{"PREV_PERM": "P1"}, {"PREV_PERM": "P1", "LA_PERM": "SCO", "DATE_PERM": "zz/zz/2015"}]},
    ),
)  # fmt: skip
def it_is_told_of_whoever_starts(data: Data) -> pl.DataFrame:
    """Of whom it is wanted the wording does not say. It is asked at the start of care, so of whoever started in the
    year; short breaks apart. Nor does it say what is wanted: the kind, and where there was such a home (not Z1) the
    authority and the day of the order too, which no other rule asks for. What is not known of the day stands as zz.
    """
    started = data["Episodes"].filter((col("RNE") == "S") & in_year(data, "DECOM") & is_in_care())
    is_all = (col("PREV_PERM") == "Z1") | pl.all_horizontal(col(*_TOLD).is_not_null())
    told = data["PrevPerm"].filter(is_all)
    return started.filter(~is_among(told))


#: A day, a month and a year, each as figures or as zs.
_PARTS = r"^([0-9]{1,2}|ZZ)/([0-9]{1,2}|ZZ)/([0-9]{4}|ZZZZ)$"


def _earliest() -> pl.Expr:
    """The first day that a date with unknown parts can mean; null where it is none. An unknown year is that of a leap
    year long ago, so that every day exists.
    """
    text = col("DATE_PERM").str.strip_chars().str.to_uppercase()
    parts = [text.str.extract(_PARTS, number) for number in (1, 2, 3)]
    day, month = (part.replace("ZZ", "01") for part in parts[:2])
    written = pl.concat_str([day, month, parts[2].replace("ZZZZ", "1904")], separator="/")
    return pl.coalesce(
        written.str.to_date("%d/%m/%Y", strict=False), text.str.to_date("%Y-%m-%d", strict=False)
    )  # fmt: skip


@rule(
    "632", ERROR, "The day of the order for the earlier permanent home is no day, or is not before this time in care.",
    reads=("PrevPerm.DATE_PERM", "Episodes.DECOM", "Episodes.DEC", "Episodes.RNE"), blames="PrevPerm.DATE_PERM",
    fails=(
        _had(DATE_PERM="31/02/2015"), _had(DATE_PERM="2015"), _had(DATE_PERM="xx/05/2015"),
        _had(DATE_PERM="01/05/2025") | _care(("2025-05-01", "S")),
        _had(DATE_PERM="zz/06/2025") | _care(("2025-05-01", "S")),
        _had(DATE_PERM="zz/zz/2026") | _care(("2025-05-01", "S"), ("2025-09-01", "P")),
    ),
    passes=(
        _had(DATE_PERM="30/04/2025") | _care(("2025-05-01", "S")),
        _had(DATE_PERM="zz/zz/zzzz") | _care(("2025-05-01", "S")),
        _had(DATE_PERM="ZZ/04/2025") | _care(("2025-05-01", "S")), _had(DATE_PERM="29/02/zzzz"), _had(LA_PERM="885"),
        _had(DATE_PERM="01/08/2025") | _care(("2025-04-01", "S"), ("2025-11-01", "S")),
    ),
)  # fmt: skip
def order_is_before_care(data: Data) -> pl.DataFrame:
    """A part that is not known stands as zz; then the first day that it can mean is compared. The time in care is the
    last that started in the file, or where none did the child's first episode there, which may be later than the true
    start.
    """
    rows = episodes_in_order(data)
    starts = rows.group_by("child").agg(
        start=pl.coalesce(col("DECOM").filter(col("RNE") == "S").max(), col("DECOM").min())
    )
    told = data["PrevPerm"].filter(col("DATE_PERM").is_not_null()).with_columns(earliest=_earliest())
    told = told.join(starts, on="child", how="left", maintain_order="left")
    return told.filter(col("earliest").is_null() | (col("earliest") >= col("start")).fill_null(False))


@rule(
    "633", ERROR, "The authority where the earlier permanent home was arranged is no code of one.",
    reads=("PrevPerm.LA_PERM",), blames="PrevPerm.LA_PERM",
    fails=(_had(LA_PERM="999"), _had(LA_PERM="Severnshire"), {"PrevPerm": [{"LA_PERM": "885"}, {"LA_PERM": "88"}]}),
    passes=(_had(LA_PERM="885"), _had(LA_PERM="sco"), _had(PREV_PERM="Z1")),
)  # fmt: skip
def authority_is_one(data: Data) -> pl.DataFrame:
    """Which values are valid the wording does not say: England's authorities, those that are no more among them, as an
    order may be old, and NIR, NUK, SCO and WAL. Another validator takes 999 too, and no authority that has ended.
    """
    return data["PrevPerm"].filter(~col("LA_PERM").str.to_uppercase().is_in(sorted(_AUTHORITIES)))


@rule(
    "634", ERROR, "An earlier permanent home is told of a child who started to be looked after before 1 April 2016.",
    reads=(*_COLUMNS, "Episodes.DECOM", "Episodes.RNE"), blames=_COLUMNS,
    fails=(
        _had(PREV_PERM="Z1") | _care(("2016-03-31", "S")),
        _had(LA_PERM="885") | _care(("2015-05-01", "P"), ("2025-05-01", "P")),
    ),
    passes=(
        _had(PREV_PERM="P1") | _care(("2016-04-01", "S")), _had(PREV_PERM="P1") | _care(("2024-05-01", "P")),
        _had(PREV_PERM="P1") | _care(("2015-05-01", "S"), ("2025-05-01", "S")), _had() | _care(("2015-05-01", "S")),
        _had(PREV_PERM="P1") | _care(("2016-04-01", "P")),
        _had(PREV_PERM="P1") | _care(("2015-05-01", "P"), ("2016-04-01", "S")),
    ),
)  # fmt: skip
def it_is_not_told_of_whoever_started_long_ago(data: Data) -> pl.DataFrame:
    """Where the file does not hold the start of care, a child whose first episode there is later may have started
    before or after; only who was in care before that day and did not start again is blamed.
    """
    rows = data["Episodes"]
    long_ago = rows.filter(col("DECOM") < _ASKED_FROM)
    since = rows.filter((col("DECOM") >= _ASKED_FROM) & (col("RNE") == "S"))
    told = data["PrevPerm"].filter(pl.any_horizontal(col(*_TOLD).is_not_null()))
    return told.filter(is_among(long_ago) & ~is_among(since))


@rule(
    "635", ERROR, "The child had no permanent home before, so neither a day nor an authority for it should be told.",
    reads=_COLUMNS, blames=_COLUMNS,
    fails=(_had(PREV_PERM="Z1", LA_PERM="885"), _had(PREV_PERM="z1", DATE_PERM="zz/05/2015")),
    passes=(_had(PREV_PERM="Z1"), _had(PREV_PERM="P1", LA_PERM="885", DATE_PERM="01/05/2015"), _had(LA_PERM="885")),
)  # fmt: skip
def nothing_is_told_of_none(data: Data) -> pl.DataFrame:
    """The wording names both; either is one too many."""
    return data["PrevPerm"].filter((col("PREV_PERM") == "Z1") & pl.any_horizontal(col(*_TOLD[1:]).is_not_null()))
