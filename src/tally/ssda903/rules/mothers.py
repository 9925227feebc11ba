"""Is the young person a mother, and since when?"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.care import SHORT_BREAKS, has_left, is_in_care, is_open, last_in_care
from tally.ssda903.rules.common import ERROR, FEMALE, MALE, age_on, beside_last_year, col, in_year, is_among, rule


def _header(**values: str) -> dict[str, object]:
    return {"Header": [values]}


_OPEN: dict[str, object] = {"Episodes": [{"DECOM": "2025-05-01", "LS": "C2"}]}
_ENDED: dict[str, object] = {"Episodes": [{"DECOM": "2025-05-01", "LS": "C2", "DEC": "2025-12-01", "REC": "E4A"}]}
_MOVED: dict[str, object] = {"Episodes": [{"DECOM": "2025-05-01", "LS": "C2", "DEC": "2025-12-01", "REC": "X1"}]}


@rule(
    "165", ERROR, "Whether the young person is a mother is neither 0 nor 1, or is told of a male.",
    reads=("Header.SEX", "Header.MOTHER"), blames=("Header.SEX", "Header.MOTHER"),
    fails=(_header(SEX="F", MOTHER="2"), _header(SEX="M", MOTHER="1"), _header(SEX="M", MOTHER="0")),
    passes=(_header(SEX="F", MOTHER="0"), _header(SEX="F", MOTHER="1"), _header(SEX="M")),
)  # fmt: skip
def mother_is_yes_or_no(data: Data) -> pl.DataFrame:
    """One that is missing is told by 393 and 607, one that a care leaver need not have by 628. The official list names
    the columns of those too, and its wording says no more than that it is invalid.
    """
    given = col("MOTHER").is_not_null()
    return data["Header"].filter(data.is_unread("Header", "MOTHER") | (given & col("SEX").is_in(MALE)))


def _is_told(data: Data) -> pl.Expr:
    """Whether anything is told of it, be it readable or not."""
    return data.is_told("Header", "MOTHER")


@rule(
    "174", ERROR, "The birth of a child is told of a mother who is male.",
    reads=("Header.SEX", "Header.MC_DOB"), blames=("Header.SEX", "Header.MC_DOB"),
    fails=(
        _header(SEX="M", MC_DOB="2025-05-01"),
        {"Header": [{"SEX": "F", "MC_DOB": "2025-05-01"}, {"SEX": "m", "MC_DOB": "2025-05-01"}]},
        _header(SEX="M", MC_DOB="31/04/2025"),
    ),
    passes=(_header(SEX="F", MC_DOB="2025-05-01"), _header(SEX="M")),
)  # fmt: skip
def mothers_are_female(data: Data) -> pl.DataFrame:
    return data["Header"].filter(col("SEX").is_in(MALE) & _has_child(data))


def _has_child(data: Data) -> pl.Expr:
    """Whether the birth of a child is told, be the day readable or not."""
    return data.is_told("Header", "MC_DOB")


# --- Whether it is told ---------------------------------------------------------------------------------------------


def _is_untold(data: Data) -> pl.Expr:
    """Whether it is not told of a girl; what cannot be read is told by 165."""
    return col("SEX").is_in(FEMALE) & ~_is_told(data)


@rule(
    "393", ERROR, "A girl is looked after, and it is not told whether she is a mother.",
    reads=("Header.SEX", "Header.MOTHER", "Episodes.DECOM", "Episodes.DEC", "Episodes.LS"), blames="Header.MOTHER",
    fails=(
        _header(SEX="F") | _OPEN,
        _header(SEX="F") | {"Episodes": [{"DECOM": "2025-06-01", "LS": "V2"}, {"DECOM": "2025-05-01", "LS": "V3"}]},
    ),
    passes=(
        _header(SEX="F", MOTHER="0") | _OPEN, _header(SEX="M") | _OPEN, _header(SEX="F") | _ENDED,
        _header(SEX="F") | {"Episodes": [{"DECOM": "2025-05-01", "LS": "V3"}]},
    ),
)  # fmt: skip
def mother_is_told_of_whoever_is_in_care(data: Data) -> pl.DataFrame:
    """Looked after is read as on 31 March, as 607 asks of whoever left before. Short breaks do not count."""
    return data["Header"].filter(_is_untold(data) & is_among(last_in_care(data).filter(is_open(data))))


@rule(
    "607", ERROR, "A girl stopped being looked after in the year, and it is not told whether she is a mother.",
    reads=(
        "Header.SEX", "Header.MOTHER", "Episodes.DECOM", "Episodes.DEC", "Episodes.REC", "Episodes.LS",
    ),
    blames="Header.MOTHER",
    fails=(
        _header(SEX="F") | _ENDED,
        _header(SEX="F") | {"Episodes": [{"DECOM": "2025-05-01", "LS": "C2", "DEC": "2026-03-31", "REC": "E3"}]},
    ),
    passes=(
        _header(SEX="F", MOTHER="1") | _ENDED, _header(SEX="F") | _OPEN, _header(SEX="M") | _ENDED,
        _header(SEX="F") | {"Episodes": [{"DECOM": "2025-05-01", "LS": "V4", "DEC": "2025-12-01", "REC": "E8"}]},
        _header(SEX="F") | {"Episodes": [{"DECOM": "2024-05-01", "LS": "C2", "DEC": "2025-03-31", "REC": "E8"}]},
        _header(SEX="F") | _MOVED,
    ),
)  # fmt: skip
def mother_is_told_of_whoever_left(data: Data) -> pl.DataFrame:
    left = last_in_care(data).filter(has_left() & in_year(data, "DEC"))
    return data["Header"].filter(_is_untold(data) & is_among(left))


@rule(
    "399", ERROR, "The child had short breaks alone, so neither a review nor whether she is a mother should be told.",
    reads=("Header.MOTHER", "Episodes.LS", "Reviews.REVIEW", "Reviews.REVIEW_CODE"), blames="Header.MOTHER",
    fails=(
        _header(MOTHER="0") | {"Episodes": [{"LS": "V3"}]},
        _header(SEX="F") | {"Episodes": [{"LS": "V3"}, {"LS": "V4"}], "Reviews": [{"REVIEW": "2025-05-01"}]},
        _header(SEX="F") | {"Episodes": [{"LS": "V4"}], "Reviews": [{"REVIEW_CODE": "PN1"}]},
        _header(SEX="F") | {"Episodes": [{"LS": "V4"}], "Reviews": [{"REVIEW": "31/06/2025"}]},
        _header(MOTHER="no") | {"Episodes": [{"LS": "V3"}]},
    ),
    passes=(
        _header(MOTHER="0") | {"Episodes": [{"LS": "V3"}, {"LS": "C2"}], "Reviews": [{"REVIEW": "2025-05-01"}]},
        _header(SEX="F") | {"Episodes": [{"LS": "V3"}]}, _header(MOTHER="0") | {"Episodes": [{"LS": ""}]},
        _header(SEX="F") | {"Episodes": [{"LS": "V3"}], "Reviews": [{"DOB": "2010-05-01"}]}, _header(MOTHER="0"),
    ),
)  # fmt: skip
def short_breaks_tell_less(data: Data) -> pl.DataFrame:
    """Take out what is told. For a review too the child's row in Header is named, as a rule names rows of one file. A
    child who was also looked after otherwise has reviews rightly.
    """
    breaks = data["Episodes"].filter(col("LS").is_in(SHORT_BREAKS))
    others = data["Episodes"].filter(is_in_care())
    is_filled = data.is_told("Reviews", "REVIEW") | col("REVIEW_CODE").is_not_null()
    has_one = _is_told(data) | is_among(data["Reviews"].filter(is_filled))
    return data["Header"].filter(has_one & is_among(breaks) & ~is_among(others))


@rule(
    "628", ERROR, "A care leaver was not looked after in the year, so whether she is a mother should not be told.",
    reads=("Header.MOTHER", "Episodes", "OC3.IN_TOUCH", "OC3.ACTIV", "OC3.ACCOM"), blames="Header.MOTHER",
    fails=(
        _header(MOTHER="1") | {"OC3": [{"IN_TOUCH": "YES"}]},
        _header(MOTHER="0") | {"OC3": [{"ACCOM": "B1"}], "Episodes": [{"CHILD": "2", "LS": "C2"}]},
        _header(MOTHER="no") | {"OC3": [{"IN_TOUCH": "YES"}]},
    ),
    passes=(
        _header(MOTHER="1") | {"OC3": [{"IN_TOUCH": "YES"}]} | _ENDED, _header(SEX="F") | {"OC3": [{"ACTIV": "F1"}]},
        _header(MOTHER="1") | {"OC3": [{"DOB": "2007-05-01"}]},
    ),
)  # fmt: skip
def care_leavers_need_not_be_asked(data: Data) -> pl.DataFrame:
    leavers = data["OC3"].filter(pl.any_horizontal(col("IN_TOUCH", "ACTIV", "ACCOM").is_not_null()))
    return data["Header"].filter(_is_told(data) & is_among(leavers) & ~is_among(data["Episodes"]))


# --- Whether it fits ------------------------------------------------------------------------------------------------


@rule(
    "611", ERROR, "The young person is a mother, and the birth of her child is not told.",
    reads=("Header.MOTHER", "Header.MC_DOB"), blames="Header.MC_DOB",
    fails=(_header(MOTHER="1"), {"Header": [{"MOTHER": "1", "MC_DOB": "2025-05-01"}, {"MOTHER": "1"}]}),
    passes=(_header(MOTHER="1", MC_DOB="2025-05-01"), _header(MOTHER="0"), _header(MOTHER="1", MC_DOB="2025-31-31")),
)  # fmt: skip
def birth_is_told_of_mothers(data: Data) -> pl.DataFrame:
    """A day that is there and cannot be read is told by 171."""
    return data["Header"].filter(col("MOTHER") & ~_has_child(data))


@rule(
    "612", ERROR, "The birth of a child is told of a young person who is said to be no mother.",
    reads=("Header.SEX", "Header.MOTHER", "Header.MC_DOB"), blames=("Header.MOTHER", "Header.MC_DOB"),
    fails=(
        _header(SEX="F", MOTHER="0", MC_DOB="2025-05-01"), _header(SEX="F", MC_DOB="2025-05-01"),
        _header(SEX="F", MOTHER="0", MC_DOB="31/04/2025"), _header(MOTHER="0", MC_DOB="2025-05-01"),
    ),
    passes=(
        _header(SEX="F", MOTHER="1", MC_DOB="2025-05-01"), _header(SEX="F", MOTHER="0"),
        _header(SEX="M", MC_DOB="2025-05-01"), _header(SEX="F", MOTHER="1.0", MC_DOB="2025-05-01"),
    ),
)  # fmt: skip
def birth_is_told_of_mothers_alone(data: Data) -> pl.DataFrame:
    """A status that is missing counts as no mother. One that cannot be read is told by 165, a male's child by 174."""
    no_mother = ~col("MOTHER").fill_null(False) & ~data.is_unread("Header", "MOTHER")
    is_male = col("SEX").is_in(MALE).fill_null(False)
    return data["Header"].filter(no_mother & ~is_male & _has_child(data))


