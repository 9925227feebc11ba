"""Users, teams, and who holds which role where and when."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone

from threshold.access.roles import ROLES, Permission, Reach, permissions_of, reach_of
from threshold.core.calendar import day_of


class UserManager(BaseUserManager["User"]):
    """How an account is found: by its address, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def service(self, role: str) -> User:
        """The account that stands for one of our own programs; made on first use."""
        user, _ = self.get_or_create(
            email=f"{role}@threshold.invalid", defaults={"name": ROLES[role].title, "is_service": True}
        )
        Membership.objects.get_or_create(user=user, role=role, team=None, defaults={"starts_on": dt.date(2020, 1, 1)})
        return user


class User(AbstractBaseUser):
    """Somebody with an account. Signs in with the e-mail address."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    #: Social Work England registration: only with one may a person decide (never checked by role alone).
    social_work_registration = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)
    #: An administrator has set a one-time password: nothing opens until the person has chosen their own.
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_whatever_case")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The codes of the roles held today."""
        return frozenset(membership.role for membership in self._memberships_today)

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """The teams worked in today."""
        return frozenset(m.team_id for m in self._memberships_today if m.team_id)

    @cached_property
    def _memberships_today(self) -> list[Membership]:
        return list(self.memberships.current(day_of(timezone.now())))

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.roles)

    def may(self, permission: str) -> bool:
        return self.is_active and permission in self.permissions

    @property
    def is_registered_social_worker(self) -> bool:
        return bool(self.social_work_registration)


class Team(models.Model):
    """A team of the authority or of the organisation that provides its services for a time."""

    class Kind(models.TextChoices):
        FRONT_DOOR = "front_door", "Family Front Door"
        EMERGENCY_DUTY = "emergency_duty", "Emergency duty team"
        FAMILY_HELP = "family_help", "Family help and assessment"
        EARLY_HELP = "early_help", "Early help"
        PROTECTION = "protection", "Child protection"
        CARE = "care", "Children in care"
        LADO = "lado", "Allegations (LADO)"
        PRIVATE_FOSTERING = "private_fostering", "Private fostering"
        LEADERSHIP = "leadership", "Leadership and quality"

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    email = models.EmailField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="team_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date."""

    def current(self, on: dt.date) -> MembershipQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class Membership(models.Model):
    """A role held by a person, in a team or for the whole authority, from a date to a date."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(role.code, role.title) for role in ROLES.values()])
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
            # The same role in the same team is held once at a time.
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (Func(F("team"), 0, function="COALESCE"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.get_role_display()}"
