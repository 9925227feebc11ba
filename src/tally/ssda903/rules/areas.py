"""In whose area does a placement lie, and in whose has its provider premises?

Neither is in the files. Where the placement lies comes from its postcode, where the provider has premises from Ofsted's
list; whose return it is somebody has to say.
"""

from __future__ import annotations

import polars as pl

from tally.data import Data
from tally.rules import Example
from tally.ssda903.rules.care import SHORT_BREAKS, episode, episodes
from tally.ssda903.rules.common import ERROR, col, rule
from tally.ssda903.rules.distances import located
from tally.ssda903.rules.placements import FOR_ADOPTION, FOSTER, WITHOUT_URN
from tally.ssda903.rules.providers import with_registration

E = "Episodes"
LS, PLACE, PROVIDER, URN = f"{E}.LS", f"{E}.PLACE", f"{E}.PLACE_PROVIDER", f"{E}.URN"
HOME_POST, PL_POST = f"{E}.HOME_POST", f"{E}.PL_POST"
SUPPORTED = "K3"
OWN, ANOTHER = "PR1", "PR2"

_WORCESTERSHIRE, _KENT = "885", "886"
_HERE, _THERE, _WALES, _NOWHERE = "ZZ1 1AA", "ZZ2 2BB", "ZZ3 3CC", "ZZ9 9ZZ"
_LISTS = {
    "postcodes": [
        {"POSTCODE": _HERE, "LA": "E07000237", "EASTING": "400000", "NORTHING": "100000"},
        {"POSTCODE": _THERE, "LA": "E07000106", "EASTING": "400000", "NORTHING": "103000"},
        {"POSTCODE": _WALES, "LA": "W06000015", "EASTING": "318000", "NORTHING": "176000"},
    ],
    "providers": [
        {"URN": "SC1", "LA": "Worcestershire"}, {"URN": "SC2", "LA": "Kent"}, {"URN": "SC3"},
        {"URN": "SC12", "LA": "Kent"}, {"URN": "SC12", "LA": "Worcestershire"},
    ],
}  # fmt: skip


def _stay(authority: str = _WORCESTERSHIRE, **values: str) -> Example:
    """An example of one stay in a home of the authority's own, but for these values."""
    row = episode("2026-05-01", LS="C2", PLACE="K2", PLACE_PROVIDER=OWN, HOME_POST=_HERE, PL_POST=_HERE, URN="SC1")
    return episodes(row | values) | {"reference": _LISTS, "authority": authority}


@rule(
    "179", ERROR, "Whether the placement lies in the authority's own area is not known.",
    needs=("postcodes", "authority"), reads=(LS, HOME_POST, PL_POST), blames=PL_POST,
    fails=(_stay(PL_POST=_NOWHERE), _stay(PL_POST=""), _stay(PL_POST="", LS="")),
    passes=(_stay(), _stay(PL_POST=_THERE), _stay(PL_POST=_WALES), _stay(PL_POST="", LS="V3")),
)  # fmt: skip
def location_is_known(data: Data) -> pl.DataFrame:
    """The official wording asks for a code of location, which is in no file. It is worked out from the postcode, so it
    is missing where that is missing or not in the list: 169 tells the same row. Put the postcode right and both pass.
    """
    return located(data, data[E]).filter(col("is_own").is_null() & ~col("LS").is_in(SHORT_BREAKS).fill_null(False))


@rule(
    "1015", ERROR, "The authority itself provides the placement, and it lies in another authority's area.",
    needs=("postcodes", "authority"), reads=(LS, PLACE, PROVIDER, HOME_POST, PL_POST), blames=(PL_POST, PROVIDER),
    fails=(_stay(PL_POST=_THERE), _stay(PL_POST=_WALES, PLACE="R3"), _stay(_KENT)),
    passes=(
        _stay(), _stay(PL_POST=_THERE, PLACE_PROVIDER=ANOTHER), _stay(PL_POST=_THERE, PLACE="U6"),
        _stay(PL_POST=_THERE, PLACE="K3"), _stay(PL_POST=_THERE, LS="V4"), _stay(PL_POST=_NOWHERE),
        _stay(PL_POST=_THERE, PLACE=""), _stay(PL_POST=_THERE, LS=""),
    ),
)  # fmt: skip
def own_provision_is_at_home(data: Data) -> pl.DataFrame:
    """The official wording excepts nothing. Not asked of foster care, adoption and supported accommodation, whose
    carers and flats may lie anywhere, nor of short breaks. A postcode that is not known is told by 169.
    """
    may_be_anywhere = col("PLACE").is_in([*FOSTER, *FOR_ADOPTION, SUPPORTED]) | col("LS").is_in(SHORT_BREAKS)
    is_own_provision = (col("PLACE_PROVIDER") == OWN) & ~may_be_anywhere
    return located(data, data[E]).filter(is_own_provision & ~col("is_own"))


