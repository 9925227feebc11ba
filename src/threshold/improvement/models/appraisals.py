"""Which ways were open, how was each of them weighed on what source, and which one was taken?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.models.authorities import Authority
from threshold.improvement.models.boards import BoardDecision
from threshold.improvement.states import APPRAISAL_TRANSITIONS, AppraisalState

USER = settings.AUTH_USER_MODEL
#: The best score that an option can have on a criterion; the worst is 0.
BEST_SCORE = 5


class OptionsAppraisal(models.Model):
    """A question, the criteria it is judged by, the options, and what was decided."""

    TRANSITIONS = APPRAISAL_TRANSITIONS

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="appraisals")
    title = models.CharField(max_length=200)
    question = models.TextField()
    appraised_on = models.DateField()
    state = models.CharField(max_length=10, choices=AppraisalState, default=AppraisalState.DRAFT)
    #: Set together when it is decided.
    chosen = models.ForeignKey(
        "improvement.AppraisalOption", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    #: Why another option was taken than the one with the best score; empty where the best was taken.
    departure = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision = models.ForeignKey(
        BoardDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="appraisals"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", chosen__isnull=True, reason="", decided_on__isnull=True, decision=None)
                | (Q(state="decided", chosen__isnull=False, decided_on__isnull=False) & ~Q(reason="")),
                name="appraisal_decided_whole",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("X", self.pk)


class AppraisalCriterion(models.Model):
    """What the options are judged by, and how much it weighs against the others."""

    appraisal = models.ForeignKey(OptionsAppraisal, on_delete=models.PROTECT, related_name="criteria")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "appraisal criteria"
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "number"], name="appraisal_criterion_number_once"),
            models.UniqueConstraint(fields=["appraisal", "name"], name="appraisal_criterion_name_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="appraisal_criterion_weighs"),
        ]

    def __str__(self) -> str:
        return self.name


class AppraisalOption(models.Model):
    appraisal = models.ForeignKey(OptionsAppraisal, on_delete=models.PROTECT, related_name="options")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "number"], name="appraisal_option_number_once"),
            models.UniqueConstraint(fields=["appraisal", "name"], name="appraisal_option_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AppraisalScore(models.Model):
    """How an option does on one criterion, and what that rests on."""

    option = models.ForeignKey(AppraisalOption, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(AppraisalCriterion, on_delete=models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "criterion"], name="appraisal_score_once"),
            models.CheckConstraint(condition=Q(score__lte=BEST_SCORE), name="appraisal_score_in_range"),
            models.CheckConstraint(condition=~Q(source=""), name="appraisal_score_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"
