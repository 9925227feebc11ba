"""Was the child protected by a plan, and was it reviewed? The rules of the modules on child protection plans and
reviews, and those that compare plans with what stands beside them in the episode.

A plan whose end cannot be read has ended, on a day that nobody knows; the form of the return tells of the day.
"""

from __future__ import annotations

import polars as pl

from tally.cin.rules.common import ERROR, QUERY, col, in_year, is_code, is_open, lasting, rule
from tally.data import Data
from tally.spans import days_within, spans_of, starting_within_another

_PLANS = "ChildProtectionPlans"
_START, _END = f"{_PLANS}.CPPstartDate", f"{_PLANS}.CPPendDate"
_REVIEW = "Reviews.CPPreviewDate"
_EPISODE_CONFERENCE, _ENQUIRY_CONFERENCE = "CINdetails.DateOfInitialCPC", "Section47.DateOfInitialCPC"

#: What must not be later than the end of its episode, by table.
_BEFORE_CLOSURE = {
    "Assessments": ("AssessmentActualStartDate", "AssessmentAuthorisationDate"),
    "CINPlanDates": ("CINPlanStartDate", "CINPlanEndDate"),
    "Section47": ("S47ActualStartDate", "DateOfInitialCPC"),
    _PLANS: ("CPPendDate",),
}


def _plan(start: str | None = None, end: str | None = None, *reviews: str, **more: object) -> dict[str, object]:
    found: dict[str, object] = {"CPPstartDate": start, "CPPendDate": end}
    if reviews:
        found["Reviews"] = [{"CPPreviewDate": list(reviews)}]
    return {**{name: value for name, value in found.items() if value}, **more}


def _protected(*plans: dict[str, object], **episode: object) -> dict[str, object]:
    """A child with one episode and these child protection plans."""
    return {"CINdetails": [{**episode, _PLANS: list(plans)}]}


def _closed(**episode: object) -> dict[str, object]:
    """A child with one episode, closed on 1 August 2025."""
    return {"CINdetails": [{"CINclosureDate": "2025-08-01", **episode}]}


@rule(
    "1105", ERROR, "The child protection plan starts before the referral.",
    reads=(_START, "CINdetails.CINreferralDate"), blames=_START,
    fails=(
        _protected(_plan("2025-04-30"), CINreferralDate="2025-05-01"),
        _protected(_plan("2025-05-01"), _plan("2020-05-01"), CINreferralDate="2025-05-01"),
    ),
    passes=(
        _protected(_plan("2025-05-01"), CINreferralDate="2025-05-01"), _protected(_plan("2025-05-01")),
        _protected({}, CINreferralDate="2025-05-01"),
    ),
)  # fmt: skip
def plan_follows_referral(data: Data) -> pl.DataFrame:
    rows = data.view(_PLANS, "CINdetails.CINreferralDate")
    return rows.filter(col("CPPstartDate") < col("CINreferralDate"))


@rule(
    "2883", ERROR, "More child protection plans start in the census year than there are initial conferences in it.",
    reads=(_START, _EPISODE_CONFERENCE, _ENQUIRY_CONFERENCE), blames=(),
    fails=(
        _protected(_plan("2025-05-01")),
        [
            _protected(_plan("2025-05-01"), DateOfInitialCPC="2025-03-31"),
            _protected(_plan("2025-05-01"), Section47=[{"DateOfInitialCPC": "2025-05-01"}]),
        ],
    ),
    passes=(
        _protected(_plan("2025-05-01"), DateOfInitialCPC="2025-05-01"),
        [
            _protected(_plan("2025-05-01"), _plan("2025-03-31")),
            {"CINdetails": [{"Section47": [{}, {"DateOfInitialCPC": "2026-03-31"}]}]},
        ],
        {"LAchildID": "A1"},
    ),
)  # fmt: skip
def plans_come_of_conferences(data: Data) -> bool:
    """Counted over the whole return. A conference recorded at the episode and at an enquiry counts twice, as in the
    official logic; 2884 finds it.
    """
    plans = data[_PLANS].filter(in_year(data, "CPPstartDate")).height
    conferences = sum(
        data[table].filter(in_year(data, "DateOfInitialCPC")).height for table in ("CINdetails", "Section47")
    )
    return plans > conferences


