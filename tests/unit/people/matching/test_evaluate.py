"""The made-up people are repeatable and plainly not real, and matching does on them what it is meant to do."""

from __future__ import annotations

import re

import pytest

from threshold.people.matching.evaluate import Report, evaluate, page
from threshold.people.matching.model import TABLE
from threshold.people.matching.synthetic import make
from threshold.people.matching.train import train


@pytest.fixture(scope="module")
def report() -> Report:
    return evaluate(seed=11, people=3_000, arrivals=900)


def test_the_same_seed_makes_the_same_people() -> None:
    assert make(seed=3, people=200, arrivals=50) == make(seed=3, people=200, arrivals=50)
    assert make(seed=3, people=200, arrivals=50) != make(seed=4, people=200, arrivals=50)


def test_nobody_could_be_taken_for_a_real_person() -> None:
    for record in make(seed=5, people=500, arrivals=100).on_file:
        assert all(re.fullmatch(r"999\d{7}", n.value) for n in record.details.identifiers if n.kind == "nhs")
        assert all(place.postcode.startswith("SV") for place in record.details.addresses)


def test_likely_is_right_and_the_known_are_found(report: Report) -> None:
    everyone = report.everything
    assert everyone.found_by_keys / everyone.known > 0.98
    assert everyone.likely[True] / everyone.likely.total() > 0.98
    assert everyone.likely[True] / everyone.known > 0.90
    assert everyone.shown[True] / everyone.known > 0.97


@pytest.mark.parametrize("who", ["new: twin", "new: half-sibling", "new: unborn sibling", "unborn"])
def test_nobody_is_likely_who_may_be_another(report: Report, who: str) -> None:
    assert report.by_error[who].known + report.by_error[who].new > 0
    assert report.by_error[who].likely.total() == 0


def test_the_page_has_a_line_for_each_mistake(report: Report) -> None:
    text = page(report)
    for error in report.by_error:
        assert f"| {error.removeprefix('new: ')} |" in text
    assert "made-up people" in text


def test_training_again_gives_about_the_same_weights() -> None:
    again = train(seed=21, people=1_500, arrivals=1_500, random_pairs=6_000)
    for level in [("given", "exact"), ("family", "exact"), ("birth", "exact"), ("address", "current")]:
        assert again[level].m == pytest.approx(TABLE[level].m, abs=0.08)
    assert again["sex", "same"].u == pytest.approx(0.5, abs=0.05)
