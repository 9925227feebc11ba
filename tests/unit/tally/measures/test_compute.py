"""Why is there a number, and why not? And how is it cut?"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tally.measures.catalogue import MEASURES
from tally.measures.compute import compute
from tally.measures.declare import Example, Unit, example, measure
from tally.measures.examples import data_of
from tally.measures.result import Figures, Result, State

REFERRALS = [
    {"cine_person_id": "A1", "cine_referral_date": "2025-04-30", "cine_referral_nfa": True, "cine_referral_team": "T1"},
    {"cine_person_id": "B2", "cine_referral_date": "2025-05-01", "cine_referral_nfa": False},
    {
        "cine_person_id": "B2",
        "cine_referral_date": "2026-03-31",
        "cine_referral_nfa": False,
        "cine_referral_team": "T9",
    },
]
PEOPLE = [
    {"pers_person_id": "A1", "pers_dob": "2025-05-01", "pers_sex": "F", "pers_ethnicity": "WBRI"},
    {"pers_person_id": "B2", "pers_dob": "2015-05-01", "pers_sex": "2", "pers_ethnicity": "REFU"},
]
_ITS_YEAR = "A census holds what was open or happened in its year, and not what was before."
PLANS = [
    {"cppl_person_id": "A1", "cppl_cp_plan_start_date": "2025-04-10", "cppl_cp_plan_end_date": "2025-06-10"},
    {"cppl_person_id": "B2", "cppl_cp_plan_start_date": "2025-05-10"},
]


def one(code: str, of: Example, **options: object) -> Result:
    (result,) = compute([MEASURES[code]], data_of(of), **options)  # type: ignore[arg-type]
    return result


def parts(result: Result) -> dict[str, tuple[float | None, float | None]]:
    return {
        ", ".join(part.labels.values()): (part.figures.numerator, part.figures.denominator) for part in result.parts
    }


def test_what_the_source_cannot_hold_is_not_applicable_and_never_nought():
    data = replace(data_of(example(0, None)), held=frozenset({"ssd_cin_episodes.cine_referral_date"}))
    contacts, referrals = compute([MEASURES["FD01"], MEASURES["FD05"]], data)
    assert (contacts.state, contacts.figures) == (State.NOT_APPLICABLE, Figures())
    assert contacts.reason == "What was read does not have ssd_contacts."
    (nothing_followed,) = compute([MEASURES["FD06"]], data)
    assert nothing_followed.reason == "What was read does not have ssd_cin_episodes.cine_referral_nfa."
    assert (referrals.state, referrals.figures) == (State.NO_CHILDREN, Figures(0, 0, None))


def test_a_source_that_has_some_rows_alone_cannot_tell_what_needs_all_of_them():
    of = example(0, None, ssd_cp_plans=PLANS)
    assert one("CP06", of).state is State.MEASURED
    assert one("CP06", of, source="cin").reason == _ITS_YEAR
    assert one("CP08", of, source="annex-a").reason == "Annex A has the latest review of a plan of each child alone."


def test_what_a_source_tells_less_apart_than_the_codes_do_is_not_applicable():
    closed = {"cine_person_id": "A1", "cine_close_date": "2025-05-01", "cine_close_reason": "h) not in need"}
    of = example(0, None, ssd_cin_episodes=[closed])
    assert one("FD10", of).state is State.MEASURED
    assert "does not tell apart" in one("FD10", of, source="annex-a").reason


def test_what_annex_a_says_in_the_place_of_several_codes_is_grouped_like_them():
    of = example(
        0, None, ssd_person=[{"pers_person_id": "A1", "pers_ethnicity": "c) Asian or Asian British"}],
        ssd_cin_episodes=[{
            "cine_person_id": "A1", "cine_referral_date": "2025-05-01",
            "cine_referral_source_code": "d) Health Services",
        }],
    )  # fmt: skip
    assert parts(one("FD07-G", of, by=["ethnicity"])) == {"Asian, Health services": (1, 1)}


def test_a_number_that_the_census_says_is_taken_where_the_rows_are_not_there():
    said = pl.DataFrame({"row": [1], "number": [2]}, schema={"row": pl.UInt32, "number": pl.Int32})
    data = replace(data_of(example(0, None, ssd_cp_plans=PLANS)), reference={"plans_before": said})
    (result,) = compute([MEASURES["CP06"]], data, source="cin")
    assert result.figures == Figures(1, 2, 50)
    assert result.rows.filter("counted")["child"].to_list() == ["B2"]


def test_what_looks_back_says_that_one_year_is_half_and_is_whole_with_last_years_data():
    before = data_of(example(0, None, ssd_cin_episodes=[{"cine_person_id": "B2", "cine_referral_date": "2024-12-01"}]))
    data = data_of(example(0, None, ssd_cin_episodes=REFERRALS))
    (alone,) = compute([MEASURES["FD05"]], data, source="cin")
    assert alone.figures.numerator == 1
    assert alone.notes == (f"{_ITS_YEAR} The true figure may differ: give last year's too (--previous).",)
    (whole,) = compute([MEASURES["FD05"]], data.with_previous(before), source="cin")
    assert (whole.figures.numerator, whole.notes) == (2, ())
    assert one("FD05", example(0, None, ssd_cin_episodes=REFERRALS)).notes == ()


def test_who_was_long_in_care_and_where_is_known_from_last_years_data_too():
    def care(entered: str, placed: str, *, at: str) -> Example:
        """As a return has it: the episode and the placement begin with the present episode."""
        return example(
            0, None, ssd_person=[{"pers_person_id": "A1", "pers_dob": "2015-05-01"}],
            ssd_cla_episodes=[
                {"clae_person_id": "A1", "clae_cla_id": "P", "clae_cla_episode_start_date": start,
                 "clae_cla_episode_ceased_date": end}
                for start, end in ((entered, at), (at, None))
            ],
            ssd_cla_placement=[{
                "clap_person_id": "A1", "clap_cla_placement_start_date": placed, "clap_cla_placement_type": "U4",
            }],
        )  # fmt: skip

    lasting = MEASURES["CL03"]
    this_year = data_of(care("2025-01-10", "2025-01-10", at="2025-06-01"))
    (alone,) = compute([lasting], this_year, source="ssda903")
    assert alone.figures.denominator == 0
    before = data_of(care("2020-02-01", "2023-02-01", at="2025-01-10"), this_year.year.before)
    (whole,) = compute([lasting], this_year.with_previous(before), source="ssda903")
    assert (whole.figures.numerator, whole.figures.denominator) == (1, 1)


def test_a_column_that_stands_empty_in_every_row_is_told():
    of = example(0, None, ssd_contacts=[{"cont_person_id": "A1", "cont_contact_date": "2025-05-01"}])
    assert one("FD01", of).notes == ()
    (note,) = one("FD03", of).notes
    assert note.startswith("No row has ssd_contacts.cont_contact_outcome_json")


def test_a_rate_needs_a_population():
    of = example(0, None, ssd_cin_episodes=REFERRALS)
    assert (one("FD04", of).state, one("FD04", of).figures) == (State.NO_POPULATION, Figures(3, None, None))
    assert one("FD04", of, population=20_000).figures == Figures(3, 20_000, 1.5)


def test_a_check_without_a_day_counts_only_where_the_source_has_no_days():
    of = example(
        0, None, ssd_cla_episodes=[{"clae_person_id": "A1", "clae_cla_episode_start_date": "2024-04-01"}],
        ssd_cla_health=[{"clah_person_id": "A1", "clah_health_check_type": "Dental check"}],
    )  # fmt: skip
    data = data_of(of)
    with_days, without = compute([MEASURES["CL08"]] * 2, data)[0], None
    held = {name for name in (*MEASURES["CL08"].reads, *MEASURES["CL08"].uses) if not name.endswith("check_date")}
    (without,) = compute([MEASURES["CL08"]], replace(data, held=frozenset(held)))
    assert (with_days.figures.numerator, without.figures.numerator) == (0, 1)


def test_a_measure_that_crashes_is_told_and_stops_no_other():
    fine = MEASURES["FD04"]

    def crash(*_: object) -> pl.DataFrame:
        raise ZeroDivisionError("of all things")

    broken, other = compute(
        [replace(fine, function=crash), fine], data_of(example(0, None, ssd_cin_episodes=REFERRALS))
    )
    assert broken.state is State.CRASHED
    assert "of all things" in broken.reason
    assert other.figures.numerator == 3


# --- Cuts -----------------------------------------------------------------------------------------------------------


def test_what_happened_is_cut_by_its_day_and_an_empty_month_is_nought():
    found = parts(one("FD06", example(0, None, ssd_cin_episodes=REFERRALS), by=["month"]))
    assert list(found)[:3] == ["April 2025", "May 2025", "June 2025"]
    assert len(found) == 12
    assert (found["April 2025"], found["May 2025"], found["June 2025"], found["March 2026"]) == (
        (1, 1), (0, 1), (0, 0), (0, 1),
    )  # fmt: skip


def test_how_things_stand_is_asked_anew_for_the_last_day_of_each_period():
    result = one("CP05", example(0, None, ssd_cp_plans=PLANS), by=["quarter"], population=10_000)
    assert [(part.labels["quarter"], part.figures.value) for part in result.parts] == [
        ("Quarter 1 2025-26", 1), ("Quarter 2 2025-26", 1), ("Quarter 3 2025-26", 1), ("Quarter 4 2025-26", 1),
    ]  # fmt: skip
    by_month = one("CP05", example(0, None, ssd_cp_plans=PLANS), by=["month"])
    assert [part.figures.numerator for part in by_month.parts][:3] == [1, 2, 1]
    assert by_month.figures.numerator == 1


def test_a_team_is_named_by_its_table_or_as_it_stands_and_a_row_without_one_is_not_lost():
    of = example(
        0, None, ssd_cin_episodes=REFERRALS, ssd_department=[{"dept_team_id": "T1", "dept_team_name": "North"}]
    )
    assert parts(one("FD06", of, by=["team"])) == {"North": (1, 1), "T9": (0, 1), "No team known": (0, 1)}


def test_where_rows_name_no_team_it_is_that_of_whoever_works_with_the_child_on_the_day():
    works = [
        {"invo_person_id": "A1", "invo_professional_team": "T1", "invo_involvement_start_date": "2024-01-01"},
        {"invo_person_id": "A1", "invo_professional_team": "T2", "invo_involvement_start_date": "2025-06-11"},
        {"invo_person_id": "B2", "invo_professional_team": "T3", "invo_involvement_start_date": "2024-01-01",
         "invo_involvement_end_date": "2026-03-30"},
    ]  # fmt: skip
    of = example(0, None, ssd_cp_plans=PLANS, ssd_involvements=works)
    assert parts(one("CP07", of, by=["team"])) == {"T1": (0, 1)}
    assert parts(one("CP05", of, by=["team"])) == {"No team known": (1, None)}


@pytest.mark.parametrize(("last_day", "team"), [("2025-06-10", "T1"), ("2025-06-09", "No team known")])
def test_who_works_with_a_child_does_so_to_the_last_day(last_day, team):
    """A plan and the work on it end on one day: the plan is the team's whose it was."""
    work = {
        "invo_person_id": "A1", "invo_professional_team": "T1", "invo_involvement_start_date": "2024-01-01",
        "invo_involvement_end_date": last_day,
    }  # fmt: skip
    of = example(0, None, ssd_cp_plans=PLANS, ssd_involvements=[work])
    assert parts(one("CP07", of, by=["team"])) == {team: (0, 1)}


