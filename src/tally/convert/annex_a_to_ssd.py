"""What of Annex A goes where in the Standard Safeguarding Dataset?

The lists name children, and nothing else: no referral, plan or placement has an identifier. Each is named here after
its list and row. A list says of most things only how they are now, so of a child's visits there is the last, and of
placements the most recent.
"""

from __future__ import annotations

import polars as pl

from tally.annex_a.rules.common import (
    ADOPTION,
    ASSESSMENTS,
    CARE,
    CLOSED,
    CONTACTS,
    EARLY_HELP,
    ENQUIRIES,
    LEAVING,
    NEED,
    PLAN_ENDED,
    PROTECTION,
    REFERRALS,
)
from tally.annex_a.tables import ANNEX_A, BIRTH, CHILD, ETHNICITY, GENDER
from tally.convert import cin_words
from tally.convert.annex_a_care_to_ssd import adoption, care, leaving
from tally.convert.annex_a_losses import losses
from tally.convert.annex_a_rows import (
    ASYLUM,
    DISABLED,
    LISTS,
    TEAM,
    WORKER,
    first_said,
    named,
    rows_of,
)
from tally.convert.annex_a_words import UNACCOMPANIED, department_code
from tally.convert.converted import Converted
from tally.convert.frames import framed_ssd
from tally.data import Data
from tally.ssd.tables import PERSONS, SSD
from tally.tables import KEYS

col = pl.col


def to_ssd(data: Data) -> Converted:
    """The lists as the Standard Safeguarding Dataset, with what had no place in it."""
    found = {
        **_people(data), **_front_door(data), **_needs(data), **_protection(data), **care(data), **leaving(data),
        **adoption(data), **_staff(data),
    }  # fmt: skip
    held = _held(data, found)
    frames = framed_ssd(found, data.names, data.year)
    converted = Data(SSD, data.year, frames, data.names, authority=data.authority, held=held)
    return Converted(converted, tuple(losses(data)))


#: From which lists each table is filled; the others are filled from any.
_SOURCES = {
    "ssd_contacts": {CONTACTS}, "ssd_early_help_episodes": {EARLY_HELP}, "ssd_cin_episodes": {REFERRALS, NEED},
    "ssd_cin_assessments": {ASSESSMENTS}, "ssd_cin_plans": {NEED}, "ssd_s47_enquiry": {ENQUIRIES},
    "ssd_initial_cp_conference": {ENQUIRIES}, "ssd_cp_plans": {PROTECTION}, "ssd_cla_episodes": {CARE},
    "ssd_cla_care_plan": {CARE}, "ssd_care_leavers": {LEAVING}, "ssd_permanence": {ADOPTION}, "ssd_family": {ADOPTION},
}  # fmt: skip
#: Which columns of an episode of need come from one of its two lists alone.
_OF_EPISODES = {
    REFERRALS: {"cine_referral_nfa", "cine_referral_source_code", "cine_referral_team", "cine_referral_worker_id"},
    NEED: {"cine_close_date", "cine_close_reason", "cine_cin_primary_need_code"},
}
#: The tables that hold no more than the last of each: who counts in them counts wrong, so they are not held.
_ONLY_THE_LAST = {
    "ssd_cin_visits", "ssd_cp_visits", "ssd_cp_reviews", "ssd_legal_status", "ssd_cla_placement", "ssd_cla_reviews",
    "ssd_cla_visits", "ssd_cla_health",
}  # fmt: skip


def _held(data: Data, found: dict[str, pl.DataFrame]) -> frozenset[str]:
    """What the lists that were found can hold: a list that is not there says nothing of how many there are."""
    absent = {name for name in LISTS if data.held is not None and f"{name}.{CHILD}" not in data.held}
    untold = {column for name in absent for column in _OF_EPISODES.get(name, ())}
    held = set()
    for table, rows in found.items():
        if table in _ONLY_THE_LAST or (table in _SOURCES and _SOURCES[table] <= absent):
            continue
        person = SSD.table(table).person
        columns = (set(rows.columns) | ({person} if person else set())) - {"child"} - untold
        held |= {f"{table}.{column}" for column in columns}
    return frozenset(held)


# --- People and staff -----------------------------------------------------------------------------------------------


