"""The comparison with the sector's validators: what it counts, and that no difference goes without a reason unseen."""

import csv
import json
import sys
from pathlib import Path

import pytest

from tally.returns import RETURNS

BENCH = Path(__file__).resolve().parents[3] / "bench"
sys.path.insert(0, str(BENCH))

import differences  # noqa: E402
import differences_page  # noqa: E402
import returns_findings  # noqa: E402

REASONS = [(name, code) for name, reasons in returns_findings.reasons().items() for code in reasons]


# --- The reasons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("collection", "code"), REASONS)
def test_a_reason_is_of_a_rule_that_exists(collection: str, code: str):
    rules = RETURNS[collection].rules
    assert code in {*rules.by_code, *rules.left_out}


@pytest.mark.parametrize(("collection", "code"), REASONS)
def test_a_reason_says_who_is_right_and_why(collection: str, code: str):
    reason = returns_findings.reasons()[collection][code]
    assert set(reason) == {"right", "why"}
    assert reason["right"] in {"ours", "theirs", "open"}
    assert reason["why"].endswith(".")


# --- Counting -------------------------------------------------------------------------------------------------------


def _answers(folder: Path, name: str, ours: list[tuple[str, str | None]], theirs: list[tuple[str, str]], **more: list):
    """What both found, read from files as the two programs write them."""
    mine, other = folder / f"{name}.ours.json", folder / f"{name}.theirs.json"
    mine.write_text(json.dumps({"findings": [{"rule": rule, "child": child} for rule, child in ours]}))
    other.write_text(
        json.dumps({"findings": theirs, "whole": more.get("whole", []), "crashed": more.get("crashed", [])})
    )
    return returns_findings.read(mine, other)


def test_sets_of_children_are_compared_rule_by_rule(tmp_path: Path):
    found = _answers(
        tmp_path, "one",
        [("1", "a"), ("1", "a"), ("1", "b"), ("2", "a"), ("3", None), ("form.order", "a")],
        [("1", "b"), ("1", "c"), ("2", "a")], whole=["3"], crashed=[["4", "KeyError"]],
    )  # fmt: skip

    assert returns_findings.differences(found) == {
        "1": {"both": 1, "theirs": 1, "ours": 1, "crashed": False},
        "4": {"both": 0, "theirs": 0, "ours": 0, "crashed": True},
    }


def test_a_planted_fault_is_found_where_its_rule_names_the_child(tmp_path: Path):
    listed = tmp_path / "faults.csv"
    with listed.open("w", newline="") as lines:
        rows = csv.DictWriter(lines, ["file", "child", "table", "column", "rule", "change"])
        rows.writeheader()
        for child in "abcd":
            rows.writerow(
                {"file": "cin.xml", "child": child, "table": "T", "column": "C", "rule": "1", "change": "no code"}
            )
        rows.writerow({"file": "ssda903", "child": "a", "table": "T", "column": "C", "rule": "1", "change": "no code"})
    faultless = _answers(tmp_path, "clean", [("2", "c"), ("2", "d")], [])
    found = _answers(tmp_path, "faulty", [("1", "a"), ("1", "b"), ("2", "c"), ("3", "d")], [("1", "b"), ("9", "a")])

    (kind,) = returns_findings.planted(found, faultless, listed, "cin.xml")

    assert kind == {
        "rule": "1", "where": "T.C", "change": "no code", "planted": 4, "both": 1, "ours": 1, "theirs": 0,
        "ours_otherwise": 1, "theirs_otherwise": 1,
    }  # fmt: skip


# --- The page -------------------------------------------------------------------------------------------------------


def _results(differs: dict[str, dict[str, int]], *, samples: bool = True) -> dict:
    return {
        "on": "2026-12-01", "packages": {"cin": "one==1", "ssda903": "two==2"},
        "children": {"cin": 10, "ssda903": 10}, "samples": samples,
        "files": [{"title": "With faults", "collection": "cin", "rules": 5, "differs": differs}],
        "faults": {"cin": [], "ssda903": []},
    }  # fmt: skip


def test_a_difference_without_a_reason_is_shown_as_unexplained():
    page = differences_page.written(_results({"no rule": {"both": 3, "theirs": 1, "ours": 2, "crashed": False}}))

    assert "| no rule | 1 / 2 / 3 | unexplained | Nobody has looked into this yet. |" in page
    assert "Unexplained: no rule." in page


def test_a_difference_with_a_reason_is_shown_with_it():
    page = differences_page.written(_results({"2887Q": {"both": 0, "theirs": 1, "ours": 0, "crashed": True}}))

    assert "| 2887Q | 1 / 0 / 0, they crash | ours | " in page
    assert "Right: ours 1. Unexplained: none." in page


def test_the_page_says_that_samples_were_not_there():
    assert "were not there" in differences_page.written(_results({}, samples=False))


def test_samples_are_left_out_where_their_folder_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(differences, "SAMPLES", tmp_path / "samples")
    assert differences.samples() == []


def test_the_page_is_that_of_the_last_run():
    """Reasons are changed without another run: then the page is written again with --page."""
    results = json.loads(differences.RESULTS.read_text())
    assert differences_page.PAGE.read_text() == differences_page.written(results)
