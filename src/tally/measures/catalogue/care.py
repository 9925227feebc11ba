"""Children looked after: are they reviewed, visited and heard, are they well, and is there a plan to stay?"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import polars as pl

from tally.asking import age_on
from tally.calendar import add_working_days, working_day_before
from tally.data import Data
from tally.measures.catalogue.common import CARE_RETURN, LOCAL, PARTICIPATION, col, months_before, with_person
from tally.measures.catalogue.looked_after import (
    PERIOD_OF_CARE,
    READS,
    USES,
    born,
    episode,
    looked_after,
)  # fmt: skip
from tally.measures.declare import Unit, Wording, absent, example, measure
from tally.measures.periods import Period

_REVIEWED, _REVIEW_OF = "ssd_cla_reviews.clar_cla_review_date", "ssd_cla_reviews.clar_cla_id"
_DUE, _CANCELLED = "ssd_cla_reviews.clar_cla_review_due_date", "ssd_cla_reviews.clar_cla_review_cancelled"
_TOOK_PART, _BORN = "ssd_cla_reviews.clar_cla_review_participation", "ssd_person.pers_dob"
_VISITED, _SEEN = "ssd_cla_visits.clav_cla_visit_date", "ssd_cla_visits.clav_cla_visit_seen"
_PLANNED, _PLAN = "ssd_cla_care_plan.lacp_cla_care_plan_start_date", "ssd_cla_care_plan.lacp_cla_care_plan_json"
_RETURNED, _MISSING = "ssd_missing.miss_missing_episode_end_date", "ssd_missing.miss_missing_episode_type"
_OFFERED, _ACCEPTED = "ssd_missing.miss_missing_rhi_offered", "ssd_missing.miss_missing_rhi_accepted"
_LOOKED_AFTER = "Children looked after at the end of the last day"
_of_reviews = partial(measure, rows="ssd_cla_reviews", day="clar_cla_review_date")


def _reviews(child: str, *days: str, **more: Any) -> list[dict[str, Any]]:
    """Reviews in the child's one period of care."""
    return [{"clar_cla_id": f"P-{child}", "clar_cla_review_date": day, **more} for day in days]


def _held(data: Data) -> pl.DataFrame:
    """The reviews that were not cancelled and have a day."""
    cancelled = col("clar_cla_review_cancelled").fill_null(False)
    return data["ssd_cla_reviews"].filter(~cancelled & col("clar_cla_review_date").is_not_null())


# --- Reviews --------------------------------------------------------------------------------------------------------

_TO_REVIEW = f"{_LOOKED_AFTER} who had been so for 20 working days or more."
_READS_REVIEWS = (*READS, PERIOD_OF_CARE, _REVIEW_OF, _REVIEWED)
_USES_REVIEWS = (*(column for column in USES if column != PERIOD_OF_CARE), _CANCELLED)


def _to_review(data: Data, period: Period) -> pl.DataFrame:
    return looked_after(data, period.last).filter(col("since") <= working_day_before(period.last, 20))


def _reviews_of(data: Data, rows: pl.DataFrame, period: Period) -> pl.DataFrame:
    """`child`, `since` and `on`: the days of the reviews in the children's present period of care, in order."""
    held = _held(data).filter(col("clar_cla_review_date") <= period.last)
    days = held.select(clae_cla_id="clar_cla_id", on="clar_cla_review_date").unique()
    return rows.select("child", "clae_cla_id", "since").join(days, on="clae_cla_id").sort("child", "on")


