"""The quarterly report: what is being written, and what was frozen when it was approved and when it was published."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.access.models import User
from threshold.improvement import quarters
from threshold.improvement.models.authorities import Authority
from threshold.improvement.models.findings import Finding
from threshold.improvement.states import REPORT_TRANSITIONS, ReportState

USER = settings.AUTH_USER_MODEL


class QuarterlyReport(models.Model):
    """One edition of one quarter's report. A correction is a further edition that says why; the old one stays.

    `quarter_starts_on` is the first day of a quarter of the financial year.
    """

    TRANSITIONS = REPORT_TRANSITIONS

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="reports")
    quarter_starts_on = models.DateField()
    edition = models.PositiveSmallIntegerField(default=1)
    correction_reason = models.TextField(blank=True)
    title = models.CharField(max_length=160)
    #: Codes of `insight.measures`, in the order in which they are told.
    measures = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    state = models.CharField(max_length=20, choices=ReportState, default=ReportState.DRAFT)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Everybody who wrote some of it, also where another has written it anew since: none of them approves it.
    writers = models.ManyToManyField(User, related_name="+", blank=True)
    #: The findings that were closed in the quarter: where a finding's page says in which report that is told.
    findings_closed = models.ManyToManyField(Finding, related_name="told_closed_in", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quarter_starts_on__month__in=(1, 4, 7, 10), quarter_starts_on__day=1),
                name="report_quarter_begins_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(edition=1, correction_reason="") | (Q(edition__gt=1) & ~Q(correction_reason="")),
                name="report_correction_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["authority", "quarter_starts_on", "edition"],
                condition=~Q(state="given_up"),
                name="report_once_for_a_quarter",
            ),
            models.UniqueConstraint(
                fields=["authority", "quarter_starts_on"],
                condition=Q(state__in=("draft", "awaiting_approval")),
                name="report_one_in_hand",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=("approved", "published")) & Q(approved_at__isnull=False, approved_by__isnull=False)
                )
                | (~Q(state__in=("approved", "published")) & Q(approved_at__isnull=True, approved_by__isnull=True)),
                name="report_approved_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_at__isnull=False, published_by__isnull=False)
                | (~Q(state="published") & Q(published_at__isnull=True, published_by__isnull=True)),
                name="report_published_when_published",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("submitted_by")) & ~Q(approved_by=F("begun_by"))),
                name="report_never_own_approval",
            ),
        ]
        indexes = [models.Index(fields=["authority", "-quarter_starts_on", "-edition"], name="reports_of_an_authority")]

    def __str__(self) -> str:
        return f"{self.slug} edition {self.edition}"

    @cached_property
    def slug(self) -> str:
        """The quarter in an address: "2025-26-q3"."""
        return quarters.slug(self.quarter_starts_on)

    @cached_property
    def quarter_label(self) -> str:
        """ "Quarter 3 2025-26"."""
        return quarters.label(self.quarter_starts_on)


class ReportSection(models.Model):
    """What people wrote for one part of the report. Only a public one goes into what is published."""

    class Kind(models.TextChoices):
        OVERVIEW = "overview", "What this quarter shows"
        CHILDREN = "children", "What is different for children"
        VOICE = "voice", "What children and families told us"
        CONCERNS = "concerns", "What worries us"
        NEXT = "next", "What comes next"

    report = models.ForeignKey(QuarterlyReport, on_delete=models.PROTECT, related_name="sections")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.TextField()
    is_public = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "kind"], name="report_section_once"),
            models.CheckConstraint(condition=~Q(text=""), name="report_section_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of report {self.report_id}"


class Audience(models.TextChoices):
    """For whom something was frozen: those who read improvement, or everybody."""

    INTERNAL = "internal", "For those who may read the improvement plan"
    PUBLIC = "public", "For everybody"


class ReportSnapshot(models.Model):
    """Everything that a report says, as canonical JSON, from the moment it was approved (or published).

    A trigger of the database refuses to change or delete it. `sha256` is of the UTF-8 bytes of `content`.
    """

    report = models.ForeignKey(QuarterlyReport, on_delete=models.PROTECT, related_name="snapshots")
    audience = models.CharField(max_length=8, choices=Audience)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "audience"], name="report_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.audience} snapshot of report {self.report_id}"


class ReportFile(models.Model):
    """A file as it was drawn from a snapshot. `page` is the part that our own pages show. Never changed, as above."""

    class Form(models.TextChoices):
        PAGE = "page", "Page"
        HTML = "html", "Web page"
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"

    snapshot = models.ForeignKey(ReportSnapshot, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=4, choices=Form)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "form"], name="report_file_once")]

    def __str__(self) -> str:
        return f"{self.form} of snapshot {self.snapshot_id}"
