"""Did pre-proceedings begin, and was a family group decision-making meeting offered? The rules of the module that is
asked for from 2026-27.

Its rules are known from a draft that is not published as a whole; where it is not clear, the rule says what was
decided.
"""

from __future__ import annotations

import polars as pl

from tally.cin.rules.common import ERROR, QUERY, col, in_year, is_code, rule
from tally.cin.tables import FROM_PRE_PROCEEDINGS
from tally.data import Data

_TABLE = "PreProceedingsandFGDM"
_START, _LETTER, _OFFER = f"{_TABLE}.PPStartDate", f"{_TABLE}.LBPSentDate", f"{_TABLE}.FGDMMeetingOffer"
_MEETING, _STEP, _COURT = f"{_TABLE}.InitialPPMeetingDate", f"{_TABLE}.StepDecisionDate", f"{_TABLE}.CourtAppDate"


def _begun(*rows: dict[str, object]) -> dict[str, object]:
    """A child with one episode and these pre-proceedings."""
    return {"CINdetails": [{_TABLE: list(rows)}]}


@rule(
    "8995Q", QUERY, "No child has any pre-proceedings. Give them, or say why there are none.",
    reads=(_TABLE,), blames=(), since=FROM_PRE_PROCEEDINGS,
    fails=({"CINdetails": [{}]}, [{"CINdetails": [{}]}, {"LAchildID": "A1"}]),
    passes=(_begun({}), [{"CINdetails": [{}]}, _begun({"PPStartDate": "2026-05-01"})]),
)  # fmt: skip
def some_child_has_pre_proceedings(data: Data) -> bool:
    return data[_TABLE].is_empty()


@rule(
    "9000Q", QUERY, "The decision to begin pre-proceedings has no date. Give it, or say why you do not collect it.",
    reads=(_START,), blames=_START, since=FROM_PRE_PROCEEDINGS,
    fails=(_begun({}), _begun({"PPStartDate": "2026-05-01"}, {"LBPSentDate": "2026-05-01"})),
    passes=(_begun({"PPStartDate": "2026-05-01"}), _begun()),
)  # fmt: skip
def start_is_given(data: Data) -> pl.DataFrame:
    """It is not clear whether every child's pre-proceedings are asked about or the return as a whole. Each without a
    date is found, so that none is overlooked where some have one; a return without any pre-proceedings is 8995Q's.
    """
    return data[_TABLE].filter(col("PPStartDate").is_null())


@rule(
    "9005", ERROR, "The decision to begin pre-proceedings is not in the census year.",
    reads=(_START,), blames=_START, since=FROM_PRE_PROCEEDINGS,
    fails=(_begun({"PPStartDate": "2026-03-31"}), _begun({"PPStartDate": "2026-04-01"}, {"PPStartDate": "2027-04-01"})),
    passes=(_begun({"PPStartDate": "2026-04-01"}), _begun({"PPStartDate": "2027-03-31"}), _begun({})),
)  # fmt: skip
def start_is_in_the_year(data: Data) -> pl.DataFrame:
    return data[_TABLE].filter(~in_year(data, "PPStartDate"))


@rule(
    "9006", ERROR, "The letter before proceedings is not of the census year, or not after pre-proceedings began.",
    reads=(_LETTER, _START), blames=_LETTER, since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"PPStartDate": "2026-05-01", "LBPSentDate": "2026-05-01"}),
        _begun({"PPStartDate": "2026-05-01", "LBPSentDate": "2026-05-02"}, {"LBPSentDate": "2026-03-31"}),
        _begun({"PPStartDate": "2027-03-30", "LBPSentDate": "2027-04-01"}),
    ),
    passes=(
        _begun({"PPStartDate": "2026-05-01", "LBPSentDate": "2026-05-02"}), _begun({"LBPSentDate": "2026-04-01"}),
        _begun({"PPStartDate": "2026-05-01"}), _begun({"PPStartDate": "2025-05-01", "LBPSentDate": "2027-03-31"}),
    ),
)  # fmt: skip
def letter_follows_start(data: Data) -> pl.DataFrame:
    """The message asks for a day after the start, the logic for the same day or a later one. The message is followed: a
    letter of the same day is found. A peer lets it pass, and does not look at the year where the start is missing.
    """
    return data[_TABLE].filter(
        ~in_year(data, "LBPSentDate") | (col("LBPSentDate") <= col("PPStartDate")).fill_null(False)
    )


