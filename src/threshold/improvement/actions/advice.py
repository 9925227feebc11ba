"""How does a commissioner, an improvement partner or a board's chair advise, and how is it answered?"""

from __future__ import annotations

import datetime as dt

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import clocks, journal
from threshold.core.actions import action, change, lock
from threshold.improvement.models import Advice, Authority, Finding, PlanAction, SourceDocument
from threshold.improvement.policies import advice as policies
from threshold.improvement.policies import authorities


@action("improvement.file_advice", permission=Permission.ADVICE_GIVE)
def file_advice(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    kind: str,
    given_as: str,
    title: str,
    words: str,
    document: SourceDocument | None = None,
) -> Advice:
    """File a report, or a recommendation that must be answered: its clock begins."""
    authorities.check_may_be_written(authority)
    policies.check_can_file(
        kind=kind,
        given_as=given_as,
        title=title,
        words=words,
        alien_document=document is not None and document.authority_id != authority.pk,
    )
    advice = Advice.objects.create(
        authority=authority,
        kind=kind,
        given_as=given_as,
        title=title,
        words=words,
        document=document,
        given_at=now,
        given_by=by,
    )
    if kind == Advice.Kind.RECOMMENDATION and authority.is_ours:
        clocks.start("advice-answer", advice, started_at=now)
    journal.record("improvement.file_advice", by=by, now=now, subject=advice, detail={"kind": kind})
    return advice


@action("improvement.answer_advice", permission=Permission.PLAN_WRITE)
def answer_advice(
    advice: Advice,
    *,
    by: User,
    now: dt.datetime,
    answer: str,
    reason: str,
    finding: Finding | None = None,
    plan_action: PlanAction | None = None,
    expected_version: int | None = None,
) -> Advice:
    """Answer a recommendation with the reason; what is accepted names the finding or action that it leads to."""
    advice = lock(advice, expected_version=expected_version)
    authorities.check_may_be_written(advice.authority)
    policies.check_can_answer(
        advice,
        answer=answer,
        reason=reason,
        leads_to=sum([finding is not None, plan_action is not None]),
        alien=(finding is not None and finding.authority_id != advice.authority_id)
        or (plan_action is not None and plan_action.outcome.priority.plan.authority_id != advice.authority_id),
        answerer_gave_it=advice.given_by_id == by.pk,
    )
    change(
        advice,
        answer=answer,
        answer_reason=reason,
        answered_at=now,
        answered_by=by,
        finding=finding,
        action=plan_action,
    )
    clocks.stop("advice-answer", advice, now=now)
    journal.record("improvement.answer_advice", by=by, now=now, subject=advice, detail={"answer": answer})
    return advice
