"""What shows that something is so: a measure's reading, audits, a document. Never a child's words or name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.models.findings import Finding
from threshold.improvement.models.interventions import Obligation
from threshold.improvement.models.plan import PlanAction
from threshold.quality.grades import Grade
from threshold.quality.models import Audit

USER = settings.AUTH_USER_MODEL


class Evidence(models.Model):
    """One piece of evidence, for any number of findings, obligations and actions.

    A reading keeps the measure's numerator, denominator and value as they were on that day: later corrections of
    records do not move it.
    """

    class Kind(models.TextChoices):
        READING = "reading", "A measure's reading"
        AUDIT = "audit", "An audit"
        AUDITS = "audits", "Audits of a period"
        DOCUMENT = "document", "A document"
        OBSERVATION = "observation", "What somebody saw or heard"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=12, choices=Kind)
    #: What it shows about how children are served, in a sentence or two.
    shows = models.TextField()
    measure = models.CharField(max_length=20, blank=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    numerator = models.BigIntegerField(null=True, blank=True)
    denominator = models.BigIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    tool = models.CharField(max_length=40, blank=True)
    #: Audits of a period: in which domain (the whole where none is named), and from which grade on one counts.
    domain = models.CharField(max_length=40, blank=True)
    at_least = models.CharField(max_length=20, choices=Grade, blank=True)
    #: What an audit was graded when it was added.
    grade = models.CharField(max_length=20, choices=Grade, blank=True)
    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    findings = models.ManyToManyField(Finding, related_name="evidence", blank=True)
    obligations = models.ManyToManyField(Obligation, related_name="evidence", blank=True)
    actions = models.ManyToManyField(PlanAction, related_name="evidence", blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="reading")
                | (~Q(measure="") & Q(first_on__isnull=False, last_on__isnull=False, numerator__isnull=False)),
                name="evidence_reading_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="audit") | Q(audit__isnull=False), name="evidence_of_an_audit_names_it"
            ),
            models.CheckConstraint(
                condition=~Q(kind="audits") | (~Q(tool="") & Q(first_on__isnull=False, last_on__isnull=False)),
                name="evidence_of_audits_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="document") | Q(document__isnull=False), name="evidence_document_is_there"
            ),
        ]
        # The evidence index lists the newest first.
        indexes = [models.Index(fields=["authority", "-added_at"], name="evidence_by_age")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("V", self.pk)
