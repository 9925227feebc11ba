"""The authority codes of pupil numbers: all that others know, and no more than were ever given."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from stdnum.gb import upn

from tally.authorities import IN_PUPIL_NUMBERS

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
