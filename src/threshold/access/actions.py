"""What can be done to accounts, roles and teams? Every verb of an administrator."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from allauth.mfa.models import Authenticator

from threshold.access import policies, queries
from threshold.access.models import Membership, Team, User
from threshold.access.roles import ROLES, Permission, Reach
from threshold.core import journal
from threshold.core.actions import action, lock, once
from threshold.core.calendar import day_of

#: Twenty signs out of 32 that cannot be mistaken for each other, in groups of five: 100 bits.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_one_time_password() -> str:
    """Made by the page that shows it once, and handed to the action: an action's result is not the place for it."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(5)) for _ in range(4))


@action("access.create_user", permission=Permission.USERS_MANAGE)
def create_user(
    *,
    by: User,
    now: dt.datetime,
    name: str,
    email: str,
    password: str,
    job_title: str = "",
    social_work_registration: str = "",
    submission_key: uuid.UUID | None = None,
) -> tuple[User, bool]:
    """Make an account. It can sign in, and do nothing before it has a role.

    Args:
        password: a one-time password, to be changed at the first sign-in.

    Returns:
        The account, and whether it is new: a form sent twice makes one account.

    Raises:
        Refused: no name, or the address has an account.
    """

    def make() -> User:
        return _new_account(name, email, password, job_title, social_work_registration)

    user, is_new = once("access.create_user", submission_key, now, User, make, by=by)
    journal.record("access.create_user", by=by, now=now, subject=user, detail={"repeated": not is_new})
    return user, is_new


@action("access.make_first_administrator", permission=Permission.WORKER)
def make_first_administrator(*, by: User, now: dt.datetime, name: str, email: str, password: str) -> User:
    """Make the account that makes all the others: where an installation begins, or nobody is left who could.

    Raises:
        Refused: somebody can make accounts, there is no name, or the address has an account.
    """
    policies.check_nobody_manages(managers=queries.managers_after(day_of(now)).count())
    user = _new_account(name, email, password)
    Membership.objects.create(user=user, role="administrator", team=None, starts_on=day_of(now))
    journal.record("access.make_first_administrator", by=by, now=now, subject=user)
    return user


def _new_account(name: str, email: str, password: str, job_title: str = "", social_work_registration: str = "") -> User:
    address = email.strip().lower()
    policies.check_account(name=name, email_is_taken=User.objects.filter(email__iexact=address).exists())
    user = User(
        name=name,
        email=address,
        job_title=job_title,
        social_work_registration=social_work_registration,
        must_change_password=True,
    )
    user.set_password(password)
    user.save()
    return user


@action("access.change_user", permission=Permission.USERS_MANAGE)
def change_user(
    user: User, *, name: str, email: str, job_title: str, social_work_registration: str, by: User, now: dt.datetime
) -> User:
    """Change who the account says it is. Not one's own: a registration decides what somebody may do.

    Raises:
        Refused: it is one's own account, there is no name, or the address has another account.
    """
    user = lock(user)
    policies.check_not_own(is_own=user.pk == by.pk)
    address = email.strip().lower()
    others = User.objects.filter(email__iexact=address).exclude(pk=user.pk)
    policies.check_account(name=name, email_is_taken=others.exists())
    values = {
        "name": name,
        "email": address,
        "job_title": job_title,
        "social_work_registration": social_work_registration,
    }
    changed = sorted(field for field, value in values.items() if getattr(user, field) != value)
    for field in changed:
        setattr(user, field, values[field])
    user.save(update_fields=changed)
    journal.record("access.change_user", by=by, now=now, subject=user, detail={"fields": changed})
    return user


@action("access.reset_password", permission=Permission.USERS_MANAGE)
def reset_password(user: User, *, password: str, by: User, now: dt.datetime) -> User:
    """Give somebody who has forgotten it a one-time password. Every session of theirs ends.

    Raises:
        Refused: it is one's own account.
    """
    user = lock(user)
    policies.check_not_own(is_own=user.pk == by.pk)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    journal.record("access.reset_password", by=by, now=now, subject=user)
    return user


@action("access.remove_second_step", permission=Permission.USERS_MANAGE)
def remove_second_step(user: User, *, by: User, now: dt.datetime) -> User:
    """Somebody has lost phone or key: every second step of theirs goes, and they set up a new one.

    Raises:
        Refused: it is one's own account.
    """
    user = lock(user)
    policies.check_not_own(is_own=user.pk == by.pk)
    removed, _ = Authenticator.objects.filter(user_id=user.pk).delete()
    journal.record("access.remove_second_step", by=by, now=now, subject=user, detail={"removed": removed})
    return user


# --- Roles ------------------------------------------------------------------------------------------------------