@rule(
    "620", ERROR, "The young person is said to be a mother and is under eleven.",
    reads=("Header.DOB", "Header.MOTHER"), blames=("Header.DOB", "Header.MOTHER"),
    fails=(_header(DOB="2015-04-01", MOTHER="1"), _header(DOB="2024-04-01", MOTHER="1")),
    passes=(
        _header(DOB="2015-03-31", MOTHER="1"), _header(DOB="2015-04-01", MOTHER="0"), _header(DOB="", MOTHER="1"),
    ),
)  # fmt: skip
def mothers_are_not_too_young(data: Data) -> pl.DataFrame:
    """On which day she is under eleven is not said: 31 March is asked. Another validator asks the first day of the
    year.
    """
    return data["Header"].filter(col("MOTHER") & (age_on(col("DOB"), data.year.last_day) < 11))


@rule(
    "621", ERROR, "The young person was not born before her child.",
    reads=("Header.DOB", "Header.MC_DOB"), blames=("Header.DOB", "Header.MC_DOB"),
    fails=(_header(DOB="2009-05-02", MC_DOB="2009-05-01"), _header(DOB="2009-05-01", MC_DOB="2009-05-01")),
    passes=(_header(DOB="2009-05-01", MC_DOB="2025-05-01"), _header(DOB="2009-05-01"), _header(MC_DOB="2025-05-01")),
)  # fmt: skip
def mothers_are_older_than_their_children(data: Data) -> pl.DataFrame:
    """The wording says younger; nobody is born on the same day as her child either."""
    return data["Header"].filter(col("DOB") >= col("MC_DOB"))


