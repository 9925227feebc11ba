"""How does an action of the plan go on: its milestones, what it waits for, how it was rated, when its day was moved?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from threshold.improvement.models.plan import PlanAction
from threshold.improvement.states import Rag

USER = settings.AUTH_USER_MODEL


class Milestone(models.Model):
    """One step on the way of an action, with its day."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="milestone_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"milestone {self.pk}"


class Dependency(models.Model):
    """`action` waits for `needs`. Together they never form a ring (`policies.plan.check_makes_no_ring`)."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="dependencies")
    needs = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="dependents")

    class Meta:
        verbose_name_plural = "dependencies"
        constraints = [
            models.UniqueConstraint(fields=["action", "needs"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(action=F("needs")), name="dependency_never_on_itself"),
        ]

    def __str__(self) -> str:
        return f"dependency {self.pk}"


class RagChange(models.Model):
    """One rating of an action with its reason. The latest stands on the action itself."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="ratings")
    rag = models.CharField(max_length=6, choices=Rag)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="rag_change_has_a_reason")]
        indexes = [models.Index(fields=["action", "-at"], name="ratings_of_an_action")]

    def __str__(self) -> str:
        return f"rating {self.pk}"


class DueChange(models.Model):
    """The day by which an action should be done was moved, and why: a plan must not slide unseen."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="moves")
    before = models.DateField()
    after = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="due_change_has_a_reason")]

    def __str__(self) -> str:
        return f"move {self.pk}"
