"""The synthetic census: no finding in any year, the number of children asked for, the same file for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tally.check import check
from tally.command import main
from tally.report import Outcome
from tally.synthesise.write import synthesise


@pytest.mark.parametrize(("year", "seed"), [("2024-25", 1), ("2025-26", 2), ("2026-27", 3)])
def test_every_rule_passes(tmp_path: Path, year: str, seed: int):
    synthesise(tmp_path, year=year, seed=seed, children=1_000)
    report = check([tmp_path / "cin.xml"], "cin", year)
    assert [(rule.code, rule.outcome) for rule in report.rules if rule.outcome is not Outcome.PASSED] == []
    assert report.tables["Child"] == 1_000
    assert min(rows for name, rows in report.tables.items() if name != "PreProceedingsandFGDM" or year == "2026-27") > 0


def test_the_same_seed_makes_the_same_file(tmp_path: Path):
    made = []
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        synthesise(tmp_path / name, year="2025-26", seed=seed, children=200)
        made.append((tmp_path / name / "cin.xml").read_bytes())
    assert made[0] == made[1]
    assert made[0] != made[2]


@pytest.mark.parametrize(
    ("children", "looked_after", "what"),
    [(None, None, "Say how many"), (0, None, "greater"), (10, 6, "more than half"), (10, -1, "greater")],
)
def test_impossible_numbers_are_refused(tmp_path: Path, children: int | None, looked_after: int | None, what: str):
    with pytest.raises(ValueError, match=what):
        synthesise(tmp_path, year="2025-26", seed=1, children=children, looked_after=looked_after)


def test_nothing_is_written_over(tmp_path, capsys):
    (tmp_path / "cin.xml").write_text("a real one", encoding="utf-8")
    assert main(["synthesise", "--children", "10", "--year", "2025-26", "--out", str(tmp_path)]) == 2
    assert "empty it yourself" in capsys.readouterr().err
    assert (tmp_path / "cin.xml").read_text(encoding="utf-8") == "a real one"
