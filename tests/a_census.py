"""Censuses of any shape, for what must hold of each: children with episodes and all that stands in these."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from tally.years import CollectionYear

YEARS = ("2021-22", "2022-23", "2023-24", "2024-25", "2025-26", "2026-27")


def _days(first: dt.date, last: dt.date) -> st.SearchStrategy[str]:
    return st.dates(first, last).map(dt.date.isoformat)


def _record(**items: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Each item may be there or not."""
    return st.fixed_dictionaries({}, optional=items)


@st.composite
def censuses(draw: st.DrawFn, year: CollectionYear) -> list[dict[str, Any]]:
    """Some children in the form that `tally.cin.examples.census` writes. Everything is of the year."""
    # In capitals, as the data set has codes; with everything that XML, CSV and JSON write in a way of their own.
    day, born = _days(year.first_day, year.last_day), _days(dt.date(2008, 1, 1), year.last_day)
    code, flag = st.sampled_from(["A1", "2B", "N1", "É & <Ü>", '"Q"', "BACK\\SLASH"]), st.sampled_from(["0", "1"])
    plan = _record(
        CPPstartDate=day, CPPendDate=day, InitialCategoryOfAbuse=code, LatestCategoryOfAbuse=code,
        NumberOfPreviousCPP=st.integers(0, 9).map(str),
        Reviews=st.lists(st.fixed_dictionaries({"CPPreviewDate": day}), max_size=3),
    )  # fmt: skip
    inside = {
        "CINreferralDate": day, "ReferralSource": code, "PrimaryNeedCode": code, "CINclosureDate": day,
        "ReasonForClosure": code, "DateOfInitialCPC": day, "ReferralNFA": flag,
        "Assessments": st.lists(_record(
            AssessmentActualStartDate=day, AssessmentInternalReviewDate=day, AssessmentAuthorisationDate=day,
            AssessmentFactors=st.lists(code, max_size=3, unique=True),
        ), max_size=2),
        "CINPlanDates": st.lists(_record(CINPlanStartDate=day, CINPlanEndDate=day), max_size=2),
        "Section47": st.lists(_record(
            S47ActualStartDate=day, InitialCPCtarget=day, DateOfInitialCPC=day, ICPCnotRequired=flag,
        ), max_size=2),
        "ChildProtectionPlans": st.lists(plan, max_size=2),
    }  # fmt: skip
    if year.name >= "2026-27":
        inside["PreProceedingsandFGDM"] = st.lists(_record(
            PPStartDate=day, LBPSentDate=day, FGDMMeetingOffer=flag, InitialPPMeetingDate=day,
            ReviewMeetingsCount=st.integers(0, 9).map(str), StepDecisionDate=day, PPOutcome=code, CourtAppDate=day,
            LetterInitCPDate=day,
        ), max_size=2)  # fmt: skip
    child = _record(
        UPN=st.sampled_from(["A123456789012", "B1"]), FormerUPN=st.just("C123456789012"), PersonBirthDate=born,
        ExpectedPersonBirthDate=born, PersonDeathDate=day,
        Disability=st.lists(code, max_size=3, unique=True),
        **({"Sex": st.sampled_from("MFU")} if year.name >= "2024-25" else {"GenderCurrent": st.sampled_from("0129")}),
        CINdetails=st.lists(_record(**inside), min_size=1, max_size=3),
    )  # fmt: skip
    children: list[dict[str, Any]] = draw(st.lists(child, max_size=4))
    ethnicity = st.sampled_from([None, "WBRI"])  # every child has characteristics, though they may say nothing
    return [
        {"LAchildID": f"CH{number}", "CINdetails": [{}], "Ethnicity": draw(ethnicity), **one}
        for number, one in enumerate(children)
    ]