@rule(
    "625", ERROR, "The young person's child was born after the year, or after she stopped being looked after.",
    reads=("Header.MC_DOB", "Episodes.DECOM", "Episodes.DEC", "Episodes.REC", "Episodes.LS"), blames="Header.MC_DOB",
    fails=(
        _header(MC_DOB="2026-04-01") | _OPEN, _header(MC_DOB="2025-12-02") | _ENDED, _header(MC_DOB="2052-05-01"),
    ),
    passes=(
        _header(MC_DOB="2026-03-31") | _OPEN, _header(MC_DOB="2025-12-01") | _ENDED,
        _header(SEX="F") | _ENDED, _header(MC_DOB="2025-12-02") | _MOVED,
    ),
)  # fmt: skip
def birth_is_while_in_care(data: Data) -> pl.DataFrame:
    left = last_in_care(data).filter(has_left()).select("child", "DEC").unique("child")
    rows = data["Header"].join(left, on="child", how="left", maintain_order="left")
    return rows.filter((col("MC_DOB") > data.year.last_day) | (col("MC_DOB") > col("DEC")).fill_null(False))


# --- This year and last ---------------------------------------------------------------------------------------------


def _was(last: dict[str, str], this: dict[str, str]) -> dict[str, object]:
    """A young woman who is looked after, by what was told of her last year and what is told this year."""
    return _header(**this) | _OPEN | {"previous": _header(**last)}


