"""What do we count of the improvement itself? Registered into insight's list of measures when the program starts.

These measure whether the plan is kept, never whether children are better served: an action cannot be proved by them
(`codes.OWN_MEASURES`).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from threshold.access.roles import Permission
from threshold.core.calendar import day_of
from threshold.improvement.forms.common import shortened
from threshold.improvement.models import Finding, Obligation, PlanAction
from threshold.improvement.states import ObligationState, PlanActionState
from threshold.insight.behind import Listed, add_lister
from threshold.insight.measures import Measure, register

GROUP = "Improvement plan"


def _obligations(now: dt.datetime) -> QuerySet[Any]:
    rows = Obligation.objects.filter(intervention__authority__is_ours=True, due_on__lt=day_of(now))
    return rows.exclude(state=ObligationState.LIFTED)


def _actions(now: dt.datetime) -> QuerySet[Any]:
    rows = PlanAction.objects.filter(outcome__priority__plan__authority__is_ours=True, due_on__lt=day_of(now))
    return rows.exclude(state=PlanActionState.CANCELLED)


def _closed_findings(now: dt.datetime) -> QuerySet[Any]:
    return Finding.objects.filter(authority__is_ours=True, closed_at__lte=now)


register(
    Measure(
        code="IM01",
        title="Requirements of notices and directions met in time",
        question="Do we do in time what the government requires?",
        numerator="Those that somebody else signed off as met by their date.",
        denominator="Requirements with a date that were due in the period.",
        exclusions="Requirements that were lifted, and those due today or later.",
        unit="percent",
        better="higher",
        source="Notices and directions",
        definition_source="This authority",
        rows=_obligations,
        when="due_on",
        counted=Q(state=ObligationState.MET, met_on__lte=F("due_on")),
        list_permission=Permission.IMPROVEMENT_READ,
        lister="obligations",
        counts_children=False,
        group=GROUP,
    )
)
register(
    Measure(
        code="IM02",
        title="Actions of the plan done in time and proved",
        question="Do we do what we planned, and does it help?",
        numerator="Those that were done by their day and that somebody else closed on their proof.",
        denominator="Actions of the improvement plan that were due in the period.",
        exclusions="Actions that are no longer wanted, and those due today or later.",
        unit="percent",
        better="higher",
        source="Improvement plan",
        definition_source="This authority",
        rows=_actions,
        when="due_on",
        counted=Q(state=PlanActionState.CLOSED, delivered_on__lte=F("due_on")),
        list_permission=Permission.IMPROVEMENT_READ,
        lister="plan_actions",
        counts_children=False,
        group=GROUP,
    )
)
register(
    Measure(
        code="IM03",
        title="Findings closed",
        question="How many findings were closed on evidence and signed off?",
        numerator="Findings that were closed in the period and are closed today.",
        denominator="None: this is a count.",
        exclusions="Findings that were opened again.",
        unit="count",
        better="neither",
        source="Findings",
        definition_source="This authority",
        rows=_closed_findings,
        when="closed_at",
        list_permission=Permission.IMPROVEMENT_READ,
        lister="findings",
        counts_children=False,
        group=GROUP,
    )
)


# --- The lists behind them ----------------------------------------------------------------------------------------


def _listed_obligations(pks: list[int]) -> dict[int, Listed]:
    rows = Obligation.objects.filter(pk__in=pks).select_related("intervention")
    return {
        row.pk: Listed(
            row.reference, reverse("obligation", args=[row.reference]),
            note=f"{row.get_state_display()}: {shortened(row.words)}",
        )
        for row in rows
    }  # fmt: skip


def _listed_actions(pks: list[int]) -> dict[int, Listed]:
    return {
        row.pk: Listed(
            row.reference, reverse("plan_action", args=[row.reference]),
            note=f"{row.get_state_display()}: {shortened(row.title)}",
        )
        for row in PlanAction.objects.filter(pk__in=pks)
    }  # fmt: skip


def _listed_findings(pks: list[int]) -> dict[int, Listed]:
    return {
        row.pk: Listed(row.reference, reverse("finding", args=[row.reference]), note=shortened(row.words))
        for row in Finding.objects.filter(pk__in=pks)
    }


add_lister("obligations", _listed_obligations)
add_lister("plan_actions", _listed_actions)
add_lister("findings", _listed_findings)
