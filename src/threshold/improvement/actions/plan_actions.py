"""The way of one action of the plan: written, started, rated, done, closed by somebody else on its proof."""

from __future__ import annotations

import datetime as dt
from typing import Any

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal, status
from threshold.core.actions import action, change, lock
from threshold.core.calendar import day_of
from threshold.improvement.actions.evidence import freeze_readings
from threshold.improvement.models import (
    Dependency,
    DueChange,
    Milestone,
    PlanAction,
    PlanOutcome,
    RagChange,
)
from threshold.improvement.policies import authorities
from threshold.improvement.policies import plan as plan_policies
from threshold.improvement.policies import plan_actions as policies
from threshold.improvement.queries import plan as queries
from threshold.improvement.queries.proofs import standings
from threshold.improvement.states import PlanActionState, Rag


@action("improvement.add_action", permission=Permission.PLAN_WRITE)
def add_action(
    outcome: PlanOutcome,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    difference: str,
    starts_on: dt.date,
    due_on: dt.date,
    owner: User | None = None,
    owner_role: str = "",
) -> PlanAction:
    """Add an action under an outcome. What it answers and what would prove it comes next; without, it never starts."""
    plan = lock(outcome.priority.plan)
    authorities.check_may_be_written(plan.authority)
    plan_policies.check_is_in_force(plan)
    owned = owner is not None or bool(owner_role.strip())
    policies.check_can_add_action(title=title, difference=difference, starts_on=starts_on, due_on=due_on, owned=owned)
    made = PlanAction.objects.create(
        outcome=outcome,
        title=title,
        difference=difference,
        starts_on=starts_on,
        due_on=due_on,
        owner=owner,
        owner_role=owner_role.strip(),
        made_at=now,
        made_by=by,
    )
    status.begin(made, by=by, now=now)
    journal.record("improvement.add_action", by=by, now=now, subject=made)
    return made


@action("improvement.change_action", permission=Permission.PLAN_WRITE)
def change_action(
    plan_action: PlanAction,
    *,
    by: User,
    now: dt.datetime,
    title: str,
    difference: str,
    starts_on: dt.date,
    due_on: dt.date,
    owner: User | None = None,
    owner_role: str = "",
    reason: str = "",
    expected_version: int | None = None,
) -> PlanAction:
    """Put an action right, or move its day with the reason."""
    found = written(plan_action, expected_version)
    moves_due = due_on != found.due_on
    policies.check_can_change_action(
        found,
        moves_due=moves_due,
        reason=reason,
        changes_owner=owner != found.owner,
        is_to_be_signed=queries.is_to_be_signed(found),
    )
    owned = owner is not None or bool(owner_role.strip())
    policies.check_can_add_action(title=title, difference=difference, starts_on=starts_on, due_on=due_on, owned=owned)
    if moves_due:
        DueChange.objects.create(action=found, before=found.due_on, after=due_on, reason=reason, at=now, by=by)
    values: dict[str, Any] = {
        "title": title,
        "difference": difference,
        "starts_on": starts_on,
        "due_on": due_on,
        "owner": owner,
        "owner_role": owner_role.strip(),
    }
    fields = [name for name, value in values.items() if getattr(found, name) != value]
    change(found, **values)
    journal.record("improvement.change_action", by=by, now=now, subject=found, detail={"fields": fields})
    return found


