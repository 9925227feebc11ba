"""The measures of a return as one page: without a network, at both widths, found by word, opened one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tally import command

pytestmark = pytest.mark.browser

REFERRALS = (
    "cine_referral_id,cine_person_id,cine_referral_date,cine_referral_nfa,cine_referral_source_code,cine_referral_team\n"
    "R1,A1,2025-05-01,Y,6,North\nR2,B2,2025-05-01,N,1A,A team of quite a long name\nR3,A1,2025-06-01,N,6,\n"
)


@pytest.fixture
def page_of_measures(browser: Browser, tmp_path: Path) -> Page:
    (tmp_path / "ssd_cin_episodes.csv").write_text(REFERRALS)
    (tmp_path / "ssd_person.csv").write_text("pers_person_id\nA1\nB2\n")
    # A column that nobody fills is named in full, and its name has no place where it may break.
    names = "earl_episode_id,earl_person_id,earl_episode_start_date,earl_episode_end_date,earl_episode_end_reason"
    (tmp_path / "ssd_early_help_episodes.csv").write_text(f"{names}\nE1,A1,2025-05-01,2025-06-01,\n")
    out = tmp_path / "measures.html"
    arguments = ["measures", str(tmp_path), "--return", "ssd", "--year", "2025-26", "--by", "month,team"]
    assert command.main([*arguments, "--format", "html", "--out", str(out)]) == 0
    page = browser.new_page(offline=True)
    page.goto(out.as_uri())
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_it_says_the_value_and_opens_to_parts_and_definition(
    page_of_measures: Page, axe: Callable[[Page], None], width: int
):
    page = page_of_measures
    page.set_viewport_size({"width": width, "height": 900})
    axe(page)
    expect(page.locator("#FD06 .value")).to_have_text("33.3%")
    expect(page.locator("#FD06 .counts")).to_have_text("1 of 3")
    page.locator("#FD06 summary").click()
    expect(page.get_by_role("row", name="May 2025 North 100.0% 1 of 1")).to_be_visible()
    expect(page.locator("#FD06").get_by_text("Referrals that began in the period.")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_label("Find a measure").fill("re-referrals")
    expect(page.get_by_text("1 measure shown")).to_be_visible()
    expect(page.locator("#FD05")).to_be_visible()
    expect(page.locator("#FD06")).to_be_hidden()
