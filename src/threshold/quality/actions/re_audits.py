"""How is the same child audited again? Proposed by the worker, accepted or declined by the quality assurance lead."""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import clocks, journal, status
from threshold.core.actions import action, lock
from threshold.core.calendar import add_months, day_of
from threshold.core.errors import NotVisible
from threshold.quality.actions.giving import give_re_audit
from threshold.quality.models import ReAuditProposal
from threshold.quality.policies import re_audits as policies
from threshold.quality.queries import re_audits as queries
from threshold.quality.states import ReAuditState

MONTHS = 3


@action("quality.propose_re_audits", permission=Permission.WORKER)
def propose_re_audits(*, by: User, now: dt.datetime) -> int:
    """Propose a re-audit for every complete audit that calls for one and has none. May run as often as it likes.

    Returns:
        how many were proposed now.
    """
    made = 0
    for audit, because in queries.without_proposal():
        assert audit.completed_at is not None  # noqa: S101 - the query asks for complete ones
        proposal, is_new = ReAuditProposal.objects.get_or_create(
            audit=audit,
            defaults={
                "because": because,
                "due_on": add_months(day_of(audit.completed_at), MONTHS),
                "proposed_at": now,
            },
        )
        if not is_new:
            continue
        made += 1
        status.begin(proposal, by=by, now=now)
        clocks.start(
            "re-audit", proposal, started_at=audit.completed_at, about_id=audit.person_id, team_id=audit.team_id
        )
        journal.record(
            "quality.propose_re_audit", by=by, now=now, subject=proposal, about=[audit.person_id or 0],
            detail={"audit_id": audit.pk, "because": str(because)},
        )  # fmt: skip
    journal.record("quality.propose_re_audits", by=by, now=now, detail={"proposed": made})
    return made


@action("quality.decline_re_audit", permission=Permission.AUDIT_PLAN)
def decline_re_audit(
    proposal: ReAuditProposal, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> ReAuditProposal:
    """Say why this child is not audited again: the case is closed, the family has moved."""
    proposal = _locked(proposal, by, now, expected_version)
    policies.check_can_decline(proposal, reason=reason)
    why = reason.strip()
    values = {"decided_at": now, "decided_by": by, "decline_reason": why, "version": proposal.version + 1}
    status.move(proposal, ReAuditState.DECLINED, by=by, now=now, reason=why, values=values)
    clocks.cancel("re-audit", proposal, now=now, reason="Declined")
    _audit("quality.decline_re_audit", proposal, by, now)
    return proposal


@action("quality.accept_re_audit", permission=Permission.AUDIT_PLAN)
def accept_re_audit(
    proposal: ReAuditProposal, *, by: User, now: dt.datetime, expected_version: int | None = None
) -> ReAuditProposal:
    """Give the re-audit out: the same child and tool, by an auditor whom the program finds and nobody chooses.

    Raises:
        Refused: it was decided already; the pack no longer has the tool; nobody may audit it.
    """
    proposal = _locked(proposal, by, now, expected_version)
    policies.check_can_accept(proposal, tool_is_known=queries.tool_is_known(proposal.audit))
    again = give_re_audit(proposal.audit, by=by, now=now)
    values = {"decided_at": now, "decided_by": by, "re_audit": again, "version": proposal.version + 1}
    status.move(proposal, ReAuditState.ACCEPTED, by=by, now=now, values=values)
    clocks.stop("re-audit", proposal, now=now)
    _audit("quality.accept_re_audit", proposal, by, now, re_audit_id=again.pk)
    return proposal


def _locked(proposal: ReAuditProposal, by: User, now: dt.datetime, expected_version: int | None) -> ReAuditProposal:
    locked = lock(proposal, expected_version=expected_version)
    if not queries.visible_proposals(Scope(by, now)).filter(pk=locked.pk).exists():
        raise NotVisible
    return locked


def _audit(name: str, proposal: ReAuditProposal, by: User, now: dt.datetime, **detail: object) -> None:
    about = [proposal.audit.person_id] if proposal.audit.person_id else []
    journal.record(name, by=by, now=now, subject=proposal, about=about, detail=detail)
