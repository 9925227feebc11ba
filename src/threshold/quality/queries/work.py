"""What waits for me in quality assurance? For the first page of quality, and for my day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.frontdoor.slots import Waiting
from threshold.quality.models import Audit, AuditAlert, ProgrammeItem, SampledRecord
from threshold.quality.queries import actions, alerts, audits, programme


@dataclass(frozen=True)
class Work:
    """Everything that one person is waited for."""

    alerts: list[AuditAlert]
    to_draw: list[ProgrammeItem]
    to_audit: list[Audit]
    to_moderate: list[Audit]
    to_talk_through: list[Audit]
    jointly: list[Audit]
    without_moderator: list[Audit]
    held: list[SampledRecord]
    actions: list[Any]
    about_my_work: list[Audit]


def my_work(scope: Scope) -> Work:
    return Work(
        alerts=list(alerts.waiting_for_me(scope)[:100]),
        to_draw=programme.to_draw(scope)[:100],
        to_audit=list(audits.to_audit(scope)[:200]),
        to_moderate=list(audits.to_moderate(scope)[:100]),
        to_talk_through=list(audits.to_talk_through(scope)[:100]),
        jointly=list(audits.to_audit_jointly(scope)[:100]),
        without_moderator=list(audits.without_moderator(scope)[:100]),
        held=programme.held_records(scope)[:100],
        actions=list(actions.my_actions(scope)[:100]),
        about_my_work=list(audits.about_my_work(scope)[:20]),
    )


def my_day(scope: Scope) -> list[Waiting]:
    """For my day: alerts, and audits that I have to do or to grade a second time."""
    if not scope.may(Permission.AUDIT_DO) and not scope.may(Permission.AUDIT_ANSWER):
        return []
    found = []
    if number := alerts.waiting_for_me(scope).count():
        found.append(Waiting("Alerts from audits", number, "quality", "danger"))
    mine = audits.to_audit(scope).count() + audits.to_moderate(scope).count() + audits.to_talk_through(scope).count()
    if mine:
        found.append(Waiting("Audits for me", mine, "quality", "warning"))
    return found
