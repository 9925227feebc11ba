"""Is the child of an age at which an episode can be as it is told?

Most rules ask one question, so it is written once and each rule is one line of facts.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.data import Data
from tally.ssda903.rules.common import ERROR, age_on, col, rule

_DAY = dt.timedelta(days=1)
_BORN = col("DOB")
#: The day on which the examples' episodes start, and the one on which they end.
_START, _END = dt.date(2025, 5, 1), dt.date(2025, 11, 1)


def _years_before(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year - years)


def _example(*born_and_value: tuple[dt.date | None, str], column: str) -> dict[str, object]:
    """Children by birth, each with one episode that has a value in the column."""
    return {
        "Header": [
            {"CHILD": str(number), "DOB": born.isoformat() if born else ""}
            for number, (born, _) in enumerate(born_and_value)
        ],
        "Episodes": [
            {"CHILD": str(number), "DECOM": _START.isoformat(), "DEC": _END.isoformat(), column: value}
            for number, (_, value) in enumerate(born_and_value)
        ],
    }


def _is_old_enough(
    code: str, message: str, column: str, values: tuple[str, ...], age: int, *,
    day: str = "DECOM", since: str = "", until: str = "", doubt: str = "",
) -> None:  # fmt: skip
    """An episode with one of these values asks for a child of that age on its first or its last day.

    Args:
        doubt: what else is not clear in the official wording.
    """

    def is_too_young(data: Data) -> pl.DataFrame:
        rows = data.view("Episodes", "Header.DOB")
        return rows.filter(col(column).is_in(values) & (age_on(_BORN, col(day)) < age))

    of_day = f"The age is that on the {'first' if day == 'DECOM' else 'last'} day of the episode."
    is_too_young.__doc__ = f"{of_day} {doubt}"
    just = _years_before(_START if day == "DECOM" else _END, age)
    other = {"LS": "C2", "PLACE": "U6", "REC": "E4A", "RNE": "P", "REASON_PLACE_CHANGE": "CARPL"}[column]
    rule(
        code, ERROR, message, since=since, until=until,
        reads=(f"Episodes.{day}", f"Episodes.{column}", "Header.DOB"),
        blames=(f"Episodes.{day}", f"Episodes.{column}"),
        fails=(
            _example((just + _DAY, values[0]), column=column),
            _example((just, values[0]), (_START, values[-1].lower()), column=column),
        ),
        passes=(
            _example((just, values[0]), (just - _DAY, values[-1]), column=column),
            _example((just + _DAY, other), (None, values[0]), column=column),
        ),
    )(is_too_young)  # fmt: skip


def _is_young_enough(code: str, message: str, column: str, values: tuple[str, ...], day: str = "DEC") -> None:
    """An episode with one of these values asks for a child under 18 on its first or its last day."""

    def is_too_old(data: Data) -> pl.DataFrame:
        rows = data.view("Episodes", "Header.DOB")
        return rows.filter(col(column).is_in(values) & (age_on(_BORN, col(day)) >= 18))

    is_too_old.__doc__ = "On the 18th birthday the child is 18, and no child any more."
    just = _years_before(_START if day == "DECOM" else _END, 18)
    other = {"REC": "E17", "RNE": "P"}[column]
    rule(
        code, ERROR, message, reads=(f"Episodes.{day}", f"Episodes.{column}", "Header.DOB"),
        blames=(f"Episodes.{day}", f"Episodes.{column}"),
        fails=(
            _example((just, values[0]), column=column),
            _example((just + _DAY, values[0]), (just - _DAY, values[-1].lower()), column=column),
        ),
        passes=(
            _example((just + _DAY, values[0]), (_START, values[-1]), column=column),
            _example((just, other), (None, values[0]), column=column),
        ),
    )(is_too_old)  # fmt: skip


_is_old_enough(
    "358", "A child under ten cannot be on remand, detained by the police or sentenced.", "LS", ("J1", "J2", "J3"), 10,
    doubt="The wording names no legal status: those of youth justice are taken to be meant.",
)  # fmt: skip
_is_old_enough("370", "A child in independent living is under 16.", "PLACE", ("P2",), 16, until="2023-24")
_is_old_enough("371", "A child in supported or semi-independent accommodation is under 16.",
               "PLACE", ("K3", "H5"), 16)  # fmt: skip
_is_old_enough("372", "A child in youth custody or prison is under ten.", "PLACE", ("R5",), 10)
_is_old_enough("373", "A child placed in a residential school is under four.", "PLACE", ("S1",), 4)
_is_old_enough("374", "A child in residential employment is under 14.", "PLACE", ("P3",), 14)
_is_old_enough("387", "A child who moved into independent living was under 14.", "REC", ("E5", "E6"), 14, day="DEC")
_is_old_enough("389", "A child who moved to adults' social care was under 16.", "REC", ("E7",), 16, day="DEC")
_is_old_enough("460", "A child who is said to have turned 18 and stayed with the carer was under 18.",
               "REC", ("E17",), 18, day="DEC")  # fmt: skip
_is_old_enough(
    "234", "A child under ten cannot change placement because of custody.", "REASON_PLACE_CHANGE", ("CUSTOD",), 10,
    day="DEC", since="2025-26",
    doubt="The wording names no day: on that one the child moves. It is taken to be new in 2025-26, when it was "
    "defined, though CUSTOD is older.",
)  # fmt: skip
_is_young_enough("352", "Somebody started to be looked after at 18 or older.", "RNE", ("S",), day="DECOM")
_is_young_enough("386", "Somebody was adopted at 18 or older.", "REC", ("E11", "E12"))
_is_young_enough("407", "A special guardianship order was made for somebody of 18 or older.",
                 "REC", ("E45", "E46", "E47", "E48"))  # fmt: skip


def _care(born: str, *episodes: dict[str, str]) -> dict[str, object]:
    return {"Header": [{"DOB": born}], "Episodes": list(episodes)}


@rule(
    "302", ERROR, "The child's first episode starts before the child was born.",
    reads=("Episodes.DECOM", "Header.DOB"), blames="Episodes.DECOM",
    fails=(
        _care("2025-05-02", {"DECOM": "2025-05-01"}),
        _care("2025-08-01", {"DECOM": "2025-09-01"}, {"DECOM": "2025-07-01"}),
    ),
    passes=(_care("2025-05-01", {"DECOM": "2025-05-01"}), _care("", {"DECOM": "2025-05-01"})),
)  # fmt: skip
def first_episode_follows_birth(data: Data) -> pl.DataFrame:
    """Every other episode that starts before the birth is blamed too: it has to be put right as well."""
    return data.view("Episodes", "Header.DOB").filter(col("DECOM") < col("DOB"))


_ADULT = "2007-05-01"


@rule(
    "359", ERROR,
    "A young person is looked after beyond the 18th birthday, and not in a children's home under section 20.",
    reads=("Episodes.DEC", "Episodes.LS", "Episodes.PLACE", "Header.DOB"),
    blames=("Episodes.DEC", "Episodes.LS", "Episodes.PLACE"),
    fails=(
        _care(_ADULT, {"LS": "C2", "PLACE": "K2", "DEC": "2025-05-02"}),
        _care(_ADULT, {"LS": "V2", "PLACE": "U6", "DEC": ""}), _care(_ADULT, {"PLACE": "K2", "DEC": ""}),
        _care("2008-03-30", {"LS": "V2", "PLACE": "K2", "DEC": "2025-05-02"}, {"LS": "C2", "PLACE": "K2"}),
    ),
    passes=(
        _care(_ADULT, {"LS": "C2", "PLACE": "U6", "DEC": "2025-05-01"}, {"LS": "V2", "PLACE": "K2", "DEC": ""}),
        _care("2008-03-31", {"LS": "C2", "PLACE": "U6", "DEC": ""}),
        _care("", {"LS": "C2", "PLACE": "U6", "DEC": ""}), _care(_ADULT, {"LS": "C2", "DEC": "31/04/2025"}),
    ),
)  # fmt: skip
def adults_are_in_childrens_homes(data: Data) -> pl.DataFrame:
    """An episode may end on the birthday; one that is open lasts until 31 March. Of one whose last day cannot be read
    nobody knows how long it lasted: 147 tells that. A community home is taken to be K2 alone.
    """
    rows = data.view("Episodes", "Header.DOB").filter(~data.is_unread("Episodes", "DEC"))
    until = col("DEC").fill_null(data.year.last_day)
    is_rightly_kept = ((col("LS") == "V2") & (col("PLACE") == "K2")).fill_null(False)
    return rows.filter(~is_rightly_kept & (age_on(col("DOB"), until.dt.offset_by("-1d")) >= 18))
