"""How does evidence come to be: a measure's reading, an audit, audits of a period, a document, an observation?

A number is taken from `insight.compute` in the moment it is added and never moves again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from threshold.access.models import User
from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.actions import action, lock
from threshold.core.calendar import day_of
from threshold.improvement import codes, keeping
from threshold.improvement.models import Authority, Evidence, Finding, Obligation, PlanAction, SourceDocument
from threshold.improvement.policies import authorities
from threshold.improvement.policies import evidence as policies
from threshold.improvement.queries import documents
from threshold.improvement.queries import evidence as queries
from threshold.improvement.queries.proofs import AuditShare, Standing, audit_share, reading_of
from threshold.insight.compute import Reading
from threshold.insight.periods import Period
from threshold.quality.grades import Grade
from threshold.quality.models import Audit
from threshold.quality.states import AuditState

Kind = Evidence.Kind


@dataclass(frozen=True)
class Links:
    """What a piece of evidence is of."""

    findings: Sequence[Finding] = ()
    obligations: Sequence[Obligation] = ()
    actions: Sequence[PlanAction] = ()

    def __len__(self) -> int:
        return len(self.findings) + len(self.obligations) + len(self.actions)

    def is_alien_to(self, authority: Authority) -> bool:
        """Whether something of it belongs to another authority."""
        owners = {finding.authority_id for finding in self.findings}
        owners |= {obligation.intervention.authority_id for obligation in self.obligations}
        owners |= {found.outcome.priority.plan.authority_id for found in self.actions}
        return bool(owners - {authority.pk})


@action("improvement.add_reading", permission=Permission.PLAN_ACT)
def add_reading(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    measure: str,
    first: dt.date,
    last: dt.date,
    shows: str,
    links: Links,
) -> Evidence:
    """Keep what a measure says for some whole days that are over: numerator, denominator and value, counted now."""
    authority = _written(authority)
    is_known = measure in codes.measures()
    reading = None
    if authority.is_ours and is_known and first <= last:
        reading = reading_of(measure, Period(first, last, ""), now)
    policies.check_can_add_reading(
        is_ours=authority.is_ours,
        is_known=is_known,
        first=first,
        last=last,
        today=day_of(now),
        has_value=reading is not None and reading.value is not None,
    )
    assert reading is not None  # the policy saw to it  # noqa: S101
    return _add(authority, Kind.READING, by, now, shows=shows, links=links, **_of_reading(measure, reading))


@action("improvement.add_audit", permission=Permission.PLAN_ACT)
def add_audit(authority: Authority, *, by: User, now: dt.datetime, audit: Audit, shows: str, links: Links) -> Evidence:
    """Link a complete audit that whoever adds it may read. Evidence shows its grade and tool, and no child."""
    authority = _written(authority)
    policies.check_can_add_audit(
        is_ours=authority.is_ours,
        is_visible=queries.may_read_audit(Scope(by, now), audit),
        is_complete=audit.state == AuditState.COMPLETE,
    )
    names = queries.names_around_audit(Scope(by, now), audit)
    return _add(
        authority,
        Kind.AUDIT,
        by,
        now,
        shows=shows,
        links=links,
        names=names,
        audit=audit,
        tool=audit.tool,
        grade=audit.agreed_grade,
    )


@action("improvement.add_audits", permission=Permission.PLAN_ACT)
def add_audits(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    tool: str,
    first: dt.date,
    last: dt.date,
    shows: str,
    links: Links,
    domain: str = "",
    at_least: str = Grade.GOOD,
) -> Evidence:
    """Keep how many of a period's completed audits were graded well enough, counted now."""
    authority = _written(authority)
    is_known = tool in codes.tools() and (not domain or domain in codes.domains(tool))
    share = None
    if authority.is_ours and is_known and first <= last:
        share = audit_share(tool, domain, at_least, Period(first, last, ""))
    policies.check_can_add_audits(
        is_ours=authority.is_ours,
        is_known_tool=is_known,
        first=first,
        last=last,
        today=day_of(now),
        audits=share.of if share else 0,
    )
    assert share is not None  # the policy saw to it  # noqa: S101
    return _add(authority, Kind.AUDITS, by, now, shows=shows, links=links, **_of_audits(tool, domain, at_least, share))


@action("improvement.link_document", permission=Permission.PLAN_ACT)
def link_document(
    authority: Authority,
    *,
    by: User,
    now: dt.datetime,
    shows: str,
    links: Links,
    document: SourceDocument | None = None,
    upload: UploadedFile | None = None,
    title: str = "",
) -> Evidence:
    """Link a document that is kept already, or keep a new file and link it.

    Args:
        document: one that is kept here and that whoever adds it may read.
        upload: a new file; the document that is here already where its bytes are the same.
        title: what the new file is.

    Raises:
        Refused: there is neither, it is another authority's, or the file cannot be taken.
    """
    authority = _written(authority)
    is_visible = document is not None and documents.visible_documents(Scope(by, now)).filter(pk=document.pk).exists()
    policies.check_can_link_document(
        is_there=document is not None or upload is not None,
        is_visible=document is None or is_visible,
        same_authority=document is None or document.authority_id == authority.pk,
    )
    if document is None:
        # The words are tried first, so that a refusal leaves no file behind.
        policies.check_can_add(shows=shows, links=len(links), alien=links.is_alien_to(authority))
        document = keeping.keep_document(
            authority, by=by, now=now, kind=SourceDocument.Kind.OTHER, title=title, source="Added as evidence",
            upload=upload,
        )  # fmt: skip
    return _add(authority, Kind.DOCUMENT, by, now, shows=shows, links=links, document=document)


