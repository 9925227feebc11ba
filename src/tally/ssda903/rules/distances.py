"""How far from home is a placement, and in which authority? Each rule needs the list of postcodes.

Neither distance nor authority is in the files: both are worked out from the postcodes of home and placement.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from tally.data import Data
from tally.ssda903.reference import postcode
from tally.ssda903.rules.care import SHORT_BREAKS, episode, episodes_in_order, is_first, opened_last_year
from tally.ssda903.rules.common import ERROR, col, rule
from tally.ssda903.rules.placements import is_or_was_unaccompanied

E = "Episodes"
HOME_POST, PL_POST, LS = f"{E}.HOME_POST", f"{E}.PL_POST", f"{E}.LS"
CHILD, DECOM, DEC, RNE, PLACE = (f"{E}.{name}" for name in ("CHILD", "DECOM", "DEC", "RNE", "PLACE"))
UASC = "UASC.CHILD"
NEEDS = ("postcodes",)
METRES_OF_A_MILE = 1609.344
FURTHEST = 350
#: Distances are told in miles with one decimal; one that differs by less than this is the same.
OTHER_MILES = 0.2

_NOWHERE = "ZZ9 9ZZ"
_LIST = {
    "postcodes": [
        {"POSTCODE": "ZZ1 1AA", "LA": "E06000001", "EASTING": "400000", "NORTHING": "100000"},
        {"POSTCODE": "ZZ12BB", "LA": "E06000001", "EASTING": "400000", "NORTHING": "103000"},
        {"POSTCODE": "ZZ2 2BB", "LA": "E06000002", "EASTING": "400000", "NORTHING": "663200"},
        {"POSTCODE": "ZZ2 2BD", "LA": "E06000002", "EASTING": "400000", "NORTHING": "662879"},
        {"POSTCODE": "ZZ3 3DD", "LA": "E06000003", "EASTING": "400000", "NORTHING": "663300"},
        {"POSTCODE": "ZZ4 4EE", "LA": "E06000003", "EASTING": "400000", "NORTHING": "662878"},
        {"POSTCODE": "BT1 1AA", "LA": "N09000003", "EASTING": "333000", "NORTHING": "374000"},
    ]
}  # fmt: skip


def located(data: Data, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the authority of the placement (`LA`), whether that is whose return it is (`is_own`), and its
    distance from home in miles (`miles`), in a straight line; null where a postcode is missing or not in the list.
    Northern Ireland has a grid of its own, so between it and elsewhere there is no distance.
    """
    rows = rows.with_columns(home=postcode("HOME_POST"), place=postcode("PL_POST"))
    # The list holds every postcode of the country: only those that are asked about go into the joins.
    asked = pl.concat([rows["home"], rows["place"]]).unique().implode()
    listed = data.reference["postcodes"].filter(col("POSTCODE").is_in(asked))
    listed = listed.with_columns(other_grid=col("POSTCODE").str.starts_with("BT"))
    rows = rows.join(listed, left_on="place", right_on="POSTCODE", how="left", maintain_order="left")
    rows = rows.join(listed, left_on="home", right_on="POSTCODE", how="left", maintain_order="left", suffix="_home")
    east, north = (col(name).cast(pl.Float64) - col(f"{name}_home") for name in ("EASTING", "NORTHING"))
    metres = (east**2 + north**2).sqrt()
    is_of_one_grid = col("other_grid") == col("other_grid_home")
    return rows.with_columns(
        miles=pl.when(is_of_one_grid).then(metres / METRES_OF_A_MILE),
        is_own=col("LA") == pl.lit(data.authority, pl.String),
    )


def _is_break() -> pl.Expr:
    return col("LS").is_in(SHORT_BREAKS).fill_null(False)


def _stay(home: str, place: str, **values: str) -> dict[str, Any]:
    """An example of one episode between these postcodes."""
    row = episode("2024-11-20", HOME_POST=home, PL_POST=place, RNE="S", LS="C2", PLACE="U6")
    return {"Episodes": [row | values], "reference": _LIST}


_REFUGEE = {"UASC": [{"SEX": "M"}]}


