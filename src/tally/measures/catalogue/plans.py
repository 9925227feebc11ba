"""Child protection plans: how many, how long, for the how manieth time, and is each reviewed and visited in time?"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import polars as pl

from tally.calendar import working_day_before
from tally.data import Data
from tally.measures.catalogue.common import CENSUS, LOCAL, PARTICIPATION, col, ever, is_open, months_before
from tally.measures.declare import Example, Unit, Wording, example, measure
from tally.measures.periods import Period

_START, _END = "ssd_cp_plans.cppl_cp_plan_start_date", "ssd_cp_plans.cppl_cp_plan_end_date"
_OTHERS = "ssd_cp_plans.cppl_cp_plan_ola"
_OF_PLAN, _REVIEWED = "ssd_cp_reviews.cppr_cp_plan_id", "ssd_cp_reviews.cppr_cp_review_date"
_QUORATE, _TOOK_PART = "ssd_cp_reviews.cppr_cp_review_quorate", "ssd_cp_reviews.cppr_cp_review_participation"
_VISITED, _SEEN = "ssd_cp_visits.cppv_cp_visit_date", "ssd_cp_visits.cppv_cp_visit_seen"
_VISIT_OF = "ssd_cp_visits.cppv_cp_plan_id"
_PLAN_ID = "ssd_cp_plans.cppl_cp_plan_id"
_of_plans_started = partial(measure, rows="ssd_cp_plans", day="cppl_cp_plan_start_date")
_OPEN = "Child protection plans that were open at the end of the last day"


def _plan(child: str, start: str | None, end: str | None = None, **more: Any) -> dict[str, Any]:
    """A plan, called by its child and start."""
    return {
        "cppl_cp_plan_id": f"{child} {start}", "cppl_person_id": child, "cppl_cp_plan_start_date": start,
        "cppl_cp_plan_end_date": end, **more,
    }  # fmt: skip


def _reviews(plan: dict[str, Any], *days: str, **more: Any) -> list[dict[str, Any]]:
    of_plan = {"cppr_person_id": plan["cppl_person_id"], "cppr_cp_plan_id": plan["cppl_cp_plan_id"]}
    return [{**of_plan, "cppr_cp_review_date": day, **more} for day in days]


def _visits(plan: dict[str, Any], *days: str, **more: Any) -> list[dict[str, Any]]:
    of_plan = {"cppv_person_id": plan["cppl_person_id"], "cppv_cp_plan_id": plan["cppl_cp_plan_id"]}
    return [{**of_plan, "cppv_cp_visit_date": day, **more} for day in days]


def _is_ours() -> pl.Expr:
    """Plans of other authorities, of children who live here for a while, do not count."""
    return ~col("cppl_cp_plan_ola").fill_null(False)


def _open_plans(data: Data, day: dt.date) -> pl.DataFrame:
    return data["ssd_cp_plans"].filter(_is_ours() & is_open("cppl_cp_plan_start_date", "cppl_cp_plan_end_date", day))


# --- How many, for how long, for the how manieth time ----------------------------------------------------------------


@measure(
    "CP05", "Child protection plans per 10,000 children", Unit.RATE,
    numerator=f"{_OPEN}: 31 March for a whole year.",
    denominator="Children aged 0 to 17 who live here, in ten thousands.",
    rows="ssd_cp_plans", reads=(_START, _END), uses=(_OTHERS,), source=CENSUS,
    examples=(
        example(2, None, ssd_cp_plans=[
            _plan("A1", "2025-05-16"), _plan("B2", "2026-03-31"), _plan("C3", "2025-05-16", "2026-03-31"),
            _plan("D4", "2026-04-01"), _plan("E5", "2025-05-16", cppl_cp_plan_ola=True),
        ]),
        example(1, None, ssd_cp_plans=[_plan("A1", "2025-05-16", "2026-04-01"), _plan("B2", None)]),
    ),
)  # fmt: skip
def plans_open(data: Data, period: Period) -> pl.DataFrame:
    """A plan that ended on the day is not open at its end. Plans of other authorities do not count."""
    return _open_plans(data, period.last)


@_of_plans_started(
    "CP06", "Second or later child protection plans", Unit.PERCENT,
    numerator="Those whose child had a child protection plan before, however long ago.",
    denominator="Child protection plans that started in the period.",
    reads=(_START,), uses=(_OTHERS,), needs_history=("ssd_cp_plans",), looks_back=("ssd_cp_plans",),
    source=f"{CENSUS}; Local Authority Interactive Tool",
    examples=(
        example(1, 2, ssd_cp_plans=[
            _plan("A1", "2018-05-16", "2019-01-01"), _plan("A1", "2025-05-16"), _plan("B2", "2025-05-16"),
        ]),
        example(0, 1, ssd_cp_plans=[_plan("A1", "2025-05-16"), _plan("B2", "2018-05-16"), _plan("C3", "2026-04-01")]),
    ),
)  # fmt: skip
def later_plans(data: Data, period: Period) -> pl.DataFrame:
    """The census says how many plans a child had before; that number is taken where a census is read. The Standard
    Safeguarding Dataset has no such number: there the earlier plans themselves must be in the data, and plans that
    ended before it begins, or in another authority, are not seen."""
    rows = data["ssd_cp_plans"].filter(_is_ours())
    said = data.reference.get("plans_before")
    if said is not None:
        return rows.join(said, on="row", how="left", maintain_order="left").with_columns(
            counted=(col("number") >= 1).fill_null(False)
        )
    first = ever(data, "ssd_cp_plans", "cppl_cp_plan_start_date").drop_nulls().group_by("child")
    rows = rows.join(
        first.agg(first=col("cppl_cp_plan_start_date").min()), on="child", how="left", maintain_order="left"
    )
    return rows.with_columns(counted=(col("first") < col("cppl_cp_plan_start_date")).fill_null(False))


@_of_plans_started(
    "CP06-2Y", "Child protection plans within two years of an earlier one", Unit.PERCENT,
    numerator="Those whose child had a plan that ended in the two years before.",
    denominator="Child protection plans that started in the period.",
    reads=(_START, _END), uses=(_OTHERS,), needs_history=("ssd_cp_plans",), looks_back=("ssd_cp_plans",),
    source=LOCAL, wording=Wording.OURS,
    examples=(
        example(1, 2, ssd_cp_plans=[
            _plan("A1", "2022-05-16", "2023-05-16"), _plan("A1", "2025-05-16"),
            _plan("B2", "2022-05-16", "2023-05-15"), _plan("B2", "2025-05-16"),
        ]),
        example(0, 1, ssd_cp_plans=[_plan("A1", "2025-05-16", "2025-06-01")]),
    ),
)  # fmt: skip
def plans_soon_after_another(data: Data, period: Period) -> pl.DataFrame:
    """What many authorities watch beside CP06: a child who comes back soon."""
    ends = ever(data, "ssd_cp_plans", "cppl_cp_plan_end_date").drop_nulls().sort("cppl_cp_plan_end_date")
    ends = ends.with_columns(before="cppl_cp_plan_end_date")
    rows = data["ssd_cp_plans"].filter(_is_ours() & col("cppl_cp_plan_start_date").is_not_null())
    rows = rows.sort("cppl_cp_plan_start_date").join_asof(
        ends, left_on="cppl_cp_plan_start_date", right_on="cppl_cp_plan_end_date", by="child", check_sortedness=False
    )  # fmt: skip
    soon = col("before") >= col("cppl_cp_plan_start_date").dt.offset_by("-2y")
    return rows.with_columns(counted=soon.fill_null(False))


@measure(
    "CP07", "Child protection plans that lasted two years or more", Unit.PERCENT,
    numerator="Those that ended two years or more after they started.",
    denominator="Child protection plans that ended in the period.",
    rows="ssd_cp_plans", day="cppl_cp_plan_end_date", reads=(_START, _END), uses=(_OTHERS,),
    source=f"{CENSUS}; Local Authority Interactive Tool",
    examples=(
        example(1, 2, ssd_cp_plans=[
            _plan("A1", "2023-05-16", "2025-05-16"), _plan("B2", "2023-05-17", "2025-05-16"), _plan("C3", "2020-01-01"),
        ]),
        example(0, 0, ssd_cp_plans=[_plan("A1", "2020-05-16", "2025-03-31")]),
    ),
)  # fmt: skip
def long_plans(data: Data, period: Period) -> pl.DataFrame:
    rows = data["ssd_cp_plans"].filter(_is_ours())
    long = col("cppl_cp_plan_start_date").dt.offset_by("2y") <= col("cppl_cp_plan_end_date")
    return rows.with_columns(counted=long.fill_null(False))


# --- Reviews --------------------------------------------------------------------------------------------------------

_DUE = f"{_OPEN} and had been open for three months or more."


def _plans_to_review(data: Data, period: Period) -> pl.DataFrame:
    plans = _open_plans(data, period.last)
    return plans.filter(col("cppl_cp_plan_start_date") <= months_before(period.last, 3))


def _reviews_until(data: Data, day: dt.date) -> pl.DataFrame:
    """`plan` (the row of its plan) and `on`, each day of a plan once, in order."""
    held = data["ssd_cp_reviews"].filter(col("cppr_cp_review_date") <= day)
    return held.select(plan="parent", on="cppr_cp_review_date").drop_nulls().unique().sort("plan", "on")


@measure(
    "CP08", "Child protection plans whose reviews were all in time", Unit.PERCENT,
    numerator="Those first reviewed within three months of their start and then within six months of each review, up "
    "to the last day.",
    denominator=_DUE,
    rows="ssd_cp_plans", reads=(_START, _END, _PLAN_ID, _OF_PLAN, _REVIEWED), uses=(_OTHERS,),
    needs_all=("ssd_cp_reviews",), source=CENSUS,
    examples=(
        example(
            2, 4,
            ssd_cp_plans=[
                _plan("A1", "2025-05-16"), _plan("B2", "2025-05-16"), _plan("C3", "2025-05-16"),
                _plan("D4", "2025-12-31"), _plan("E5", "2026-01-01"),
            ],
            ssd_cp_reviews=[
                *_reviews(_plan("A1", "2025-05-16"), "2025-08-16", "2026-02-16"),
                *_reviews(_plan("B2", "2025-05-16"), "2025-08-17", "2026-02-16"),
                *_reviews(_plan("C3", "2025-05-16"), "2025-08-16"),
            ],
        ),
        example(
            0, 1, ssd_cp_plans=[_plan("A1", "2025-05-16")],
            ssd_cp_reviews=_reviews(_plan("A1", "2025-05-16"), "2025-08-16", "2026-04-01"),
        ),
        example(0, 0, ssd_cp_plans=[_plan("A1", "2025-05-16", "2026-03-31"), _plan("B2", "2026-02-01")]),
    ),
)  # fmt: skip
def plans_reviewed(data: Data, period: Period) -> pl.DataFrame:
    """The clock starts with the plan, which is the day of the conference. A census that leaves out the reviews of
    earlier years makes a long plan look late: CP08-L asks for the latest review alone."""
    plans = _plans_to_review(data, period)
    steps = _reviews_until(data, period.last).join(
        plans.select(plan="row", start="cppl_cp_plan_start_date"), on="plan", maintain_order="left"
    )
    before = col("on").shift(1).over("plan")
    due = pl.coalesce(before.dt.offset_by("6mo"), col("start").dt.offset_by("3mo"))
    found = (
        steps.with_columns(in_time=col("on") <= due).group_by("plan").agg(col("in_time").all(), last=col("on").max())
    )
    rows = plans.join(found, left_on="row", right_on="plan", how="left", maintain_order="left")
    return rows.with_columns(counted=col("in_time").fill_null(True) & (_review_due() >= period.last))


def _review_due() -> pl.Expr:
    """When the next review is due, by the latest (`last`) or, where there is none, by the start."""
    return pl.coalesce(col("last").dt.offset_by("6mo"), col("cppl_cp_plan_start_date").dt.offset_by("3mo"))


@measure(
    "CP08-L", "Child protection plans whose latest review is in time", Unit.PERCENT,
    numerator="Those last reviewed in the six months before the last day or, where there was no review yet, started no "
    "more than three months before it.",
    denominator=_DUE,
    rows="ssd_cp_plans", reads=(_START, _END, _PLAN_ID, _OF_PLAN, _REVIEWED), uses=(_OTHERS,), source=LOCAL,
    wording=Wording.OURS,
    examples=(
        example(
            1, 2, ssd_cp_plans=[_plan("A1", "2024-05-16"), _plan("B2", "2024-05-16")],
            ssd_cp_reviews=[
                *_reviews(_plan("A1", "2024-05-16"), "2025-10-01"), *_reviews(_plan("B2", "2024-05-16"), "2025-09-30"),
            ],
        ),
        example(1, 1, ssd_cp_plans=[_plan("A1", "2025-12-31"), _plan("B2", "2026-02-01")]),
    ),
)  # fmt: skip
def plans_reviewed_lately(data: Data, period: Period) -> pl.DataFrame:
    last = _reviews_until(data, period.last).group_by("plan").agg(last=col("on").max())
    rows = _plans_to_review(data, period).join(last, left_on="row", right_on="plan", how="left", maintain_order="left")
    return rows.with_columns(counted=_review_due() >= period.last)


_of_reviews = partial(measure, rows="ssd_cp_reviews", day="cppr_cp_review_date")


@_of_reviews(
    "CP10", "Review conferences that were quorate", Unit.PERCENT,
    numerator="Those at which enough agencies were there to decide.",
    denominator="Review conferences held in the period of which it was written down.",
    reads=(_REVIEWED, _QUORATE), needs_all=("ssd_cp_reviews",), source="Standard Safeguarding Dataset",
    examples=(
        example(1, 2, ssd_cp_reviews=[
            *_reviews(_plan("A1", "2025-05-16"), "2025-08-16", cppr_cp_review_quorate=True),
            *_reviews(_plan("B2", "2025-05-16"), "2025-08-16", cppr_cp_review_quorate=False),
            *_reviews(_plan("C3", "2025-05-16"), "2025-08-16"),
        ]),
        example(0, 0, ssd_cp_reviews=_reviews(_plan("A1", "2025-05-16"), "2025-03-31", cppr_cp_review_quorate=True)),
    ),
)  # fmt: skip
def quorate(data: Data, period: Period) -> pl.DataFrame:
    """The data set knows it of review conferences, not of initial ones. A conference about three children is three."""
    rows = data["ssd_cp_reviews"].filter(col("cppr_cp_review_quorate").is_not_null())
    return rows.with_columns(counted=col("cppr_cp_review_quorate"))


@_of_reviews(
    "CP10-P", "Review conferences in which the child took part", Unit.PERCENT,
    numerator="Those the child spoke or showed a view at, or sent one to (PN1, PN2, PN3, PN5, PN6).",
    denominator="Review conferences held in the period whose participation was written down, of children of four or "
    "more.",
    reads=(_REVIEWED, _TOOK_PART), needs_all=("ssd_cp_reviews",), source="Standard Safeguarding Dataset",
    examples=(
        example(1, 2, ssd_cp_reviews=[
            *_reviews(_plan("A1", "2025-05-16"), "2025-08-16", cppr_cp_review_participation="PN5"),
            *_reviews(_plan("B2", "2025-05-16"), "2025-08-16", cppr_cp_review_participation="PN4"),
            *_reviews(_plan("C3", "2025-05-16"), "2025-08-16", cppr_cp_review_participation="PN0"),
        ]),
        example(0, 1, ssd_cp_reviews=[
            *_reviews(_plan("A1", "2025-05-16"), "2025-08-16", cppr_cp_review_participation="PN7"),
            *_reviews(_plan("B2", "2025-05-16"), "2025-08-16"),
        ]),
    ),
)  # fmt: skip
def took_part(data: Data, period: Period) -> pl.DataFrame:
    """PN0 stands for a child under four."""
    said = col("cppr_cp_review_participation")
    return data["ssd_cp_reviews"].filter(said.is_not_null() & (said != "PN0")).with_columns(
        counted=said.is_in(PARTICIPATION)
    )  # fmt: skip


# --- Visits ---------------------------------------------------------------------------------------------------------


def _visit_examples(before: str, on: str, late: str) -> tuple[Example, ...]:
    """
    Args:
        before, on: a day before the first of the working days that count, and that first day.
        late: a day on which a plan started too late to be asked.
    """
    first, second, third = (_plan(child, before) for child in ("A1", "B2", "C3"))
    return (
        example(
            1, 3, ssd_cp_plans=[first, second, third, _plan("D4", late)],
            ssd_cp_visits=[
                *_visits(first, on), *_visits(second, before), *_visits(third, on, cppv_cp_visit_seen=False),
            ],
        ),
        example(0, 1, ssd_cp_plans=[first], ssd_cp_visits=_visits(first, "2026-04-01")),
    )  # fmt: skip


def _visited(code: str, limit: int, wording: Wording, examples: tuple[Example, ...]) -> None:
    @measure(
        code, f"Children with a protection plan who were seen in the last {limit} working days", Unit.PERCENT,
        numerator=f"Those whose child was visited and seen in the {limit} working days up to the last day.",
        denominator=f"{_OPEN} and had been open for {limit} working days or more.",
        rows="ssd_cp_plans", reads=(_START, _END, _PLAN_ID, _VISIT_OF, _VISITED), uses=(_OTHERS, _SEEN),
        source="Ofsted, Annex A, list 7; the limit is a common local one", wording=wording, examples=examples,
    )  # fmt: skip
    def visited(data: Data, period: Period) -> pl.DataFrame:
        """No law says how often: each plan does. Ten working days are usual, and some agree on twenty. A visit of which
        nobody wrote whether the child was seen counts."""
        since = working_day_before(period.last, limit)
        seen = data["ssd_cp_visits"].filter(
            col("cppv_cp_visit_date").is_between(since, period.last) & col("cppv_cp_visit_seen").fill_null(True)
        )
        plans = _open_plans(data, period.last).filter(col("cppl_cp_plan_start_date") <= since)
        return plans.with_columns(counted=col("row").is_in(seen["parent"].drop_nulls().unique().implode()))


# Ten working days before 31 March 2026 is 17 March, twenty are 3 March.
_visited("CP09", 10, Wording.PRACTICE, _visit_examples("2026-03-16", "2026-03-17", "2026-03-18"))
_visited("CP09-20", 20, Wording.OURS, _visit_examples("2026-03-02", "2026-03-03", "2026-03-04"))
