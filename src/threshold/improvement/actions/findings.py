"""The way of a finding: raised, proposed to be closed on evidence, signed off by somebody else, opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.core import journal, status
from threshold.core.actions import action, change, lock
from threshold.core.posting import queue_email
from threshold.improvement import codes
from threshold.improvement.models import Authority, Evidence, Finding, FindingClosure
from threshold.improvement.policies import authorities
from threshold.improvement.policies import findings as policies
from threshold.improvement.queries import evidence as evidence_queries
from threshold.improvement.queries import findings as queries
from threshold.improvement.states import FindingState


@action("improvement.raise_finding", permission=Permission.PLAN_ACT)
def raise_finding(
    authority: Authority, *, by: User, now: dt.datetime, kind: str, words: str, themes: Sequence[str] = ()
) -> Finding:
    """Raise a finding of our own: from audits, from learning, or from advice. An inspection's come with its report."""
    authorities.check_may_be_written(authority)
    policies.check_can_raise(kind=kind, words=words, unknown_themes=_unknown(themes))
    finding = Finding.objects.create(
        authority=authority, kind=kind, words=words, themes=sorted(set(themes)), raised_at=now, raised_by=by
    )
    status.begin(finding, by=by, now=now)
    journal.record("improvement.raise_finding", by=by, now=now, subject=finding, detail={"kind": kind})
    return finding


@action("improvement.set_themes", permission=Permission.PLAN_ACT)
def set_themes(
    finding: Finding, *, by: User, now: dt.datetime, themes: Sequence[str], expected_version: int | None = None
) -> Finding:
    """Say which themes of our audits a finding belongs to: what ties it to the audits of the same practice."""
    finding = _written(finding, expected_version)
    policies.check_can_set_themes(finding, unknown_themes=_unknown(themes))
    change(finding, themes=sorted(set(themes)))
    journal.record("improvement.set_themes", by=by, now=now, subject=finding, detail={"themes": finding.themes})
    return finding


@action("improvement.propose_closure", permission=Permission.PLAN_ACT)
def propose_closure(
    finding: Finding,
    *,
    by: User,
    now: dt.datetime,
    reason: str,
    evidence: Sequence[Evidence],
    expected_version: int | None = None,
) -> FindingClosure:
    """Propose that a finding is closed: how children are better served now, and the linked evidence that shows it."""
    finding = _written(finding, expected_version)
    linked = set(finding.evidence.values_list("pk", flat=True))
    policies.check_can_propose_closure(
        finding,
        reason=reason,
        kinds=[row.kind for row in evidence],
        has_inspectors_words=evidence_queries.has_inspectors_words(evidence),
        alien_evidence=any(row.pk not in linked for row in evidence),
    )
    closure = FindingClosure.objects.create(finding=finding, proposed_at=now, proposed_by=by, reason=reason)
    closure.evidence.set(evidence)
    change(finding)
    status.move(finding, FindingState.CLOSURE_PROPOSED, by=by, now=now, reason=reason)
    journal.record("improvement.propose_closure", by=by, now=now, subject=finding, detail={"closure": closure.pk})
    return closure


@action("improvement.sign_off_closure", permission=Permission.FINDING_SIGN_OFF)
def sign_off_closure(
    finding: Finding, *, by: User, now: dt.datetime, words: str, expected_version: int | None = None
) -> Finding:
    """Close a finding. Whoever signs proposed it not and owns none of the actions that answer it."""
    finding, closure = _to_answer(finding, by, words, expected_version)
    _answered(closure, by, now, words, signed_off=True)
    change(finding)
    status.move(finding, FindingState.CLOSED, by=by, now=now, reason=words, values={"closed_at": now})
    journal.record("improvement.sign_off_closure", by=by, now=now, subject=finding, detail={"closure": closure.pk})
    return finding


@action("improvement.send_back_closure", permission=Permission.FINDING_SIGN_OFF)
def send_back_closure(
    finding: Finding, *, by: User, now: dt.datetime, words: str, expected_version: int | None = None
) -> Finding:
    """The evidence does not show it: the finding goes back to where it was, with the reason."""
    finding, closure = _to_answer(finding, by, words, expected_version)
    _answered(closure, by, now, words, signed_off=False)
    change(finding)
    was_open_again = queries.was_reopened(finding)
    status.move(finding, FindingState.REOPENED if was_open_again else FindingState.OPEN, by=by, now=now, reason=words)
    journal.record("improvement.send_back_closure", by=by, now=now, subject=finding, detail={"closure": closure.pk})
    return finding


@action("improvement.reopen_finding", permission=Permission.PLAN_ACT)
def reopen_finding(
    finding: Finding, *, by: User, now: dt.datetime, reason: str, expected_version: int | None = None
) -> Finding:
    """Somebody shows that children are not better served: the finding is open again, and its owners hear of it."""
    finding = _written(finding, expected_version)
    _reopen(finding, by, now, reason)
    journal.record("improvement.reopen_finding", by=by, now=now, subject=finding)
    return finding


@action("improvement.reopen_slipped_finding", permission=Permission.WORKER)
def reopen_slipped_finding(finding: Finding, *, by: User, now: dt.datetime, reason: str) -> Finding:
    """What proved a closed finding slipped back. `reason` says in words and figures which measure, and how far."""
    finding = _written(finding, None)
    _reopen(finding, by, now, reason)
    journal.record("improvement.reopen_slipped_finding", by=by, now=now, subject=finding)
    return finding


def _reopen(finding: Finding, by: User, now: dt.datetime, reason: str) -> None:
    policies.check_can_reopen(finding, reason=reason)
    closure = finding.closures.filter(was_signed_off=True).order_by("-answered_at").first()
    if closure is not None:
        closure.reopened_at, closure.reopening_reason = now, reason
        closure.save(update_fields=["reopened_at", "reopening_reason"])
    change(finding)
    status.move(finding, FindingState.REOPENED, by=by, now=now, reason=reason, values={"closed_at": None})
    for owner in queries.to_be_told(finding):
        queue_email(
            finding,
            purpose="finding_reopened",
            to=owner.email,
            heading=f"Finding {finding.reference} is open again",
            body=(
                f"The finding {finding.reference} of the improvement plan was closed and is open again.\n\n"
                f"Why: {reason}\n\n"
                "Please read it in Threshold and say on your action what you will do."
            ),
            by=by,
            now=now,
        )


def _to_answer(finding: Finding, by: User, words: str, expected_version: int | None) -> tuple[Finding, FindingClosure]:
    finding = _written(finding, expected_version)
    closure = finding.closures.filter(answered_at__isnull=True).first()
    policies.check_can_answer_closure(
        finding,
        signer_owns_an_action=queries.owns_an_action(by, finding),
        signer_proposed_it=closure is not None and closure.proposed_by_id == by.pk,
        words=words,
    )
    assert closure is not None  # one waits wherever the state says so  # noqa: S101
    return finding, closure


def _answered(closure: FindingClosure, by: User, now: dt.datetime, words: str, *, signed_off: bool) -> None:
    closure.answered_at, closure.answered_by, closure.was_signed_off, closure.answer = now, by, signed_off, words
    closure.save(update_fields=["answered_at", "answered_by", "was_signed_off", "answer"])


def _written(finding: Finding, expected_version: int | None) -> Finding:
    finding = lock(finding, expected_version=expected_version)
    authorities.check_may_be_written(finding.authority)
    return finding


def _unknown(themes: Sequence[str]) -> list[str]:
    known = codes.themes()
    return [theme for theme in themes if theme not in known]
