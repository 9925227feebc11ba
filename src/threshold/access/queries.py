"""Who has an account, in which roles and teams, and what does the audit log say?

Accounts and teams are staff's data, not children's. The audit log is read without names of people whose records
the reader may not see: this app knows references only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from threshold.access.models import Membership, Team, User
from threshold.access.roles import ROLES, Permission
from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.core.models import AuditEntry

#: The roles that make accounts: at least one person must always hold one.
MANAGING_ROLES = frozenset(code for code, role in ROLES.items() if Permission.USERS_MANAGE in role.permissions)


# --- Accounts and teams -----------------------------------------------------------------------------------------


def accounts(
    scope: Scope, *, words: str = "", team_id: int | None = None, role: str = "", closed: bool = False
) -> QuerySet[User]:
    """The accounts of staff, by name, each with its present roles as `roles_now`."""
    if not scope.may(Permission.USERS_MANAGE):
        return User.objects.none()
    found = User.objects.filter(is_service=False, is_active=not closed)
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(job_title__icontains=word))
    now_held = Membership.objects.current(day_of(scope.now))
    if team_id:
        found = found.filter(Exists(now_held.filter(user=OuterRef("pk"), team_id=team_id)))
    if role:
        found = found.filter(Exists(now_held.filter(user=OuterRef("pk"), role=role)))
    held = now_held.select_related("team").order_by("team__name", "role")
    return found.prefetch_related(Prefetch("memberships", queryset=held, to_attr="roles_now")).order_by("name", "pk")


def get_account(scope: Scope, pk: int) -> User:
    """Raises NotVisible where there is no such account of staff, or this person does not manage accounts."""
    if not scope.may(Permission.USERS_MANAGE):
        raise NotVisible
    found = User.objects.filter(pk=pk, is_service=False).first()
    if found is None:
        raise NotVisible
    return found


def memberships_of(user: User) -> QuerySet[Membership]:
    """Every role that the person has, had or will have, the latest first."""
    return user.memberships.select_related("team").order_by("-starts_on", "-pk")


def get_membership(user: User, pk: int) -> Membership:
    found = memberships_of(user).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def roles_held(user: User, now: dt.datetime) -> list[Membership]:
    """What the person holds today."""
    return list(user.memberships.current(day_of(now)).select_related("team").order_by("team__name", "role"))


def teams_on(day: dt.date) -> QuerySet[Team]:
    """The teams that exist on a day, by name."""
    return Team.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day).order_by("name")


def all_teams(scope: Scope) -> QuerySet[Team]:
    """Every team, those that still exist first, each with its present members as `members_now`."""
    if not scope.may(Permission.USERS_MANAGE):
        return Team.objects.none()
    members = Membership.objects.current(day_of(scope.now)).filter(user__is_active=True).select_related("user")
    return Team.objects.prefetch_related(Prefetch("memberships", queryset=members, to_attr="members_now")).order_by(
        "-ends_on", "name"
    )


def get_team(scope: Scope, pk: int) -> Team:
    team = all_teams(scope).filter(pk=pk).first()
    if team is None:
        raise NotVisible
    return team


def staff_who_may(permission: Permission, day: dt.date) -> QuerySet[User]:
    """The open accounts of staff with a role that carries a permission on a day, by name: to choose people from."""
    roles = [code for code, role in ROLES.items() if permission in role.permissions]
    held = Membership.objects.current(day).filter(role__in=roles)
    return User.objects.filter(is_active=True, is_service=False, pk__in=held.values("user_id")).order_by("name", "pk")


def managers_after(day: dt.date, *, but: Iterable[int] = ()) -> QuerySet[User]:
    """Who will still be able to make accounts on the day after, not counting some memberships."""
    held = Membership.objects.current(day + dt.timedelta(days=1)).filter(role__in=MANAGING_ROLES).exclude(pk__in=but)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


@dataclass(frozen=True)
class SecondSteps:
    """How somebody proves a second time that it is them."""

    has_app: bool
    keys: int

    def __bool__(self) -> bool:
        return self.has_app or bool(self.keys)


def second_steps(user: User) -> SecondSteps:
    kinds = list(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    return SecondSteps(Authenticator.Type.TOTP in kinds, kinds.count(Authenticator.Type.WEBAUTHN))


# --- The audit log ----------------------------------------------------------------------------------------------

AUDIT_PAGE = 50
#: How much of a download is read at a time.
AUDIT_FILE_PAGE = 1000


@dataclass(frozen=True)
class AuditSearch:
    """What somebody looks for. `about` are ids of one person's records; `subject` a record's type and id."""

    about: tuple[int, ...] = ()
    subject: tuple[str, int] | None = None
    actor_id: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class AuditPage:
    """Entries, the newest first; `older_than` is the mark of the next page, if there is one."""

    entries: list[AuditEntry]
    older_than: str
    actors: dict[int, User]


def audit_entries(
    scope: Scope, search: AuditSearch, *, older_than: tuple[dt.datetime, int] | None = None, size: int = AUDIT_PAGE
) -> AuditPage:
    """A page of the log. Paged by the last row's time and number, so that a later page costs no more than a first."""
    scope.require(Permission.AUDIT_READ)
    found = AuditEntry.objects.all()
    if search.about:
        found = found.filter(about_ids__overlap=list(search.about))
    if search.subject:
        found = found.filter(subject_type=search.subject[0], subject_id=str(search.subject[1]))
    if search.actor_id is not None:
        found = found.filter(actor_id=search.actor_id)
    if search.kind:
        found = found.filter(kind=search.kind)
    if older_than:
        at, number = older_than
        found = found.filter(Q(at__lt=at) | Q(at=at, pk__lt=number))
    rows = list(found.order_by("-at", "-pk")[: size + 1])
    entries, more = rows[:size], len(rows) > size
    actor_ids = {entry.actor_id for entry in entries if entry.actor_id}
    mark = f"{entries[-1].at.isoformat()}_{entries[-1].pk}" if more else ""
    return AuditPage(entries, mark, User.objects.in_bulk(actor_ids))


def all_audit_entries(scope: Scope, search: AuditSearch) -> Iterator[AuditPage]:
    """Everything that fits, page after page: a log of years is never held whole, and no cursor stays open for it."""
    older_than = None
    while True:
        page = audit_entries(scope, search, older_than=older_than, size=AUDIT_FILE_PAGE)
        yield page
        if not page.older_than:
            return
        older_than = (page.entries[-1].at, page.entries[-1].pk)


def users_called(scope: Scope, words: str) -> list[User]:
    """Accounts, open or closed, whose name or address holds these words: to choose whose reading is looked at."""
    scope.require(Permission.AUDIT_READ)
    found = User.objects.all()
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return list(found.order_by("name", "pk")[:20])
