"""How was a child protected: enquiries, conferences, plans?

Tables of the Standard Safeguarding Dataset 1.4.5, with its names and numbers of fields.
"""

from __future__ import annotations

from tally.ssd.columns import code, day, flag, text
from tally.tables import Table

TABLES = (
    Table(
        "ssd_s47_enquiry",
        (
            text("s47e_s47_enquiry_id", "S47E001A"),
            text("s47e_referral_id", "S47E010A", "ssd_cin_episodes.cine_referral_id"),
            text("s47e_person_id", "S47E002A", "ssd_person.pers_person_id"),
            day("s47e_s47_start_date", "S47E004A"),
            day("s47e_s47_end_date", "S47E005A"),
            flag("s47e_s47_nfa", "S47E006A"),
            text("s47e_s47_outcome_json", "S47E007A"),
            text("s47e_s47_completed_by_worker_id", "S47E008A", "ssd_professionals.prof_professional_id"),
            text("s47e_s47_completed_by_team", "S47E009A", "ssd_department.dept_team_id"),
        ),
        parent="ssd_cin_episodes",
        title="A section 47 enquiry",
        key="s47e_s47_enquiry_id",
        person="s47e_person_id",
    ),
    Table(
        "ssd_initial_cp_conference",
        (
            text("icpc_icpc_id", "ICPC001A"),
            text("icpc_icpc_meeting_id", "ICPC009A"),
            text("icpc_s47_enquiry_id", "ICPC002A", "ssd_s47_enquiry.s47e_s47_enquiry_id"),
            text("icpc_person_id", "ICPC010A", "ssd_person.pers_person_id"),
            text("icpc_cp_plan_id", "ICPC011A", "ssd_cp_plans.cppl_cp_plan_id"),
            text("icpc_referral_id", "ICPC012A", "ssd_cin_episodes.cine_referral_id"),
            flag("icpc_icpc_transfer_in", "ICPC003A"),
            day("icpc_icpc_target_date", "ICPC004A"),
            day("icpc_icpc_date", "ICPC005A"),
            flag("icpc_icpc_outcome_cp_flag", "ICPC013A"),
            text("icpc_icpc_outcome_json", "ICPC006A"),
            text("icpc_icpc_team", "ICPC007A", "ssd_department.dept_team_id"),
            text("icpc_icpc_worker_id", "ICPC008A", "ssd_professionals.prof_professional_id"),
        ),
        parent="ssd_cin_episodes",
        title="An initial child protection conference",
        key="icpc_icpc_id",
        person="icpc_person_id",
    ),
    Table(
        "ssd_cp_plans",
        (
            text("cppl_cp_plan_id", "CPPL001A"),
            text("cppl_referral_id", "CPPL007A", "ssd_cin_episodes.cine_referral_id"),
            text("cppl_icpc_id", "CPPL008A", "ssd_initial_cp_conference.icpc_icpc_id"),
            text("cppl_person_id", "CPPL002A", "ssd_person.pers_person_id"),
            day("cppl_cp_plan_start_date", "CPPL003A"),
            day("cppl_cp_plan_end_date", "CPPL004A"),
            text("cppl_cp_plan_initial_category", "CPPL009A", codes="Abuse"),
            flag("cppl_cp_plan_ola", "CPPL011A"),
            text("cppl_cp_plan_latest_category", "CPPL010A", codes="Abuse"),
        ),
        parent="ssd_cin_episodes",
        title="A child protection plan",
        key="cppl_cp_plan_id",
        person="cppl_person_id",
    ),
    Table(
        "ssd_cp_reviews",
        (
            text("cppr_cp_review_id", "CPPR001A"),
            text("cppr_person_id", "CPPR008A", "ssd_person.pers_person_id"),
            text("cppr_cp_plan_id", "CPPR002A", "ssd_cp_plans.cppl_cp_plan_id"),
            day("cppr_cp_review_due", "CPPR003A"),
            day("cppr_cp_review_date", "CPPR004A"),
            text("cppr_cp_review_meeting_id", "CPPR009A"),
            flag("cppr_cp_review_outcome_continue_cp", "CPPR005A"),
            flag("cppr_cp_review_quorate", "CPPR006A"),
            code("cppr_cp_review_participation", "CPPR007A", codes="Participation"),
        ),
        parent="ssd_cp_plans",
        title="A review of a child protection plan",
        key="cppr_cp_review_id",
        person="cppr_person_id",
    ),
    Table(
        "ssd_cp_visits",
        (
            text("cppv_cp_visit_id", "CPPV007A"),
            text("cppv_person_id", "CPPV008A", "ssd_person.pers_person_id"),
            text("cppv_cp_plan_id", "CPPV001A", "ssd_cp_plans.cppl_cp_plan_id"),
            day("cppv_cp_visit_date", "CPPV003A"),
            flag("cppv_cp_visit_seen", "CPPV004A"),
            flag("cppv_cp_visit_seen_alone", "CPPV005A"),
            flag("cppv_cp_visit_bedroom", "CPPV006A"),
        ),
        parent="ssd_cp_plans",
        title="A visit under a child protection plan",
        key="cppv_cp_visit_id",
        person="cppv_person_id",
    ),
)
