"""Which notices and directions are there, what do they require, and what of it is due?"""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, F, Prefetch, Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.improvement.models import (
    Appointment,
    Authority,
    Intervention,
    Obligation,
    ObligationChange,
    PlanAction,
    Variation,
)
from threshold.improvement.states import ObligationState

DUE = (ObligationState.OPEN, ObligationState.MET_PROPOSED)


def interventions_of(scope: Scope, authority: Authority) -> QuerySet[Intervention]:
    """The newest first, each with how many requirements it has and how many are met."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return Intervention.objects.none()
    rows = Intervention.objects.filter(authority=authority)
    return rows.annotate(
        required=Count("obligations"),
        met=Count("obligations", filter=Q(obligations__state=ObligationState.MET)),
        still_due=Count("obligations", filter=Q(obligations__state__in=DUE)),
    ).order_by("-issued_on", "-pk")


def get_intervention(scope: Scope, reference: str) -> Intervention:
    if not scope.may(Permission.IMPROVEMENT_READ):
        raise NotVisible
    rows = Intervention.objects.select_related("authority", "document", "recorded_by")
    found = rows.filter(pk=references.read(reference, "G") or 0).first()
    if found is None:
        raise NotVisible
    return found


def obligations_of(intervention: Intervention) -> QuerySet[Obligation]:
    rows = intervention.obligations.select_related("owner").annotate(pieces=Count("evidence", distinct=True))
    return rows.order_by("number")


def appointments_of(intervention: Intervention) -> QuerySet[Appointment]:
    return intervention.appointments.select_related("user").order_by("starts_on", "pk")


def get_appointment(intervention: Intervention, pk: int) -> Appointment:
    found = intervention.appointments.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def variations_of(intervention: Intervention) -> QuerySet[Variation]:
    changes = ObligationChange.objects.select_related("obligation").order_by("obligation__number")
    rows = intervention.variations.select_related("recorded_by").prefetch_related(Prefetch("changes", queryset=changes))
    return rows.order_by("-varied_on", "-pk")


def get_obligation(scope: Scope, reference: str) -> Obligation:
    if not scope.may(Permission.IMPROVEMENT_READ):
        raise NotVisible
    rows = Obligation.objects.select_related("intervention__authority", "owner", "signed_off_by", "met_said_by")
    found = rows.filter(pk=references.read(reference, "B") or 0).first()
    if found is None:
        raise NotVisible
    return found


def changes_of(obligation: Obligation) -> QuerySet[ObligationChange]:
    return obligation.changes.select_related("variation").order_by("-variation__varied_on", "-pk")


def actions_answering(obligation: Obligation) -> QuerySet[PlanAction]:
    rows = PlanAction.objects.filter(answers__obligation=obligation).select_related("owner", "outcome__priority")
    return rows.order_by("due_on", "pk")


def due(scope: Scope, authority: Authority, *, until: dt.date | None = None) -> QuerySet[Obligation]:
    """What is still required, the earliest day first; what has no day comes last."""
    if not scope.may(Permission.IMPROVEMENT_READ):
        return Obligation.objects.none()
    rows = Obligation.objects.filter(intervention__authority=authority, state__in=DUE)
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    return rows.select_related("intervention", "owner").order_by(F("due_on").asc(nulls_last=True), "pk")


def to_sign_off(scope: Scope) -> QuerySet[Obligation]:
    """Ours that are said to be met, and that this person may sign off."""
    if not scope.may(Permission.FINDING_SIGN_OFF):
        return Obligation.objects.none()
    rows = Obligation.objects.filter(intervention__authority__is_ours=True, state=ObligationState.MET_PROPOSED)
    return rows.exclude(owner=scope.user).exclude(met_said_by=scope.user).order_by("due_on", "pk")