@rule(
    "164", ERROR, "The distance between home and placement cannot be worked out: a postcode is not in the list.",
    needs=NEEDS, reads=(LS, CHILD, HOME_POST, PL_POST, UASC), blames=(HOME_POST, PL_POST),
    fails=(_stay("ZZ1 1AA", _NOWHERE), _stay(_NOWHERE, "ZZ1 1AA")),
    passes=(
        _stay("zz11aa", "ZZ2 2BB"), _stay("ZZ1 1AA", ""), _stay("", "ZZ1 1AA"), _stay("ZZ1 1AA", _NOWHERE, LS="V3"),
        _stay("ZZ1 1AA", _NOWHERE) | _REFUGEE, _stay("ZZ1 1AA", "BT1 1AA"),
    ),
)  # fmt: skip
def distance_can_be_told(data: Data) -> pl.DataFrame:
    """Asked where both postcodes are told; 392a asks for them. Not asked of short breaks, nor of who is or, by last
    year's file, was an unaccompanied child. The logic that is known asks for 0 to 999.9 miles, which a distance that is
    worked out always is.
    """
    rows = located(data, data[E])
    is_unknown = col("EASTING").is_null() | col("EASTING_home").is_null()
    is_told = col("home").is_not_null() & col("place").is_not_null()
    return rows.filter(is_told & is_unknown & ~_is_break() & ~is_or_was_unaccompanied(data))


@rule(
    "392a", ERROR, "The child is looked after, and without both postcodes there is no distance from home.",
    needs=NEEDS, reads=(LS, CHILD, HOME_POST, PL_POST, UASC), blames=(HOME_POST, PL_POST),
    fails=(_stay("ZZ1 1AA", ""), _stay("", "ZZ1 1AA")),
    passes=(
        _stay("ZZ1 1AA", "ZZ2 2BB"), _stay("ZZ1 1AA", _NOWHERE), _stay("", "", LS="V4"), _stay("", "") | _REFUGEE,
    ),
)  # fmt: skip
def distance_is_told(data: Data) -> pl.DataFrame:
    """Of a distance that is missing because a postcode is not in the list 164 tells. Who was an unaccompanied child
    before last year cannot be told from others, as 406 says.
    """
    is_missing = col("HOME_POST").is_null() | col("PL_POST").is_null()
    return data[E].filter(is_missing & ~_is_break() & ~is_or_was_unaccompanied(data))


@rule(
    "169", ERROR, "The authority in which the placement lies is not known: its postcode is missing or not in the list.",
    needs=NEEDS, reads=(LS, HOME_POST, PL_POST), blames=PL_POST,
    fails=(_stay("ZZ1 1AA", ""), _stay("ZZ1 1AA", _NOWHERE)),
    passes=(_stay("", "ZZ2 2BB"), _stay("", "bt11aa"), _stay("", "", LS="V3")),
)  # fmt: skip
def authority_is_known(data: Data) -> pl.DataFrame:
    """Short breaks apart, as 420 wants no authority of them."""
    return located(data, data[E]).filter(col("LA").is_null() & ~_is_break())


@rule(
    "406", ERROR, "The child is or was an unaccompanied asylum seeker, and postcodes are told that give a distance.",
    needs=NEEDS, reads=(CHILD, HOME_POST, PL_POST, UASC), blames=(HOME_POST, PL_POST),
    fails=(
        _stay("ZZ1 1AA", "ZZ2 2BB") | _REFUGEE, _stay("ZZ1 1AA", "ZZ1 2BB") | {"previous": _REFUGEE},
    ),
    passes=(
        _stay("ZZ1 1AA", "ZZ2 2BB"), _stay("", "ZZ2 2BB") | _REFUGEE, _stay("ZZ1 1AA", _NOWHERE) | _REFUGEE,
        _stay("ZZ1 1AA", "ZZ2 2BB") | {"UASC": [{"CHILD": "2"}]},
    ),
)  # fmt: skip
def unaccompanied_have_no_distance(data: Data) -> pl.DataFrame:
    """Who was one is told by last year's file alone: of a child who was one before that, or where last year is not
    given, 392a asks for what is not wanted. Say so when you send the return.
    """
    return located(data, data[E]).filter(col("miles").is_not_null() & is_or_was_unaccompanied(data))


@rule(
    "420", ERROR, "The postcode of a short break is told, which gives an authority that is not asked for.",
    needs=NEEDS, reads=(LS, HOME_POST, PL_POST), blames=(LS, PL_POST),
    fails=(_stay("", "ZZ1 1AA", LS="V3"), _stay("", "zz22bb", LS="V4")),
    passes=(_stay("", "ZZ1 1AA"), _stay("", "", LS="V3"), _stay("", _NOWHERE, LS="V3")),
)  # fmt: skip
def authority_of_a_break_is_not_told(data: Data) -> pl.DataFrame:
    return located(data, data[E]).filter(col("LA").is_not_null() & _is_break())


