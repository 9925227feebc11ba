"""Children looked after for a year: their health, their teeth, and how they feel."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import polars as pl

from tally.asking import age_on
from tally.data import Data
from tally.measures.catalogue.common import col, months_before, with_person
from tally.measures.catalogue.looked_after import READS, USES, born, episode, looked_after_for_a_year
from tally.measures.declare import Unit, Wording, example, measure
from tally.measures.periods import Period

_KIND, _STATUS = "ssd_cla_health.clah_health_check_type", "ssd_cla_health.clah_health_check_status"
_CHECKED, _BORN = "ssd_cla_health.clah_health_check_date", "ssd_person.pers_dob"
_SCORE, _SCORED = "ssd_sdq_scores.csdq_sdq_score", "ssd_sdq_scores.csdq_sdq_completed_date"
_COHORT = "Children looked after at the end of the last day, and for the twelve months up to it."
_measure = partial(measure, rows="ssd_cla_episodes", source="SSDA903, health of children looked after (OC2)")
_HEALTH, _TEETH = "(?i)assessment", "(?i)dent|teeth"


def _check(child: str, kind: str, day: str | None, status: str | None = "Completed") -> dict[str, Any]:
    return {
        "clah_person_id": child, "clah_health_check_type": kind, "clah_health_check_date": day,
        "clah_health_check_status": status,
    }  # fmt: skip


def _checked(data: Data, kind: str, since: dt.date, until: dt.date) -> pl.DataFrame:
    """The completed checks of a kind in a time; all of them where the source has no days, and tells of the year."""
    done = col("clah_health_check_status").str.contains("(?i)^complete").fill_null(True)
    on = col("clah_health_check_date")
    return data["ssd_cla_health"].filter(
        done
        & col("clah_health_check_type").str.contains(kind)
        & on.is_between(since, until).fill_null(not data.holds(_CHECKED))
    )


def _in_year(code: str, title: str, numerator: str, *, pattern: str, kind: str, other: str) -> None:
    @_measure(
        code, title, Unit.PERCENT,
        numerator=numerator,
        denominator=_COHORT,
        reads=(*READS, _KIND), uses=(*USES, _STATUS, _CHECKED),
        examples=(
            example(
                1, 3, ssd_cla_episodes=[episode(child, "2025-03-31") for child in ("A1", "B2", "C3")],
                ssd_cla_health=[
                    _check("A1", kind, "2025-04-01"), _check("B2", kind, "2025-03-31"),
                    _check("B2", other, "2025-05-01"), _check("C3", kind, "2025-05-01", "Planned"),
                ],
            ),
            example(0, 1, ssd_cla_episodes=[episode("A1", "2025-03-31")], ssd_cla_health=[_check("A1", kind, None)]),
            example(
                0, 0, ssd_cla_episodes=[episode("A1", "2025-04-01")],
                ssd_cla_health=[_check("A1", kind, "2025-05-01")],
            ),
        ),
    )  # fmt: skip
    def checked(data: Data, period: Period) -> pl.DataFrame:
        """SSDA903 says no more than that there was one in the year, and is taken at its word. A check without a day in
        a source that has days does not count."""
        since = months_before(period.last, 12) + dt.timedelta(days=1)
        had = _checked(data, pattern, since, period.last)["child"].drop_nulls().unique().implode()
        return looked_after_for_a_year(data, period.last).with_columns(counted=col("child").is_in(had))


_in_year(
    "CL07", "Children looked after with a health assessment in the year",
    "Those with a completed health assessment in the twelve months up to the last day.",
    pattern=_HEALTH, kind="Health Assessment", other="Dental Check",
)  # fmt: skip
_in_year(
    "CL08", "Children looked after with a dental check in the year",
    "Those with a completed dental check in the twelve months up to the last day.",
    pattern=_TEETH, kind="Dental Check", other="Health Assessment",
)  # fmt: skip


@measure(
    "CL07-6M", "Children under five looked after with a health assessment in six months", Unit.PERCENT,
    numerator="Those with a completed health assessment in the six months up to the last day.",
    denominator=f"{_COHORT[:-1]}, who are under five on it.",
    rows="ssd_cla_episodes", source="Care Planning Regulations 2010, regulation 7", wording=Wording.OURS,
    reads=(*READS, _KIND, _CHECKED, _BORN), uses=(*USES, _STATUS),
    examples=(
        example(
            1, 2, ssd_person=[born("A1", "2021-04-01"), born("B2", "2022-05-01"), born("C3", "2021-03-31")],
            ssd_cla_episodes=[episode(child, "2025-03-31") for child in ("A1", "B2", "C3")],
            ssd_cla_health=[
                _check("A1", "Health Assessment", "2025-10-01"), _check("B2", "Health Assessment", "2025-09-30"),
            ],
        ),
        example(
            0, 1, ssd_person=[born("A1", "2021-04-01")], ssd_cla_episodes=[episode("A1", "2025-03-31")],
            ssd_cla_health=[_check("A1", "Health Assessment", None)],
        ),
    ),
)  # fmt: skip
def young_children_checked(data: Data, period: Period) -> pl.DataFrame:
    """The law asks for one every six months under five, and CL07 for one in the year at every age."""
    since = months_before(period.last, 6) + dt.timedelta(days=1)
    had = _checked(data, _HEALTH, since, period.last)["child"].drop_nulls().unique().implode()
    rows = with_person(data, looked_after_for_a_year(data, period.last), "pers_dob")
    return rows.filter(age_on(col("pers_dob"), period.last) < 5).with_columns(counted=col("child").is_in(had))


# --- Strengths and difficulties -------------------------------------------------------------------------------------


def _sdq(child: str, score: str | None, day: str | None = "2025-11-01") -> dict[str, Any]:
    return {"csdq_person_id": child, "csdq_sdq_score": score, "csdq_sdq_completed_date": day}


_SCORES = {
    "ssd_person": [
        born("A1", "2015-05-01"), born("B2", "2009-04-01"), born("C3", "2022-04-01"), born("D4", "2015-05-01"),
    ],
    "ssd_cla_episodes": [episode(child, "2025-03-31") for child in ("A1", "B2", "C3", "D4")],
    "ssd_sdq_scores": [
        _sdq("A1", "10", "2025-05-01"), _sdq("A1", "14"), _sdq("B2", "21"), _sdq("C3", "9"),
        _sdq("D4", None), _sdq("D4", "7", None), _sdq("D4", "8", "2025-03-31"),
    ],
}  # fmt: skip
_NO_SCORES = {
    "ssd_person": [born("A1", "2015-05-01"), born("B2", "2009-03-31")],
    "ssd_cla_episodes": [episode("A1", "2025-03-31"), episode("B2", "2025-03-31")],
    "ssd_sdq_scores": [_sdq("A1", "41"), _sdq("B2", "9")],
}  # fmt: skip
_READS_SCORES, _USES_SCORES = (*READS, _SCORE, _BORN), (*USES, _SCORED)


def _with_score(data: Data, period: Period) -> pl.DataFrame:
    """Children of 4 to 16 looked after for a year, with the latest `score` of that year, 0 to 40; null without one."""
    on = col("csdq_sdq_completed_date")
    since = months_before(period.last, 12) + dt.timedelta(days=1)
    scores = data["ssd_sdq_scores"].filter(on.is_between(since, period.last).fill_null(not data.holds(_SCORED))).select(
        "child", on.fill_null(period.last).alias("on"), score=col("csdq_sdq_score").cast(pl.Float64, strict=False)
    )  # fmt: skip
    scores = scores.filter(col("score").is_between(0, 40)).sort("on", "score").unique("child", keep="last")
    rows = with_person(data, looked_after_for_a_year(data, period.last), "pers_dob")
    rows = rows.filter(age_on(col("pers_dob"), period.last).is_between(4, 16))
    return rows.join(scores.drop("on"), on="child", how="left", maintain_order="left")


@_measure(
    "CL09", "Children looked after with a score of strengths and difficulties", Unit.PERCENT,
    numerator="Those with a score of the questionnaire (SDQ) from the twelve months up to the last day.",
    denominator=f"{_COHORT[:-1]}, who are 4 to 16 years old on it.",
    wording=Wording.PUBLISHED, reads=_READS_SCORES, uses=_USES_SCORES,
    examples=(example(2, 3, **_SCORES), example(0, 1, **_NO_SCORES)),
)  # fmt: skip
def scored(data: Data, period: Period) -> pl.DataFrame:
    """CL09-M is the mean of the scores."""
    return _with_score(data, period).with_columns(counted=col("score").is_not_null())


@_measure(
    "CL09-M", "Mean score of strengths and difficulties", Unit.AVERAGE,
    numerator="The sum of their latest scores of the year, each 0 to 40; a higher one tells of more difficulties.",
    denominator="Children of CL09 with a score.",
    wording=Wording.PUBLISHED, reads=_READS_SCORES, uses=_USES_SCORES,
    examples=(example(35, 2, **_SCORES), example(0, 0, **_NO_SCORES)),
)  # fmt: skip
def mean_score(data: Data, period: Period) -> pl.DataFrame:
    return _with_score(data, period).filter(col("score").is_not_null()).with_columns(amount="score")
