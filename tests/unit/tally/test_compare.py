"""What changed between two states of a return is told by child, and nothing that only moved is told as changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally import Unreadable, command
from tally.cin import examples
from tally.cin.rules import RULES
from tally.compare import ChangedValue, Comparison, Move, MovedRow, State, compare_data, compare_reports
from tally.data import Data
from tally.form import faults
from tally.report import Finding, Outcome, Report, RuleResult
from tally.rules import Severity
from tally.run import run
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
READS = {code: (*rule.reads, *rule.blames) for code, rule in RULES.by_code.items()}
WHICH = ["--return", "cin", "--year", "2025-26"]
Child = Mapping[str, Any]

A1: Child = {
    "LAchildID": "A1", "Sex": "1", "PersonBirthDate": "2015-05-01",
    "CINdetails": [
        {
            "CINreferralDate": "2025-05-01", "ReferralSource": "6", "ReferralNFA": "0",
            "Assessments": [{"AssessmentActualStartDate": "2025-05-02"}, {"AssessmentActualStartDate": "2025-07-02"}],
        },
    ],
}  # fmt: skip
A2: Child = {"LAchildID": "A2", "Sex": "F", "CINdetails": [{"CINreferralDate": "2025-06-01", "ReferralNFA": "0"}]}
NO_ONE: Child = {"Sex": "M", "CINdetails": [{"CINreferralDate": "2025-06-01"}]}


def checked(children: Sequence[Child], codes: Sequence[str] | None = None) -> tuple[Report, Data]:
    data = examples.data_of(children, YEAR)
    rules = [rule for rule in RULES.in_force(YEAR) if codes is None or rule.code in codes]
    form, of_form = faults([], data)
    results, findings = run(rules, data)
    return Report("cin", YEAR.name, {}, form + results, of_form + findings), data


def compared(old: Sequence[Child], new: Sequence[Child], codes: Sequence[str] | None = ("4180",)) -> Comparison:
    return compare_data(checked(old, codes), checked(new, codes), READS)


def changed(child: Child, **values: Any) -> Child:
    return {**child, **values}


def test_a_return_is_the_same_as_itself_whatever_the_order_of_its_children():
    assert compared([A1, A2, NO_ONE], [A1, A2, NO_ONE], None).is_same
    told = compared([A1, A2], [A2, A1])
    assert told.is_same
    (still,) = told.findings
    assert (still.state, still.child, still.old_row, still.new_row) == (State.STILL, "A1", 0, 1)


def test_what_was_put_right_is_gone_and_the_value_is_told():
    told = compared([A1, A2], [A2, changed(A1, Sex="M")])
    assert [(one.state, one.rule, one.child, one.old_row, one.new_row) for one in told.findings] == [
        (State.GONE, "4180", "A1", 0, None)
    ]
    assert told.values == [ChangedValue("A1", "ChildIdentifiers", "Sex", "1", "M", 0, 1)]
    assert (told.children, told.rows) == ([], [])


def test_what_is_wrong_in_another_way_is_gone_and_new():
    told = compared([A1], [changed(A1, Sex="2")])
    assert [one.state for one in told.findings] == [State.NEW, State.GONE]


def test_what_the_rule_does_not_look_at_makes_no_other_finding():
    told = compared([A1], [changed(A1, PersonBirthDate="2015-05-02")])
    assert [one.state for one in told.findings] == [State.STILL]
    assert [(one.column, one.old, one.new) for one in told.values] == [("PersonBirthDate", "2015-05-01", "2015-05-02")]


def test_children_who_came_and_went_are_told_without_their_rows():
    told = compared([A1, NO_ONE], [A2, NO_ONE])
    assert told.children == [(Move.REMOVED, "A1"), (Move.ADDED, "A2")]
    assert (told.values, told.rows) == ([], [])
    assert [(one.state, one.child) for one in told.findings] == [(State.GONE, "A1")]


def with_assessments(*days: str) -> Child:
    (details,) = A1["CINdetails"]
    assessments = [{"AssessmentActualStartDate": day, "AssessmentFactors": ["1A"]} for day in days]
    return changed(A1, CINdetails=[{**details, "Assessments": assessments}])


def test_a_row_among_others_is_found_again_by_what_tells_them_apart():
    before = with_assessments("2025-05-02", "2025-07-02")
    told = compared([before], [with_assessments("2025-05-02", "2025-06-15", "2025-07-02")])
    assert [(one.move, one.table, one.row) for one in told.rows if one.table == "Assessments"] == [
        (Move.ADDED, "Assessments", 1)
    ]
    told = compared([before], [with_assessments("2025-05-02", "2025-07-03")])
    assert told.values == [
        ChangedValue("A1", "Assessments", "AssessmentActualStartDate", "2025-07-02", "2025-07-03", 1, 1)
    ]
    assert told.rows == []


def test_a_rule_that_was_not_asked_in_one_tells_nothing_of_what_changed():
    old, new = checked([A1], ["4180"]), checked([changed(A1, Sex="M")], [])
    told = compare_data(old, new, READS)
    assert told.findings == []
    assert [(one.rule, one.old, one.new) for one in told.outcomes] == [("4180", Outcome.FAILED, None)]
    crashed = replace(old[0], rules=[RuleResult("4180", Severity.ERROR, "", Outcome.CRASHED)], findings=[])
    told = compare_reports(old[0], crashed)
    assert told.findings == []
    assert not told.is_same


def finding(row: int, child: str | None = "A1") -> Finding:
    return Finding("4180", child, "ChildIdentifiers", row, row + 1, ("Sex",), "Wrong.")


def report(*findings: Finding) -> Report:
    return Report("cin", "2025-26", {}, [RuleResult("4180", Severity.ERROR, "", Outcome.FAILED)], list(findings))


def test_of_two_reports_the_number_of_like_findings_decides():
    told = compare_reports(report(finding(0), finding(4)), report(finding(7), finding(8), finding(9), finding(1, "A2")))
    assert [(one.child, one.state, one.old_row, one.new_row) for one in told.findings] == [
        ("A1", State.NEW, None, 9), ("A1", State.STILL, 0, 7), ("A1", State.STILL, 4, 8), ("A2", State.NEW, None, 1),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="One is of cin, the other of ssda903"):
        compare_reports(report(), replace(report(), collection="ssda903"))


# --- Whatever the two are -------------------------------------------------------------------------------------------

_days = st.sampled_from(["2025-05-01", "2025-06-01", "2026-02-30", ""])
_episodes = st.fixed_dictionaries(
    {
        "CINreferralDate": _days, "ReferralSource": st.sampled_from(["6", "9Z"]),
        "Assessments": st.lists(st.fixed_dictionaries({"AssessmentActualStartDate": _days}), max_size=3),
    }
)  # fmt: skip
_children = st.lists(
    st.fixed_dictionaries(
        {
            "LAchildID": st.sampled_from(["A1", "A2", "A3", ""]), "Sex": st.sampled_from(["M", "1"]),
            "CINdetails": st.lists(_episodes, max_size=2),
        }
    ),
    min_size=1, max_size=4,
)  # fmt: skip
_CODES = ("4180", "8500", "8590", "1103")


@settings(max_examples=40, deadline=None)
@given(_children, st.randoms(use_true_random=False))
def test_whatever_it_is_it_is_the_same_as_itself(children, random):
    assert compared(children, children, _CODES).is_same
    named = {child["LAchildID"]: child for child in children}
    moved = random.sample(list(named.values()), len(named))
    assert compared(list(named.values()), moved, _CODES).is_same


@settings(max_examples=40, deadline=None)
@given(_children, _children)
def test_the_other_way_round_is_the_mirror(old, new):
    there, back = compared(old, new, _CODES), compared(new, old, _CODES)
    assert _known(there) == _known(_mirrored(back))
    assert there.is_same == back.is_same


_OTHER: dict[Any, Any] = {
    State.NEW: State.GONE, State.GONE: State.NEW, State.STILL: State.STILL,
    Move.ADDED: Move.REMOVED, Move.REMOVED: Move.ADDED,
}  # fmt: skip


def _mirrored(told: Comparison) -> Comparison:
    return replace(
        told,
        findings=[
            replace(one, state=_OTHER[one.state], old_row=one.new_row, new_row=one.old_row) for one in told.findings
        ],
        children=[(_OTHER[move], child) for move, child in told.children],
        values=[
            replace(one, old=one.new, new=one.old, old_row=one.new_row, new_row=one.old_row) for one in told.values
        ],
        rows=[replace(one, move=_OTHER[one.move]) for one in told.rows],
    )


def _known(told: Comparison) -> list[str]:
    return sorted(map(repr, [*told.findings, *told.children, *told.values, *told.rows]))


# --- The command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    names = []
    for name, children in (("old", [A1, A2]), ("new", [A2, changed(A1, Sex="M", LAchildID="=A1"), A1])):
        path = tmp_path / f"{name}.xml"
        path.write_bytes(examples.census(children))
        names.append(str(path))
    return names[0], names[1]


def test_two_files_are_compared_in_every_form(files, capsys):
    assert command.main(["compare", files[0], files[0], *WHICH]) == 0
    assert "Findings: 0 new, 0 gone" in capsys.readouterr().out
    assert command.main(["compare", *files, *WHICH]) == 1
    out = capsys.readouterr().out
    assert "=A1\n  added    the child" in out
    assert "Children: 1 added, 0 removed. 0 values changed" in out
    assert command.main(["compare", *files, *WHICH, "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["return"], told["years"], told["same"]) == ("cin", ["2025-26", "2025-26"], False)
    assert {child["child"]: child["move"] for child in told["children"]}["=A1"] == "added"
    assert command.main(["compare", *files, *WHICH, "--format", "csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert ("'=A1", "child added") in {(row["child"], row["what"]) for row in rows}


def test_two_runs_are_compared_from_their_reports(files, tmp_path, capsys):
    reports = []
    for file in files:
        reports.append(str(Path(file).with_suffix(".json")))
        assert command.main(["check", file, *WHICH, "--format", "json", "--out", reports[-1]]) == 1
    assert command.main(["compare", reports[0], reports[0]]) == 0
    assert command.main(["compare", *reports]) == 1
    out = capsys.readouterr().out
    assert "new" in out
    assert "Children" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{0}", "{1}.json", *WHICH], "One is a report and the other is not"),
        (["{0}.txt", "{1}", *WHICH], "No such file"),
    ],
)
def test_what_cannot_be_compared_is_told_with_2(arguments, said, files, capsys):
    assert command.main(["compare", *(one.format(*files) for one in arguments)]) == 2
    assert said in capsys.readouterr().err


def test_what_is_no_report_is_refused(tmp_path):
    from tally.read import report as reports

    (tmp_path / "report.json").write_text('{"return": "cin"}')
    with pytest.raises(Unreadable, match="is no report"):
        reports.read(tmp_path / "report.json")


def test_a_row_that_was_removed_is_told_by_its_number_in_the_old_state():
    told = compared([with_assessments("2025-05-02", "2025-07-02")], [with_assessments("2025-07-02")])
    assert MovedRow(Move.REMOVED, "A1", "Assessments", 0) in told.rows