@rule(
    "229", ERROR, "Whether the authority itself provides the placement does not fit whose provider Ofsted has listed.",
    needs=("providers", "authority"), reads=(PLACE, PROVIDER, URN), blames=(URN, PROVIDER),
    fails=(_stay(URN="SC2"), _stay(PLACE_PROVIDER=ANOTHER), _stay(_KENT)),
    passes=(
        _stay(), _stay(URN="sc12"), _stay(URN="SC2", PLACE_PROVIDER=ANOTHER), _stay(URN="SC12", PLACE_PROVIDER=ANOTHER),
        _stay(URN="SC2", PLACE_PROVIDER="PR4"), _stay(URN="SC2", PLACE="K3"), _stay(URN="SC2", PLACE="R1"),
        _stay(URN="SC3"), _stay(URN="SC99"), _stay(URN="SC2", PLACE=""),
    ),
)  # fmt: skip
def provider_is_whose_it_is_said_to_be(data: Data) -> pl.DataFrame:
    """Own provision must be listed in the authority's own area, another authority's in another's. Ofsted's list tells
    in whose area a provider is, not who runs it, so a home of the authority's own that stands elsewhere fails too: say
    so when you send the return. Where a provider has premises in several areas, it may be either. Not asked of
    supported accommodation and of placements that Ofsted does not register. A number that is not in the list is told
    by 1008.
    """
    rows = with_registration(data, data[E].filter(~col("PLACE").is_in([*WITHOUT_URN, SUPPORTED])))
    is_here = col("LA_URN").str.split(" ").list.contains(pl.lit(data.authority, pl.String))
    is_only_here = col("LA_URN") == pl.lit(data.authority, pl.String)
    is_wrong = ((col("PLACE_PROVIDER") == OWN) & ~is_here) | ((col("PLACE_PROVIDER") == ANOTHER) & is_only_here)
    return rows.filter(is_wrong)


@rule(
    "241", ERROR, "The supported accommodation lies in an area in which its provider has no premises.",
    since="2026-27", needs=("providers", "postcodes"), reads=(PLACE, URN, HOME_POST, PL_POST), blames=(URN, PL_POST),
    fails=(_stay(PLACE="K3", URN="SC2"), _stay(PLACE="K3", PL_POST=_THERE)),
    passes=(
        _stay(PLACE="K3"), _stay(PLACE="K3", URN="SC12", PL_POST=_THERE), _stay(PLACE="K3", URN="XXXXXXX"),
        _stay(URN="SC2"), _stay(PLACE="K3", URN="SC2", PL_POST=_NOWHERE), _stay(PLACE="K3", URN="SC3"),
    ),
)  # fmt: skip
def supported_accommodation_is_where_its_provider_is(data: Data) -> pl.DataFrame:
    """The official wording speaks of every placement; the logic that is known asks it of K3 alone. Another validator
    compares with the authority whose return it is. The list for 2026-27 has this rule and does not say since when.
    """
    rows = with_registration(data, located(data, data[E].filter(col("PLACE") == SUPPORTED)))
    return rows.filter(col("LA").is_not_null() & ~col("LA_URN").str.split(" ").list.contains(col("LA")))


@rule(
    "243", ERROR, "An Ofsted number is told of a placement outside England, which Ofsted does not register.",
    since="2026-27", needs=("postcodes",), reads=(URN, HOME_POST, PL_POST), blames=(URN, PL_POST),
    fails=(_stay(PL_POST=_WALES), _stay(PL_POST=_WALES, URN="XXXXXXX")),
    passes=(_stay(), _stay(PL_POST=_WALES, URN=""), _stay(PL_POST=_NOWHERE), _stay(PL_POST="")),
)  # fmt: skip
def number_is_of_england(data: Data) -> pl.DataFrame:
    """Where a placement lies is told by the code of the area in the list of postcodes, of which England's begin with E.
    A row of X is a number here too. The list for 2026-27 has this rule and does not say since when.
    """
    return located(data, data[E]).filter(~col("LA").str.starts_with("E") & col("URN").is_not_null())
