"""Which children are to be audited again, by whom could they be, and did it change anything?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.errors import NotVisible
from threshold.quality import pack
from threshold.quality.grades import Grade
from threshold.quality.models import Audit, AuditAction, AuditGrade, Pen, ReAuditProposal
from threshold.quality.policies.re_audits import NOT_GOOD_ENOUGH
from threshold.quality.queries.audits import visible_audits
from threshold.quality.states import AuditActionState, AuditState, ReAuditState


def visible_proposals(scope: Scope) -> QuerySet[ReAuditProposal]:
    """The proposals of audits that this person may see."""
    return ReAuditProposal.objects.filter(audit__in=visible_audits(scope))


def get_visible_proposal(scope: Scope, reference: str) -> ReAuditProposal:
    """Raises NotVisible where there is none, or none for this person."""
    found = (
        visible_proposals(scope)
        .select_related("audit__person", "audit__team", "audit__auditor", "audit__worker", "re_audit", "decided_by")
        .filter(pk=references.read(reference, "X") or 0)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def waiting(scope: Scope) -> QuerySet[ReAuditProposal]:
    """What is to be decided, the earliest due on top."""
    rows = visible_proposals(scope).filter(state=ReAuditState.PROPOSED)
    return rows.select_related("audit__person", "audit__team").order_by("due_on", "pk")


def decided(scope: Scope) -> QuerySet[ReAuditProposal]:
    """What was decided, the latest on top, with the re-audit where it was accepted."""
    rows = visible_proposals(scope).exclude(state=ReAuditState.PROPOSED)
    return rows.select_related("audit__person", "audit__team", "re_audit", "decided_by").order_by("-decided_at", "-pk")


def proposal_after(scope: Scope, audit: Audit) -> ReAuditProposal | None:
    """What was proposed, or decided, about looking again after an audit."""
    return visible_proposals(scope).filter(audit=audit).first()


def may_decide(scope: Scope) -> bool:
    return scope.may(Permission.AUDIT_PLAN)


def without_proposal() -> Iterator[tuple[Audit, str]]:
    """Complete audits about a child that call for another look and have no proposal, with why. For the worker.

    Found by what they are and not by an event, so that one cannot be lost; an action that is raised after the audit
    was complete is found too. A dip sample of a few questions is not repeated by itself.
    """
    asked = AuditAction.objects.filter(audit=OuterRef("pk")).exclude(state=AuditActionState.CANCELLED)
    rows = (
        Audit.objects.filter(state=AuditState.COMPLETE, person__isnull=False, re_audit_proposal__isnull=True)
        .exclude(kind=Audit.Kind.DIP_SAMPLE)
        .annotate(has_action=Exists(asked))
        .filter(Q(agreed_grade__in=NOT_GOOD_ENOUGH) | Q(has_action=True))
        .order_by("completed_at", "pk")
    )
    for audit in rows.iterator(500):
        because = (
            ReAuditProposal.Because.GRADE if audit.agreed_grade in NOT_GOOD_ENOUGH else ReAuditProposal.Because.ACTION
        )
        yield audit, because


@dataclass(frozen=True)
class Line:
    """One part of practice in both audits; a grade is empty where that audit has none."""

    title: str
    before: str
    after: str

    @property
    def before_label(self) -> str:
        return Grade(self.before).label if self.before else ""

    @property
    def after_label(self) -> str:
        return Grade(self.after).label if self.after else ""


@dataclass(frozen=True)
class Comparison:
    """The grades of the first audit and of the one three months later, the whole first and then by domain."""

    first: Audit
    second: Audit
    lines: list[Line]

    @property
    def is_complete(self) -> bool:
        return self.second.state == AuditState.COMPLETE


def comparison(scope: Scope, proposal: ReAuditProposal) -> Comparison | None:
    """None where there is no re-audit that this person may see. A grade shows only when its audit is complete."""
    second = visible_audits(scope).filter(pk=proposal.re_audit_id or 0).first()
    if second is None:
        return None
    first = proposal.audit
    complete = [audit for audit in (first, second) if audit.state == AuditState.COMPLETE]
    rows = AuditGrade.objects.filter(audit__in=complete, pen=Pen.AGREED)
    grades = {(row.audit_id, row.domain): row.grade for row in rows}
    for audit in complete:
        grades[audit.pk, ""] = audit.agreed_grade
    titles = {"": "The whole"}
    for audit in (second, first):
        titles |= {code: title for code, title in _domains(audit).items() if code not in titles}
    lines = [
        Line(title, grades.get((first.pk, code), ""), grades.get((second.pk, code), ""))
        for code, title in titles.items()
    ]
    return Comparison(first, second, lines)


def _domains(audit: Audit) -> dict[str, str]:
    """The domains of the tool, as they were when the audit was given out."""
    tools = pack.of(audit.pack_version_id).tools
    return {domain.code: domain.title for tool in tools if tool.code == audit.tool for domain in tool.domains}


def tool_is_known(audit: Audit) -> bool:
    """Whether the pack in force still has the tool of an audit."""
    return audit.tool in {tool.code for tool in pack.of().tools}