@rule(
    "454", ERROR, "The placement is more than 350 miles from home.", since="2025-26",
    needs=NEEDS, reads=(LS, CHILD, HOME_POST, PL_POST, UASC), blames=(HOME_POST, PL_POST),
    fails=(_stay("ZZ1 1AA", "ZZ3 3DD"), _stay("zz33dd", "zz11aa", LS="")),
    passes=(
        _stay("ZZ1 1AA", "ZZ2 2BB"), _stay("ZZ1 1AA", "ZZ3 3DD", LS="V3"), _stay("ZZ1 1AA", "ZZ3 3DD") | _REFUGEE,
        _stay("ZZ1 1AA", "BT1 1AA"), _stay("ZZ1 1AA", ""),
    ),
)  # fmt: skip
def placement_is_not_too_far(data: Data) -> pl.DataFrame:
    """Short breaks and unaccompanied children have no distance, so they are not asked about. Who was such a child
    before last year cannot be told from others, as 406 says. It is taken to be new in 2025-26, when it was defined:
    another validator has it for no earlier year.
    """
    is_far = col("miles") > FURTHEST
    return located(data, data[E]).filter(is_far & ~_is_break() & ~is_or_was_unaccompanied(data))


def _was_told_so(code: str, what: str, column: str, message: str, *, alike: bool, authority: str = "") -> None:
    """What is worked out of the episode that was open at the end of last year must come out the same this year."""
    keys = ["CHILD", "DECOM", *(["RNE", "PLACE"] if alike else [])]

    def has_changed(data: Data) -> pl.DataFrame:
        assert data.previous is not None  # noqa: S101 - it needs last year
        opened = located(data, opened_last_year(data)).select(*keys, told=col(column))
        rows = located(data, episodes_in_order(data).filter(is_first()))
        is_another = col(column) != col("told")
        if column == "miles":
            is_another = (col(column) - col("told")).abs() >= OTHER_MILES
        return rows.join(opened, on=keys).filter(is_another)

    has_changed.__doc__ = (
        f"Both {what}s are worked out from the list that was given, so they differ where the postcodes do. Asked where "
        f"both are known, of an episode with the same first day" + (", reason and kind of placement." if alike else ".")
    )
    if column == "miles":
        has_changed.__doc__ += (
            " How near is the same is not said. The department tells miles with one decimal, and another validator "
            "takes what differs by less than 0.2 for the same: so does this."
        )
    near, far, beside, other = "ZZ1 1AA", "ZZ2 2BB", "ZZ2 2BD", "ZZ4 4EE"
    told = {"previous": {"Episodes": _stay(near, far)["Episodes"]}} | ({"authority": authority} if authority else {})
    rule(
        code, ERROR, message, needs=("previous", "postcodes", *(["authority"] if authority else [])),
        reads=(CHILD, DECOM, DEC, RNE, PLACE, HOME_POST, PL_POST), blames=PL_POST,
        fails=(_stay(near, other) | told, _stay(near, near) | told),
        passes=(
            _stay(near, far) | told, _stay(near, other, DECOM="2024-11-21") | told, _stay(near, _NOWHERE) | told,
            _stay(near, other, CHILD="2") | told, _stay(near, beside) | told,
            *([_stay(near, other, PLACE="K2") | told, _stay(near, other, RNE="P") | told] if alike else ()),
        ),
    )(has_changed)  # fmt: skip


_was_told_so("452", "authority", "LA", "The same placement lies in another authority than last year.", alike=True)
_was_told_so("453", "distance", "miles", "The same placement is at another distance than last year.", alike=True)
_was_told_so("503G", "distance", "miles", "The distance from home is not the one of last year's open episode.",
             alike=False)  # fmt: skip
_was_told_so("503H", "authority", "LA", "The placement lies in another authority than last year's open episode.",
             alike=False)  # fmt: skip
_was_told_so("503J", "location", "is_own", "Last year the open episode's placement lay in the authority's own area and "
             "now it does not, or the other way round.", alike=False, authority="806")  # fmt: skip
