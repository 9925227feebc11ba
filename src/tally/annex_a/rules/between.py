"""Is a child who stands in one list in the other that it must then be in?

From what Ofsted asks for: who is looked after, or has a plan, at the inspection or was in the six months before, is in
the list of that. All are queries, as the six months and what an authority does for another leave room. A check between
two lists is not applicable where the other list was not found.
"""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import (
    ADOPTERS,
    ADOPTION,
    CARE,
    CEASED,
    CLOSED,
    ENQUIRIES,
    LEAVING,
    NEED,
    PLAN_ENDED,
    PROTECTION,
    QUERY,
    col,
    listed,
    rule,
    still_listed,
)
from tally.annex_a.tables import CHILD
from tally.data import Data

_DAY = "2025-05-01"
_PLANNED = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
_STATUS, _REASON, _CATEGORY = "Case Status", "Reason Ceased to be Looked After", "Eligibility Category"
_FAMILY, _PLACED, _ADOPTED = "Family identifier", "Date Placed for Adoption", "Date of Adoption Order"
_LOOKED_AFTER, _PLAN, _ELIGIBLE = "a) Looked after child", "b) Child Protection plan", "d) Eligible"


@rule(
    "A0530", QUERY, "A conference led to a child protection plan, and the child is not in the list of plans.",
    reads=(f"{ENQUIRIES}.{_PLANNED}", f"{PROTECTION}.{CHILD}"), blames=f"{ENQUIRIES}.{_PLANNED}", needs=(PROTECTION,),
    fails=(
        {ENQUIRIES: [{_PLANNED: "Yes"}], PROTECTION: []},
        {ENQUIRIES: [{_PLANNED: "Yes"}], PROTECTION: [{CHILD: "2"}]},
    ),
    passes=(
        {ENQUIRIES: [{_PLANNED: "Yes"}], PROTECTION: [{}]}, {ENQUIRIES: [{_PLANNED: "No"}], PROTECTION: []},
    ),
)  # fmt: skip
def plan_is_listed(data: Data) -> pl.DataFrame:
    return data[ENQUIRIES].filter((col(_PLANNED) == "Yes") & ~col("child").is_in(listed(data, PROTECTION)))


@rule(
    "A0630", QUERY, "The case status says looked after, and the child is not in the list of children in care.",
    reads=(f"{NEED}.{_STATUS}", f"{CARE}.{CEASED}"), blames=f"{NEED}.{_STATUS}", needs=(CARE,),
    fails=(
        {NEED: [{_STATUS: _LOOKED_AFTER}], CARE: []}, {NEED: [{_STATUS: _LOOKED_AFTER}], CARE: [{CEASED: _DAY}]},
    ),
    passes=({NEED: [{_STATUS: _LOOKED_AFTER}], CARE: [{}]}, {NEED: [{_STATUS: _PLAN}], CARE: []}),
)  # fmt: skip
def looked_after_is_listed(data: Data) -> pl.DataFrame:
    there = col("child").is_in(still_listed(data, CARE, CEASED))
    return data[NEED].filter((col(_STATUS) == _LOOKED_AFTER) & ~there)


@rule(
    "A0631", QUERY, "The case status says child protection plan, and the child is not in the list of plans.",
    reads=(f"{NEED}.{_STATUS}", f"{PROTECTION}.{PLAN_ENDED}"), blames=f"{NEED}.{_STATUS}", needs=(PROTECTION,),
    fails=(
        {NEED: [{_STATUS: _PLAN}], PROTECTION: []}, {NEED: [{_STATUS: _PLAN}], PROTECTION: [{PLAN_ENDED: _DAY}]},
    ),
    passes=({NEED: [{_STATUS: _PLAN}], PROTECTION: [{}]}, {NEED: [{_STATUS: _LOOKED_AFTER}], PROTECTION: []}),
)  # fmt: skip
def plan_of_status_is_listed(data: Data) -> pl.DataFrame:
    there = col("child").is_in(still_listed(data, PROTECTION, PLAN_ENDED))
    return data[NEED].filter((col(_STATUS) == _PLAN) & ~there)


@rule(
    "A0730", QUERY, "The child has a child protection plan, and is not in the list of children in need.",
    reads=(f"{PROTECTION}.{PLAN_ENDED}", f"{NEED}.{CLOSED}"), blames=f"{PROTECTION}.{PLAN_ENDED}", needs=(NEED,),
    fails=({PROTECTION: [{}], NEED: []}, {PROTECTION: [{}], NEED: [{CLOSED: _DAY}]}),
    passes=({PROTECTION: [{}], NEED: [{}]}, {PROTECTION: [{PLAN_ENDED: _DAY}], NEED: []}),
)  # fmt: skip
def protected_is_in_need(data: Data) -> pl.DataFrame:
    there = col("child").is_in(still_listed(data, NEED, CLOSED))
    return data[PROTECTION].filter(col(PLAN_ENDED).is_null() & ~there)


@rule(
    "A0830", QUERY, "The child is looked after, and is not in the list of children in need.",
    reads=(f"{CARE}.{CEASED}", f"{NEED}.{CLOSED}"), blames=f"{CARE}.{CEASED}", needs=(NEED,),
    fails=({CARE: [{}], NEED: []}, {CARE: [{}], NEED: [{CLOSED: _DAY}]}),
    passes=({CARE: [{}], NEED: [{}]}, {CARE: [{CEASED: _DAY}], NEED: []}),
)  # fmt: skip
def looked_after_is_in_need(data: Data) -> pl.DataFrame:
    """The list of children in need has a case status for children looked after, so it holds them too."""
    there = col("child").is_in(still_listed(data, NEED, CLOSED))
    return data[CARE].filter(col(CEASED).is_null() & ~there)