@action("improvement.start_action", permission=Permission.PLAN_ACT)
def start_action(
    plan_action: PlanAction, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> PlanAction:
    """Begin. What it answers and what would prove it must be said, and what it waits for must be done."""
    found = written(plan_action, expected_version)
    policies.check_can_start(
        found,
        is_theirs=_is_theirs(found, by),
        answers=found.answers.count(),
        proofs=found.proofs.count(),
        waits_for=[needed.reference for needed in queries.unfinished_needs(found)],
    )
    change(found)
    status.move(found, PlanActionState.IN_PROGRESS, by=by, now=now)
    journal.record("improvement.start_action", by=by, now=now, subject=found)
    return found


@action("improvement.deliver_action", permission=Permission.PLAN_ACT)
def deliver_action(
    plan_action: PlanAction, *, by: User, now: dt.datetime, words: str, expected_version: int | None = None
) -> PlanAction:
    """Say that it is done. Whether it helped is seen by somebody else."""
    found = written(plan_action, expected_version)
    policies.check_can_deliver(found, is_theirs=_is_theirs(found, by), words=words)
    change(found, delivered_by=by, delivered_on=day_of(now))
    status.move(found, PlanActionState.DELIVERED, by=by, now=now, reason=words)
    journal.record("improvement.deliver_action", by=by, now=now, subject=found)
    return found


@action("improvement.close_action", permission=Permission.PLAN_ACT)
def close_action(
    plan_action: PlanAction, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> PlanAction:
    """Close a delivered action whose proof is there. The readings that prove it are kept as evidence, as they are now.

    Raises:
        Refused: `by` owns it or called it done; or a proof that it named is missing.
    """
    found = written(plan_action, expected_version)
    is_ours = found.outcome.priority.plan.authority.is_ours
    proofs = standings(queries.proofs().filter(action=found), now=now, is_ours=is_ours)
    policies.check_can_close(
        found,
        closer_owns_it=found.owner_id == by.pk,
        closer_delivered_it=found.delivered_by_id == by.pk,
        met=sum(standing.is_met is True for standing in proofs.values()),
        missing=[standing.in_words for standing in proofs.values() if not standing.is_met],
        reason=reason,
    )
    freeze_readings(found, proofs.values(), added_by=by, added_at=now)
    change(found, closed_by=by, closed_at=now)
    status.move(found, PlanActionState.CLOSED, by=by, now=now, reason=reason)
    _rated(found, Rag.BLUE, reason, by, now)
    journal.record("improvement.close_action", by=by, now=now, subject=found)
    return found


@action("improvement.send_back_action", permission=Permission.PLAN_ACT)
def send_back_action(
    plan_action: PlanAction, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> PlanAction:
    """It was called done, and the proof does not come: the owner goes on."""
    found = written(plan_action, expected_version)
    policies.check_can_send_back(found, reason=reason)
    change(found, delivered_by=None, delivered_on=None)
    status.move(found, PlanActionState.IN_PROGRESS, by=by, now=now, reason=reason)
    journal.record("improvement.send_back_action", by=by, now=now, subject=found)
    return found


@action("improvement.reopen_action", permission=Permission.PLAN_WRITE)
def reopen_action(
    plan_action: PlanAction, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> PlanAction:
    """A closed action goes on, because what proved it is no longer so."""
    found = written(plan_action, expected_version)
    policies.check_can_reopen(found, reason=reason)
    anew = {"closed_at": None, "closed_by": None, "delivered_by": None, "delivered_on": None}
    status.move(found, PlanActionState.IN_PROGRESS, by=by, now=now, reason=reason, values=anew)
    _rated(found, Rag.RED, reason, by, now)
    journal.record("improvement.reopen_action", by=by, now=now, subject=found)
    return found


@action("improvement.cancel_action", permission=Permission.PLAN_WRITE)
def cancel_action(
    plan_action: PlanAction, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> PlanAction:
    """It is no longer wanted."""
    found = written(plan_action, expected_version)
    policies.check_can_cancel(found, reason=reason)
    change(found)
    status.move(found, PlanActionState.CANCELLED, by=by, now=now, reason=reason)
    journal.record("improvement.cancel_action", by=by, now=now, subject=found)
    return found


@action("improvement.rate_action", permission=Permission.PLAN_ACT)
def rate_action(
    plan_action: PlanAction, *, by: User, now: dt.datetime, rag: str, reason: str, expected_version: int | None = None
) -> PlanAction:
    """Say how it stands (green, amber or red) and why. Earlier ratings are kept."""
    found = written(plan_action, expected_version)
    policies.check_can_rate(found, rag=rag, reason=reason, is_theirs=_is_theirs(found, by))
    _rated(found, rag, reason, by, now)
    journal.record("improvement.rate_action", by=by, now=now, subject=found, detail={"rag": rag})
    return found


# --- Milestones and what it waits for ---------------------------------------------------------------------------


@action("improvement.add_milestone", permission=Permission.PLAN_WRITE)
def add_milestone(plan_action: PlanAction, *, by: User, now: dt.datetime, title: str, due_on: dt.date) -> Milestone:
    """Add a step on the way."""
    found = written(plan_action)
    policies.check_can_add_milestone(found, title=title, due_on=due_on)
    milestone = Milestone.objects.create(action=found, title=title, due_on=due_on)
    journal.record("improvement.add_milestone", by=by, now=now, subject=found)
    return milestone


@action("improvement.reach_milestone", permission=Permission.PLAN_ACT)
def reach_milestone(milestone: Milestone, *, by: User, now: dt.datetime, done_on: dt.date) -> Milestone:
    """A step was reached."""
    found = written(milestone.action)
    milestone = lock(milestone)
    policies.check_can_reach_milestone(
        is_theirs=_is_theirs(found, by), is_done=milestone.done_on is not None, done_on=done_on, today=day_of(now)
    )
    milestone.done_on, milestone.done_by = done_on, by
    milestone.save(update_fields=["done_on", "done_by"])
    journal.record("improvement.reach_milestone", by=by, now=now, subject=found)
    return milestone


@action("improvement.wait_for", permission=Permission.PLAN_WRITE)
def wait_for(plan_action: PlanAction, *, by: User, now: dt.datetime, needs: PlanAction) -> Dependency:
    """Say that an action waits for another. Never in a ring: the sentence of the refusal names it."""
    # Two links that would close a ring together wait for each other here.
    plan = lock(plan_action.outcome.priority.plan)
    found = written(plan_action)
    policies.check_can_wait_for(
        found,
        same_plan=needs.outcome.priority.plan_id == plan.pk,
        is_there=Dependency.objects.filter(action=found, needs=needs).exists(),
    )
    edges, called = queries.waits(plan)
    plan_policies.check_makes_no_ring(found.pk, needs.pk, edges=edges, called=called)
    dependency = Dependency.objects.create(action=found, needs=needs)
    journal.record("improvement.wait_for", by=by, now=now, subject=found, detail={"needs": needs.pk})
    return dependency


@action("improvement.wait_no_longer", permission=Permission.PLAN_WRITE)
def wait_no_longer(plan_action: PlanAction, *, by: User, now: dt.datetime, needs: PlanAction) -> PlanAction:
    """The action does not wait for that other one any more."""
    found = written(plan_action)
    Dependency.objects.filter(action=found, needs=needs).delete()
    journal.record("improvement.wait_no_longer", by=by, now=now, subject=found, detail={"needs": needs.pk})
    return found


def written(plan_action: PlanAction, expected_version: int | None = None) -> PlanAction:
    """The action, locked, where it may be written at all."""
    found = lock(plan_action, expected_version=expected_version)
    authorities.check_may_be_written(found.outcome.priority.plan.authority)
    return found


def _is_theirs(plan_action: PlanAction, by: User) -> bool:
    """Its owner, and whoever keeps the plan, where the owner has no account or is away."""
    return plan_action.owner_id == by.pk or by.may(Permission.PLAN_WRITE)


def _rated(plan_action: PlanAction, rag: str, reason: str, by: User, now: dt.datetime) -> None:
    RagChange.objects.create(action=plan_action, rag=rag, reason=reason, at=now, by=by)
    change(plan_action, rag=rag, rag_reason=reason, rag_at=now)
