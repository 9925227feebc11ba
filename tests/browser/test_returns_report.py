"""The report of a return as one page: without a network, at both widths, found by child, by rule and by word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from a_workbook import rows, workbook
from tally import command
from tally.annex_a.tables import CHILD
from tally.cin.examples import census

pytestmark = pytest.mark.browser


def report_of(path: Path, collection: str, *more: str) -> str:
    """The address of the page that a check of a return with findings writes beside it."""
    out = path.with_name("report.html")
    arguments = ["check", str(path), "--return", collection, "--year", "2025-26", *more]
    assert command.main([*arguments, "--format", "html", "--out", str(out)]) == 1
    return out.as_uri()


@pytest.fixture
def page_of_report(browser: Browser, tmp_path: Path) -> Page:
    wrong = [
        {"LAchildID": "A1", "Sex": "1", "CINdetails": [{}]},
        {"LAchildID": "A2", "Sex": "F", "CINdetails": [{"Assessments": [{"AssessmentFactors": ["18A"]}]}]},
    ]
    (tmp_path / "census.xml").write_bytes(census(wrong))
    page = browser.new_page(offline=True)
    page.goto(report_of(tmp_path / "census.xml", "cin"))
    return page


@pytest.fixture
def page_of_teams(page_of_report: Page, tmp_path: Path) -> Page:
    """The same report with a file that says which team one of the two children is with."""
    (tmp_path / "teams.csv").write_text("Child,Team\nA1,Assessment and intervention team of the north\n")
    page_of_report.goto(report_of(tmp_path / "census.xml", "cin", "--teams", str(tmp_path / "teams.csv")))
    return page_of_report


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_found_by_team(page_of_teams: Page, axe: Callable[[Page], None], width: int):
    page = page_of_teams
    page.set_viewport_size({"width": width, "height": 900})
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    teams = page.get_by_role("region", name="Teams with findings")
    expect(teams.get_by_role("rowheader")).to_have_text(
        ["Assessment and intervention team of the north", "No team known"]
    )
    page.get_by_label("Team", exact=True).select_option("No team known")
    expect(teams.get_by_role("rowheader")).to_have_text(["No team known"])
    children = page.get_by_role("region", name="Children with findings")
    expect(children.get_by_role("rowheader")).to_have_text(["A2"])
    expect(page.get_by_role("status")).to_contain_text("shown")
    page.get_by_label("Find a child, a rule or a word").fill("4180")
    expect(page.get_by_text("0 findings shown")).to_be_visible()


def test_nothing_is_said_of_teams_where_none_is_known(page_of_report: Page):
    expect(page_of_report.get_by_text("team", exact=False)).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_found_by_child_by_rule_and_by_kind(page_of_report: Page, axe: Callable[[Page], None], width: int):
    page = page_of_report
    page.set_viewport_size({"width": width, "height": 900})
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_label("Find a child, a rule or a word").fill("nobody of this name")
    expect(page.get_by_role("heading", name="By child")).to_be_visible()
    expect(page.get_by_text("0 findings shown")).to_be_visible()
    page.get_by_label("Find a child, a rule or a word").fill("8945q")
    expect(page.get_by_text("1 finding shown")).to_be_visible()
    expect(page.get_by_role("cell", name="A2").first).to_be_visible()
    page.get_by_label("Kind").select_option("error")
    expect(page.get_by_text("0 findings shown")).to_be_visible()


@pytest.fixture
def page_of_lists(browser: Browser, tmp_path: Path) -> Page:
    """The report of an Annex A with faults of form, checks between lists, teams, and lists that are missing."""
    given = {
        "Gender": "a) Male", "Ethnicity": "a) White", "Date of Birth": dt.date(2015, 5, 1), "Age of Child (Years)": 10,
        "Does the Child have a Disability": "b) No", "Allocated Team": "Safeguarding north", "Allocated Worker": "W1",
    }  # fmt: skip
    need = given | {
        "CIN Start Date": dt.date(2025, 9, 1), "Primary Need Code": "a) Abuse or neglect",
        "CIN Closure Date": dt.date(2025, 6, 1), "Case Status": "e) Closed episode",
    }  # fmt: skip
    contact = given | {"Date of Contact": "soon", "Contact Source": "a neighbour who does not give a name at all"}
    sheets = {
        "List 1": rows("Contacts", contact, contact | {CHILD: "2", "Ethnicity": None}),
        "List 6": rows("Children in need", need, need | {"Gender": "b) Female"}),
        "Notes": [["ask the team"]],
    }
    (tmp_path / "lists.xlsx").write_bytes(workbook(sheets))
    page = browser.new_page(offline=True)
    page.goto(report_of(tmp_path / "lists.xlsx", "annex-a"))
    return page


@pytest.mark.parametrize(("width", "name"), [(1366, "laptop"), (390, "phone")])
def test_an_annex_a_is_understood_from_its_page(
    page_of_lists: Page,
    axe: Callable[[Page], None],
    screenshot: Callable[[Page, str], Path],
    width: int,
    name: str,
):
    page = page_of_lists
    page.set_viewport_size({"width": width, "height": 900})
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(page.get_by_role("heading", level=1)).to_contain_text("Annex A")
    page.get_by_text("form.bad_value:").click()
    expect(page.get_by_text("“Date of Contact” holds “soon”.").first).to_be_visible()
    screenshot(page, f"returns-annex-a-{name}")
    teams = page.get_by_role("region", name="Teams with findings")
    expect(teams.get_by_role("rowheader")).to_contain_text(["Safeguarding north"])
    # Of a list that is missing it is said once that it is, and not of each of its columns.
    missing = page.get_by_role("region", name="Rules that could not be asked")
    expect(missing.get_by_role("rowheader", name="Not given: Early help.", exact=True)).to_have_count(1)
    page.get_by_label("Find a child, a rule or a word").fill("form.no_list")
    expect(page.get_by_text("9 findings shown")).to_be_visible()
    page.get_by_label("Find a child, a rule or a word").fill("neighbour")
    expect(page.get_by_text("2 findings shown")).to_be_visible()
    expect(page.get_by_role("cell", name="2", exact=True).first).to_be_visible()
