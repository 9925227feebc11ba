"""Somebody writes a quarter's report, another approves it, and it is published: for every test that needs one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from threshold.access.models import User
from threshold.core.calendar import add_months
from threshold.improvement import ours, quarters
from threshold.improvement.actions import reports
from threshold.improvement.documents.blocks import Chart
from threshold.improvement.models import Authority, Finding, Inspection, Plan, PlanAction, QuarterlyReport

#: The quarter before the tests' moment (11 March 2026), and the one before that.
QUARTER, EARLIER = dt.date(2025, 10, 1), dt.date(2025, 7, 1)


@dataclass
class Office:
    """Our own authority and the people who make its reports."""

    authority: Authority
    writer: User
    leader: User
    now: dt.datetime

    def begin(self, quarter: dt.date = QUARTER, **more: Any) -> QuarterlyReport:
        words = {"title": "Children's services: how we are doing", "measures": ["FD01", "FD02"]} | more
        return reports.begin_report(
            self.authority, by=self.writer, now=self.now, quarter_starts_on=quarter, **words
        )  # fmt: skip

    def write(self, report: QuarterlyReport, kind: str = "overview", **more: Any) -> QuarterlyReport:
        words = {"text": "Children are seen sooner than they were.", "is_public": True} | more
        return reports.write_section(report, by=self.writer, now=self.now, kind=kind, **words)

    def submitted(self, quarter: dt.date = QUARTER, **more: Any) -> QuarterlyReport:
        report = self.write(self.begin(quarter, **more))
        return reports.submit_report(report, by=self.writer, now=self.now)

    def approved(self, quarter: dt.date = QUARTER, **more: Any) -> QuarterlyReport:
        return reports.approve_report(self.submitted(quarter, **more), by=self.leader, now=self.now)

    def published(self, quarter: dt.date = QUARTER, **more: Any) -> QuarterlyReport:
        return reports.publish_report(self.approved(quarter, **more), by=self.writer, now=self.now)

    # --- What a report tells of -----------------------------------------------------------------------------------

    def inspection(self, **more: Any) -> Inspection:
        values = {
            "kind": "standard", "framework": "ilacs", "title": "Inspection of May 2025",
            "starts_on": dt.date(2025, 5, 12), "ends_on": dt.date(2025, 5, 23), "published_on": dt.date(2025, 7, 4),
        } | more  # fmt: skip
        made = Inspection.objects.create(
            authority=self.authority, recorded_at=self.now, recorded_by=self.writer, **values
        )  # fmt: skip
        made.judgements.create(area="help_and_protection", grade="requires_improvement")
        return made

    def finding(self, inspection: Inspection | None = None, **more: Any) -> Finding:
        values = {"words": "The timeliness of decisions in the front door", "page": 2} | more
        at = dt.datetime(2025, 7, 4, 9, tzinfo=dt.UTC)
        return Finding.objects.create(
            authority=self.authority, kind="inspection" if inspection else "audit_theme", inspection=inspection,
            raised_at=at, raised_by=self.writer, **values,
        )  # fmt: skip

    def close(self, finding: Finding, on: dt.date) -> None:
        """Closed with its sign-off, without the evidence that an action would ask for."""
        at = dt.datetime.combine(on, dt.time(12), dt.UTC)
        finding.closures.create(
            proposed_at=at, proposed_by=self.writer, reason="Families hear within a day", answered_at=at,
            answered_by=self.leader, was_signed_off=True, answer="Agreed",
        )  # fmt: skip
        Finding.objects.filter(pk=finding.pk).update(state="closed", closed_at=at)

    def plan(self, *titles: str) -> list[PlanAction]:
        plan = Plan.objects.create(
            authority=self.authority, title="Improvement plan 2025 to 2027", starts_on=dt.date(2025, 7, 1),
            ends_on=dt.date(2027, 6, 30), made_at=self.now, made_by=self.writer,
        )  # fmt: skip
        outcome = plan.priorities.create(number=1, title="A quick and safe front door").outcomes.create(
            number=1, words="Families hear from us within a day"
        )
        return [
            outcome.actions.create(
                title=title, difference="Quicker help", owner=self.leader, starts_on=dt.date(2025, 7, 1),
                due_on=add_months(dt.date(2026, 3, 31), number), state="in_progress", rag="amber",
                rag_reason="Two posts are vacant", rag_at=self.now, made_at=self.now, made_by=self.writer,
            )
            for number, title in enumerate(titles)
        ]  # fmt: skip


def office(make_user: Any, now: dt.datetime) -> Office:
    ours.keep(by=User.objects.service("worker_service"), now=now)
    authority = Authority.objects.get(is_ours=True)
    return Office(authority, make_user("improvement_lead"), make_user("senior_leader"), now)


def reports_in_every_state(make_user: Any, now: dt.datetime) -> User:
    """A published report, an approved one, one that waits and one that is written. Returns who writes them."""
    desk = office(make_user, now)
    newest = quarters.first_day(now.date())
    days = [newest]
    for _ in range(3):
        days.append(quarters.before(days[-1]))
    desk.published(days[3])
    desk.approved(days[2])
    desk.submitted(days[1])
    desk.write(desk.begin(days[0]))
    return desk.writer


#: One white pixel: what a chart is where a test does not look at it.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63"
    "f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def plain_chart(one: dict[str, Any]) -> Chart:
    """In the place of `internal.drawn` and `for_everybody.drawn`, which load a drawing library for some seconds."""
    return Chart(one["title"], "A line", "<svg xmlns='http://www.w3.org/2000/svg'/>", PIXEL)