# 20 working days after Tuesday 1 April 2025 is Thursday 1 May: two days between are bank holidays.
@measure(
    "CL04", "Children looked after whose reviews were all in time", Unit.PERCENT,
    numerator="Those reviewed within 20 working days, then within three months, then within six months each time, as "
    "far as it fell due in the twelve months up to the last day.",
    denominator=_TO_REVIEW,
    rows="ssd_cla_episodes", reads=_READS_REVIEWS, uses=_USES_REVIEWS, needs_history=("ssd_cla_reviews",),
    source="Once in SSDA903; Care Planning Regulations 2010, regulation 33",
    examples=(
        example(
            2, 5,
            ssd_cla_episodes=[
                episode("A1", "2025-04-01"), episode("B2", "2025-04-01"), episode("C3", "2025-04-01"),
                episode("D4", "2020-04-01"), episode("E5", "2025-04-01"), episode("F6", "2026-03-31"),
            ],
            ssd_cla_reviews=[
                *_reviews("A1", "2025-05-01", "2025-08-01", "2026-02-01"),
                *_reviews("B2", "2025-05-02", "2025-08-01", "2026-02-01"),
                *_reviews("C3", "2025-05-01", "2025-08-02", "2026-02-01"),
                *_reviews("D4", "2020-09-01", "2025-03-01", "2025-09-01", "2026-03-01"),
            ],
        ),
        example(
            0, 1, ssd_cla_episodes=[episode("A1", "2025-04-01")],
            ssd_cla_reviews=_reviews("A1", "2025-05-01", "2025-08-01", "2026-02-01", clar_cla_review_cancelled=True),
        ),
    ),
)  # fmt: skip
def reviewed_in_time(data: Data, period: Period) -> pl.DataFrame:
    """A review that came too late more than a year ago is not held against the authority for ever: what counts is
    what fell due in the last twelve months. CL04-D takes the dates that the authority set, CL04-L the latest review
    alone."""
    rows = _to_review(data, period)
    steps = _reviews_of(data, rows, period).with_columns(number=col("on").cum_count().over("child"))
    steps = steps.with_columns(due=_due_after(col("on").shift(1).over("child"), col("number") - 1))
    was_due = col("due") >= months_before(period.last, 12)
    found = steps.group_by("child").agg(
        in_time=((col("on") <= col("due")) | ~was_due).all(), last=col("on").max(), number=col("number").max()
    )
    rows = rows.join(found, on="child", how="left", maintain_order="left")
    next_due = _due_after(col("last"), col("number").fill_null(0))
    return rows.with_columns(counted=col("in_time").fill_null(True) & (next_due >= period.last))


def _due_after(last: pl.Expr, number: pl.Expr) -> pl.Expr:
    """When a review is due: 20 working days after `since`, three months after the first, six after every other."""
    return (
        pl.when(number == 0)
        .then(add_working_days(col("since"), 20))
        .when(number == 1)
        .then(last.dt.offset_by("3mo"))
        .otherwise(last.dt.offset_by("6mo"))
    )


@measure(
    "CL04-D", "Reviews of children looked after held by their due date", Unit.PERCENT,
    numerator="Those held no later than the due date in the record.",
    denominator="Reviews due in the period and not cancelled.",
    rows="ssd_cla_reviews", day="clar_cla_review_due_date", reads=(_DUE, _REVIEWED), uses=(_CANCELLED,),
    needs_all=("ssd_cla_reviews",), source=LOCAL, wording=Wording.OURS,
    examples=(
        example(1, 3, ssd_cla_episodes=[episode(child, "2025-04-01") for child in ("A1", "B2", "C3", "D4")],
            ssd_cla_reviews=[
                *_reviews("A1", "2025-05-01", clar_cla_review_due_date="2025-05-01"),
                *_reviews("B2", "2025-05-02", clar_cla_review_due_date="2025-05-01"),
                {"clar_cla_id": "P-C3", "clar_cla_review_due_date": "2025-05-01"},
                *_reviews("D4", "2025-05-02", clar_cla_review_due_date="2025-05-01", clar_cla_review_cancelled=True),
            ]),
        example(0, 0, ssd_cla_reviews=_reviews("A1", "2025-05-01")),
    ),
)  # fmt: skip
def reviewed_by_due_date(data: Data, period: Period) -> pl.DataFrame:
    rows = data["ssd_cla_reviews"].filter(~col("clar_cla_review_cancelled").fill_null(False))
    return rows.with_columns(counted=(col("clar_cla_review_date") <= col("clar_cla_review_due_date")).fill_null(False))


@measure(
    "CL04-L", "Children looked after whose latest review is in time", Unit.PERCENT,
    numerator="Those last reviewed in the six months before the last day.",
    denominator=_TO_REVIEW,
    rows="ssd_cla_episodes", reads=_READS_REVIEWS, uses=_USES_REVIEWS, source="Ofsted, Annex A, list 8",
    wording=Wording.OURS,
    examples=(
        example(
            1, 3, ssd_cla_episodes=[episode(child, "2024-04-01") for child in ("A1", "B2", "C3")],
            ssd_cla_reviews=[*_reviews("A1", "2025-10-01"), *_reviews("B2", "2025-09-30", "2026-04-01")],
        ),
        example(0, 0, ssd_cla_episodes=[episode("A1", "2026-03-10")]),
    ),
)  # fmt: skip
def reviewed_lately(data: Data, period: Period) -> pl.DataFrame:
    rows = _to_review(data, period)
    last = _reviews_of(data, rows, period).group_by("child").agg(last=col("on").max())
    rows = rows.join(last, on="child", how="left", maintain_order="left")
    return rows.with_columns(counted=(col("last").dt.offset_by("6mo") >= period.last).fill_null(False))


