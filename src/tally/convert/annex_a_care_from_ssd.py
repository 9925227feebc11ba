"""Lists 8 to 10 of Annex A, drawn from the Standard Safeguarding Dataset: care, leaving care, adoption."""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import CARE, CEASED, LEAVING
from tally.convert.annex_a_inspection import Inspection, allocated, coded, last, with_names
from tally.convert.annex_a_rows import ASYLUM, TEAM, WORKER
from tally.convert.annex_a_words import UNACCOMPANIED_WORDS, ofsted_code
from tally.tables import KEYS

col = pl.col

#: An episode of care that goes on as another, and says so.
_GOES_ON = "X1"
_HEALTH_WORDS, _DENTAL_WORDS = r"(?i)health assessment", r"(?i)dental|teeth"


def periods(at: Inspection) -> pl.DataFrame:
    """One row a period of care: its first day, its last episode, and the day on which it ceased, if it has."""
    rows = at["ssd_cla_episodes"].with_columns(
        since=pl.coalesce("clae_entered_care_date", "clae_cla_episode_start_date"),
        period=pl.coalesce("clae_cla_id", pl.format("{}", "child")),
    )
    rows = rows.filter(col("clae_cla_episode_start_date").is_null() | (col("clae_cla_episode_start_date") <= at.day))
    latest = rows.sort("clae_cla_episode_start_date", nulls_last=False, maintain_order=True).group_by(
        "child", "period", maintain_order=True
    ).agg(col("since").min(), pl.all().exclude("since").last())  # fmt: skip
    goes_on = (col("clae_cla_episode_ceased_reason") == _GOES_ON).fill_null(False)
    return latest.with_columns(ceased=pl.when(~goes_on).then(at.until_now("clae_cla_episode_ceased_date")))


def care(at: Inspection) -> pl.DataFrame:
    spells = periods(at)
    earlier = spells.filter(at.within("ceased", at.a_year)).select("child", over="ceased")
    rows = spells.filter(col("ceased").is_null() | (col("ceased") >= at.half_a_year)).with_row_index("place")
    again = rows.join(earlier, on="child").filter(col("over") <= col("since"))["place"].unique().implode()
    rows = rows.with_columns(again=col("place").is_in(again))
    for found, owner, own in (
        (at["ssd_cla_placement"], "clap_cla_placement_id", "clae_cla_placement_id"),
        (last(at, "ssd_legal_status", "child", "lega_legal_status_start_date", "lega_legal_status"), "child", "child"),
        (last(at, "ssd_cla_reviews", "clar_cla_id", "clar_cla_review_date"), "clar_cla_id", "clae_cla_id"),
        (last(at, "ssd_cla_visits", "child", "clav_cla_visit_date"), "child", "child"),
        (_last_plan(at), "child", "child"), (_last_check(at, _HEALTH_WORDS, "health"), "child", "child"),
        (_last_check(at, _DENTAL_WORDS, "dental"), "child", "child"), (_placements(at), "child", "child"),
        (_absences(at), "child", "child"),
    ):  # fmt: skip
        beside = found.drop(name for name in (*KEYS,) if name in found.columns and name != owner)
        rows = rows.join(
            beside.unique(owner, keep="last"), left_on=own, right_on=owner, how="left", maintain_order="left"
        )
    seekers = at["ssd_immigration_status"].filter(
        col("immi_immigration_status").str.contains(UNACCOMPANIED_WORDS)
        & (col("immi_immigration_status_end_date").is_null() | (col("immi_immigration_status_end_date") >= at.a_year))
    )["child"].unique().implode()  # fmt: skip
    rows = allocated(at, rows, "ceased")
    missing = "Number of Episodes the Child has been '{}' from their Placement in the last 12 months"
    return rows.select(
        "child", col("child").is_in(seekers).alias(ASYLUM[CARE]),
        pl.col("since").alias("Date Started to be Looked After"),
        coded(rows, "clae_cla_primary_need_code", "Need", "Child's Category of Need"),
        pl.col("again").alias(
            "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"
        ),
        pl.col("lega_legal_status_start_date").alias("Start date of current legal status"),
        coded(rows, "lega_legal_status", "Legal status", "Child's Legal Status"),
        pl.col("clar_cla_review_date").alias("Date of Latest Statutory Review"),
        pl.col("clav_cla_visit_date").alias("Date of Last Social Work Visit"),
        pl.col("plan").alias("What is the permanence plan for this child?"),
        at.until_now("clae_cla_last_iro_contact_date").alias("Date of Last IRO Visit / Contact to the Child"),
        pl.col("health").alias("Date of Last Health Assessment"), pl.col("dental").alias("Date of Last Dental Check"),
        col("placements").fill_null(0).alias("Number of Placements in the Last 12 months"),
        pl.col("ceased").alias(CEASED),
        pl.when(at.is_known("clae_cla_episode_ceased_date")).then(
            coded(rows, "clae_cla_episode_ceased_reason", "Ceased", "why")
        ).alias("Reason Ceased to be Looked After"),
        pl.col("clap_cla_placement_start_date").alias("Start Date of Most Recent Placement"),
        coded(rows, "clap_cla_placement_type", "Placement", "Placement Type"),
        coded(rows, "clap_cla_placement_provider", "Provider", "Placement Provider"),
        pl.col("clap_cla_placement_postcode").alias("Placement postcode"),
        pl.col("clap_cla_placement_urn").alias("URN of Placement"),
        col("times missing").fill_null(0).alias(missing.format("Missing")),
        col("times absent").fill_null(0).alias(missing.format("Absent")),
        pl.col("offered").alias("Was the child offered a Return Interview after their last missing episode (Y/N)?"),
        pl.col("accepted").alias("Did the child accept a Return Interview after their last missing episode (Y/N)?"),
        TEAM, WORKER,
    )  # fmt: skip


