"""Which special educational needs has a child, and which plan?

Tables of the Standard Safeguarding Dataset 1.4.5, with its names and numbers of fields.
"""

from __future__ import annotations

from tally.ssd.columns import code, day, text
from tally.tables import Table

TABLES = (
    Table(
        "ssd_send",
        (
            text("send_table_id", "SEND001A"),
            text("send_upn", "SEND002A"),
            text("send_uln", "SEND003A"),
            code("send_upn_unknown", "SEND004A", codes="No learner's number"),
            text("send_person_id", "SEND005A", "ssd_person.pers_person_id"),
        ),
        parent="ssd_person",
        title="A child with special educational needs",
        key="send_table_id",
        person="send_person_id",
    ),
    Table(
        "ssd_ehcp_requests",
        (
            text("ehcr_ehcp_request_id", "EHCR001A"),
            text("ehcr_send_table_id", "EHCR002A", "ssd_send.send_table_id"),
            day("ehcr_ehcp_req_date", "EHCR003A"),
            day("ehcr_ehcp_req_outcome_date", "EHCR004A"),
            code("ehcr_ehcp_req_outcome", "EHCR005A", codes="Request or assessment"),
        ),
        parent="ssd_send",
        title="A request to assess education, health and care needs",
        key="ehcr_ehcp_request_id",
    ),
    Table(
        "ssd_ehcp_assessment",
        (
            text("ehca_ehcp_assessment_id", "EHCA001A"),
            text("ehca_ehcp_request_id", "EHCA002A", "ssd_ehcp_requests.ehcr_ehcp_request_id"),
            day("ehca_ehcp_assessment_outcome_date", "EHCA003A"),
            code("ehca_ehcp_assessment_outcome", "EHCA004A", codes="Request or assessment"),
            code("ehca_ehcp_assessment_exceptions", "EHCA005A", codes="Exceptions"),
        ),
        parent="ssd_ehcp_requests",
        title="What came of such an assessment",
        key="ehca_ehcp_assessment_id",
    ),
    Table(
        "ssd_ehcp_named_plan",
        (
            text("ehcn_named_plan_id", "EHCN001A"),
            text("ehcn_ehcp_asmt_id", "EHCN002A", "ssd_ehcp_assessment.ehca_ehcp_assessment_id"),
            day("ehcn_named_plan_start_date", "EHCN003A"),
            day("ehcn_named_plan_ceased_date", "EHCN004A"),
            code("ehcn_named_plan_ceased_reason", "EHCN005A", codes="Plan ceased"),
        ),
        parent="ssd_ehcp_assessment",
        title="An education, health and care plan",
        key="ehcn_named_plan_id",
    ),
    Table(
        "ssd_ehcp_active_plans",
        (
            text("ehcp_active_ehcp_id", "EHCP001A"),
            text("ehcp_ehcp_request_id", "EHCP002A", "ssd_ehcp_requests.ehcr_ehcp_request_id"),
            day("ehcp_active_ehcp_last_review_date", "EHCP003A"),
        ),
        parent="ssd_ehcp_requests",
        title="The last review of a plan in force",
        key="ehcp_active_ehcp_id",
    ),
    Table(
        "ssd_sen_need",
        (
            text("senn_table_id", "SENN001A"),
            text("senn_active_ehcp_id", "SENN002A", "ssd_ehcp_active_plans.ehcp_active_ehcp_id"),
            code("senn_active_ehcp_need_type", "SENN003A", codes="Special need"),
            code("senn_active_ehcp_need_rank", "SENN004A", codes="Rank"),
        ),
        parent="ssd_ehcp_active_plans",
        title="One special educational need",
        key="senn_table_id",
    ),
)
