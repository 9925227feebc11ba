"""Who does the work, and how much of it does each have? And what no return tells: supervision, audits, allegations."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl

from tally.data import Data
from tally.measures.catalogue.common import col
from tally.measures.declare import Unit, Wording, absent, example, measure
from tally.measures.periods import Period

_CASES, _SHARE = "ssd_professionals.prof_professional_caseload", "ssd_professionals.prof_full_time_equivalency"
_AGENCY = "ssd_professionals.prof_agency_worker_flag"
_TITLE, _NUMBER = (
    "ssd_professionals.prof_professional_job_title",
    "ssd_professionals.prof_social_worker_registration_no",
)
_measure = partial(
    measure,
    rows="ssd_professionals",
    team="prof_professional_department",
    of_children=False,
    source="Department for Education, children's social work workforce",
)


def _worker(share: float | None, cases: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "prof_full_time_equivalency": share, "prof_professional_caseload": cases,
        "prof_professional_job_title": "Social Worker", **more,
    }  # fmt: skip


def _social_workers(data: Data) -> pl.DataFrame:
    """Those with a number of their register, or whose job is called so; and whose share of full time is known."""
    is_one = col("prof_professional_job_title").str.contains("(?i)social worker").fill_null(False)
    is_one |= col("prof_social_worker_registration_no").is_not_null()
    return data["ssd_professionals"].filter(is_one & (col("prof_full_time_equivalency") > 0))


@_measure(
    "WF01", "Average caseload of a full-time social worker", Unit.AVERAGE,
    numerator="The cases they hold.",
    denominator="Social workers who hold cases, as full-time equivalents.",
    wording=Wording.PUBLISHED, reads=(_CASES, _SHARE, _TITLE, _NUMBER),
    examples=(
        example(30, 1.5, ssd_professionals=[
            _worker(1.0, 18), _worker(0.5, 12), _worker(1.0, 0), _worker(None, 9),
            _worker(1.0, 40, prof_professional_job_title="Health visitor"),
        ]),
        example(0, 0, ssd_professionals=[_worker(1.0)]),
    ),
)  # fmt: skip
def caseload(data: Data, period: Period) -> pl.DataFrame:
    """The data set counts cases on the 30 September before, as the department does, or when it was made: it says so
    itself in two ways. So it is the same for every period."""
    rows = _social_workers(data).filter(col("prof_professional_caseload") > 0)
    return rows.with_columns(amount=col("prof_professional_caseload"), weight="prof_full_time_equivalency")


@_measure(
    "WF02", "Social workers who come from an agency", Unit.PERCENT,
    numerator="Those from an agency, as full-time equivalents.",
    denominator="Social workers, as full-time equivalents.",
    reads=(_AGENCY, _SHARE, _TITLE, _NUMBER),
    examples=(
        example(1.0, 2.5, ssd_professionals=[
            _worker(1.0, prof_agency_worker_flag=True), _worker(0.5, prof_agency_worker_flag=False), _worker(1.0),
        ]),
        example(0, 0, ssd_professionals=[
            _worker(1.0, prof_agency_worker_flag=True, prof_professional_job_title="Family support worker"),
        ]),
    ),
)  # fmt: skip
def agency(data: Data, period: Period) -> pl.DataFrame:
    """Who is not said to come from an agency is employed."""
    return _social_workers(data).with_columns(
        counted=col("prof_agency_worker_flag").fill_null(False), weight="prof_full_time_equivalency"
    )


_NO_AUDITS = "Audits of practice stand in no return and in no table of the data set."
_NO_ALLEGATIONS = (
    "Allegations against people who work with children stand in no return and in no table of the data set."
)
absent("WF03", "Supervision held in time", "The data set knows workers and their cases, and not their supervision.")
absent("QA01", "Audits graded good or better", _NO_AUDITS)
absent("QA02", "Moderators who came to the auditor's grade", _NO_AUDITS)
absent("QA03", "Audit actions closed on time with evidence", _NO_AUDITS)
absent("QA04", "Audits with the family's view", _NO_AUDITS)
absent("LD01", "Allegations by where the person works", _NO_ALLEGATIONS)
absent("LD02", "Allegations referred within one working day", _NO_ALLEGATIONS)
absent("LD03", "What came of allegations", _NO_ALLEGATIONS)
absent("LD04", "How long allegations take", _NO_ALLEGATIONS)
