"""What of Annex A goes where in the Standard Safeguarding Dataset, and what has no place there?

The lists name children, and nothing else: no referral, plan or placement has an identifier. Each is named here after
its list and row. A list says of most things only how they are now, so of a child's visits there is the last, and of
placements the most recent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import polars as pl

from tally.annex_a.rules.common import (
    ADOPTERS,
    ADOPTION,
    ASSESSMENTS,
    CARE,
    CEASED,
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
from tally.annex_a.tables import AGE, ANNEX_A, BIRTH, CHILD, ETHNICITY, GENDER
from tally.convert import cin_words
from tally.convert.annex_a_words import UNACCOMPANIED, department_code, is_department_code
from tally.convert.converted import Converted, Loss, lost
from tally.convert.frames import framed_ssd, unread
from tally.data import Data
from tally.ssd.tables import PERSONS, SSD
from tally.tables import KEYS

col = pl.col

DISABLED, TEAM, WORKER = "Does the Child have a Disability", "Allocated Team", "Allocated Worker"
ASYLUM = {
    CARE: "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
    LEAVING: "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
}
#: What is called so in the table of health checks.
HEALTH, DENTAL = "Health Assessment", "Dental Check"
#: The permanence plan as the data set's keys.
PLANS = {
    "a) Return to family": "RETURNEV", "b) Adoption": "ADOPTION", "d) Supported living in the community": "SUPPLIV",
    "e) Long-term residential placement": "RESPLMT", "f) Long-term fostering": "LTFOST18", "g) Other": "OTHERPLN",
}  # fmt: skip
#: What is counted in the lists, or said of the months before. There it follows from the things themselves.
_COUNTED = (
    (REFERRALS, "Number of Referrals in Last 12 Months"),
    (ENQUIRIES, "Number of Section 47 Enquiries in the last 12 months"),
    (ENQUIRIES, "Number of ICPCs in the last 12 months"),
    (PROTECTION, "Number of Previous Child Protection Plans"),
    (PROTECTION, "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"),
    (CARE, "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"),
    (CARE, "Number of Placements in the Last 12 months"),
    (CARE, "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"),
    (CARE, "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months"),
)
#: What has no place there.
_NOWHERE = (
    (CARE, "Placement Location"),
    (CARE, "LA of Placement"),
    (CARE, "Was the child offered a Return Interview after their last missing episode (Y/N)?"),
    (CARE, "Did the child accept a Return Interview after their last missing episode (Y/N)?"),
)
_LISTS = tuple(table.name for table in ANNEX_A.tables if table.person)


def to_ssd(data: Data) -> Converted:
    """The lists as the Standard Safeguarding Dataset, with what had no place in it."""
    found = {
        **_people(data), **_front_door(data), **_needs(data), **_protection(data), **_care(data), **_leaving(data),
        **_adoption(data), **_staff(data),
    }  # fmt: skip
    held = _held(data, found)
    frames = framed_ssd(found, data.names, data.year)
    converted = Data(SSD, data.year, frames, data.names, authority=data.authority, held=held)
    return Converted(converted, tuple(_losses(data)))


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
    absent = {name for name in _LISTS if data.held is not None and f"{name}.{CHILD}" not in data.held}
    untold = {column for name in absent for column in _OF_EPISODES.get(name, ())}
    held = set()
    for table, rows in found.items():
        if table in _ONLY_THE_LAST or (table in _SOURCES and _SOURCES[table] <= absent):
            continue
        person = SSD.table(table).person
        columns = (set(rows.columns) | ({person} if person else set())) - {"child"} - untold
        held |= {f"{table}.{column}" for column in columns}
    return frozenset(held)


def _rows(data: Data, table: str) -> pl.DataFrame:
    """The rows of a list that are of a child."""
    return data[table].filter(col("child").is_not_null())


def _named(prefix: str) -> pl.Expr:
    return pl.format(f"{prefix}{{}}", col("row") + 1)


def _first(data: Data, column: str, *, lists: tuple[str, ...] = _LISTS) -> pl.DataFrame:
    """What the first list that says something of a child says: `child` and the column."""
    told = [_rows(data, name).select("child", column) for name in lists if ANNEX_A.table(name).has(column)]
    return pl.concat(told).filter(col(column).is_not_null()).unique("child", keep="first", maintain_order=True)


# --- People and staff -----------------------------------------------------------------------------------------------


def _people(data: Data) -> dict[str, pl.DataFrame]:
    everyone = pl.DataFrame({"pers_person_id": data.names}).with_row_index("child").cast({"child": KEYS["child"]})
    for column in (GENDER, ETHNICITY, BIRTH):
        everyone = everyone.join(_first(data, column), on="child", how="left", maintain_order="left")
    disabled = _first(data, DISABLED).filter(col(DISABLED) != "Unknown")
    seekers = [_rows(data, name).filter(col(column)).select("child") for name, column in ASYLUM.items()]
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
        _rows(data, name).select("child", team=TEAM, worker=WORKER) for name in _LISTS if ANNEX_A.table(name).has(TEAM)
    ]
    advisors = _rows(data, LEAVING)["Allocated Personal Advisor"]
    workers = pl.concat([pl.concat(pairs)["worker"], advisors.alias("worker")]).drop_nulls().unique(maintain_order=True)
    teams = pl.concat(pairs)["team"].drop_nulls().unique(maintain_order=True)
    now = [_rows(data, name).select("child", team=TEAM, worker=WORKER) for name in (NEED, PROTECTION, CARE)]
    allocated = (
        pl.concat(now).filter(col("worker").is_not_null() | col("team").is_not_null()).unique(maintain_order=True)
    )
    return {
        "ssd_professionals": pl.DataFrame({"prof_professional_id": workers, "prof_professional_name": workers}),
        "ssd_department": pl.DataFrame({"dept_team_id": teams, "dept_team_name": teams}),
        "ssd_involvements": allocated.with_row_index("row").select(
            "child", invo_involvements_id=_named("INVO"), invo_professional_id="worker", invo_professional_team="team",
            invo_professional_role_id=pl.lit("Allocated Worker"),
        ),
    }  # fmt: skip


# --- Front door and need --------------------------------------------------------------------------------------------


def _front_door(data: Data) -> dict[str, pl.DataFrame]:
    return {
        "ssd_contacts": _rows(data, CONTACTS).select(
            "child", cont_contact_id=_named("CONT"), cont_contact_date="Date of Contact",
            cont_contact_source_code=department_code("Source", col("Contact Source")),
        ),
        "ssd_early_help_episodes": _rows(data, EARLY_HELP).select(
            "child", earl_episode_id=_named("EARL"), earl_episode_start_date="Assessment start date",
            earl_episode_end_date="Assessment completion date",
            earl_episode_organisation="Organisation completing assessment",
        ),
    }  # fmt: skip


def _with_turn(rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """With the day, and which of the child's rows of that day it is."""
    return rows.with_columns(day=col(day)).with_columns(turn=pl.int_range(pl.len()).over("child", "day"))


