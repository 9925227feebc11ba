"""Lists 2 to 7: do the days follow each other, and does one answer fit the next?"""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import (
    ASSESSMENTS,
    CLOSED,
    EARLY_HELP,
    ENQUIRIES,
    ERROR,
    NEED,
    PLAN_ENDED,
    PROTECTION,
    QUERY,
    col,
    in_order,
    once,
    rule,
    together,
    under_18,
)
from tally.data import Data

_AUTHORISED = "Continuous Assessment Date of Authorisation"
_STRATEGY = "Strategy discussion initiating Section 47 Enquiry Start Date"
_UNNECESSARY = "Was an Initial Child Protection Conference deemed unnecessary?"
_CONFERENCE = "Date of Initial Child Protection Conference"
_PLANNED = "Did the Initial Child Protection Conference Result in a Child Protection Plan"
_STATUS, _CLOSED_STATUS = "Case Status", "e) Closed episode"
_PLAN_STARTED = "Child Protection Plan Start Date"

in_order(
    "A0207", ERROR, "The early help assessment was completed before it started.",
    EARLY_HELP, ("Assessment start date", "Assessment completion date"),
)  # fmt: skip
in_order(
    "A0407", ERROR, "The assessment was authorised before it started.",
    ASSESSMENTS, ("Continuous Assessment Start Date", _AUTHORISED),
)  # fmt: skip
together(
    "A0408", QUERY, "The assessment is authorised, and it is not said whether the child requires support.",
    ASSESSMENTS, (_AUTHORISED, "Was the child assessed as requiring LA children's social care support?"),
)  # fmt: skip
in_order(
    "A0507", ERROR, "The initial child protection conference was held before the strategy discussion.",
    ENQUIRIES, (_STRATEGY, _CONFERENCE),
)  # fmt: skip


@rule(
    "A0508", QUERY, "A conference was deemed unnecessary, and the day of one is given.",
    reads=(f"{ENQUIRIES}.{_UNNECESSARY}", f"{ENQUIRIES}.{_CONFERENCE}"), blames=f"{ENQUIRIES}.{_UNNECESSARY}",
    fails=(
        {ENQUIRIES: [{_UNNECESSARY: "Yes", _CONFERENCE: "2025-05-01"}]},
        {ENQUIRIES: [{_UNNECESSARY: "No"}, {_UNNECESSARY: "Yes", _CONFERENCE: "2025-05-01"}]},
    ),
    passes=(
        {ENQUIRIES: [{_UNNECESSARY: "No", _CONFERENCE: "2025-05-01"}]}, {ENQUIRIES: [{_UNNECESSARY: "Yes"}]},
    ),
)  # fmt: skip
def needless_conference(data: Data) -> pl.DataFrame:
    return data[ENQUIRIES].filter(col(_UNNECESSARY) & col(_CONFERENCE).is_not_null())


@rule(
    "A0509", ERROR, "A conference led to a child protection plan, and the day of the conference is not given.",
    reads=(f"{ENQUIRIES}.{_PLANNED}", f"{ENQUIRIES}.{_CONFERENCE}"), blames=f"{ENQUIRIES}.{_CONFERENCE}",
    fails=(
        {ENQUIRIES: [{_PLANNED: "Yes"}]},
        {ENQUIRIES: [{_PLANNED: "No"}, {_PLANNED: "Yes"}]},
    ),
    passes=({ENQUIRIES: [{_PLANNED: "Yes", _CONFERENCE: "2025-05-01"}]}, {ENQUIRIES: [{_PLANNED: "No"}]}),
)  # fmt: skip
def plan_without_conference(data: Data) -> pl.DataFrame:
    without = ~data.is_told(ENQUIRIES, _CONFERENCE)
    return data[ENQUIRIES].filter((col(_PLANNED) == "Yes") & without)


in_order("A0607", ERROR, "The case was closed before need started.", NEED, ("CIN Start Date", CLOSED))
together("A0608", ERROR, "The case is closed, and the reason is not given.", NEED, (CLOSED, "Reason for Closure"))
together("A0609", ERROR, "A reason for closure is given, and no day of it.", NEED, ("Reason for Closure", CLOSED))


@rule(
    "A0610", ERROR, "The case status says that the episode is closed, and no day of closure is given.",
    reads=(f"{NEED}.{_STATUS}", f"{NEED}.{CLOSED}"), blames=f"{NEED}.{CLOSED}",
    fails=(
        {NEED: [{_STATUS: _CLOSED_STATUS}]},
        {NEED: [{_STATUS: _CLOSED_STATUS, CLOSED: "2025-05-01"}, {_STATUS: _CLOSED_STATUS}]},
    ),
    passes=({NEED: [{_STATUS: _CLOSED_STATUS, CLOSED: "2025-05-01"}]}, {NEED: [{_STATUS: "d) Open assessment"}]}),
)  # fmt: skip
def closed_without_day(data: Data) -> pl.DataFrame:
    return data[NEED].filter((col(_STATUS) == _CLOSED_STATUS) & ~data.is_told(NEED, CLOSED))


@rule(
    "A0611", QUERY, "A day of closure is given, and the case status is another than closed.",
    reads=(f"{NEED}.{_STATUS}", f"{NEED}.{CLOSED}"), blames=f"{NEED}.{_STATUS}",
    fails=(
        {NEED: [{_STATUS: "d) Open assessment", CLOSED: "2025-05-01"}]},
        {NEED: [{_STATUS: "c) Child in need plan", CLOSED: "2025-05-01"}]},
    ),
    passes=({NEED: [{_STATUS: _CLOSED_STATUS, CLOSED: "2025-05-01"}]}, {NEED: [{_STATUS: "d) Open assessment"}]}),
)  # fmt: skip
def day_of_closure_of_an_open_case(data: Data) -> pl.DataFrame:
    return data[NEED].filter((col(_STATUS) != _CLOSED_STATUS) & col(CLOSED).is_not_null())


once("A0612", QUERY, "The child stands in the list more than once without a day of closure.", NEED, CLOSED)
in_order("A0707", ERROR, "The child protection plan ended before it started.", PROTECTION, (_PLAN_STARTED, PLAN_ENDED))
in_order(
    "A0708", ERROR, "The latest review conference was held before the plan started.",
    PROTECTION, (_PLAN_STARTED, "Date of latest review conference"),
)  # fmt: skip
in_order(
    "A0709", QUERY, "The last statutory visit was made before the plan started.",
    PROTECTION, (_PLAN_STARTED, "Date of the Last Statutory Visit"),
)  # fmt: skip
once("A0710", ERROR, "The child has more than one child protection plan without an end.", PROTECTION, PLAN_ENDED)
under_18("A0711", "The child protection plan started when the child was 18 or older.", PROTECTION, _PLAN_STARTED)
