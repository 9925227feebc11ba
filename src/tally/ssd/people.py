"""Who is a person, where and with whom do they live?

Tables of the Standard Safeguarding Dataset 1.4.5, with its names and numbers of fields.
"""

from __future__ import annotations

from tally.ssd.columns import code, day, flag, text
from tally.tables import Table

TABLES = (
    Table(
        "ssd_person",
        (
            text("pers_person_id", "PERS001A"),
            text("pers_forename", "PERS015A"),
            text("pers_surname", "PERS016A"),
            code("pers_sex", "PERS002A", codes="Sex"),
            code("pers_gender", "PERS003A", codes="Gender"),
            code("pers_ethnicity", "PERS004A", codes="Ethnicity"),
            day("pers_dob", "PERS005A"),
            text("pers_common_child_id", "PERS013A"),
            text("pers_legacy_id", "PERS014A"),
            code("pers_upn_unknown", "PERS007A", codes="UPN unknown"),
            flag("pers_send_flag", "PERS008A"),
            day("pers_expected_dob", "PERS009A"),
            day("pers_death_date", "PERS010A"),
            flag("pers_is_mother", "PERS011A"),
            text("pers_nationality", "PERS012A"),
        ),
        title="A person the service knows",
        key="pers_person_id",
        person="pers_person_id",
    ),
    Table(
        "ssd_family",
        (
            text("fami_table_id", "FAMI003A"),
            text("fami_family_id", "FAMI001A"),
            text("fami_person_id", "FAMI002A", "ssd_person.pers_person_id"),
        ),
        parent="ssd_person",
        title="Which family a person belongs to",
        key="fami_table_id",
        person="fami_person_id",
    ),
    Table(
        "ssd_address",
        (
            text("addr_table_id", "ADDR007A"),
            text("addr_address_json", "ADDR001A"),
            text("addr_person_id", "ADDR002A", "ssd_person.pers_person_id"),
            text("addr_address_type", "ADDR003A"),
            day("addr_address_start_date", "ADDR004A"),
            day("addr_address_end_date", "ADDR005A"),
            text("addr_address_postcode", "ADDR006A"),
        ),
        parent="ssd_person",
        title="Where a person lives or lived",
        key="addr_table_id",
        person="addr_person_id",
    ),
    Table(
        "ssd_disability",
        (
            text("disa_person_id", "DISA001A", "ssd_person.pers_person_id"),
            text("disa_table_id", "DISA003A"),
            code("disa_disability_code", "DISA002A", codes="Disability"),
        ),
        parent="ssd_person",
        title="One disability of a person",
        key="disa_table_id",
        person="disa_person_id",
    ),
    Table(
        "ssd_immigration_status",
        (
            text("immi_person_id", "IMMI001A", "ssd_person.pers_person_id"),
            text("immi_immigration_status_id", "IMMI005A"),
            text("immi_immigration_status", "IMMI002A"),
            day("immi_immigration_status_start_date", "IMMI003A"),
            day("immi_immigration_status_end_date", "IMMI004A"),
        ),
        parent="ssd_person",
        title="A time under one immigration status",
        key="immi_immigration_status_id",
        person="immi_person_id",
    ),
    Table(
        "ssd_mother",
        (
            text("moth_table_id", "MOTH004A"),
            text("moth_person_id", "MOTH002A", "ssd_person.pers_person_id"),
            text("moth_childs_person_id", "MOTH001A", "ssd_person.pers_person_id"),
            day("moth_childs_dob", "MOTH003A"),
        ),
        parent="ssd_person",
        title="A mother and one of her children",
        key="moth_table_id",
        person="moth_person_id",
    ),
    Table(
        "ssd_linked_identifiers",
        (
            text("link_table_id", "LINK001A"),
            text("link_person_id", "LINK002A", "ssd_person.pers_person_id"),
            text("link_identifier_type", "LINK003A"),
            text("link_identifier_value", "LINK004A"),
            day("link_valid_from_date", "LINK005A"),
            day("link_valid_to_date", "LINK006A"),
        ),
        parent="ssd_person",
        title="What another service calls a person",
        key="link_table_id",
        person="link_person_id",
    ),
    Table(
        "ssd_voice_of_child",
        (
            text("voch_table_id", "VOCH007A"),
            text("voch_person_id", "VOCH001A", "ssd_person.pers_person_id"),
            text("voch_explained_worries", "VOCH002A"),
            text("voch_story_help_understand", "VOCH003A"),
            text("voch_agree_worker", "VOCH004A"),
            text("voch_plan_safe", "VOCH005A"),
            text("voch_tablet_help_explain", "VOCH006A"),
        ),
        parent="ssd_person",
        title="What a child answered when asked about the help",
        key="voch_table_id",
        person="voch_person_id",
    ),
)