@_of_reviews(
    "CL05", "Reviews of children looked after in which the child took part", Unit.PERCENT,
    numerator="Those at which the child spoke or showed a view, or to which they sent one (PN1, PN2, PN3, PN5, PN6).",
    denominator="Reviews held in the period of children who were four or older on the day.",
    reads=(_REVIEWED, _TOOK_PART, _BORN), uses=(_CANCELLED,), needs_all=("ssd_cla_reviews",),
    source=CARE_RETURN,
    examples=(
        example(
            1, 2, ssd_person=[born("A1", "2015-05-01"), born("B2", "2021-05-02")],
            ssd_cla_episodes=[episode("A1", "2024-04-01"), episode("B2", "2024-04-01")],
            ssd_cla_reviews=[
                *_reviews("A1", "2025-05-01", clar_cla_review_participation="PN6"),
                *_reviews("A1", "2025-11-01", clar_cla_review_participation="PN4"),
                *_reviews("B2", "2025-05-01", clar_cla_review_participation="PN0"),
            ],
        ),
        example(
            0, 1, ssd_person=[born("B2", "2021-05-02")], ssd_cla_episodes=[episode("B2", "2024-04-01")],
            ssd_cla_reviews=_reviews("B2", "2025-05-02"),
        ),
    ),
)  # fmt: skip
def took_part(data: Data, period: Period) -> pl.DataFrame:
    """A review of which nobody wrote how the child took part counts as one without the child."""
    rows = with_person(data, _held(data), "pers_dob")
    rows = rows.filter(age_on(col("pers_dob"), col("clar_cla_review_date")) >= 4)
    return rows.with_columns(counted=col("clar_cla_review_participation").is_in(PARTICIPATION).fill_null(False))


# --- Visits ---------------------------------------------------------------------------------------------------------


def _visits(child: str, *days: str, **more: Any) -> list[dict[str, Any]]:
    return [{"clav_person_id": child, "clav_cla_visit_date": day, **more} for day in days]


def _visited(code: str, limit: str, words: str, *, wording: Wording, on: str, before: str) -> None:
    @measure(
        code, f"Children looked after who were visited in the last {words}", Unit.PERCENT,
        numerator=f"Those visited in the {words} up to the last day.",
        denominator=f"{_LOOKED_AFTER} who had been so for a week or more.",
        rows="ssd_cla_episodes", reads=(*READS, _VISITED), uses=(*USES, _SEEN),
        source="Care Planning Regulations 2010, regulation 28", wording=wording,
        examples=(
            example(
                1, 3, ssd_cla_episodes=[episode(child, "2024-04-01") for child in ("A1", "B2", "C3")],
                ssd_cla_visits=[
                    *_visits("A1", on), *_visits("B2", before), *_visits("C3", on, clav_cla_visit_seen=False),
                ],
            ),
            example(0, 0, ssd_cla_episodes=[episode("A1", "2026-03-25")], ssd_cla_visits=_visits("A1", "2026-03-26")),
        ),
    )  # fmt: skip
    def visited(data: Data, period: Period) -> pl.DataFrame:
        """The published indicator divides visits held by visits due, and no return says when one is due. The law asks
        for one every six weeks in the first year of a placement and for one every three months where a placement is
        meant to last until the child is 18, which no return says either. A visit at which the child was not seen does
        not count."""
        on = col("clav_cla_visit_date")
        lately = (on <= period.last) & (on.dt.offset_by(limit) >= period.last)
        seen = data["ssd_cla_visits"].filter(lately & col("clav_cla_visit_seen").fill_null(True))
        rows = looked_after(data, period.last).filter(col("since") <= period.last - dt.timedelta(days=7))
        return rows.with_columns(counted=col("child").is_in(seen["child"].drop_nulls().unique().implode()))


_visited("CL06", "6w", "six weeks", wording=Wording.PRACTICE, on="2026-02-17", before="2026-02-16")
_visited("CL06-3M", "3mo", "three months", wording=Wording.OURS, on="2025-12-31", before="2025-12-30")


# --- A plan to stay -------------------------------------------------------------------------------------------------


def _plan(child: str, start: str, **chosen: str) -> dict[str, Any]:
    said = ", ".join(f'"{name}": "{value}"' for name, value in chosen.items())
    return {"lacp_person_id": child, "lacp_cla_care_plan_start_date": start, "lacp_cla_care_plan_json": f"{{{said}}}"}