def _last_plan(at: Inspection) -> pl.DataFrame:
    """The permanence plan that is ticked; of several none, as the list holds one."""
    rows = at["ssd_cla_care_plan"].filter(at.is_open("lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date"))
    rows = rows.sort("lacp_cla_care_plan_start_date", nulls_last=False, maintain_order=True)
    rows = rows.unique("child", keep="last", maintain_order=True)
    ticked = col("lacp_cla_care_plan_json").str.extract_all(r'"\w+"\s*:\s*"(?i:y|yes|true|1)"')
    keys = rows.select("child", "lacp_cla_care_plan_json", key=ticked).with_columns(
        key=pl.when(col("key").list.len() == 1).then(col("key").list.first().str.extract(r'"(\w+)"'))
    )
    told = pl.coalesce(
        "key", pl.when(~col("lacp_cla_care_plan_json").str.starts_with("{")).then("lacp_cla_care_plan_json")
    )
    keys = keys.select("child", told=told)
    return keys.select("child", ofsted_code("Permanence", keys["told"]).alias("plan"))


def _last_check(at: Inspection, words: str, name: str) -> pl.DataFrame:
    checks = at["ssd_cla_health"].filter(
        col("clah_health_check_type").str.contains(words)
        & (col("clah_health_check_date") <= at.day)
        & ~col("clah_health_check_status").str.contains(r"(?i)planned|refused|cancelled").fill_null(False)
    )
    return checks.group_by("child", maintain_order=True).agg(col("clah_health_check_date").max().alias(name))


def _placements(at: Inspection) -> pl.DataFrame:
    start, end = "clap_cla_placement_start_date", "clap_cla_placement_end_date"
    ran = (col(start).is_null() | (col(start) <= at.day)) & (col(end).is_null() | (col(end) > at.a_year))
    return at["ssd_cla_placement"].filter(ran).group_by("child", maintain_order=True).agg(placements=pl.len())


