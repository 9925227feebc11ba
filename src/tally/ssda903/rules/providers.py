"""Does a placement fit what Ofsted has registered under its number? Each rule needs the list of providers."""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.rules import Example
from tally.ssda903.reference import postcode
from tally.ssda903.rules.care import episode, episodes, is_in_care
from tally.ssda903.rules.common import ERROR, col, rule
from tally.ssda903.rules.placements import NO_URN

E = "Episodes"
DECOM, DEC, LS, PLACE, PROVIDER, URN, PL_POST = (
    f"{E}.{name}" for name in ("DECOM", "DEC", "LS", "PLACE", "PLACE_PROVIDER", "URN", "PL_POST")
)
NEEDS = ("providers",)

_HOME = {
    "URN": "SC012345", "PLACE_CODES": "K2 S1", "PROVIDER_CODES": "PR4 PR5", "POSTCODE": "ZZ9 9BB",
    "LA": "Worcestershire", "OPENED": "2020-01-01", "CLOSED": "2025-12-31",
}  # fmt: skip
_AGENCY = {"URN": "7654321"}
_STAY = episode("2025-05-01", "2025-07-01", URN="SC012345", PLACE="K2", PLACE_PROVIDER="PR4", PL_POST="ZZ9 9BB")


def _registered(data: Data) -> pl.DataFrame:
    """The episodes whose Ofsted number is in the list, with what the list holds."""
    return with_registration(data, data[E])


def with_registration(data: Data, rows: pl.DataFrame) -> pl.DataFrame:
    """Those of the episodes whose Ofsted number is in the list, with what the list holds; its authorities as LA_URN."""
    listed = data.reference["providers"].rename({"LA": "LA_URN"})
    rows = rows.with_columns(number=col("URN").str.to_uppercase())
    return rows.join(listed, left_on="number", right_on="URN", how="inner")


def stay(**values: str) -> Example:
    """An example of one stay in a registered home, but for these values."""
    return episodes(_STAY | values) | {"reference": {"providers": [_HOME, _AGENCY]}}


@rule(
    "1008", ERROR, "Ofsted has registered nothing under this number.", needs=NEEDS, reads=(URN,), blames=URN,
    fails=(stay(URN="SC99"), stay(URN="12")), passes=(stay(), stay(URN="sc012345"), stay(URN="XXXXXXX"), stay(URN="")),
)  # fmt: skip
def number_is_registered(data: Data) -> pl.DataFrame:
    number = col("URN").str.to_uppercase()
    return data[E].filter((number != NO_URN) & ~number.is_in(data.reference["providers"]["URN"].implode()))


@rule(
    "219", ERROR, "What Ofsted has registered under the number offers no placement of this kind.",
    needs=NEEDS, reads=(URN, PLACE), blames=(URN, PLACE),
    fails=(stay(PLACE="U6"), stay(PLACE="K1")),
    passes=(stay(), stay(PLACE="S1"), stay(URN="7654321", PLACE="U6"), stay(URN="SC99", PLACE="U6"), stay(PLACE="")),
)  # fmt: skip
def kind_is_registered(data: Data) -> pl.DataFrame:
    """A number that is not in the list is told by 1008; where the list names no kinds nothing is asked."""
    offered = col("PLACE_CODES").str.split(" ").list.contains(col("PLACE"))
    return _registered(data).filter(~offered & col("PLACE").is_not_null())


@rule(
    "224", ERROR, "What Ofsted has registered under the number is not of this provider.",
    needs=NEEDS, reads=(URN, PROVIDER), blames=PROVIDER,
    fails=(stay(PLACE_PROVIDER="PR1"), stay(PLACE_PROVIDER="PR3")),
    passes=(
        stay(), stay(PLACE_PROVIDER="PR5"), stay(URN="7654321", PLACE_PROVIDER="PR1"), stay(PLACE_PROVIDER=""),
        stay(URN="SC99", PLACE_PROVIDER="PR1"),
    ),
)  # fmt: skip
def provider_is_registered(data: Data) -> pl.DataFrame:
    """As in 219."""
    offered = col("PROVIDER_CODES").str.split(" ").list.contains(col("PLACE_PROVIDER"))
    return _registered(data).filter(~offered & col("PLACE_PROVIDER").is_not_null())


@rule(
    "221", ERROR, "The postcode is not that of the home or school which Ofsted has registered under the number.",
    needs=NEEDS, reads=(URN, PLACE, LS, PL_POST), blames=PL_POST,
    fails=(
        stay(PL_POST="ZZ1 1AA"), stay(PL_POST="ZZ1 1AA", PLACE="S1"), stay(PL_POST="ZZ1 1AA", PLACE="K3", LS="C2"),
        stay(PL_POST="ZZ1 1AA", PLACE="K1"), stay(PL_POST="ZZ1 1AA", PLACE="R3"),
    ),
    passes=(
        stay(), stay(PL_POST="zz99bb"), stay(PL_POST="ZZ1 1AA", PLACE="U6"), stay(PL_POST=""),
        stay(URN="7654321", PL_POST="ZZ1 1AA"), stay(PL_POST="ZZ1 1AA", LS="V3"),
    ),
)  # fmt: skip
def postcode_is_registered(data: Data) -> pl.DataFrame:
    """The official wording names no kinds of placement. Asked, in practice's way, of K1, K2, K3, R3 and S1, where the
    child lives at the provider's address; a foster carer does not live at the agency. Supported accommodation (K3) may
    be registered elsewhere than it is. Not asked of short breaks, of which 214 wants no place told.
    """
    is_asked = col("PLACE").is_in(["K1", "K2", "K3", "R3", "S1"]) & is_in_care()
    return _registered(data).filter(is_asked & (postcode("PL_POST") != col("POSTCODE")))


@rule(
    "227", ERROR, "On the first day of the episode nothing was registered under the Ofsted number.",
    needs=NEEDS, reads=(URN, DECOM), blames=(URN, DECOM),
    fails=(stay(DECOM="2019-12-31"), stay(DECOM="2025-12-31")),
    passes=(
        stay(DECOM="2020-01-01"), stay(DECOM="2025-12-30"), stay(DECOM=""), stay(URN="7654321", DECOM="2019-12-31"),
    ),
)  # fmt: skip
def is_open_at_the_start(data: Data) -> pl.DataFrame:
    """The wording does not say whether a stay may begin on the day on which the provider closes. In practice's way it
    must begin before. Another validator does not ask whether it begins before the provider opened.
    """
    return _registered(data).filter((col("DECOM") < col("OPENED")) | (col("DECOM") >= col("CLOSED")))


@rule(
    "228", ERROR, "On the last day of the episode nothing was registered under the Ofsted number any more.",
    needs=NEEDS, reads=(URN, DEC), blames=(URN, DEC),
    fails=(stay(DEC="2026-01-01"), stay(DEC="")),
    passes=(stay(DEC="2025-12-31"), stay(URN="7654321", DEC=""), stay(URN="SC99", DEC="")),
)  # fmt: skip
def is_open_at_the_end(data: Data) -> pl.DataFrame:
    """An open episode lasts until 31 March at least, so its provider must be registered then. A stay may end on the day
    on which the provider closes.
    """
    return _registered(data).filter(col("DEC").fill_null(data.year.last_day) > col("CLOSED"))
