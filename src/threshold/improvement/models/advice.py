"""What do those whom the government appointed say to the authority, and what did it answer?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.models.findings import Finding
from threshold.improvement.models.plan import PlanAction

USER = settings.AUTH_USER_MODEL


class Advice(models.Model):
    """A report, or a recommendation that must be answered: accepted and linked to what is done, in part, or not."""

    class Kind(models.TextChoices):
        REPORT = "report", "Report"
        RECOMMENDATION = "recommendation", "Recommendation"

    class GivenAs(models.TextChoices):
        COMMISSIONER = "commissioner", "Commissioner"
        PARTNER = "partner", "Improvement partner"
        CHAIR = "chair", "Independent chair of the improvement board"

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Accepted in part"
        NOT_ACCEPTED = "not_accepted", "Not accepted"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="advice")
    kind = models.CharField(max_length=16, choices=Kind)
    given_as = models.CharField(max_length=14, choices=GivenAs)
    title = models.CharField(max_length=200)
    words = models.TextField()
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="advice")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=14, choices=Answer, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="advice")
    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, null=True, blank=True, related_name="advice")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "advice"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answer_reason="", answered_at__isnull=True, answered_by__isnull=True)
                | (
                    ~Q(answer="")
                    & ~Q(answer_reason="")
                    & Q(kind="recommendation", answered_at__isnull=False, answered_by__isnull=False)
                ),
                name="advice_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(answer="accepted") | Q(finding__isnull=False) | Q(action__isnull=False),
                name="advice_accepted_leads_to_something",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("given_by")),
                name="advice_never_answered_by_its_giver",
            ),
        ]
        indexes = [
            # What is still to be answered.
            models.Index(
                fields=["authority", "given_at"],
                condition=Q(kind="recommendation", answer=""),
                name="advice_unanswered",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("J", self.pk)