def test_children_are_grouped_by_what_is_known_of_them_on_the_day():
    of = example(
        0, None, ssd_cin_episodes=REFERRALS, ssd_person=PEOPLE,
        ssd_disability=[{"disa_person_id": "B2", "disa_disability_code": code} for code in ("NONE", "LD")],
    )  # fmt: skip
    # A1 was born on the day after the referral; B2 turned ten on the day of the first.
    assert parts(one("FD06", of, by=["age"])) == {"Unborn, or birth not known": (1, 1), "10 to 15": (0, 2)}
    assert parts(one("FD06", of, by=["sex"])) == {"Female": (1, 3)}
    assert parts(one("FD06", of, by=["ethnicity"])) == {"White": (1, 1), "Not known or not said": (0, 2)}
    assert parts(one("FD06", of, by=["disability", "sex"])) == {
        "Disabled, Female": (0, 2), "Disability not recorded, Female": (1, 1),
    }  # fmt: skip


def test_groups_come_with_the_largest_first_and_are_shares_of_their_part():
    rows = [
        {"cine_person_id": "A1", "cine_referral_date": "2025-05-01", "cine_referral_source_code": code,
         "cine_referral_team": team}
        for team, code in (("T1", "6"), ("T1", "6"), ("T1", "1A"), ("T2", "6"))
    ]  # fmt: skip
    of = example(0, None, ssd_cin_episodes=rows)
    assert parts(one("FD07-G", of)) == {"Police": (3, 4), "Family, friends and the public": (1, 4)}
    assert parts(one("FD07-G", of, by=["team"])) == {
        "T1, Police": (2, 3), "T1, Family, friends and the public": (1, 3), "T2, Police": (1, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "said"), [(["shoes"], "cannot be cut by shoes"), (["month", "quarter"], "not by several")]
)
def test_what_cannot_be_cut_is_refused(by, said):
    with pytest.raises(ValueError, match=said):
        one("FD01", example(0, None), by=by)