@rule(
    "A0831", QUERY, "Care ceased as the child was adopted, and the list of adoption has no order for the child.",
    reads=(f"{CARE}.{_REASON}", f"{ADOPTION}.{_ADOPTED}"), blames=f"{CARE}.{_REASON}", needs=(ADOPTION,),
    fails=(
        {CARE: [{_REASON: "a) Adopted"}], ADOPTION: []}, {CARE: [{_REASON: "a) Adopted"}], ADOPTION: [{}]},
    ),
    passes=(
        {CARE: [{_REASON: "a) Adopted"}], ADOPTION: [{_ADOPTED: _DAY}]}, {CARE: [{_REASON: "b) Died"}], ADOPTION: []},
    ),
)  # fmt: skip
def adoption_is_listed(data: Data) -> pl.DataFrame:
    adopted = data[ADOPTION].filter(col(_ADOPTED).is_not_null())["child"].drop_nulls().unique().implode()
    return data[CARE].filter((col(_REASON) == "a) Adopted") & ~col("child").is_in(adopted))


@rule(
    "A0930", QUERY, "Eligible is who is looked after, and the young person is not in the list of children in care.",
    reads=(f"{LEAVING}.{_CATEGORY}", f"{CARE}.{CEASED}"), blames=f"{LEAVING}.{_CATEGORY}", needs=(CARE,),
    fails=(
        {LEAVING: [{_CATEGORY: _ELIGIBLE}], CARE: []}, {LEAVING: [{_CATEGORY: _ELIGIBLE}], CARE: [{CEASED: _DAY}]},
    ),
    passes=(
        {LEAVING: [{_CATEGORY: _ELIGIBLE}], CARE: [{}]}, {LEAVING: [{_CATEGORY: "a) Relevant"}], CARE: []},
    ),
)  # fmt: skip
def eligible_is_in_care(data: Data) -> pl.DataFrame:
    there = col("child").is_in(still_listed(data, CARE, CEASED))
    return data[LEAVING].filter((col(_CATEGORY) == _ELIGIBLE) & ~there)


@rule(
    "A0931", QUERY, "The young person has left care by this category, and is still in the list of children in care.",
    reads=(f"{LEAVING}.{_CATEGORY}", f"{CARE}.{CEASED}"), blames=f"{LEAVING}.{_CATEGORY}", needs=(CARE,),
    fails=(
        {LEAVING: [{_CATEGORY: "a) Relevant"}], CARE: [{}]},
        {LEAVING: [{_CATEGORY: "b) Former relevant"}], CARE: [{CEASED: _DAY}, {}]},
    ),
    passes=(
        {LEAVING: [{_CATEGORY: "a) Relevant"}], CARE: [{CEASED: _DAY}]},
        {LEAVING: [{_CATEGORY: _ELIGIBLE}], CARE: [{}]},
    ),
)  # fmt: skip
def left_care(data: Data) -> pl.DataFrame:
    left = col(_CATEGORY).is_in(["a) Relevant", "b) Former relevant", "c) Qualifying"])
    return data[LEAVING].filter(left & col("child").is_in(still_listed(data, CARE, CEASED)))


@rule(
    "A1030", QUERY, "The child was adopted, and is still in the list of children in care.",
    reads=(f"{ADOPTION}.{_ADOPTED}", f"{CARE}.{CEASED}"), blames=f"{ADOPTION}.{_ADOPTED}", needs=(CARE,),
    fails=(
        {ADOPTION: [{_ADOPTED: _DAY}], CARE: [{}]}, {ADOPTION: [{_ADOPTED: _DAY}], CARE: [{CEASED: _DAY}, {}]},
    ),
    passes=({ADOPTION: [{_ADOPTED: _DAY}], CARE: [{CEASED: _DAY}]}, {ADOPTION: [{}], CARE: [{}]}),
)  # fmt: skip
def adopted_left_care(data: Data) -> pl.DataFrame:
    there = col("child").is_in(still_listed(data, CARE, CEASED))
    return data[ADOPTION].filter(col(_ADOPTED).is_not_null() & there)


@rule(
    "A1031", QUERY, "The child is placed with a family that is not in the list of adopters.",
    reads=(f"{ADOPTION}.{_FAMILY}", f"{ADOPTION}.{_PLACED}", f"{ADOPTERS}.{_FAMILY}"), blames=f"{ADOPTION}.{_FAMILY}",
    needs=(ADOPTERS,),
    fails=(
        {ADOPTION: [{_PLACED: _DAY, _FAMILY: "7"}], ADOPTERS: []},
        {ADOPTION: [{_PLACED: _DAY, _FAMILY: "7"}], ADOPTERS: [{_FAMILY: "8"}]},
    ),
    passes=(
        {ADOPTION: [{_PLACED: _DAY, _FAMILY: "7"}], ADOPTERS: [{_FAMILY: "7"}]},
        {ADOPTION: [{_FAMILY: "7"}, {_PLACED: _DAY}], ADOPTERS: []},
    ),
)  # fmt: skip
def family_is_listed(data: Data) -> pl.DataFrame:
    """Adopters of another agency are in no list of this authority."""
    placed = col(_PLACED).is_not_null() & col(_FAMILY).is_not_null()
    return data[ADOPTION].filter(placed & ~col(_FAMILY).is_in(listed(data, ADOPTERS, _FAMILY)))
