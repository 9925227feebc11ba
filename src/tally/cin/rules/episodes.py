"""When was the child in need, and why? The rules of the module on episodes of need.

Where a rule asks whether anything followed a referral, an episode that does not say so is left to 8568, which asks for
the answer. An episode whose closure cannot be read is closed, on a day that nobody knows.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from tally.calendar import working_day_before
from tally.cin.rules.common import ERROR, QUERY, col, in_year, is_code, is_open, lasting, rule
from tally.data import Data
from tally.spans import spans_of, starting_within_another

_EPISODE = "CINdetails"
_REFERRAL, _CLOSURE, _REASON = (
    f"{_EPISODE}.CINreferralDate",
    f"{_EPISODE}.CINclosureDate",
    f"{_EPISODE}.ReasonForClosure",
)
_NOTHING_FOLLOWED, _NEED, _SOURCE = (
    f"{_EPISODE}.ReferralNFA", f"{_EPISODE}.PrimaryNeedCode", f"{_EPISODE}.ReferralSource",
)  # fmt: skip
_CONFERENCE = f"{_EPISODE}.DateOfInitialCPC"
_BIRTH, _EXPECTED = "ChildIdentifiers.PersonBirthDate", "ChildIdentifiers.ExpectedPersonBirthDate"
_DEATH = "ChildIdentifiers.PersonDeathDate"
#: The reasons for a closure that follows an assessment and nothing else.
_CLOSED_AFTER_ASSESSMENT = ["RC8", "RC9"]
#: How long before a birth a referral can be made.
_PREGNANCY = dt.timedelta(days=280)
#: From this day on the source of a referral is asked for.
_SOURCES_SINCE = dt.date(2013, 4, 1)


def _episodes(*episodes: dict[str, object], **identifiers: object) -> dict[str, object]:
    """A child with these episodes."""
    return {**identifiers, "CINdetails": list(episodes)}


def _need(referral: str = "", closure: str = "", nothing_followed: str = "0", **more: object) -> dict[str, object]:
    """An episode with these dates."""
    found = {"CINreferralDate": referral, "CINclosureDate": closure, "ReferralNFA": nothing_followed}
    return {**{name: value for name, value in found.items() if value}, **more}


def _enquiry(start: str, conference: str = "", **more: object) -> dict[str, object]:
    return {"S47ActualStartDate": start, **({"DateOfInitialCPC": conference} if conference else {}), **more}


@rule(
    "8600", ERROR, "The date of referral is missing, or is after the census year.",
    reads=(_REFERRAL,), blames=_REFERRAL,
    fails=(
        _episodes(_need("2026-04-01")), _episodes(_need()), _episodes(_need("2025-05-01"), _need("2062-05-01")),
    ),
    passes=(_episodes(_need("2026-03-31")), _episodes(_need("2009-05-01"), _need("2025-04-01"))),
)  # fmt: skip
def referral_is_not_later(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(col("CINreferralDate").is_null() | (col("CINreferralDate") > data.year.last_day))


@rule(
    "8606", ERROR, "The referral is more than 40 weeks before the child's birth or expected birth.",
    reads=(_REFERRAL, _BIRTH, _EXPECTED), blames=_REFERRAL,
    fails=(
        _episodes(_need("2025-04-24"), PersonBirthDate="2026-01-30"),
        _episodes(_need("2025-08-01"), _need("2024-08-01"), ExpectedPersonBirthDate="2026-05-01"),
        _episodes(_need("2024-08-01"), PersonBirthDate="2025-12-01"),
    ),
    passes=(
        _episodes(_need("2025-04-25"), PersonBirthDate="2026-01-30"), _episodes(_need("2025-04-25")),
        _episodes(_need("2025-08-01"), ExpectedPersonBirthDate="2026-05-01"),
        _episodes(_need(), PersonBirthDate="2026-01-30"),
    ),
)  # fmt: skip
def referral_is_within_a_pregnancy(data: Data) -> pl.DataFrame:
    """Where both dates are given, which 8525Q asks about, the referral must not be too early for either."""
    rows = data.view(_EPISODE, _BIRTH, _EXPECTED)
    birth = pl.max_horizontal("PersonBirthDate", "ExpectedPersonBirthDate")
    return rows.filter(col("CINreferralDate") < birth - _PREGNANCY)


@rule(
    "8555Q", QUERY, "The child was referred after their death. Correct the dates, or say why they are so.",
    reads=(_REFERRAL, _DEATH), blames=_REFERRAL,
    fails=(
        _episodes(_need("2025-05-02"), PersonDeathDate="2025-05-01"),
        _episodes(_need("2025-04-02"), _need("2025-06-02"), PersonDeathDate="2025-05-01"),
    ),
    passes=(
        _episodes(_need("2025-05-01"), PersonDeathDate="2025-05-01"), _episodes(_need("2025-05-02")),
        [_episodes(_need("2025-05-02")), _episodes(_need("2025-04-02"), PersonDeathDate="2025-05-01")],
    ),
)  # fmt: skip
def referral_is_in_life(data: Data) -> pl.DataFrame:
    return data.view(_EPISODE, _DEATH).filter(col("CINreferralDate") > col("PersonDeathDate"))


@rule(
    "8568", ERROR, "The episode must say whether the referral led to no further action: 1 or 0.",
    reads=(_NOTHING_FOLLOWED,), blames=_NOTHING_FOLLOWED,
    fails=(
        _episodes(_need(nothing_followed="")), _episodes(_need(nothing_followed="N")), _episodes(_need(), {}),
    ),
    passes=(_episodes(_need()), _episodes(_need(nothing_followed="1"), _need(nothing_followed="false"))),
)  # fmt: skip
def says_whether_anything_followed(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(col("ReferralNFA").is_null())


@rule(
    "8569Q", QUERY,
    "The referral is older than the census year and led to no further action. Leave it out, or say why it is there.",
    reads=(_REFERRAL, _NOTHING_FOLLOWED), blames=_NOTHING_FOLLOWED,
    fails=(
        _episodes(_need("2025-03-30", nothing_followed="1")),
        _episodes(_need("2025-05-01"), _need("2024-05-01", nothing_followed="true")),
    ),
    passes=(
        _episodes(_need("2025-03-31", nothing_followed="1")), _episodes(_need("2025-03-28")),
        _episodes(_need(nothing_followed="1")), _episodes(_need("2025-03-28", nothing_followed="")),
    ),
)  # fmt: skip
def old_referral_led_to_something(data: Data) -> pl.DataFrame:
    """The working day before 1 April is the last one in March that is no bank holiday: 28 March where Easter Monday
    is 1 April, as in 2024. Another validator counts 1 April itself as the first, and so asks about 31 March too.
    """
    first = working_day_before(data.year.first_day, 1)
    return data[_EPISODE].filter((col("CINreferralDate") < first) & col("ReferralNFA"))


@rule(
    "8866", ERROR, "The source of the referral is missing, or is no code for one.",
    reads=(_REFERRAL, _SOURCE), blames=_SOURCE,
    fails=(
        _episodes(_need("2025-05-01")), _episodes(_need("2013-04-01", ReferralSource="2C")),
        _episodes(_need(ReferralSource="11")), _episodes(_need("2025-05-01", ReferralSource="6"), _need("2025-06-01")),
    ),
    passes=(
        _episodes(_need("2025-05-01", ReferralSource="5D")), _episodes(_need("2013-03-31")),
        _episodes(_need("2013-04-01", ReferralSource="10")),
    ),
)  # fmt: skip
def source_is_valid(data: Data) -> pl.DataFrame:
    """A referral before 1 April 2013 needs no source. One without a date is not known to be so old: it needs one."""
    is_old = (col("CINreferralDate") < _SOURCES_SINCE).fill_null(False)
    return data[_EPISODE].filter(~is_old & ~is_code(data, "ReferralSource", "ReferralSource"))


@rule(
    "8610", ERROR, "The referral led to further action, but the child's primary need is missing.",
    reads=(_NOTHING_FOLLOWED, _NEED), blames=_NEED,
    fails=(_episodes(_need()), _episodes(_need(PrimaryNeedCode="N1"), _need(nothing_followed="false"))),
    passes=(
        _episodes(_need(PrimaryNeedCode="N1")), _episodes(_need(nothing_followed="1")),
        _episodes(_need(nothing_followed="")),
    ),
)  # fmt: skip
def need_is_given(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(~col("ReferralNFA") & col("PrimaryNeedCode").is_null())


@rule(
    "8650", ERROR, "The child's primary need is no code for one.",
    reads=(_NEED,), blames=_NEED,
    fails=(
        _episodes(_need(PrimaryNeedCode="N10")),
        _episodes(_need(PrimaryNeedCode="N1"), _need(PrimaryNeedCode="1", nothing_followed="1")),
    ),
    passes=(_episodes(_need(PrimaryNeedCode="N9")), _episodes(_need())),
)  # fmt: skip
def need_is_valid(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(
        col("PrimaryNeedCode").is_not_null() & ~is_code(data, "PrimaryNeed", "PrimaryNeedCode")
    )


@rule(
    "8620", ERROR, "The episode was not closed in the census year.",
    reads=(_CLOSURE,), blames=_CLOSURE,
    fails=(
        _episodes(_need("2024-05-01", "2025-03-31")), _episodes(_need("2026-03-01", "2026-04-01")),
        _episodes(_need("2025-05-01", "2025-06-01"), _need("2024-05-01", "2024-06-01")),
    ),
    passes=(
        _episodes(_need("2024-05-01", "2025-04-01")), _episodes(_need("2025-05-01", "2026-03-31")),
        _episodes(_need("2024-05-01")),
    ),
)  # fmt: skip
def closure_is_in_the_year(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(~in_year(data, "CINclosureDate"))


@rule(
    "8630", ERROR, "The episode was closed before the referral.",
    reads=(_REFERRAL, _CLOSURE), blames=(_REFERRAL, _CLOSURE),
    fails=(
        _episodes(_need("2025-05-02", "2025-05-01")),
        _episodes(_need("2025-04-02", "2025-05-01"), _need("2025-12-01", "2025-06-01")),
    ),
    passes=(
        _episodes(_need("2025-05-01", "2025-05-01")), _episodes(_need("2025-05-01")),
        _episodes(_need("", "2025-05-01")),
    ),
)  # fmt: skip
def closure_follows_referral(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(col("CINclosureDate") < col("CINreferralDate"))


@rule(
    "8640", ERROR, "The reason for the closure is no code for one.",
    reads=(_REASON,), blames=_REASON,
    fails=(
        _episodes(_need(ReasonForClosure="RC10")),
        _episodes(_need(ReasonForClosure="RC1"), _need(ReasonForClosure="8")),
    ),
    passes=(_episodes(_need(ReasonForClosure="RC9")), _episodes(_need())),
)  # fmt: skip
def reason_is_valid(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(
        col("ReasonForClosure").is_not_null() & ~is_code(data, "ReasonForClosure", "ReasonForClosure")
    )


@rule(
    "8805", ERROR, "The episode is closed, but the reason is missing.",
    reads=(_CLOSURE, _REASON), blames=(_CLOSURE, _REASON),
    fails=(
        _episodes(_need("2025-05-01", "2025-06-01")),
        _episodes(_need("2025-05-01", "2025-06-01", ReasonForClosure="RC1"), _need("2025-07-01", "2025-08-01")),
    ),
    passes=(_episodes(_need("2025-05-01", "2025-06-01", ReasonForClosure="RC1")), _episodes(_need("2025-05-01"))),
)  # fmt: skip
def closure_has_a_reason(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(col("CINclosureDate").is_not_null() & col("ReasonForClosure").is_null())


@rule(
    "8810", ERROR, "The episode has a reason for a closure, but the date of it is missing.",
    reads=(_CLOSURE, _REASON), blames=(_CLOSURE, _REASON),
    fails=(
        _episodes(_need("2025-05-01", ReasonForClosure="RC1")),
        _episodes(_need("2025-05-01", "2025-06-01", ReasonForClosure="RC1"), _need(ReasonForClosure="RC8")),
    ),
    passes=(
        _episodes(_need("2025-05-01", "2025-06-01", ReasonForClosure="RC1")), _episodes(_need("2025-05-01")),
        _episodes(_need("2025-05-01", "1 June 2025", ReasonForClosure="RC1")),
    ),
)  # fmt: skip
def reason_has_a_closure(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(col("ReasonForClosure").is_not_null() & is_open(data, _EPISODE, "CINclosureDate"))


@rule(
    "8585Q", QUERY,
    "The episode was closed because the child died, but the date of death is missing. Give it, or say why.",
    reads=(_REASON, _DEATH), blames=_REASON,
    fails=(
        _episodes(_need("2025-05-01", "2025-06-01", ReasonForClosure="RC2")),
        _episodes(_need(ReasonForClosure="RC1"), _need(ReasonForClosure="RC2"), PersonBirthDate="2020-05-01"),
    ),
    passes=(
        _episodes(_need(ReasonForClosure="RC2"), PersonDeathDate="2025-06-01"),
        _episodes(_need(ReasonForClosure="RC1")), _episodes(_need()),
    ),
)  # fmt: skip
def death_has_a_date(data: Data) -> pl.DataFrame:
    return data.view(_EPISODE, _DEATH).filter((col("ReasonForClosure") == "RC2") & col("PersonDeathDate").is_null())


@rule(
    "8815", ERROR, "The child has more than one open episode whose referral led to further action.",
    reads=(_CLOSURE, _NOTHING_FOLLOWED), blames=_CLOSURE,
    fails=(
        _episodes(_need("2025-05-01"), _need("2025-06-01")),
        _episodes(_need("2025-05-01"), _need("2025-06-01", "2025-07-01"), _need(nothing_followed="false")),
    ),
    passes=(
        _episodes(_need("2025-05-01", "2025-05-31"), _need("2025-06-01")),
        _episodes(_need("2025-05-01"), _need("2025-06-01", nothing_followed="1"), _need(nothing_followed="1")),
        [_episodes(_need("2025-05-01"), LAchildID="A"), _episodes(_need("2025-05-01"), LAchildID="A")],
        _episodes(_need("2025-05-01", "1 June 2025"), _need("2025-06-01")),
    ),
)  # fmt: skip
def one_open_episode(data: Data) -> pl.DataFrame:
    opened = data[_EPISODE].filter(is_open(data, _EPISODE, "CINclosureDate") & ~col("ReferralNFA"))
    return opened.filter(col("child").is_duplicated())


@rule(
    "8816", ERROR, "The episode is open, but the child was referred again later.",
    reads=(_REFERRAL, _CLOSURE, _NOTHING_FOLLOWED), blames=(_REFERRAL, _CLOSURE),
    fails=(
        _episodes(_need("2025-05-01"), _need("2025-06-01", "2025-07-01")),
        _episodes(_need("2025-06-01", nothing_followed="1"), _need("2025-05-01"), _need("2025-04-10", "2025-04-20")),
    ),
    passes=(
        _episodes(_need("2025-05-01", "2025-05-31"), _need("2025-06-01")),
        _episodes(_need("2025-05-01"), _need("2025-05-01", nothing_followed="1")),
        _episodes(_need("2025-05-01", nothing_followed="1"), _need("2025-06-01")), _episodes(_need(), _need()),
        [_episodes(_need("2025-05-01"), LAchildID="A"), _episodes(_need("2025-06-01"), LAchildID="A")],
        _episodes(_need("2025-05-01", "31 May 2025"), _need("2025-06-01")),
    ),
)  # fmt: skip
def open_episode_is_the_latest(data: Data) -> pl.DataFrame:
    """Of two referrals on the same last day each is the latest. Another validator takes the first row of them."""
    opened = is_open(data, _EPISODE, "CINclosureDate") & ~col("ReferralNFA")
    return data[_EPISODE].filter(opened & (col("CINreferralDate") < col("CINreferralDate").max().over("child")))


@rule(
    "8820", ERROR, "The referral falls into another of the child's episodes.",
    reads=(_REFERRAL, _CLOSURE, _NOTHING_FOLLOWED), blames=(_REFERRAL, _CLOSURE),
    fails=(
        _episodes(_need("2025-05-01", "2025-06-30"), _need("2025-06-29", "2025-08-01")),
        _episodes(_need("2025-05-01"), _need("2026-03-31", nothing_followed="1")),
        _episodes(_need("2025-05-01", "2025-06-30"), _need("2025-05-01", "2025-05-20")),
        # The episode that is open longest is not the one just before.
        _episodes(_need("2025-04-01", "2025-12-01"), _need("2025-02-01", "2025-03-01"), _need("2025-11-01")),
    ),
    passes=(
        _episodes(_need("2025-05-01", "2025-06-30"), _need("2025-06-30", "2025-08-01")),
        _episodes(_need("2025-05-01", nothing_followed="1"), _need("2025-06-01")),
        _episodes(_need("2025-05-01", "2025-05-01"), _need("2025-05-01", "2025-05-01")),
        _episodes(_need(), _need("2025-05-01")),
        _episodes(_need("2025-05-01", nothing_followed=""), _need("2025-06-01")),
        _episodes(_need("2025-05-01", "31 May 2025"), _need("2025-06-01")),
        [
            _episodes(_need("2025-05-01", "2025-06-30"), LAchildID="A"),
            _episodes(_need("2025-06-01", "2025-08-01"), LAchildID="A"),
        ],
    ),
)  # fmt: skip
def episodes_follow_each_other(data: Data) -> pl.DataFrame:
    """The wording says “between”. A referral on the day on which another episode was closed is not taken to fall into
    it, one on the day on which another began is. A referral without further action and without a closure has no
    length: nothing falls into it. An open episode holds 31 March, a day that another validator leaves out.
    """
    # An end on the day of the start is a span of no day, since the day of the end is not held.
    end = pl.coalesce("CINclosureDate", pl.when(col("ReferralNFA").fill_null(True)).then("CINreferralDate"))
    rows = lasting(data, _EPISODE, "CINreferralDate", "CINclosureDate").with_columns(end=end)
    spans = spans_of(rows, "child", "CINreferralDate", "end", data.year.last_day, holds_end=False)
    return starting_within_another(spans)


@rule(
    "8825Q", QUERY, "The episode was closed after an assessment, but none is there. Add it, or say why.",
    reads=(_REASON, "Assessments"), blames=_REASON,
    fails=(
        _episodes(_need(ReasonForClosure="RC8")),
        _episodes(_need(ReasonForClosure="RC9"), _need(ReasonForClosure="RC8", Assessments=[{}])),
    ),
    passes=(
        _episodes(_need(ReasonForClosure="RC8", Assessments=[{}])), _episodes(_need(ReasonForClosure="RC7")),
        _episodes(_need()),
    ),
)  # fmt: skip
def closed_after_an_assessment(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(
        col("ReasonForClosure").is_in(_CLOSED_AFTER_ASSESSMENT) & ~data.has_rows("Assessments", _EPISODE)
    )


@rule(
    "2990", ERROR, "The episode was closed after an assessment, but something else is recorded in it.",
    reads=(_REASON, _CONFERENCE, "Section47", "ChildProtectionPlans", "CINPlanDates"), blames=_REASON,
    fails=(
        _episodes(_need(ReasonForClosure="RC8", Section47=[{}])),
        _episodes(_need(ReasonForClosure="RC9", ChildProtectionPlans=[{}])),
        _episodes(_need(ReasonForClosure="RC8", CINPlanDates=[{}]), _need(ReasonForClosure="RC1")),
        _episodes(_need(ReasonForClosure="RC8", DateOfInitialCPC="2025-05-01")),
    ),
    passes=(
        _episodes(_need(ReasonForClosure="RC8", Assessments=[{}])),
        _episodes(_need(ReasonForClosure="RC7", Section47=[{}], CINPlanDates=[{}])),
        _episodes(_need(ReasonForClosure="RC8"), _need(Section47=[{}])),
    ),
)  # fmt: skip
def nothing_follows_an_assessment_that_closes(data: Data) -> pl.DataFrame:
    more = (
        data.has_rows("Section47", _EPISODE)
        | data.has_rows("ChildProtectionPlans", _EPISODE)
        | data.has_rows("CINPlanDates", _EPISODE)
    )
    return data[_EPISODE].filter(
        col("ReasonForClosure").is_in(_CLOSED_AFTER_ASSESSMENT) & (more | col("DateOfInitialCPC").is_not_null())
    )


@rule(
    "2991Q", QUERY, "The episode has a section 47 enquiry but no assessment. Add it, or say why.",
    reads=("Section47", "Assessments"), blames=_EPISODE,
    fails=(
        _episodes(_need(Section47=[{}])), _episodes(_need(Assessments=[{}]), _need(Section47=[{}, {}])),
    ),
    passes=(_episodes(_need(Section47=[{}], Assessments=[{}])), _episodes(_need(), _need(Assessments=[{}]))),
)  # fmt: skip
def enquiry_has_an_assessment(data: Data) -> pl.DataFrame:
    return data[_EPISODE].filter(data.has_rows("Section47", _EPISODE) & ~data.has_rows("Assessments", _EPISODE))


@rule(
    "8831", ERROR, "The referral is marked as leading to no further action, but something followed it.",
    reads=(
        _NOTHING_FOLLOWED, _CONFERENCE, "Assessments.AssessmentActualStartDate",
        "Assessments.AssessmentAuthorisationDate", "Section47.S47ActualStartDate", "Section47.DateOfInitialCPC",
    ),
    blames=_NOTHING_FOLLOWED,
    fails=(
        _episodes(_need(), _need(nothing_followed="1", Assessments=[{}, {"AssessmentActualStartDate": "2025-05-01"}])),
        _episodes(_need(nothing_followed="1", Assessments=[{"AssessmentAuthorisationDate": "2025-05-01"}])),
        _episodes(_need(nothing_followed="true", Section47=[{"S47ActualStartDate": "2025-05-01"}])),
        _episodes(_need(nothing_followed="1", Section47=[{"DateOfInitialCPC": "2025-05-01"}])),
        _episodes(_need(), _need(nothing_followed="1", DateOfInitialCPC="2025-05-01")),
    ),
    passes=(
        _episodes(_need(nothing_followed="1")),
        _episodes(_need(nothing_followed="1", Assessments=[{}], Section47=[{}])),
        _episodes(_need(Assessments=[{"AssessmentActualStartDate": "2025-05-01"}], DateOfInitialCPC="2025-05-01")),
        _episodes(_need(nothing_followed="1"), _need(Section47=[{"S47ActualStartDate": "2025-05-01"}])),
    ),
)  # fmt: skip
def nothing_followed_indeed(data: Data) -> pl.DataFrame:
    """A date of an initial conference counts at the episode and at an enquiry: both have one number in the wording.
    It names dates, so an assessment or an enquiry without any is not found.
    """
    assessed = data["Assessments"].filter(
        col("AssessmentActualStartDate").is_not_null() | col("AssessmentAuthorisationDate").is_not_null()
    )
    enquired = data["Section47"].filter(col("S47ActualStartDate").is_not_null() | col("DateOfInitialCPC").is_not_null())
    followed = pl.concat([assessed["parent"], enquired["parent"]]).unique().implode()
    return data[_EPISODE].filter(
        col("ReferralNFA") & (col("DateOfInitialCPC").is_not_null() | col("row").is_in(followed))
    )


@rule(
    "8868", ERROR,
    "The episode is closed, but this section 47 enquiry has neither a conference nor the mark that none was needed.",
    reads=(_CLOSURE, "Section47.DateOfInitialCPC", "Section47.ICPCnotRequired"),
    blames=("Section47.DateOfInitialCPC", "Section47.ICPCnotRequired"),
    fails=(
        _episodes(_need("2025-05-01", "2025-06-01", Section47=[{"ICPCnotRequired": "0"}])),
        _episodes(_need("2025-05-01", "2025-06-01", Section47=[{"ICPCnotRequired": "1"}, {}])),
        _episodes(_need(Section47=[{}]), _need("", "2025-06-01", DateOfInitialCPC="2025-05-09", Section47=[{}])),
    ),
    passes=(
        _episodes(_need("2025-05-01", "2025-06-01", Section47=[{"ICPCnotRequired": "true"}])),
        _episodes(_need("2025-05-01", "2025-06-01", Section47=[{"DateOfInitialCPC": "2025-05-09"}])),
        _episodes(_need("", "2025-06-01", Section47=[{"DateOfInitialCPC": "2025-05-09", "ICPCnotRequired": "1"}])),
        _episodes(_need("2025-05-01", Section47=[{"ICPCnotRequired": "0"}])),
        _episodes(_need("", "2025-06-01", Section47=[{"DateOfInitialCPC": "9 May 2025"}])),
    ),
)  # fmt: skip
def closed_episode_has_finished_enquiries(data: Data) -> pl.DataFrame:
    """Only a conference at the enquiry itself finishes it, not one at the episode: the wording speaks of what every
    enquiry includes. Another validator fails an enquiry that has both a conference and the mark; the message does not.
    """
    return data.view("Section47", _CLOSURE).filter(
        col("CINclosureDate").is_not_null()
        & is_open(data, "Section47", "DateOfInitialCPC")
        & ~col("ICPCnotRequired").fill_null(False)
    )


@rule(
    "8890", ERROR, "The section 47 enquiry starts while another one of the episode is going on.",
    reads=("Section47.S47ActualStartDate", "Section47.DateOfInitialCPC", "Section47.ICPCnotRequired"),
    blames="Section47.S47ActualStartDate",
    fails=(
        _episodes(_need(Section47=[_enquiry("2025-05-01", "2025-05-15"), _enquiry("2025-05-15")])),
        _episodes(_need(Section47=[_enquiry("2026-03-31", ICPCnotRequired="1"), _enquiry("2025-05-01")])),
        _episodes(_need(Section47=[_enquiry("2025-05-01"), _enquiry("2025-05-01")])),
    ),
    passes=(
        _episodes(_need(Section47=[_enquiry("2025-05-01", "2025-05-15"), _enquiry("2025-05-16")])),
        _episodes(_need(Section47=[_enquiry("2025-05-01", ICPCnotRequired="1")] * 2)),
        _episodes(_need(Section47=[_enquiry("2025-05-01")]), _need(Section47=[_enquiry("2025-05-02")])),
        _episodes(_need(Section47=[{}, _enquiry("2025-05-02")])),
        _episodes(_need(Section47=[_enquiry("2025-05-01", "15 May 2025"), _enquiry("2025-06-16")])),
    ),
)  # fmt: skip
def enquiries_follow_each_other(data: Data) -> pl.DataFrame:
    """An enquiry lasts until its conference, that day included, as the wording says “on or between”; without one, until
    the end of the year, unless no conference was needed: the day on which that was decided is not in the return. Of two
    enquiries with the same dates both fail, where another validator takes them for one.
    """
    no_length = col("ICPCnotRequired").fill_null(False)
    end = pl.coalesce("DateOfInitialCPC", pl.when(no_length).then(col("S47ActualStartDate").dt.offset_by("-1d")))
    rows = lasting(data, "Section47", "S47ActualStartDate", "DateOfInitialCPC").with_columns(end=end)
    spans = spans_of(rows, "parent", "S47ActualStartDate", "end", data.year.last_day)
    return starting_within_another(spans)
