"""The planted faults: each is found by the rule it is meant for, in the child it is told of; nobody else has any."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tally.check import check
from tally.command import main
from tally.report import Outcome, Report
from tally.synthesise.faults_cin import FAULTS as OF_CENSUS
from tally.synthesise.faults_ssda903 import FAULTS as OF_LOOKED_AFTER
from tally.synthesise.write import synthesise

RATE = 0.4


def checked(folder: Path, year: str) -> dict[str, Report]:
    previous = [folder / "ssda903-last-year"]
    return {
        "cin.xml": check([folder / "cin.xml"], "cin", year),
        "ssda903": check([folder / "ssda903"], "ssda903", year, previous=previous),
    }


@pytest.mark.parametrize(("year", "seed"), [("2024-25", 11), ("2025-26", 12), ("2026-27", 13)])
def test_every_fault_is_found_by_its_rule(tmp_path: Path, year: str, seed: int):
    synthesise(tmp_path, year=year, seed=seed, looked_after=500, faults=RATE)
    planted = pl.read_csv(tmp_path / "faults.csv", infer_schema=False)
    assert planted["rule"].n_unique() > 100
    for file, report in checked(tmp_path, year).items():
        listed = planted.filter(pl.col("file") == file)
        found = {(finding.rule, finding.child) for finding in report.findings}
        missed = [row for row in listed.iter_rows(named=True) if (row["rule"], row["child"]) not in found]
        assert missed == []
        assert Outcome.CRASHED not in {rule.outcome for rule in report.rules}
        assert listed["child"].is_unique().all()
        # Whose pupil number another child was given is found with it.
        given = set(listed.filter(pl.col("rule") == "1520")["is"])
        others = {finding.child for finding in report.findings if finding.child} - set(listed["child"])
        assert len(others) <= len(given)


def test_as_many_children_have_a_fault_as_were_asked_for(tmp_path: Path):
    synthesise(tmp_path, year="2025-26", seed=3, children=1_000, faults=0.05)
    planted = pl.read_csv(tmp_path / "faults.csv", infer_schema=False)
    assert planted.filter(pl.col("file") == "cin.xml").height == 50


def test_without_faults_the_list_is_empty(tmp_path: Path):
    synthesise(tmp_path, year="2025-26", seed=3, children=50)
    assert (tmp_path / "faults.csv").read_text() == "file,child,table,column,rule,change,was,is\n"


def test_there_are_many_kinds():
    for kinds in (OF_CENSUS, OF_LOOKED_AFTER):
        assert len({kind.rule for kind in kinds}) == len(kinds) > 60


def test_the_command_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    where = ["synthesise", "--children", "100", "--seed", "2", "--year", "2025-26", "--out", str(tmp_path)]
    assert main([*where, "--faults", "0.2"]) == 0
    assert "100" not in capsys.readouterr().err
    assert len((tmp_path / "faults.csv").read_text().splitlines()) > 20
    assert "made up" in (tmp_path / "README.txt").read_text()
    assert main([*where, "--faults", "2"]) == 2
    assert "from 0 to 1" in capsys.readouterr().err
