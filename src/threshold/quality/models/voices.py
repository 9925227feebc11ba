"""What families, reviewing officers and other agencies tell us of our work: compliments, complaints, challenges."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.people.models import Person
from threshold.quality.states import VOICE_TRANSITIONS, VoiceState

USER = settings.AUTH_USER_MODEL


class VoiceRecord(models.Model):
    """One compliment, complaint or challenge, from the day it came until it is closed.

    A complaint and a challenge go from stage to stage (`VoiceStage`), each with its days; a compliment has none.
    """

    TRANSITIONS = VOICE_TRANSITIONS

    class Kind(models.TextChoices):
        COMPLIMENT = "compliment", "Compliment"
        COMPLAINT = "complaint", "Complaint"
        IRO_CHALLENGE = "iro_challenge", "Challenge by an independent reviewing officer"
        AGENCY_CHALLENGE = "agency_challenge", "Challenge between agencies"

    class From(models.TextChoices):
        CHILD = "child", "A child or young person"
        PARENT = "parent", "A parent"
        CARER = "carer", "A foster carer, kinship carer or guardian"
        ADVOCATE = "advocate", "An advocate for a child"
        REVIEWING_OFFICER = "reviewing_officer", "An independent reviewing officer or conference chair"
        AGENCY = "agency", "Another agency"
        OTHER = "other", "Somebody else"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        PARTLY = "partly", "Partly upheld"
        NOT_UPHELD = "not_upheld", "Not upheld"
        RESOLVED = "resolved", "Resolved"
        REFERRED = "referred", "Referred on, to Cafcass or the safeguarding partners"
        WITHDRAWN = "withdrawn", "Withdrawn by whoever made it"

    kind = models.CharField(max_length=20, choices=Kind)
    came_from = models.CharField(max_length=20, choices=From)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    summary = models.TextField()
    #: What whoever made it wants to happen.
    wanted = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=VoiceState, default=VoiceState.OPEN)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="voice_closed_when_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(kind="compliment") | ~Q(outcome=""), name="voice_closed_with_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-received_on"], name="voices_by_kind"),
            models.Index(fields=["team", "-received_on"], name="voices_of_a_team"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("V", self.pk)


class VoiceStage(models.Model):
    """One stage of a complaint or challenge: from when, until when, and what was answered."""

    voice = models.ForeignKey(VoiceRecord, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    #: Why it came to this stage; empty for the first.
    reason = models.TextField(blank=True)
    due_on = models.DateField()
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, choices=VoiceRecord.Outcome, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["voice", "stage"], name="voice_each_stage_once"),
            models.UniqueConstraint(
                fields=["voice"], condition=Q(answered_at__isnull=True), name="voice_one_open_stage"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="", outcome="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="") & ~Q(outcome="")),
                name="voice_stage_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True, extension_reason="")
                | (Q(extended_at__isnull=False) & ~Q(extension_reason="")),
                name="voice_stage_extended_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_at__isnull=True), name="voice_stage_waiting")]

    def __str__(self) -> str:
        return f"{self.stage} of voice {self.voice_id}"