def _needs(data: Data) -> dict[str, pl.DataFrame]:
    """A referral and a child in need of one day are one episode."""
    referred = _with_turn(_rows(data, REFERRALS), "Date of referral").select(
        "child", "day", "turn", cine_referral_id=_named("REF"), cine_referral_nfa="Referral NFA?",
        cine_referral_source_code=department_code("Source", col("Referral Source")),
        cine_referral_team=TEAM, cine_referral_worker_id=WORKER,
    )  # fmt: skip
    needed = _with_turn(_rows(data, NEED), "CIN Start Date").select(
        "child", "day", "turn", other=_named("CIN"), cine_close_date=CLOSED,
        cine_cin_primary_need_code=department_code("Need", col("Primary Need Code")),
        cine_close_reason=department_code("Closure", col("Reason for Closure")),
    )  # fmt: skip
    episodes = referred.join(
        needed, on=["child", "day", "turn"], how="full", coalesce=True, maintain_order="left_right"
    )
    seen = _rows(data, NEED).filter(col("Date Child Was Last Seen").is_not_null())
    planned = _rows(data, NEED).filter((col("Case Status") == "c) Child in need plan") & col(CLOSED).is_null())
    assessed = _rows(data, ASSESSMENTS)
    child_seen = "Child Seen During Continuous Assessment"
    supported = col("Was the child assessed as requiring LA children's social care support?")
    return {
        "ssd_cin_episodes": episodes.with_columns(
            cine_referral_date="day", cine_referral_id=pl.coalesce("cine_referral_id", "other")
        ).drop("day", "turn", "other"),
        "ssd_cin_plans": planned.select(
            "child", cinp_cin_plan_id=_named("CINP"), cinp_referral_id=pl.lit(None, pl.String)
        ),
        "ssd_cin_visits": seen.select(
            "child", cinv_cin_visit_id=_named("CINV"), cinv_cin_visit_date="Date Child Was Last Seen",
            cinv_cin_visit_seen=pl.lit(True),
        ),
        "ssd_cin_assessments": assessed.select(
            "child", cina_assessment_id=_named("CINA"), cina_referral_id=pl.lit(None, pl.String),
            cina_assessment_start_date="Continuous Assessment Start Date",
            cina_assessment_child_seen=pl.when(col(child_seen) != "Unknown").then(col(child_seen) == "Yes"),
            cina_assessment_auth_date="Continuous Assessment Date of Authorisation",
            cina_assessment_outcome_nfa=~supported, cina_assessment_team=TEAM, cina_assessment_worker_id=WORKER,
        ),
    }  # fmt: skip


