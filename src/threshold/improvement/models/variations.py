"""How was a notice or direction changed after its issue: what was added, moved or lifted, on which day and why?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from threshold.improvement.models.interventions import Intervention, Obligation

USER = settings.AUTH_USER_MODEL


class Variation(models.Model):
    """One change of a notice or direction by whoever issued it."""

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="variations")
    varied_on = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="variation_has_a_reason")]

    def __str__(self) -> str:
        return f"variation {self.pk}"


class ObligationChange(models.Model):
    """What a variation did to one requirement."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        MOVED = "moved", "Given another date"
        LIFTED = "lifted", "Lifted"

    variation = models.ForeignKey(Variation, on_delete=models.PROTECT, related_name="changes")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind)
    due_before = models.DateField(null=True, blank=True)
    due_after = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["variation", "obligation"], name="obligation_varied_once")]

    def __str__(self) -> str:
        return f"change {self.pk}"
