"""Which child in need plans did the child have? The rules of the module on their dates.

A plan whose end cannot be read has ended, on a day that nobody knows; the form of the return tells of the day.
"""

from __future__ import annotations

import polars as pl

from tally.cin.rules.common import ERROR, QUERY, col, in_year, is_open, lasting, rule
from tally.data import Data
from tally.spans import days_within, holding, spans_of, starting_within_another

_START, _END = "CINPlanDates.CINPlanStartDate", "CINPlanDates.CINPlanEndDate"
_CPP_START, _CPP_END = "ChildProtectionPlans.CPPstartDate", "ChildProtectionPlans.CPPendDate"


def _plan(start: str | None = None, end: str | None = None) -> dict[str, object]:
    found = {"CINPlanStartDate": start, "CINPlanEndDate": end}
    return {name: value for name, value in found.items() if value}


def _protection(start: str | None = None, end: str | None = None) -> dict[str, object]:
    found = {"CPPstartDate": start, "CPPendDate": end}
    return {name: value for name, value in found.items() if value}


def _planned(*plans: dict[str, object], **episode: object) -> dict[str, object]:
    """A child with one episode and these child in need plans."""
    return {"CINdetails": [{**episode, "CINPlanDates": list(plans)}]}


@rule(
    "4000", ERROR, "Nothing is said to have followed the referral, but the episode has a child in need plan.",
    reads=("CINdetails.ReferralNFA", "CINPlanDates"), blames="CINdetails.ReferralNFA",
    fails=(
        _planned(_plan("2025-05-01"), ReferralNFA="1"),
        {"CINdetails": [{"ReferralNFA": "false"}, {"ReferralNFA": "true", "CINPlanDates": [{}]}]},
    ),
    passes=(
        _planned(_plan("2025-05-01"), ReferralNFA="0"),
        {"CINdetails": [{"ReferralNFA": "1"}, {"ReferralNFA": "0", "CINPlanDates": [{}]}]},
        _planned(_plan("2025-05-01")),
    ),
)  # fmt: skip
def plan_follows_from_the_referral(data: Data) -> pl.DataFrame:
    """A plan counts even where it has no dates: its being there is what contradicts the flag."""
    return data["CINdetails"].filter(col("ReferralNFA") & data.has_rows("CINPlanDates", "CINdetails"))


@rule(
    "4001", ERROR, "The episode has a child protection plan that is open, so this child in need plan needs an end.",
    reads=(_END, _CPP_END), blames=_END,
    fails=(
        _planned(_plan("2025-05-01"), ChildProtectionPlans=[_protection("2025-06-01")]),
        _planned(
            _plan("2025-05-01", "2025-05-09"), _plan("2025-06-01"),
            ChildProtectionPlans=[_protection("2025-04-01", "2025-04-30"), _protection("2025-06-01")],
        ),
    ),
    passes=(
        _planned(_plan("2025-05-01", "2025-06-01"), ChildProtectionPlans=[_protection("2025-06-01")]),
        _planned(_plan("2025-06-01"), ChildProtectionPlans=[_protection("2025-05-01", "2025-06-01")]),
        {"CINdetails": [
            {"CINPlanDates": [_plan("2025-05-01")]}, {"ChildProtectionPlans": [_protection("2025-06-01")]},
        ]},
        {"CINdetails": [
            {"ChildProtectionPlans": [_protection("2025-06-01")]}, {"CINPlanDates": [_plan("2025-05-01")]},
        ]},
        _planned(_plan("2025-05-01", "1 June 2025"), ChildProtectionPlans=[_protection("2025-06-01")]),
        _planned(_plan("2025-05-01"), ChildProtectionPlans=[_protection("2025-04-01", "1 May 2025")]),
    ),
)  # fmt: skip
def open_plans_do_not_meet(data: Data) -> pl.DataFrame:
    """Both are looked for in one episode, as the official logic says."""
    protection = data["ChildProtectionPlans"].filter(is_open(data, "ChildProtectionPlans", "CPPendDate"))
    return data["CINPlanDates"].filter(
        is_open(data, "CINPlanDates", "CINPlanEndDate") & col("parent").is_in(protection["parent"].unique().implode())
    )


@rule(
    "4004", ERROR, "The child has more than one child in need plan without an end.",
    reads=(_END,), blames=_END,
    fails=(
        _planned(_plan("2025-05-01"), _plan("2025-06-01")),
        {"CINdetails": [{"CINPlanDates": [_plan("2025-05-01")]}, {"CINPlanDates": [_plan("2025-06-01")]}]},
    ),
    passes=(
        _planned(_plan("2025-05-01", "2025-05-31"), _plan("2025-06-01")),
        _planned(_plan("2025-05-01", "31 May 2025"), _plan("2025-06-01")),
        [_planned(_plan("2025-05-01")), _planned(_plan("2025-05-01"))],
    ),
)  # fmt: skip
def one_open_plan(data: Data) -> pl.DataFrame:
    """The message speaks of the child, so plans of several episodes are counted together."""
    opened = data["CINPlanDates"].filter(is_open(data, "CINPlanDates", "CINPlanEndDate"))
    return opened.filter(col("child").is_duplicated())


