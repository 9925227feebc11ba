"""What does an action of the plan answer, and what would prove it?"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal
from threshold.core.actions import action
from threshold.improvement import codes
from threshold.improvement.actions.plan_actions import written
from threshold.improvement.models import ActionAnswer, ActionProof, Finding, Obligation, PlanAction
from threshold.improvement.policies import plan_actions as policies
from threshold.improvement.states import ObligationState
from threshold.quality.models import Audit
from threshold.quality.states import AuditState


@action("improvement.answer_with_action", permission=Permission.PLAN_WRITE)
def answer_with_action(
    plan_action: PlanAction,
    *,
    by: User,
    now: dt.datetime,
    finding: Finding | None = None,
    obligation: Obligation | None = None,
    theme: str = "",
) -> ActionAnswer:
    """Say what an action answers: one finding, one requirement or one theme of our audits. Twice is once."""
    found = written(plan_action)
    authority_id = found.outcome.priority.plan.authority_id
    policies.check_can_answer(
        found,
        named=sum([finding is not None, obligation is not None, bool(theme)]),
        same_authority=(finding is None or finding.authority_id == authority_id)
        and (obligation is None or obligation.intervention.authority_id == authority_id),
        still_wanted=obligation is None or obligation.state != ObligationState.LIFTED,
        known_theme=not theme or theme in codes.themes(),
    )
    answer, _ = ActionAnswer.objects.get_or_create(action=found, finding=finding, obligation=obligation, theme=theme)
    journal.record("improvement.answer_with_action", by=by, now=now, subject=found)
    return answer


@action("improvement.prove_by_measure", permission=Permission.PLAN_WRITE)
def prove_by_measure(
    plan_action: PlanAction, *, by: User, now: dt.datetime, measure: str, better: str, target: Decimal
) -> ActionProof:
    """A measure would prove the action when it reaches the target."""
    found = written(plan_action)
    policies.check_can_be_proved_by_measure(
        is_known=measure in codes.measures(),
        counts_the_plan=measure in codes.OWN_MEASURES,
        better=better,
        target=target,
        is_named_already=found.proofs.filter(measure=measure).exists(),
    )
    proof = ActionProof.objects.create(action=found, kind="measure", measure=measure, better=better, target=target)
    return _noted("improvement.prove_by_measure", proof, by, now)


@action("improvement.prove_by_audits", permission=Permission.PLAN_WRITE)
def prove_by_audits(
    plan_action: PlanAction,
    *,
    by: User,
    now: dt.datetime,
    tool: str,
    at_least: str,
    target: Decimal,
    domain: str = "",
) -> ActionProof:
    """Audits would prove the action when a share of them, in percent, is graded well enough."""
    found = written(plan_action)
    policies.check_can_be_proved_by_audits(
        is_known_tool=tool in codes.tools(),
        is_known_domain=not domain or domain in codes.domains(tool),
        at_least=at_least,
        target=target,
    )
    proof = ActionProof.objects.create(
        action=found, kind="audits", tool=tool, domain=domain, at_least=at_least, better="higher", target=target
    )
    return _noted("improvement.prove_by_audits", proof, by, now)


@action("improvement.prove_by_re_audit", permission=Permission.PLAN_WRITE)
def prove_by_re_audit(
    plan_action: PlanAction, *, by: User, now: dt.datetime, audit: Audit, at_least: str = ""
) -> ActionProof:
    """The re-audit of the same child would prove the action, graded at least so (good, where nothing else is said)."""
    found = written(plan_action)
    policies.check_can_be_proved_by_re_audit(
        is_complete=audit.state == AuditState.COMPLETE,
        owner_audits=found.owner_id is not None and audit.auditor_id == found.owner_id,
    )
    proof = ActionProof.objects.create(action=found, kind="re_audit", audit=audit, at_least=at_least)
    return _noted("improvement.prove_by_re_audit", proof, by, now)


def _noted(name: str, proof: ActionProof, by: User, now: dt.datetime) -> ActionProof:
    journal.record(name, by=by, now=now, subject=proof.action, detail={"proof": proof.pk})
    return proof
