"""Which alerts may this person see, which wait for them, and who could answer instead?

Begins with the audits that the reader sees. Whoever is to grade an audit blind does not see its alert before both
grades are in, whatever else they may read.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.people.models import Person
from threshold.people.slots import Work
from threshold.quality.models import Audit, AuditAlert
from threshold.quality.queries.eligible import Answerer
from threshold.quality.queries.scoping import about_visible_or_nobody
from threshold.quality.states import AlertState, AuditState


def visible_alerts(scope: Scope) -> QuerySet[AuditAlert]:
    """All about children whom the reader sees, for whoever reads audits; else those they raised or answer for."""
    if not scope.may(Permission.QUALITY_READ) or scope.reach is Reach.NOBODY:
        return AuditAlert.objects.none()
    found = about_visible_or_nobody(AuditAlert.objects.all(), scope)
    found = found.exclude(audit__moderator=scope.user, audit__state=AuditState.AWAITING_MODERATION)
    if scope.may(Permission.AUDITS_READ):
        return found
    mine = Q(raised_by=scope.user) | Q(audit__auditor=scope.user)
    if scope.may(Permission.AUDIT_ANSWER):
        mine |= Q(to=scope.user) | Q(answered_by=scope.user) | Q(team__in=scope.user.team_ids)
    # Nobody reads the alert about their own practice before it is answered: the manager speaks with them first.
    return found.filter(mine).exclude(Q(audit__worker=scope.user) & ~Q(state=AlertState.CLOSED))


def get_visible_alert(scope: Scope, reference: str) -> AuditAlert:
    found = _listed(visible_alerts(scope)).filter(pk=references.read(reference, "Z") or 0).first()
    if found is None:
        raise NotVisible
    return found


def check_visible(scope: Scope, alert: AuditAlert) -> None:
    if not visible_alerts(scope).filter(pk=alert.pk).exists():
        raise NotVisible


def _listed(rows: QuerySet[AuditAlert]) -> QuerySet[AuditAlert]:
    return rows.select_related("audit", "person", "team", "to", "raised_by", "answered_by", "closed_by")


def alerts(scope: Scope, *, closed: bool = False) -> QuerySet[AuditAlert]:
    """The open ones, the oldest first; or the closed ones, the latest first."""
    rows = _listed(visible_alerts(scope))
    if closed:
        return rows.filter(state=AlertState.CLOSED).order_by("-closed_at", "-pk")
    return rows.exclude(state=AlertState.CLOSED).order_by("raised_at", "pk")


def waiting_for_me(scope: Scope) -> QuerySet[AuditAlert]:
    """Alerts that I am to answer; and for whoever plans audits those that were answered, and those with nobody."""
    mine = Q(to=scope.user, state=AlertState.RAISED)
    if scope.may(Permission.AUDIT_PLAN):
        mine |= (Q(state=AlertState.ANSWERED) & ~Q(answered_by=scope.user)) | Q(
            to__isnull=True, state=AlertState.RAISED
        )
    return _listed(visible_alerts(scope)).filter(mine).order_by("raised_at", "pk")


def alerts_of(scope: Scope, audit: Audit) -> list[AuditAlert]:
    return list(_listed(visible_alerts(scope)).filter(audit=audit).order_by("raised_at", "pk"))


def clocks_of(alerts: Iterable[AuditAlert]) -> dict[int, Clock]:
    """The answer's clock of each alert, running or stopped."""
    ids = [alert.pk for alert in alerts]
    rows = Clock.objects.filter(subject_type=AuditAlert._meta.label_lower, subject_id__in=ids)
    return {clock.subject_id: clock for clock in rows.order_by("started_at")}


def overdue(scope: Scope) -> list[AuditAlert]:
    """Alerts whose answer is late, and no senior leader was told: for the background worker, who shows nobody."""
    late = Clock.objects.filter(
        rule="audit-alert", subject_type=AuditAlert._meta.label_lower, stopped_at__isnull=True, due_at__lt=scope.now
    )
    rows = AuditAlert.objects.filter(
        state=AlertState.RAISED, escalated_at__isnull=True, pk__in=late.values("subject_id")
    )
    return list(rows.order_by("raised_at", "pk"))


def open_alerts_in_hand(scope: Scope, person: Person) -> list[Work]:
    """For the page that restricts a person: who could answer an open alert about them. See `people.slots`."""
    rows = visible_alerts(scope).filter(person__identity_id=person.identity_id, state=AlertState.RAISED)
    return [
        Work(f"alert {alert.reference} from an audit", tuple(Answerer(alert.audit, scope.now).possible))
        for alert in rows.select_related("audit")
    ]