def _protection(data: Data) -> dict[str, pl.DataFrame]:
    asked = _rows(data, ENQUIRIES)
    day, result = (
        "Date of Initial Child Protection Conference",
        ("Did the Initial Child Protection Conference Result in a Child Protection Plan"),
    )
    met = asked.filter(col(day).is_not_null() | (col(result) != "Unknown"))
    plans = _rows(data, PROTECTION)
    visited = plans.filter(col("Date of the Last Statutory Visit").is_not_null())
    reviewed = plans.filter(col("Date of latest review conference").is_not_null())
    alone = col("Was the Child Seen Alone?")
    return {
        "ssd_s47_enquiry": asked.select(
            "child", s47e_s47_enquiry_id=_named("S47E"), s47e_referral_id=pl.lit(None, pl.String),
            s47e_s47_start_date="Strategy discussion initiating Section 47 Enquiry Start Date",
            s47e_s47_outcome_json=cin_words.outcome_of_enquiry(
                col("Was an Initial Child Protection Conference deemed unnecessary?")
            ),
            s47e_s47_completed_by_team=TEAM, s47e_s47_completed_by_worker_id=WORKER,
        ),
        "ssd_initial_cp_conference": met.select(
            "child", icpc_icpc_id=_named("ICPC"), icpc_s47_enquiry_id=_named("S47E"),
            icpc_referral_id=pl.lit(None, pl.String), icpc_icpc_date=day,
            icpc_icpc_outcome_cp_flag=pl.when(col(result) != "Unknown").then(col(result) == "Yes"),
        ),
        "ssd_cp_plans": plans.select(
            "child", cppl_cp_plan_id=_named("CPPL"), cppl_referral_id=pl.lit(None, pl.String),
            cppl_cp_plan_start_date="Child Protection Plan Start Date", cppl_cp_plan_end_date=PLAN_ENDED,
            cppl_cp_plan_initial_category=department_code("Abuse", col("Initial Category of Abuse")),
            cppl_cp_plan_latest_category=department_code("Abuse", col("Latest Category of Abuse")),
        ),
        "ssd_cp_visits": visited.select(
            "child", cppv_cp_visit_id=_named("CPPV"), cppv_cp_plan_id=_named("CPPL"),
            cppv_cp_visit_date="Date of the Last Statutory Visit",
            cppv_cp_visit_seen_alone=pl.when(alone != "Unknown").then(alone == "Yes"),
        ),
        "ssd_cp_reviews": reviewed.select(
            "child", cppr_cp_review_id=_named("CPPR"), cppr_cp_plan_id=_named("CPPL"),
            cppr_cp_review_date="Date of latest review conference",
        ),
    }  # fmt: skip


# --- Care, leaving care, adoption -----------------------------------------------------------------------------------


def _care(data: Data) -> dict[str, pl.DataFrame]:
    rows = _rows(data, CARE)

    def of(column: str) -> pl.DataFrame:
        return rows.filter(col(column).is_not_null())

    plan, status = "What is the permanence plan for this child?", "Child's Legal Status"
    since = "Start date of current legal status"
    checks = [
        of(column).select(
            "child", clah_health_check_id=_named(kind[:1]), clah_health_check_type=pl.lit(kind),
            clah_health_check_date=column, clah_health_check_status=pl.lit("Completed"),
        )
        for kind, column in ((HEALTH, "Date of Last Health Assessment"), (DENTAL, "Date of Last Dental Check"))
    ]  # fmt: skip
    plans = {code: json.dumps({key: "Y"}) for code, key in PLANS.items()}
    return {
        "ssd_cla_placement": rows.select(
            "child", clap_cla_placement_id=_named("CLAP"), clap_cla_id=_named("CLA"),
            clap_cla_placement_start_date="Start Date of Most Recent Placement", clap_cla_placement_end_date=CEASED,
            clap_cla_placement_type=department_code("Placement", col("Placement Type")),
            clap_cla_placement_provider=department_code("Provider", col("Placement Provider")),
            clap_cla_placement_postcode="Placement postcode", clap_cla_placement_urn="URN of Placement",
        ),
        "ssd_cla_episodes": rows.select(
            "child", clae_cla_episode_id=_named("CLAE"), clae_cla_id=_named("CLA"),
            clae_cla_placement_id=_named("CLAP"),
            clae_entered_care_date="Date Started to be Looked After",
            clae_cla_episode_start_date="Start Date of Most Recent Placement", clae_cla_episode_ceased_date=CEASED,
            clae_cla_primary_need_code=department_code("Need", col("Child's Category of Need")),
            clae_cla_episode_ceased_reason=department_code("Ceased", col("Reason Ceased to be Looked After")),
            clae_cla_last_iro_contact_date="Date of Last IRO Visit / Contact to the Child",
        ),
        "ssd_legal_status": rows.filter(col(status).is_not_null() | col(since).is_not_null()).select(
            "child", lega_legal_status_id=_named("LEGA"), lega_legal_status_end_date=CEASED,
            lega_legal_status_start_date=since,
            lega_legal_status=department_code("Legal status", col(status)),
        ),
        "ssd_cla_reviews": of("Date of Latest Statutory Review").select(
            clar_cla_review_id=_named("CLAR"), clar_cla_id=_named("CLA"),
            clar_cla_review_date="Date of Latest Statutory Review",
        ),
        "ssd_cla_visits": of("Date of Last Social Work Visit").select(
            "child", clav_cla_visit_id=_named("CLAV"), clav_cla_id=_named("CLA"),
            clav_cla_visit_date="Date of Last Social Work Visit",
        ),
        "ssd_cla_health": pl.concat(checks),
        "ssd_cla_care_plan": of(plan).select(
            "child", lacp_table_id=_named("LACP"),
            lacp_cla_care_plan_json=pl.coalesce(
                col(plan).replace_strict(plans, default=None, return_dtype=pl.String()), plan
            ),
        ),
    }  # fmt: skip


