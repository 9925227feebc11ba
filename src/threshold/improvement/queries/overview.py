"""Where does the plan stand, on one page? A bounded number of queries, whatever the plan's size."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum

from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.improvement.models import Authority, Finding, Obligation, Plan, PlanAction, Priority, Risk
from threshold.improvement.queries import findings as finding_queries
from threshold.improvement.queries import interventions, plan
from threshold.improvement.queries.proofs import Standing, standings
from threshold.improvement.states import FindingState, PlanActionState

#: So many of each stand on the one page.
MOST_RISKS, MOST_OBLIGATIONS, MOST_PROOFS = 4, 5, 2
_BAD_FIRST = {"worse": 0, "changed": 1, "ordinary": 2, "too_few": 3, "": 3, "better": 4}


@dataclass
class Row:
    """One priority: its actions' ratings, what proves it, and its findings."""

    priority: Priority
    rags: Counter[str] = field(default_factory=Counter)
    actions: int = 0
    late: int = 0
    proofs: list[Standing] = field(default_factory=list)
    findings_open: int = 0
    findings_closed: int = 0
    money: Decimal = Decimal(0)


@dataclass
class OnePage:
    """The whole plan at a glance."""

    plan: Plan | None
    rows: list[Row]
    actions: Counter[str]
    findings: dict[str, int]
    obligations_due: list[Obligation]
    obligations: dict[str, int]
    overdue: int
    risks: list[Risk]
    money: Decimal
    money_with_outcome: Decimal


def actions_in(priority: Priority) -> list[PlanAction]:
    """The actions of a priority that was read with `plan.priorities`."""
    return [found for outcome in priority.outcomes.all() for found in outcome.actions.all()]


def read_standings(priorities: list[Priority], now: dt.datetime, *, is_ours: bool) -> dict[int, Standing]:
    """What every proof of these priorities says now: each measure is read once."""
    proofs = [proof for priority in priorities for found in actions_in(priority) for proof in found.proofs.all()]
    return standings(proofs, now=now, is_ours=is_ours)


def one_page(scope: Scope, authority: Authority) -> OnePage:
    found = plan.plan_in_force(scope, authority)
    priorities = plan.priorities(found) if found else []
    said = read_standings(priorities, scope.now, is_ours=authority.is_ours)
    due = list(interventions.due(scope, authority))
    today = day_of(scope.now)
    money = _money(found) if found else {}
    total = Decimal(sum(money.values(), Decimal(0)))
    with_outcome = found.investments.exclude(came_of_it="").aggregate(n=Sum("amount"))["n"] if found else None
    rows = [_row(priority, said, today, money.get(priority.pk, Decimal(0))) for priority in priorities]
    return OnePage(
        plan=found,
        rows=rows,
        actions=Counter(action.state for priority in priorities for action in actions_in(priority)),
        findings=finding_queries.counts(authority),
        obligations_due=due[:MOST_OBLIGATIONS],
        obligations=dict(
            Obligation.objects.filter(intervention__authority=authority).values_list("state").annotate(n=Count("pk"))
        ),
        overdue=sum(row.due_on is not None and row.due_on < today for row in due),
        risks=list(plan.risks(found).filter(closed_at__isnull=True)[:MOST_RISKS]) if found else [],
        money=total,
        money_with_outcome=with_outcome or Decimal(0),
    )


def _money(found: Plan) -> dict[int | None, Decimal]:
    """What was given for each priority; under None what was given for the plan as a whole."""
    rows = found.investments.values_list("action__outcome__priority").annotate(total=Sum("amount")).order_by()
    return dict(rows)


def _row(priority: Priority, said: dict[int, Standing], today: dt.date, money: Decimal) -> Row:
    row = Row(priority, money=money)
    answered: dict[int, Finding] = {}
    proofs: dict[tuple[str, str, str], Standing] = {}
    for action in actions_in(priority):
        if action.state == PlanActionState.CANCELLED:
            continue
        row.actions += 1
        row.rags[action.rag or "none"] += 1
        row.late += action.state in plan.UNDONE and action.due_on < today
        answered |= {answer.finding.pk: answer.finding for answer in action.answers.all() if answer.finding}
        for proof in action.proofs.all():
            if proof.kind != proof.Kind.RE_AUDIT:
                proofs.setdefault((proof.measure, proof.tool, proof.domain), said[proof.pk])
    row.findings_closed = sum(finding.state == FindingState.CLOSED for finding in answered.values())
    row.findings_open = len(answered) - row.findings_closed
    # What is worst comes first, and what reaches its target last: that is what a reader must not miss.
    order = sorted(proofs.values(), key=lambda one: (_BAD_FIRST[one.verdict], one.is_met is True))
    row.proofs = order[:MOST_PROOFS]
    return row


@dataclass(frozen=True)
class Counts:
    """What the landing page's tiles say."""

    actions_open: int
    actions_late: int
    findings_open: int
    findings_closed: int
    obligations_due: int
    obligations_overdue: int


def counts(scope: Scope, authority: Authority) -> Counts:
    """Three queries."""
    today = day_of(scope.now)
    rows = plan.visible(scope, PlanAction.objects.filter(outcome__priority__plan__authority=authority))
    actions = rows.aggregate(
        alive=Count("pk", filter=Q(state__in=plan.ALIVE)),
        late=Count("pk", filter=Q(state__in=plan.UNDONE, due_on__lt=today)),
    )
    findings = finding_queries.counts(authority)
    closed = findings.get(FindingState.CLOSED, 0)
    due = interventions.due(scope, authority).aggregate(n=Count("pk"), over=Count("pk", filter=Q(due_on__lt=today)))
    return Counts(
        actions_open=actions["alive"],
        actions_late=actions["late"],
        findings_open=sum(findings.values()) - closed,
        findings_closed=closed,
        obligations_due=due["n"],
        obligations_overdue=due["over"],
    )
