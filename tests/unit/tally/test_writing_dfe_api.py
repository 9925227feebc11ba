"""What is sent to the department is what the data says, and the second time no more than what changed."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally.data import Data
from tally.read.problems import Unreadable
from tally.ssd.reading import read
from tally.ssd.tables import SSD
from tally.write import dfe_api
from tally.write.dfe_changes import EPISODE, EPISODES, LISTS, applied, changes, same
from tally.write.dfe_payload import children, losses
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
SHAPE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "dfe_csc_payload_shape.json"
WORCESTERSHIRE = "E10000034"

#: A child of whom everything is known that is asked for, and a mother of whom only her name is.
KNOWN: dict[str, list[dict[str, str]]] = {
    "ssd_person": [
        {
            "pers_person_id": "A1", "pers_legacy_id": "77", "pers_forename": "F", "pers_surname": "S", "pers_sex": "F",
            "pers_dob": "2012-05-01", "pers_ethnicity": "WBRI", "pers_upn_unknown": "UN3",
        },
        {"pers_person_id": "M1", "pers_forename": "M"},
    ],
    "ssd_linked_identifiers": [
        {"link_table_id": "1", "link_person_id": "A1", "link_identifier_type": "Unique Pupil Number",
         "link_identifier_value": "OLD", "link_valid_from_date": "2018-01-01"},
        {"link_table_id": "2", "link_person_id": "A1", "link_identifier_type": "Unique Pupil Number",
         "link_identifier_value": "NEW", "link_valid_from_date": "2020-01-01"},
        {"link_table_id": "3", "link_person_id": "A1", "link_identifier_type": "Former Unique Pupil Number",
         "link_identifier_value": "FORMER"},
    ],
    "ssd_disability": [
        {"disa_table_id": "1", "disa_person_id": "A1", "disa_disability_code": "MOB"},
        {"disa_table_id": "2", "disa_person_id": "A1", "disa_disability_code": "AUT"},
    ],
    "ssd_address": [
        {"addr_table_id": "1", "addr_person_id": "A1", "addr_address_postcode": "WR1 1AA",
         "addr_address_start_date": "2015-01-01"},
        {"addr_table_id": "2", "addr_person_id": "A1", "addr_address_postcode": "WR2 2BB",
         "addr_address_start_date": "2020-01-01"},
    ],
    "ssd_immigration_status": [
        {"immi_immigration_status_id": "1", "immi_person_id": "A1", "immi_immigration_status_end_date": "2025-06-01",
         "immi_immigration_status": "Unaccompanied Asylum Seeking Child"},
    ],
    "ssd_sdq_scores": [
        {"csdq_table_id": "1", "csdq_person_id": "A1", "csdq_sdq_completed_date": "2025-07-01", "csdq_sdq_score": "12"},
        {"csdq_table_id": "2", "csdq_person_id": "A1", "csdq_sdq_reason": "SDQ1", "csdq_sdq_score": "SDQ1"},
    ],
    "ssd_cin_episodes": [
        {"cine_referral_id": "R1", "cine_person_id": "A1", "cine_referral_date": "2024-05-01",
         "cine_referral_source_code": "1A", "cine_referral_nfa": "N", "cine_close_date": "2024-09-01",
         "cine_close_reason": "RC8"},
        {"cine_referral_id": "R2", "cine_person_id": "A1", "cine_referral_date": "2025-05-01"},
    ],
    "ssd_involvements": [
        {"invo_involvements_id": "1", "invo_professional_id": "P1", "invo_person_id": "A1", "invo_referral_id": "R2",
         "invo_involvement_start_date": "2025-05-02"},
    ],
    "ssd_professionals": [{"prof_professional_id": "P1", "prof_staff_id": "SW1"}],
    "ssd_cin_assessments": [
        {"cina_assessment_id": "S1", "cina_person_id": "A1", "cina_referral_id": "R2",
         "cina_assessment_start_date": "2025-05-03", "cina_assessment_auth_date": "2025-06-03"},
    ],
    "ssd_assessment_factors": [
        {"cinf_table_id": "1", "cinf_assessment_id": "S1", "cinf_assessment_factors_json": '["1A", "3B"]'},
    ],
    "ssd_cin_plans": [
        {"cinp_cin_plan_id": "N1", "cinp_referral_id": "R1", "cinp_person_id": "A1",
         "cinp_cin_plan_start_date": "2024-06-01", "cinp_cin_plan_end_date": "2024-08-01"},
    ],
    "ssd_s47_enquiry": [
        {"s47e_s47_enquiry_id": "E1", "s47e_referral_id": "R2", "s47e_person_id": "A1",
         "s47e_s47_start_date": "2025-05-04", "s47e_s47_end_date": "2025-05-10"},
        {"s47e_s47_enquiry_id": "E2", "s47e_referral_id": "R2", "s47e_person_id": "A1",
         "s47e_s47_outcome_json": '{"CP_CONFERENCE_FLAG": "N"}'},
    ],
    "ssd_initial_cp_conference": [
        {"icpc_icpc_id": "I1", "icpc_s47_enquiry_id": "E1", "icpc_person_id": "A1", "icpc_referral_id": "R2",
         "icpc_icpc_date": "2025-05-20"},
    ],
    "ssd_cp_plans": [
        {"cppl_cp_plan_id": "C1", "cppl_referral_id": "R2", "cppl_person_id": "A1",
         "cppl_cp_plan_start_date": "2025-05-20"},
    ],
    "ssd_cla_placement": [
        {"clap_cla_placement_id": "L1", "clap_person_id": "A1", "clap_cla_id": "Y1", "clap_cla_placement_type": "U1",
         "clap_cla_placement_start_date": "2025-06-01", "clap_cla_placement_end_date": "2025-09-01",
         "clap_cla_placement_postcode": "WR3 3CC", "clap_cla_placement_change_reason": "CARPL"},
        {"clap_cla_placement_id": "L2", "clap_person_id": "A1"},
    ],
    "ssd_cla_episodes": [
        {"clae_cla_episode_id": "K2", "clae_person_id": "A1", "clae_cla_id": "Y1", "clae_referral_id": "R2",
         "clae_cla_placement_id": "L1", "clae_cla_episode_start_date": "2025-07-01",
         "clae_cla_episode_start_reason": "L", "clae_cla_episode_ceased_reason": "X1"},
        {"clae_cla_episode_id": "K1", "clae_person_id": "A1", "clae_cla_id": "Y1", "clae_referral_id": "R2",
         "clae_cla_placement_id": "L1", "clae_cla_episode_start_date": "2025-06-01",
         "clae_cla_episode_start_reason": "S", "clae_cla_episode_ceased_reason": "X1"},
    ],
    "ssd_permanence": [
        {"perm_table_id": "1", "perm_person_id": "A1", "perm_cla_id": "Y1", "perm_adm_decision_date": "2025-08-01"},
    ],
    "ssd_care_leavers": [
        {"clea_table_id": "1", "clea_person_id": "A1", "clea_care_leaver_latest_contact": "2025-12-01",
         "clea_care_leaver_activity": "F1", "clea_care_leaver_accommodation": "B"},
    ],
}  # fmt: skip


def _data(folder: Path, known: dict[str, list[dict[str, str]]]) -> Data:
    for table, rows in known.items():
        names = [column.name for column in SSD.table(table).columns]
        quoted = [[f'"{row.get(name, "").replace(chr(34), chr(34) * 2)}"' for name in names] for row in rows]
        content = "\n".join([",".join(names), *(",".join(row) for row in quoted)])
        (folder / f"{table}.csv").write_text(content)
    data, problems = read([folder], YEAR)
    assert problems == []
    return replace(data, authority=WORCESTERSHIRE)


@pytest.fixture
def data(tmp_path: Path) -> Data:
    (tmp_path / "ssd").mkdir()
    return _data(tmp_path / "ssd", KNOWN)


def _written(path: Path) -> Any:
    return json.loads(path.read_text())


# --- What is sent ---------------------------------------------------------------------------------------------------


def test_a_child_stands_there_with_everything_that_is_asked_for(data):
    (child,) = children(data)
    assert child["la_child_id"] == "A1"
    assert child["mis_child_id"] == "77"
    assert child["child_details"] == {
        "unique_pupil_number": "NEW", "former_unique_pupil_number": "FORMER",
        "unique_pupil_number_unknown_reason": "UN3", "first_name": "F", "surname": "S", "date_of_birth": "2012-05-01",
        "expected_date_of_birth": None, "sex": "F", "ethnicity": "WBRI", "disabilities": ["AUT", "MOB"],
        "postcode": "WR2 2BB", "uasc_flag": True, "uasc_end_date": "2025-06-01", "purge": False,
    }  # fmt: skip
    assert child["health_and_wellbeing"]["sdq_assessments"] == [{"date": "2025-07-01", "score": 12}]
    first, second = child["social_care_episodes"]
    assert (first["closure_reason"], first["referral_no_further_action_flag"]) == ("RC8", False)
    assert [plan["child_in_need_plan_id"] for plan in first["child_in_need_plans"]] == ["N1"]
    assert second["care_worker_details"] == [{"worker_id": "SW1", "start_date": "2025-05-02", "end_date": None}]
    assert second["child_and_family_assessments"][0]["factors"] == ["1A", "3B"]
    assert [(one["icpc_required_flag"], one["icpc_date"]) for one in second["section_47_assessments"]] == [
        (True, "2025-05-20"), (False, None),
    ]  # fmt: skip
    assert second["child_protection_plans"][0]["start_date"] == "2025-05-20"
    (placement,) = second["child_looked_after_placements"]
    assert (placement["start_reason"], placement["end_reason"]) == ("S", "X1")
    assert second["adoption"]["initial_decision_date"] == "2025-08-01"
    assert second["care_leavers"]["activity"] == "F1"
    assert "adoption" not in first


def test_the_shape_is_the_published_one(data, tmp_path):
    if not SHAPE.exists():
        pytest.skip("The published shape of the payload is not on this machine; there is nothing to compare with.")
    # One value in it is an explanation and no JSON.
    shape = json.loads(SHAPE.read_text().replace("Integer e.g. 20", "20"))
    dfe_api.write(data, tmp_path / "out.json")
    payload = _written(tmp_path / "out.json")
    assert payload["la_code"] == 885
    child = payload["Children"][0]
    first, second = child["social_care_episodes"]
    # Each part stands in one of the two.
    child["social_care_episodes"] = [{name: first.get(name) or second.get(name) for name in first | second}]
    assert _keys(child) == _keys(shape["Children"])


def _keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _keys(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_keys(value[0])] if value and isinstance(value[0], dict) else []
    return None


def test_what_belongs_to_no_episode_is_told(data):
    assert [(loss.table, loss.rows) for loss in losses(data)] == [("ssd_cla_placement", 1)]


def test_whose_data_it_is_must_be_told(data, tmp_path):
    with pytest.raises(ValueError, match="Name the authority"):
        dfe_api.write(replace(data, authority=None), tmp_path / "out.json")


# --- What is sent the second time -----------------------------------------------------------------------------------


def test_nothing_is_sent_where_nothing_changed(data, tmp_path):
    dfe_api.write(data, tmp_path / "first.json")
    sent = _written(tmp_path / "first.json")
    child = sent["Children"][0]
    child["child_details"]["disabilities"].reverse()
    child["social_care_episodes"].reverse()
    child["child_details"]["surname"] = " S "
    del child["child_details"]["expected_date_of_birth"]
    sent["Children"] = {key: child[key] for key in reversed(child)}
    (tmp_path / "first.json").write_text(json.dumps(sent))
    dfe_api.write(data, tmp_path / "second.json", [tmp_path / "first.json"])
    assert _written(tmp_path / "second.json") == {"la_code": 885, "Children": []}


def test_what_is_gone_is_purged_where_it_stood_and_nothing_else_is_sent(data, tmp_path):
    dfe_api.write(data, tmp_path / "first.json")
    (tmp_path / "later").mkdir()
    gone = {name: rows for name, rows in KNOWN.items() if name not in ("ssd_sdq_scores", "ssd_permanence")}
    gone["ssd_cp_plans"] = []
    gone["ssd_cin_episodes"] = KNOWN["ssd_cin_episodes"][1:]
    gone["ssd_cin_plans"] = []
    later = _data(tmp_path / "later", gone)
    dfe_api.write(later, tmp_path / "second.json", [tmp_path / "first.json"])
    assert _written(tmp_path / "second.json")["Children"] == [
        {
            "la_child_id": "A1",
            "mis_child_id": "77",
            "purge": False,
            "health_and_wellbeing": {"purge": True},
            "social_care_episodes": [
                {
                    "social_care_episode_id": "R2",
                    "purge": False,
                    "child_protection_plans": [{"child_protection_plan_id": "C1", "purge": True}],
                    "adoption": {"purge": True},
                },
                {"social_care_episode_id": "R1", "purge": True},
            ],
        }
    ]
    # What was sent in two parts is held as one: nothing is left to send.
    dfe_api.write(later, tmp_path / "third.json", [tmp_path / "first.json", tmp_path / "second.json"])
    assert _written(tmp_path / "third.json")["Children"] == []


def test_a_child_that_is_gone_is_purged(data, tmp_path):
    dfe_api.write(data, tmp_path / "first.json")
    (tmp_path / "later").mkdir()
    later = _data(tmp_path / "later", {"ssd_person": KNOWN["ssd_person"]})
    dfe_api.write(later, tmp_path / "second.json", [tmp_path / "first.json"])
    assert _written(tmp_path / "second.json")["Children"] == [{"la_child_id": "A1", "purge": True}]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("{", Unreadable),
        ("[]", Unreadable),
        ('{"la_code": 885}', Unreadable),
        ('{"la_code": 885, "Children": [{"purge": true}]}', Unreadable),
        ('{"la_code": 885, "Children": [{"la_child_id": "1", "social_care_episodes": [{}]}]}', Unreadable),
        ('{"la_code": 885, "Children": [1]}', Unreadable),
        ('{"la_code": 330, "Children": []}', ValueError),
    ],
)
def test_what_was_not_sent_so_is_refused(content, error, data, tmp_path):
    (tmp_path / "first.json").write_text(content)
    with pytest.raises(error):
        dfe_api.write(data, tmp_path / "second.json", [tmp_path / "first.json"])
    assert not (tmp_path / "second.json").exists()


# --- Whatever is sent -----------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["a", "b", "2025-05-01"]) | st.none()


def _things(key: str, **others: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Some things of few identifiers, so that two payloads have many of them in common."""
    thing = st.fixed_dictionaries({key: st.sampled_from(["1", "2", "3"]), "purge": st.just(False)} | others)
    return st.lists(thing, max_size=3, unique_by=lambda one: one[key])


