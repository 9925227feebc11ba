"""Which rows of the Standard Safeguarding Dataset do Ofsted's eleven lists consist of?

The lists are drawn for an inspection, and the data set says of none when it was. Where no day is named they are drawn
for the last day of the year: what happened in the six months before it, or twelve where Ofsted asks for those, and what
was open on it. What happened later is not in them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

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
from tally.annex_a.tables import ANNEX_A
from tally.convert import cin_words
from tally.convert.annex_a_care_from_ssd import adoptions, care, leavers
from tally.convert.annex_a_inspection import Inspection, about, allocated, coded, last, with_child, with_names, yes_no
from tally.convert.annex_a_rows import TEAM, WORKER
from tally.convert.annex_a_words import ofsted_code
from tally.convert.converted import Converted, Loss
from tally.convert.frames import framed
from tally.data import Data
from tally.ssd.tables import PERSONS
from tally.years import CollectionYear

col = pl.col

_EMERGENCY = ("L1", "L2")


def from_ssd(ssd: Data, year: CollectionYear, day: dt.date | None = None) -> Converted:
    """The lists as they were on a day, with what of the data set is not in them.

    Args:
        day: that of the inspection; the last of the year where none is named.
    """
    of_children = {name: frame.filter(col("child").is_not_null()) for name, frame in ssd.frames.items()}
    of_children |= {name: ssd[name] for name in ("ssd_professionals", "ssd_department")}
    at = Inspection(replace(ssd, frames=of_children), day or year.last_day)
    found = {
        CONTACTS: _contacts(at), EARLY_HELP: _early_help(at), REFERRALS: _referrals(at), ASSESSMENTS: _assessments(at),
        ENQUIRIES: _enquiries(at), NEED: _needs(at), PROTECTION: _plans(at), CARE: care(at), LEAVING: leavers(at),
        ADOPTION: adoptions(at),
    }  # fmt: skip
    children = about(at)
    frames = {
        table.name: framed(ANNEX_A, table.name, with_child(ssd, found[table.name], children), year)
        if table.name in found
        else table.empty(year)
        for table in ANNEX_A.tables
    }
    made = Data(ANNEX_A, year, frames, ssd.names, authority=ssd.authority)
    return Converted(made, tuple(_losses(at, found)))


# --- Lists 1 to 4 ---------------------------------------------------------------------------------------------------


def _contacts(at: Inspection) -> pl.DataFrame:
    rows = at["ssd_contacts"].filter(at.within("cont_contact_date", at.half_a_year))
    return rows.select(
        "child", pl.col("cont_contact_date").alias("Date of Contact"),
        coded(rows, "cont_contact_source_code", "Source", "Contact Source"),
    )  # fmt: skip


def _early_help(at: Inspection) -> pl.DataFrame:
    rows = at["ssd_early_help_episodes"].filter(at.ran("earl_episode_start_date", "earl_episode_end_date"))
    return rows.select(
        "child",
        pl.col("earl_episode_start_date").alias("Assessment start date"),
        at.until_now("earl_episode_end_date").alias("Assessment completion date"),
        pl.col("earl_episode_organisation").alias("Organisation completing assessment"),
    )


def _referrals(at: Inspection) -> pl.DataFrame:
    of_year = at["ssd_cin_episodes"].filter(at.within("cine_referral_date", at.a_year))
    of_year = of_year.with_columns(times=pl.len().over("child"))
    rows = of_year.filter(at.within("cine_referral_date", at.half_a_year))
    rows = with_names(at, rows, "cine_referral_team", "cine_referral_worker_id")
    return rows.select(
        "child", pl.col("cine_referral_date").alias("Date of referral"),
        coded(rows, "cine_referral_source_code", "Source", "Referral Source"),
        pl.col("cine_referral_nfa").alias("Referral NFA?"),
        pl.col("times").alias("Number of Referrals in Last 12 Months"), TEAM, WORKER,
    )  # fmt: skip


def _assessments(at: Inspection) -> pl.DataFrame:
    rows = at["ssd_cin_assessments"].filter(at.ran("cina_assessment_start_date", "cina_assessment_auth_date"))
    return with_names(at, rows, "cina_assessment_team", "cina_assessment_worker_id").select(
        "child",
        pl.col("cina_assessment_start_date").alias("Continuous Assessment Start Date"),
        yes_no("cina_assessment_child_seen").alias("Child Seen During Continuous Assessment"),
        at.until_now("cina_assessment_auth_date").alias("Continuous Assessment Date of Authorisation"),
        (~col("cina_assessment_outcome_nfa")).alias(
            "Was the child assessed as requiring LA children's social care support?"
        ),
        TEAM,
        WORKER,
    )


# --- Lists 5 to 7 ---------------------------------------------------------------------------------------------------


def _enquiries(at: Inspection) -> pl.DataFrame:
    """An enquiry without an end counts as open for as long as its conference may still be ahead: it is in the list."""
    met = at["ssd_initial_cp_conference"].filter(col("icpc_s47_enquiry_id").is_not_null())
    first = met.sort("icpc_icpc_date", nulls_last=True, maintain_order=True).unique(
        "icpc_s47_enquiry_id", keep="first", maintain_order=True
    )
    asked, held = (
        _counts(at, "ssd_s47_enquiry", "s47e_s47_start_date"),
        _counts(at, "ssd_initial_cp_conference", "icpc_icpc_date"),
    )
    rows = at["ssd_s47_enquiry"].filter(at.ran("s47e_s47_start_date", "s47e_s47_end_date"))
    rows = rows.join(
        first.select("icpc_s47_enquiry_id", "icpc_icpc_date", "icpc_icpc_outcome_cp_flag"),
        left_on="s47e_s47_enquiry_id", right_on="icpc_s47_enquiry_id", how="left", maintain_order="left",
    )  # fmt: skip
    rows = rows.join(asked.rename({"times": "asked"}), on="child", how="left", maintain_order="left")
    rows = rows.join(held.rename({"times": "held"}), on="child", how="left", maintain_order="left")
    planned = col("icpc_icpc_outcome_cp_flag")
    result = pl.when(planned).then(pl.lit("Yes")).when(~planned).then(pl.lit("No"))
    return with_names(at, rows, "s47e_s47_completed_by_team", "s47e_s47_completed_by_worker_id").select(
        "child",
        pl.col("s47e_s47_start_date").alias("Strategy discussion initiating Section 47 Enquiry Start Date"),
        (~cin_words.conference_required(col("s47e_s47_outcome_json"))).alias(
            "Was an Initial Child Protection Conference deemed unnecessary?"
        ),
        at.until_now("icpc_icpc_date").alias("Date of Initial Child Protection Conference"),
        result.alias("Did the Initial Child Protection Conference Result in a Child Protection Plan"),
        col("asked").fill_null(0).alias("Number of Section 47 Enquiries in the last 12 months"),
        col("held").fill_null(0).alias("Number of ICPCs in the last 12 months"),
        TEAM,
        WORKER,
    )


def _counts(at: Inspection, table: str, day: str) -> pl.DataFrame:
    return at[table].filter(at.within(day, at.a_year)).group_by("child", maintain_order=True).agg(times=pl.len())


def _needs(at: Inspection) -> pl.DataFrame:
    """Whose referral led to nothing was never in need."""
    rows = at["ssd_cin_episodes"].filter(
        at.ran("cine_referral_date", "cine_close_date") & ~col("cine_referral_nfa").fill_null(False)
    )
    visits = [
        at[table].select("child", seen=day).filter(col("seen") <= at.day)
        for table, day in (
            ("ssd_cin_visits", "cinv_cin_visit_date"), ("ssd_cp_visits", "cppv_cp_visit_date"),
            ("ssd_cla_visits", "clav_cla_visit_date"),
        )
    ]  # fmt: skip
    seen = pl.concat(visits).group_by("child", maintain_order=True).agg(col("seen").max())
    rows = allocated(at, rows.join(seen, on="child", how="left", maintain_order="left"), "cine_close_date")
    closed = at.until_now("cine_close_date")
    in_care = _open(at, "ssd_cla_episodes", "clae_cla_episode_start_date", "clae_cla_episode_ceased_date")
    protected = _open(at, "ssd_cp_plans", "cppl_cp_plan_start_date", "cppl_cp_plan_end_date")
    planned = _open(at, "ssd_cin_plans", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date")
    status = (
        pl.when(closed.is_not_null())
        .then(pl.lit("e) Closed episode"))
        .when(col("child").is_in(in_care))
        .then(pl.lit("a) Looked after child"))
        .when(col("child").is_in(protected))
        .then(pl.lit("b) Child Protection plan"))
        .when(col("child").is_in(planned))
        .then(pl.lit("c) Child in need plan"))
        .otherwise(pl.lit("d) Open assessment"))
    )
    return rows.select(
        "child", pl.col("cine_referral_date").alias("CIN Start Date"),
        coded(rows, "cine_cin_primary_need_code", "Need", "Primary Need Code"),
        pl.col("seen").alias("Date Child Was Last Seen"), closed.alias(CLOSED),
        pl.when(at.is_known("cine_close_date")).then(coded(rows, "cine_close_reason", "Closure", "why")).alias(
            "Reason for Closure"
        ),
        status.alias("Case Status"), TEAM, WORKER,
    )  # fmt: skip


def _open(at: Inspection, table: str, start: str, end: str) -> pl.Series:
    return at[table].filter(at.is_open(start, end))["child"].unique().implode()


def _plans(at: Inspection) -> pl.DataFrame:
    plans = at["ssd_cp_plans"].filter(
        col("cppl_cp_plan_start_date").is_null() | (col("cppl_cp_plan_start_date") <= at.day)
    )
    before = col("cppl_cp_plan_start_date").rank("min").over("child") - 1
    rows = plans.with_columns(before=before.cast(pl.Int32).fill_null(0))
    rows = rows.filter(at.ran("cppl_cp_plan_start_date", "cppl_cp_plan_end_date"))
    visited = last(at, "ssd_cp_visits", "cppv_cp_plan_id", "cppv_cp_visit_date", "cppv_cp_visit_seen_alone")
    reviewed = last(at, "ssd_cp_reviews", "cppr_cp_plan_id", "cppr_cp_review_date")
    rows = rows.join(visited, left_on="cppl_cp_plan_id", right_on="cppv_cp_plan_id", how="left", maintain_order="left")
    rows = rows.join(reviewed, left_on="cppl_cp_plan_id", right_on="cppr_cp_plan_id", how="left", maintain_order="left")
    urgent = at["ssd_legal_status"].filter(
        col("lega_legal_status").is_in(_EMERGENCY)
        & at.ran("lega_legal_status_start_date", "lega_legal_status_end_date")
    )["child"].unique().implode()  # fmt: skip
    rows = allocated(at, rows, "cppl_cp_plan_end_date")
    return rows.select(
        "child", pl.col("cppl_cp_plan_start_date").alias("Child Protection Plan Start Date"),
        coded(rows, "cppl_cp_plan_initial_category", "Abuse", "Initial Category of Abuse"),
        coded(rows, "cppl_cp_plan_latest_category", "Abuse", "Latest Category of Abuse"),
        pl.col("cppv_cp_visit_date").alias("Date of the Last Statutory Visit"),
        pl.when(col("cppv_cp_visit_date").is_not_null()).then(yes_no("cppv_cp_visit_seen_alone")).alias(
            "Was the Child Seen Alone?"
        ),
        pl.col("cppr_cp_review_date").alias("Date of latest review conference"),
        at.until_now("cppl_cp_plan_end_date").alias(PLAN_ENDED),
        col("child").is_in(urgent).alias(
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"
        ),
        pl.col("before").alias("Number of Previous Child Protection Plans"), TEAM, WORKER,
    )  # fmt: skip


# --- What is not in them --------------------------------------------------------------------------------------------

#: The tables that the lists are drawn from, each with the list that holds its rows one by one, or "" where it is used
#: for what it says of others.
_DRAWN = {
    PERSONS: "", "ssd_disability": "", "ssd_immigration_status": "", "ssd_family": "", "ssd_contacts": CONTACTS,
    "ssd_early_help_episodes": EARLY_HELP, "ssd_cin_episodes": "", "ssd_cin_assessments": ASSESSMENTS,
    "ssd_cin_plans": "", "ssd_cin_visits": "", "ssd_s47_enquiry": ENQUIRIES, "ssd_initial_cp_conference": "",
    "ssd_cp_plans": PROTECTION, "ssd_cp_visits": "", "ssd_cp_reviews": "", "ssd_legal_status": "",
    "ssd_cla_placement": "", "ssd_cla_episodes": "", "ssd_cla_reviews": "", "ssd_cla_visits": "", "ssd_cla_health": "",
    "ssd_cla_care_plan": "", "ssd_missing": "", "ssd_care_leavers": LEAVING, "ssd_permanence": ADOPTION,
    "ssd_involvements": "", "ssd_professionals": "", "ssd_department": "",
}  # fmt: skip
#: The codes that may be none of Ofsted's: the table and column, and the set.
_CODES = (
    ("ssd_person", "pers_sex", "Gender"), ("ssd_person", "pers_ethnicity", "Ethnicity"),
    ("ssd_contacts", "cont_contact_source_code", "Source"), ("ssd_cin_episodes", "cine_referral_source_code", "Source"),
    ("ssd_cin_episodes", "cine_cin_primary_need_code", "Need"), ("ssd_cin_episodes", "cine_close_reason", "Closure"),
    ("ssd_cp_plans", "cppl_cp_plan_initial_category", "Abuse"),
    ("ssd_cp_plans", "cppl_cp_plan_latest_category", "Abuse"),
    ("ssd_legal_status", "lega_legal_status", "Legal status"),
    ("ssd_cla_placement", "clap_cla_placement_type", "Placement"),
    ("ssd_cla_placement", "clap_cla_placement_provider", "Provider"),
    ("ssd_care_leavers", "clea_care_leaver_in_touch", "In touch"),
    ("ssd_care_leavers", "clea_care_leaver_accommodation", "Accommodation"),
    ("ssd_care_leavers", "clea_care_leaver_activity", "Activity"),
)  # fmt: skip


def _losses(at: Inspection, found: dict[str, pl.DataFrame]) -> Iterator[Loss]:
    for name, frame in at.ssd.frames.items():
        if name not in _DRAWN:
            if frame.height:
                yield Loss(name, "", frame.height, "There is no list for it.")
            continue
        of_list = _DRAWN[name]
        if of_list and (gone := frame.height - found[of_list].height):
            yield Loss(name, "", gone, f"It is not of the months that the list {of_list} is about.")
        for table, column, code_set in _CODES:
            if table == name:
                told = frame[column].drop_nulls()
                none = told.len() - ofsted_code(code_set, told).count()
                if none:
                    yield Loss(name, column, none, "It is none of Ofsted's codes, or nobody says which.")
