"""Published files: what is read, what is kept as it was withheld, and what is refused with line and column."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import published
from threshold.core.errors import Refused
from threshold.insight.comparators import reader

SHARED = Path(__file__).parents[3] / ".." / "shared" / "statistics"


def test_rows_of_a_table():
    found = reader.read(published.referrals(), "c1.csv")
    assert (found.publication, found.columns) == (published.REFERRALS, ("Referrals_rate", "Re_referrals_percent"))
    assert len(found.rows) == 14
    england, region, avonmere, hartside = found.rows[:4]
    assert (england.level, england.area, england.year, england.region) == ("national", "E92000001", 2025, "")
    assert (region.level, region.area, region.name) == ("regional", "E12000005", "West Midlands")
    assert (avonmere.area, avonmere.name, avonmere.figures["Referrals_rate"]) == ("916", "Avonmere", "400")
    assert hartside.figures["Re_referrals_percent"] == "c"  # withheld stays withheld


def test_the_list_of_grades():
    avonmere, otherby, nilton = reader.read(published.grades(), "grades.csv").grades
    assert (avonmere.name, avonmere.overall, avonmere.in_care) == ("Avonmere", "good", "requires_improvement")
    assert avonmere.care_leavers == ""
    assert (avonmere.started_on, avonmere.published_on) == (dt.date(2023, 5, 15), dt.date(2023, 7, 14))
    assert avonmere.statistical_neighbours == ("701", "702")
    assert otherby.region == "NE"
    assert (nilton.overall, nilton.published_on, nilton.framework) == ("", None, "")


def without(text: str, instead: str = "") -> bytes:
    content = published.referrals().decode()
    assert text in content
    return content.replace(text, instead, 1).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "this is not a table"),
        (b"a,b\n1,2\n", "the column 'time_period' is missing"),
        (b"\xff\xfe\x00a", "is no UTF-8 text"),
        (b"PK\x03\x04\x00\x00", "this is no text"),
        (published.referrals()[:1500], "columns and the first line"),
        (published.referrals().splitlines(keepends=True)[0], "there is no row"),
        (without(",400,", ",four hundred,"), "line 4: Referrals_rate is 'four hundred'"),
        (without(",400,", ",,"), "line 4: Referrals_rate is ''"),
        (without(",400,", ",inf,"), "is 'inf'"),
        (without(",400,", ",1e3,"), "is '1e3'"),
        (without("2025,Reporting", "2025/26,Reporting"), "time_period is '2025/26'"),
        (without("Regional", "Ward"), "the level 'Ward'"),
        (without("Avonmere"), "no name of the area"),
        (without("Hartside,Referrals and Re-referrals", "Hartside,Something else"), "this has 2"),
        (without("850,E06000850,Hartside", "916,E06000916,Avonmere"), "stands there twice"),
        (without("Re_referrals_percent", "Referrals_rate"), "names the column 'Referrals_rate' twice"),
        (b'"a,b\n1', "is no CSV"),
        (published.grades().replace(b",good,standard", b",excellent,standard"), "'excellent', which is no grade"),
        (published.grades().replace(b"14/07/23", b"31/02/23", 1), "'31/02/23', which is no day"),
        (published.grades().replace(b"1,916", b"1,91", 1), "la_code is '91'"),
        (published.grades().replace(b"701, 702", b"701; 702", 1), "stat_neighbours is '701; 702'"),
        (published.grades().replace(b"702,", b"701,", 1) + published.grades().splitlines()[1], "twice"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(content, said):
    with pytest.raises(Refused) as refused:
        reader.read(content, "file.csv")
    assert said in refused.value.sentence
    assert refused.value.sentence.startswith("file.csv: ")


def test_a_file_that_is_too_large(monkeypatch):
    monkeypatch.setattr(reader, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="are more than 10"):
        reader.read(published.referrals(), "c1.csv")


@given(st.binary(max_size=400))
def test_whatever_the_bytes(content):
    with pytest.raises(Refused):
        reader.read(content, "any")


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=3))
def test_a_damaged_file_is_read_or_refused(place, put):
    content = bytearray(published.referrals())
    content[place : place + len(put)] = put
    try:
        found = reader.read(bytes(content), "any")
    except Refused:
        return
    assert found.rows


@pytest.mark.skipif(not SHARED.exists(), reason="the published statistics do not lie beside the repository")
class TestTheRealFiles:
    def test_every_table_is_read(self):
        files = [path for path in sorted(SHARED.glob("*.csv")) if not path.name.startswith("ofsted")]
        found = {path.name[:2]: reader.read(path.read_bytes(), path.name) for path in files}
        assert len(found) == 10
        assert all(one.rows and one.columns for one in found.values())
        re_referrals = {(row.level, row.year): row.figures for row in found["c1"].rows}
        assert re_referrals["national", 2024]["Re_referrals_percent"] == "22.4"
        assert re_referrals["national", 2024]["Referrals_rate"] == "518.3"
        withheld = [row for row in found["c1"].rows if row.figures["Re_referrals_percent"] in reader.SIGNS]
        assert withheld

    def test_the_grades_of_every_authority(self):
        (path,) = SHARED.glob("ofsted*.csv")
        grades = reader.read(path.read_bytes(), path.name).grades
        assert len(grades) == 153
        by_name = {one.name: one for one in grades}
        one = by_name["Worcestershire"]
        assert (one.overall, one.in_care, one.published_on) == ("good", "requires_improvement", dt.date(2023, 7, 14))
        assert {len(one.statistical_neighbours) for one in grades} == {10}
