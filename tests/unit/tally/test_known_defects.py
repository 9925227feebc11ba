"""What goes wrong in other validators of the sector does not go wrong here: one test for each kind of defect."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tally import check
from tally.cin.examples import census
from tally.report import Outcome, Report
from tally.run import run
from tally.ssda903 import examples as ssda903
from tally.ssda903.rules import RULES as RULES_903
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")


@pytest.fixture
def checked(tmp_path: Path) -> Any:
    """Check a census of some children; with codes, by these rules alone."""

    def checking(children: list[dict[str, Any]], *codes: str) -> Report:
        path = tmp_path / "census.xml"
        path.write_bytes(census(children))
        return check([path], "cin", YEAR, rules=codes or None)

    return checking


def children_of(report: Report, code: str) -> list[str | None]:
    return [finding.child for finding in report.of(code)]


def test_a_rule_is_chosen_by_its_whole_code(checked):
    """Elsewhere a rule runs if its code stands anywhere in what was asked for: 8545Q brings 8545 with it."""
    with pytest.raises(ValueError, match="called 8545"):
        checked([{"LAchildID": "A1"}], "8545")
    rules = [rule.code for rule in checked([{"LAchildID": "A1"}], "8545Q").rules if not rule.code.startswith("form.")]
    assert rules == ["8545Q"]


@pytest.mark.parametrize(("factor", "code"), [("18A", "8945Q"), ("19A", "8950Q")])
def test_a_factor_is_found_where_a_census_holds_it(checked, factor, code):
    """Elsewhere the factor is looked for beside the list of factors, where there is none, so the rule never fires."""
    assessment = {"AssessmentActualStartDate": dt.date(2025, 5, 1), "AssessmentFactors": [factor]}
    report = checked([{"LAchildID": "A1", "CINdetails": [{"Assessments": [assessment]}]}], code)
    assert children_of(report, code) == ["A1"]


def test_a_rule_that_names_a_column_that_is_not_there_cannot_be_missed(checked):
    """Elsewhere 233 asks for a column that no file has: it crashes on every return and is never told."""
    episode = {"CHILD": "1", "DECOM": "2025-05-01", "REASON_PLACE_CHANGE": "CARPL"}
    data = ssda903.data_of({"Episodes": [episode]}, YEAR)
    (result,), findings = run([RULES_903.by_code["233"]], data)
    assert (result.outcome, [finding.child for finding in findings]) == (Outcome.FAILED, ["1"])


def test_different_disabilities_are_counted_and_not_how_often_there_is_none(checked):
    """Elsewhere eight children without a disability count as eight disabilities."""
    none = [{"LAchildID": f"A{number}", "Disabilities": ["NONE"]} for number in range(9)]
    assert checked(none, "2887Q").exit_code == 1


def test_a_census_without_children_is_read_and_every_rule_is_reported(checked):
    """Elsewhere a rule that crashes is printed, and is then counted among those that passed."""
    report = checked([])
    assert report.crashed == []
    assert len({rule.code for rule in report.rules}) == len(report.rules) > 100


def test_the_wrong_child_is_not_blamed_when_rows_are_in_another_order(checked):
    """Rows keep their number through every join, so the order of children does not change who is blamed."""
    fine = {"LAchildID": "A1", "CINdetails": [{"CINreferralDate": dt.date(2025, 5, 1)}] * 3}
    late = {"LAchildID": "B2", "CINdetails": [{"CINreferralDate": dt.date(2026, 5, 1)}]}
    for children in ([fine, late], [late, fine]):
        assert children_of(checked(children, "8600"), "8600") == ["B2"]


def test_each_child_is_one_row_however_many_there_are(checked):
    """Elsewhere the tables are copied for each child that is added: the rows that are written grow with the square."""
    written: list[int] = []
    original = pl.concat

    def counting(frames: Any, *more: Any, **options: Any) -> Any:
        made = original(frames, *more, **options)
        written.append(len(made) if isinstance(made, pl.DataFrame | pl.Series) else 0)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pl, "concat", counting)
        checked([{"LAchildID": f"A{number}"} for number in range(500)], "8545Q")
    assert sum(written) < 500 * 20
