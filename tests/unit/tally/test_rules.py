"""A rule cannot be declared wrong, is reported once whatever it does, and changes nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tally import check
from tally.cin import examples
from tally.cin.rules import RULES
from tally.cin.tables import CIN
from tally.report import Outcome
from tally.rules import LeftOut, Rules, Severity, narrowed
from tally.run import run
from tally.years import CollectionYear

YEAR = CollectionYear("2025-26")
ONE = {"LAchildID": "A1", "Sex": "F"}
RIGHT: dict[str, Any] = {
    "reads": ("ChildIdentifiers.Sex",), "blames": "ChildIdentifiers.Sex", "since": "2024-25",
    "fails": (ONE, ONE), "passes": (ONE, ONE),
}  # fmt: skip


def made(function: Callable[[Any], Any], code: str = "1", **changed: Any) -> Any:
    rules = Rules(CIN, "Made for a test")
    rules.rule(code, Severity.ERROR, "Wrong.", **RIGHT | changed)(function)
    return rules.by_code[code]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reads": ("ChildIdentifiers.Shoes",)}, "no column Shoes"),
        ({"reads": ("Shoes.Size",)}, "no table Shoes"),
        ({"since": ""}, "a year in which ChildIdentifiers.Sex does not exist"),
        ({"blames": ("ChildIdentifiers.Sex", "CINdetails.ReferralNFA")}, "rows of several tables"),
        ({"fails": (ONE,)}, "fewer than two examples"),
        ({"passes": ()}, "fewer than two examples"),
        ({"since": "2030-31"}, "in no year that is known"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_when_it_is_loaded(changed, said):
    with pytest.raises(ValueError, match=said):
        made(lambda data: False, **changed)


def test_two_rules_cannot_have_one_code():
    rules = Rules(CIN, "")
    declare = rules.rule("1", Severity.ERROR, "Wrong.", **RIGHT)
    declare(lambda data: False)
    with pytest.raises(ValueError, match="Two rules are called 1"):
        declare(lambda data: False)


def test_what_is_left_out_is_no_rule():
    rules = Rules(CIN, "")
    rules.leave_out(LeftOut("1", "Something.", "It cannot be."))
    with pytest.raises(ValueError, match="Two rules are called 1"):
        rules.rule("1", Severity.ERROR, "Wrong.", **RIGHT)(lambda data: False)
    with pytest.raises(ValueError, match="Two rules are called 1"):
        rules.leave_out(LeftOut("1", "Something.", "It cannot be."))


def test_a_rule_that_reads_what_it_did_not_name_crashes_in_its_examples():
    rule = made(lambda data: data["ChildIdentifiers"].filter(pl.col("LAchildID").is_null()))
    (result,), _ = run([rule], narrowed(examples.data_of(ONE, YEAR), rule))
    assert result.outcome is Outcome.CRASHED


def test_a_crash_is_a_crash_and_stops_no_other():
    def crash(data: Any) -> Any:
        raise ZeroDivisionError("of all things")

    broken, fine = made(crash), made(lambda data: data["ChildIdentifiers"])
    results, findings = run([broken, fine], examples.data_of(ONE, YEAR))
    assert [result.outcome for result in results] == [Outcome.CRASHED, Outcome.FAILED]
    assert "of all things" in results[0].reason
    assert [finding.child for finding in findings] == ["A1"]


def test_a_rule_without_what_it_needs_is_not_applicable_and_says_why():
    rule = made(lambda data: True, needs=("providers", "previous"))
    (result,), findings = run([rule], examples.data_of(ONE, YEAR))
    assert (result.outcome, result.reason) == (Outcome.NOT_APPLICABLE, "Not given: providers, previous.")
    assert findings == []


def test_a_row_that_is_blamed_twice_is_one_finding():
    rule = made(lambda data: pl.concat([data["ChildIdentifiers"]] * 2))
    assert len(run([rule], examples.data_of([ONE, ONE], YEAR))[1]) == 2


def test_a_child_who_has_no_row_is_named_by_its_identifier():
    rule = made(lambda data: pl.DataFrame({"CHILD": ["B2", "A1", "B2", None]}))
    (result,), findings = run([rule], examples.data_of(ONE, YEAR))
    assert (result.outcome, result.findings) == (Outcome.FAILED, 2)
    assert [(one.child, one.row, one.line) for one in findings] == [("A1", None, None), ("B2", None, None)]


def test_a_report_names_every_rule_of_the_year_once(tmp_path):
    path = tmp_path / "census.xml"
    path.write_bytes(examples.census([ONE, {"LAchildID": "A1", "Sex": "X", "PersonBirthDate": "2020-01-01"}]))
    report = check([path], "cin", "2025-26")
    codes = [result.code for result in report.rules]
    assert codes == [*(code for code in codes if code.startswith("form.")), *(r.code for r in RULES.in_force(YEAR))]
    assert report.exit_code == 1
    (finding,) = report.of("4180")
    assert (finding.child, finding.table, finding.row, finding.columns) == ("A1", "ChildIdentifiers", 1, ("Sex",))
    read = json.loads(report.as_json())
    assert read["tables"]["Child"] == 2
    assert {"rule", "child", "table", "row", "line", "columns", "message"} == set(read["findings"][0])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"collection": "tax"}, "There is no return 'tax'"),
        ({"year": "2019-20"}, "known are the years 2021-22"),
        ({"year": "2025"}, "Write it as 2025-26"),
        ({"rules": ["8500", "9999"]}, "called 9999"),
    ],
)
def test_what_does_not_exist_cannot_be_asked_for(options, said):
    with pytest.raises(ValueError, match=said):
        check([], **{"collection": "cin", "year": "2025-26"} | options)


# --- Whatever the data: properties ----------------------------------------------------------------------------------

DAYS = st.dates(min_value=dt.date(2024, 10, 1), max_value=dt.date(2026, 6, 1))


@st.composite
def children(draw: Any) -> list[dict[str, Any]]:
    """A few children with episodes and assessments of any dates, some of them without."""

    def maybe(name: str, strategy: Any) -> dict[str, Any]:
        value = draw(st.none() | strategy)
        return {} if value is None else {name: value}

    def assessment() -> dict[str, Any]:
        factors = draw(st.lists(st.sampled_from(["1A", "18A", "21", "2B"]), max_size=3))
        return (
            maybe("AssessmentActualStartDate", DAYS)
            | maybe("AssessmentAuthorisationDate", DAYS)
            | ({"AssessmentFactors": factors} if factors else {})
        )

    def episode() -> dict[str, Any]:
        found = maybe("CINreferralDate", DAYS) | maybe("CINclosureDate", DAYS)
        return found | {"Assessments": [assessment() for _ in range(draw(st.integers(0, 3)))]}

    return [
        {"LAchildID": f"C{number}"}
        | maybe("Sex", st.sampled_from("MFUX"))
        | maybe("PersonBirthDate", DAYS)
        | {"CINdetails": [episode() for _ in range(draw(st.integers(0, 2)))]}
        for number in range(draw(st.integers(1, 4)))
    ]


def blamed(made: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    results, findings = run(RULES.in_force(YEAR), examples.data_of(made, YEAR))
    assert [result.reason for result in results if result.outcome is Outcome.CRASHED] == []
    return sorted((finding.rule, finding.child) for finding in findings)


def of_children(found: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Without what is said of the return as a whole."""
    return [(code, child) for code, child in found if child is not None]


@settings(max_examples=25, deadline=None)
@given(children(), st.randoms())
def test_the_order_of_children_makes_no_difference(made, random):
    other = list(made)
    random.shuffle(other)
    assert blamed(made) == blamed(other)


@settings(max_examples=25, deadline=None)
@given(children())
def test_a_child_that_is_left_out_takes_its_own_findings_and_no_others(made):
    gone = made[0]["LAchildID"]
    if len(made) > 1:
        assert of_children(blamed(made[1:])) == [found for found in of_children(blamed(made)) if found[1] != gone]


@settings(max_examples=10, deadline=None)
@given(children())
def test_no_rule_changes_what_it_reads(made):
    data = examples.data_of(made, YEAR)
    before = {name: frame.clone() for name, frame in data.frames.items()}
    run(RULES.in_force(YEAR), data)
    assert all(before[name].equals(frame) for name, frame in data.frames.items())
