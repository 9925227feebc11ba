"""Where was the child under an order that deprives of liberty? The rules of the file DoLo that no other file shares.

What is asked of its days as of those of other times is in `spells`.
"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.ssda903.rules.care import episode
from tally.ssda903.rules.common import ERROR, col, rule
from tally.ssda903.tables import FROM_DEPRIVATION_OF_LIBERTY

#: Where a child under such an order is expected: a children's home, or two of the other placements.
EXPECTED = ("K2", "Z12", "Z13")
#: Where it cannot be: a secure children's home, with parents, a young offender institution, supported accommodation.
RULED_OUT = ("K1", "P1", "R5", "K3")


def _placed(data: Data) -> pl.DataFrame:
    """The orders, each beside every placement of the child in which it was in force for at least a day."""
    placements = data["Episodes"].filter(col("child").is_not_null()).select("child", "DECOM", "DEC", "PLACE")
    end = pl.date(9999, 12, 31)
    first, last = col("DOLO_START"), col("DOLO_END").fill_null(end)
    begins_in_time = (col("DECOM") < last) | (col("DECOM") == first)
    return data["DoLo"].join(placements, on="child").filter(begins_in_time & (first < col("DEC").fill_null(end)))


def _order(first: str, last: str, *placements: dict[str, str]) -> dict[str, object]:
    return {"DoLo": [{"DOLO_START": first, "DOLO_END": last}], "Episodes": list(placements)}


_READS = ("DoLo.DOLO_START", "DoLo.DOLO_END", "Episodes.DECOM", "Episodes.DEC", "Episodes.PLACE")


@rule(
    "709", ERROR, "A child under an order that deprives of liberty is in a placement that is not expected.",
    since=FROM_DEPRIVATION_OF_LIBERTY, reads=_READS, blames="DoLo.DOLO_START",
    fails=(
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", PLACE="U6")),
        _order("2026-06-01", "", episode("2026-05-01", "2026-07-01", PLACE="K2"), episode("2026-07-01", PLACE="Z11")),
        _order("2026-06-01", "2026-06-01", episode("2026-06-01", PLACE="K1")),
    ),
    passes=(
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", PLACE="K2")),
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", PLACE="Z13")),
        _order(
            "2026-06-01", "2026-08-01", episode("2026-05-01", "2026-06-01", PLACE="U6"),
            episode("2026-06-01", "2026-08-01", PLACE="Z12"), episode("2026-08-01", PLACE="U6"),
        ),
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", PLACE="U6", CHILD="2")),
    ),
)  # fmt: skip
def is_where_expected(data: Data) -> pl.DataFrame:
    """The official wording does not say which placements are expected. What the department's own check is known to
    take are children's homes and two of the kinds of other placements. An order without an end counts as long as the
    child is looked after; a placement that touches it on the day of a move does not. Another validator asks only of
    orders that have ended, and blames a placement that touches them too.
    """
    return _placed(data).filter(~col("PLACE").is_in(EXPECTED))


@rule(
    "710", ERROR, "A child under an order that deprives of liberty is in a placement in which it cannot be under one.",
    since=FROM_DEPRIVATION_OF_LIBERTY, reads=_READS, blames="DoLo.DOLO_START",
    fails=(
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", PLACE="K1")),
        _order("2026-06-01", "", episode("2026-05-01", "2026-07-01", PLACE="K2"), episode("2026-07-01", PLACE="P1")),
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", "2026-06-02", PLACE="K3")),
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", PLACE="R5")),
    ),
    passes=(
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", PLACE="U6")),
        _order("2026-06-01", "2026-08-01", episode("2026-05-01", "2026-06-01", PLACE="R5")),
        _order("2026-06-01", "2026-08-01", episode("2026-08-01", PLACE="K1")),
    ),
)  # fmt: skip
def is_where_possible(data: Data) -> pl.DataFrame:
    """Such a placement is not an expected one either, so 709 tells it too. Which orders and placements are looked at is
    said there.
    """
    return _placed(data).filter(col("PLACE").is_in(RULED_OUT))
