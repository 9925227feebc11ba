"""Children looked after: how many, and how settled are they?"""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from tally.asking import age_on
from tally.data import Data
from tally.measures.catalogue.common import CARE_RETURN, by_name, col, is_open, months_before, with_person
from tally.measures.catalogue.looked_after import READS, USES, born, episode, looked_after, short_break
from tally.measures.declare import Unit, Wording, absent, example, measure
from tally.measures.periods import Period

_START, _END = "ssd_cla_placement.clap_cla_placement_start_date", "ssd_cla_placement.clap_cla_placement_end_date"
_TYPE, _BORN = "ssd_cla_placement.clap_cla_placement_type", "ssd_person.pers_dob"


def _placement(child: str, start: str, end: str | None = None, kind: str = "U6") -> dict[str, Any]:
    return {
        "clap_person_id": child, "clap_cla_placement_start_date": start, "clap_cla_placement_end_date": end,
        "clap_cla_placement_type": kind,
    }  # fmt: skip


def _lasting(data: Data) -> pl.DataFrame:
    """Placements without the temporary ones (T0 to T4), such as in hospital, from which the child comes back."""
    return data["ssd_cla_placement"].filter(~col("clap_cla_placement_type").str.starts_with("T").fill_null(False))


@measure(
    "CL01", "Children looked after per 10,000 children", Unit.RATE,
    numerator="Children looked after at the end of the last day, 31 March for a whole year; short breaks left out.",
    denominator="Children aged 0 to 17 who live here, in ten thousands.",
    rows="ssd_cla_episodes", reads=READS, uses=USES, source=CARE_RETURN,
    examples=(
        example(2, None, ssd_cla_episodes=[
            episode("A1", "2025-05-16", "2025-09-01"), episode("A1", "2025-09-01"), episode("B2", "2026-03-31"),
            episode("C3", "2025-05-16", "2026-03-31"), episode("D4", "2026-04-01"),
        ]),
        example(
            1, None, ssd_cla_episodes=[episode("A1", "2025-05-16"), episode("B2", "2025-05-16")],
            ssd_legal_status=[short_break("A1", "2025-05-16"), short_break("B2", "2025-05-16", "2025-09-01")],
        ),
    ),
)  # fmt: skip
def children_looked_after(data: Data, period: Period) -> pl.DataFrame:
    """A child counts once, however many episodes are open. Without legal statuses short breaks cannot be told apart,
    and count."""
    return looked_after(data, period.last)


@measure(
    "CL02", "Children looked after with three or more placements in the year", Unit.PERCENT,
    numerator="Those who were in three or more placements in the twelve months up to the last day.",
    denominator="Children looked after at the end of the last day.",
    rows="ssd_cla_episodes", reads=(*READS, _START, _END), uses=(*USES, _TYPE), needs_all=("ssd_cla_placement",),
    source=CARE_RETURN,
    examples=(
        example(
            1, 3,
            ssd_cla_episodes=[episode(child, "2024-05-16") for child in ("A1", "B2", "C3")],
            ssd_cla_placement=[
                _placement("A1", "2024-05-16", "2025-06-01"), _placement("A1", "2025-06-01", "2025-07-01"),
                _placement("A1", "2025-07-01"),
                _placement("B2", "2024-05-16", "2025-03-31"), _placement("B2", "2025-03-31", "2025-07-01"),
                _placement("B2", "2025-07-01"),
                _placement("C3", "2024-05-16", "2025-06-01"), _placement("C3", "2025-06-01", "2025-06-03", "T1"),
                _placement("C3", "2025-06-03"),
            ],
        ),
        example(
            0, 0, ssd_cla_episodes=[episode("A1", "2024-05-16", "2026-03-01")],
            ssd_cla_placement=[_placement("A1", day, day) for day in ("2025-05-01", "2025-06-01", "2025-07-01")],
        ),
    ),
)  # fmt: skip
def often_moved(data: Data, period: Period) -> pl.DataFrame:
    """The placement at the beginning of the twelve months is one of the three. Temporary placements (T0 to T4) are
    not. A move with the same carer (reason T or U) counts, as it is a placement of its own."""
    since = months_before(period.last, 12)
    ended = col("clap_cla_placement_end_date")
    in_year = _lasting(data).filter(
        (col("clap_cla_placement_start_date") <= period.last) & (ended.is_null() | (ended > since))
    )
    number = in_year.group_by("child").len("placements")
    rows = looked_after(data, period.last).join(number, on="child", how="left", maintain_order="left")
    return rows.with_columns(counted=(col("placements") >= 3).fill_null(False))


# --- Lasting placements ---------------------------------------------------------------------------------------------

