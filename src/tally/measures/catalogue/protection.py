"""Enquiries and initial conferences: how many, how soon, and what came of them?"""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl

from tally.calendar import working_days_between
from tally.data import Data
from tally.measures.catalogue.common import CENSUS, col
from tally.measures.declare import Unit, Wording, example, measure
from tally.measures.periods import Period

_ENQUIRY, _BEGUN = "ssd_s47_enquiry.s47e_s47_enquiry_id", "ssd_s47_enquiry.s47e_s47_start_date"
_OF_ENQUIRY, _HELD = "ssd_initial_cp_conference.icpc_s47_enquiry_id", "ssd_initial_cp_conference.icpc_icpc_date"
_TARGET = "ssd_initial_cp_conference.icpc_icpc_target_date"
_DECIDED = "ssd_initial_cp_conference.icpc_icpc_outcome_cp_flag"
_PLANNED = "ssd_cp_plans.cppl_cp_plan_start_date"
_of_enquiries = partial(measure, rows="ssd_s47_enquiry", day="s47e_s47_start_date", team="s47e_s47_completed_by_team")
_of_conferences = partial(measure, rows="ssd_initial_cp_conference", day="icpc_icpc_date", team="icpc_icpc_team")
_POPULATION = "Children aged 0 to 17 who live here, in ten thousands."
_LIMIT = 15


def _s47(child: str, day: str) -> dict[str, Any]:
    return {"s47e_s47_enquiry_id": f"E-{child}", "s47e_person_id": child, "s47e_s47_start_date": day}


def _conference(child: str, day: str | None, **more: Any) -> dict[str, Any]:
    """A conference after the child's one enquiry."""
    return {"icpc_person_id": child, "icpc_s47_enquiry_id": f"E-{child}", "icpc_icpc_date": day, **more}


def _plan(child: str, start: str) -> dict[str, Any]:
    return {"cppl_person_id": child, "cppl_cp_plan_start_date": start}


@_of_enquiries(
    "CP01", "Section 47 enquiries per 10,000 children", Unit.RATE,
    numerator="Section 47 enquiries that started in the period.",
    denominator=_POPULATION,
    reads=(_BEGUN,), source=CENSUS, wording=Wording.PUBLISHED,
    examples=(
        example(2, None, ssd_s47_enquiry=[
            _s47("A1", "2025-04-01"), _s47("A1", "2025-09-01"), _s47("B2", "2024-09-01"),
        ]),
        example(0, None, ssd_s47_enquiry=[_s47("A1", "2026-04-01")]),
    ),
)  # fmt: skip
def enquiries(data: Data, period: Period) -> pl.DataFrame:
    """An enquiry starts on the day of the strategy discussion that decided on it."""
    return data["ssd_s47_enquiry"]


@_of_enquiries(
    "CP02", "Section 47 enquiries that led to an initial conference", Unit.PERCENT,
    numerator="Those after which an initial child protection conference was held.",
    denominator="Section 47 enquiries that started in the period.",
    reads=(_ENQUIRY, _BEGUN, _OF_ENQUIRY, _HELD),
    source=f"{CENSUS}; London Innovation and Improvement Alliance",
    examples=(
        example(
            1, 3, ssd_s47_enquiry=[_s47("A1", "2025-05-01"), _s47("B2", "2025-05-01"), _s47("C3", "2025-05-01")],
            ssd_initial_cp_conference=[_conference("A1", "2025-05-16"), _conference("B2", None)],
        ),
        example(
            0, 1, ssd_s47_enquiry=[_s47("A1", "2025-05-01")],
            ssd_initial_cp_conference=[{"icpc_person_id": "A1", "icpc_icpc_date": "2025-05-16"}],
        ),
    ),
)  # fmt: skip
def enquiries_that_led_to_a_conference(data: Data, period: Period) -> pl.DataFrame:
    """The conference of one of the last weeks' enquiries may still be to come."""
    held = data["ssd_initial_cp_conference"].filter(col("icpc_icpc_date").is_not_null())["icpc_s47_enquiry_id"]
    led = col("s47e_s47_enquiry_id").is_in(held.drop_nulls().unique().implode()).fill_null(False)
    return data["ssd_s47_enquiry"].with_columns(counted=led)