def _people(data: Data) -> dict[str, pl.DataFrame]:
    everyone = pl.DataFrame({"pers_person_id": data.names}).with_row_index("child").cast({"child": KEYS["child"]})
    for column in (GENDER, ETHNICITY, BIRTH):
        everyone = everyone.join(first_said(data, column), on="child", how="left", maintain_order="left")
    disabled = first_said(data, DISABLED).filter(col(DISABLED) != "Unknown")
    seekers = [rows_of(data, name).filter(col(column)).select("child") for name, column in ASYLUM.items()]
    return {
        PERSONS: everyone.select(
            "child", "pers_person_id", pers_sex=department_code("Gender", col(GENDER)),
            pers_ethnicity=department_code("Ethnicity", col(ETHNICITY)), pers_dob=BIRTH,
        ),
        # A system that knows no kinds of disability may say "other" of every child who has one.
        "ssd_disability": disabled.select(
            "child", disa_table_id=pl.format("DISA{}", "child"),
            disa_disability_code=pl.when(col(DISABLED) == "Yes").then(pl.lit("DDA")).otherwise(pl.lit("NONE")),
        ),
        "ssd_immigration_status": pl.concat(seekers).unique(maintain_order=True).select(
            "child", immi_immigration_status_id=pl.format("UASC{}", "child"),
            immi_immigration_status=pl.lit(UNACCOMPANIED),
        ),
    }  # fmt: skip


def _staff(data: Data) -> dict[str, pl.DataFrame]:
    """Teams and workers have no identifiers in the lists, so their names are those too."""
    pairs = [
        rows_of(data, name).select("child", team=TEAM, worker=WORKER) for name in LISTS if ANNEX_A.table(name).has(TEAM)
    ]
    advisors = rows_of(data, LEAVING)["Allocated Personal Advisor"]
    workers = pl.concat([pl.concat(pairs)["worker"], advisors.alias("worker")]).drop_nulls().unique(maintain_order=True)
    teams = pl.concat(pairs)["team"].drop_nulls().unique(maintain_order=True)
    now = [rows_of(data, name).select("child", team=TEAM, worker=WORKER) for name in (NEED, PROTECTION, CARE)]
    allocated = (
        pl.concat(now).filter(col("worker").is_not_null() | col("team").is_not_null()).unique(maintain_order=True)
    )
    return {
        "ssd_professionals": pl.DataFrame({"prof_professional_id": workers, "prof_professional_name": workers}),
        "ssd_department": pl.DataFrame({"dept_team_id": teams, "dept_team_name": teams}),
        "ssd_involvements": allocated.with_row_index("row").select(
            "child", invo_involvements_id=named("INVO"), invo_professional_id="worker", invo_professional_team="team",
            invo_professional_role_id=pl.lit("Allocated Worker"),
        ),
    }  # fmt: skip


# --- Front door and need --------------------------------------------------------------------------------------------


def _front_door(data: Data) -> dict[str, pl.DataFrame]:
    return {
        "ssd_contacts": rows_of(data, CONTACTS).select(
            "child", cont_contact_id=named("CONT"), cont_contact_date="Date of Contact",
            cont_contact_source_code=department_code("Source", col("Contact Source")),
        ),
        "ssd_early_help_episodes": rows_of(data, EARLY_HELP).select(
            "child", earl_episode_id=named("EARL"), earl_episode_start_date="Assessment start date",
            earl_episode_end_date="Assessment completion date",
            earl_episode_organisation="Organisation completing assessment",
        ),
    }  # fmt: skip


