"""Who is the child? The rules of the file Header."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data
from tally.rules import Severity
from tally.ssda903.rules.care import is_in_care, is_last, is_open, with_start_of_care
from tally.ssda903.rules.common import ERROR, age_on, col, is_among, is_code, rule


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


# --- Sex and birth --------------------------------------------------------------------------------------------------


@rule(
    "232", Severity.QUERY, "The child's sex is given as unknown. Give it, or say why it is not known.",
    since="2024-25", reads=("Header.SEX",), blames="Header.SEX",
    fails=({"Header": [{"SEX": "U"}]}, {"Header": [{"SEX": "F"}, {"CHILD": "2", "SEX": "u"}]}),
    passes=({"Header": [{"SEX": "M"}]}, {"Header": [{"SEX": ""}]}),
)  # fmt: skip
def sex_is_known(data: Data) -> pl.DataFrame:
    """Unknown is a valid code, so this is a query. A missing code is told by 101."""
    return data["Header"].filter(col("SEX") == "U")


@rule(
    "301", ERROR, "The child was born after the end of the year.",
    reads=("Header.DOB",), blames="Header.DOB",
    fails=({"Header": [{"DOB": "2026-04-01"}]}, {"Header": [{"DOB": "2020-01-01"}, {"DOB": "2055-01-01"}]}),
    passes=({"Header": [{"DOB": "2026-03-31"}]}, {"Header": [{"DOB": ""}]}),
)  # fmt: skip
def birth_is_before_the_year_ends(data: Data) -> pl.DataFrame:
    return data["Header"].filter(col("DOB") > data.year.last_day)


@rule(
    "351", ERROR, "The young person was older than 25 when the year began.",
    reads=("Header.DOB",), blames="Header.DOB",
    fails=({"Header": [{"DOB": "2000-03-31"}]}, {"Header": [{"DOB": "1910-05-01"}]}),
    passes=({"Header": [{"DOB": "2000-04-01"}]}, {"Header": [{"DOB": ""}]}),
)  # fmt: skip
def nobody_is_older_than_care_leavers_are(data: Data) -> pl.DataFrame:
    """Over 25 is read as past the 25th birthday, as the logic of the census's 8775Q has it in the same words: 25 years
    before that day. Who turned 25 on the very day passes.
    """
    return data["Header"].filter(age_on(col("DOB"), data.year.first_day - dt.timedelta(days=1)) >= 25)


# --- Unique pupil number --------------------------------------------------------------------------------------------

#: A letter and twelve figures, or eleven and a letter for a temporary one; I, O and S are not used.
_PUPIL_NUMBER = r"^[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]$"
_WHY_NONE = r"^UN[1-5]$"
_SOME_UPN = "A123456789012"


@rule(
    "168", ERROR, "The unique pupil number does not have the form of one, and is none of UN1 to UN5 either.",
    reads=("Header.UPN",), blames="Header.UPN",
    fails=(
        {"Header": [{"UPN": "UN6"}]},
        {"Header": [{"UPN": "I123456789012"}, {"CHILD": "2", "UPN": _SOME_UPN}]},
        {"Header": [{"UPN": "A12345678901"}]},
    ),
    passes=(
        {"Header": [{"UPN": _SOME_UPN}, {"CHILD": "2", "UPN": "A12345678901B"}]},
        {"Header": [{"UPN": "UN1"}, {"CHILD": "2", "UPN": "UN5"}, {"CHILD": "3"}]},
    ),
)  # fmt: skip
def pupil_number_has_its_form(data: Data) -> pl.DataFrame:
    """The first letter is worked out from the figures; whether it is the right one is not asked here, as the wording
    does not speak of it. A missing number is told by 442.
    """
    upn = col("UPN").str.to_uppercase()
    return data["Header"].filter(~upn.str.contains(_PUPIL_NUMBER) & ~upn.str.contains(_WHY_NONE))


@rule(
    "209", ERROR, "The child has no unique pupil number because of being too young for school, and is not too young.",
    reads=("Header.UPN", "Header.DOB"), blames=("Header.UPN", "Header.DOB"),
    fails=({"Header": [{"UPN": "UN1", "DOB": "2020-08-31"}]}, {"Header": [{"UPN": "un1", "DOB": "2012-05-01"}]}),
    passes=(
        {"Header": [{"UPN": "UN1", "DOB": "2020-09-01"}]}, {"Header": [{"UPN": "UN2", "DOB": "2012-05-01"}]},
        {"Header": [{"UPN": "UN1"}]},
    ),
)  # fmt: skip
def school_children_have_a_pupil_number(data: Data) -> pl.DataFrame:
    """Which day counts for school age is not said. A child is taken to be old enough who was four on the last
    31 August before the year began, and so could be in a reception class for the whole year. The official wording
    speaks of a child looked after and names no file but this one, so care leavers are asked about too.
    """
    school_year = dt.date(data.year.first_day.year - 1, 8, 31)
    too_old = age_on(col("DOB"), school_year) >= 4
    return data["Header"].filter((col("UPN").str.to_uppercase() == "UN1") & too_old)


@rule(
    "442", ERROR, "The unique pupil number of a child who was looked after is missing.",
    reads=("Header.UPN", "Episodes.LS"), blames="Header.UPN",
    fails=(
        {"Header": [{"SEX": "F"}], "Episodes": [{"LS": "C2"}]},
        {"Header": [{"SEX": "F"}], "Episodes": [{"LS": "V3"}, {"LS": "V2"}]},
    ),
    passes=(
        {"Header": [{"UPN": "UN4"}], "Episodes": [{"LS": "C2"}]},
        {"Header": [{"SEX": "F"}], "Episodes": [{"LS": "V3"}]},
        {"Header": [{"SEX": "F"}], "OC3": [{"IN_TOUCH": "YES"}]},
    ),
)  # fmt: skip
def pupil_number_is_told(data: Data) -> pl.DataFrame:
    """Neither care leavers nor children who have short breaks alone need one."""
    in_care = data["Episodes"].filter(is_in_care())
    return data["Header"].filter(col("UPN").is_null() & is_among(in_care))


def _some_upn(why: str, *starts: str, last: str = "", status: str = "C2") -> dict[str, object]:
    """A child with one episode after another, from these days on; the last ends on a day or is open."""
    ends = (*starts[1:], last)
    return {
        "Header": [{"UPN": why}],
        "Episodes": [
            {"DECOM": start, "RNE": "P" if number else "S", "LS": status, "DEC": end}
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        ],
    }


@rule(
    "210", ERROR,
    "The child has no unique pupil number because of being new in care, and was in care for more than a week on "
    "31 March.",
    reads=("Header.UPN", "Episodes.DECOM", "Episodes.DEC", "Episodes.RNE", "Episodes.LS"), blames="Header.UPN",
    fails=(
        _some_upn("UN4", "2026-03-23"), _some_upn("un4", "2024-05-01", "2026-03-30"), _some_upn("UN4", "2020-05-01"),
    ),
    passes=(
        _some_upn("UN4", "2026-03-24"), _some_upn("UN4", "2025-05-01", last="2025-08-01"),
        _some_upn("UN5", "2025-05-01"), _some_upn("UN4", "2025-05-01", status="V3"),
        _some_upn("UN4", "2025-05-01", last="2026-03-31"),
        {
            "Header": [{"UPN": "UN4"}],
            "Episodes": [{"DECOM": "2025-05-01"}, {"DECOM": "2025-06-01", "DEC": "2025-08-01"}],
        },
    ),
)  # fmt: skip
def new_children_are_new(data: Data) -> pl.DataFrame:
    """A week is counted from the first day of the period of care: who came on 24 March was there for seven days on the
    31st, and not more. Who left by 31 March is not asked about.
    """
    week = data.year.last_day - dt.timedelta(days=7)
    rows = with_start_of_care(data).filter(is_last() & is_open(data) & (col("since") < week))
    return data["Header"].filter((col("UPN").str.to_uppercase() == "UN4") & is_among(rows))


@rule(
    "444", ERROR, "Two children have the same unique pupil number.", since="2025-26",
    reads=("Header.UPN",), blames="Header.UPN",
    fails=(
        {"Header": [{"UPN": _SOME_UPN}, {"CHILD": "2", "UPN": _SOME_UPN}]},
        {"Header": [{"UPN": "UN1"}, {"CHILD": "2", "UPN": _SOME_UPN}, {"CHILD": "3", "UPN": _SOME_UPN.lower()}]},
    ),
    passes=(
        {"Header": [{"UPN": "UN1"}, {"CHILD": "2", "UPN": "UN1"}]},
        {"Header": [{"UPN": _SOME_UPN}, {"UPN": _SOME_UPN}, {"CHILD": "2"}, {"CHILD": "3"}]},
    ),
)  # fmt: skip
def pupil_number_is_of_one_child(data: Data) -> pl.DataFrame:
    """The same child twice in the file is told by INT32. It is taken to be new in 2025-26, when it was defined."""
    rows = data["Header"].with_columns(upn=col("UPN").str.to_uppercase())
    rows = rows.filter(~col("upn").str.contains(_WHY_NONE))
    return rows.filter(col("child").n_unique().over("upn") > 1)


@rule(
    "EPI", Severity.QUERY,
    "The child stands in no episode and is no care leaver. Load the child's episodes, or say why there are none.",
    reads=("Header.CHILD", "Episodes", "OC3"), blames="Header.CHILD",
    fails=(
        {"Header": [{"SEX": "F"}]},
        {"Header": [{"SEX": "F"}, {"CHILD": "2"}], "Episodes": [{"CHILD": "2", "LS": "C2"}]},
    ),
    passes=(
        {"Header": [{"SEX": "F"}], "Episodes": [{"LS": "C2"}]},
        {"Header": [{"SEX": "F"}], "OC3": [{"IN_TOUCH": "YES"}]},
    ),
)  # fmt: skip
def every_child_has_episodes(data: Data) -> pl.DataFrame:
    """It is called a warning, so it is a query. Care leavers need no episodes."""
    return data["Header"].filter(~is_among(data["Episodes"]) & ~is_among(data["OC3"]))