@rule(
    "2885", ERROR, "The child protection plan does not start on the day of an initial conference of its episode.",
    reads=(_START, _EPISODE_CONFERENCE, _ENQUIRY_CONFERENCE), blames=_START,
    fails=(
        _protected(_plan("2025-05-02"), Section47=[{"DateOfInitialCPC": "2025-05-01"}]),
        _protected(_plan("2025-05-02"), DateOfInitialCPC="2025-05-01"),
        _protected(_plan("2025-04-01")),
        {"CINdetails": [
            {_PLANS: [_plan("2025-05-02")]}, {"Section47": [{"DateOfInitialCPC": "2025-05-02"}]},
        ]},
        {"CINdetails": [
            {"Section47": [{"DateOfInitialCPC": "2025-05-02"}]}, {_PLANS: [_plan("2025-05-02")]},
        ]},
    ),
    passes=(
        _protected(_plan("2025-05-02"), Section47=[{"DateOfInitialCPC": "2025-05-02"}, {}]),
        _protected(_plan("2025-05-02"), DateOfInitialCPC="2025-05-02"),
        _protected(_plan("2025-05-02"), DateOfInitialCPC="2025-05-02", Section47=[{"DateOfInitialCPC": "2025-04-02"}]),
        _protected(_plan("2025-03-31")), _protected(_plan("2026-04-01")), _protected({}),
    ),
)  # fmt: skip
def plan_starts_at_its_conference(data: Data) -> pl.DataFrame:
    """The conference at the episode is to count only “if there is no associated Section 47 record”. An enquiry without
    a conference, or with another one, is not taken for associated: a plan that starts on the day of either conference
    starts on the day of a conference, which is what the message asks. Peers read it in the same way.

    A plan in an episode without any conference is found.
    """
    plans = data.view(_PLANS, _EPISODE_CONFERENCE).filter(in_year(data, "CPPstartDate"))
    return plans.filter(col("CPPstartDate").ne_missing(col("DateOfInitialCPC"))).join(
        data["Section47"], left_on=["parent", "CPPstartDate"], right_on=["parent", "DateOfInitialCPC"], how="anti"
    )


@rule(
    "4003", ERROR, "The review of the child protection plan is held while the child has a child in need plan.",
    reads=(_REVIEW, _END, "CINPlanDates.CINPlanStartDate", "CINPlanDates.CINPlanEndDate"), blames=_REVIEW,
    fails=(
        _protected(
            _plan("2025-05-01", "2025-09-01", "2025-07-01"),
            CINPlanDates=[{"CINPlanStartDate": "2025-07-01", "CINPlanEndDate": "2025-08-01"}],
        ),
        _protected(
            _plan("2025-05-01", None, "2025-06-01", "2025-08-01"), CINPlanDates=[{"CINPlanStartDate": "2025-07-01"}]
        ),
        _protected(
            _plan("2025-04-01", "2025-07-01"), _plan("2025-05-01", "2025-09-01", "2025-07-01"),
            CINPlanDates=[{"CINPlanStartDate": "2025-06-01", "CINPlanEndDate": "2025-08-01"}],
        ),
        _protected(_plan("2025-05-01", None, "2026-03-31"), CINPlanDates=[{"CINPlanStartDate": "2025-07-01"}]),
    ),
    passes=(
        _protected(_plan("2025-05-01", "2025-07-01", "2025-07-01"), CINPlanDates=[{"CINPlanStartDate": "2025-07-01"}]),
        _protected(
            _plan("2025-08-01", None, "2025-08-01", "2025-09-01"),
            CINPlanDates=[{"CINPlanStartDate": "2025-07-01", "CINPlanEndDate": "2025-08-01"}],
        ),
        _protected(_plan("2025-05-01", None, "2025-06-30"), CINPlanDates=[{"CINPlanStartDate": "2025-07-01"}]),
        _protected(_plan("2025-05-01", None, "2026-04-01"), CINPlanDates=[{"CINPlanStartDate": "2025-07-01"}]),
        _protected(
            _plan("2025-08-01", None, "2025-09-01"),
            CINPlanDates=[{"CINPlanStartDate": "2025-07-01", "CINPlanEndDate": "1 August 2025"}],
        ),
        {"CINdetails": [
            {_PLANS: [_plan("2025-05-01", None, "2025-08-01")]}, {"CINPlanDates": [{"CINPlanStartDate": "2025-07-01"}]},
        ]},
        {"CINdetails": [
            {"CINPlanDates": [{"CINPlanStartDate": "2025-07-01"}]}, {_PLANS: [_plan("2025-05-01", None, "2025-08-01")]},
        ]},
    ),
)  # fmt: skip
def review_is_not_held_during_a_plan(data: Data) -> pl.DataFrame:
    """The official logic speaks of days between a start and an end, the message of an open plan: one without an end is
    taken as open until the end of the census year, which peers leave out.

    A review on the day on which the child in need plan starts is found unless the child protection plan ends with it,
    as the logic says; one peer lets that day pass. A review on the day of its end is not found: the plan is no longer
    open.
    """
    dates = ("CINPlanStartDate", "CINPlanEndDate")
    spans = spans_of(lasting(data, "CINPlanDates", *dates), "parent", *dates, data.year.last_day, holds_end=False)
    reviews = data["Reviews"]
    plan = data[_PLANS].select(episode=col("parent"), ends=col("CPPendDate"))[reviews["parent"]]
    during = reviews.hstack(plan).filter(col("CPPreviewDate").ne_missing(col("ends")))
    return days_within(during, "episode", "CPPreviewDate", spans)


