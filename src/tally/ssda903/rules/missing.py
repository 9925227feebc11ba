"""When was the child missing, or away without leave? The rules of the file Missing that no other file shares.

What is asked of its days as of those of other times is in `spells`.
"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.care import (
    beside_care,
    episode,
    episodes,
    episodes_in_order,
    follows_on,
    has_left,
    numbered,
    times_in_care,
)
from tally.ssda903.rules.common import ERROR, age_on, col, rule


def _missing(**values: str) -> dict[str, object]:
    return {"Missing": [values]}


# --- Of the file alone ----------------------------------------------------------------------------------------------
@rule(
    "564", ERROR, "The child was missing or away, and it is not told from which day.",
    reads=("Missing.MISSING", "Missing.MIS_START"), blames="Missing.MIS_START",
    fails=(_missing(MISSING="M"), _missing(MISSING="A", MIS_END="2025-06-01")),
    passes=(
        _missing(MISSING="M", MIS_START="2025-06-01"), _missing(MIS_END="2025-06-01"),
        _missing(MISSING="M", MIS_START="31/06/2025"),
    ),
)  # fmt: skip
def start_is_told(data: Data) -> pl.DataFrame:
    """A day that is there and cannot be read is told by 1004."""
    return data["Missing"].filter(col("MISSING").is_in(["M", "A"]) & ~data.is_told("Missing", "MIS_START"))


@rule(
    "565", ERROR, "It is told from which day the child was missing or away, and not which of the two.",
    reads=("Missing.MISSING", "Missing.MIS_START"), blames="Missing.MISSING",
    fails=(_missing(MIS_START="2025-06-01"), {"Missing": [{"MISSING": "M"}, {"MIS_START": "2025-06-01"}]}),
    passes=(_missing(MISSING="A", MIS_START="2025-06-01"), _missing(MIS_END="2025-06-01")),
)  # fmt: skip
def kind_is_told_with_the_start(data: Data) -> pl.DataFrame:
    return data["Missing"].filter(col("MIS_START").is_not_null() & col("MISSING").is_null())


@rule(
    "566", ERROR, "It is told until which day the child was missing or away, and not which of the two.",
    reads=("Missing.MISSING", "Missing.MIS_END"), blames="Missing.MISSING",
    fails=(_missing(MIS_END="2025-06-01"), {"Missing": [{"MISSING": "M"}, {"MIS_END": "2025-06-01"}]}),
    passes=(_missing(MISSING="A", MIS_END="2025-06-01"), _missing(MIS_START="2025-06-01")),
)  # fmt: skip
def kind_is_told_with_the_end(data: Data) -> pl.DataFrame:
    return data["Missing"].filter(col("MIS_END").is_not_null() & col("MISSING").is_null())


# --- Beside the episodes --------------------------------------------------------------------------------------------


_CARE = ("Episodes.DECOM", "Episodes.DEC", "Episodes.REC", "Episodes.RNE")


@rule(
    "575", ERROR,
    "The placement from which the child was missing or away has ended, and it is not told until when the child was.",
    reads=("Missing.MIS_START", "Missing.MIS_END", "Episodes.DECOM", "Episodes.DEC", "Episodes.RNE"),
    blames="Missing.MIS_END",
    fails=(
        _missing(MIS_START="2025-06-01") | episodes(episode("2025-05-01", "2025-06-02", REC="X1")),
        _missing(MIS_START="2025-06-01") | episodes(episode("2025-05-01", "2025-06-01", REC="X1")),
        _missing(MIS_START="2025-06-01")
        | episodes(episode("2025-05-01", "2025-07-01", RNE="S"), episode("2025-07-01", RNE="P")),
        _missing(MIS_START="2025-06-01")
        | episodes(episode("2025-05-01", "2025-07-01", RNE="S"), episode("2025-09-01", RNE="L")),
    ),
    passes=(
        _missing(MIS_START="2025-06-01", MIS_END="2025-06-02") | episodes(episode("2025-05-01", "2025-06-02")),
        _missing(MIS_START="2025-06-01", MIS_END="31/06/2025") | episodes(episode("2025-05-01", "2025-06-02")),
        _missing(MIS_START="2025-06-01") | episodes(episode("2025-05-01")),
        _missing(MIS_START="2025-06-02") | episodes(episode("2025-05-01", "2025-06-01")),
        _missing(MIS_START="2025-06-01")
        | episodes(episode("2025-05-01", "2025-07-01", RNE="S"), episode("2025-07-01", RNE="L")),
    ),
)  # fmt: skip
def missing_ends_with_placement(data: Data) -> pl.DataFrame:
    """Where only the legal status changes the placement goes on. Who goes missing on the day on which one placement
    ends is taken to be missing from that one, though it may have been from the next.
    """
    rows = episodes_in_order(data)
    rows = rows.with_columns(placement=numbered(~follows_on() | ~(col("RNE") == "L").fill_null(False)))
    placements = rows.group_by("placement").agg(
        col("child").first(), first=col("DECOM").first(), last=col("DEC").last()
    )
    opened = data["Missing"].filter(~data.is_told("Missing", "MIS_END"))
    return opened.join(placements, on="child").filter(col("MIS_START").is_between("first", "last"))


@rule(
    "578", ERROR, "The child was missing or away from a day on which it had left care.",
    reads=("Missing.MIS_START", *_CARE), blames="Missing.MIS_START",
    fails=(
        _missing(MIS_START="2025-06-02") | episodes(episode("2025-05-01", "2025-06-01", REC="E4A")),
        _missing(MIS_START="2025-06-02")
        | episodes(episode("2025-05-01", "2025-06-01", REC="E4A"), episode("2025-07-01", RNE="S")),
    ),
    passes=(
        _missing(MIS_START="2025-06-01") | episodes(episode("2025-05-01", "2025-06-01", REC="E4A")),
        _missing(MIS_START="2025-07-01")
        | episodes(episode("2025-05-01", "2025-06-01", REC="E4A"), episode("2025-07-01", RNE="S")),
        _missing(MIS_START="2025-04-30") | episodes(episode("2025-05-01", "2025-06-01", REC="E4A")),
    ),
)  # fmt: skip
def missing_before_leaving(data: Data) -> pl.DataFrame:
    """Between two times in care the child has left the first: that is told here, and not by 581. A time that begins on
    the day on which the child left does not begin after it.
    """
    rows = beside_care(data["Missing"], "MIS_START", times_in_care(data))
    return rows.filter(col("MIS_START") > col("left"))


@rule(
    "581", ERROR, "The child was missing or away from a day on which it was not looked after yet.",
    reads=("Missing.MIS_START", "Episodes.DECOM"), blames="Missing.MIS_START",
    fails=(
        _missing(MIS_START="2025-04-30") | episodes(episode("2025-05-01")),
        _missing(MIS_START="2025-04-30") | episodes(episode("2025-07-01"), episode("2025-05-01")),
    ),
    passes=(
        _missing(MIS_START="2025-05-01") | episodes(episode("2025-05-01")), _missing(MIS_START="2025-04-30"),
        _missing(MIS_START="2025-06-02") | episodes(episode("2025-05-01", "2025-06-01"), episode("2025-07-01")),
    ),
)  # fmt: skip
def missing_after_care_began(data: Data) -> pl.DataFrame:
    """A child who has no episode at all is told by other rules."""
    began = data["Episodes"].filter(col("child").is_not_null()).group_by("child").agg(began=col("DECOM").min())
    return data["Missing"].join(began, on="child").filter(col("MIS_START") < col("began"))


@rule(
    "580", ERROR, "The child was missing when its care ended, and the reason for that is said to be another than E8.",
    reads=("Episodes.DEC", "Episodes.REC", "Missing.MIS_START", "Missing.MIS_END", "Missing.DOB"),
    blames="Episodes.REC",
    fails=(
        {
            "Missing": [{"MIS_START": "2025-05-01", "MIS_END": "2025-06-01", "DOB": "2007-06-01"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E6")],
        },
        {
            "Missing": [{"MIS_START": "2025-05-01"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E5")],
        },
        {
            "Missing": [{"MIS_START": "2025-06-01", "MIS_END": "2025-06-02", "DOB": "2010-06-01"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E4B"), episode("2025-09-01", RNE="S")],
        },
    ),
    passes=(
        {
            "Missing": [{"MIS_START": "2025-05-01", "MIS_END": "2025-06-01", "DOB": "2007-06-01"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E8")],
        },
        {
            "Missing": [{"MIS_START": "2025-05-01", "MIS_END": "2025-05-31", "DOB": "2007-06-01"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E5")],
        },
        {
            "Missing": [{"MIS_START": "2025-05-01", "MIS_END": "2025-06-01", "DOB": "2007-06-02"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E4B")],
        },
        {
            "Missing": [{"MIS_START": "2025-06-02"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E4B")],
        },
        {
            "Missing": [{"MIS_START": "2025-05-01"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="X1"), episode("2025-06-01", RNE="P")],
        },
        {
            "Missing": [{"MIS_START": "2025-05-01", "MIS_END": "31/06/2025", "DOB": "2007-06-01"}],
            "Episodes": [episode("2025-04-01", "2025-06-01", REC="E4B")],
        },
    ),
)  # fmt: skip
def care_of_the_missing_ends_so(data: Data) -> pl.DataFrame:
    """A time missing that goes on after the day on which care ended, or has no end, held that day. One that ends on it
    may have ended with the child's return, so then only whoever is 18 on that day is asked about: care ended by itself.
    Another validator asks of them alone. An end that cannot be read is told by 1005.
    """
    left = data["Episodes"].filter(has_left() & (col("REC") != "E8"))
    is_open = ~data.is_told("Missing", "MIS_END")
    missing = data["Missing"].select("child", "MIS_START", "MIS_END", "DOB", is_open=is_open)
    rows = left.join(missing, on="child").filter(col("MIS_START") <= col("DEC"))
    came_of_age = (col("MIS_END") == col("DEC")) & (age_on(col("DOB"), col("DEC")) >= 18)
    return rows.filter(col("is_open") | (col("MIS_END") > col("DEC")) | came_of_age)
