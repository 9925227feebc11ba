"""Who looked at the authority's work, when, under which framework, and how they judged it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.areas import Area, DatePrecision, Framework, InspectionKind
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.quality.grades import Grade

USER = settings.AUTH_USER_MODEL


class Inspection(models.Model):
    """An inspection, a visit, or another look from outside (or, for a self-evaluation, from inside)."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=16, choices=InspectionKind)
    framework = models.CharField(max_length=10, choices=Framework)
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    date_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    is_published = models.BooleanField(default=True)
    published_on = models.DateField(null=True, blank=True)
    lead_inspector = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True)
    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="inspections"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="inspection_ends_after_start"),
            models.CheckConstraint(
                condition=Q(is_published=True) | Q(published_on__isnull=True),
                name="inspection_published_when_published",
            ),
        ]
        indexes = [models.Index(fields=["authority", "-ends_on"], name="inspections_of_an_authority")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("N", self.pk)


class Judgement(models.Model):
    """One graded area. An area without a grade has no row: nothing is guessed."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="judgements")
    area = models.CharField(max_length=24, choices=Area)
    grade = models.CharField(max_length=20, choices=Grade)
    #: The grade's words and their page, as they stand in the report.
    words = models.CharField(max_length=200, blank=True)
    page = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "area"], name="judgement_once_per_area")]

    def __str__(self) -> str:
        return f"judgement {self.pk}"
