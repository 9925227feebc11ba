"""What could go wrong with the plan, and what money was given for it?"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from threshold.improvement.models.plan import Plan, PlanAction

USER = settings.AUTH_USER_MODEL
_ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Risk(models.Model):
    """Something that could stop the plan from helping children. Likelihood and impact are 1 (low) to 5 (high)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="risks")
    words = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField(validators=_ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(validators=_ONE_TO_FIVE)
    mitigation = models.TextField()
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_role = models.CharField(max_length=120, blank=True)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closing_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_scored_from_one_to_five",
            ),
            models.CheckConstraint(condition=Q(owner__isnull=False) | ~Q(owner_role=""), name="risk_has_an_owner"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_reason="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_reason="")),
                name="risk_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"risk {self.pk}"

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


class Investment(models.Model):
    """Money that was given for the plan or for one of its actions, and what came of it. Pounds."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="investments")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, null=True, blank=True, related_name="investments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    given_by = models.CharField(max_length=160)
    given_on = models.DateField()
    purpose = models.CharField(max_length=300)
    came_of_it = models.TextField(blank=True)
    came_of_it_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="investment_of_something"),
            models.CheckConstraint(
                condition=Q(came_of_it="", came_of_it_at__isnull=True)
                | (~Q(came_of_it="") & Q(came_of_it_at__isnull=False)),
                name="investment_outcome_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"investment {self.pk}"
