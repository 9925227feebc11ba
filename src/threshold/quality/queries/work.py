"""What waits for me in quality assurance, and which of its lists can I read? For its first page, and for my day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.frontdoor.slots import Waiting
from threshold.quality.models import Audit, AuditAlert, ProgrammeItem, SampledRecord
from threshold.quality.queries import actions, alerts, audits, programme, re_audits, supervisions, voices
from threshold.quality.states import AuditActionState


@dataclass(frozen=True)
class ToSee:
    """A list in which something waits that several people could do: how much, and how much of it is late."""

    one: str
    many: str
    number: int
    late: int
    url_name: str
    query: str = ""


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
    #: What waits in the lists, with something in it.
    to_see: list[ToSee]

    @property
    def is_empty(self) -> bool:
        return not any(vars(self).values())


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
        # What I have done and another is to look at does not wait for me.
        actions=list(actions.my_actions(scope).filter(state=AuditActionState.OPEN)[:100]),
        about_my_work=list(audits.about_my_work(scope)[:20]),
        to_see=[one for one in _to_see(scope) if one.number],
    )


def _to_see(scope: Scope) -> list[ToSee]:
    today = day_of(scope.now)
    looks = actions.to_look_at(scope)
    found = [
        ToSee(
            "action waits for a second look", "actions wait for a second look", looks.count(),
            looks.filter(due_on__lt=today).count(), "audit_actions", "show=look",
        )
    ]  # fmt: skip
    if re_audits.may_decide(scope):
        proposed = re_audits.waiting(scope)
        late = proposed.filter(due_on__lt=today).count()
        found.append(ToSee("re-audit to decide", "re-audits to decide", proposed.count(), late, "re_audits"))
    if scope.may(Permission.VOICE_RECORD) and voices.may_read(scope):
        said = voices.counts(scope)
        found.append(
            ToSee(
                "complaint or challenge waits for an answer", "complaints and challenges wait for an answer",
                said.waiting, said.overdue, "voices", "show=waiting",
            )
        )  # fmt: skip
    late = sum(
        row.clock.due_at < scope.now and row.arrangement.supervisor_id == scope.user.pk
        for row in supervisions.next_due(scope)
    )
    found.append(
        ToSee("supervision that I give is overdue", "supervisions that I give are overdue", late, 0, "supervision_due")
    )
    return found


def lists(scope: Scope) -> list[tuple[str, str]]:
    """(address name, title) of the lists that can hold something for this person, and that open for them."""
    sees_records = scope.reach is not Reach.NOBODY
    found = [
        ("programme", "The year's programme", True),
        ("audits", "All audits", sees_records or scope.may(Permission.AUDIT_JOINTLY)),
        ("audit_alerts", "Alerts", sees_records),
        ("audit_actions", "Actions", sees_records),
        ("re_audits", "Re-audits", sees_records),
        ("grade_trends", "Grades over time", True),
        ("agreement", "How far auditors agree", True),
        ("themes", "Themes", True),
        ("learning_log", "What we learned", True),
        ("voices", "Compliments, complaints and challenges", voices.may_read(scope)),
        ("supervision_due", "Supervision", sees_records),
    ]
    return [(name, title) for name, title, is_theirs in found if is_theirs]


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
