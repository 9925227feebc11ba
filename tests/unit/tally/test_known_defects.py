"""What goes wrong in other validators of the sector does not go wrong here: one test for each kind of defect."""

from __future__ import annotations

import datetime as dt
import re
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
#: An assessment that is finished.
ASSESSED = {"AssessmentActualStartDate": "2025-05-02", "AssessmentAuthorisationDate": "2025-06-02"}


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


def _after_closure(**after: Any) -> dict[str, Any]:
    return {"CINclosureDate": "2025-08-01", **after}


@pytest.mark.parametrize(
    ("code", "episode"),
    [
        # Something after the closure: elsewhere the end of a child protection plan is lost among the other dates.
        ("8565", _after_closure(Assessments=[{"AssessmentActualStartDate": "2025-08-02"}])),
        ("8565", _after_closure(CINPlanDates=[{"CINPlanEndDate": "2025-08-02"}])),
        ("8565", _after_closure(ChildProtectionPlans=[{"CPPstartDate": "2025-05-01", "CPPendDate": "2025-08-02"}])),
        # Something after a referral that led to nothing: elsewhere an enquiry that has a conference and no start.
        ("8831", {"ReferralNFA": "1", "Assessments": [{"AssessmentActualStartDate": "2025-05-02"}]}),
        ("8831", {"ReferralNFA": "1", "Section47": [{"S47ActualStartDate": "2025-05-02"}]}),
        ("8831", {"ReferralNFA": "1", "Section47": [{"DateOfInitialCPC": "2025-05-02"}]}),
    ],
)
def test_a_rule_loses_none_of_its_kinds_of_finding(checked, code, episode):
    """By itself and beside every other kind of finding of the rule."""
    child = {"LAchildID": "A1", "CINdetails": [episode]}
    others = [
        {"LAchildID": f"B{number}", "CINdetails": [{**episode, "DateOfInitialCPC": "2025-09-01"}]}
        for number in range(2)
    ]
    assert children_of(checked([child], code), code) == ["A1"]
    assert children_of(checked([others[0], child, others[1]], code), code) == ["B0", "A1", "B1"]


def test_a_disability_that_is_missing_and_one_that_is_no_code_are_both_found(checked):
    """Elsewhere neither is: a child without a disability has no row there that could be looked at."""
    born = {"PersonBirthDate": "2015-05-01", "CINdetails": [{"ReferralNFA": "0"}]}
    missing = {"LAchildID": "A1", "ChildCharacteristics": {"Ethnicity": "WBRI"}, **born}
    wrong = {"LAchildID": "A2", "ChildCharacteristics": {"Disability": ["BLIND"]}, **born}
    beside = {"LAchildID": "A3", "ChildCharacteristics": {"Disability": ["LD", "BLIND"]}, **born}
    assert children_of(checked([missing, wrong, beside], "8540"), "8540") == ["A1", "A2", "A3"]


@pytest.mark.parametrize(
    ("code", "table", "row"),
    [
        ("8863Q", "Assessments", {"AssessmentActualStartDate": "2025-05-02"}),
        ("8863Q", "Assessments", ASSESSED),
        ("8890", "Section47", {"S47ActualStartDate": "2025-05-02", "ICPCnotRequired": "0"}),
        ("8896", "Assessments", {"AssessmentActualStartDate": "2025-05-02"}),
        ("8935", "ChildProtectionPlans", {"CPPstartDate": "2025-05-02"}),
        ("8940", "ChildProtectionPlans", {"CPPstartDate": "2025-05-02"}),
        ("4004", "CINPlanDates", {"CINPlanStartDate": "2025-05-02"}),
        ("4014", "CINPlanDates", {"CINPlanStartDate": "2025-05-02"}),
    ],
)  # fmt: skip
def test_what_is_given_twice_is_found_twice(checked, code, table, row):
    """Elsewhere two rows that are alike become one before some of these rules see them, and nothing is found."""
    report = checked([{"LAchildID": "A1", "CINdetails": [{table: [row, row]}]}], code)
    assert [(finding.child, finding.row) for finding in report.of(code)] == [("A1", 0), ("A1", 1)]


def test_the_rules_on_factors_find_what_they_are_for(checked):
    """Elsewhere 8614, 8897Q and 8898 crash over the very assessment that they are to find, where it has several
    factors; and a crash is counted as passed.
    """
    opened = {"AssessmentActualStartDate": "2025-05-02", "AssessmentFactors": ["1A", "2B"]}
    twice, none = {**ASSESSED, "AssessmentFactors": ["1A", "1A"]}, ASSESSED
    wrong = {**ASSESSED, "AssessmentFactors": ["1A", "8A"]}
    children = [
        {"LAchildID": f"A{number}", "CINdetails": [{"Assessments": [assessment]}]}
        for number, assessment in enumerate((opened, twice, none, wrong))
    ]
    report = checked(children, "8614", "8897Q", "8898")
    assert report.crashed == []
    assert children_of(report, "8614") == ["A0", "A0"]
    assert children_of(report, "8897Q") == ["A2", "A3"]
    assert children_of(report, "8898") == ["A1", "A1"]


