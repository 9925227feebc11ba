"""Everything dated in an authority's history, whichever part of improvement recorded it. One query for each noun."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.improvement.models import (
    Appointment,
    Authority,
    BoardDecision,
    HistoryNote,
    Inspection,
    Intervention,
    Investment,
    Obligation,
    Plan,
    Publication,
    ServiceProvider,
    Strategy,
    Variation,
)
from threshold.improvement.queries.publications import visible_publications
from threshold.improvement.states import PublicationState


@dataclass(frozen=True)
class Everything:
    """The rows of each noun, oldest first."""

    inspections: list[Inspection]
    interventions: list[Intervention]
    variations: list[Variation]
    appointments: list[Appointment]
    requirements_met: list[tuple[dt.date, int]]
    decisions: list[BoardDecision]
    providers: list[ServiceProvider]
    strategies: list[Strategy]
    plans: list[Plan]
    money: list[Investment]
    notes: list[HistoryNote]
    publications: list[Publication]


def everything(scope: Scope, authority: Authority) -> Everything:
    """What the history of an authority is told from. No child stands in any of it.

    Raises:
        NotVisible: this person does not read improvement.
    """
    if not scope.may(Permission.IMPROVEMENT_READ):
        raise NotVisible
    return Everything(
        inspections=list(authority.inspections.prefetch_related("judgements").order_by("ends_on", "pk")),
        interventions=list(
            authority.interventions.select_related("authority")
            .prefetch_related("obligations")
            .order_by("issued_on", "pk")
        ),
        variations=list(Variation.objects.filter(intervention__authority=authority).select_related("intervention")),
        appointments=list(
            Appointment.objects.filter(intervention__authority=authority).select_related("intervention").order_by("pk")
        ),
        requirements_met=_requirements_met(authority),
        decisions=list(
            BoardDecision.objects.filter(meeting__board__authority=authority)
            .select_related("meeting__board")
            .order_by("meeting__held_on", "meeting_id", "number")
        ),
        providers=list(authority.providers.order_by("starts_on")),
        strategies=list(authority.strategies.order_by("starts_on", "pk")),
        plans=list(authority.plans.order_by("starts_on", "pk")),
        money=list(Investment.objects.filter(plan__authority=authority).order_by("given_on", "pk")),
        notes=list(authority.history_notes.order_by("happened_on", "pk")),
        publications=list(
            visible_publications(scope, authority).filter(state=PublicationState.PUBLISHED).order_by("published_at")
        ),
    )


def _requirements_met(authority: Authority) -> list[tuple[dt.date, int]]:
    """On which days requirements were met, and how many."""
    met: dict[dt.date, int] = defaultdict(int)
    rows = Obligation.objects.filter(intervention__authority=authority, met_on__isnull=False)
    for day in rows.values_list("met_on", flat=True):
        if day is not None:
            met[day] += 1
    return sorted(met.items())


def graded(found: Everything) -> list[Inspection]:
    """The inspections with judgements, oldest first: the columns of the table of grades."""
    return [inspection for inspection in found.inspections if _judgements(inspection)]


def _judgements(inspection: Inspection) -> list[Any]:
    return list(inspection.judgements.all())
