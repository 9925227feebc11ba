"""Is a census the same again when it comes back from the data set, but for what was told as lost?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from a_census import YEARS, censuses
from tally.cin.examples import data_of
from tally.cin.reading import read
from tally.convert import cin_words
from tally.convert.cin import from_ssd, to_ssd
from tally.data import Data
from tally.ssd import reading as ssd_reading
from tally.write import cin_xml, frames
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
#: The first known year, one without and one with pre-proceedings.
SOME_YEARS = (YEARS[0], "2025-26", "2026-27")
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "cin"


def _rows(data: Data, table: str, leave_out: tuple[str, ...] = ()) -> pl.DataFrame:
    return data[table].drop("line", *leave_out)


def _without(data: Data, losses: set[tuple[str, str]]) -> dict[str, pl.DataFrame]:
    """The tables without columns that were told as lost, and none of which rows were."""
    whole = {table for table, column in losses if not column}
    return {
        name: _rows(data, name, tuple(column for table, column in losses if table == name and column))
        for name in data.frames
        if name != "Header" and name not in whole
    }


@pytest.mark.parametrize("name", SOME_YEARS)
@settings(deadline=None, max_examples=12)
@given(drawn=st.data())
def test_a_census_that_comes_back_is_the_same_but_for_what_was_told_as_lost(name: str, drawn: st.DataObject):
    year = CollectionYear(name)
    before = data_of(drawn.draw(censuses(year)), year)
    there = to_ssd(before)
    back = from_ssd(there.data, year)
    losses = {(loss.table, loss.column) for loss in there.losses} | {("ChildProtectionPlans", "NumberOfPreviousCPP")}
    if ("PreProceedingsandFGDM", "") in losses:
        event("pre-proceedings laid to another episode")
    else:
        assert back.losses == ()
    found = _without(back.data, losses)
    for table, expected in _without(before, losses).items():
        assert _as_told(found[table]).equals(_as_told(expected)), table
    assert back.data.names.equals(before.names)


def _as_told(rows: pl.DataFrame) -> pl.DataFrame:
    """Whether a conference was not required is worked out where it is not told and one was held."""
    if "ICPCnotRequired" not in rows.columns:
        return rows
    worked_out = rows["DateOfInitialCPC"].is_not_null()
    return rows.with_columns(pl.when(~worked_out | pl.col("ICPCnotRequired")).then("ICPCnotRequired"))


@settings(deadline=None, max_examples=12)
@given(drawn=st.data())
def test_the_data_set_written_and_read_again_is_the_same(drawn: st.DataObject):
    made = to_ssd(data_of(drawn.draw(censuses(YEAR)), YEAR)).data
    for write in (frames.as_csv, frames.as_parquet):
        with tempfile.TemporaryDirectory() as folder:
            write(made, Path(folder) / "ssd")
            found, problems = ssd_reading.read([Path(folder) / "ssd"], YEAR)
        told = made.names.len() > 0
        assert {problem.fault.value for problem in problems} <= {"missing", "other_code"}
        assert found.held == made.held
        for table, frame in made.frames.items():
            # Where a row of a table without keys of its own stood first is not kept by an empty one.
            assert found[table].drop("line", "child").equals(frame.drop("line", "child")), table
        assert not told or found.names.equals(made.names)


def test_names_do_not_hang_on_the_order_of_the_file():
    children = [
        {"LAchildID": "A", "CINdetails": [{"CINreferralDate": "2025-06-01"}, {"CINreferralDate": "2025-05-01"}]},
        {"LAchildID": "B", "CINdetails": [{"CINreferralDate": "2025-07-01"}]},
    ]
    names = {}
    for order in (children, children[::-1]):
        episodes = to_ssd(data_of(order, YEAR)).data["ssd_cin_episodes"]
        names[id(order)] = sorted(episodes.select("cine_referral_id", "cine_referral_date").rows())
    first, second = names.values()
    assert first == second
    assert [name for name, _ in first] == ["A-R1", "A-R2", "B-R1"]


def test_a_conference_stands_once_though_episode_and_enquiry_tell_it():
    episode = {"DateOfInitialCPC": "2025-06-20", "Section47": [{"DateOfInitialCPC": "2025-06-20"}]}
    made = to_ssd(data_of({"LAchildID": "A", "CINdetails": [episode]}, YEAR))
    assert made.data["ssd_initial_cp_conference"].height == 1
    (loss,) = (one for one in made.losses if one.table == "CINdetails")
    assert (loss.column, loss.rows) == ("DateOfInitialCPC", 1)


def test_a_child_without_an_identifier_is_told_as_lost():
    made = to_ssd(data_of([{"CINdetails": [{}]}, {"LAchildID": "A", "CINdetails": [{}]}], YEAR))
    assert made.data["ssd_person"]["pers_person_id"].to_list() == ["A"]
    assert [(loss.table, loss.rows) for loss in made.losses if loss.table == "Child"] == [("Child", 1)]


def test_what_the_census_cannot_know_is_not_held():
    held = to_ssd(data_of({"LAchildID": "A"}, YEAR)).data.held
    assert held is not None
    assert not any(name.startswith(("ssd_contacts.", "ssd_cla_", "ssd_pre_proceedings.")) for name in held)


def test_what_ended_after_the_year_was_open_on_its_last_day():
    year = CollectionYear("2024-25")
    child = {"LAchildID": "A", "CINdetails": [
        {"CINreferralDate": "2024-05-01", "CINclosureDate": "2025-06-01", "ReasonForClosure": "RC7"},
        {"CINreferralDate": "2025-05-01"},
    ]}  # fmt: skip
    made = from_ssd(to_ssd(data_of(child, YEAR)).data, year)
    (row,) = made.data["CINdetails"].select("CINreferralDate", "CINclosureDate", "ReasonForClosure").rows()
    assert str(row[0]) == "2024-05-01"
    assert row[1:] == (None, None)
    assert {(loss.table, loss.column) for loss in made.losses} == {
        ("ssd_cin_episodes", ""), ("ssd_cin_episodes", "cine_close_date"),
    }  # fmt: skip


def test_plans_are_counted_where_the_census_asks_how_many_there_were_before():
    plans = [{"CPPstartDate": "2025-05-01", "CPPendDate": "2025-06-01"}, {"CPPstartDate": "2025-07-01"}]
    made = from_ssd(
        to_ssd(data_of({"LAchildID": "A", "CINdetails": [{"ChildProtectionPlans": plans}]}, YEAR)).data, YEAR
    )
    assert made.data["ChildProtectionPlans"]["NumberOfPreviousCPP"].to_list() == [0, 1]


@pytest.mark.parametrize("name", SOME_YEARS)
@settings(deadline=None, max_examples=12)
@given(drawn=st.data())
def test_a_census_written_and_read_again_is_the_same(name: str, drawn: st.DataObject):
    year = CollectionYear(name)
    before = data_of(drawn.draw(censuses(year)), year)
    with tempfile.TemporaryDirectory() as folder:
        cin_xml.write(before, Path(folder) / "cin.xml")
        after = read(Path(folder) / "cin.xml", year)[0]
    for table in before.frames:
        assert after[table].drop("line").equals(before[table].drop("line")), table
    assert after.names.equals(before.names)


@pytest.mark.parametrize("name", ["synthetic_1000_children.xml", "synthetic_1000_children_many_reviews.xml"])
def test_the_samples_written_and_read_again_are_the_same(name: str, tmp_path: Path):
    if not (SAMPLES / name).exists():
        pytest.skip("The sample censuses are not on this machine.")
    before, _ = read(SAMPLES / name, YEAR)
    cin_xml.write(before, tmp_path / "cin.xml")
    after, problems = read(tmp_path / "cin.xml", YEAR)
    for table in before.frames:
        assert after[table].drop("line").equals(before[table].drop("line")), table
    assert {problem.fault.value for problem in problems} <= {"missing"}


def test_the_heading_tells_the_departments_number_of_the_authority():
    data = data_of(
        {"Header": {"LEA": "330"}, "LAchildID": "A1", "CINdetails": [{"CINreferralDate": "2025-05-01"}]}, YEAR
    )
    assert from_ssd(to_ssd(data).data, YEAR).data["Header"]["LEA"].to_list() == ["330"]


def test_the_data_sets_own_spelling_becomes_the_censuss():
    texts = pl.DataFrame({"said": ["Neglect", "PHYSICAL ABUSE", "Multiple: neglect, sexual abuse", "EMO", "XYZ", None]})
    assert texts.select(cin_words.abuse(pl.col("said"))).to_series().to_list() == [
        "NEG", "PHY", "MUL", "EMO", "XYZ", None,
    ]  # fmt: skip
    codes = pl.DataFrame({"code": ["CNHE", "CHNE", "WBRI", None]})
    assert codes.select(cin_words.ethnicity(pl.col("code"))).to_series().to_list() == ["CHNE", "CHNE", "WBRI", None]