_LONG = "Children under 16 looked after at the end of the last day who had been so for two and a half years or more."
#: Three children, long in care: moved long ago, moved lately, and placed for adoption lately from a long placement.
_CHILDREN = {
    "ssd_person": [
        born("A1", "2015-05-01"), born("B2", "2015-05-01"), born("C3", "2020-05-01"), born("D4", "2010-03-31"),
    ],
    "ssd_cla_episodes": [
        episode("A1", "2023-09-30"), episode("B2", "2020-01-01"), episode("C3", "2020-06-01"),
        episode("D4", "2020-01-01"), episode("E5", "2023-10-01"),
    ],
    "ssd_cla_placement": [
        _placement("A1", "2023-09-30", "2024-03-31"), _placement("A1", "2024-03-31"),
        _placement("B2", "2020-01-01", "2024-04-01"), _placement("B2", "2024-04-01"),
        _placement("C3", "2020-06-01", "2025-12-01", "U4"), _placement("C3", "2025-12-01", None, "A6"),
        _placement("D4", "2020-01-01"), _placement("E5", "2023-10-01"),
    ],
}  # fmt: skip
_NO_LONG_CARE = {
    "ssd_cla_episodes": [episode("A1", "2025-05-16")], "ssd_cla_placement": [_placement("A1", "2025-05-16")],
    "ssd_person": [born("A1", "2015-05-01")],
}  # fmt: skip
_READS = (*READS, _START, _END, _TYPE, _BORN)


def _long_looked_after(data: Data, period: Period) -> pl.DataFrame:
    """Children of the denominator with `placed`, since when they are in their placement, the kind of it, and
    `placed_before`, since when they were in the one before, where that ended on the day on which this began."""
    rows = with_person(data, looked_after(data, period.last), "pers_dob").filter(
        (age_on(col("pers_dob"), period.last) < 16) & (col("since") <= months_before(period.last, 30))
    )
    current = _current(data, period.last)
    before = _lasting(data).filter(col("child").is_not_null()).group_by("child", placed="clap_cla_placement_end_date")
    return rows.join(current, on="child", how="left", maintain_order="left").join(
        before.agg(placed_before=col("clap_cla_placement_start_date").min()),
        on=["child", "placed"],
        how="left",
        maintain_order="left",
    )


def _current(data: Data, day: dt.date) -> pl.DataFrame:
    """The placement in which each child is at the end of a day: `child`, `placed` and `kind`.

    A return says of a placement that it began when its present episode did. Last year's, where it was given, knows
    since when a child had been where they were when the year began.
    """
    found = (
        _lasting(data)
        .filter(
            is_open("clap_cla_placement_start_date", "clap_cla_placement_end_date", day) & col("child").is_not_null()
        )
        .group_by("child")
        .agg(
            placed=col("clap_cla_placement_start_date").max(),
            kind=col("clap_cla_placement_type").sort_by("clap_cla_placement_start_date").last(),
        )
    )
    if data.previous is None:
        return found
    end = data.previous.year.last_day
    before = by_name(data, _current(data.previous, end), "placed").rename({"placed": "earlier"})
    found = found.join(before, on="child", how="left")
    went_on = (col("placed") <= end) & (col("earlier") < col("placed"))
    return found.with_columns(placed=pl.when(went_on).then("earlier").otherwise("placed")).drop("earlier")


@measure(
    "CL03", "Children long looked after in a lasting placement", Unit.PERCENT,
    numerator="Those in the same placement for two years or more, or placed for adoption and for two years or more in "
    "that and the placement before together.",
    denominator=_LONG,
    rows="ssd_cla_episodes", reads=_READS, uses=USES, needs_all=("ssd_cla_placement",),
    looks_back=("ssd_cla_episodes",), source=CARE_RETURN,
    examples=(example(2, 3, **_CHILDREN), example(0, 0, **_NO_LONG_CARE)),
)  # fmt: skip
def lasting(data: Data, period: Period) -> pl.DataFrame:
    """CL03-P leaves adoption out, as some authorities do. How long a child was looked after is known as far as the
    data goes back: a child whose first episode is in none of the files can be missing from the denominator. Moves with
    the same carer are moves here."""
    two_years = months_before(period.last, 24)
    for_adoption = col("kind").str.starts_with("A") & (col("placed_before") <= two_years)
    return _long_looked_after(data, period).with_columns(
        counted=(col("placed") <= two_years).fill_null(False) | for_adoption.fill_null(False)
    )


@measure(
    "CL03-P", "Children long looked after in the same placement", Unit.PERCENT,
    numerator="Those in the same placement for two years or more; a placement for adoption begins anew.",
    denominator=_LONG,
    rows="ssd_cla_episodes", reads=_READS, uses=USES,
    looks_back=("ssd_cla_episodes",), source=CARE_RETURN, wording=Wording.OURS,
    examples=(example(1, 3, **_CHILDREN), example(0, 0, **_NO_LONG_CARE)),
)  # fmt: skip
def lasting_without_adoption(data: Data, period: Period) -> pl.DataFrame:
    two_years = months_before(period.last, 24)
    return _long_looked_after(data, period).with_columns(counted=(col("placed") <= two_years).fill_null(False))


absent(
    "CL11", "How long care proceedings take",
    "The data set has neither the day on which proceedings were issued nor that of the final order.",
)  # fmt: skip