@action("access.grant_role", permission=Permission.USERS_MANAGE)
def grant_role(
    user: User,
    *,
    role: str,
    team: Team | None,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    by: User,
    now: dt.datetime,
) -> Membership:
    """Give a role, in a team or for the whole authority, from a day and perhaps to a day.

    Raises:
        Refused: one's own account, a closed account, a role or team that is not there, or the same role twice.
    """
    user = lock(user)
    known = ROLES.get(role)
    same = Membership.objects.filter(user=user, role=role, team=team)
    policies.check_can_give_role(
        is_own=user.pk == by.pk,
        is_open=user.is_active,
        is_known=known is not None and not known.is_service,
        needs_team=known is not None and known.reach == Reach.OWN_TEAMS,
        team_exists=queries.teams_on(starts_on).filter(pk=team.pk).exists() if team else None,
        starts_on=starts_on,
        ends_on=ends_on,
        overlaps=any(
            row.starts_on <= (ends_on or dt.date.max) and starts_on <= (row.ends_on or dt.date.max) for row in same
        ),
    )
    membership = Membership.objects.create(user=user, role=role, team=team, starts_on=starts_on, ends_on=ends_on)
    detail = {"user": user.pk, "role": role, "team": team.pk if team else None}
    journal.record("access.grant_role", by=by, now=now, subject=membership, detail=detail)
    return membership


@action("access.end_role", permission=Permission.USERS_MANAGE)
def end_role(membership: Membership, *, ends_on: dt.date | None, by: User, now: dt.datetime) -> None:
    """A role ends: at the end of a day, or at once where `ends_on` is None.

    A role that was given today and ends at once never held for a day: its row goes, and the audit log keeps both.

    Raises:
        Refused: one's own role, an impossible day, or nobody would be left who can make accounts.
    """
    _one_at_a_time()
    membership = lock(membership)
    today = day_of(now)
    policies.check_can_end_role(
        is_own=membership.user_id == by.pk,
        starts_on=membership.starts_on,
        ended_on=membership.ends_on,
        ends_on=ends_on,
    )
    if membership.role in queries.MANAGING_ROLES:
        policies.check_managers_remain(remain=queries.managers_after(ends_on or today, but=[membership.pk]).count())
    detail = {"user": membership.user_id, "role": membership.role, "at_once": ends_on is None}
    journal.record("access.end_role", by=by, now=now, subject=membership, detail=detail)
    if ends_on is None and membership.starts_on >= today:
        membership.delete()
        return
    membership.ends_on = ends_on or today - dt.timedelta(days=1)
    membership.save(update_fields=["ends_on"])


def _one_at_a_time() -> None:
    """Two administrators who end each other's role in the same moment must not leave nobody."""
    list(Membership.objects.select_for_update().filter(role__in=queries.MANAGING_ROLES).order_by("pk"))


@action("access.deactivate_user", permission=Permission.USERS_MANAGE)
def deactivate_user(user: User, *, by: User, now: dt.datetime) -> User:
    """Close an account at once. What the person wrote and did stays under their name.

    Raises:
        Refused: one's own account, closed already, or nobody would be left who can make accounts.
    """
    _one_at_a_time()
    user = lock(user)
    policies.check_can_close(is_own=user.pk == by.pk, is_open=user.is_active)
    policies.check_managers_remain(remain=queries.managers_after(day_of(now)).exclude(pk=user.pk).count())
    user.is_active = False
    user.save(update_fields=["is_active"])
    journal.record("access.deactivate_user", by=by, now=now, subject=user)
    return user


@action("access.reactivate_user", permission=Permission.USERS_MANAGE)
def reactivate_user(user: User, *, by: User, now: dt.datetime) -> User:
    """Open a closed account again, with the roles that have not ended.

    Raises:
        Refused: it is open.
    """
    user = lock(user)
    policies.check_can_open(is_open=user.is_active)
    user.is_active = True
    user.save(update_fields=["is_active"])
    journal.record("access.reactivate_user", by=by, now=now, subject=user)
    return user


# --- Teams ------------------------------------------------------------------------------------------------------


@action("access.create_team", permission=Permission.USERS_MANAGE)
def create_team(
    *,
    by: User,
    now: dt.datetime,
    name: str,
    kind: str,
    email: str = "",
    starts_on: dt.date,
    submission_key: uuid.UUID | None = None,
) -> Team:
    """Make a team.

    Raises:
        Refused: no name, or one of that name exists.
    """

    def make() -> Team:
        policies.check_team(name=name, name_is_taken=Team.objects.filter(name__iexact=name).exists())
        return Team.objects.create(name=name, kind=kind, email=email, starts_on=starts_on)

    team, is_new = once("access.create_team", submission_key, now, Team, make, by=by)
    journal.record("access.create_team", by=by, now=now, subject=team, detail={"repeated": not is_new})
    return team


@action("access.end_team", permission=Permission.USERS_MANAGE)
def end_team(team: Team, *, ends_on: dt.date, by: User, now: dt.datetime) -> Team:
    """A team ends. Its history keeps its name.

    Raises:
        Refused: it has an end, the day is impossible, or people have a role in it after that day.
    """
    team = lock(team)
    after = team.memberships.filter(user__is_active=True).current(max(ends_on, day_of(now)) + dt.timedelta(days=1))
    policies.check_can_end_team(starts_on=team.starts_on, ended_on=team.ends_on, ends_on=ends_on, members=after.count())
    team.ends_on = ends_on
    team.save(update_fields=["ends_on"])
    journal.record("access.end_team", by=by, now=now, subject=team)
    return team
