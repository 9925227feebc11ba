"""The loop in a real browser: a sample drawn, audited, graded blind, put right and looked at; a finding closed on it,
a quarter frozen and its difference read; and every link of the way walked forwards and back.

It begins with a sentence of a real inspection report where the sample lies beside the project, else of a made one.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from steps import press

import a_report
from an_audit_office import AuditOffice
from threshold.access.models import User
from threshold.demo import inspection as made_up
from threshold.improvement import quarters
from threshold.improvement.actions import authorities, drafts, findings, plan, plan_actions, plan_links
from threshold.improvement.models import Finding, FindingClosure, PlanAction, QuarterlyReport
from threshold.improvement.ofsted.sandbox import read_safely
from threshold.improvement.reading import look_of
from threshold.quality.models import Audit, AuditAction, ProgrammeItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REAL_REPORT = Path(__file__).parents[3] / "shared" / "samples" / "ofsted-reports" / "worcestershire-29-july-2019.pdf"
#: What only the first auditor wrote: nowhere on the moderator's pages until both grades are in.
SECRET = "The grandmother was never asked"


def answer_all(page: Page, grade: str = "good", *, words: str = "Seen in the record", **chosen: str) -> None:
    """Answer every question of the page's form: this grade, yes where it is asked, these words."""
    form = page.locator("main form").last
    for name in dict.fromkeys(form.locator("input[type=radio]").evaluate_all("found => found.map(one => one.name)")):
        wanted = chosen.get(name) or ("no" if name == "is_unsafe" else grade if "grade" in name else "yes")
        options = form.locator(f"input[type=radio][name='{name}']")
        values = options.evaluate_all("found => found.map(one => one.value)")
        options.nth(values.index(wanted) if wanted in values else 0).check()
    for place in range(form.locator("textarea").count()):
        if form.locator("textarea").nth(place).is_visible():
            form.locator("textarea").nth(place).fill(words)


def fill_date(page: Page, name: str, day: dt.date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name='{name}-{part}']").fill(str(value))


def send(page: Page) -> None:
    """Press the form's own button, and be on the page that answers it."""
    with page.expect_navigation():
        page.locator("main form button").last.click()


class Building:
    """One browser, used by one person after another."""

    def __init__(self, page: Page, sign_in: Any, look: Any) -> None:
        self.page, self._sign_in, self.look = page, sign_in, look

    def as_(self, user: Any, name: str, *args: Any) -> Page:
        self._sign_in(self.page, user)
        self.page.goto(reverse(name, args=args))
        expect(self.page.get_by_role("heading", level=1)).to_have_count(1)
        return self.page


@pytest.fixture
def service(door: Any, make_user: Any) -> AuditOffice:
    """A front door whose decisions of the day before yesterday were signed off, and a quality assurance service."""
    door.now = timezone.now() - dt.timedelta(days=2)
    office = AuditOffice(door, make_user)
    office.signed_off("Robin", "Wren", "Rowan")
    return office


@pytest.fixture
def desk(service: AuditOffice, make_user: Any) -> a_report.Office:
    """Our authority with an inspection report that was read from its PDF, and a plan that answers it."""
    now = timezone.now()
    desk = a_report.office(make_user, now)
    last = now.date() - dt.timedelta(days=120)
    who: dict[str, Any] = {"by": desk.writer, "now": now - dt.timedelta(days=80)}
    if REAL_REPORT.exists():
        data = REAL_REPORT.read_bytes()
        worker = User.objects.service("worker_service")
        desk.authority = authorities.name_ours(by=worker, now=now, name="Worcestershire County Council")
    else:
        data = made_up.report_pdf(last - dt.timedelta(days=11), last, last + dt.timedelta(days=30))
    draft = drafts.import_report(
        desk.authority, **who, data=data, file_name="report.pdf", source="Made for the test",
        read=read_safely(data, "report.pdf"),
    )  # fmt: skip
    drafts.confirm_report(draft, **who, look=look_of(draft))
    findings.set_themes(_finding(), **who, themes=["oversight"])
    made = plan.make_plan(
        desk.authority,
        **who,
        title="Every child, the first time",
        starts_on=last,
        ends_on=last + dt.timedelta(days=700),
    )
    priority = plan.add_priority(made, **who, title="The right decision")
    outcome = plan.add_outcome(priority, **who, words="A child can read why")
    action = plan_actions.add_action(
        outcome, **who, title="Three questions with every sign-off", difference="The reason stands in the record",
        owner=service.door.manager, starts_on=last, due_on=now.date() + dt.timedelta(days=30),
    )  # fmt: skip
    plan_links.answer_with_action(action, **who, finding=_finding())
    plan_links.prove_by_measure(action, **who, measure="QA01", better="higher", target=Decimal(50))
    desk.now = now
    return desk


