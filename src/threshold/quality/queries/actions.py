"""Which actions from audits may this person see, which are theirs, which are late, and who is told of those?

Everything begins with `visible_actions`. An action about a child whose record is hidden from the reader is in no
list, no count and no file; one of an audit that this person is to moderate blind shows only when both grades are in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from threshold.access.models import Membership, User
from threshold.access.queries import staff_who_may
from threshold.access.roles import ROLES, Permission, Reach
from threshold.access.scope import Scope
from threshold.core import references
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.core.models import Clock
from threshold.people.queries import is_visible_to
from threshold.quality.models import ActionEscalation, Audit, AuditAction, LearningEntry
from threshold.quality.queries import learning, themes
from threshold.quality.queries.scoping import about_visible_or_nobody
from threshold.quality.states import AuditActionState, AuditState

OPEN_STATES = (AuditActionState.OPEN, AuditActionState.EVIDENCED)


def visible_actions(scope: Scope) -> QuerySet[AuditAction]:
    """The actions that this person may see: all of those whose child they see, or their own and their teams'."""
    if not scope.may(Permission.QUALITY_READ) or scope.reach is Reach.NOBODY:
        return AuditAction.objects.none()
    found = about_visible_or_nobody(AuditAction.objects.all(), scope)
    found = found.exclude(audit__moderator=scope.user, audit__state=AuditState.AWAITING_MODERATION)
    if scope.may(Permission.AUDITS_READ):
        return found
    mine = Q(owner=scope.user) | Q(raised_by=scope.user) | Q(audit__worker=scope.user) | Q(audit__auditor=scope.user)
    mine |= Q(escalated_to=scope.user) | Q(closed_by=scope.user)
    if scope.may(Permission.AUDIT_DO) or scope.may(Permission.AUDIT_ANSWER):
        mine |= Q(team__in=scope.user.team_ids) | Q(audit__team__in=scope.user.team_ids)
    if scope.may(Permission.AUDIT_DO):
        # A second look is given by somebody who had no part in it: it must be found by them.
        mine |= Q(state=AuditActionState.EVIDENCED)
    return found.filter(mine)


