"""Who may judge a piece of practice? Nobody who took part, works in its team or did then, or may not see the child.

A relative who works here is kept from the record by a restriction; whoever knows the family otherwise says so when
they are given the audit (`DeclaredConflict`), and it goes to the next.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from threshold.access.models import Membership, User
from threshold.access.queries import staff_who_may
from threshold.access.roles import Permission, Reach
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.people.queries import hidden_people, visible_people
from threshold.quality.models import Audit, AuditAlert, DeclaredConflict, SampledRecord


@dataclass(frozen=True)
class Practice:
    """Whose work about whom, when: everything that decides who may judge it."""

    person_id: int | None
    team_id: int
    worker_id: int | None
    involved: frozenset[int]
    on: dt.date | None


def practice_of(record: Audit | SampledRecord) -> Practice:
    return Practice(
        record.person_id, record.team_id, record.worker_id, frozenset(record.involved_ids), record.practised_on
    )


class Pool:
    """Everybody who may do a job today, looked up once for a whole draw.

    Asking who may judge one record costs no query then, but for somebody who sees their own teams' families only.
    """

    def __init__(self, permission: Permission, now: dt.datetime) -> None:
        self.now = now
        held = Membership.objects.exclude(team=None)
        self.users = list(
            staff_who_may(permission, day_of(now)).prefetch_related(
                Prefetch("memberships", queryset=held, to_attr="in_teams")
            )
        )
        self._scopes = {user.pk: Scope(user, now) for user in self.users}

    def who_may_judge(self, practice: Practice, *, but: Collection[int] = ()) -> list[User]:
        """Those who may judge it, but for the accounts named."""
        out = {*but, *practice.involved, practice.worker_id}
        days = {day_of(self.now), practice.on or day_of(self.now)}
        return [
            user
            for user in self.users
            if user.pk not in out
            and not _was_in_team(user, practice.team_id, days)
            and self.may_see(user, practice.person_id)
        ]

    def may_see(self, user: User, person_id: int | None) -> bool:
        if person_id is None:
            return True
        scope = self._scopes[user.pk]
        if scope.reach is Reach.EVERYBODY and scope.may(Permission.PEOPLE_READ):
            return person_id not in hidden_people(scope)
        return visible_people(scope).filter(pk=person_id).exists()


def _was_in_team(user: User, team_id: int, days: Iterable[dt.date]) -> bool:
    return any(
        row.team_id == team_id and row.starts_on <= day <= (row.ends_on or dt.date.max)
        for row in user.in_teams  # type: ignore[attr-defined]
        for day in days
    )


def who_stood_aside(audit: Audit) -> set[int]:
    """The accounts of those who declared a conflict with this audit, or with an earlier one of the same record."""
    rows = DeclaredConflict.objects.filter(audit__subject_type=audit.subject_type, audit__subject_id=audit.subject_id)
    return set(rows.values_list("user_id", flat=True))


def who_knows_the_grade(audit: Audit) -> set[int]:
    """Whoever was told of an alert from the audit cannot grade it blind."""
    found = AuditAlert.objects.filter(audit=audit)
    return {pk for pair in found.values_list("to_id", "raised_by_id") for pk in pair if pk}


@dataclass(frozen=True)
class Answerer:
    """Who answers an alert: the manager of the team, else a senior leader, else anybody who answers.

    Of two managers of the team the one comes first who took no part in the practice.
    """

    audit: Audit
    now: dt.datetime

    @cached_property
    def possible(self) -> list[User]:
        """Everybody who may answer: they see the child, and it is neither their work nor their audit."""
        audit, today = self.audit, day_of(self.now)
        pool = Pool(Permission.AUDIT_ANSWER, self.now)
        out = {audit.worker_id, audit.auditor_id, audit.moderator_id}
        found = [user for user in pool.users if user.pk not in out and pool.may_see(user, audit.person_id)]
        return sorted(found, key=lambda user: (self._distance(user, today), user.pk in audit.involved_ids, user.name))

    def _distance(self, user: User, today: dt.date) -> int:
        if _was_in_team(user, self.audit.team_id, [today]):
            return 0
        return 1 if user.may(Permission.FINDING_SIGN_OFF) else 2

    @property
    def first(self) -> User | None:
        return self.possible[0] if self.possible else None


def senior_leaders(now: dt.datetime) -> list[User]:
    """Who is told when nobody answers."""
    return list(staff_who_may(Permission.FINDING_SIGN_OFF, day_of(now)))
