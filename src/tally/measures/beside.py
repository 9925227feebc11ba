"""What does a return say in a number for which the Standard Safeguarding Dataset has no place?

The census says of each plan how many the child had before. The data set has the earlier plans themselves, which a
census does not hold; so the number stands beside the converted data, under "plans_before".
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from tally.data import Data


def with_plans_before(census: Data, converted: Data) -> Data:
    """The converted data with `row` (of `ssd_cp_plans`) and `number` (of earlier plans) as a table beside it.

    A plan is known again by its child and start; of several of one child that start on one day the highest counts.
    """
    said = census["ChildProtectionPlans"].select(
        name=census.name_of(census["ChildProtectionPlans"]["child"]), start="CPPstartDate", number="NumberOfPreviousCPP"
    )
    said = said.drop_nulls().group_by("name", "start").agg(pl.col("number").max())
    plans = converted["ssd_cp_plans"]
    plans = plans.select("row", name=converted.name_of(plans["child"]), start="cppl_cp_plan_start_date")
    found = plans.join(said, on=["name", "start"], maintain_order="left").select("row", "number")
    return replace(converted, reference={**converted.reference, "plans_before": found})
