"""The pages of inspections in a browser: axe on each, on a laptop and a telephone, and the way from PDF to finding."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

import a_report_pdf as made
import an_inspection
from threshold.improvement.models import Inspection, ReportDraft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1280, "height": 900}


def test_axe_finds_nothing_grave_on_the_pages_of_inspections(pack, make_user, page, sign_in, axe):
    office = an_inspection.furnish(make_user, timezone.now())
    sign_in(page, office.lead)
    last = (timezone.now() - dt.timedelta(days=7)).date()
    read = Inspection.objects.get(draft__isnull=False)
    judged = Inspection.objects.get(title="A standard look")
    waiting = ReportDraft.objects.get(state="draft")
    addresses = [
        "/inspections", "/examples/otherwhere/inspections", f"/inspections/{read.reference}",
        f"/inspections/{judged.reference}", f"/inspections/{judged.reference}/sent/action-plan-draft",
        "/inspections/record", f"/inspections/record/short/{last}/{last}", f"/inspections/record/focused/{last}/{last}",
        "/inspections/import", f"/inspections/import/{waiting.pk}", f"/inspections/import/{waiting.pk}/discard",
    ]  # fmt: skip
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)
        for address in addresses:
            page.goto(address)
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], address


def test_from_a_pdf_to_its_finding(pack, make_user, page, sign_in, tmp_path: Path):
    office = an_inspection.build(make_user, timezone.now())
    report = tmp_path / "severnshire-14-july-2023.pdf"
    report.write_bytes(made.new_report().bytes())
    sign_in(page, office.lead)
    page.goto("/inspections")
    page.get_by_role("link", name="Read a report (PDF)").or_(page.get_by_role("button", name="Read a report")).click()
    page.get_by_label("The report or letter (PDF)").set_input_files(report)
    page.get_by_label("Where does the file come from?").fill("Made for a test")
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("heading", name="Compare with the report").wait_for()
    for choice in page.get_by_label("Compared with the report: make it a finding").all():
        choice.check()
    page.get_by_label("I compared the grades").check()
    page.get_by_role("button", name="Confirm and record the inspection").click()
    page.get_by_text("The timeliness of visits to children in care.").wait_for()
    assert page.get_by_text("Page 1").first.is_visible()
    assert Inspection.objects.get().judgements.count() == 5