@_of_conferences(
    "CP03", "Initial conferences within 15 working days of the enquiry", Unit.PERCENT,
    numerator="Those held no later than 15 working days after the day on which the enquiry started.",
    denominator="Initial child protection conferences that were held in the period after an enquiry.",
    reads=(_ENQUIRY, _BEGUN, _OF_ENQUIRY, _HELD), source=CENSUS,
    examples=(
        example(
            1, 2, ssd_s47_enquiry=[_s47("A1", "2025-05-01"), _s47("B2", "2025-05-01")],
            ssd_initial_cp_conference=[_conference("A1", "2025-05-23"), _conference("B2", "2025-05-27")],
        ),
        example(0, 0, ssd_initial_cp_conference=[{"icpc_person_id": "A1", "icpc_icpc_date": "2025-05-16"}]),
    ),
)  # fmt: skip
def conferences_in_time(data: Data, period: Period) -> pl.DataFrame:
    """Local procedures differ on which strategy discussion starts the clock, the first or the last. The census means
    the one that decided on the enquiry. A conference without an enquiry here, as of a family that moved in, is left
    out. CP03-T takes the date that the authority itself set."""
    begun = data["ssd_s47_enquiry"].select("s47e_s47_enquiry_id", "s47e_s47_start_date").drop_nulls()
    begun = begun.group_by("s47e_s47_enquiry_id").agg(col("s47e_s47_start_date").min())
    rows = data["ssd_initial_cp_conference"].join(
        begun, left_on="icpc_s47_enquiry_id", right_on="s47e_s47_enquiry_id", maintain_order="left"
    )
    return rows.with_columns(counted=working_days_between(col("s47e_s47_start_date"), col("icpc_icpc_date")) <= _LIMIT)


@_of_conferences(
    "CP03-T", "Initial conferences by the target date", Unit.PERCENT,
    numerator="Those held by the target date that stands in the record.",
    denominator="Initial child protection conferences that were held in the period and have a target date.",
    reads=(_HELD, _TARGET), source="Children in need census, item InitialCPCtarget", wording=Wording.OURS,
    examples=(
        example(1, 2, ssd_initial_cp_conference=[
            _conference("A1", "2025-05-23", icpc_icpc_target_date="2025-05-23"),
            _conference("B2", "2025-05-27", icpc_icpc_target_date="2025-05-23"), _conference("C3", "2025-05-27"),
        ]),
        example(0, 0, ssd_initial_cp_conference=[_conference("A1", None, icpc_icpc_target_date="2025-05-23")]),
    ),
)  # fmt: skip
def conferences_by_target(data: Data, period: Period) -> pl.DataFrame:
    rows = data["ssd_initial_cp_conference"].filter(col("icpc_icpc_target_date").is_not_null())
    return rows.with_columns(counted=col("icpc_icpc_date") <= col("icpc_icpc_target_date"))


@_of_conferences(
    "CP04", "Initial conferences that led to a plan", Unit.PERCENT,
    numerator="Those on whose day a child protection plan of the child started.",
    denominator="Initial child protection conferences that were held in the period.",
    reads=(_HELD, _PLANNED), source="Children in need census, rule 2885", wording=Wording.PUBLISHED,
    examples=(
        example(
            1, 3,
            ssd_initial_cp_conference=[
                _conference("A1", "2025-05-16"), _conference("B2", "2025-05-16"), _conference("C3", "2025-05-16"),
            ],
            ssd_cp_plans=[_plan("A1", "2025-05-16"), _plan("B2", "2025-05-17")],
        ),
        example(
            0, 1, ssd_initial_cp_conference=[_conference("A1", "2025-05-16")], ssd_cp_plans=[_plan("B2", "2025-05-16")],
        ),
    ),
)  # fmt: skip
def conferences_that_led_to_a_plan(data: Data, period: Period) -> pl.DataFrame:
    """CP04-F takes what the conference's own record says."""
    starts = data["ssd_cp_plans"].select("child", icpc_icpc_date="cppl_cp_plan_start_date").drop_nulls().unique()
    return data["ssd_initial_cp_conference"].join(
        starts.with_columns(counted=pl.lit(True)), on=["child", "icpc_icpc_date"], how="left", maintain_order="left"
    ).with_columns(col("counted").fill_null(False))  # fmt: skip


@_of_conferences(
    "CP04-F", "Initial conferences that decided on a plan", Unit.PERCENT,
    numerator="Those whose result is a child protection plan.",
    denominator="Initial child protection conferences that were held in the period.",
    reads=(_HELD, _DECIDED), source="Ofsted, Annex A, list 5", wording=Wording.OURS,
    examples=(
        example(1, 3, ssd_initial_cp_conference=[
            _conference("A1", "2025-05-16", icpc_icpc_outcome_cp_flag=True),
            _conference("B2", "2025-05-16", icpc_icpc_outcome_cp_flag=False), _conference("C3", "2025-05-16"),
        ]),
        example(0, 0, ssd_initial_cp_conference=[_conference("A1", "2024-05-16", icpc_icpc_outcome_cp_flag=True)]),
    ),
)  # fmt: skip
def conferences_that_decided_on_a_plan(data: Data, period: Period) -> pl.DataFrame:
    return data["ssd_initial_cp_conference"].with_columns(counted=col("icpc_icpc_outcome_cp_flag").fill_null(False))