def _finding() -> Finding:
    """The second sentence of what needs to improve."""
    return Finding.objects.order_by("pk")[1]


def test_from_a_sample_to_a_closed_finding_and_back(service, desk, page, sign_in, look):
    walk = Building(page, sign_in, look)
    audit = drawn_and_audited(walk, service)
    put_right(walk, service, audit)
    closed(walk, service, desk, audit)
    frozen(walk, desk)
    there_and_back(walk, service, desk, audit)


def drawn_and_audited(walk: Building, service: AuditOffice) -> Audit:
    """A sample is drawn, audited, graded blind by a second auditor, talked through and agreed."""
    day, page = service.door.now.date(), walk.page
    walk.as_(service.lead, "new_programme_item")
    page.get_by_label("What is it to find out?").fill("Managers' reasons")
    page.locator("[name=month]").select_option(index=1)
    page.locator("[name=kind][value=case]").check()
    page.locator("[name=tool]").select_option("front_door_decision")
    page.locator("[name=population]").select_option("front_door_decisions")
    fill_date(page, "population_from", day - dt.timedelta(days=5))
    fill_date(page, "population_to", day)
    page.locator("[name=size]").fill("1")
    page.locator("[name=method][value=random]").check()
    page.locator("[name=moderate_every]").fill("1")
    walk.look(page, "loop-plan")
    press(page, "Put it into the programme")
    item = ProgrammeItem.objects.get()
    walk.as_(service.lead, "draw_sample", item.reference)
    send(page)
    audit = Audit.objects.get(sampled__draw__item=item)
    assert audit.worker not in (audit.auditor, service.lead)
    walk.look(page, "loop-drawn")

    walk.as_(audit.auditor, "hand_in_audit", audit.reference)
    answer_all(page, "good", words=SECRET)
    walk.look(page, "loop-audit")
    press(page, "Hand in", exact=True)
    audit.refresh_from_db()
    assert audit.state == "awaiting_moderation"

    walk.as_(audit.moderator, "quality_audit", audit.reference)
    expect(page.get_by_text(SECRET)).to_have_count(0)
    walk.as_(audit.moderator, "moderate_audit", audit.reference)
    expect(page.get_by_text(SECRET)).to_have_count(0)
    answer_all(page, "requires_improvement")
    walk.look(page, "loop-moderate")
    press(page, "Give the second grade")

    walk.as_(audit.auditor, "agree_grades", audit.reference)
    answer_all(page, "good", words="Read together: the telephone note settles it")
    walk.look(page, "loop-agree")
    press(page, "Record what was agreed")
    audit.refresh_from_db()
    assert (audit.state, bool(audit.agreed_grade)) == ("complete", True)
    return audit


def put_right(walk: Building, service: AuditOffice, audit: Audit) -> None:
    """An action is raised, its owner gives evidence, and a second person opens the record and closes it."""
    page, manager = walk.page, service.door.manager
    walk.as_(audit.auditor, "raise_audit_action", audit.reference)
    page.locator("[name=what]").fill("Write down why it was signed off")
    page.locator("[name=difference]").fill("The child can read later why we came")
    page.locator("[name=owner]").select_option(str(manager.pk))
    fill_date(page, "due_on", timezone.now().date() + dt.timedelta(days=10))
    send(page)
    action = AuditAction.objects.get()
    walk.as_(manager, "change_audit_action", action.reference, "evidence")
    page.locator("[name=evidence]").fill("A late note of today, dated and signed")
    send(page)
    walk.as_(service.lead, "change_audit_action", action.reference, "second-look")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open the record").click()
    opened.value.wait_for_load_state()
    expect(opened.value.get_by_role("heading", level=1)).to_have_count(1)
    opened.value.close()
    page.locator("[name=found][value=yes]").check()
    page.locator("[name=seen]").fill("The note is there and says more than “agreed”")
    walk.look(page, "loop-second-look")
    press(page, "Save what I saw")
    action.refresh_from_db()
    assert (action.state, action.closed_by) == ("closed", service.lead)


