"""What waits for this person in the improvement of our authority?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.improvement.models import Obligation
from threshold.improvement.queries import advice, authorities, findings, interventions, plan
from threshold.improvement.slots import Waiting
from threshold.improvement.states import ObligationState

#: How far ahead a requirement is shown to its owner.
AHEAD = dt.timedelta(days=60)
MOST = 50


def my_actions(scope: Scope) -> Iterable[Waiting]:
    for found in plan.mine(scope)[:MOST]:
        yield Waiting(
            f"My action: {found.get_state_display().lower()}",
            found.title,
            reverse("plan_action", args=[found.reference]),
            found.due_on,
        )


def actions_to_look_at(scope: Scope) -> Iterable[Waiting]:
    """Done actions whose proof somebody else looks at: whoever keeps the plan does."""
    if scope.may(Permission.PLAN_WRITE):
        for found in plan.delivered_by_others(scope)[:MOST]:
            yield Waiting("Done: look at its proof", found.title, reverse("plan_action", args=[found.reference]))


def closures(scope: Scope) -> Iterable[Waiting]:
    for found in findings.to_sign_off(scope)[:MOST]:
        yield Waiting("Finding to sign off", found.words, reverse("finding", args=[found.reference]))


def requirements(scope: Scope) -> Iterable[Waiting]:
    for found in interventions.to_sign_off(scope)[:MOST]:
        yield Waiting(
            "Requirement to sign off", found.words, reverse("obligation", args=[found.reference]), found.due_on
        )
    mine = Obligation.objects.filter(
        owner=scope.user, state=ObligationState.OPEN, intervention__authority__is_ours=True,
        due_on__lte=day_of(scope.now) + AHEAD,
    )  # fmt: skip
    for found in plan.visible(scope, mine).order_by("due_on", "pk")[:MOST]:
        yield Waiting("My requirement", found.words, reverse("obligation", args=[found.reference]), found.due_on)


def recommendations(scope: Scope) -> Iterable[Waiting]:
    if not scope.may(Permission.PLAN_WRITE):
        return
    rows = list(advice.unanswered(scope, authorities.ours(scope))[:MOST])
    due = advice.clocks_of(rows)
    for found in rows:
        clock = due.get(found.pk)
        yield Waiting(
            "Recommendation to answer",
            found.title,
            reverse("advice_page", args=[found.reference]),
            day_of(clock.due_at) if clock else None,
        )


PROVIDERS = (my_actions, actions_to_look_at, closures, requirements, recommendations)