@rule(
    "4010", ERROR, "The child in need plan has no start, or starts after the end of the census year.",
    reads=(_START,), blames=_START,
    fails=(_planned({}), _planned(_plan("2025-05-01", "2025-06-01"), _plan("2026-04-01")), _planned(_plan("31/03/26"))),
    passes=(_planned(_plan("2026-03-31")), _planned(_plan("2019-01-01")), _planned()),
)  # fmt: skip
def plan_has_started(data: Data) -> pl.DataFrame:
    return data["CINPlanDates"].filter(
        col("CINPlanStartDate").is_null() | (col("CINPlanStartDate") > data.year.last_day)
    )


@rule(
    "4011", ERROR, "The child in need plan ends before it starts.",
    reads=(_START, _END), blames=(_START, _END),
    fails=(
        _planned(_plan("2025-05-02", "2025-05-01")),
        _planned(_plan("2025-05-02"), _plan("2025-05-02", "2024-06-01")),
    ),
    passes=(
        _planned(_plan("2025-05-02", "2025-05-02")), _planned(_plan("2025-05-02")),
        _planned(_plan(None, "2025-05-02")),
    ),
)  # fmt: skip
def plan_ends_after_its_start(data: Data) -> pl.DataFrame:
    return data["CINPlanDates"].filter(col("CINPlanEndDate") < col("CINPlanStartDate"))


@rule(
    "4012Q", QUERY, "The child in need plan starts and ends on one day. Correct it, or say why it is so.",
    reads=(_START, _END), blames=(_START, _END),
    fails=(
        _planned(_plan("2025-05-02", "2025-05-02")),
        _planned(_plan("2025-05-02"), _plan("2026-03-31", "2026-03-31")),
    ),
    passes=(_planned(_plan("2025-05-02", "2025-05-03")), _planned(_plan("2025-05-02")), _planned({})),
)  # fmt: skip
def plan_lasts_more_than_a_day(data: Data) -> pl.DataFrame:
    return data["CINPlanDates"].filter(col("CINPlanStartDate") == col("CINPlanEndDate"))


@rule(
    "4013", ERROR, "The child in need plan does not end in the census year.",
    reads=(_END,), blames=_END,
    fails=(_planned(_plan("2025-01-02", "2025-03-31")), _planned(_plan("2026-01-02", "2026-04-01"))),
    passes=(
        _planned(_plan("2025-01-02", "2025-04-01")), _planned(_plan("2025-05-02", "2026-03-31")),
        _planned(_plan("2025-05-02")),
    ),
)  # fmt: skip
def plan_ends_in_the_year(data: Data) -> pl.DataFrame:
    return data["CINPlanDates"].filter(~in_year(data, "CINPlanEndDate"))


@rule(
    "4014", ERROR, "The child in need plan starts while another one of the child is running.",
    reads=(_START, _END), blames=_START,
    fails=(
        _planned(_plan("2025-05-01", "2025-06-01"), _plan("2025-06-01", "2025-07-01")),
        _planned(_plan("2025-09-01", "2025-10-01"), _plan("2025-05-01")),
        _planned(_plan("2025-05-01", "2025-06-01"), _plan("2025-05-01", "2025-05-09")),
        {"CINdetails": [{"CINPlanDates": [_plan("2025-05-01")]}, {"CINPlanDates": [_plan("2025-06-01")]}]},
    ),
    passes=(
        _planned(_plan("2025-06-02"), _plan("2025-05-01", "2025-06-01")),
        [_planned(_plan("2025-05-01")), _planned(_plan("2025-06-01"))],
        _planned({}, {}), _planned(_plan("2025-05-01", "31 May 2025"), _plan("2025-06-01")),
        _planned(_plan("2026-04-01"), _plan("2025-05-01")),
    ),
)  # fmt: skip
def plans_follow_each_other(data: Data) -> pl.DataFrame:
    """A plan that starts on the day on which another ends is found: the official logic makes no exception for it, as it
    does in 4016 and 4017. One peer does the same, another lets that day pass.

    All plans of the child are looked at, not those of one episode. A plan without an end runs until the end of the
    census year. The plan that starts later is blamed; of two that start together, both.
    """
    dates = ("CINPlanStartDate", "CINPlanEndDate")
    spans = spans_of(lasting(data, "CINPlanDates", *dates), "child", *dates, data.year.last_day)
    return starting_within_another(spans)