def _leaving(data: Data) -> dict[str, pl.DataFrame]:
    rows = _rows(data, LEAVING).select(
        "child", clea_table_id=_named("CLEA"),
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


def _adoption(data: Data) -> dict[str, pl.DataFrame]:
    rows = _rows(data, ADOPTION)
    families = rows.filter(col("Family identifier").is_not_null())
    return {
        "ssd_permanence": rows.select(
            "child", perm_table_id=_named("PERM"),
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
        "ssd_family": families.select("child", fami_table_id=_named("FAMI"), fami_family_id="Family identifier"),
    }  # fmt: skip


# --- What had no place ----------------------------------------------------------------------------------------------

_COUNTED_THERE = "What is counted here is counted there from the things themselves."
#: The columns that do not come along: of which list ("" is every one), and why.
_GONE = (
    ("", AGE, "The age follows from the date of birth there."),
    *((table, column, _COUNTED_THERE) for table, column in _COUNTED),
    *((table, column, "There is no place for it.") for table, column in _NOWHERE),
    (NEED, "Case Status", "It follows there from what is open, as far as the lists tell it."),
    (ADOPTION, "Date the Child Entered Care", "It stands there with an episode of care."),
)
#: The columns whose codes may be several of the department's.
_CODED = {
    column.name: column.codes
    for table in ANNEX_A.tables
    for column in table.columns
    if column.codes and column.codes not in ("Status", "Yes, no or unknown", "Eligibility", "Permanence")
}
_KEPT_IN_WORDS = "It is several of the department's codes, or none; it stands there in Ofsted's words."


def _losses(data: Data) -> Iterator[Loss]:
    yield from unread(data)
    for table in ANNEX_A.tables:
        yield from _of_list(data, table.name)


def _of_list(data: Data, name: str) -> Iterator[Loss]:
    frame = data[name]
    if name == ADOPTERS:
        yield from _some(name, "", frame.height, "Adopters have no place there.")
        return
    yield from _some(name, "", frame["child"].null_count(), "The row names no child.")
    for column in (GENDER, ETHNICITY, BIRTH, DISABLED):
        if column in frame.columns:
            first = _first(data, column).rename({column: "said"})
            others = frame.join(first, on="child", how="left").filter(col(column) != col("said")).height
            yield from _some(name, column, others, "A child has one there, that of the first list that says it.")
    for column in (one for one in frame.columns if one in _CODED):
        several = col(column).is_not_null() & ~is_department_code(_CODED[column], col(column))
        yield from _some(name, column, frame.filter(several).height, _KEPT_IN_WORDS)
    if name == REFERRALS:
        needed = data[NEED].select("child", day="CIN Start Date")
        alone = frame.join(needed, left_on=["child", "Date of referral"], right_on=["child", "day"], how="anti").height
        yield from _some(name, "", alone, "No child in need is of its day: there it is an episode that nothing closes.")
    for table, column, reason in _GONE:
        if table == name or (not table and column in frame.columns):
            yield from lost(data, name, column, reason)


def _some(table: str, column: str, rows: int, reason: str) -> list[Loss]:
    return [Loss(table, column, rows, reason)] if rows else []
