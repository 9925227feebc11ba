"""An improvement loop under way: our authority, a plan with one action that answers one finding, and who acts on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from threshold.access.models import User
from threshold.core.models import PackVersion
from threshold.improvement import codes
from threshold.improvement.actions import advice, evidence, findings, interventions, plan, plan_actions, plan_links
from threshold.improvement.actions.authorities import add_example, name_ours, seal_example
from threshold.improvement.models import Authority, Finding, Plan, PlanAction, PlanOutcome
from threshold.quality.models import Audit

#: A measure that tests can move by making audits: the share of audits graded good or better.
MEASURE = "QA01"


@dataclass
class Loop:
    """Our improvement, as the tests begin with it. `lead` keeps the plan, `owner` does the work, two directors sign."""

    authority: Authority
    lead: User
    owner: User
    director: User
    other_director: User
    now: dt.datetime
    plan: Plan
    outcome: PlanOutcome
    finding: Finding
    action: PlanAction
    make_user: Callable[..., Any]
    team: Any
    pack: PackVersion

    def who(self, user: User, **more: Any) -> dict[str, Any]:
        return {"by": user, "now": self.now, **more}

    def another_action(self, title: str = "Another action", **more: Any) -> PlanAction:
        today = self.now.date()
        return plan_actions.add_action(
            self.outcome, **self.who(self.lead), title=title, difference="Children are seen sooner",
            starts_on=today - dt.timedelta(days=60), due_on=today + dt.timedelta(days=30), owner=self.owner, **more,
        )  # fmt: skip

    def audits(self, months_ago: int, *, good: int, poor: int = 0, tool: str = "front_door_decision") -> list[Audit]:
        """Complete audits of the 15th of a month, without a child."""
        first = (self.now.replace(day=15) - dt.timedelta(days=30 * months_ago)).replace(day=15)
        auditor = self.lead
        return [
            Audit.objects.create(
                kind="case", tool=tool, pack_version=self.pack, subject_type="quality.test", subject_id=number,
                subject_reference="X", team=self.team, auditor=auditor, assigned_at=first, assigned_by=auditor,
                state="complete", grade=grade, graded_at=first, agreed_grade=grade, completed_at=first,
            )
            for number, grade in enumerate(["good"] * good + ["inadequate"] * poor)
        ]  # fmt: skip

    def delivered(self, plan_action: PlanAction | None = None) -> PlanAction:
        found = plan_actions.start_action(plan_action or self.action, **self.who(self.owner))
        return plan_actions.deliver_action(found, **self.who(self.owner), words="Everybody was trained")


def begin(make_user: Callable[..., Any], team: Any, pack: Any, now: dt.datetime) -> Loop:
    lead, director = make_user("improvement_lead"), make_user("senior_leader")
    owner = make_user("team_manager", team=team)
    authority = name_ours(by=User.objects.service("worker_service"), now=now, name="Severnshire County Council")
    who = {"by": lead, "now": now}
    today = now.date()
    made = plan.make_plan(
        authority, **who, title="Improvement plan", starts_on=today - dt.timedelta(days=100),
        ends_on=today + dt.timedelta(days=600),
    )  # fmt: skip
    priority = plan.add_priority(made, **who, title="The front door", why="The report says that decisions are late")
    outcome = plan.add_outcome(priority, **who, words="Every child is thought about within a day")
    finding = findings.raise_finding(
        authority, by=owner, now=now, kind="audit_theme", words="Decisions say too little of the child", themes=[]
    )
    action = plan_actions.add_action(
        outcome, **who, title="Train everybody in analysis", difference="Children's days are understood",
        starts_on=today - dt.timedelta(days=60), due_on=today + dt.timedelta(days=30), owner=owner,
    )  # fmt: skip
    plan_links.answer_with_action(action, **who, finding=finding)
    plan_links.prove_by_measure(action, **who, measure=MEASURE, better="higher", target=Decimal(80))
    return Loop(
        authority=authority, lead=lead, owner=owner, director=director, other_director=make_user("senior_leader"),
        now=now, plan=made, outcome=outcome, finding=finding, action=action, make_user=make_user, team=team, pack=pack,
    )  # fmt: skip


def an_example(loop: Loop) -> Authority:
    """A sealed example of public record with a finding, whose lists stand at an address of their own."""
    worker = User.objects.service("worker_service")
    example = add_example(by=worker, now=loop.now, name="Exampleshire", slug="exampleshire", note="Public record.")
    findings.raise_finding(example, **loop.who(loop.lead), kind="learning", words="Children waited")
    return seal_example(example, by=worker, now=loop.now)


def fill(loop: Loop) -> dict[str, Any]:
    """Something of every sort that a page of the plan shows; by name."""
    today = loop.now.date()
    lead = loop.who(loop.lead)
    plan_actions.rate_action(loop.action, **lead, rag="amber", reason="Two posts are empty")
    second = loop.another_action("Hear every child")
    plan_links.answer_with_action(second, **lead, theme=next(iter(codes.themes())))
    plan_actions.wait_for(second, **lead, needs=loop.action)
    milestone = plan_actions.add_milestone(loop.action, **lead, title="Half are trained", due_on=today)
    risk = plan.record_risk(
        loop.plan, **lead, words="Workers leave", likelihood=4, impact=5, mitigation="Pay", owner=loop.owner
    )
    money = plan.record_investment(
        loop.plan, **lead, amount=Decimal("250000.00"), given_by="The county", given_on=today, purpose="Four workers",
        for_action=loop.action,
    )  # fmt: skip
    direction = interventions.record_intervention(
        loop.authority, **lead, kind="direction", title="Statutory direction", issuer="Secretary of State",
        legal_basis="Education Act 1996, section 497A(4B)", issued_on=today - dt.timedelta(days=50),
        requirements=[
            interventions.Requirement("Work with the commissioner", today + dt.timedelta(days=20), owner=loop.owner),
            interventions.Requirement("Report each quarter", owner_role="Director"),
        ],
    )  # fmt: skip
    appointment = interventions.appoint(
        direction, **lead, role="commissioner", name="A commissioner", starts_on=today - dt.timedelta(days=40)
    )
    [obligation, lifted] = direction.obligations.order_by("number")
    interventions.vary_intervention(direction, **lead, varied_on=today, reason="Progress", lift=[lifted.pk])
    seen = evidence.add_observation(
        loop.authority, **lead, seen_on=today, shows="The team reads each record aloud",
        links=evidence.Links(findings=[loop.finding], obligations=[obligation], actions=[loop.action]),
    )  # fmt: skip
    partner = loop.make_user("improvement_partner")
    asked = advice.file_advice(
        loop.authority, **loop.who(partner), kind="recommendation", given_as="partner", title="Caseloads",
        words="Lower them",
    )  # fmt: skip
    return {
        "second": second, "milestone": milestone, "risk": risk, "money": money, "direction": direction,
        "appointment": appointment, "obligation": obligation, "evidence": seen, "advice": asked, "partner": partner,
    }  # fmt: skip