@rule(
    "8565", ERROR, "Something in the episode starts or ends after the episode was closed.",
    reads=(
        "CINdetails.CINclosureDate", _EPISODE_CONFERENCE,
        *(f"{table}.{column}" for table, columns in _BEFORE_CLOSURE.items() for column in columns),
    ),
    blames="CINdetails.CINclosureDate",
    fails=(
        _closed(Assessments=[{"AssessmentActualStartDate": "2025-08-02"}]),
        _closed(Assessments=[
            {"AssessmentAuthorisationDate": "2025-05-02"}, {"AssessmentAuthorisationDate": "2025-08-02"},
        ]),
        _closed(Section47=[{"S47ActualStartDate": "2025-08-02"}]),
        _closed(Section47=[{"DateOfInitialCPC": "2025-08-02"}]),
        _closed(DateOfInitialCPC="2025-08-02"),
        _closed(CINPlanDates=[{"CINPlanStartDate": "2025-08-02"}]),
        _closed(CINPlanDates=[{"CINPlanEndDate": "2026-08-02"}]),
        _closed(ChildProtectionPlans=[_plan("2025-05-01", "2025-08-02")]),
    ),
    passes=(
        _closed(
            DateOfInitialCPC="2025-08-01",
            Assessments=[{"AssessmentActualStartDate": "2025-08-01", "AssessmentAuthorisationDate": "2025-08-01"}],
            CINPlanDates=[{"CINPlanStartDate": "2025-08-01", "CINPlanEndDate": "2025-08-01"}],
            Section47=[{"S47ActualStartDate": "2025-08-01", "DateOfInitialCPC": "2025-08-01"}],
            ChildProtectionPlans=[_plan("2025-08-01", "2025-08-01")],
        ),
        _protected(_plan("2025-05-01", "2025-08-02")),
        {"CINdetails": [
            {"CINclosureDate": "2025-08-01"}, {"Section47": [{"S47ActualStartDate": "2025-09-01"}]},
        ]},
    ),
)  # fmt: skip
def nothing_happens_after_closure(data: Data) -> pl.DataFrame:
    """The dates are those that the official logic lists. The start of a child protection plan and its reviews are not
    among them.
    """
    late = [
        data.view(table, "CINdetails.CINclosureDate").filter(pl.max_horizontal(columns) > col("CINclosureDate"))
        for table, columns in _BEFORE_CLOSURE.items()
    ]
    return data["CINdetails"].filter(
        (col("DateOfInitialCPC") > col("CINclosureDate")).fill_null(False)
        | pl.any_horizontal(col("row").is_in(rows["parent"].unique().implode()) for rows in late)
    )


