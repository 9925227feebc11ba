"""What was learned, what was changed because of it, and how is it known that it helped? And the month's bulletin."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.quality.models.audits import Audit
from threshold.quality.states import LEARNING_TRANSITIONS, LearningState

USER = settings.AUTH_USER_MODEL


class LearningEntry(models.Model):
    """One lesson: noted, then changed, then proved. Names no child, whoever wrote it and whoever reads it."""

    TRANSITIONS = LEARNING_TRANSITIONS

    class Source(models.TextChoices):
        AUDIT = "audit", "Audit"
        COMPLAINT = "complaint", "Complaint"
        COMPLIMENT = "compliment", "Compliment"
        CHALLENGE = "challenge", "Challenge by a reviewing officer or another agency"
        INSPECTION = "inspection", "Inspection"
        INCIDENT = "incident", "Serious incident or safeguarding practice review"
        OTHER = "other", "Something else"

    source = models.CharField(max_length=12, choices=Source)
    #: The record that it comes from, where Threshold holds it.
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    source_reference = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=160)
    learned = models.TextField()
    changed = models.TextField(blank=True)
    proof = models.TextField(blank=True)
    #: The code of the measure that shows it, or the audit of the same child that does.
    proof_measure = models.CharField(max_length=60, blank=True)
    proof_audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=LearningState, default=LearningState.NOTED)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proved_at = models.DateTimeField(null=True, blank=True)
    proved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "learning entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(source_type="", source_id__isnull=True, source_reference="")
                | (~Q(source_type="") & Q(source_id__isnull=False) & ~Q(source_reference="")),
                name="learning_source_whole",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True, changed="")
                | (Q(changed_at__isnull=False, changed_by__isnull=False) & ~Q(changed="")),
                name="learning_changed_whole",
            ),
            models.CheckConstraint(
                condition=Q(proved_at__isnull=True, proved_by__isnull=True, proof="")
                | (Q(proved_at__isnull=False, proved_by__isnull=False) & ~Q(proof="")),
                name="learning_proved_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="noted", changed_at__isnull=True)
                | Q(state="changed", changed_at__isnull=False, proved_at__isnull=True)
                | Q(state="proved", changed_at__isnull=False, proved_at__isnull=False),
                name="learning_one_step_after_another",
            ),
        ]
        indexes = [
            models.Index(fields=["-noted_at"], name="learning_by_date"),
            models.Index(fields=["source_type", "source_id"], name="learning_of_a_record"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("K", self.pk)


class Bulletin(models.Model):
    """One page for everybody who works here: what was learned in a month. One for each month."""

    #: The first day of the month.
    month = models.DateField(unique=True)
    intro = models.TextField()
    entries: models.ManyToManyField[LearningEntry, BulletinEntry] = models.ManyToManyField(
        LearningEntry, through="BulletinEntry", related_name="bulletins"
    )
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="bulletin_of_a_month"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="bulletin_published_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class BulletinEntry(models.Model):
    """One lesson in one bulletin, at its place, in the words it had when the bulletin was published."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="lines")
    entry = models.ForeignKey(LearningEntry, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    learned = models.TextField()
    changed = models.TextField(blank=True)
    proof = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "bulletin entries"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "entry"], name="lesson_once_in_a_bulletin"),
            models.UniqueConstraint(fields=["bulletin", "position"], name="lesson_at_one_place"),
        ]

    def __str__(self) -> str:
        return f"bulletin {self.bulletin_id} line {self.position}"
