"""From a theme, an audit or a measure: which findings, actions and evidence of ours belong to it?"""

from __future__ import annotations

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.improvement.models import Evidence, Finding, PlanAction
from threshold.quality.models import Audit

#: The page's name, the record's reference, and its words.
Found = list[tuple[str, str, str]]
MOST = 50


def of_theme(scope: Scope, theme: str) -> Found:
    if not scope.may(Permission.IMPROVEMENT_READ):
        return []
    findings = Finding.objects.filter(authority__is_ours=True, themes__contains=[theme]).order_by("pk")[:MOST]
    actions = PlanAction.objects.filter(answers__theme=theme, outcome__priority__plan__authority__is_ours=True)
    return [*_findings(findings), *_actions(actions.order_by("pk")[:MOST])]


def of_audit(scope: Scope, audit: Audit) -> Found:
    if not scope.may(Permission.IMPROVEMENT_READ):
        return []
    evidence = list(Evidence.objects.filter(audit=audit).order_by("pk")[:MOST])
    findings = Finding.objects.filter(evidence__in=evidence).distinct().order_by("pk")[:MOST]
    actions = PlanAction.objects.filter(proofs__audit=audit) | PlanAction.objects.filter(evidence__in=evidence)
    rows = [("evidence", row.reference, row.shows) for row in evidence]
    return [*_findings(findings), *_actions(actions.distinct().order_by("pk")[:MOST]), *rows]


def of_measure(scope: Scope, code: str) -> Found:
    if not scope.may(Permission.IMPROVEMENT_READ):
        return []
    ours = PlanAction.objects.filter(outcome__priority__plan__authority__is_ours=True)
    actions = ours.filter(proofs__measure=code).distinct().order_by("pk")
    findings = Finding.objects.filter(answered_by__action__in=actions).distinct().order_by("pk")[:MOST]
    return [*_findings(findings), *_actions(actions[:MOST])]


def _findings(rows: object) -> Found:
    return [("finding", row.reference, row.words) for row in rows]  # type: ignore[attr-defined]


def _actions(rows: object) -> Found:
    return [("plan_action", row.reference, row.title) for row in rows]  # type: ignore[attr-defined]
