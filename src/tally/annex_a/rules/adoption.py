"""Lists 10 and 11: do the steps of an adoption follow each other, and does one answer fit the next?"""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import ADOPTERS, ADOPTION, ERROR, QUERY, col, in_order, rule, together
from tally.data import Data

_ENTERED, _DECIDED = "Date the Child Entered Care", "Date of Decision that Child Should be Placed for Adoption"
_ORDERED, _PLACED = "Date of Placement Order", "Date Placed for Adoption"
_MATCHED = "Date of Matching Child and Prospective Adopters"
_ADOPTED = "Date of Adoption Order"
_REVERSED = "Date of Decision that Child Should No Longer be Placed for Adoption"
_WHY = "Reason Why Child No Longer Placed for Adoption"
_ENQUIRED, _LEFT = "Date enquiry received", "Date of leaving adoption process"
_CHILDREN_PLACED = "Date child/children placed with adopter(s)"

in_order(
    "A1007",
    ERROR,
    "Adoption was decided on before the child came into care.",
    ADOPTION,
    (_ENTERED, _DECIDED),
)
in_order("A1008", ERROR, "The placement order was made before care started.", ADOPTION, (_ENTERED, _ORDERED))
in_order("A1009", ERROR, "The child was placed for adoption before the decision for it.", ADOPTION, (_DECIDED, _PLACED))
in_order("A1010", QUERY, "The child was placed for adoption before being matched.", ADOPTION, (_MATCHED, _PLACED))
in_order("A1011", ERROR, "The adoption order was made before the child was placed.", ADOPTION, (_PLACED, _ADOPTED))
in_order("A1012", ERROR, "The decision for adoption was reversed before it was made.", ADOPTION, (_DECIDED, _REVERSED))
together(
    "A1013", ERROR, "The decision for adoption is reversed, and the reason is not given.", ADOPTION, (_REVERSED, _WHY)
)
together("A1014", ERROR, "A reason for the reversal is given, and no day of it.", ADOPTION, (_WHY, _REVERSED))


@rule(
    "A1015", ERROR, "The child was adopted, and the decision for adoption is reversed.",
    reads=(f"{ADOPTION}.{_ADOPTED}", f"{ADOPTION}.{_REVERSED}"),
    blames=(f"{ADOPTION}.{_ADOPTED}", f"{ADOPTION}.{_REVERSED}"),
    fails=(
        {ADOPTION: [{_ADOPTED: "2025-05-01", _REVERSED: "2025-05-02"}]},
        {ADOPTION: [{_ADOPTED: "2025-05-01", _REVERSED: "2025-04-01"}]},
    ),
    passes=({ADOPTION: [{_ADOPTED: "2025-05-01"}]}, {ADOPTION: [{_REVERSED: "2025-05-02"}]}),
)  # fmt: skip
def adopted_and_reversed(data: Data) -> pl.DataFrame:
    return data[ADOPTION].filter(col(_ADOPTED).is_not_null() & col(_REVERSED).is_not_null())


for _number, (_stage, _last) in enumerate((("Stage 1", ERROR), ("Stage 2", ERROR))):
    in_order(
        f"A11{7 + _number:02}", _last, f"{_stage} ended before it started.",
        ADOPTERS, (f"Date {_stage} started", f"Date {_stage} ended"),
    )  # fmt: skip
in_order("A1109", ERROR, "Stage 1 started before the enquiry.", ADOPTERS, (_ENQUIRED, "Date Stage 1 started"))
in_order(
    "A1110", QUERY, "Stage 2 started before stage 1 ended.", ADOPTERS, ("Date Stage 1 ended", "Date Stage 2 started")
)
in_order(
    "A1111", ERROR, "The application was approved before it was submitted.",
    ADOPTERS, ("Date application submitted", "Date application approved"),
)  # fmt: skip
in_order(
    "A1112", ERROR, "The adopter was matched before being approved.",
    ADOPTERS, ("Date application approved", "Date adopter matched with child(ren)"),
)  # fmt: skip
in_order(
    "A1113", QUERY, "Children were placed before the adopter was matched with them.",
    ADOPTERS, ("Date adopter matched with child(ren)", _CHILDREN_PLACED),
)  # fmt: skip
in_order(
    "A1114", ERROR, "The adoption order was made before children were placed.", ADOPTERS, (_CHILDREN_PLACED, _ADOPTED)
)
in_order("A1115", ERROR, "The adopter left the process before the enquiry.", ADOPTERS, (_ENQUIRED, _LEFT))
together(
    "A1116", ERROR, "The adopter left the process, and the reason is not given.",
    ADOPTERS, (_LEFT, "Reason for leaving adoption process"),
)  # fmt: skip
together(
    "A1117", ERROR, "A reason for leaving the process is given, and no day of it.",
    ADOPTERS, ("Reason for leaving adoption process", _LEFT),
)  # fmt: skip
together(
    "A1118", QUERY, "Children were placed, and it is not said how many.",
    ADOPTERS, (_CHILDREN_PLACED, "No. of children placed"),
)  # fmt: skip