@rule(
    "4015", ERROR, "The child in need plan starts before the referral.",
    reads=(_START, "CINdetails.CINreferralDate"), blames=_START,
    fails=(
        _planned(_plan("2025-04-30"), CINreferralDate="2025-05-01"),
        _planned(_plan("2025-05-01"), _plan("2020-05-01"), CINreferralDate="2025-05-01"),
    ),
    passes=(
        _planned(_plan("2025-05-01"), CINreferralDate="2025-05-01"), _planned(_plan("2025-05-01")),
        {"CINdetails": [
            {"CINreferralDate": "2025-09-01"},
            {"CINreferralDate": "2025-04-01", "CINPlanDates": [_plan("2025-05-01")]},
        ]},
    ),
)  # fmt: skip
def plan_follows_referral(data: Data) -> pl.DataFrame:
    rows = data.view("CINPlanDates", "CINdetails.CINreferralDate")
    return rows.filter(col("CINPlanStartDate") < col("CINreferralDate"))


@rule(
    "4016", ERROR, "The child in need plan starts while the child has a child protection plan.",
    reads=(_START, _CPP_START, _CPP_END), blames=_START,
    fails=(
        _planned(_plan("2025-05-01"), ChildProtectionPlans=[_protection("2025-05-01", "2025-08-01")]),
        _planned(_plan("2025-07-31"), ChildProtectionPlans=[_protection("2025-05-01", "2025-08-01")]),
        _planned(_plan("2026-03-31"), ChildProtectionPlans=[_protection("2025-05-01")]),
        _planned(
            _plan("2025-06-01"),
            ChildProtectionPlans=[_protection("2025-04-01", "2025-06-01"), _protection("2025-05-01", "2025-08-01")],
        ),
        {"CINdetails": [
            {}, {"ChildProtectionPlans": [_protection("2025-05-01")]}, {"CINPlanDates": [_plan("2025-06-01")]},
        ]},
    ),
    passes=(
        _planned(_plan("2025-08-01"), ChildProtectionPlans=[_protection("2025-05-01", "2025-08-01")]),
        _planned(_plan("2025-04-30", "2025-05-01"), ChildProtectionPlans=[_protection("2025-05-01")]),
        [_planned(_plan("2025-05-01")), {"CINdetails": [{"ChildProtectionPlans": [_protection("2025-04-01")]}]}],
        _planned({}, ChildProtectionPlans=[_protection("2025-05-01")]),
        _planned(_plan("2025-06-01"), ChildProtectionPlans=[_protection("2025-05-01", "31 May 2025")]),
    ),
)  # fmt: skip
def plan_does_not_start_during_protection(data: Data) -> pl.DataFrame:
    """Every child protection plan of the child is looked at. The day on which one ends is free: a child in need plan
    may follow on that day, but not where another child protection plan runs on it.
    """
    dates = ("CPPstartDate", "CPPendDate")
    protection = lasting(data, "ChildProtectionPlans", *dates)
    spans = spans_of(protection, "child", *dates, data.year.last_day, holds_end=False)
    return days_within(data["CINPlanDates"], "child", "CINPlanStartDate", spans)


@rule(
    "4017", ERROR, "A child protection plan starts while this child in need plan is running.",
    reads=(_START, _END, _CPP_START), blames=(_START, _END),
    fails=(
        _planned(_plan("2025-05-01", "2025-08-01"), ChildProtectionPlans=[_protection("2025-05-01")]),
        _planned(_plan("2025-05-01", "2025-08-01"), ChildProtectionPlans=[_protection("2025-07-31")]),
        _planned(_plan("2025-05-01"), ChildProtectionPlans=[_protection("2025-04-01"), _protection("2026-03-31")]),
        {"CINdetails": [
            {}, {"ChildProtectionPlans": [_protection("2025-06-01")]}, {"CINPlanDates": [_plan("2025-05-01")]},
        ]},
    ),
    passes=(
        _planned(_plan("2025-05-01", "2025-08-01"), ChildProtectionPlans=[_protection("2025-08-01")]),
        _planned(_plan("2025-05-01"), ChildProtectionPlans=[_protection("2025-04-01"), _protection()]),
        _planned(_plan("2025-05-01"), ChildProtectionPlans=[_protection("2026-04-01")]),
        _planned(_plan("2025-05-01", "31 May 2025"), ChildProtectionPlans=[_protection("2025-06-01")]),
        [_planned(_plan("2025-05-01")), {"CINdetails": [{"ChildProtectionPlans": [_protection("2025-06-01")]}]}],
    ),
)  # fmt: skip
def protection_does_not_start_during_plan(data: Data) -> pl.DataFrame:
    """The child in need plan is blamed, which should have ended: its end is what is most often forgotten. On the day on
    which it ends a child protection plan may start.
    """
    dates = ("CINPlanStartDate", "CINPlanEndDate")
    spans = spans_of(lasting(data, "CINPlanDates", *dates), "child", *dates, data.year.last_day, holds_end=False)
    return holding(spans, data["ChildProtectionPlans"], "child", "CPPstartDate")
