"""Who governs, when did they meet, and what did they decide on what they were told?"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.areas import DatePrecision
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.states import FOLLOW_UP_TRANSITIONS, FollowUpState

USER = settings.AUTH_USER_MODEL


class Board(models.Model):
    """A body that decides or scrutinises, from a day to a day."""

    class Kind(models.TextChoices):
        IMPROVEMENT = "improvement", "Improvement board"
        SCRUTINY = "scrutiny", "Overview and scrutiny panel"
        CORPORATE_PARENTING = "corporate_parenting", "Corporate parenting board"
        CABINET = "cabinet", "Cabinet"
        COUNCIL = "council", "Full council"
        SAFEGUARDING = "safeguarding", "Safeguarding partnership"
        COMPANY = "company", "Board of a company that provides services"
        OTHER = "other", "Another board"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="boards")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=160)
    #: What it is there for, in a sentence or two.
    purpose = models.TextField(blank=True)
    #: The office that chairs it ("the lead member for children"), or a person who does so in public.
    chair = models.CharField(max_length=160)
    #: Not known of some boards in the public record.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "name"], name="board_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="board_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One meeting of a board: its papers, and which offices were there."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    date_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    #: What it was about, for somebody who was not there.
    summary = models.TextField(blank=True)
    papers = models.ManyToManyField(SourceDocument, related_name="meetings", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "held_on"], name="meeting_once_a_day")]
        indexes = [models.Index(fields=["-held_on"], name="meetings_by_day")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("K", self.pk)


class Attendance(models.Model):
    """An office that was at a meeting, or sent its apologies."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    role = models.CharField(max_length=160)
    was_present = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "attendance"
        constraints = [models.UniqueConstraint(fields=["meeting", "role"], name="attendance_role_once")]

    def __str__(self) -> str:
        return f"attendance {self.pk}"


class BoardDecision(models.Model):
    """What a meeting was asked and what it decided. The board decides as a body: no member's name stands here.

    Of our own boards all of it is said; of an example as much as the public record tells.
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        AGREED_CHANGED = "agreed_changed", "Agreed with changes"
        REFUSED = "refused", "Not agreed"
        DEFERRED = "deferred", "Put off"
        NOTED = "noted", "Noted"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    #: The question or the recommendation that was put to the board.
    asked = models.TextField(blank=True)
    #: What members were told, and the risks that were named to them.
    told = models.TextField(blank=True)
    #: What members asked, and what was answered; empty where nobody asked anything.
    questions = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome)
    decided = models.TextField()
    why = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="board_decision_number_once"),
            models.CheckConstraint(condition=~Q(decided=""), name="board_decision_decides"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("J", self.pk)


class FollowUp(models.Model):
    """What somebody was told to do by a day, and what came of it."""

    TRANSITIONS = FOLLOW_UP_TRANSITIONS

    decision = models.ForeignKey(BoardDecision, on_delete=models.PROTECT, related_name="follow_ups")
    words = models.CharField(max_length=300)
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The job that has it in hand, where it is nobody with an account.
    owner_role = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=FollowUpState, default=FollowUpState.OPEN)
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(owner__isnull=False) | ~Q(owner_role=""), name="follow_up_has_an_owner"),
            models.CheckConstraint(
                condition=Q(state="open", answer="", answered_on__isnull=True)
                | (~Q(state="open") & ~Q(answer="") & Q(answered_on__isnull=False)),
                name="follow_up_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="open"), name="follow_ups_open")]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"
