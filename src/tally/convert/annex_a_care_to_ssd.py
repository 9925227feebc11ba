"""What of Annex A's lists of care, leaving care and adoption goes where in the Standard Safeguarding Dataset?"""

from __future__ import annotations

import json

import polars as pl

from tally.annex_a.rules.common import ADOPTION, CARE, CEASED, LEAVING
from tally.convert.annex_a_rows import DENTAL, HEALTH, PLANS, TEAM, WORKER, named, rows_of
from tally.convert.annex_a_words import department_code
from tally.data import Data

col = pl.col


def care(data: Data) -> dict[str, pl.DataFrame]:
    rows = rows_of(data, CARE)

    def of(column: str) -> pl.DataFrame:
        return rows.filter(col(column).is_not_null())

    plan, status = "What is the permanence plan for this child?", "Child's Legal Status"
    since = "Start date of current legal status"
    checks = [
        of(column).select(
            "child", clah_health_check_id=named(kind[:1]), clah_health_check_type=pl.lit(kind),
            clah_health_check_date=column, clah_health_check_status=pl.lit("Completed"),
        )
        for kind, column in ((HEALTH, "Date of Last Health Assessment"), (DENTAL, "Date of Last Dental Check"))
    ]  # fmt: skip
    plans = {code: json.dumps({key: "Y"}) for code, key in PLANS.items()}
    return {
        "ssd_cla_placement": rows.select(
            "child", clap_cla_placement_id=named("CLAP"), clap_cla_id=named("CLA"),
            clap_cla_placement_start_date="Start Date of Most Recent Placement", clap_cla_placement_end_date=CEASED,
            clap_cla_placement_type=department_code("Placement", col("Placement Type")),
            clap_cla_placement_provider=department_code("Provider", col("Placement Provider")),
            clap_cla_placement_postcode="Placement postcode", clap_cla_placement_urn="URN of Placement",
        ),
        "ssd_cla_episodes": rows.select(
            "child", clae_cla_episode_id=named("CLAE"), clae_cla_id=named("CLA"),
            clae_cla_placement_id=named("CLAP"),
            clae_entered_care_date="Date Started to be Looked After",
            clae_cla_episode_start_date="Start Date of Most Recent Placement", clae_cla_episode_ceased_date=CEASED,
            clae_cla_primary_need_code=department_code("Need", col("Child's Category of Need")),
            clae_cla_episode_ceased_reason=department_code("Ceased", col("Reason Ceased to be Looked After")),
            clae_cla_last_iro_contact_date="Date of Last IRO Visit / Contact to the Child",
        ),
        "ssd_legal_status": rows.filter(col(status).is_not_null() | col(since).is_not_null()).select(
            "child", lega_legal_status_id=named("LEGA"), lega_legal_status_end_date=CEASED,
            lega_legal_status_start_date=since,
            lega_legal_status=department_code("Legal status", col(status)),
        ),
        "ssd_cla_reviews": of("Date of Latest Statutory Review").select(
            clar_cla_review_id=named("CLAR"), clar_cla_id=named("CLA"),
            clar_cla_review_date="Date of Latest Statutory Review",
        ),
        "ssd_cla_visits": of("Date of Last Social Work Visit").select(
            "child", clav_cla_visit_id=named("CLAV"), clav_cla_id=named("CLA"),
            clav_cla_visit_date="Date of Last Social Work Visit",
        ),
        "ssd_cla_health": pl.concat(checks),
        "ssd_cla_care_plan": of(plan).select(
            "child", lacp_table_id=named("LACP"),
            lacp_cla_care_plan_json=pl.coalesce(
                col(plan).replace_strict(plans, default=None, return_dtype=pl.String()), plan
            ),
        ),
    }  # fmt: skip


def leaving(data: Data) -> dict[str, pl.DataFrame]:
    rows = rows_of(data, LEAVING).select(
        "child", clea_table_id=named("CLEA"),
        clea_care_leaver_eligibility=department_code("Eligibility", col("Eligibility Category")),
        clea_care_leaver_in_touch=department_code("In touch", col("LA in Touch")),
        clea_care_leaver_latest_contact="Latest Date of Contact",
        clea_care_leaver_accommodation=department_code("Accommodation", col("Type of Accommodation")),
        clea_care_leaver_accom_suitable=department_code("Suitability", col("Suitability of Accommodation")),
        clea_care_leaver_activity=department_code("Activity", col("Activity Status")),
        clea_pathway_plan_review_date="Latest Pathway Plan Review Date",
        clea_care_leaver_personal_advisor="Allocated Personal Advisor", clea_care_leaver_allocated_team=TEAM,
        clea_care_leaver_worker_id=WORKER,
    )  # fmt: skip
    return {"ssd_care_leavers": rows}


def adoption(data: Data) -> dict[str, pl.DataFrame]:
    rows = rows_of(data, ADOPTION)
    families = rows.filter(col("Family identifier").is_not_null())
    return {
        "ssd_permanence": rows.select(
            "child", perm_table_id=named("PERM"),
            perm_adm_decision_date="Date of Decision that Child Should be Placed for Adoption",
            perm_placement_order_date="Date of Placement Order",
            perm_matched_date="Date of Matching Child and Prospective Adopters",
            perm_placed_for_adoption_date="Date Placed for Adoption",
            perm_permanence_order_date="Date of Adoption Order",
            perm_permanence_order_type=pl.when(col("Date of Adoption Order").is_not_null()).then(pl.lit("Adoption")),
            perm_decision_reversed_date="Date of Decision that Child Should No Longer be Placed for Adoption",
            perm_decision_reversed_reason=department_code(
                "Reversal", col("Reason Why Child No Longer Placed for Adoption")
            ),
            perm_placed_ffa_cp_date="Date the child was placed for fostering in FFA or concurrent planning placement",
        ),
        "ssd_family": families.select("child", fami_table_id=named("FAMI"), fami_family_id="Family identifier"),
    }  # fmt: skip