def _absences(at: Inspection) -> pl.DataFrame:
    rows = at["ssd_missing"].filter(at.within("miss_missing_episode_start_date", at.a_year))
    is_missing = col("miss_missing_episode_type").str.contains(r"(?i)^m").fill_null(False)
    said = {"Y": True, "YES": True, "N": False, "NO": False}

    def answer(column: str) -> pl.Expr:
        text = col(column).filter(is_missing).last().str.to_uppercase()
        return text.replace_strict(said, default=None, return_dtype=pl.Boolean())

    return rows.sort("miss_missing_episode_start_date", maintain_order=True).group_by("child", maintain_order=True).agg(
        is_missing.sum().alias("times missing"), (~is_missing).sum().alias("times absent"),
        offered=answer("miss_missing_rhi_offered"), accepted=answer("miss_missing_rhi_accepted"),
    )  # fmt: skip


def leavers(at: Inspection) -> pl.DataFrame:
    rows = at["ssd_care_leavers"].unique("child", keep="last", maintain_order=True)
    rows = with_names(at, rows, "clea_care_leaver_allocated_team", "clea_care_leaver_worker_id")
    seekers = at["ssd_immigration_status"].filter(col("immi_immigration_status").str.contains(UNACCOMPANIED_WORDS))
    return rows.select(
        "child", col("child").is_in(seekers["child"].unique().implode()).alias(ASYLUM[LEAVING]), TEAM, WORKER,
        pl.col("clea_care_leaver_personal_advisor").alias("Allocated Personal Advisor"),
        coded(rows, "clea_care_leaver_eligibility", "Eligibility", "Eligibility Category"),
        at.until_now("clea_pathway_plan_review_date").alias("Latest Pathway Plan Review Date"),
        coded(rows, "clea_care_leaver_in_touch", "In touch", "LA in Touch"),
        at.until_now("clea_care_leaver_latest_contact").alias("Latest Date of Contact"),
        coded(rows, "clea_care_leaver_accommodation", "Accommodation", "Type of Accommodation"),
        coded(rows, "clea_care_leaver_accom_suitable", "Suitability", "Suitability of Accommodation"),
        coded(rows, "clea_care_leaver_activity", "Activity", "Activity Status"),
    )  # fmt: skip


def adoptions(at: Inspection) -> pl.DataFrame:
    """Who was adopted or whose decision was reversed within twelve months, and whose decision stands."""
    decided = col("perm_adm_decision_date") <= at.day
    adopted, reversed_ = at.until_now("perm_permanence_order_date"), at.until_now("perm_decision_reversed_date")
    over = pl.max_horizontal(adopted, reversed_)
    rows = at["ssd_permanence"].filter(decided & (over.is_null() | (over >= at.a_year)))
    since = periods(at).sort("since", maintain_order=True).unique("child", keep="last").select("child", "since")
    families = at["ssd_family"].unique("child", keep="first", maintain_order=True).select("child", "fami_family_id")
    rows = rows.join(since, on="child", how="left", maintain_order="left")
    rows = rows.join(families, on="child", how="left", maintain_order="left")
    return rows.select(
        "child", pl.col("fami_family_id").alias("Family identifier"),
        pl.col("since").alias("Date the Child Entered Care"),
        pl.col("perm_adm_decision_date").alias("Date of Decision that Child Should be Placed for Adoption"),
        at.until_now("perm_placement_order_date").alias("Date of Placement Order"),
        at.until_now("perm_matched_date").alias("Date of Matching Child and Prospective Adopters"),
        at.until_now("perm_placed_for_adoption_date").alias("Date Placed for Adoption"),
        adopted.alias("Date of Adoption Order"),
        reversed_.alias("Date of Decision that Child Should No Longer be Placed for Adoption"),
        pl.when(at.is_known("perm_decision_reversed_date")).then(
            coded(rows, "perm_decision_reversed_reason", "Reversal", "why")
        ).alias("Reason Why Child No Longer Placed for Adoption"),
        at.until_now("perm_placed_ffa_cp_date").alias(
            "Date the child was placed for fostering in FFA or concurrent planning placement"
        ),
    )  # fmt: skip