@rule(
    "8720", ERROR, "The child protection plan has no start, or starts after the end of the census year.",
    reads=(_START,), blames=_START,
    fails=(_protected({}), _protected(_plan("2025-05-01", "2025-06-01"), _plan("2026-04-01"))),
    passes=(_protected(_plan("2026-03-31")), _protected(_plan("2019-01-01")), _protected()),
)  # fmt: skip
def plan_has_started(data: Data) -> pl.DataFrame:
    return data[_PLANS].filter(col("CPPstartDate").is_null() | (col("CPPstartDate") > data.year.last_day))


@rule(
    "8730", ERROR, "The child protection plan does not say how many the child had before: 0 or more.",
    reads=(f"{_PLANS}.NumberOfPreviousCPP",), blames=f"{_PLANS}.NumberOfPreviousCPP",
    fails=(
        _protected({}), _protected(_plan(NumberOfPreviousCPP="0"), _plan(NumberOfPreviousCPP="-1")),
        _protected(_plan(NumberOfPreviousCPP="none")),
    ),
    passes=(_protected(_plan(NumberOfPreviousCPP="0")), _protected(_plan(NumberOfPreviousCPP="12")), _protected()),
)  # fmt: skip
def number_of_plans_before_is_given(data: Data) -> pl.DataFrame:
    """What is no whole number of 0 or more is read as missing."""
    return data[_PLANS].filter((col("NumberOfPreviousCPP") >= 0).fill_null(False).not_())


@rule(
    "8832", ERROR, "Nothing is said to have followed the referral, but the episode has a child protection plan.",
    reads=("CINdetails.ReferralNFA", _PLANS), blames="CINdetails.ReferralNFA",
    fails=(
        _protected(_plan("2025-05-01"), ReferralNFA="1"),
        {"CINdetails": [{"ReferralNFA": "0", _PLANS: [{}]}, {"ReferralNFA": "true", _PLANS: [{}]}]},
    ),
    passes=(
        _protected(_plan("2025-05-01"), ReferralNFA="0"),
        {"CINdetails": [{"ReferralNFA": "1"}, {"ReferralNFA": "false", _PLANS: [{}]}]},
        _protected(_plan("2025-05-01")),
    ),
)  # fmt: skip
def plan_follows_from_the_referral(data: Data) -> pl.DataFrame:
    return data["CINdetails"].filter(col("ReferralNFA") & data.has_rows(_PLANS, "CINdetails"))


@rule(
    "8840", ERROR, "The child protection plan starts and ends on one day.",
    reads=(_START, _END), blames=(_START, _END),
    fails=(
        _protected(_plan("2025-05-02", "2025-05-02")),
        _protected(_plan("2025-05-02"), _plan("2026-03-31", "2026-03-31")),
    ),
    passes=(_protected(_plan("2025-05-02", "2025-05-03")), _protected(_plan("2025-05-02")), _protected({})),
)  # fmt: skip
def plan_lasts_more_than_a_day(data: Data) -> pl.DataFrame:
    return data[_PLANS].filter(col("CPPstartDate") == col("CPPendDate"))


@rule(
    "8841", ERROR, "The review is on the day on which its child protection plan starts, or before.",
    reads=(_START, _REVIEW), blames=_REVIEW,
    fails=(
        _protected(_plan("2025-05-02", None, "2025-05-02")),
        _protected(_plan("2025-05-02", None, "2025-08-02", "2025-05-01")),
        _protected(_plan("2025-05-02"), _plan("2025-09-02", None, "2025-05-09")),
    ),
    passes=(
        _protected(_plan("2025-05-02", None, "2025-05-03", "2025-08-02")), _protected(_plan(None, None, "2025-05-03")),
        _protected(_plan("2025-05-02", Reviews=[{}])), _protected(_plan("2025-05-02")),
    ),
)  # fmt: skip
def review_follows_start(data: Data) -> pl.DataFrame:
    rows = data.view("Reviews", _START)
    return rows.filter(col("CPPreviewDate") <= col("CPPstartDate"))


@rule(
    "8842Q", QUERY, "The review has no date. Give it, or say why there is none.",
    reads=(_REVIEW,), blames=_REVIEW,
    fails=(
        _protected(_plan(Reviews=[{}])), _protected(_plan(Reviews=[{"CPPreviewDate": "2025-05-02"}, {}])),
        _protected(_plan(None, None, "2 May 2025")),
    ),
    passes=(_protected(_plan(None, None, "2025-05-02", "2025-08-02")), _protected(_plan("2025-05-02"))),
)  # fmt: skip
def review_has_a_date(data: Data) -> pl.DataFrame:
    """Each review without a date is found, also beside others of the same group. What is no date is read as missing."""
    return data["Reviews"].filter(col("CPPreviewDate").is_null())


