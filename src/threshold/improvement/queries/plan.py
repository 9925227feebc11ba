"""What does the plan hold: priorities, outcomes, actions, and what each waits for? Bounded, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.improvement.models import (
    ActionAnswer,
    ActionProof,
    Authority,
    Dependency,
    DueChange,
    Investment,
    Milestone,
    Plan,
    PlanAction,
    PlanOutcome,
    Priority,
    RagChange,
    Risk,
)
from threshold.improvement.states import FindingState, PlanActionState

UNDONE = (PlanActionState.NOT_STARTED, PlanActionState.IN_PROGRESS)
ALIVE = (*UNDONE, PlanActionState.DELIVERED)


def plan_in_force(scope: Scope, authority: Authority) -> Plan | None:
    """The authority's plan; its latest one where none is in force."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        raise NotVisible
    plans = Plan.objects.filter(authority=authority).select_related("authority")
    return plans.filter(closed_at__isnull=True).first() or plans.order_by("-closed_at").first()


def plans_of(scope: Scope, authority: Authority) -> QuerySet[Plan]:
    """Every plan, the newest first."""
    return visible(scope, Plan.objects.filter(authority=authority)).order_by("-starts_on", "-pk")


def visible(scope: Scope, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The plan names no child: whoever reads improvement reads all of it."""
    return rows if scope.may(Permission.IMPROVEMENT_READ) else rows.none()


def priorities(plan: Plan) -> list[Priority]:
    """The whole plan, each level with the next: six queries."""
    actions = (
        PlanAction.objects.select_related("owner")
        .prefetch_related(
            Prefetch("answers", queryset=ActionAnswer.objects.select_related("finding", "obligation")),
            Prefetch("proofs", queryset=proofs()),
        )
        .order_by("due_on", "pk")
    )
    outcomes = PlanOutcome.objects.prefetch_related(Prefetch("actions", queryset=actions)).order_by("number")
    rows = plan.priorities.select_related("strategy").prefetch_related(Prefetch("outcomes", queryset=outcomes))
    return list(rows.order_by("number"))


def proofs() -> QuerySet[ActionProof]:
    """Proofs with the re-audits that they ask about."""
    return ActionProof.objects.select_related("audit__re_audited_by").order_by("pk")


def actions_of(plan: Plan) -> QuerySet[PlanAction]:
    found = PlanAction.objects.filter(outcome__priority__plan=plan)
    return found.select_related("owner", "outcome__priority").order_by("due_on", "pk")


def get_plan(scope: Scope, pk: int) -> Plan:
    found = visible(scope, Plan.objects.select_related("authority")).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def get_priority(scope: Scope, pk: int) -> Priority:
    found = visible(scope, Priority.objects.select_related("plan__authority")).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def get_outcome(scope: Scope, pk: int) -> PlanOutcome:
    found = visible(scope, PlanOutcome.objects.select_related("priority__plan__authority")).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def get_action(scope: Scope, reference: str) -> PlanAction:
    """Raises NotVisible where there is none, or this person does not read improvement."""
    number = references.read(reference, "T")
    rows = PlanAction.objects.select_related(
        "outcome__priority__plan__authority", "owner", "closed_by", "delivered_by", "made_by"
    )
    found = visible(scope, rows).filter(pk=number or 0).first()
    if found is None:
        raise NotVisible
    return found


def unfinished_needs(plan_action: PlanAction) -> list[PlanAction]:
    """What it waits for and is not done yet."""
    return list(PlanAction.objects.filter(dependents__action=plan_action, state__in=UNDONE).order_by("pk"))


def waits(plan: Plan) -> tuple[dict[int, list[int]], dict[int, str]]:
    """For each action of a plan what it waits for, and how each is called."""
    edges: dict[int, list[int]] = defaultdict(list)
    rows = Dependency.objects.filter(action__outcome__priority__plan=plan).values_list("action_id", "needs_id")
    for action_id, needs_id in rows:
        edges[action_id].append(needs_id)
    named = {pk for pair in rows for pk in pair}
    keys = PlanAction.objects.filter(outcome__priority__plan=plan).values_list("pk", flat=True)
    return edges, {pk: references.make("T", pk) for pk in {*keys, *named}}


def ratings(plan_action: PlanAction) -> QuerySet[RagChange]:
    return plan_action.ratings.select_related("by").order_by("-at", "-pk")


def milestones(plan_action: PlanAction) -> QuerySet[Milestone]:
    return plan_action.milestones.select_related("done_by").order_by("due_on", "pk")


def get_milestone(plan_action: PlanAction, pk: int) -> Milestone:
    found = plan_action.milestones.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def risks(plan: Plan) -> QuerySet[Risk]:
    """Open ones first, the gravest on top."""
    return plan.risks.select_related("owner").order_by("closed_at", "-likelihood", "-impact", "pk")


def get_risk(scope: Scope, pk: int) -> Risk:
    found = visible(scope, Risk.objects.select_related("plan__authority", "owner")).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def investments(plan: Plan) -> QuerySet[Investment]:
    return plan.investments.select_related("action").order_by("-given_on", "-pk")


def get_investment(scope: Scope, pk: int) -> Investment:
    found = visible(scope, Investment.objects.select_related("plan__authority", "action")).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def counts_by_state(plan: Plan) -> dict[str, int]:
    rows = PlanAction.objects.filter(outcome__priority__plan=plan).values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def mine(scope: Scope) -> QuerySet[PlanAction]:
    """The actions that this person owns and that have not ended."""
    rows = visible(scope, PlanAction.objects.filter(owner=scope.user, state__in=ALIVE))
    return rows.select_related("outcome__priority").order_by("due_on", "pk")


def delivered_by_others(scope: Scope) -> QuerySet[PlanAction]:
    """Done and waiting for somebody else to look at the proof; ours only."""
    rows = PlanAction.objects.filter(
        state=PlanActionState.DELIVERED, outcome__priority__plan__authority__is_ours=True
    ).exclude(Q(owner=scope.user) | Q(delivered_by=scope.user))
    return visible(scope, rows).select_related("outcome__priority", "owner").order_by("due_on", "pk")


def our_plan(scope: Scope, authority: Authority) -> Plan:
    """The plan in force. Raises NotVisible where there is none."""
    found = plan_in_force(scope, authority)
    if found is None:
        raise NotVisible
    return found


def answers(plan_action: PlanAction) -> QuerySet[ActionAnswer]:
    return plan_action.answers.select_related("finding", "obligation__intervention").order_by("pk")


def needs(plan_action: PlanAction) -> QuerySet[PlanAction]:
    """What it waits for."""
    return PlanAction.objects.filter(dependents__action=plan_action).order_by("pk")


def needed_by(plan_action: PlanAction) -> QuerySet[PlanAction]:
    """What waits for it."""
    return PlanAction.objects.filter(dependencies__needs=plan_action).order_by("pk")


def moves(plan_action: PlanAction) -> QuerySet[DueChange]:
    return plan_action.moves.select_related("by").order_by("-at", "-pk")


def money_for(plan_action: PlanAction) -> QuerySet[Investment]:
    return plan_action.investments.order_by("-given_on", "-pk")


def is_to_be_signed(plan_action: PlanAction) -> bool:
    """Whether a finding that the action answers waits for the sign-off of its closure."""
    waiting = plan_action.answers.filter(finding__state=FindingState.CLOSURE_PROPOSED)
    return waiting.exists()