@action("improvement.add_observation", permission=Permission.PLAN_ACT)
def add_observation(
    authority: Authority, *, by: User, now: dt.datetime, seen_on: dt.date, shows: str, links: Links
) -> Evidence:
    """What somebody saw or heard on a day, in words that name no child."""
    return _add(
        _written(authority), Kind.OBSERVATION, by, now, shows=shows, links=links, first_on=seen_on, last_on=seen_on
    )


@action("improvement.link_evidence", permission=Permission.PLAN_ACT)
def link_evidence(
    evidence: Evidence,
    *,
    by: User,
    now: dt.datetime,
    finding: Finding | None = None,
    obligation: Obligation | None = None,
    plan_action: PlanAction | None = None,
) -> Evidence:
    """Link evidence to one more thing that it shows something of."""
    evidence = lock(evidence)
    authorities.check_may_be_written(evidence.authority)
    links = Links(
        findings=[finding] if finding else [],
        obligations=[obligation] if obligation else [],
        actions=[plan_action] if plan_action else [],
    )
    policies.check_can_link(
        is_linked=queries.is_linked(evidence, finding=finding, obligation=obligation, plan_action=plan_action),
        alien=links.is_alien_to(evidence.authority),
    )
    _link(evidence, links)
    journal.record("improvement.link_evidence", by=by, now=now, subject=evidence)
    return evidence


def freeze_readings(
    plan_action: PlanAction, proofs: Iterable[Standing], *, added_by: User, added_at: dt.datetime
) -> list[Evidence]:
    """Keep what proved an action, as it is now, as evidence of the action and of all that it answers.

    Part of closing an action, which writes the audit entry.
    """
    authority = plan_action.outcome.priority.plan.authority
    answers = list(plan_action.answers.select_related("finding", "obligation"))
    links = Links(
        findings=[answer.finding for answer in answers if answer.finding],
        obligations=[answer.obligation for answer in answers if answer.obligation],
        actions=[plan_action],
    )
    made = []
    for standing in proofs:
        values: dict[str, Any] = {}
        if standing.together is not None:
            values = {"kind": Kind.READING, **_of_reading(standing.proof.measure, standing.together)}
        elif standing.audits is not None:
            proof = standing.proof
            values = {"kind": Kind.AUDITS, **_of_audits(proof.tool, proof.domain, proof.at_least, standing.audits)}
        elif standing.re_audit is not None:
            again = standing.re_audit
            values = {"kind": Kind.AUDIT, "audit": again, "tool": again.tool, "grade": again.agreed_grade}
        evidence = Evidence.objects.create(
            authority=authority, shows=standing.in_words, added_at=added_at, added_by=added_by, **values
        )
        _link(evidence, links)
        made.append(evidence)
    return made


def _add(
    authority: Authority,
    kind: str,
    by: User,
    now: dt.datetime,
    *,
    shows: str,
    links: Links,
    names: Iterable[str] = (),
    **values: Any,
) -> Evidence:
    policies.check_can_add(shows=shows, links=len(links), alien=links.is_alien_to(authority), names=list(names))
    evidence = Evidence.objects.create(authority=authority, kind=kind, shows=shows, added_at=now, added_by=by, **values)
    _link(evidence, links)
    journal.record("improvement.add_evidence", by=by, now=now, subject=evidence, detail={"kind": kind})
    return evidence


def _link(evidence: Evidence, links: Links) -> None:
    evidence.findings.add(*links.findings)
    evidence.obligations.add(*links.obligations)
    evidence.actions.add(*links.actions)


def _of_reading(measure: str, reading: Reading) -> dict[str, Any]:
    return {
        "measure": measure,
        "first_on": reading.period.first,
        "last_on": reading.period.last,
        "numerator": reading.numerator,
        "denominator": reading.denominator,
        "value": _two_places(reading.value),
    }


def _of_audits(tool: str, domain: str, at_least: str, share: AuditShare) -> dict[str, Any]:
    return {
        "tool": tool,
        "domain": domain,
        "at_least": at_least,
        "first_on": share.period.first,
        "last_on": share.period.last,
        "numerator": share.good,
        "denominator": share.of,
        "value": _two_places(share.percent),
    }


def _two_places(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def _written(authority: Authority) -> Authority:
    authorities.check_may_be_written(authority)
    return authority
