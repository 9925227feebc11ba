"""Children of whom anything may be known, for the tests of measures: rows of every table that a measure reads.

Each value is drawn from what its column may hold, days around the year 2025-26; a row that names what it belongs to
names one of the same child's.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any

from tally.measures.catalogue import MEASURES
from tally.measures.declare import Example
from tally.ssd.tables import SSD
from tally.tables import Column, Kind, Table

#: The first day there may be, and how many more: until 1 May 2026.
_FIRST, _DAYS = dt.date(2023, 1, 1), 1216
#: How often a value is not there.
_EMPTY = 0.15
#: What may stand in columns whose words matter.
_WORDS = {
    "cine_close_reason": ["RC7", "RC8", "RC9"],
    "cine_referral_source_code": ["1A", "2A", "6", "10", "ZZ"],
    "cont_contact_outcome_json": ['{"NEW_REFERRAL_FLAG": "Y"}', '{"NFA_FLAG": "Y"}', "{}"],
    "earl_episode_end_reason": ["Step-up", "Outcomes met"],
    "cppr_cp_review_participation": ["PN0", "PN1", "PN7"],
    "clar_cla_review_participation": ["PN0", "PN5", "PN4"],
    "clap_cla_placement_type": ["U6", "T1", "A5"],
    "lega_legal_status": ["C2", "V4"],
    "lacp_cla_care_plan_json": ['{"ADOPTION": "Y"}', '{"ADOPTION": ""}'],
    "miss_missing_episode_type": ["Missing", "Away"],
    "miss_missing_rhi_offered": ["Y", "N"],
    "miss_missing_rhi_accepted": ["Y", "N"],
    "clah_health_check_type": ["Health assessment", "Dental check"],
    "clah_health_check_status": ["Completed", "Planned"],
    "csdq_sdq_score": ["0", "17", "40", "high"],
    "clea_care_leaver_in_touch": ["YES", "NO", "REFU", "DIED"],
    "clea_care_leaver_accom_suitable": ["1", "2"],
    "clea_care_leaver_activity": ["F2", "G5"],
    "pers_sex": ["M", "F", "U"],
    "pers_ethnicity": ["WBRI", "MWBC", "REFU"],
    "disa_disability_code": ["NONE", "LD"],
    "invo_professional_team": ["North", "South"],
    "cine_referral_team": ["North", "South"],
}
_BESIDE = ("ssd_involvements", "ssd_disability")
_NAMED = {name.partition(".")[0] for one in MEASURES.values() for name in (*one.reads, *one.uses)}
_TABLES = [table for table in SSD.tables if table.name in _NAMED or table.name in _BESIDE]
_COUNTED = [table for table in _TABLES if table.person or table.parent_key]


def some_children(seed: int) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Rows by table, by child: one to four children. The same for the same seed."""
    random = Random(seed)
    return {f"C{number}": _of_child(random, f"C{number}") for number in range(random.randint(1, 4))}


def _of_child(random: Random, child: str) -> dict[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {}
    for table in _COUNTED:
        number = 1 if table.name == "ssd_person" else random.randint(0, 3)
        made[table.name] = [_row(random, table, child, place, made) for place in range(number)]
    return made


def _row(random: Random, table: Table, child: str, place: int, made: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    row = {column.name: _value(random, column, made) for column in table.columns}
    if table.key:
        row[table.key] = f"{child} {table.name} {place}"
    if table.person:
        row[table.person] = child
    if table.name == "ssd_cla_episodes":
        row["clae_cla_id"] = f"{child} {random.randint(1, 2)}"
    return row


def _value(random: Random, column: Column, made: dict[str, list[dict[str, Any]]]) -> Any:
    """Something that the column may hold, or now and then nothing."""
    owner, _, key = column.refers_to.partition(".")
    if random.random() < _EMPTY:
        return None
    if column.name in _WORDS:
        return random.choice(_WORDS[column.name])
    if owner:
        keys = [row[key] for row in made.get(owner, []) if row[key]]
        return random.choice(keys) if keys else None
    match column.kind:
        case Kind.DATE:
            return str(_FIRST + dt.timedelta(days=random.randint(0, _DAYS)))
        case Kind.FLAG:
            return random.choice((True, False))
    return None


def example_of(of_children: dict[str, dict[str, list[dict[str, Any]]]]) -> Example:
    tables = {table.name: [row for one in of_children.values() for row in one[table.name]] for table in _COUNTED}
    return Example(tables, 0, None)
