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
#: Of SSDA903: no return can break them, for the reason that the registry gives. None comes in.
LEFT_OUT_903 = frozenset({"105", "303", "411", "706"})


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


@pytest.fixture(scope="module")
def listed_903_newest() -> dict[str, dict[str, str]]:
    """The list for 2026-27, which is newer: for that year it stands against the other."""
    return _listed("ssda903_rules_2026_27.csv")


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


def test_every_listed_rule_of_ssda903_is_there_or_left_out_with_a_reason(listed_903, listed_903_newest):
    assert set(RULES_903.left_out) == LEFT_OUT_903
    assert set(listed_903) | set(listed_903_newest) == set(RULES_903.by_code) | LEFT_OUT_903


def test_orders_of_last_year_are_asked_about_as_soon_as_there_are_any():
    """706 is left out because no year that is known has orders in the year before it."""
    with_orders = [year for year in RULES_903.collection.years if year > "2026-27"]
    assert not with_orders or "706" in RULES_903.by_code


def test_what_is_left_out_says_why():
    for one in RULES_903.left_out.values():
        assert one.message[0].isupper()
        assert one.reason.endswith(".")


def test_each_of_ssda903_is_in_force_in_the_years_it_is_listed_for(listed_903, listed_903_newest):
    newest = CollectionYear("2026-27")
    in_force = {code for code, rule in RULES_903.by_code.items() if rule.is_in_force(newest)}
    assert in_force | {one.code for one in RULES_903.left_out_in(newest)} == set(listed_903_newest)
    for code, rule in RULES_903.by_code.items():
        if code not in listed_903:
            assert rule.since == newest.name, code
            continue
        row = listed_903[code]
        deleted = row["deleted_in"]
        # What was defined and deleted in one year was asked in that year, and not before.
        last = deleted if deleted == row["last_defined_in"] else deleted and CollectionYear(deleted).before.name
        if row["in_force_2026_27"] == "Y" and code not in listed_903_newest:
            last = newest.before.name
        assert rule.until == last, code
        # The list tells when a rule was last changed, so it may be older than that and not younger.
        assert rule.since <= row["last_defined_in"], code
        assert rule.is_in_force(newest.before) == (row["in_force_2025_26"] == "Y"), code