_PART = st.fixed_dictionaries({"activity": st.sampled_from(["a", "b"]), "purge": st.just(False)})
_EPISODES = st.builds(
    lambda episodes, parts: [episode | part for episode, part in zip(episodes, parts, strict=False)],
    _things(
        EPISODE,
        referral_date=WORDS,
        care_worker_details=st.lists(st.fixed_dictionaries({"worker_id": st.sampled_from("ab")}), max_size=2),
        **{name: _things(key, start_date=WORDS) for name, key in LISTS.items()},
    ),
    st.lists(st.fixed_dictionaries({}, optional={"adoption": _PART, "care_leavers": _PART}), min_size=3, max_size=3),
)
_CHILD_PARTS = st.fixed_dictionaries({}, optional={"health_and_wellbeing": _PART})
PAYLOADS = st.builds(
    lambda found, parts: [child | part for child, part in zip(found, parts, strict=False)],
    _things(
        "la_child_id",
        mis_child_id=WORDS,
        child_details=st.fixed_dictionaries({"surname": WORDS, "disabilities": st.lists(st.sampled_from("ab"))}),
        social_care_episodes=_EPISODES,
    ),
    st.lists(_CHILD_PARTS, min_size=3, max_size=3),
)


@settings(deadline=None)
@given(PAYLOADS, PAYLOADS)
def test_who_holds_the_old_and_is_sent_the_changes_holds_the_new(before, now):
    assert same(applied(before, changes(before, now)), now)


@settings(deadline=None)
@given(PAYLOADS, PAYLOADS)
def test_no_change_is_sent_that_is_none(before, now):
    """Whatever part of the changes is left out, something is missing in the end."""
    sent = changes(before, now)
    for place in range(len(sent)):
        assert not same(applied(before, sent[:place] + sent[place + 1 :]), now)
        for at in range(len(sent[place].get(EPISODES, []))):
            less = sent[place][EPISODES][:at] + sent[place][EPISODES][at + 1 :]
            assert not same(applied(before, [*sent[:place], sent[place] | {EPISODES: less}, *sent[place + 1 :]]), now)


@settings(deadline=None)
@given(PAYLOADS, st.randoms(use_true_random=False))
def test_order_and_space_are_no_change(payload, chance):
    assert changes(payload, _shaken(payload, chance)) == []


def _shaken(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        keys = chance.sample(list(value), len(value))
        return {key: _shaken(value[key], chance) for key in keys if value[key] is not None}
    if isinstance(value, list):
        return [_shaken(one, chance) for one in chance.sample(value, len(value))]
    return f" {value}\n" if isinstance(value, str) else value
