"""Who works with a child, and which data set is this?

Tables of the Standard Safeguarding Dataset 1.4.5, with its names and numbers of fields.
"""

from __future__ import annotations

from tally.ssd.columns import code, day, decimal, flag, moment, number, text
from tally.tables import Table

TABLES = (
    Table(
        "ssd_professionals",
        (
            text("prof_professional_id", "PROF001A"),
            text("prof_staff_id", "PROF010A"),
            text("prof_professional_name", "PROF013A"),
            text("prof_social_worker_registration_no", "PROF002A"),
            text("prof_professional_job_title", "PROF007A"),
            number("prof_professional_caseload", "PROF008A"),
            text("prof_professional_department", "PROF012A"),
            decimal("prof_full_time_equivalency", "PROF011A"),
            flag("prof_agency_worker_flag", "PROF014A"),
        ),
        title="A worker",
        key="prof_professional_id",
    ),
    Table(
        "ssd_department",
        (
            text("dept_team_id", "DEPT1001A"),
            text("dept_team_name", "DEPT1002A"),
            text("dept_team_parent_id", "DEPT1003A", "ssd_department.dept_team_id"),
            text("dept_team_parent_name", "DEPT1004A"),
        ),
        title="A team or department",
        key="dept_team_id",
    ),
    Table(
        "ssd_involvements",
        (
            text("invo_involvements_id", "INVO005A"),
            text("invo_professional_id", "INVO006A", "ssd_professionals.prof_professional_id"),
            text("invo_professional_role_id", "INVO007A"),
            text("invo_professional_team", "INVO009A", "ssd_department.dept_team_id"),
            day("invo_involvement_start_date", "INVO002A"),
            day("invo_involvement_end_date", "INVO003A"),
            code("invo_worker_change_reason", "INVO004A", codes="Worker changed"),
            text("invo_person_id", "INVO011A", "ssd_person.pers_person_id"),
            text("invo_referral_id", "INVO010A", "ssd_cin_episodes.cine_referral_id"),
        ),
        parent="ssd_person",
        title="A time in which a worker had a child",
        key="invo_involvements_id",
        person="invo_person_id",
    ),
    Table(
        "ssd_version_log",
        (
            text("version_number", "VERS1001A"),
            day("release_date", "VERS1002A"),
            text("description", "VERS1003A"),
            flag("is_current", "VERS1004A"),
            moment("created_at", "VERS1005A"),
            text("created_by", "VERS1006A"),
            text("impact_description", "VERS1007A"),
        ),
        title="A version of the data set itself",
        key="version_number",
    ),
    Table(
        "ssd_api_data_staging",
        (
            text("id", "APIS1001A"),
            text("person_id", "APIS1002A", "ssd_person.pers_person_id"),
            text("json_payload", "APIS1003A"),
            text("current_hash", "APIS1004A"),
            text("previous_hash", "APIS1005A"),
            text("submission_status", "APIS1006A"),
            moment("submission_timestamp", "APIS1007A"),
            text("api_response", "APIS1008A"),
            text("row_state", "APIS1009A"),
            moment("last_updated", "APIS1010A"),
        ),
        parent="ssd_person",
        title="What was sent to the department about a child",
        key="id",
        person="person_id",
    ),
)