def _with_turn(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """With the day, and which of the child's rows of that day it is."""
    return rows.with_columns(day=col(day)).with_columns(turn=pl.int_range(pl.len()).over("child", "day"))


def _needs(data: Data) -> dict[str, pl.DataFrame]:
    """A referral and a child in need of one day are one episode."""
    referred = _with_turn(rows_of(data, REFERRALS), "Date of referral").select(
        "child", "day", "turn", cine_referral_id=named("REF"), cine_referral_nfa="Referral NFA?",
        cine_referral_source_code=department_code("Source", col("Referral Source")),
        cine_referral_team=TEAM, cine_referral_worker_id=WORKER,
    )  # fmt: skip
    needed = _with_turn(rows_of(data, NEED), "CIN Start Date").select(
        "child", "day", "turn", other=named("CIN"), cine_close_date=CLOSED,
        cine_cin_primary_need_code=department_code("Need", col("Primary Need Code")),
        cine_close_reason=department_code("Closure", col("Reason for Closure")),
    )  # fmt: skip
    episodes = referred.join(
        needed, on=["child", "day", "turn"], how="full", coalesce=True, maintain_order="left_right"
    )
    seen = rows_of(data, NEED).filter(col("Date Child Was Last Seen").is_not_null())
    planned = rows_of(data, NEED).filter((col("Case Status") == "c) Child in need plan") & col(CLOSED).is_null())
    assessed = rows_of(data, ASSESSMENTS)
    child_seen = "Child Seen During Continuous Assessment"
    supported = col("Was the child assessed as requiring LA children's social care support?")
    return {
        "ssd_cin_episodes": episodes.with_columns(
            cine_referral_date="day", cine_referral_id=pl.coalesce("cine_referral_id", "other")
        ).drop("day", "turn", "other"),
        "ssd_cin_plans": planned.select(
            "child", cinp_cin_plan_id=named("CINP"), cinp_referral_id=pl.lit(None, pl.String)
        ),
        "ssd_cin_visits": seen.select(
            "child", cinv_cin_visit_id=named("CINV"), cinv_cin_visit_date="Date Child Was Last Seen",
            cinv_cin_visit_seen=pl.lit(True),
        ),
        "ssd_cin_assessments": assessed.select(
            "child", cina_assessment_id=named("CINA"), cina_referral_id=pl.lit(None, pl.String),
            cina_assessment_start_date="Continuous Assessment Start Date",
            cina_assessment_child_seen=pl.when(col(child_seen) != "Unknown").then(col(child_seen) == "Yes"),
            cina_assessment_auth_date="Continuous Assessment Date of Authorisation",
            cina_assessment_outcome_nfa=~supported, cina_assessment_team=TEAM, cina_assessment_worker_id=WORKER,
        ),
    }  # fmt: skip


def _protection(data: Data) -> dict[str, pl.DataFrame]:
    asked = rows_of(data, ENQUIRIES)
    day, result = (
        "Date of Initial Child Protection Conference",
        ("Did the Initial Child Protection Conference Result in a Child Protection Plan"),
    )
    met = asked.filter(col(day).is_not_null() | (col(result) != "Unknown"))
    plans = rows_of(data, PROTECTION)
    visited = plans.filter(col("Date of the Last Statutory Visit").is_not_null())
    reviewed = plans.filter(col("Date of latest review conference").is_not_null())
    alone = col("Was the Child Seen Alone?")
    return {
        "ssd_s47_enquiry": asked.select(
            "child", s47e_s47_enquiry_id=named("S47E"), s47e_referral_id=pl.lit(None, pl.String),
            s47e_s47_start_date="Strategy discussion initiating Section 47 Enquiry Start Date",
            s47e_s47_outcome_json=cin_words.outcome_of_enquiry(
                col("Was an Initial Child Protection Conference deemed unnecessary?")
            ),
            s47e_s47_completed_by_team=TEAM, s47e_s47_completed_by_worker_id=WORKER,
        ),
        "ssd_initial_cp_conference": met.select(
            "child", icpc_icpc_id=named("ICPC"), icpc_s47_enquiry_id=named("S47E"),
            icpc_referral_id=pl.lit(None, pl.String), icpc_icpc_date=day,
            icpc_icpc_outcome_cp_flag=pl.when(col(result) != "Unknown").then(col(result) == "Yes"),
        ),
        "ssd_cp_plans": plans.select(
            "child", cppl_cp_plan_id=named("CPPL"), cppl_referral_id=pl.lit(None, pl.String),
            cppl_cp_plan_start_date="Child Protection Plan Start Date", cppl_cp_plan_end_date=PLAN_ENDED,
            cppl_cp_plan_initial_category=department_code("Abuse", col("Initial Category of Abuse")),
            cppl_cp_plan_latest_category=department_code("Abuse", col("Latest Category of Abuse")),
        ),
        "ssd_cp_visits": visited.select(
            "child", cppv_cp_visit_id=named("CPPV"), cppv_cp_plan_id=named("CPPL"),
            cppv_cp_visit_date="Date of the Last Statutory Visit",
            cppv_cp_visit_seen_alone=pl.when(alone != "Unknown").then(alone == "Yes"),
        ),
        "ssd_cp_reviews": reviewed.select(
            "child", cppr_cp_review_id=named("CPPR"), cppr_cp_plan_id=named("CPPL"),
            cppr_cp_review_date="Date of latest review conference",
        ),
    }  # fmt: skip
