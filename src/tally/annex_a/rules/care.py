"""Lists 8 and 9: do the days of care follow each other, and does one answer fit the next?"""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import (
    CARE,
    CEASED,
    ERROR,
    LEAVING,
    QUERY,
    col,
    in_order,
    once,
    rule,
    together,
    under_18,
)
from tally.annex_a.tables import AGE
from tally.data import Data

_STARTED, _REASON = "Date Started to be Looked After", "Reason Ceased to be Looked After"
_PLACED = "Start Date of Most Recent Placement"
_MISSING = "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
_OFFERED = "Was the child offered a Return Interview after their last missing episode (Y/N)?"
_ACCEPTED = "Did the child accept a Return Interview after their last missing episode (Y/N)?"
_CATEGORY = "Eligibility Category"
#: From and to which age a young person has a category, as leaving care law defines them.
_AGES = {
    "a) Relevant": (16, 17), "b) Former relevant": (18, 25), "c) Qualifying": (16, 25), "d) Eligible": (16, 17),
}  # fmt: skip

in_order("A0807", ERROR, "The child ceased to be looked after before care started.", CARE, (_STARTED, CEASED))
in_order("A0808", ERROR, "The most recent placement started before care did.", CARE, (_STARTED, _PLACED))
in_order("A0809", ERROR, "Care ceased before the most recent placement started.", CARE, (_PLACED, CEASED))
in_order(
    "A0810", QUERY, "The current legal status started before care did.",
    CARE, (_STARTED, "Start date of current legal status"),
)  # fmt: skip
in_order(
    "A0811", QUERY, "The latest statutory review was held before care started.",
    CARE, (_STARTED, "Date of Latest Statutory Review"),
)  # fmt: skip
in_order(
    "A0812", QUERY, "The last social work visit was made before care started.",
    CARE, (_STARTED, "Date of Last Social Work Visit"),
)  # fmt: skip
together("A0813", ERROR, "The child ceased to be looked after, and the reason is not given.", CARE, (CEASED, _REASON))
together("A0814", ERROR, "A reason why care ceased is given, and no day of it.", CARE, (_REASON, CEASED))
once("A0815", ERROR, "The child stands in the list more than once without a day on which care ceased.", CARE, CEASED)
under_18("A0816", "Care started when the child was 18 or older.", CARE, _STARTED)


@rule(
    "A0817", ERROR, "The child accepted a return interview that was not offered.",
    reads=(f"{CARE}.{_OFFERED}", f"{CARE}.{_ACCEPTED}"), blames=(f"{CARE}.{_OFFERED}", f"{CARE}.{_ACCEPTED}"),
    fails=({CARE: [{_OFFERED: "No", _ACCEPTED: "Yes"}]}, {CARE: [{}, {_OFFERED: "No", _ACCEPTED: "Yes"}]}),
    passes=(
        {CARE: [{_OFFERED: "Yes", _ACCEPTED: "Yes"}]}, {CARE: [{_OFFERED: "No", _ACCEPTED: "No"}]},
        {CARE: [{_OFFERED: "No"}]},
    ),
)  # fmt: skip
def accepted_without_offer(data: Data) -> pl.DataFrame:
    return data[CARE].filter(~col(_OFFERED) & col(_ACCEPTED))


@rule(
    "A0818", QUERY, "A return interview was offered, and the child was never missing in the last twelve months.",
    reads=(f"{CARE}.{_OFFERED}", f"{CARE}.{_MISSING}"), blames=(f"{CARE}.{_MISSING}", f"{CARE}.{_OFFERED}"),
    fails=({CARE: [{_OFFERED: "Yes", _MISSING: "0"}]}, {CARE: [{}, {_OFFERED: "Yes", _MISSING: "0"}]}),
    passes=({CARE: [{_OFFERED: "Yes", _MISSING: "1"}]}, {CARE: [{_OFFERED: "No", _MISSING: "0"}]}),
)  # fmt: skip
def interview_of_nobody_missing(data: Data) -> pl.DataFrame:
    """The last missing episode may be longer ago than the twelve months that are counted, so it is a query."""
    return data[CARE].filter(col(_OFFERED) & (col(_MISSING) == 0))


together(
    "A0907", QUERY, "It is said where the young person lives, and not whether that is suitable.",
    LEAVING, ("Type of Accommodation", "Suitability of Accommodation"),
)  # fmt: skip


@rule(
    "A0908", QUERY, "The authority is in touch with the young person, and the day of the latest contact is not given.",
    reads=(f"{LEAVING}.LA in Touch", f"{LEAVING}.Latest Date of Contact"), blames=f"{LEAVING}.Latest Date of Contact",
    fails=(
        {LEAVING: [{"LA in Touch": "a) In touch"}]},
        {LEAVING: [{"LA in Touch": "b) Not in touch"}, {"LA in Touch": "a) In touch"}]},
    ),
    passes=(
        {LEAVING: [{"LA in Touch": "a) In touch", "Latest Date of Contact": "2025-05-01"}]},
        {LEAVING: [{"LA in Touch": "b) Not in touch"}]},
    ),
)  # fmt: skip
def in_touch_since_when(data: Data) -> pl.DataFrame:
    without = ~data.is_told(LEAVING, "Latest Date of Contact")
    return data[LEAVING].filter((col("LA in Touch") == "a) In touch") & without)


def _aged(category: str, age: str) -> dict[str, list[dict[str, str]]]:
    return {LEAVING: [{_CATEGORY: category, AGE: age}]}


@rule(
    "A0909", QUERY, "At this age a young person does not have this category of eligibility.",
    reads=(f"{LEAVING}.{_CATEGORY}", f"{LEAVING}.{AGE}"), blames=(f"{LEAVING}.{_CATEGORY}", f"{LEAVING}.{AGE}"),
    fails=(_aged("a) Relevant", "18"), _aged("b) Former relevant", "17"), _aged("d) Eligible", "15")),
    passes=(_aged("a) Relevant", "17"), _aged("b) Former relevant", "18"), _aged("e) Other", "30")),
)  # fmt: skip
def category_of_another_age(data: Data) -> pl.DataFrame:
    """Eligible and relevant are 16 and 17, former relevant 18 to 25, qualifying 16 to 25. Asked of the age as given."""
    ages = pl.DataFrame(
        [(category, youngest, oldest) for category, (youngest, oldest) in _AGES.items()],
        schema=[_CATEGORY, "youngest", "oldest"], orient="row",
    )  # fmt: skip
    found = data[LEAVING].join(ages, on=_CATEGORY, how="inner", maintain_order="left")
    return found.filter(~col(AGE).is_between(col("youngest"), col("oldest")))
