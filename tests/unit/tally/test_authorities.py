"""The authority codes of pupil numbers: all that others know, and no more than were ever given."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from stdnum.gb import upn

from tally import authorities
from tally.authorities import AUTHORITIES, IN_PUPIL_NUMBERS, authority, by_name, responsible

STATISTICS = Path(__file__).parents[4] / "shared" / "statistics"


def test_every_code_that_the_package_knows_is_known():
    assert {f"{code:03d}" for code in upn._la_numbers} - set(IN_PUPIL_NUMBERS) == set()


@pytest.mark.skipif(not STATISTICS.exists(), reason="the department's statistics are not beside this clone")
def test_every_authority_of_the_statistics_is_known():
    listed = set()
    for path in STATISTICS.glob("*.csv"):
        with path.open(encoding="utf-8-sig") as file:
            listed |= {row.get("old_la_code") or "" for row in csv.DictReader(file)}
    assert len(listed) > 150
    assert listed - {""} - set(IN_PUPIL_NUMBERS) == set()


@pytest.mark.parametrize("code", ["000", "006", "214", "682", "804", "900", "999"])
def test_a_code_that_was_never_given_is_not_known(code):
    assert code not in IN_PUPIL_NUMBERS


def test_each_stands_once_with_three_digits():
    assert len(set(IN_PUPIL_NUMBERS)) == len(IN_PUPIL_NUMBERS)
    assert {len(code) for code in IN_PUPIL_NUMBERS} == {3}


@pytest.mark.skipif(not STATISTICS.exists(), reason="the department's statistics are not beside this clone")
def test_number_and_code_of_the_statistics_lead_to_the_same_authority():
    gone = {"835", "836", "837", "909", "928"}
    with (STATISTICS / "b1_children_in_need_2013_to_2024.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["old_la_code"] and row["old_la_code"] not in gone]
    assert len({row["old_la_code"] for row in rows}) == 153
    for row in rows:
        assert authority(row["old_la_code"]) == authority(row["new_la_code"]), row["la_name"]
    names = pl.Series([row["la_name"] for row in rows])
    assert by_name(names).to_list() == [authority(row["old_la_code"]) for row in rows]


@pytest.mark.parametrize(
    ("code", "found"),
    [("885", "E10000034"), (" e10000034 ", "E10000034"), ("E07000237", "E10000034"), ("E08000020", "E08000037")],
)
def test_an_authority_is_known_by_its_number_and_by_every_code_of_its_area(code, found):
    assert authority(code) == found


@pytest.mark.parametrize("code", ["", "999", "E99999999", "W06000015", "Worcestershire", "928"])
def test_what_is_no_authority_is_refused_in_a_sentence(code):
    with pytest.raises(ValueError, match="Write its number, as 885"):
        authority(code)


def test_a_district_belongs_to_its_county_and_what_is_elsewhere_stays():
    codes = pl.Series("LA", ["E07000106", "W06000015", None, "E06000035"]).to_frame()
    assert codes.select(responsible(pl.col("LA")))["LA"].to_list() == ["E10000016", "W06000015", None, "E06000035"]


def test_every_place_that_belongs_to_another_belongs_to_one_that_there_is():
    codes = {code for _, code, _ in AUTHORITIES}
    assert len(codes) == 153
    assert set(authorities._RESPONSIBLE.values()) <= codes
    assert not set(authorities._RESPONSIBLE) & codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("City of London", "E09000001"), ("Kingston upon Hull, City of", "E06000010"), ("Bristol", "E06000023"),
        ("Bournemouth, Christchurch & Poole", "E06000058"), ("ST. HELENS", "E08000013"), ("Durham", "E06000047"),
        ("Royal Borough of Greenwich", "E09000011"), ("886", "E10000016"), ("Narnia", None), (None, None),
    ],
)  # fmt: skip
def test_a_name_is_known_however_it_is_written(name, code):
    assert by_name(pl.Series([name], dtype=pl.String)).to_list() == [code]


def test_the_number_of_an_authority_is_that_which_leads_to_its_code():
    assert authorities.number(authority("885")) == "885"
    with pytest.raises(ValueError, match="no code of an authority"):
        authorities.number("E00000000")