def closed(walk: Building, service: AuditOffice, desk: a_report.Office, audit: Audit) -> None:
    """The audit becomes evidence of the finding; its closing is proposed by one person and signed off by another."""
    page, finding = walk.page, _finding()
    walk.as_(service.lead, "add_evidence", "audit")
    page.locator("[name=audit]").fill(audit.reference)
    page.locator("[name=shows]").fill("The manager's own reason stands in the record")
    page.locator("[name=of]").select_option(f"finding:{finding.pk}")
    send(page)
    walk.as_(service.lead, "change_finding", finding.reference, "propose")
    page.locator("[name=reason]").fill("Whoever reads the record can see why it was decided")
    page.locator("[name=evidence]").first.check()
    walk.look(page, "loop-propose")
    send(page)
    walk.as_(desk.leader, "change_finding", finding.reference, "sign-off")
    page.locator("main form textarea").first.fill("I read the audit and rang the manager")
    send(page)
    finding.refresh_from_db()
    assert finding.state == "closed"
    expect(page.get_by_text("Signed off", exact=False).first).to_be_visible()
    walk.look(page, "loop-finding-closed")


def frozen(walk: Building, desk: a_report.Office) -> None:
    """Last quarter's report is approved, is frozen, and says what is different from the one before."""
    quarter = quarters.before(quarters.first_day(timezone.now().date()))
    _as_if_closed_in(quarter)
    desk.published(quarters.before(quarter))
    report = desk.submitted(quarter)
    where = reverse("report", args=[quarters.slug(quarter), report.edition])
    walk._sign_in(walk.page, desk.leader)
    walk.page.goto(f"{where}/approve")
    walk.page.locator("main form input[type=checkbox]").first.check()
    press(walk.page, "Approve and freeze")
    report = QuarterlyReport.objects.get(pk=report.pk)
    assert report.state == "approved"
    walk.page.goto(f"{where}/difference")
    expect(walk.page.get_by_role("heading", level=1)).to_have_count(1)
    walk.look(walk.page, "loop-difference")


def _as_if_closed_in(quarter: dt.date) -> None:
    """A quarter that is over can be reported: the closure of this minute becomes one of its last day."""
    at = dt.datetime.combine(quarters.last_day(quarter), dt.time(12), dt.UTC)
    Finding.objects.filter(pk=_finding().pk).update(closed_at=at)
    FindingClosure.objects.update(proposed_at=at, answered_at=at)


def there_and_back(walk: Building, service: AuditOffice, desk: a_report.Office, audit: Audit) -> None:
    """From the sentence to the action, the measure, the evidence and the audit, and from each of them back."""
    page, finding, action = walk.page, _finding(), PlanAction.objects.get()
    report = QuarterlyReport.objects.get(state="approved")
    at = reverse("finding", args=[finding.reference])
    evidence = finding.evidence.get()
    walk.as_(service.lead, "inspection", finding.inspection.reference)
    expect(page.locator(f"a[href='{at}']").first).to_be_visible()
    page.locator(f"a[href='{at}']").first.click()
    expect(page.get_by_text(finding.words, exact=False).first).to_be_visible()
    onward = [
        reverse("plan_action", args=[action.reference]),
        reverse("measure", args=["QA01"]),
        reverse("evidence", args=[evidence.reference]),
        reverse("inspection", args=[finding.inspection.reference]),
        reverse("theme", args=[finding.themes[0]]),
        reverse("report", args=[report.slug, report.edition]),
    ]
    for address in onward:
        page.goto(at)
        page.locator(f"main a[href='{address}']").first.click()
        page.wait_for_url(f"**{address}*")
        expect(page.locator(f"main a[href='{at}']").first).to_be_visible()
    page.goto(reverse("evidence", args=[evidence.reference]))
    page.locator(f"main a[href='{reverse('quality_audit', args=[audit.reference])}']").first.click()
    page.wait_for_url("**/audits/**")
    expect(page.locator(f"main a[href='{at}']").first).to_be_visible()
