"""Health and offending of children who were looked after for the whole year. The rules of the file OC2."""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.care import looked_after_all_year
from tally.ssda903.rules.common import ERROR, age_on, col, is_among, rule

#: What is asked of every child in the file, whatever their age.
_OF_ALL = ("IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE")
_OF_SOME = ("CONVICTED", "HEALTH_CHECK", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")
_FLAGS = (*_OF_ALL, *_OF_SOME)
_SCORES = ("SDQ_SCORE", "SDQ_REASON")
#: What tells whether a child was looked after all year.
_CARE = ("Episodes.DECOM", "Episodes.DEC", "Episodes.RNE", "Episodes.LS")
_SOME_CARE = "The child was not looked after for twelve months on 31 March."


def _oc2(*names: str) -> tuple[str, ...]:
    return tuple(f"OC2.{name}" for name in names)


def _has(data: Data, *columns: str) -> pl.Expr:
    """Whether any of the columns is filled; a value that cannot be read is there, and told by 180 or 181."""
    return pl.any_horizontal(*(data.is_told("OC2", column) for column in columns))


def _lacks(data: Data, *columns: str) -> pl.Expr:
    """Whether any of the columns is not."""
    return pl.any_horizontal(*(~_has(data, column) for column in columns))


def _child(**values: str) -> dict[str, object]:
    """One child's row; without a date of birth the child was born in May 2014."""
    return {"OC2": [{"DOB": "2014-05-01"} | values]}


_FULL = dict.fromkeys(_OF_ALL, "1") | {"SUBSTANCE_MISUSE": "0"}
_ALL_YEAR: dict[str, object] = {
    "Episodes": [
        {"DECOM": "2025-01-10", "RNE": "S", "LS": "C1", "DEC": "2025-08-01", "REC": "X1"},
        {"DECOM": "2025-08-01", "RNE": "L", "LS": "C2"},
    ]
}
_FROM_THE_FIRST: dict[str, object] = {"Episodes": [{"DECOM": "2025-04-01", "RNE": "S", "LS": "V2"}]}
_SHORTER: dict[str, object] = {"Episodes": [{"DECOM": "2025-04-02", "RNE": "S", "LS": "C2"}]}
_WITH_A_GAP: dict[str, object] = {
    "Episodes": [
        {"DECOM": "2025-01-10", "RNE": "S", "LS": "C2", "DEC": "2025-08-01", "REC": "E4A"},
        {"DECOM": "2025-08-02", "RNE": "S", "LS": "C2"},
    ]
}
_WITHOUT_A_GAP: dict[str, object] = {
    "Episodes": [
        {"DECOM": "2025-01-10", "RNE": "S", "LS": "C1", "DEC": "2025-08-02", "REC": "X1"},
        {"DECOM": "2025-08-01", "RNE": "L", "LS": "C2", "REC": "X1"},
        {"DECOM": "2025-10-01", "RNE": "P", "LS": "C2"},
    ]
}
_LEFT: dict[str, object] = {"Episodes": [{"DECOM": "2024-04-01", "LS": "C2", "DEC": "2026-03-31", "REC": "E4A"}]}
_BREAKS: dict[str, object] = {"Episodes": [{"DECOM": "2024-04-01", "RNE": "S", "LS": "V4"}]}


# --- Values by themselves -------------------------------------------------------------------------------------------


@rule(
    "180", ERROR, "The score of strengths and difficulties is no whole number from 0 to 40.",
    reads=_oc2("SDQ_SCORE"), blames="OC2.SDQ_SCORE",
    fails=(_child(SDQ_SCORE="41"), _child(SDQ_SCORE="high"), _child(SDQ_SCORE="-1")),
    passes=(_child(SDQ_SCORE="0"), _child(SDQ_SCORE="40"), _child()),
)  # fmt: skip
def score_can_be(data: Data) -> pl.DataFrame:
    return data["OC2"].filter(data.is_unread("OC2", "SDQ_SCORE") | ~col("SDQ_SCORE").is_between(0, 40).fill_null(True))


@rule(
    "181", ERROR, "One of the answers about the child's health or offending is neither 0 nor 1.",
    reads=_oc2(*_FLAGS), blames=_oc2(*_FLAGS),
    fails=(_child(CONVICTED="Y"), _child(**_FULL | {"INTERVENTION_OFFERED": "2"})),
    passes=(_child(**_FULL), _child()),
)  # fmt: skip
def answers_are_yes_or_no(data: Data) -> pl.DataFrame:
    return data["OC2"].filter(pl.any_horizontal(*(data.is_unread("OC2", column) for column in _FLAGS)))


@rule(
    "182", ERROR,
    "Some answers about the child's health or offending are there, and one is missing on immunisations, teeth, the "
    "health assessment or substance misuse.",
    reads=_oc2(*_FLAGS), blames=_oc2(*_OF_ALL),
    fails=(_child(CONVICTED="0"), _child(**_FULL | {"TEETH_CHECK": ""}), _child(CONVICTED="N")),
    passes=(_child(**_FULL), _child(SDQ_SCORE="12"), _child(**_FULL | {"TEETH_CHECK": "Y"})),
)  # fmt: skip
def answers_are_all_there(data: Data) -> pl.DataFrame:
    """Where some of the four are there and others are not, it fails too: not all is left blank. A score is no answer
    of this kind; it is not among the official fields.
    """
    return data["OC2"].filter(_lacks(data, *_OF_ALL) & _has(data, *_FLAGS))


def _needs_the_rest(code: str, column: str, what: str) -> None:
    def is_alone(data: Data) -> pl.DataFrame:
        return data["OC2"].filter(_has(data, column) & _lacks(data, *_OF_ALL))

    rule(
        code, ERROR,
        f"{what} is told, and one answer is missing on immunisations, teeth, the health assessment or substance "
        "misuse.",
        reads=_oc2(column, *_OF_ALL), blames=_oc2(*_OF_ALL),
        fails=(
            _child(**{column: "0"}), _child(**_FULL | {column: "1", "SUBSTANCE_MISUSE": ""}), _child(**{column: "N"}),
        ),
        passes=(_child(**_FULL | {column: "0"}), _child(TEETH_CHECK="1")),
    )(is_alone)  # fmt: skip


_needs_the_rest("544", "CONVICTED", "Whether the child was convicted")
_needs_the_rest("547", "HEALTH_CHECK", "Whether the child's development was checked")


# --- Substance misuse -----------------------------------------------------------------------------------------------

_MISUSE = ("SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")


@rule(
    "158", ERROR, "Help with substance misuse was received, so whether it was offered should not be told.",
    reads=_oc2(*_MISUSE[1:]), blames=_oc2(*_MISUSE[1:]),
    fails=(
        _child(INTERVENTION_RECEIVED="1", INTERVENTION_OFFERED="1"),
        _child(INTERVENTION_RECEIVED="1", INTERVENTION_OFFERED="0"),
        _child(INTERVENTION_RECEIVED="1", INTERVENTION_OFFERED="N"),
    ),
    passes=(_child(INTERVENTION_RECEIVED="1"), _child(INTERVENTION_RECEIVED="0", INTERVENTION_OFFERED="1")),
)  # fmt: skip
def received_is_enough(data: Data) -> pl.DataFrame:
    return data["OC2"].filter(col("INTERVENTION_RECEIVED") & _has(data, "INTERVENTION_OFFERED"))


@rule(
    "159", ERROR, "Help with substance misuse was not received, and it is not told whether it was offered.",
    reads=_oc2(*_MISUSE), blames=_oc2("INTERVENTION_OFFERED"),
    fails=(
        _child(SUBSTANCE_MISUSE="1", INTERVENTION_RECEIVED="0"),
        {"OC2": [{"INTERVENTION_RECEIVED": "1"}, {"SUBSTANCE_MISUSE": "1", "INTERVENTION_RECEIVED": "0"}]},
    ),
    passes=(
        _child(SUBSTANCE_MISUSE="1", INTERVENTION_RECEIVED="0", INTERVENTION_OFFERED="0"),
        _child(SUBSTANCE_MISUSE="0", INTERVENTION_RECEIVED="0"), _child(SUBSTANCE_MISUSE="1"),
    ),
)  # fmt: skip
def offer_is_told(data: Data) -> pl.DataFrame:
    """Asked where there is a problem; where there is none 193 says that nothing should be told."""
    refused = col("SUBSTANCE_MISUSE") & ~col("INTERVENTION_RECEIVED")
    return data["OC2"].filter(refused & _lacks(data, "INTERVENTION_OFFERED"))


@rule(
    "192", ERROR, "The child has a problem with substance misuse, and it is not told whether help was received.",
    reads=_oc2(*_MISUSE[:2]), blames=_oc2("INTERVENTION_RECEIVED"),
    fails=(_child(SUBSTANCE_MISUSE="1"), {"OC2": [{"SUBSTANCE_MISUSE": "0"}, {"SUBSTANCE_MISUSE": "1"}]}),
    passes=(_child(SUBSTANCE_MISUSE="1", INTERVENTION_RECEIVED="0"), _child(SUBSTANCE_MISUSE="0"),
            _child(SUBSTANCE_MISUSE="1", INTERVENTION_RECEIVED="no")),
)  # fmt: skip
def help_is_told(data: Data) -> pl.DataFrame:
    return data["OC2"].filter(col("SUBSTANCE_MISUSE") & _lacks(data, "INTERVENTION_RECEIVED"))


@rule(
    "193", ERROR, "The child has no problem with substance misuse, so nothing should be told about help with it.",
    reads=_oc2(*_MISUSE), blames=_oc2(*_MISUSE),
    fails=(
        _child(SUBSTANCE_MISUSE="0", INTERVENTION_RECEIVED="0"), _child(INTERVENTION_OFFERED="1"),
        _child(SUBSTANCE_MISUSE="0", INTERVENTION_OFFERED="1"), _child(INTERVENTION_RECEIVED="N"),
    ),
    passes=(_child(SUBSTANCE_MISUSE="1", INTERVENTION_RECEIVED="0"), _child(SUBSTANCE_MISUSE="0"), _child(),
            _child(SUBSTANCE_MISUSE="Y", INTERVENTION_RECEIVED="0")),
)  # fmt: skip
def no_help_without_a_problem(data: Data) -> pl.DataFrame:
    """One that is not told counts as none identified; an answer that cannot be read is told by 181."""
    none = (~col("SUBSTANCE_MISUSE")).fill_null(_lacks(data, "SUBSTANCE_MISUSE"))
    return data["OC2"].filter(none & _has(data, *_MISUSE[1:]))


# --- Strengths and difficulties -------------------------------------------------------------------------------------


def _age_from(data: Data) -> pl.Expr:
    """How old the child was when the year began."""
    return age_on(col("DOB"), data.year.first_day)


def _age_to(data: Data) -> pl.Expr:
    """How old the child was when the year ended."""
    return age_on(col("DOB"), data.year.last_day)


@rule(
    "157", ERROR,
    "The reason for no score is that the child was too young or too old, and all year the child was between 4 and 16.",
    reads=_oc2("DOB", "SDQ_REASON"), blames=_oc2("DOB", "SDQ_REASON"),
    fails=(_child(SDQ_REASON="SDQ1"), _child(SDQ_REASON="sdq1", DOB="2021-04-01"),
           _child(SDQ_REASON="SDQ1", DOB="2009-04-01")),
    passes=(
        _child(SDQ_REASON="SDQ2"), _child(SDQ_REASON="SDQ1", DOB="2021-04-02"),
        _child(SDQ_REASON="SDQ1", DOB="2009-03-31"), _child(SDQ_REASON="SDQ1", DOB=""),
    ),
)  # fmt: skip
def age_is_a_reason(data: Data) -> pl.DataFrame:
    """The wording has "or" between the two ages, which every child but a few would meet; both are meant. Whether the
    child was looked after all year and has a score all the same is not asked here: 198 and 197a do that.
    """
    is_of_age = (_age_from(data) >= 4) & (_age_to(data) <= 16)
    return data["OC2"].filter((col("SDQ_REASON") == "SDQ1") & is_of_age)


@rule(
    "188", ERROR, "The child was under four when the year ended, so neither a score nor a reason for none is wanted.",
    reads=_oc2("DOB", *_SCORES), blames=_oc2(*_SCORES),
    fails=(
        _child(DOB="2022-04-01", SDQ_SCORE="0"), _child(DOB="2024-04-01", SDQ_REASON="SDQ1"),
        _child(DOB="2024-04-01", SDQ_SCORE="none"),
    ),
    passes=(_child(DOB="2022-03-31", SDQ_SCORE="0"), _child(DOB="2022-04-01"), _child(DOB="", SDQ_SCORE="5")),
)  # fmt: skip
def young_children_have_no_score(data: Data) -> pl.DataFrame:
    return data["OC2"].filter((_age_to(data) < 4) & _has(data, *_SCORES))


@rule(
    "189", ERROR, "The child was 17 or older when the year began, so neither a score nor a reason for none is wanted.",
    reads=_oc2("DOB", *_SCORES), blames=_oc2("DOB", *_SCORES),
    fails=(
        _child(DOB="2008-04-01", SDQ_SCORE="7"), _child(DOB="2007-04-01", SDQ_REASON="SDQ1"),
        _child(DOB="2007-04-01", SDQ_SCORE="none"),
    ),
    passes=(_child(DOB="2008-04-02", SDQ_SCORE="7"), _child(DOB="2008-04-01"), _child(DOB="", SDQ_SCORE="5")),
)  # fmt: skip
def young_people_have_no_score(data: Data) -> pl.DataFrame:
    return data["OC2"].filter((_age_from(data) >= 17) & _has(data, *_SCORES))


@rule(
    "197a", ERROR, "There is a score of strengths and difficulties, so no reason for having none belongs here.",
    reads=_oc2(*_SCORES), blames=_oc2(*_SCORES),
    fails=(
        _child(SDQ_SCORE="0", SDQ_REASON="SDQ2"), _child(SDQ_SCORE="12", SDQ_REASON="SDQ9"),
        _child(SDQ_SCORE="twelve", SDQ_REASON="SDQ2"),
    ),
    passes=(_child(SDQ_SCORE="0"), _child(SDQ_REASON="SDQ2"), _child()),
)  # fmt: skip
def a_score_needs_no_reason(data: Data) -> pl.DataFrame:
    return data["OC2"].filter(~_lacks(data, *_SCORES))


@rule(
    "186", ERROR,
    "The child was looked after all year and of an age for it, and has neither a score of strengths and difficulties "
    "nor a reason for having none.",
    reads=(*_oc2("DOB", *_SCORES), *_CARE), blames=_oc2(*_SCORES),
    fails=(
        _child() | _ALL_YEAR, _child(DOB="2021-04-01") | _FROM_THE_FIRST, _child(DOB="2009-04-01") | _ALL_YEAR,
    ),
    passes=(
        _child(SDQ_SCORE="3") | _ALL_YEAR, _child(SDQ_REASON="SDQ5") | _ALL_YEAR, _child() | _SHORTER,
        _child(DOB="2021-04-02") | _ALL_YEAR, _child(DOB="2009-03-31") | _ALL_YEAR, _child() | _LEFT,
        _child(SDQ_SCORE="none") | _ALL_YEAR,
    ),
)  # fmt: skip
def children_of_an_age_have_a_score(data: Data) -> pl.DataFrame:
    """The wording asks for a score; a reason for none is taken as an answer, as there are reasons for this age. A
    child without a row here is told by 191.
    """
    is_of_age = (_age_from(data) >= 4) & (_age_to(data) < 17)
    return data["OC2"].filter(is_of_age & ~_has(data, *_SCORES) & is_among(looked_after_all_year(data)))


@rule(
    "197B", ERROR,
    "The child was looked after all year and turned 4 or 17 in it, and has neither a score of strengths and "
    "difficulties nor a reason for having none.",
    reads=(*_oc2("DOB", *_SCORES), *_CARE), blames=_oc2(*_SCORES),
    fails=(_child(DOB="2021-04-02") | _ALL_YEAR, _child(DOB="2009-03-31") | _FROM_THE_FIRST),
    passes=(
        _child(DOB="2021-04-02", SDQ_REASON="SDQ1") | _ALL_YEAR, _child(DOB="2021-04-02") | _SHORTER,
        _child(DOB="2021-04-01") | _ALL_YEAR, _child(DOB="2022-04-01") | _ALL_YEAR,
        _child(DOB="2008-04-01") | _ALL_YEAR, _child(DOB="2009-06-01") | _ALL_YEAR,
    ),
)  # fmt: skip
def children_who_turn_4_or_17_have_an_answer(data: Data) -> pl.DataFrame:
    """Four- and 17-year-olds are taken to be who came to that age in the year: the others are asked by 186 or not at
    all.
    """
    turns = ((_age_from(data) < 4) & (_age_to(data) >= 4)) | ((_age_from(data) < 17) & (_age_to(data) >= 17))
    return data["OC2"].filter(turns & ~_has(data, *_SCORES) & is_among(looked_after_all_year(data)))


# --- Looked after all year, or not ----------------------------------------------------------------------------------


def _is_only_of_the_whole_year(code: str, message: str, columns: tuple[str, ...], filled: str) -> None:
    def is_too_much(data: Data) -> pl.DataFrame:
        return data["OC2"].filter(_has(data, *columns) & ~is_among(looked_after_all_year(data)))

    is_too_much.__doc__ = "The year is 1 April to 31 March, both days included. Short breaks do not count."
    given = {filled: "SDQ2" if filled == "SDQ_REASON" else "1"}
    rule(
        code, ERROR, f"{_SOME_CARE[:-1]}, so {message}.", reads=(*_oc2(*columns), *_CARE), blames=_oc2(*columns),
        fails=(_child(**given) | _SHORTER, _child(**given) | _WITH_A_GAP, _child(**given) | _LEFT,
               _child(**given) | _BREAKS, _child(**given), _child(**{filled: "?"}) | _SHORTER),
        passes=(_child(**given) | _ALL_YEAR, _child(**given) | _FROM_THE_FIRST, _child(**given) | _WITHOUT_A_GAP,
                _child() | _SHORTER),
    )(is_too_much)  # fmt: skip


_is_only_of_the_whole_year("185", "no score of strengths and difficulties belongs here", ("SDQ_SCORE",), "SDQ_SCORE")
_is_only_of_the_whole_year("190", "no answers about health and offending belong here", _FLAGS, "TEETH_CHECK")
_is_only_of_the_whole_year("198", "no reason for having no score belongs here", ("SDQ_REASON",), "SDQ_REASON")


@rule(
    "191", ERROR,
    "The child was looked after for twelve months on 31 March, and an answer is missing in OC2 on immunisations, "
    "teeth, the health assessment or substance misuse.",
    reads=("Header.CHILD", *_oc2(*_OF_ALL), *_CARE), blames="Header.CHILD",
    fails=(
        {"Header": [{}]} | _ALL_YEAR, {"Header": [{}]} | _child(**_FULL | {"TEETH_CHECK": ""}) | _FROM_THE_FIRST,
        {"Header": [{}]} | _WITHOUT_A_GAP,
    ),
    passes=(
        {"Header": [{}]} | _child(**_FULL) | _ALL_YEAR, {"Header": [{}]} | _SHORTER,
        {"Header": [{}]} | _WITH_A_GAP, {"Header": [{}]} | _BREAKS, {"Header": [{}]} | _LEFT,
    ),
)  # fmt: skip
def answers_are_there_for_the_whole_year(data: Data) -> pl.DataFrame:
    """Complete the child's row in OC2, or add one. As there may be none, the child's row in Header is named."""
    complete = data["OC2"].filter(~_lacks(data, *_OF_ALL))
    return data["Header"].filter(is_among(looked_after_all_year(data)) & ~is_among(complete))


@rule(
    "215", ERROR, "The young person is a care leaver, so no answers about health and offending belong here.",
    reads=(*_oc2(*_FLAGS), "OC3.IN_TOUCH", "OC3.ACTIV", "OC3.ACCOM"), blames=_oc2(*_FLAGS),
    fails=(
        _child(CONVICTED="0") | {"OC3": [{"IN_TOUCH": "YES"}]},
        _child(**_FULL) | {"OC3": [{"CHILD": "2"}, {"ACCOM": "B1"}]},
        _child(TEETH_CHECK="Y") | {"OC3": [{"ACTIV": "F1"}]},
    ),
    passes=(
        _child(**_FULL) | {"OC3": [{"CHILD": "2", "IN_TOUCH": "YES"}]}, _child() | {"OC3": [{"IN_TOUCH": "YES"}]},
        _child(**_FULL) | {"OC3": [{"DOB": "2007-05-01"}]},
    ),
)  # fmt: skip
def care_leavers_have_no_answers(data: Data) -> pl.DataFrame:
    leavers = data["OC3"].filter(pl.any_horizontal(col("IN_TOUCH", "ACTIV", "ACCOM").is_not_null()))
    return data["OC2"].filter(_has(data, *_FLAGS) & is_among(leavers))


# --- Ages of convictions and checks of development ------------------------------------------------------------------


@rule(
    "542", ERROR, "The child was under ten on 31 March, so whether the child was convicted should not be told.",
    reads=_oc2("DOB", "CONVICTED"), blames=_oc2("CONVICTED"),
    fails=(
        _child(DOB="2016-04-01", CONVICTED="0"), _child(DOB="2024-04-01", CONVICTED="1"),
        _child(DOB="2024-04-01", CONVICTED="N"),
    ),
    passes=(_child(DOB="2016-03-31", CONVICTED="0"), _child(DOB="2016-04-01"), _child(DOB="", CONVICTED="0")),
)  # fmt: skip
def children_cannot_be_convicted(data: Data) -> pl.DataFrame:
    return data["OC2"].filter((_age_to(data) < 10) & _has(data, "CONVICTED"))


@rule(
    "543", ERROR, "The child was ten or older and looked after all year, and it is not told whether convicted.",
    reads=(*_oc2("DOB", "CONVICTED"), *_CARE), blames=_oc2("CONVICTED"),
    fails=(_child(DOB="2016-03-31") | _ALL_YEAR, _child(DOB="2009-04-01") | _FROM_THE_FIRST),
    passes=(
        _child(DOB="2016-03-31", CONVICTED="0") | _ALL_YEAR, _child(DOB="2016-04-01") | _ALL_YEAR,
        _child(DOB="2009-04-01") | _SHORTER, _child(DOB="") | _ALL_YEAR,
    ),
)  # fmt: skip
def convictions_are_told(data: Data) -> pl.DataFrame:
    return data["OC2"].filter((_age_to(data) >= 10) & _lacks(data, "CONVICTED") & is_among(looked_after_all_year(data)))


@rule(
    "545", ERROR,
    "The child was under five and looked after all year, and it is not told whether the development was checked.",
    reads=(*_oc2("DOB", "HEALTH_CHECK"), *_CARE), blames=_oc2("HEALTH_CHECK"),
    fails=(_child(DOB="2021-04-01") | _ALL_YEAR, _child(DOB="2024-04-01") | _FROM_THE_FIRST),
    passes=(
        _child(DOB="2021-04-01", HEALTH_CHECK="0") | _ALL_YEAR, _child(DOB="2021-03-31") | _ALL_YEAR,
        _child(DOB="2024-04-01") | _SHORTER, _child(DOB="") | _ALL_YEAR,
    ),
)  # fmt: skip
def development_is_told(data: Data) -> pl.DataFrame:
    return data["OC2"].filter(
        (_age_to(data) < 5) & _lacks(data, "HEALTH_CHECK") & is_among(looked_after_all_year(data))
    )


@rule(
    "546", ERROR, "The child was five or older on 31 March, so whether the development was checked should not be told.",
    reads=_oc2("DOB", "HEALTH_CHECK"), blames=_oc2("DOB", "HEALTH_CHECK"),
    fails=(
        _child(DOB="2021-03-31", HEALTH_CHECK="0"), _child(DOB="2010-04-01", HEALTH_CHECK="1"),
        _child(DOB="2010-04-01", HEALTH_CHECK="Y"),
    ),
    passes=(_child(DOB="2021-04-01", HEALTH_CHECK="1"), _child(DOB="2021-03-31"), _child(DOB="", HEALTH_CHECK="1")),
)  # fmt: skip
def development_is_not_checked_later(data: Data) -> pl.DataFrame:
    return data["OC2"].filter((_age_to(data) >= 5) & _has(data, "HEALTH_CHECK"))
