"""Every rule that the department lists is there, as it lists it; and none that it does not know."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tally.cin.rules import RULES
from tally.rules import Severity
from tally.ssda903.rules import RULES as RULES_903
from tally.years import CollectionYear

LISTS = Path(__file__).resolve().parents[3] / "shared" / "reference"
#: The first year of what was there before the years that are known.
ALWAYS = "2022-23 or earlier"
#: Of SSDA903: listed and not written yet, as they ask which authority's return it is, and no file tells that. A code
#: leaves when its rule is written, and none comes in.
NOT_YET_903 = frozenset({"1015", "179", "229", "411", "503J"})
#: Of SSDA903: they ask of a status of asylum beside the child's name, which is in no file; so nothing can break them.
NEVER_903 = frozenset({"105", "205C", "303"})
#: Of SSDA903: it compares orders with last year's, which no return holds before that of 2027-28.
NOT_BEFORE_2027_28_903 = frozenset({"706"})


def _listed(name: str) -> dict[str, dict[str, str]]:
    if not (LISTS / name).exists():
        pytest.skip("The department's list of rules is not on this machine; there is nothing to compare with.")
    with (LISTS / name).open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, str]]:
    return _listed("cin_validation_rules.csv")


@pytest.fixture(scope="module")
def listed_903() -> dict[str, dict[str, str]]:
    return _listed("ssda903_validation_rules.csv")


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


def test_every_listed_rule_of_ssda903_is_there_or_named_as_missing(listed_903):
    assert set(listed_903) - set(RULES_903.by_code) - NEVER_903 - NOT_BEFORE_2027_28_903 == NOT_YET_903


def test_no_rule_of_ssda903_is_there_that_is_not_listed(listed_903):
    assert set(RULES_903.by_code) - set(listed_903) == set()


def test_each_of_ssda903_is_in_force_in_the_years_it_is_listed_for(listed_903):
    for code, rule in RULES_903.by_code.items():
        row = listed_903[code]
        deleted = row["deleted_in"]
        # What was defined and deleted in one year was asked in that year, and not before.
        last = deleted if deleted == row["last_defined_in"] else deleted and CollectionYear(deleted).before.name
        assert rule.until == last, code
        # The list tells when a rule was last changed, so it may be older than that and not younger.
        assert rule.since <= row["last_defined_in"], code
        for year, column in (("2025-26", "in_force_2025_26"), ("2026-27", "in_force_2026_27")):
            assert rule.is_in_force(CollectionYear(year)) == (row[column] == "Y"), code