@rule(
    "8905", ERROR, "The category of abuse at the start of the plan is missing or is none of the codes.",
    reads=(f"{_PLANS}.InitialCategoryOfAbuse",), blames=f"{_PLANS}.InitialCategoryOfAbuse",
    fails=(
        _protected({}),
        _protected(_plan(InitialCategoryOfAbuse="NEG"), _plan(InitialCategoryOfAbuse="Neglect")),
        _protected(_plan(LatestCategoryOfAbuse="NEG")),
    ),
    passes=(_protected(_plan(InitialCategoryOfAbuse="NEG")), _protected(_plan(InitialCategoryOfAbuse="MUL"))),
)  # fmt: skip
def category_at_the_start_is_valid(data: Data) -> pl.DataFrame:
    return data[_PLANS].filter(~is_code(data, "CategoryOfAbuse", "InitialCategoryOfAbuse"))


@rule(
    "8910", ERROR, "The latest category of abuse of the plan is missing or is none of the codes.",
    reads=(f"{_PLANS}.LatestCategoryOfAbuse",), blames=f"{_PLANS}.LatestCategoryOfAbuse",
    fails=(
        _protected({}), _protected(_plan(LatestCategoryOfAbuse="EMO"), _plan(LatestCategoryOfAbuse="emo")),
        _protected(_plan(InitialCategoryOfAbuse="EMO")),
    ),
    passes=(_protected(_plan(LatestCategoryOfAbuse="EMO")), _protected(_plan(LatestCategoryOfAbuse="SAB"))),
)  # fmt: skip
def latest_category_is_valid(data: Data) -> pl.DataFrame:
    return data[_PLANS].filter(~is_code(data, "CategoryOfAbuse", "LatestCategoryOfAbuse"))


@rule(
    "8915", ERROR, "The child protection plan starts after the child's death.",
    reads=(_START, "ChildIdentifiers.PersonDeathDate"), blames=_START,
    fails=(
        {"PersonDeathDate": "2025-06-01", **_protected(_plan("2025-06-02"))},
        [
            {"PersonDeathDate": "2025-09-01", **_protected(_plan("2025-06-02"))},
            {"PersonDeathDate": "2025-05-01", **_protected(_plan("2025-04-02"), _plan("2025-06-02"))},
        ],
    ),
    passes=(
        {"PersonDeathDate": "2025-06-01", **_protected(_plan("2025-06-01"))},
        [{"PersonDeathDate": "2025-06-01"}, _protected(_plan("2025-06-02"))],
    ),
)  # fmt: skip
def plan_starts_before_death(data: Data) -> pl.DataFrame:
    rows = data.view(_PLANS, "ChildIdentifiers.PersonDeathDate")
    return rows.filter(col("CPPstartDate") > col("PersonDeathDate"))


@rule(
    "8920", ERROR, "The child protection plan ends after the child's death.",
    reads=(_END, "ChildIdentifiers.PersonDeathDate"), blames=_END,
    fails=(
        {"PersonDeathDate": "2025-06-01", **_protected(_plan("2025-05-02", "2025-06-02"))},
        [
            {"PersonDeathDate": "2025-09-01", **_protected(_plan("2025-04-02", "2025-06-02"))},
            {"PersonDeathDate": "2025-05-01", **_protected(_plan(None, "2025-04-30"), _plan(None, "2025-06-02"))},
        ],
    ),
    passes=(
        {"PersonDeathDate": "2025-06-01", **_protected(_plan("2025-05-02", "2025-06-01"))},
        {"PersonDeathDate": "2025-06-01", **_protected(_plan("2025-05-02"))},
        [{"PersonDeathDate": "2025-06-01"}, _protected(_plan("2025-05-02", "2025-06-02"))],
    ),
)  # fmt: skip
def plan_ends_with_death(data: Data) -> pl.DataFrame:
    """The official logic can be read as asking for an end where the child has died; one peer reads it so. The message
    speaks of a plan that ends too late, so one without an end passes.
    """
    rows = data.view(_PLANS, "ChildIdentifiers.PersonDeathDate")
    return rows.filter(col("CPPendDate") > col("PersonDeathDate"))


