"""The synthetic SSDA903: no finding in any year, this year after last; it tells of the same children as the census."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tally.check import check
from tally.cin import reading as cin_reading
from tally.report import Outcome
from tally.ssda903 import reading
from tally.synthesise.write import synthesise
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")


@pytest.mark.parametrize(("year", "seed"), [("2024-25", 1), ("2025-26", 2), ("2026-27", 3)])
def test_no_rule_finds_anything_in_either_year(tmp_path: Path, year: str, seed: int):
    synthesise(tmp_path, year=year, seed=seed, looked_after=400)
    this, last = [tmp_path / "ssda903"], [tmp_path / "ssda903-last-year"]
    before = CollectionYear(year).before
    for report in (check(this, "ssda903", year, previous=last), check(last, "ssda903", before)):
        assert report.findings == []
        assert {rule.outcome for rule in report.rules} <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}
        empty = [name for name, rows in report.tables.items() if not rows]
        assert empty in ([], ["DoLo"])


def test_as_many_are_looked_after_as_were_asked_for(tmp_path: Path):
    synthesise(tmp_path, year=YEAR, seed=4, children=1_000, looked_after=250)
    data = reading.read([tmp_path / "ssda903"], YEAR)[0]
    assert data["Episodes"]["CHILD"].n_unique() == 250


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    synthesise(folder, year=YEAR, seed=5, children=2_000)
    return folder


def test_whoever_is_looked_after_is_in_need(authority: Path):
    """The census and SSDA903 tell the same of a child: birth, ethnicity, pupil number; care lies within the need."""
    census = cin_reading.read(authority / "cin.xml", YEAR)[0]
    data = reading.read([authority / "ssda903"], YEAR)[0]
    in_care = data["Header"].filter(pl.col("child").is_in(data["Episodes"]["child"].unique().implode()))
    known = census["ChildIdentifiers"].join(census["ChildCharacteristics"].select("child", "Ethnicity"), on="child")
    both = in_care.join(known, left_on="CHILD", right_on="LAchildID")
    assert both.height == in_care.height > 200
    assert both.filter(
        pl.col("DOB").ne_missing(pl.col("PersonBirthDate"))
        | pl.col("ETHNIC").ne_missing(pl.col("Ethnicity"))
        | pl.col("UPN").ne_missing(pl.coalesce("UPN_right", "UPNunknown"))
    ).is_empty()
    left = data["Episodes"].filter(pl.col("DEC").is_not_null() & (pl.col("REC") != "X1")).select("CHILD", left="DEC")
    names = census["ChildIdentifiers"].select("child", CHILD="LAchildID")
    needs = census["CINdetails"].join(names, on="child").join(left, on="CHILD")
    ended = needs.group_by("CHILD").agg(
        left=pl.col("left").first(), last=pl.col("CINclosureDate").fill_null(dt.date(9999, 1, 1)).max()
    )
    assert ended.height == left.height > 40
    assert ended.filter(pl.col("last") < pl.col("left")).is_empty()


def test_last_year_is_the_same_history_seen_earlier(authority: Path):
    this, last = (reading.read([authority / name], year)[0]["Episodes"] for name, year in (
        ("ssda903", YEAR), ("ssda903-last-year", YEAR.before)))  # fmt: skip
    opened = last.filter(pl.col("DEC").is_null())
    again = opened.join(this, on=["CHILD", "DECOM"], suffix=" now")
    assert again.height == opened.height > 150
    for column in ("RNE", "LS", "CIN", "PLACE_PROVIDER", "HOME_POST", "PL_POST", "URN"):
        assert again.filter(pl.col(column).ne_missing(pl.col(f"{column} now"))).is_empty()