@rule(
    "207", ERROR, "Last year the young person was a mother. This year it is told that she is none, or not told at all.",
    needs=("previous",), reads=("Header.CHILD", "Header.MOTHER", "Episodes.LS"), blames="Header.MOTHER",
    fails=(_was({"MOTHER": "1"}, {"MOTHER": "0"}), _was({"MOTHER": "1"}, {"SEX": "F"})),
    passes=(
        _was({"MOTHER": "1"}, {"MOTHER": "1"}), _was({"MOTHER": "0"}, {"MOTHER": "1"}),
        _was({"MOTHER": "1"}, {"MOTHER": "yes"}), _was({"MOTHER": "0"}, {"MOTHER": "0"}),
        _header(SEX="F") | {"Episodes": [{"LS": "V3"}], "previous": _header(MOTHER="1")},
        _header(SEX="F") | {"OC3": [{"IN_TOUCH": "YES"}], "previous": _header(MOTHER="1")},
        _header(SEX="F") | _OPEN | {"previous": {"Header": [{"CHILD": "2", "MOTHER": "1"}]}},
    ),
)  # fmt: skip
def mothers_stay_mothers(data: Data) -> pl.DataFrame:
    """Who was none last year can be one now. It is asked of whoever is looked after this year, short breaks apart: of
    others it is not told.
    """
    rows = beside_last_year(data, "Header", "MOTHER")
    in_care = data["Episodes"].filter(is_in_care())
    none_now = ~col("MOTHER").fill_null(False) & ~data.is_unread("Header", "MOTHER")
    return rows.filter(col("last.MOTHER") & none_now & is_among(in_care))


@rule(
    "624", ERROR, "The birth of the young person's first child is not on the day that was told last year.",
    needs=("previous",), reads=("Header.CHILD", "Header.MC_DOB"), blames="Header.MC_DOB",
    fails=(
        _was({"MC_DOB": "2024-05-01"}, {"MC_DOB": "2024-05-02"}),
        _was({"MC_DOB": "2024-05-01"}, {"MC_DOB": "2025-12-01"}),
    ),
    passes=(
        _was({"MC_DOB": "2024-05-01"}, {"MC_DOB": "2024-05-01"}), _was({"MOTHER": "0"}, {"MC_DOB": "2025-05-01"}),
        _was({"MC_DOB": "2024-05-01"}, {"SEX": "F"}),
    ),
)  # fmt: skip
def birth_is_that_of_last_year(data: Data) -> pl.DataFrame:
    """Where it is missing this year 207 or 611 tells it; another validator counts that as a contradiction too."""
    return beside_last_year(data, "Header", "MC_DOB").filter(col("MC_DOB") != col("last.MC_DOB"))


@rule(
    "626", ERROR, "The young person's child was born before this year, and last year she was said to be no mother.",
    needs=("previous",), reads=("Header.CHILD", "Header.MOTHER", "Header.MC_DOB"),
    blames=("Header.MOTHER", "Header.MC_DOB"),
    fails=(
        _was({"MOTHER": "0"}, {"MOTHER": "1", "MC_DOB": "2025-03-31"}),
        _was({"MOTHER": "0"}, {"MOTHER": "1", "MC_DOB": "2023-05-01"}),
    ),
    passes=(
        _was({"MOTHER": "0"}, {"MOTHER": "1", "MC_DOB": "2025-04-01"}),
        _was({"MOTHER": "1"}, {"MOTHER": "1", "MC_DOB": "2023-05-01"}),
        _was({"SEX": "F"}, {"MOTHER": "1", "MC_DOB": "2023-05-01"}),
        _was({"MOTHER": "0"}, {"MOTHER": "0", "MC_DOB": "2023-05-01"}),
    ),
)  # fmt: skip
def new_mothers_became_so_this_year(data: Data) -> pl.DataFrame:
    """A status that was not told last year contradicts nothing."""
    rows = beside_last_year(data, "Header", "MOTHER")
    return rows.filter(col("MOTHER") & ~col("last.MOTHER") & (col("MC_DOB") < data.year.first_day))
