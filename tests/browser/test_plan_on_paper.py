"""The plan on one page is one sheet of A4, however full the plan is; and axe has nothing against the plan's pages."""

from __future__ import annotations

import io
from decimal import Decimal

import pypdfium2
import pytest
from django.utils import timezone

import a_plan
from threshold.improvement.actions import findings, plan, plan_actions, plan_links

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def full(pack, make_user, make_team):
    """Eight priorities with long titles, sixty actions, two proofs each, risks, money and requirements."""
    loop = a_plan.begin(make_user, make_team("front_door"), pack, timezone.now())
    a_plan.fill(loop)
    who = loop.who(loop.lead)
    for number in range(7):
        title = f"Priority {number}: children are seen, heard and understood by people who stay with them for long"
        loop.outcome = plan.add_outcome(plan.add_priority(loop.plan, **who, title=title), **who, words="Better")
        for n in range(8):
            action = loop.another_action(f"Action {number}.{n}")
            finding = findings.raise_finding(loop.authority, **who, kind="learning", words=f"Finding {number}.{n}")
            plan_links.answer_with_action(action, **who, finding=finding)
            for code in ("QA01", "QA03"):
                plan_links.prove_by_measure(action, **who, measure=code, better="higher", target=Decimal(80))
            rag = ["green", "amber", "red"][n % 3]
            plan_actions.rate_action(action, **who, rag=rag, reason="As it is")
        plan.record_risk(
            loop.plan, **who, words=f"Something number {number} that could go wrong, said at some length for a reader",
            likelihood=3, impact=4, mitigation="Much", owner_role="Director",
        )  # fmt: skip
    for months in range(1, 14):
        loop.audits(months, good=8, poor=2 + months % 2)
    return loop


def test_the_one_page_is_one_sheet_of_a4(full, page, sign_in):
    sign_in(page, full.lead)
    page.goto("/plan/one-page")
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", print_background=True)))
    assert len(document) == 1
    width, height = document[0].get_size()
    assert abs(width - 595) < 2
    assert abs(height - 842) < 2
    text = document[0].get_textpage().get_text_bounded()
    assert "Priority 6" in text
    assert "Greatest risks" in text
    assert "£250,000" in text


def test_axe_has_nothing_against_the_plans_pages(full, page, sign_in, axe):
    sign_in(page, full.lead)
    action, finding = full.action.reference, full.finding.reference
    for address in (
        "/improvement", "/plan", "/plan/new", "/plan/one-page", "/findings", "/evidence", "/interventions/new",
        f"/plan/actions/{action}", f"/plan/actions/{action}/proof", f"/plan/actions/{action}/answers",
        f"/findings/{finding}",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