# --- Declaring ------------------------------------------------------------------------------------------------------

RIGHT = {
    "numerator": "Some.", "denominator": "All.", "rows": "ssd_contacts", "day": "cont_contact_date",
    "reads": ("ssd_contacts.cont_contact_date",), "source": "Us", "examples": (example(0, None), example(1, None)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "FD01"}, "Two measures are called FD01"),
        ({"code": "FD02"}, "Two measures are called FD02"),
        ({"reads": ("ssd_contacts.shoes",)}, "no column shoes"),
        ({"uses": ("ssd_shoes.size",)}, "no table ssd_shoes"),
        ({"team": "shoes"}, "no column shoes"),
        ({"day": "cont_contact_id"}, "counts by cont_contact_id and does not read it"),
        ({"needs_all": ("ssd_person",)}, "reads no column of ssd_person"),
        ({"examples": (example(0, None),)}, "fewer than two examples"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_when_it_is_loaded(changed, said):
    options = RIGHT | changed
    with pytest.raises(ValueError, match=said):
        measure(options.pop("code", "XX01"), "Made for a test", Unit.COUNT, **options)(lambda data, period: None)


def test_an_example_names_columns_that_there_are():
    with pytest.raises(ValueError, match="ssd_contacts has no shoes"):
        data_of(example(0, None, ssd_contacts=[{"shoes": 1}]))