@rule(
    "9007", ERROR, "A letter before proceedings was sent, but it is not said whether it offered a meeting.",
    reads=(_LETTER, _OFFER), blames=_OFFER, since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"LBPSentDate": "2026-05-01"}),
        _begun({"LBPSentDate": "2026-05-01", "FGDMMeetingOffer": "0"}, {"LBPSentDate": "2026-06-01"}),
    ),
    passes=(
        _begun({"LBPSentDate": "2026-05-01", "FGDMMeetingOffer": "0"}),
        _begun({"LBPSentDate": "2026-05-01", "FGDMMeetingOffer": "true"}),
        _begun({"FGDMMeetingOffer": "1"}), _begun({}),
    ),
)  # fmt: skip
def offer_is_given(data: Data) -> pl.DataFrame:
    """A peer tests the reverse, an offer without a letter. The message speaks of a letter without an answer."""
    return data[_TABLE].filter(col("LBPSentDate").is_not_null() & col("FGDMMeetingOffer").is_null())


@rule(
    "9008", ERROR, "The first pre-proceedings meeting is not in the census year.",
    reads=(_MEETING,), blames=_MEETING, since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"InitialPPMeetingDate": "2026-03-31"}),
        _begun({"InitialPPMeetingDate": "2026-04-01"}, {"InitialPPMeetingDate": "2027-04-01"}),
    ),
    passes=(
        _begun({"InitialPPMeetingDate": "2026-04-01"}), _begun({"InitialPPMeetingDate": "2027-03-31"}), _begun({}),
    ),
)  # fmt: skip
def meeting_is_in_the_year(data: Data) -> pl.DataFrame:
    return data[_TABLE].filter(~in_year(data, "InitialPPMeetingDate"))


@rule(
    "9009", ERROR, "The decision to step up or down is not in the census year, or is before pre-proceedings began.",
    reads=(_STEP, _START), blames=_STEP, since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"PPStartDate": "2026-05-02", "StepDecisionDate": "2026-05-01"}),
        _begun({"StepDecisionDate": "2026-05-01"}, {"StepDecisionDate": "2026-03-31"}),
        _begun({"PPStartDate": "2026-05-02", "StepDecisionDate": "2027-04-01"}),
    ),
    passes=(
        _begun({"PPStartDate": "2026-05-01", "StepDecisionDate": "2026-05-01"}),
        _begun({"StepDecisionDate": "2027-03-31"}), _begun({"PPStartDate": "2026-05-01"}),
    ),
)  # fmt: skip
def step_follows_start(data: Data) -> pl.DataFrame:
    return data[_TABLE].filter(
        ~in_year(data, "StepDecisionDate") | (col("StepDecisionDate") < col("PPStartDate")).fill_null(False)
    )


@rule(
    "9010Q", QUERY, "A meeting was offered. Say whether it was facilitated, or why that is not known.",
    reads=(_OFFER, f"{_TABLE}.FGDMMeetingFac"), blames=f"{_TABLE}.FGDMMeetingFac", since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"FGDMMeetingOffer": "1"}),
        _begun({"FGDMMeetingOffer": "1", "FGDMMeetingFac": "1"}, {"FGDMMeetingOffer": "true"}),
    ),
    passes=(
        _begun({"FGDMMeetingOffer": "1", "FGDMMeetingFac": "0"}), _begun({"FGDMMeetingOffer": "0"}), _begun({}),
    ),
)  # fmt: skip
def offer_is_followed_up(data: Data) -> pl.DataFrame:
    return data[_TABLE].filter(col("FGDMMeetingOffer") & col("FGDMMeetingFac").is_null())


