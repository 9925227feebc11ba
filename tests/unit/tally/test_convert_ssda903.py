"""SSDA903 becomes the Standard Safeguarding Dataset and comes back: the same, but for what the losses name."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally.convert.converted import Loss
from tally.convert.ssda903 import from_ssd, to_ssd
from tally.convert.ssda903_from_ssd import BECOMES
from tally.convert.ssda903_held import HELD
from tally.data import Data
from tally.ssd.tables import SSD
from tally.ssda903 import examples
from tally.ssda903.reading import read
from tally.ssda903.tables import SSDA903
from tally.tables import Column, Kind, Table
from tally.years import CollectionYear

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "ssda903"
YEAR = CollectionYear("2025-26")
KEYS = ("row", "line", "parent", "child")


def converted(example: dict[str, Any], year: CollectionYear = YEAR) -> tuple[Data, Data, list[Loss]]:
    """What an example becomes, what comes back, and what was lost on both ways."""
    there = to_ssd(examples.data_of(example, year))
    back = from_ssd(there.data, year)
    return there.data, back.data, [*there.losses, *back.losses]


def rows(data: Data, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return data[table].select(columns).rows()


CARE = {
    "Header": [{"SEX": "F", "DOB": "2012-05-01", "ETHNIC": "WBRI", "UPN": "A123456789012", "MOTHER": "0"}],
    "Episodes": [
        {"DECOM": "2023-05-01", "DEC": "2025-06-01", "REC": "X1", "RNE": "S", "LS": "C1", "CIN": "N1", "PLACE": "U6",
         "PLACE_PROVIDER": "PR1", "HOME_POST": "ZZ11AA", "PL_POST": "ZZ2 2AA", "URN": "SC1"},
        {"DECOM": "2025-06-01", "DEC": "2025-08-01", "REC": "X1", "RNE": "L", "LS": "C2", "CIN": "N1", "PLACE": "U6",
         "PLACE_PROVIDER": "PR1", "HOME_POST": "ZZ11AA", "PL_POST": "ZZ2 2AA", "URN": "SC1",
         "REASON_PLACE_CHANGE": "CARPL"},
        {"DECOM": "2025-08-01", "RNE": "P", "LS": "C2", "CIN": "N1", "PLACE": "K2", "PLACE_PROVIDER": "PR4",
         "HOME_POST": "ZZ11AA", "PL_POST": "ZZ3 3AA", "URN": "SC2"},
    ],
}  # fmt: skip


def test_episodes_are_placements_and_legal_statuses_that_go_on_through_each_other():
    there, back, losses = converted(CARE)
    assert rows(there, "ssd_cla_placement", "clap_cla_placement_type", "clap_cla_placement_start_date",
                "clap_cla_placement_end_date", "clap_cla_placement_change_reason") == [
        ("U6", dt.date(2023, 5, 1), dt.date(2025, 8, 1), "CARPL"), ("K2", dt.date(2025, 8, 1), None, None),
    ]  # fmt: skip
    assert rows(there, "ssd_legal_status", "lega_legal_status", "lega_legal_status_start_date",
                "lega_legal_status_end_date") == [
        ("C1", dt.date(2023, 5, 1), dt.date(2025, 6, 1)), ("C2", dt.date(2025, 6, 1), None),
    ]  # fmt: skip
    assert there["ssd_cla_episodes"]["clae_cla_id"].n_unique() == 1
    assert there["ssd_cla_episodes"]["parent"].to_list() == [0, 0, 1]
    assert rows(there, "ssd_address", "addr_address_postcode", "addr_address_end_date") == [("ZZ11AA", None)]
    assert rows(there, "ssd_person", "pers_person_id", "pers_sex", "pers_is_mother") == [("1", "F", False)]
    assert rows(there, "ssd_linked_identifiers", "link_identifier_value") == [("A123456789012",)]
    assert back["Episodes"].drop(KEYS).equals(examples.data_of(CARE, YEAR)["Episodes"].drop(KEYS))
    # Looked after all year, and nothing told of it: what nobody knows comes back as not done.
    assert [(one.table, one.column, one.rows) for one in losses] == [("OC2", "", 1)]


def test_what_a_return_cannot_hold_is_known():
    there, _, _ = converted(CARE)
    assert there.held == HELD
    assert "ssd_contacts.cont_contact_id" not in HELD
    for name in HELD:
        table, _, column = name.partition(".")
        assert SSD.table(table).has(column), name


def test_every_other_file_finds_its_place_and_comes_back():
    example = {
        "Header": [{"SEX": "F", "DOB": "2008-01-05", "UPN": "UN3", "MOTHER": "1", "MC_DOB": "2025-09-01"}],
        "Episodes": [
            {"DECOM": "2020-05-01", "DEC": "2026-02-01", "REC": "E11", "RNE": "S", "LS": "E1", "PLACE": "A5"}
        ],
        "Reviews": [{"REVIEW": "2025-09-01", "REVIEW_CODE": "PN1"}],
        "UASC": [{"SEX": "F", "DUC": "2026-01-05"}],
        "OC3": [{"IN_TOUCH": "YES", "ACTIV": "F1", "ACCOM": "B2"}],
        "AD1": [
            {"DATE_INT": "2025-05-01", "DATE_MATCH": "2025-06-01", "FOSTER_CARE": "0", "NB_ADOPTR": "2",
             "SEX_ADOPTR": "FF", "LS_ADOPTR": "L2"}
        ],
        "PlacedAdoption": [{"DATE_PLACED": "2025-05-01"}],
        "PrevPerm": [{"PREV_PERM": "P1", "LA_PERM": "885", "DATE_PERM": "zz/05/2015"}],
        "Missing": [{"MISSING": "M", "MIS_START": "2025-05-01", "MIS_END": "2025-05-02"}],
        "SWEpisodes": [{"SW_ID": "SW1", "SW_DECOM": "2024-05-01", "SW_REASON": "MANAGE"}],
    }  # fmt: skip
    there, back, losses = converted(example)
    assert losses == []
    for name, frame in examples.data_of(example, YEAR).frames.items():
        assert back[name].drop(KEYS).equals(frame.drop(KEYS)), name
    assert there["ssd_permanence"].height == 1
    assert rows(there, "ssd_care_leavers", "clea_care_leaver_accommodation", "clea_care_leaver_accom_suitable") == [
        ("B", "2")
    ]
    assert there["ssd_cla_reviews"]["child"].to_list() == [0]


def test_a_value_that_could_not_be_read_is_named():
    _, _, losses = converted({"Header": [{}], "Episodes": [{"DECOM": "31/02/2025"}, {}]})
    assert ("Episodes", "DECOM", 1) in [(one.table, one.column, one.rows) for one in losses]


def test_until_2023_24_sex_is_a_figure_here_and_a_letter_there():
    there, back, losses = converted({"Header": [{"SEX": "1"}], "Episodes": [{}]}, CollectionYear("2022-23"))
    assert (there["ssd_person"]["pers_sex"][0], back["Header"]["SEX"][0], losses) == ("M", "1", [])


def test_a_return_of_a_year_holds_who_was_looked_after_in_it():
    example = CARE | {"OC3": [{"CHILD": "9", "DOB": "1990-01-01", "IN_TOUCH": "YES"}]}
    there = to_ssd(examples.data_of(example, YEAR)).data
    back = from_ssd(there, CollectionYear("2022-23"))
    assert {name: frame.height for name, frame in back.data.frames.items() if frame.height} == {}
    assert ("ssd_person", "", 2) in [(one.table, one.column, one.rows) for one in back.losses]


def test_what_the_return_does_not_ask_for_is_named():
    there = to_ssd(examples.data_of(CARE, YEAR)).data
    named = there["ssd_person"].with_columns(pers_forename=pl.lit("A"))
    contact = pl.DataFrame([{"child": 0, "cont_contact_id": "1"}], schema_overrides={"child": pl.UInt32})
    frames = {**there.frames, "ssd_person": named, "ssd_contacts": contact}
    losses = from_ssd(Data(SSD, YEAR, frames, there.names), YEAR).losses
    assert [(one.table, one.column, one.rows) for one in losses] == [
        ("ssd_person", "pers_forename", 1), ("ssd_contacts", "", 1),
    ]  # fmt: skip


# --- Anything -------------------------------------------------------------------------------------------------------

DAYS = st.none() | st.dates(dt.date(2024, 3, 1), dt.date(2026, 5, 1))
WORDS: dict[str, list[str]] = {
    "UPN": ["UN1", "A123456789012"], "HOME_POST": ["ZZ11AA", "ZZ1 1AA"], "PL_POST": ["ZZ2 2AA"], "URN": ["SC1", "1"],
    "DATE_PERM": ["zz/zz/zzzz", "01/05/2015"], "LA_PERM": ["885"], "SW_ID": ["SW1", "X"], "RNE": ["S", "L", "P", "T"],
    "REC": ["X1", "E11", "E8"], "ACCOM": ["B1", "0", "?"], "SEX": ["M", "F", "1"],
}  # fmt: skip
OF_KIND: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.DATE: DAYS, Kind.FLAG: st.none() | st.booleans(), Kind.NUMBER: st.none() | st.integers(0, 40),
}  # fmt: skip


def _cells(column: Column) -> st.SearchStrategy[Any]:
    if column.kind in OF_KIND:
        return OF_KIND[column.kind]
    codes = [code.code for code in SSDA903.codes(column.codes).codes[:3]] if column.codes else []
    return st.none() | st.sampled_from(WORDS.get(column.name, codes))


@st.composite
def _rows(draw: st.DrawFn, table: Table, year: CollectionYear, children: int) -> pl.DataFrame:
    columns = [column for column in table.columns if column.is_in(year)]
    one = {column.name: _cells(column) for column in columns if column.name != "CHILD"}
    one["child"] = st.none() | st.integers(0, children - 1)
    found = draw(st.lists(st.fixed_dictionaries(one), max_size=4))
    keys = {"line": 0, "parent": 0}
    named = [
        row | keys | {"row": number, "CHILD": None if row["child"] is None else f"C{row['child']}"}
        for number, row in enumerate(found)
    ]
    return pl.DataFrame(named, schema=table.schema(year))


@st.composite
def returns(draw: st.DrawFn) -> Data:
    year = CollectionYear(draw(st.sampled_from(("2023-24", "2025-26", "2026-27"))))
    children = draw(st.integers(1, 3))
    frames = {table.name: draw(_rows(table, year, children)) for table in SSDA903.tables if table.is_in(year)}
    return Data(SSDA903, year, frames, pl.Series([f"C{number}" for number in range(children)]))


def _unnamed(before: Data, after: Data, losses: list[Loss]) -> list[tuple[str, str, int, int]]:
    """Where more has changed than the losses name: table, column, how much changed, how much is named."""
    named: Counter[tuple[str, str]] = Counter()
    for loss in losses:
        named[BECOMES.get(loss.table, loss.table), loss.column] += loss.rows
        if loss.column == "perm_matched_date":
            named["AD1", ""] += loss.rows
    found = []
    for table, frame in before.frames.items():
        whole_rows = named[table, ""]
        for column in frame.columns[len(KEYS) :]:
            was, now = (Counter(one[table].select("CHILD", told=column).rows() if column != "CHILD" else
                                one[table].select("CHILD").rows()) for one in (before, after))  # fmt: skip
            changed = max((was - now).total(), (now - was).total())
            if changed > whole_rows + named[table, column]:
                found.append((table, column, changed, whole_rows + named[table, column]))
    return found


@settings(max_examples=30, deadline=None)
@given(data=returns())
def test_whatever_does_not_come_back_as_it_was_is_named(data):
    there = to_ssd(data)
    back = from_ssd(there.data, data.year)
    assert _unnamed(data, back.data, [*there.losses, *back.losses]) == []


@pytest.mark.parametrize(
    ("folder", "year"), [("this_year", "2025-26"), ("last_year", "2024-25"), ("d2i_fake", "2026-27")]
)
def test_the_samples_come_back_but_for_what_is_named(folder, year):
    if not (SAMPLES / folder).exists():
        pytest.skip(f"{folder} lies in shared/samples/ssda903, which is not beside this checkout")
    data, _ = read([SAMPLES / folder], CollectionYear(year))
    there = to_ssd(data)
    back = from_ssd(there.data, data.year)
    assert _unnamed(data, back.data, [*there.losses, *back.losses]) == []


def test_nothing_is_told_of_whom_it_is_not_asked_of():
    header = [{"CHILD": "1", "DOB": "2018-05-01"}, {"CHILD": "2", "DOB": "2006-05-01", "SEX": "F", "MOTHER": "0"}]
    care = [{"DECOM": "2020-05-01", "RNE": "S", "LS": "C2", "PLACE": "U1"}]
    outcomes = [{"DOB": "2018-05-01", "CONVICTED": "0"}]
    leaving = [{"CHILD": "2", "DOB": "2006-05-01", "IN_TOUCH": "YES"}]
    before = examples.data_of({"Header": header, "Episodes": care, "OC2": outcomes, "OC3": leaving}, YEAR)
    there = to_ssd(before)
    back = from_ssd(there.data, YEAR).data
    assert back["OC2"]["CONVICTED"].to_list() == [None]
    assert dict(back["Header"].select("CHILD", "MOTHER").rows())["2"] is None
    assert {("OC2", "CONVICTED"), ("Header", "MOTHER")} <= {(loss.table, loss.column) for loss in there.losses}
