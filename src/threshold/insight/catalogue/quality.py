"""What do we count of quality assurance? Results of audits, and whether what they ask for is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate

from threshold.access.roles import Permission
from threshold.core.calendar import LONDON, day_of
from threshold.insight.catalogue import facts
from threshold.insight.measures import Measure, register
from threshold.quality.grades import Grade
from threshold.quality.models import Audit, AuditAction
from threshold.quality.states import AuditActionState, AuditState

GROUP = "Quality of practice"


def _audits(now: dt.datetime) -> QuerySet[Any]:
    """Audits that are complete. An audit gets its agreed grade on completion, moderated or not."""
    return Audit.objects.filter(state=AuditState.COMPLETE, completed_at__lte=now)


GRADED = register(
    Measure(
        code="QA01",
        title="Audits graded good or better",
        question="How often is practice good?",
        numerator="Those with the agreed grade good or outstanding.",
        denominator="Audits completed in the period that have a grade.",
        exclusions="Dip samples without a grade, and audits that were cancelled.",
        unit="percent",
        better="higher",
        source="Audits",
        definition_source="Ofsted's four-point scale; this authority",
        rows=lambda now: _audits(now).exclude(agreed_grade=""),
        when="completed_at",
        counted=Q(agreed_grade__in=(Grade.GOOD, Grade.OUTSTANDING)),
        team="team_id",
        person="person",
        facts=facts.of_person("person"),
        visible=facts.nobody_hidden("person"),
        list_permission=Permission.AUDITS_READ,
        lister="audits",
        group=GROUP,
    )
)


def _due_actions(now: dt.datetime) -> QuerySet[Any]:
    found = AuditAction.objects.exclude(state=AuditActionState.CANCELLED).filter(due_on__lt=day_of(now))
    return found.annotate(closed_on=TruncDate("closed_at", tzinfo=LONDON))


register(
    Measure(
        code="QA03",
        title="Audit actions closed on time with evidence",
        question="Is what an audit asks for done, and seen to be done?",
        numerator="Those that a second person closed by the due date, having seen it in the child's record.",
        denominator="Actions from audits that were due in the period.",
        exclusions="Actions that are no longer wanted, and those due today or later.",
        unit="percent",
        better="higher",
        source="Actions from audits",
        definition_source="This authority",
        rows=_due_actions,
        when="due_on",
        counted=Q(state=AuditActionState.CLOSED, closed_on__lte=F("due_on")),
        team="team_id",
        person="person",
        facts=facts.of_person("person"),
        visible=facts.nobody_hidden("person"),
        list_permission=Permission.AUDITS_READ,
        lister="audit_actions",
        group=GROUP,
    )
)
