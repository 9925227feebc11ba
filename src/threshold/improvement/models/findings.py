"""What must become better, in the words of whoever found it, and how it came to be closed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.models.authorities import Authority
from threshold.improvement.models.inspections import Inspection
from threshold.improvement.states import FINDING_TRANSITIONS, FindingState

USER = settings.AUTH_USER_MODEL


class Finding(models.Model):
    """One thing found: a sentence of an inspection report, or a theme that our own audits and learning showed.

    `words` are verbatim where it comes from a report, with their page, number and section.
    """

    TRANSITIONS = FINDING_TRANSITIONS

    class Kind(models.TextChoices):
        INSPECTION = "inspection", "From an inspection or visit"
        AUDIT_THEME = "audit_theme", "From our own audits"
        LEARNING = "learning", "From a complaint, an incident or other learning"
        ADVICE = "advice", "From the commissioner or improvement partner"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=12, choices=Kind)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="findings")
    words = models.TextField()
    page = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.CharField(max_length=12, blank=True)
    section = models.CharField(max_length=200, blank=True)
    #: Codes of the pack's audit themes: what ties it to the audits of the same practice.
    themes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    state = models.CharField(max_length=20, choices=FindingState, default=FindingState.OPEN)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="inspection") | Q(inspection__isnull=False), name="finding_of_an_inspection_names_it"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="finding_closed_when_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "state"], name="findings_by_state"),
            models.Index(fields=["authority", "-closed_at"], name="findings_by_closing"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("F", self.pk)


class FindingClosure(models.Model):
    """One try to close a finding: who proposed it on what evidence, and who signed it off or sent it back.

    `evidence` is what stood behind it at that moment; what is linked later does not change what was signed.
    """

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="closures")
    evidence = models.ManyToManyField("improvement.Evidence", related_name="closures")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    #: How children are better served now.
    reason = models.TextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    was_signed_off = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)
    #: Later: the measure slipped back, or somebody showed that it is not so.
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopening_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=Q(answered_at__isnull=True), name="finding_closure_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, was_signed_off__isnull=True, answer="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False, was_signed_off__isnull=False)
                    & ~Q(answer="")
                ),
                name="finding_closure_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("proposed_by")),
                name="finding_closure_never_own_sign_off",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopening_reason="")
                | (Q(reopened_at__isnull=False, was_signed_off=True) & ~Q(reopening_reason="")),
                name="finding_closure_reopened_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"closure {self.pk}"
