"""What did inspectors ask for, what were they given, and can that be shown again exactly as it was?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from threshold.access.models import Team
from threshold.improvement.models.authorities import SourceDocument
from threshold.improvement.models.evidence import Evidence
from threshold.improvement.models.inspections import Inspection
from threshold.improvement.states import DOCUMENT_REQUEST_TRANSITIONS, DocumentRequestState

USER = settings.AUTH_USER_MODEL


class DocumentRequest(models.Model):
    """One thing that inspectors asked for. Its deadline is the clock `inspection-request`."""

    TRANSITIONS = DOCUMENT_REQUEST_TRANSITIONS

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="requests")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    #: The inspector's role, not the name: "lead inspector", "inspector for children in care".
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=DocumentRequestState, default=DocumentRequestState.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="document_request_number_once"),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="document_request_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.number}"


class GivenItem(models.Model):
    """A document or a piece of evidence that inspectors were given, as it was then. Never changed.

    `facts` says what it was (title, dates, a reading's numbers), `sha256` is of the file, or of the facts where
    there is no file.
    """

    request = models.ForeignKey(DocumentRequest, on_delete=models.PROTECT, related_name="given")
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="given")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="given")
    facts = models.JSONField()
    sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, evidence__isnull=True)
                | Q(document__isnull=True, evidence__isnull=False),
                name="given_item_is_one_thing",
            ),
            models.UniqueConstraint(fields=["request", "document"], name="given_document_once"),
            models.UniqueConstraint(fields=["request", "evidence"], name="given_evidence_once"),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"


class RoomSnapshot(models.Model):
    """Everything that inspectors had been given up to a moment, sealed. Drawn again it has the same bytes."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    #: The bytes that were sealed: JSON in one fixed form, UTF-8.
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="room_snapshot_number_once")]

    def __str__(self) -> str:
        return f"snapshot {self.number}"


class StaffInterview(models.Model):
    """A slot in which inspectors speak with somebody of a job. Never with a child: those are not listed here."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="interviews")
    job_title = models.CharField(max_length=160)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The inspector's role.
    interviewer = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=160, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="staff_interview_ends_after_start")
        ]
        indexes = [models.Index(fields=["inspection", "starts_at"], name="staff_interviews_in_order")]

    def __str__(self) -> str:
        return f"interview {self.pk}"


class CaseSample(models.Model):
    """The cases that inspectors look at, drawn with a recorded seed from a recorded population.

    `population` are the ids it was drawn from, in ascending order: with the seed anybody who may see the people
    draws the same list again. It names children, so only whoever may see them reads it.
    """

    class Population(models.TextChoices):
        FRONT_DOOR = "front_door", "Children about whom the front door was contacted"
        REFERRALS = "referrals", "Children referred to children's social care"
        EARLY_HELP = "early_help", "Children with early help that began"

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="case_samples")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Population)
    first_on = models.DateField()
    last_on = models.DateField()
    seed = models.CharField(max_length=64)
    population = ArrayField(models.BigIntegerField())
    population_sha256 = models.CharField(max_length=64)
    #: Ids of persons, in the order in which they were drawn.
    drawn = ArrayField(models.BigIntegerField())
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="case_sample_number_once"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="case_sample_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"sample {self.number}"
