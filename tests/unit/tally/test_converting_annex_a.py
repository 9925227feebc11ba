"""Annex A as the Standard Safeguarding Dataset and back: what does not come back as it was is named as lost."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from a_workbook import rows, workbook
from tally.annex_a.mapping import codes_of
from tally.annex_a.reading import read
from tally.annex_a.tables import ANNEX_A, CHILD, NUMBERS
from tally.convert.annex_a import from_ssd, to_ssd
from tally.convert.converted import Converted
from tally.convert.frames import framed_ssd
from tally.data import Data
from tally.ssd.tables import SSD
from tally.tables import KEYS, Column, Kind
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
DAY = YEAR.last_day
SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "annex-a"
#: In lists of one child each way that follow from the rest, and not from the workbook.
FOLLOWS = {"Case Status", "Date Child Was Last Seen", "Allocated Team", "Allocated Worker"}


def _lists(sheets: dict[str, Any]) -> Data:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        path.write_bytes(workbook(sheets))
        return read([path], YEAR)[0]


def _and_back(data: Data, day: dt.date | None = None) -> tuple[Converted, Converted]:
    there = to_ssd(data)
    return there, from_ssd(there.data, YEAR, day)


def _changed(data: Data, back: Data) -> set[tuple[str, str]]:
    """The columns that did not come back as they were, by list."""
    return {
        (name, column)
        for name, frame in data.frames.items()
        for column in frame.columns
        if column not in KEYS
        and not frame.sort("child", maintain_order=True)[column].equals(
            back[name].sort("child", maintain_order=True)[column]
        )
    }


def _named(converted: Converted) -> set[tuple[str, str]]:
    return {(loss.table, loss.column) for loss in converted.losses}


# --- There and back -------------------------------------------------------------------------------------------------


def _cell(column: Column) -> st.SearchStrategy[Any]:
    match column.kind:
        case Kind.DATE:
            filled: st.SearchStrategy[Any] = st.dates(DAY - dt.timedelta(days=150), DAY)
        case Kind.NUMBER:
            filled = st.integers(0, 20)
        case Kind.TEXT:
            filled = st.sampled_from(["North", "South", "A. Worker"])
        case _:
            filled = st.sampled_from(codes_of(column))
    return filled if column.needed else st.none() | filled


def _row(name: str) -> st.SearchStrategy[dict[str, Any]]:
    columns = ANNEX_A.table(name).columns
    return st.fixed_dictionaries({one.name: _cell(one) for one in columns if one.name != CHILD})


@given(st.sampled_from([name for name in NUMBERS if ANNEX_A.table(name).person]), st.data())
@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_does_not_come_back_is_named(name, drawn):
    """One list at a time, each row of its own child: what two lists say of one child differently is another matter."""
    table = ANNEX_A.table(name)
    given_rows = [
        {CHILD: f"C{number}"} | row
        for number, row in enumerate(drawn.draw(st.lists(_row(name), min_size=1, max_size=3)))
    ]
    data = _lists({f"List {NUMBERS[name]}": rows(name, *given_rows)})
    there, back = _and_back(data)
    lost = _named(there) | {(name, column) for _, column in _named(back)}
    came = back.data[name]
    if came.height == data[name].height:
        same = set(_changed(data, back.data)) & {(name, column.name) for column in table.columns}
        unnamed = {column for _, column in same - lost} - FOLLOWS - _UNKNOWN_IS_BLANK
        assert not unnamed, (unnamed, there.losses)
    else:
        # Whole rows are missing or more: they are of other months, or follow from what the list says of the child.
        assert name in {"Referrals", "Children in need", "Children in care", "Child protection", "Adoption"} | {
            "Contacts", "Early help", "Assessments", "Section 47 enquiries and ICPCs",
        }  # fmt: skip


#: Where a list leaves blank what it may say "No", "Unknown" or 0 of, it says that when it is drawn anew.
_UNKNOWN_IS_BLANK = {
    "Does the Child have a Disability", "Child Seen During Continuous Assessment", "Was the Child Seen Alone?",
    "Gender", "Ethnicity",
    "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
    "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
    "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
    "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
    "Did the Initial Child Protection Conference Result in a Child Protection Plan",
    "Number of Referrals in Last 12 Months", "Number of Section 47 Enquiries in the last 12 months",
    "Number of ICPCs in the last 12 months", "Number of Previous Child Protection Plans",
    "Number of Placements in the Last 12 months",
    "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
    "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
    "Age of Child (Years)",
}  # fmt: skip


def test_the_sample_comes_back_but_for_what_is_named():
    if not SAMPLES.exists():
        pytest.skip("The sample lies in shared/samples/annex-a, which is not beside this checkout")
    for path in SAMPLES.glob("*.xlsx"):
        data, _ = read([path], YEAR)
        there, back = _and_back(data, dt.date(2021, 3, 16))
        for name in ("Contacts", "Early help", "Assessments", "Child protection", "Children in care"):
            assert back.data[name].height == data[name].height
        changed = {one for one in _changed(data, back.data) if data[one[0]].height == back.data[one[0]].height}
        # Whether a care leaver asked for asylum is blank in every row, and "No" when it is drawn anew.
        assert changed - _named(there) == {
            ("Leaving care services", "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)")
        }


def test_what_the_lists_cannot_hold_is_not_held():
    held = to_ssd(_lists({"List 1": rows("Contacts", {"Gender": "a) Male"})})).data
    assert held.holds("ssd_contacts.cont_contact_date", "ssd_person.pers_sex")
    assert not held.holds("ssd_cla_episodes.clae_cla_id")
    there = to_ssd(_lists({"List 3": rows("Referrals", {}), "List 8": rows("Children in care", {})})).data
    assert there.holds("ssd_cin_episodes.cine_referral_nfa", "ssd_cla_episodes.clae_entered_care_date")
    assert not there.holds("ssd_cin_episodes.cine_close_date")
    # Of placements the list has the most recent: whoever counted them would count wrong.
    assert not there.holds("ssd_cla_placement.clap_cla_placement_start_date")


def test_what_stands_for_several_codes_keeps_ofsteds_words():
    data = _lists(
        {"List 1": rows("Contacts", {"Contact Source": "a) Individual"}, {CHILD: "2", "Contact Source": "g) Police"})}
    )
    there = to_ssd(data)
    assert there.data["ssd_contacts"]["cont_contact_source_code"].to_list() == ["a) Individual", "6"]
    (loss,) = (loss for loss in there.losses if loss.column == "Contact Source")
    assert (loss.rows, "Ofsted's words" in loss.reason) == (1, True)


# --- From the data set ----------------------------------------------------------------------------------------------


def _ssd(**tables: list[dict[str, Any]]) -> Data:
    """Rows of the data set, each of the child "1" or of the number that it gives as `child`."""
    found = {}
    names = pl.Series("name", ["1", "2"])
    tables = {"ssd_person": [{"child": 0}, {"child": 1}]} | tables
    for name, given_rows in tables.items():
        table = SSD.table(name)
        keyed = [
            {column.name: None for column in table.columns}
            | ({table.key: f"{name}-{number}"} if table.key else {})
            | ({table.person: names[row.get("child", 0)]} if table.person else {})
            | {"child": 0} | row
            for number, row in enumerate(given_rows)
        ]  # fmt: skip
        schema = {
            **{column: kind for column, kind in table.schema(YEAR).items() if column not in KEYS},
            "child": pl.UInt32(),
        }
        found[name] = pl.DataFrame([{column: row.get(column) for column in schema} for row in keyed], schema=schema)
    return Data(SSD, YEAR, framed_ssd(found, names, YEAR), names)


def _drawn(name: str, *columns: str, **tables: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return from_ssd(_ssd(**tables), YEAR).data[name].select(columns).rows()


def test_nothing_makes_eleven_lists_without_rows():
    back = from_ssd(_ssd(), YEAR)
    assert [frame.height for frame in back.data.frames.values()] == [0] * 11
    assert back.losses == ()


def test_a_contact_is_listed_for_six_months():
    days = [dt.date(2025, 9, 29), dt.date(2025, 9, 30), dt.date(2026, 3, 31), dt.date(2026, 4, 1)]
    tables = {"ssd_contacts": [{"cont_contact_date": day, "cont_contact_source_code": "3B"} for day in days]}
    assert _drawn("Contacts", "Date of Contact", "Contact Source", **tables) == [
        (days[1], "d) Health Services"), (days[2], "d) Health Services"),
    ]  # fmt: skip
    (loss,) = from_ssd(_ssd(**tables), YEAR).losses
    assert (loss.table, loss.rows) == ("ssd_contacts", 2)


def test_a_period_of_care_is_one_row_until_it_ceases():
    episode = {"clae_cla_id": "A", "clae_entered_care_date": dt.date(2025, 5, 1)}
    first = {
        "clae_cla_episode_start_date": dt.date(2025, 5, 1), "clae_cla_episode_ceased_date": dt.date(2026, 1, 5),
        "clae_cla_episode_ceased_reason": "X1",
    }  # fmt: skip
    second = {"clae_cla_episode_start_date": dt.date(2026, 1, 5)}
    wanted = ("Date Started to be Looked After", "Date Ceased to be Looked After", "Reason Ceased to be Looked After")
    assert _drawn("Children in care", *wanted, ssd_cla_episodes=[episode | first, episode | second]) == [
        (dt.date(2025, 5, 1), None, None)
    ]
    over = second | {"clae_cla_episode_ceased_date": dt.date(2026, 2, 1), "clae_cla_episode_ceased_reason": "E2"}
    assert _drawn("Children in care", *wanted, ssd_cla_episodes=[episode | first, episode | over]) == [
        (dt.date(2025, 5, 1), dt.date(2026, 2, 1), "b) Died")
    ]
    # What comes after the inspection is not known on its day.
    later = second | {"clae_cla_episode_ceased_date": dt.date(2026, 4, 2), "clae_cla_episode_ceased_reason": "E2"}
    assert _drawn("Children in care", *wanted, ssd_cla_episodes=[episode | later]) == [
        (dt.date(2025, 5, 1), None, None)
    ]
    long_ago = {**first, "clae_cla_episode_ceased_date": dt.date(2025, 9, 1), "clae_cla_episode_ceased_reason": "E2"}
    assert _drawn("Children in care", *wanted, ssd_cla_episodes=[episode | long_ago]) == []


def test_plans_before_count_and_the_status_says_the_gravest():
    plan = {"cppl_cp_plan_start_date": dt.date(2026, 1, 5), "cppl_cp_plan_latest_category": "NEG"}
    before = {"cppl_cp_plan_start_date": dt.date(2020, 1, 5), "cppl_cp_plan_end_date": dt.date(2020, 6, 5)}
    need = {"cine_referral_date": dt.date(2025, 12, 1), "cine_referral_nfa": False}
    tables = {
        "ssd_cp_plans": [before, plan],
        "ssd_cin_episodes": [need, need | {"child": 1, "cine_referral_nfa": True}],
    }
    assert _drawn(
        "Child protection", "Latest Category of Abuse", "Number of Previous Child Protection Plans", **tables
    ) == [("a) Neglect", 1)]
    assert _drawn("Children in need", CHILD, "Case Status", **tables) == [("1", "b) Child Protection plan")]
    assert _drawn("Referrals", CHILD, "Referral NFA?", **tables) == [("1", False), ("2", True)]


def test_a_child_is_as_old_as_on_the_day_of_the_inspection():
    born = [{"child": 0, "pers_dob": dt.date(2010, 3, 31)}, {"child": 1, "pers_dob": dt.date(2010, 4, 1)}]
    contacts = [{"child": child, "cont_contact_date": DAY} for child in (0, 1)]
    assert _drawn("Contacts", "Age of Child (Years)", ssd_person=born, ssd_contacts=contacts) == [(16,), (15,)]


def test_who_works_with_a_child_on_the_day_of_the_inspection_is_named_to_the_last_day():
    plans = [{"cppl_cp_plan_start_date": dt.date(2025, 12, 1)}]

    def worker(*work: tuple[str, dt.date | None, dt.date | None]) -> str | None:
        involvements = [
            {"invo_professional_id": name, "invo_involvement_start_date": first, "invo_involvement_end_date": last}
            for name, first, last in work
        ]
        ((found,),) = _drawn("Child protection", "Allocated Worker", ssd_cp_plans=plans, ssd_involvements=involvements)
        return found

    long_ago, day_before = dt.date(2020, 1, 1), DAY - dt.timedelta(days=1)
    assert worker(("W1", long_ago, DAY)) == "W1"
    assert worker(("W1", long_ago, day_before)) is None
    assert worker(("W1", long_ago, DAY), ("W2", DAY, None)) == "W2"
    assert worker(("W1", None, None), ("W2", long_ago, day_before)) == "W1"


def test_a_code_of_the_department_that_nobody_places_is_named():
    episodes = [{"clae_cla_id": "A", "clae_cla_placement_id": "P"}]
    placements = [{"clap_cla_placement_id": "P", "clap_cla_placement_type": "K3"}]
    (loss,) = from_ssd(_ssd(ssd_cla_episodes=episodes, ssd_cla_placement=placements), YEAR).losses
    assert (loss.table, loss.column, loss.rows) == ("ssd_cla_placement", "clap_cla_placement_type", 1)