@rule(
    "8925", ERROR, "The child protection plan ends before it starts.",
    reads=(_START, _END), blames=(_START, _END),
    fails=(
        _protected(_plan("2025-05-02", "2025-05-01")),
        _protected(_plan("2025-05-02"), _plan("2025-05-02", "2024-06-01")),
    ),
    passes=(
        _protected(_plan("2025-05-02", "2025-05-02")), _protected(_plan("2025-05-02")),
        _protected(_plan(None, "2025-05-02")),
    ),
)  # fmt: skip
def plan_ends_after_its_start(data: Data) -> pl.DataFrame:
    return data[_PLANS].filter(col("CPPendDate") < col("CPPstartDate"))


@rule(
    "8930", ERROR, "The child protection plan does not end in the census year.",
    reads=(_END,), blames=_END,
    fails=(_protected(_plan("2025-01-02", "2025-03-31")), _protected(_plan("2026-01-02", "2026-04-01"))),
    passes=(
        _protected(_plan("2025-01-02", "2025-04-01")), _protected(_plan("2025-05-02", "2026-03-31")),
        _protected(_plan("2025-05-02")),
    ),
)  # fmt: skip
def plan_ends_in_the_year(data: Data) -> pl.DataFrame:
    return data[_PLANS].filter(~in_year(data, "CPPendDate"))


@rule(
    "8935", ERROR, "The child has more than one child protection plan without an end.",
    reads=(_END,), blames=_END,
    fails=(
        _protected(_plan("2025-05-01"), _plan("2025-06-01")),
        {"CINdetails": [{_PLANS: [_plan("2025-05-01")]}, {_PLANS: [_plan("2025-06-01")]}]},
    ),
    passes=(
        _protected(_plan("2025-05-01", "2025-05-31"), _plan("2025-06-01")),
        _protected(_plan("2025-05-01", "31 May 2025"), _plan("2025-06-01")),
        [_protected(_plan("2025-05-01")), _protected(_plan("2025-05-01"))],
    ),
)  # fmt: skip
def one_open_plan(data: Data) -> pl.DataFrame:
    """The message speaks of the child, so plans of several episodes are counted together. A peer counts within one
    plan, where there is never more than one.
    """
    return data[_PLANS].filter(is_open(data, _PLANS, "CPPendDate")).filter(col("child").is_duplicated())


@rule(
    "8940", ERROR, "The child protection plan starts while another one of the child is running.",
    reads=(_START, _END), blames=_START,
    fails=(
        _protected(_plan("2025-05-01", "2025-06-01"), _plan("2025-06-01", "2025-07-01")),
        _protected(_plan("2025-09-01", "2025-10-01"), _plan("2025-05-01")),
        _protected(_plan("2025-05-01"), _plan("2025-06-01", "2025-06-09"), _plan("2026-03-31")),
        {"CINdetails": [{_PLANS: [_plan("2025-05-01")]}, {_PLANS: [_plan("2025-06-01")]}]},
    ),
    passes=(
        _protected(_plan("2025-06-02"), _plan("2025-05-01", "2025-06-01")),
        _protected(_plan("2026-04-01"), _plan("2025-05-01")),
        _protected(_plan("2025-05-01", "31 May 2025"), _plan("2025-06-01")),
        [_protected(_plan("2025-05-01")), _protected(_plan("2025-06-01"))],
        _protected({}, {}),
    ),
)  # fmt: skip
def plans_follow_each_other(data: Data) -> pl.DataFrame:
    """A plan that starts on the day on which another ends is found: the official logic makes no exception for it, as it
    does in 4016 and 4017, and peers read it so.

    All plans of the child are looked at, not those of one episode. A plan without an end runs until the end of the
    census year. The plan that starts later is blamed; of two that start together, both.
    """
    dates = ("CPPstartDate", "CPPendDate")
    spans = spans_of(lasting(data, _PLANS, *dates), "child", *dates, data.year.last_day)
    return starting_within_another(spans)
