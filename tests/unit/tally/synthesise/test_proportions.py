"""Do things happen in the synthetic authority as often as in England? Against the department's published totals.

What is compared is scaled by the number of children in the census: England's is taken to be 890 thousand (361.5
thousand episodes open when the year began, and the children referred in it who had none).
"""

from __future__ import annotations

import polars as pl
import pytest

from tally.calendar import working_days_between
from tally.data import Data
from tally.synthesise import as_cin, as_ssda903, england
from tally.synthesise.world import World, make
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
CHILDREN = 20_000
LOOKED_AFTER = 2_620
col = pl.col


@pytest.fixture(scope="module")
def world() -> World:
    return make(children=CHILDREN, looked_after=LOOKED_AFTER, seed=1, year=YEAR, authority="999")


@pytest.fixture(scope="module")
def census(world: World) -> Data:
    return as_cin.census(world)


def scaled(number: int) -> float:
    return number * 890_000 / CHILDREN


def not_over(rows: pl.DataFrame, end: str) -> int:
    return rows[end].null_count()


def begun(rows: pl.DataFrame, start: str) -> int:
    return rows.filter(col(start) >= YEAR.first_day).height


def test_need_as_often_as_in_england(census: Data):
    """Children in need 2024: tables B1, C1, C2."""
    episodes, assessments = census["CINdetails"], census["Assessments"]
    referred = episodes.filter(col("CINreferralDate") >= YEAR.first_day)
    unneeded = col("ReasonForClosure").is_in(["RC8", "RC9"]).fill_null(False)
    in_need = episodes.filter(~col("ReferralNFA") & ~unneeded)
    found = {
        "referrals": referred.height,
        "without further action": referred["ReferralNFA"].sum(),
        "not in need": referred.filter(unneeded).height,
        "children referred": referred["child"].n_unique(),
        "episodes": in_need.height,
        "open at the end": not_over(in_need, "CINclosureDate"),
        "assessments": assessments["AssessmentAuthorisationDate"].count(),
    }
    published = {
        "referrals": 621_880, "without further action": 38_920, "not in need": 188_300, "children referred": 551_060,
        "episodes": 756_150, "open at the end": 399_460, "assessments": 643_170,
    }  # fmt: skip
    assert {name: scaled(number) for name, number in found.items()} == pytest.approx(published, rel=0.1)


def test_protection_as_often_as_in_england(census: Data):
    """Children in need 2024: tables B7, C4, D1, D3."""
    enquiries, plans, protection = (census[name] for name in ("Section47", "CINPlanDates", "ChildProtectionPlans"))
    found = {
        "children with an enquiry": enquiries.filter(col("S47ActualStartDate") >= YEAR.first_day)["child"].n_unique(),
        "conferences": enquiries["DateOfInitialCPC"].count(),
        "protection begun": begun(protection, "CPPstartDate"),
        "protection at the end": not_over(protection, "CPPendDate"),
        "plans begun": begun(plans, "CINPlanStartDate"),
        "plans at the end": not_over(plans, "CINPlanEndDate"),
    }
    published = {
        "children with an enquiry": 191_360, "conferences": 72_250, "protection begun": 62_110,
        "protection at the end": 49_900, "plans begun": 185_660, "plans at the end": 103_440,
    }  # fmt: skip
    assert {name: scaled(number) for name, number in found.items()} == pytest.approx(published, rel=0.15)
    new = protection.filter(col("CPPstartDate") >= YEAR.first_day)
    assert (new["NumberOfPreviousCPP"] > 0).mean() == pytest.approx(0.247, abs=0.03)


def test_care_as_often_as_in_england(world: World):
    """Children looked after in England 2024."""
    spells = world.spells
    found = {
        "at the end": not_over(spells, "left"),
        "begun": begun(spells, "entered"),
        "ended": begun(spells, "left"),
        "sought asylum": spells.filter("asylum", col("left").is_null()).height,
    }
    published = {"at the end": 83_630, "begun": 33_000, "ended": 33_000, "sought asylum": 7_380}
    assert {name: scaled(number) for name, number in found.items()} == pytest.approx(published, rel=0.15)


def test_times_are_those_of_england(census: Data):
    """Table C2: a quarter of assessments within 19 working days, half within 34, three quarters within 44; table C4:
    57,580 of 72,230 conferences within 15.
    """

    def lasting(table: str, start: str, end: str) -> pl.Series:
        rows = census[table].filter(col(end).is_not_null())
        return rows.select(working_days_between(col(start), col(end))).to_series()

    assessed = lasting("Assessments", "AssessmentActualStartDate", "AssessmentAuthorisationDate")
    assert [assessed.quantile(part) for part in (0.25, 0.5, 0.75)] == pytest.approx([19, 34, 44], abs=3.5)
    assert (assessed <= 45).mean() == pytest.approx(0.845, abs=0.02)
    conferred = lasting("Section47", "S47ActualStartDate", "DateOfInitialCPC")
    assert (conferred <= 15).mean() == pytest.approx(57_580 / 72_230, abs=0.03)


def test_sources_months_and_factors_are_those_of_england(census: Data):
    """Tables C5, C6, C3."""
    referred = census["CINdetails"].filter(col("CINreferralDate") >= YEAR.first_day)
    sources = referred["ReferralSource"].value_counts(normalize=True)
    whole = sum(england.SOURCES.values())
    expected = {source: part / whole for source, part in england.SOURCES.items()}
    assert dict(sources.iter_rows()) == pytest.approx(expected, abs=0.015)
    months = referred.group_by(month=(col("CINreferralDate").dt.month() - 4) % 12).len().sort("month")["len"]
    shares = [part / sum(england.MONTHS) for part in england.MONTHS]
    # Who is referred again is so later, and who is not born yet was told of lately: the year fills up to its end.
    assert (months / months.sum()).to_list() == pytest.approx(shares, abs=0.025)
    ended = census["Assessments"]["AssessmentAuthorisationDate"].count()
    factors = dict(census["FactorsIdentifiedAtAssessment"]["AssessmentFactors"].value_counts().iter_rows())
    for factor in ("3B", "4B", "16A", "17A"):
        assert factors[factor] / ended == pytest.approx(england.FACTORS[factor] / england.FACTORS_OF, abs=0.02)


def test_care_is_like_that_of_england(world: World):
    """Children looked after in England 2024, on 31 March: two thirds in foster care; half under a full care order."""
    rows = as_ssda903.return_of(world, YEAR)["Episodes"].filter(col("DEC").is_null())
    assert rows["PLACE"].str.starts_with("U").mean() == pytest.approx(0.67, abs=0.12)
    assert (rows["LS"] == "C2").mean() == pytest.approx(0.57, abs=0.1)
    assert (rows["LS"] == "V2").mean() == pytest.approx(0.22, abs=0.08)
