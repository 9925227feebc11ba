"""The Standard Safeguarding Dataset is declared as it is published, and its ties hold together."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tally.ssd.tables import PERSON, PERSONS, SSD
from tally.tables import Collection, Column, Kind, Table

LISTS = Path(__file__).resolve().parents[4] / "shared" / "reference"
#: Fields of one letter, as published, whose letters are not only Y and N, or are none at all.
NO_FLAGS = {
    "clas_substance_misused", "cppr_cp_review_participation", "senn_active_ehcp_need_rank",
    "perm_part_of_sibling_group",
    "prep_pre_pro_parents_legal_rep", "prep_parents_legal_rep_point_of_issue", "prep_care_proc_short_notice",
    "prep_la_inital_plan_approved", "prep_la_final_plan_approved", "voch_explained_worries",
    "voch_story_help_understand", "voch_agree_worker", "voch_plan_safe", "voch_tablet_help_explain",
}  # fmt: skip
#: What the data set keeps about itself to the second.
MOMENTS = {"submission_timestamp", "last_updated", "created_at"}
KINDS = {
    "nvarchar": {Kind.TEXT, Kind.CODE},
    "binary": {Kind.TEXT},
    "datetime": {Kind.DATE},
    "nchar": {Kind.FLAG},
    "bit": {Kind.FLAG},
    "int": {Kind.NUMBER},
    "float": {Kind.DECIMAL},
}


def _listed(name: str) -> list[dict[str, str]]:
    if not (LISTS / name).exists():
        pytest.skip("The published list of the data set is not on this machine; there is nothing to compare with.")
    with (LISTS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_published_field_is_there_with_its_number_in_its_order():
    listed = [(row["table"], row["field"], row["ref"]) for row in _listed("ssd_fields.csv")]
    declared = {table.name: [(table.name, one.name, one.number) for one in table.columns] for table in SSD.tables}
    assert len(declared) == 48
    assert [field for name in dict.fromkeys(row[0] for row in listed) for field in declared[name]] == listed


def test_every_field_is_of_the_kind_it_is_published_as():
    for row in _listed("ssd_fields.csv"):
        kind = SSD.table(row["table"]).column(row["field"]).kind
        if row["field"] in NO_FLAGS:
            assert kind in (Kind.TEXT, Kind.CODE), row["field"]
        elif row["field"] in MOMENTS:
            assert kind is Kind.MOMENT, row["field"]
        else:
            assert kind in KINDS[row["type"].lower()], row["field"]


def test_every_published_relation_to_a_key_is_declared():
    """Those of the list that are not: it has a child refer to an episode of need or care by the person, which its own
    column for the person says already, and names three tables and one column that the data set has by other names."""
    renamed = {"ssd_cla_placements": "ssd_cla_placement", "clap_placement_id": "clap_cla_placement_id"}
    renamed["ehca_ehcp_asmt_id"] = "ehca_ehcp_assessment_id"
    for row in _listed("ssd_relationships.csv"):
        owner, key = renamed.get(row["parent_object"], row["parent_object"]), row["parent_key"].partition(" ")[0]
        column = SSD.table(row["child_object"]).column(row["child_key"])
        if row["child_key"].endswith("_person_id"):
            assert column.refers_to == f"{PERSONS}.{PERSON}", column
        else:
            assert column.refers_to == f"{owner}.{renamed.get(key, key)}", column


def test_every_table_has_a_title_a_key_and_a_way_to_whom_it_is_about():
    of_nobody = {"ssd_professionals", "ssd_department", "ssd_version_log"}
    assert len({table.title for table in SSD.tables}) == len(SSD.tables)
    for table in SSD.tables:
        assert table.has(table.key), table.name
        about = [table, *SSD.above(table.name)]
        assert any(one.person for one in about) or table.name in of_nobody, table.name
        assert bool(table.parent) == bool(table.parent_key), table.name


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (Table("A", (Column("x"),), key="y"), "names a key or a person column that it does not have"),
        (Table("A", (Column("x"),), person="y"), "names a key or a person column that it does not have"),
        (Table("A", (Column("x", refers_to="B.x"),)), "refers to B.x: there is none"),
        (Table("A", (Column("x", refers_to="A.y"),)), "refers to A.y: there is none"),
    ],
)
def test_what_names_something_that_is_not_there_is_not_declared(table, said):
    with pytest.raises(ValueError, match=said):
        Collection("a", "A", (table,), (), ("2025-26",))