@pytest.mark.parametrize("dates", [["2025-05-01", "2025-08-01"], ["2025-08-01", "2025-05-01"]])
def test_a_review_is_found_wherever_it_stands_among_the_others(checked, dates):
    """Elsewhere a plan keeps one review, and the others are lost."""
    plan = {"CPPstartDate": "2025-05-01", "Reviews": [{"CPPreviewDate": dates}]}
    report = checked([{"LAchildID": "A1", "CINdetails": [{"ChildProtectionPlans": [plan]}]}], "8841")
    assert [finding.row for finding in report.of("8841")] == [dates.index("2025-05-01")]


def test_two_children_with_one_identifier_are_two(checked):
    """Elsewhere they are taken for one child, who then has a disability twice and two open episodes."""
    child = {
        "LAchildID": "A1",
        "ChildCharacteristics": {"Disability": ["LD"]},
        "CINdetails": [{"CINreferralDate": "2025-05-01", "ReferralNFA": "0"}],
    }
    report = checked([child, child], "8510", "8794", "8815", "8820")
    assert {rule.code for rule in report.rules if rule.outcome is Outcome.FAILED and rule.code[0] != "f"} == {"8510"}


LATE = {"LAchildID": "B2", "CINdetails": [{"CINreferralDate": "2026-05-01"}]}
WHOLE = (
    "<Child><ChildIdentifiers><LAchildID>A1</LAchildID><Sex>F</Sex></ChildIdentifiers>"
    "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>"
    "<CINdetails><CINreferralDate>2025-05-01</CINreferralDate><ReferralSource>6</ReferralSource>"
    "<ReferralNFA>0</ReferralNFA></CINdetails></Child>"
)
PLAN = "<ChildProtectionPlans><CPPstartDate>2026-06-01</CPPstartDate></ChildProtectionPlans>"
FAMILY_HELP = "<FamilyHelp><Start>2025-05-01</Start></FamilyHelp>"


@pytest.mark.parametrize(
    ("child", "fault", "element"),
    [
        # Elsewhere the whole return cannot be read where one child has no identifiers or no characteristics.
        (re.sub("<ChildCharacteristics>.*</ChildCharacteristics>", "", WHOLE), "missing", "ChildCharacteristics"),
        (re.sub("<ChildIdentifiers>.*</ChildIdentifiers>", "", WHOLE), "missing", "ChildIdentifiers"),
        (re.sub("<CINdetails>.*</CINdetails>", "", WHOLE), "missing", "CINdetails"),
        ("<Child/>", "missing", "ChildIdentifiers"),
        # What stands where it does not belong, or is not known: elsewhere it goes without a word.
        (WHOLE.replace("</Child>", PLAN + "</Child>"), "misplaced", "ChildProtectionPlans"),
        (WHOLE.replace("</Child>", FAMILY_HELP + "</Child>"), "unknown", "FamilyHelp"),
        (WHOLE.replace("<ReferralNFA>", FAMILY_HELP + "<ReferralNFA>"), "unknown", "FamilyHelp"),
        (WHOLE.replace("</CINdetails>", "<PreProceedingsandFGDM/></CINdetails>"), "unknown", "PreProceedingsandFGDM"),
        (WHOLE.replace("<ReferralNFA>", PLAN + "<ReferralNFA>"), "order", "ReferralNFA"),
        (WHOLE + PLAN, "misplaced", "ChildProtectionPlans"),
        (WHOLE.replace("</Child>", WHOLE + "</Child>"), "misplaced", "Child"),
    ],
)
def test_an_odd_module_hides_and_stops_nothing(tmp_path, child, fault, element):
    """It is told, every rule is run, and the fault of the child behind it is found."""
    path = tmp_path / "census.xml"
    path.write_text(census([LATE]).decode().replace("<Children>", f"<Children>{child}"))
    report = check([path], "cin", YEAR)
    assert report.crashed == []
    assert element in {name for finding in report.of(f"form.{fault}") for name in finding.columns}
    assert children_of(report, "8600") == ["B2"]


def test_a_module_out_of_order_is_read_all_the_same(tmp_path):
    """A plan that stands before the flag of its episode is in the tables, and its rule finds it."""
    path = tmp_path / "census.xml"
    path.write_text(
        census([LATE])
        .decode()
        .replace("<Children>", "<Children>" + WHOLE.replace("<ReferralNFA>", PLAN + "<ReferralNFA>"))
    )
    assert children_of(check([path], "cin", YEAR), "8720") == ["A1"]