@_of_reviews(
    "CL10", "Children with a plan for permanence by their second review", Unit.PERCENT,
    numerator="Those with a permanence plan in force from that day or before.",
    denominator="Second reviews of children looked after that were held in the period.",
    reads=(_REVIEW_OF, _REVIEWED, _PLANNED, _PLAN), uses=(_CANCELLED,), needs_history=("ssd_cla_reviews",),
    source=LOCAL,
    examples=(
        example(
            1, 3, ssd_cla_episodes=[episode(child, "2025-03-01") for child in ("A1", "B2", "C3", "D4")],
            ssd_cla_reviews=[
                row for child in ("A1", "B2", "C3") for row in _reviews(child, "2025-03-25", "2025-06-20", "2025-12-01")
            ] + _reviews("D4", "2025-04-20"),
            ssd_cla_care_plan=[
                _plan("A1", "2025-06-20", ADOPTION="", LTFOST18="Y"), _plan("B2", "2025-06-21", LTFOST18="Y"),
                _plan("C3", "2025-03-25", ADOPTION="", LTFOST18=""), _plan("D4", "2025-03-25", ADOPTION="Y"),
            ],
        ),
        example(
            0, 1, ssd_cla_episodes=[episode("A1", "2025-03-01")],
            ssd_cla_reviews=_reviews("A1", "2025-03-25", "2025-06-20"),
        ),
    ),
)  # fmt: skip
def permanence_by_second_review(data: Data, period: Period) -> pl.DataFrame:
    """A plan says more than one way where two are followed at once; any of them counts. What the plan was is not
    judged, nor whether it was changed since."""
    held = _held(data).sort("clar_cla_id", "clar_cla_review_date")
    second = held.filter(col("clar_cla_review_date").cum_count().over("clar_cla_id") == 2)
    agreed = data["ssd_cla_care_plan"].filter(col("lacp_cla_care_plan_json").str.contains(r'(?i)"\s*:\s*"?(?:y|1|t)'))
    first = agreed.group_by("child").agg(agreed=col("lacp_cla_care_plan_start_date").min())
    rows = second.join(first, on="child", how="left", maintain_order="left")
    return rows.with_columns(counted=(col("agreed") <= col("clar_cla_review_date")).fill_null(False))


# --- Back from being missing ----------------------------------------------------------------------------------------


def _missing(child: str, end: str | None, **more: Any) -> dict[str, Any]:
    return {
        "miss_person_id": child, "miss_missing_episode_end_date": end, "miss_missing_episode_type": "Missing",
        **more,
    }  # fmt: skip


def _interview(code: str, what: str, column: str) -> None:
    name = column.partition(".")[2]

    @measure(
        code, f"Return home interviews {what}", Unit.PERCENT,
        numerator=f"Those after which an interview was {what}.",
        denominator="Times that a child was missing and came back in the period.",
        rows="ssd_missing", day="miss_missing_episode_end_date", reads=(_RETURNED, _MISSING, column),
        source="Statutory guidance on children who run away or go missing (2014); Ofsted, Annex A, list 8",
        wording=Wording.OURS,
        examples=(
            example(1, 3, ssd_missing=[
                _missing("A1", "2025-05-01", **{name: "Y"}), _missing("B2", "2025-05-01", **{name: "N"}),
                _missing("C3", "2025-05-01"),
            ]),
            example(0, 0, ssd_missing=[
                _missing("A1", None, **{name: "Y"}),
                {**_missing("B2", "2025-05-01", **{name: "Y"}), "miss_missing_episode_type": "Away"},
            ]),
        ),
    )  # fmt: skip
    def interviewed(data: Data, period: Period) -> pl.DataFrame:
        """Half of CL12: whether there was one is known, and when is not. Away without leave, where somebody knows the
        place, is not missing."""
        rows = data["ssd_missing"].filter(col("miss_missing_episode_type").str.contains("(?i)^m"))
        return rows.with_columns(counted=col(name).str.contains("(?i)^y").fill_null(False))


_interview("CL12-O", "offered", _OFFERED)
_interview("CL12-A", "accepted", _ACCEPTED)
_NO_HOURS = (
    "The data set and Annex A say whether an interview was offered and accepted, and not when: see CL12-O and CL12-A."
)
absent("CL12", "Return home interviews offered within 72 hours", _NO_HOURS)
absent("CL12-H", "Return home interviews held within 72 hours", _NO_HOURS)
