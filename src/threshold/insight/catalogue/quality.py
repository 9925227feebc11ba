"""What do we count of quality assurance? Results of audits, and whether what they ask for is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core.calendar import LONDON, day_of
from threshold.core.models import Clock
from threshold.insight.catalogue import facts
from threshold.insight.measures import Measure, register
from threshold.quality.grades import Grade
from threshold.quality.models import Audit, AuditAction, AuditAlert, FamilyFeedback
from threshold.quality.models.judgements import Pen
from threshold.quality.states import AuditActionState, AuditState

GROUP = "Quality of practice"
_LOCAL = "This authority"


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


def _not_graded_blind(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Whoever still has to grade an audit without knowing the first grade sees nothing that follows from it."""
    return rows.exclude(audit__moderator=scope.user, audit__state=AuditState.AWAITING_MODERATION)


def _actions_seen(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    return _not_graded_blind(facts.nobody_hidden("person")(rows, scope), scope)


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
        visible=_actions_seen,
        list_permission=Permission.AUDITS_READ,
        lister="audit_actions",
        group=GROUP,
    )
)


def _moderated(now: dt.datetime) -> QuerySet[Any]:
    """Complete audits that a second auditor graded as a whole, blind."""
    second = FilteredRelation("grades", condition=Q(grades__pen=Pen.MODERATOR, grades__domain=""))
    return _audits(now).annotate(second=second).filter(second__isnull=False)


register(
    replace(
        GRADED,
        code="QA02",
        title="Moderators who came to the auditor's grade",
        question="Do two of us see the same practice alike?",
        numerator="Those whose moderator gave the whole the same grade as the auditor, before either knew the other's.",
        denominator="Audits completed in the period that were moderated.",
        exclusions="Audits that were not moderated. Agreement beyond chance (kappa) stands on the page of moderation.",
        definition_source=_LOCAL,
        rows=_moderated,
        counted=Q(second__grade=F("grade")),
    )
)
register(
    replace(
        GRADED,
        code="QA04",
        title="Audits with the family's view",
        question="Did we ask the child, the parent or the carer?",
        numerator="Those in which the child, a parent or a carer was heard; why nobody was asked does not count.",
        denominator="Audits completed in the period, dip samples and observations left out.",
        exclusions="Dip samples, observations and audits of supervision, for which no family is asked.",
        definition_source=_LOCAL,
        rows=lambda now: _audits(now).filter(kind__in=(Audit.Kind.CASE, Audit.Kind.MULTI_AGENCY)),
        counted=Q(Exists(FamilyFeedback.objects.filter(audit=OuterRef("pk")).exclude(words=""))),
    )
)


def _due_alerts(now: dt.datetime) -> QuerySet[Any]:
    found = Clock.objects.filter(rule="audit-alert", subject_type=AuditAlert._meta.label_lower, due_at__lte=now)
    return found.exclude(outcome="cancelled")


def _alerts_seen(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Alerts about nobody in particular are those of an audit of supervision."""
    seen = rows.filter(about_id__isnull=True) | facts.clocks_about_visible(rows, scope)
    return seen.filter(subject_id__in=_not_graded_blind(AuditAlert.objects.all(), scope).values("pk"))


register(
    replace(
        GRADED,
        code="QA05",
        title="Alerts from audits answered in time",
        question="When an audit finds a child unsafe, does a manager answer at once?",
        numerator="Those answered within the limit for it. An answer that was sent back does not count.",
        denominator="Alerts whose answer was due in the period.",
        exclusions="None.",
        source="The clock that starts when an auditor raises an alert",
        definition_source=_LOCAL,
        rows=_due_alerts,
        when="due_at",
        counted=Q(outcome="met"),
        team="team_id",
        person="about_id",
        facts=facts.by_person_id("about_id"),
        visible=_alerts_seen,
        lister="clocks",
    )
)


def _due_supervisions(now: dt.datetime) -> QuerySet[Any]:
    rules = ("supervision-case", "supervision-personal")
    return Clock.objects.filter(rule__in=rules, due_at__lte=now).exclude(outcome="cancelled")


register(
    Measure(
        code="WF03",
        title="Supervision held in time",
        question="Does every worker get the supervision that our policy promises?",
        numerator="Supervisions of cases and personal ones that were held by the day they were due.",
        denominator="Supervisions that were due in the period, one for each worker and kind.",
        exclusions="Arrangements that ended before the supervision was due.",
        unit="percent",
        better="higher",
        source="The clock that starts with a supervision and ends with the next",
        definition_source="This authority's supervision policy",
        rows=_due_supervisions,
        when="due_at",
        counted=Q(outcome="met"),
        team="team_id",
        list_permission=Permission.AUDITS_READ,
        lister="clocks",
        group=GROUP,
    )
)
