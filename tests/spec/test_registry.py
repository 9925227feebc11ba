"""Every rule that the department lists is there, as it lists it; and none that it does not know."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tally.cin.rules import RULES
from tally.rules import Severity

LIST = Path(__file__).resolve().parents[3] / "shared" / "reference" / "cin_validation_rules.csv"
#: The first year of what was there before the years that are known.
ALWAYS = "2022-23 or earlier"


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, str]]:
    if not LIST.exists():
        pytest.skip("The department's list of rules is not on this machine; there is nothing to compare with.")
    with LIST.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_every_listed_rule_is_there(listed):
    assert set(listed) - set(RULES.by_code) == set()


def test_no_rule_is_there_that_is_not_listed(listed):
    assert set(RULES.by_code) - set(listed) == set()


def test_each_is_as_severe_as_it_is_listed(listed):
    for code, rule in RULES.by_code.items():
        assert rule.severity is Severity(listed[code]["type"].lower()), code


def test_each_is_in_force_from_the_year_it_is_listed_for(listed):
    for code, rule in RULES.by_code.items():
        since = listed[code]["introduced_or_last_changed_in"]
        assert rule.since == ("" if since == ALWAYS else since), code
