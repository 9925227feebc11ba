"""Who is looked after on a day, and since when? What the measures of children in care begin with."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from tally.data import Data
from tally.measures.catalogue.common import by_name, col, is_open, months_before

STARTED = "ssd_cla_episodes.clae_cla_episode_start_date"
ENDED = "ssd_cla_episodes.clae_cla_episode_ceased_date"
PERIOD_OF_CARE, ENTERED = "ssd_cla_episodes.clae_cla_id", "ssd_cla_episodes.clae_entered_care_date"
LEGAL_STATUS = (
    "ssd_legal_status.lega_legal_status",
    "ssd_legal_status.lega_legal_status_start_date",
    "ssd_legal_status.lega_legal_status_end_date",
)
#: What tells who is looked after, and what makes it better where it is there.
READS, USES = (STARTED, ENDED), (PERIOD_OF_CARE, ENTERED, *LEGAL_STATUS)
#: Short breaks, each recorded or agreed as a series: the department counts none of them.
_SHORT_BREAKS = ("V3", "V4")


def looked_after(data: Data, day: dt.date) -> pl.DataFrame:
    """One row a child looked after at the end of a day, of `ssd_cla_episodes`, with `since`: from when without a break.

    Children in short breaks are left out. `since` is the earliest that is known of the period of care.
    """
    episodes = data["ssd_cla_episodes"].filter(col("child").is_not_null())
    earliest = pl.min_horizontal("clae_entered_care_date", "clae_cla_episode_start_date")
    of_period = pl.when(col("clae_cla_id").is_not_null()).then(earliest.min().over("child", "clae_cla_id"))
    now = episodes.with_columns(since=pl.coalesce(of_period, earliest)).filter(
        is_open("clae_cla_episode_start_date", "clae_cla_episode_ceased_date", day)
    )
    status = data["ssd_legal_status"].filter(
        is_open("lega_legal_status_start_date", "lega_legal_status_end_date", day)
        & col("lega_legal_status").str.slice(0, 2).is_in(_SHORT_BREAKS)
    )
    now = now.join(status.select("child").unique(), on="child", how="anti", maintain_order="left")
    now = _since_last_year(data, now)
    # Of two open episodes, which is a fault, the later one counts, whatever the order of rows.
    return now.sort("clae_cla_episode_start_date", "since", descending=[True, False]).unique("child", keep="first")


def _since_last_year(data: Data, now: pl.DataFrame) -> pl.DataFrame:
    """With an earlier `since`, where last year's data has the same time in care for longer."""
    if data.previous is None:
        return now
    end = data.previous.year.last_day
    before = by_name(data, looked_after(data.previous, end), "since").rename({"since": "earlier"})
    rows = now.join(before, on="child", how="left", maintain_order="left")
    went_on = (col("since") <= end) & (col("earlier") < col("since"))
    return rows.with_columns(since=pl.when(went_on).then("earlier").otherwise("since")).drop("earlier")


def looked_after_for_a_year(data: Data, day: dt.date) -> pl.DataFrame:
    """Those who were looked after without a break for the twelve months up to a day."""
    return looked_after(data, day).filter(col("since") <= months_before(day, 12))


# --- For examples ---------------------------------------------------------------------------------------------------


def episode(child: str, start: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    """An episode of the child's one period of care."""
    return {
        "clae_person_id": child, "clae_cla_id": f"P-{child}", "clae_cla_episode_start_date": start,
        "clae_cla_episode_ceased_date": end, **more,
    }  # fmt: skip


def born(child: str, day: str, **more: Any) -> dict[str, Any]:
    return {"pers_person_id": child, "pers_dob": day, **more}


def short_break(child: str, start: str, end: str | None = None) -> dict[str, Any]:
    return {
        "lega_person_id": child, "lega_legal_status": "V4", "lega_legal_status_start_date": start,
        "lega_legal_status_end_date": end,
    }  # fmt: skip
