"""`threshold returns`: exit codes and output that other programs rely on, and sentences where it cannot go on."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tally import command, show, show_comparison
from tally.cin.examples import census
from tally.compare import ChangedFinding, Comparison, State
from tally.html import as_html
from tally.pages import rules_page
from tally.report import Finding, Outcome, Report, RuleResult
from tally.returns import RETURNS
from tally.rules import Severity

WHICH = ["--return", "cin", "--year", "2025-26"]
RIGHT = {
    "Header": {"LEA": "885"}, "LAchildID": "A1", "Sex": "F", "PersonBirthDate": "2015-05-01", "Ethnicity": "WBRI",
    "CINdetails": [{"CINreferralDate": "2025-05-01", "ReferralSource": "6", "ReferralNFA": "0"}],
}  # fmt: skip


@pytest.fixture
def clean(tmp_path: Path) -> str:
    path = tmp_path / "clean.xml"
    path.write_bytes(census(RIGHT).replace(b"<Source>", b"<CollectionDetails/><Source>"))
    return str(path)


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    path = tmp_path / "wrong.xml"
    path.write_bytes(census(RIGHT | {"Sex": "1"}).replace(b"<Source>", b"<CollectionDetails/><Source>"))
    return str(path)


def test_a_clean_return_ends_with_0_and_one_with_findings_with_1(clean, wrong, capsys):
    chosen = ["--rules", "4180, 8500"]
    assert command.main(["check", clean, *WHICH, *chosen]) == 0
    assert "0 findings" in capsys.readouterr().out
    assert command.main(["check", wrong, *WHICH, *chosen]) == 1
    out = capsys.readouterr().out
    assert "4180        1  error  The child's sex must be given as M, F or U." in out
    assert "8500" not in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "{clean}", "{clean}", *WHICH], "one XML file"),
        (["check", "{clean}/nothing", *WHICH], "Not a directory"),
        (["check", "{clean}", "--return", "cin", "--year", "2025"], "Write it as 2025-26"),
        (["check", "{clean}", *WHICH, "--rules", "1"], "No rule of 2025-26 is called 1"),
        (["explain", "1"], "No rule is called 1"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence(arguments, said, clean, capsys):
    assert command.main([argument.format(clean=clean) for argument in arguments]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def test_json_goes_to_the_file_that_is_named(wrong, tmp_path, capsys):
    out = tmp_path / "report.json"
    assert command.main(["check", wrong, *WHICH, "--format", "json", "--out", str(out)]) == 1
    assert capsys.readouterr().out == ""
    read = json.loads(out.read_text())
    assert (read["return"], read["year"]) == ("cin", "2025-26")
    assert [found["child"] for found in read["findings"] if found["rule"] == "4180"] == ["A1"]


def test_csv_has_a_line_a_finding_and_no_formula():
    finding = Finding("1580", "=HYPERLINK(1)", "ChildIdentifiers", 0, 3, ("LAchildID",), "Wrong.")
    (row,) = csv.DictReader(io.StringIO(show.as_csv([finding])))
    assert row["child"] == "'=HYPERLINK(1)"
    assert (row["rule"], row["line"], row["columns"]) == ("1580", "3", "LAchildID")


def test_several_columns_are_told_apart_whatever_they_are_called():
    columns = (
        "Placement Type",
        "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
    )
    finding = Finding("1", "A1", "Children in care", 0, 3, columns, "Wrong.")
    (row,) = csv.DictReader(io.StringIO(show.as_csv([finding])))
    assert tuple(row["columns"].split("; ")) == columns
    changed = ChangedFinding(State.NEW, "1", "A1", "Children in care", columns, "Wrong.", None, 0)
    comparison = Comparison("annex-a", ("2025-26", "2025-26"), [changed], [])
    (row,) = csv.DictReader(io.StringIO(show_comparison.as_csv(comparison)))
    assert tuple(row["columns"].split("; ")) == columns
    results = [RuleResult("1", Severity.ERROR, "Wrong.", Outcome.FAILED, 1)]
    assert "; ".join(columns) in as_html(Report("annex-a", "2025-26", {}, results, [finding]), title="", doubts={})


@pytest.mark.parametrize("collection", RETURNS)
def test_no_column_is_called_by_what_stands_between_columns(collection):
    tables = RETURNS[collection].collection.tables
    assert not [column.name for table in tables for column in table.columns if ";" in column.name]


def test_a_crash_stands_first_and_ends_with_3():
    results = [
        RuleResult("1", Severity.ERROR, "Wrong.", Outcome.FAILED, 2),
        RuleResult(
            "2", Severity.ERROR, "Wrong.", Outcome.CRASHED, reason="Traceback\nZeroDivisionError: of all things"
        ),
        RuleResult("3", Severity.ERROR, "Wrong.", Outcome.NOT_APPLICABLE, reason="Not given: providers."),
    ]
    report = Report("cin", "2025-26", {"Child": 1}, results, [], notes=["<b> was left out."])
    assert report.exit_code == 3
    text = show.as_table(report)
    assert (
        text.index("ZeroDivisionError")
        < text.index("<b> was left out.")
        < text.index("To put right")
        < text.index("Not given: providers.")
    )
    page = as_html(report, title="Census", doubts={})
    assert page.index("ZeroDivisionError") < page.index("&lt;b&gt; was left out.") < page.index("Not given: providers.")


def test_the_page_says_what_the_report_says_and_takes_nothing_for_markup(wrong, tmp_path):
    out = tmp_path / "report.html"
    assert command.main(["check", wrong, *WHICH, "--rules", "4180", "--format", "html", "--out", str(out)]) == 1
    page = out.read_text()
    assert "1 finding by 1 rule, of 1 child." in page
    assert "The child&#39;s sex must be given as M, F or U." in page
    finding = Finding("1580", "<script>alert(1)</script>", "ChildIdentifiers", 0, 3, ("LAchildID",), "Wrong.")
    results = [RuleResult("1580", Severity.ERROR, "Wrong.", Outcome.FAILED, 1)]
    page = as_html(Report("cin", "2025-26", {}, results, [finding]), title="Census", doubts={})
    assert "<script>alert" not in page
    assert "src=" not in page
    assert "https://" not in page


def test_rules_and_explain_say_what_is_asked(capsys):
    assert command.main(["rules", *WHICH]) == 0
    assert "4180" in capsys.readouterr().out
    assert command.main(["explain", "8750"]) == 0
    said = capsys.readouterr().out
    assert "The sex of a child who is not born yet must be U." in said
    assert "The published logic still says" in said


def test_the_command_starts_without_django(clean):
    script = (
        "import sys; from threshold import cli; sys.argv = ['threshold', 'returns', 'rules', *sys.argv[1:]]\n"
        "try:\n    cli.main()\nexcept SystemExit as left:\n    assert left.code == 0\n"
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, *WHICH], check=True, capture_output=True)


def test_explain_shows_examples_without_what_is_empty_and_says_what_else_is_needed(capsys):
    assert command.main(["explain", "142"]) == 0
    assert "\n  Episodes (DECOM 2025-05-01) (DECOM 2025-07-01)\n" in capsys.readouterr().out
    assert command.main(["explain", "503J"]) == 0
    said = capsys.readouterr().out
    assert "Not asked without last year's return (--previous), a list of postcodes (--reference), whose" in said
    assert "last year (Episodes (" in said


def test_the_page_of_rules_writes_examples_as_explain_does(capsys):
    found = RETURNS["ssda903"]
    page = rules_page(found, "")
    for code in ("142", "503J", "1001"):
        assert command.main(["explain", code]) == 0
        of_command = capsys.readouterr().out.partition("\nFails:\n")[2].replace("Passes:\n", "").splitlines()
        of_page = page.partition(f"\n## {code}\n")[2].partition("```\n")[2].partition("```")[0].splitlines()
        assert [line.strip() for line in of_command] == [line.partition(" ")[2].strip() for line in of_page]
    assert "last year (Episodes without a row)" in page
    assert '{"' not in page


def test_json_has_the_shape_that_other_programs_rely_on(wrong, capsys):
    """The names, their order and the kinds of values, as they were promised."""
    assert command.main(["check", wrong, *WHICH, "--rules", "4180,8500", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["return", "year", "tables", "rules", "findings", "seconds"]
    assert told["tables"]["Child"] == 1
    assert {name: type(rows) for name, rows in told["tables"].items() if type(rows) is not int} == {}
    for rule in told["rules"]:
        assert list(rule) == ["code", "severity", "outcome", "findings", "reason"]
    (rule,) = (rule for rule in told["rules"] if rule["code"] == "4180")
    assert rule == {"code": "4180", "severity": "error", "outcome": "failed", "findings": 1, "reason": ""}
    assert {rule["outcome"] for rule in told["rules"]} <= {"passed", "failed", "not_applicable", "crashed"}
    (finding,) = (one for one in told["findings"] if one["rule"] == "4180")
    assert list(finding) == ["rule", "child", "table", "row", "line", "columns", "message"]
    line = finding.pop("line")
    assert line >= 1
    assert finding == {
        "rule": "4180", "child": "A1", "table": "ChildIdentifiers", "row": 0, "columns": ["Sex"],
        "message": "The child's sex must be given as M, F or U.",
    }  # fmt: skip
    assert [set(map(type, told["seconds"].values())), list(told["seconds"])] == [{float}, ["read", "check"]]


def test_the_child_of_a_header_is_null_in_json(tmp_path, capsys):
    path = tmp_path / "census.xml"
    path.write_bytes(census(RIGHT | {"Header": {"LEA": "9"}}))
    assert command.main(["check", str(path), *WHICH, "--format", "json"]) == 1
    of_header = [one for one in json.loads(capsys.readouterr().out)["findings"] if one["table"] == "Header"]
    assert of_header
    assert {one["child"] for one in of_header} == {None}


def test_a_check_of_one_return_loads_no_other(clean):
    script = (
        "import sys; from tally import command\n"
        "command.main(['check', *sys.argv[1:]])\n"
        "others = ('tally.ssda903', 'tally.annex_a', 'tally.ssd', 'jinja2', 'sqlalchemy', 'python_calamine')\n"
        "sys.stderr.write(' '.join(name for name in sys.modules if name.startswith(others)))"
    )
    done = subprocess.run([sys.executable, "-c", script, clean, *WHICH], check=True, capture_output=True, text=True)
    assert "Child 1" in done.stdout
    assert done.stderr == ""
