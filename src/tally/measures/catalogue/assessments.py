"""Assessments of children and families: in time, with what result, and was the child seen?"""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl

from tally.calendar import working_days_between
from tally.data import Data
from tally.measures.catalogue.common import CENSUS, col
from tally.measures.declare import Unit, Wording, example, measure
from tally.measures.periods import Period

_STARTED, _ENDED = "ssd_cin_assessments.cina_assessment_start_date", "ssd_cin_assessments.cina_assessment_auth_date"
_REFERRAL_OF, _REFERRED = "ssd_cin_assessments.cina_referral_id", "ssd_cin_episodes.cine_referral_date"
_REASON = "ssd_cin_episodes.cine_close_reason"
_NFA = "ssd_cin_assessments.cina_assessment_outcome_nfa"
_SEEN = "ssd_cin_assessments.cina_assessment_child_seen"
_AUTHORISED = "Assessments that were authorised in the period"
_measure = partial(measure, rows="ssd_cin_assessments", day="cina_assessment_auth_date", team="cina_assessment_team")
_LIMIT = 45


def _episode(child: str, day: str, **more: Any) -> dict[str, Any]:
    return {"cine_referral_id": f"R-{child}", "cine_person_id": child, "cine_referral_date": day, **more}


def _assessment(child: str, start: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    """An assessment of the child's one referral."""
    return {
        "cina_person_id": child, "cina_referral_id": f"R-{child}", "cina_assessment_start_date": start,
        "cina_assessment_auth_date": end, **more,
    }  # fmt: skip


# 45 working days after Thursday 1 May 2025 is Monday 7 July: two days between are bank holidays.
@_measure(
    "AS01", "Assessments completed within 45 working days of the referral", Unit.PERCENT,
    numerator="Those authorised no later than 45 working days after the day of the referral.",
    denominator=f"{_AUTHORISED} and have a referral.",
    reads=(_ENDED, _REFERRAL_OF, _REFERRED), source=CENSUS,
    examples=(
        example(
            1, 2,
            ssd_cin_episodes=[_episode("A1", "2025-05-01"), _episode("B2", "2025-05-01")],
            ssd_cin_assessments=[
                _assessment("A1", "2025-05-06", "2025-07-07"), _assessment("B2", "2025-05-06", "2025-07-08"),
            ],
        ),
        example(
            0, 0, ssd_cin_episodes=[_episode("A1", "2025-05-01")],
            ssd_cin_assessments=[_assessment("A1", "2025-05-06"), _assessment("B2", "2025-05-06", "2025-06-01")],
        ),
    ),
)  # fmt: skip
def completed_since_referral(data: Data, period: Period) -> pl.DataFrame:
    """Working Together counts from the referral, and so does the department. The census's own check (rule 8670Q) counts
    from the start of the assessment: that is AS01-S. A child's second assessment in one episode is counted from the
    referral too, and so is late where help lasts."""
    rows = data.view("ssd_cin_assessments", _REFERRED).filter(col("cine_referral_date").is_not_null())
    return rows.with_columns(
        counted=working_days_between(col("cine_referral_date"), col("cina_assessment_auth_date")) <= _LIMIT
    )


@_measure(
    "AS01-S", "Assessments completed within 45 working days of their start", Unit.PERCENT,
    numerator="Those authorised no later than 45 working days after the day on which they started.",
    denominator=f"{_AUTHORISED} and have a start.",
    reads=(_STARTED, _ENDED), source="Children in need census, rule 8670Q", wording=Wording.OURS,
    examples=(
        example(1, 2, ssd_cin_assessments=[
            _assessment("A1", "2025-05-01", "2025-07-07"), _assessment("B2", "2025-05-01", "2025-07-08"),
        ]),
        example(1, 1, ssd_cin_assessments=[
            _assessment("A1", "2025-03-03", "2025-04-01"), _assessment("B2", "2025-05-01"),
        ]),
    ),
)  # fmt: skip
def completed_since_start(data: Data, period: Period) -> pl.DataFrame:
    """AS01 counts from the referral."""
    rows = data["ssd_cin_assessments"].filter(col("cina_assessment_start_date").is_not_null())
    return rows.with_columns(
        counted=working_days_between(col("cina_assessment_start_date"), col("cina_assessment_auth_date")) <= _LIMIT
    )


@_measure(
    "AS02", "Assessments per 10,000 children", Unit.RATE,
    numerator=f"{_AUTHORISED}.",
    denominator="Children aged 0 to 17 who live here, in ten thousands.",
    reads=(_ENDED,), source=CENSUS,
    examples=(
        example(1, None, ssd_cin_assessments=[
            _assessment("A1", "2025-03-01", "2025-04-01"), _assessment("A1", "2025-05-01"),
        ]),
        example(0, None, ssd_cin_assessments=[_assessment("A1", "2025-03-01", "2025-03-31")]),
    ),
)  # fmt: skip
def assessments(data: Data, period: Period) -> pl.DataFrame:
    return data["ssd_cin_assessments"]


@_measure(
    "AS03", "Assessments after which the case was closed as not in need", Unit.PERCENT,
    numerator="Those that were the last of their episode, which closed with no further action after assessment (RC8).",
    denominator=f"{_AUTHORISED}.",
    reads=(_ENDED, _REFERRAL_OF, _REASON), source=CENSUS,
    examples=(
        example(
            1, 3,
            ssd_cin_episodes=[
                _episode("A1", "2025-03-01", cine_close_reason="RC8"),
                _episode("B2", "2025-05-01", cine_close_reason="RC7"),
            ],
            ssd_cin_assessments=[
                _assessment("A1", "2025-03-01", "2025-04-05"), _assessment("A1", "2025-05-01", "2025-06-01"),
                _assessment("B2", "2025-05-06", "2025-06-01"),
            ],
        ),
        example(0, 1, ssd_cin_assessments=[_assessment("A1", "2025-05-06", "2025-06-01")]),
    ),
)  # fmt: skip
def closed_after_assessment(data: Data, period: Period) -> pl.DataFrame:
    """The census says what came of an episode and not of an assessment, so an episode that is closed later for another
    reason is not among them. AS03-N takes the assessment's own result, where the source has it."""
    rows = data.view("ssd_cin_assessments", _REASON)
    is_last = col("cina_assessment_auth_date") == col("cina_assessment_auth_date").max().over("parent")
    return rows.with_columns(counted=((col("cine_close_reason") == "RC8") & is_last).fill_null(False))


@_measure(
    "AS03-N", "Assessments that ended with no further action", Unit.PERCENT,
    numerator="Those whose own result is no further action.",
    denominator=f"{_AUTHORISED}.",
    reads=(_ENDED, _NFA), source="Standard Safeguarding Dataset; Ofsted, Annex A, list 4", wording=Wording.OURS,
    examples=(
        example(1, 3, ssd_cin_assessments=[
            _assessment("A1", "2025-03-01", "2025-04-05", cina_assessment_outcome_nfa=True),
            _assessment("B2", "2025-03-01", "2025-04-05", cina_assessment_outcome_nfa=False),
            _assessment("C3", "2025-03-01", "2025-04-05"),
        ]),
        example(0, 0, ssd_cin_assessments=[_assessment("A1", "2025-05-06", cina_assessment_outcome_nfa=True)]),
    ),
)  # fmt: skip
def assessments_without_further_action(data: Data, period: Period) -> pl.DataFrame:
    return data["ssd_cin_assessments"].with_columns(counted=col("cina_assessment_outcome_nfa").fill_null(False))


@_measure(
    "AS04", "Assessments in which the child was seen", Unit.PERCENT,
    numerator="Those during which the child was seen.",
    denominator=f"{_AUTHORISED}.",
    reads=(_ENDED, _SEEN), source="Ofsted, Annex A, list 4",
    examples=(
        example(1, 3, ssd_cin_assessments=[
            _assessment("A1", "2025-03-01", "2025-04-05", cina_assessment_child_seen=True),
            _assessment("B2", "2025-03-01", "2025-04-05", cina_assessment_child_seen=False),
            _assessment("C3", "2025-03-01", "2025-04-05"),
        ]),
        example(1, 1, ssd_cin_assessments=[
            _assessment("A1", "2025-03-01", "2026-03-31", cina_assessment_child_seen=True),
        ]),
    ),
)  # fmt: skip
def child_was_seen(data: Data, period: Period) -> pl.DataFrame:
    """Where nobody wrote down whether the child was seen, the child counts as not seen."""
    return data["ssd_cin_assessments"].with_columns(counted=col("cina_assessment_child_seen").fill_null(False))
