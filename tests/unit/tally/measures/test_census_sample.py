"""The measures of a census against figures that are counted here, in plain Python, straight from its XML."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path
from typing import Any

import holidays
import pytest
from lxml import etree

import tally

SAMPLE = Path(__file__).resolve().parents[5] / "shared" / "samples" / "cin" / "synthetic_1000_children.xml"
FIRST, LAST = dt.date(2025, 4, 1), dt.date(2026, 3, 31)
ENGLAND = holidays.country_holidays("GB", subdiv="ENG", years=range(2020, 2027))


@pytest.fixture(scope="module")
def children() -> list[Any]:
    if not SAMPLE.exists():
        pytest.skip("The sample census is not on this machine; there is nothing to count.")
    if importlib.util.find_spec("tally.convert.cin") is None:
        pytest.skip("A census cannot be turned into the Standard Safeguarding Dataset yet.")
    everyone = etree.parse(str(SAMPLE)).findall(".//Child")
    return [child for child in everyone if child.findtext("ChildIdentifiers/LAchildID")]


@pytest.fixture(scope="module")
def told(children: list[Any]) -> dict[str, tuple[float | None, float | None]]:
    measured = tally.measure([SAMPLE], "cin", "2025-26", population=100_000)
    return {one.measure.code: (one.figures.numerator, one.figures.denominator) for one in measured.results}


def day(element: Any, name: str) -> dt.date | None:
    text = element.findtext(name)
    return dt.date.fromisoformat(text) if text else None


def in_year(found: dt.date | None) -> bool:
    return found is not None and FIRST <= found <= LAST


def working_days(start: dt.date, end: dt.date) -> int:
    days = (start + dt.timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(one.weekday() < 5 and one not in ENGLAND for one in days)


def year_before(found: dt.date) -> dt.date:
    return found.replace(year=found.year - 1, day=28 if (found.month, found.day) == (2, 29) else found.day)


def test_referrals(children, told):
    of_children = [[day(one, "CINreferralDate") for one in child.findall("CINdetails")] for child in children]
    began = [(one, days) for days in of_children for one in days if in_year(one)]
    again = sum(any(other and year_before(one) <= other < one for other in days) for one, days in began)
    assert told["FD04"] == (len(began), 100_000)
    assert told["FD05"] == (again, len(began))
    assert again > 0
    details = [one for child in children for one in child.findall("CINdetails") if in_year(day(one, "CINreferralDate"))]
    assert told["FD06"] == (sum(one.findtext("ReferralNFA") in ("1", "true") for one in details), len(details))
    assert told["FD07"] == (sum(one.findtext("ReferralSource") == "6" for one in details), len(details))


def test_assessments(children, told):
    since_referral = since_start = number = 0
    for episode in (one for child in children for one in child.findall("CINdetails")):
        for one in episode.findall("Assessments"):
            ended = day(one, "AssessmentAuthorisationDate")
            if in_year(ended):
                number += 1
                since_referral += working_days(day(episode, "CINreferralDate"), ended) <= 45
                since_start += working_days(day(one, "AssessmentActualStartDate"), ended) <= 45
    assert told["AS01"] == (since_referral, number)
    assert told["AS01-S"] == (since_start, number)
    assert told["AS02"] == (number, 100_000)
    assert 0 < since_referral < number


def test_enquiries_and_conferences(children, told):
    enquiries = [one for child in children for one in child.findall("CINdetails/Section47")]
    begun = [one for one in enquiries if in_year(day(one, "S47ActualStartDate"))]
    assert told["CP01"] == (len(begun), 100_000)
    assert told["CP02"] == (sum(day(one, "DateOfInitialCPC") is not None for one in begun), len(begun))
    held = [one for one in enquiries if in_year(day(one, "DateOfInitialCPC"))]
    in_time = [working_days(day(one, "S47ActualStartDate"), day(one, "DateOfInitialCPC")) <= 15 for one in held]
    assert told["CP03"] == (sum(in_time), len(held))


def test_plans(children, told):
    plans = [one for child in children for one in child.findall("CINdetails/ChildProtectionPlans")]
    is_open = [
        one for one in plans
        if day(one, "CPPstartDate") <= LAST and (day(one, "CPPendDate") is None or day(one, "CPPendDate") > LAST)
    ]  # fmt: skip
    assert told["CP05"] == (len(is_open), 100_000)
    started = [one for one in plans if in_year(day(one, "CPPstartDate"))]
    later = sum(int(one.findtext("NumberOfPreviousCPP") or 0) >= 1 for one in started)
    assert told["CP06"] == (later, len(started))
    ended = [one for one in plans if in_year(day(one, "CPPendDate"))]
    long = sum(
        day(one, "CPPstartDate").replace(year=day(one, "CPPstartDate").year + 2) <= day(one, "CPPendDate")
        for one in ended
    )
    assert told["CP07"] == (long, len(ended))
    to_review = [one for one in is_open if day(one, "CPPstartDate") <= dt.date(2025, 12, 31)]
    assert told["CP08"][1] == len(to_review)
