"""Do the measures bear the names by which indicators are known elsewhere?"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tally.measures.catalogue import ABSENT, AREAS, MEASURES
from tally.measures.cohorts import AGES, DISABLED, ETHNIC_GROUPS, NOT_SAID, ORDER, UNBORN
from threshold.insight.cohorts import CHOICES
from threshold.insight.measures import REGISTRY

LIST = Path(__file__).resolve().parents[5] / "shared" / "reference" / "kpi_definitions.csv"
KNOWN = {**MEASURES, **ABSENT}


def test_every_listed_indicator_is_measured_or_said_not_to_be():
    if not LIST.exists():
        pytest.skip("The list of indicators is not on this machine; there is nothing to compare with.")
    with LIST.open(encoding="utf-8-sig", newline="") as file:
        listed = {row["id"] for row in csv.DictReader(file)}
    assert listed - set(KNOWN) == set()
    assert {code.partition("-")[0] for code in KNOWN} - listed == set()


def test_what_threshold_measures_of_its_own_records_has_the_same_name_here():
    both = set(REGISTRY) & set(KNOWN)
    assert {"FD01", "FD05", "FD06-C", "CL12", "WF03"} <= both
    assert {code: KNOWN[code].title for code in both} == {code: REGISTRY[code].title for code in both}


def test_children_are_grouped_alike():
    ages, ethnicity = (dict(CHOICES[name][1]) for name in ("age", "ethnicity"))
    # Care leavers are older than anybody at the front door.
    assert [UNBORN, *AGES.values()] == [*ages.values(), "18 and over"]
    assert [*ETHNIC_GROUPS, NOT_SAID] == list(ethnicity.values())
    assert ORDER["disability"][0] == DISABLED


def test_an_alternative_stands_beside_what_it_is_another_definition_of():
    for code, measure in MEASURES.items():
        assert measure.alternative_to in ("", *KNOWN), code
        assert code[:2] in AREAS