@rule(
    "9011", ERROR, "The outcome of the pre-proceedings is none of the codes.",
    reads=(f"{_TABLE}.PPOutcome",), blames=f"{_TABLE}.PPOutcome", since=FROM_PRE_PROCEEDINGS,
    fails=(_begun({"PPOutcome": "D"}), _begun({"PPOutcome": "A"}, {"PPOutcome": "a"})),
    passes=(_begun({"PPOutcome": "A"}, {"PPOutcome": "B"}, {"PPOutcome": "C"}), _begun({})),
)  # fmt: skip
def outcome_is_valid(data: Data) -> pl.DataFrame:
    """Pre-proceedings that are still going on have no outcome, so only one that is given is looked at. A peer also
    finds those without one, against its own account of the rule.
    """
    return data[_TABLE].filter(col("PPOutcome").is_not_null() & ~is_code(data, "PPOutcome", "PPOutcome"))


@rule(
    "9012", ERROR, "The application to court is not in the census year, or is before the decision to step up or down.",
    reads=(_COURT, _STEP), blames=_COURT, since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"StepDecisionDate": "2026-05-02", "CourtAppDate": "2026-05-01"}),
        _begun({"CourtAppDate": "2026-05-01"}, {"CourtAppDate": "2027-04-01"}),
        _begun({"StepDecisionDate": "2026-03-01", "CourtAppDate": "2026-03-31"}),
    ),
    passes=(
        _begun({"StepDecisionDate": "2026-05-01", "CourtAppDate": "2026-05-01"}),
        _begun({"CourtAppDate": "2027-03-31"}), _begun({"StepDecisionDate": "2026-05-01"}),
    ),
)  # fmt: skip
def application_follows_decision(data: Data) -> pl.DataFrame:
    """The message names the decision to initiate care proceedings; the item that holds it is the decision to step up or
    down.
    """
    return data[_TABLE].filter(
        ~in_year(data, "CourtAppDate") | (col("CourtAppDate") < col("StepDecisionDate")).fill_null(False)
    )


@rule(
    "9013", ERROR, "The letter of care proceedings is not of the census year, or is before the application to court.",
    reads=(f"{_TABLE}.LetterInitCPDate", _COURT), blames=f"{_TABLE}.LetterInitCPDate", since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"CourtAppDate": "2026-05-02", "LetterInitCPDate": "2026-05-01"}),
        _begun({"LetterInitCPDate": "2026-05-01"}, {"LetterInitCPDate": "2026-03-31"}),
        _begun({"CourtAppDate": "2027-03-31", "LetterInitCPDate": "2027-04-01"}),
    ),
    passes=(
        _begun({"CourtAppDate": "2026-05-01", "LetterInitCPDate": "2026-05-01"}),
        _begun({"LetterInitCPDate": "2027-03-31"}), _begun({"CourtAppDate": "2026-05-01"}),
    ),
)  # fmt: skip
def letter_follows_application(data: Data) -> pl.DataFrame:
    return data[_TABLE].filter(
        ~in_year(data, "LetterInitCPDate") | (col("LetterInitCPDate") < col("CourtAppDate")).fill_null(False)
    )


@rule(
    "9015Q", QUERY, "There was a first pre-proceedings meeting. Say how many reviews followed, or why you cannot.",
    reads=(_MEETING, f"{_TABLE}.ReviewMeetingsCount"), blames=f"{_TABLE}.ReviewMeetingsCount",
    since=FROM_PRE_PROCEEDINGS,
    fails=(
        _begun({"InitialPPMeetingDate": "2026-05-01"}),
        _begun(
            {"InitialPPMeetingDate": "2026-05-01", "ReviewMeetingsCount": "2"},
            {"InitialPPMeetingDate": "2026-06-01", "ReviewMeetingsCount": "two"},
        ),
    ),
    passes=(
        _begun({"InitialPPMeetingDate": "2026-05-01", "ReviewMeetingsCount": "0"}), _begun({}),
        _begun({"ReviewMeetingsCount": "1"}),
    ),
)  # fmt: skip
def reviews_are_counted(data: Data) -> pl.DataFrame:
    """The message asks for the number where reviews were held, which nothing else in the return tells. So it is asked
    wherever there was a first meeting, as the logic has it: 0 says that no review followed.
    """
    return data[_TABLE].filter(col("InitialPPMeetingDate").is_not_null() & col("ReviewMeetingsCount").is_null())