def get_visible_action(scope: Scope, reference: str) -> AuditAction:
    """Raises NotVisible where there is none, or none for this person."""
    found = (
        visible_actions(scope)
        .select_related("audit", "person", "team", "owner", "raised_by", "evidenced_by", "closed_by", "looked_by")
        .filter(pk=references.read(reference, "Q") or 0)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def check_visible(scope: Scope, action: AuditAction) -> None:
    if not visible_actions(scope).filter(pk=action.pk).exists():
        raise NotVisible


@dataclass(frozen=True)
class OfAudit:
    """What the page of an audit shows of its actions."""

    actions: list[AuditAction]
    may_raise: bool
    #: Code and title of its themes.
    themes: list[tuple[str, str]]
    may_tag: bool
    may_learn: bool
    #: What was learned from it, and which lessons it is the proof of.
    lessons: list[LearningEntry]
    proves: list[LearningEntry]


def of_audit(scope: Scope, audit: Audit) -> OfAudit:
    """The audit's actions as this person sees them, its themes, what was learned, and what they may add."""
    rows = visible_actions(scope).filter(audit=audit).select_related("owner", "person").order_by("due_on", "pk")
    return OfAudit(
        list(rows),
        may_raise(scope, audit),
        themes.titles_of(audit),
        themes.may_tag(scope.user, audit),
        scope.may(Permission.LEARNING_WRITE),
        learning.entries_from(scope, audit),
        learning.entries_proved_by(scope, audit),
    )


def may_raise(scope: Scope, audit: Audit) -> bool:
    begun = audit.state not in (AuditState.ASSIGNED, AuditState.CANCELLED)
    return begun and scope.may(Permission.AUDIT_DO) and (is_auditor(scope.user, audit) or may_plan(scope.user))


def is_auditor(user: User, audit: Audit) -> bool:
    """Whether somebody judged this: the auditor; the moderator too, once both grades are in."""
    if user.pk == audit.auditor_id:
        return True
    return user.pk == audit.moderator_id and audit.state != AuditState.AWAITING_MODERATION


def may_plan(user: User) -> bool:
    return user.may(Permission.AUDIT_PLAN)


# --- Lists ------------------------------------------------------------------------------------------------------


def open_actions(scope: Scope) -> QuerySet[AuditAction]:
    """What is not closed, the first due on top."""
    rows = visible_actions(scope).filter(state__in=OPEN_STATES)
    return rows.select_related("audit", "person", "owner", "team", "escalated_to").order_by("due_on", "pk")


def my_actions(scope: Scope) -> QuerySet[AuditAction]:
    """What I own and have not finished: for which I gave no evidence yet, or it did not hold."""
    return open_actions(scope).filter(owner=scope.user)


def overdue_actions(scope: Scope) -> QuerySet[AuditAction]:
    return open_actions(scope).filter(due_on__lt=day_of(scope.now))


def to_look_at(scope: Scope) -> QuerySet[AuditAction]:
    """What waits for a second person, and could be me."""
    rows = open_actions(scope).filter(state=AuditActionState.EVIDENCED)
    if not may_look(scope.user):
        return rows.none()
    return rows.exclude(owner=scope.user).exclude(evidenced_by=scope.user)


def closed_actions(scope: Scope) -> QuerySet[AuditAction]:
    """What is closed or no longer wanted, the latest first."""
    rows = visible_actions(scope).exclude(state__in=OPEN_STATES)
    return rows.select_related("audit", "person", "owner", "team").order_by(
        F("closed_at").desc(nulls_last=True), "-raised_at", "-pk"
    )


def may_look(user: User) -> bool:
    return user.may(Permission.AUDIT_DO) or user.may(Permission.AUDIT_ANSWER)


def running_clocks(action: AuditAction) -> list[Clock]:
    rows = Clock.objects.filter(subject_type=action._meta.label_lower, subject_id=action.pk, stopped_at__isnull=True)
    return list(rows.order_by("due_at"))


def escalations_of(action: AuditAction) -> list[ActionEscalation]:
    return list(ActionEscalation.objects.filter(action=action).select_related("to").order_by("at", "pk"))


# --- Owners, and who is told ---------------------------------------------------------------------------------------


def possible_owners(scope: Scope, person_id: int | None) -> list[User]:
    """Who may be given an action: staff who may know of quality, and may see the child."""
    staff = staff_who_may(Permission.QUALITY_READ, day_of(scope.now))
    return [user for user in staff if may_own(user, person_id, scope.now)]


def may_own(user: User, person_id: int | None, now: dt.datetime) -> bool:
    if user.reach is Reach.NOBODY:
        return False
    # Restrictions are few: whoever reaches everybody is asked about this one child only.
    return person_id is None or is_visible_to(user, person_id, now=now)


def team_of(owner: User, audit: Audit, day: dt.date) -> int:
    """Whose manager answers for it: the audited team where the owner works in it, else a team of the owner's."""
    teams = list(
        Membership.objects.current(day)
        .filter(user=owner, team__isnull=False)
        .order_by("pk")
        .values_list("team_id", flat=True)
    )
    return teams[0] if teams and audit.team_id not in teams else audit.team_id


def managers_to_tell(action: AuditAction, now: dt.datetime) -> list[User]:
    """Who leads the action's team and may see its child: not its owner."""
    roles = [code for code, role in ROLES.items() if Permission.AUDIT_ANSWER in role.permissions]
    leading = Membership.objects.current(day_of(now)).filter(team_id=action.team_id, role__in=roles)
    return _who_may_be_told(action, User.objects.filter(pk__in=leading.values("user_id")), now)


def senior_leaders_to_tell(action: AuditAction, now: dt.datetime) -> list[User]:
    """Who answers for the whole service and may see the child: not its owner, and not who was told already."""
    leaders = staff_who_may(Permission.FINDING_SIGN_OFF, day_of(now)).exclude(pk=action.escalated_to_id or 0)
    return _who_may_be_told(action, leaders, now)


def _who_may_be_told(action: AuditAction, users: QuerySet[User], now: dt.datetime) -> list[User]:
    found = users.filter(is_active=True, is_service=False).exclude(pk=action.owner_id).order_by("name", "pk")
    return [user for user in found if may_own(user, action.person_id, now)]


def overdue_everywhere(today: dt.date) -> Iterable[AuditAction]:
    """Every overdue action, for the worker, which shows nobody anything."""
    rows = AuditAction.objects.filter(state__in=OPEN_STATES, due_on__lt=today)
    return rows.select_related("owner").order_by("due_on", "pk").iterator(500)
