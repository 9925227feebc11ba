"""What an audit found: answers, grades with their reasons, what the family said, who stood aside, what was alarming."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.core.models import Message
from threshold.people.models import Person
from threshold.quality.grades import Grade
from threshold.quality.models.audits import Audit
from threshold.quality.states import ALERT_TRANSITIONS, AlertState

USER = settings.AUTH_USER_MODEL


class Pen(models.TextChoices):
    """Who gave a grade."""

    AUDITOR = "auditor", "Auditor"
    MODERATOR = "moderator", "Moderator"
    AGREED = "agreed", "Agreed"


class AuditAnswer(models.Model):
    """The auditor's answer to one question of the tool. A dip sample's questions have no domain."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "Partly"
        NO = "no", "No"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="answers")
    domain = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=16, choices=Answer)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "domain", "question"], name="audit_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.domain} {self.question}: {self.answer}"


class AuditGrade(models.Model):
    """One grade of one domain, or of the whole where `domain` is empty, with the reason."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="grades")
    pen = models.CharField(max_length=10, choices=Pen)
    domain = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=20, choices=Grade)
    because = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "pen", "domain"], name="audit_grade_once"),
            # What was agreed has one reason, the discussion's, where the grades differed.
            models.CheckConstraint(condition=Q(pen="agreed") | ~Q(because=""), name="audit_grade_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.domain or 'whole'}: {self.grade}"


class FamilyFeedback(models.Model):
    """What the child, a parent or a carer said of the help they had, or why nobody asked."""

    class Who(models.TextChoices):
        CHILD = "child", "The child"
        PARENT = "parent", "A parent"
        CARER = "carer", "A carer"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="feedback")
    who = models.CharField(max_length=10, choices=Who)
    words = models.TextField(blank=True)
    why_not = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "family feedback"
        constraints = [
            models.UniqueConstraint(fields=["audit", "who"], name="feedback_of_each_once"),
            models.CheckConstraint(
                condition=(~Q(words="") & Q(why_not="")) | (Q(words="") & ~Q(why_not="")),
                name="feedback_heard_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class DeclaredConflict(models.Model):
    """Somebody who was to judge said why they should not: kept, and the audit went to the next person."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="conflicts")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    pen = models.CharField(max_length=10, choices=Pen)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "user"], name="conflict_declared_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_reason"),
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"


class AuditAlert(models.Model):
    """Something that cannot wait for the end of the audit: a named manager answers, the quality lead looks.

    `what` is about the child and for whoever may see them; the message that is sent says none of it. `to` is empty
    where nobody who answers may see the child.
    """

    TRANSITIONS = ALERT_TRANSITIONS

    class Because(models.TextChoices):
        UNSAFE = "unsafe", "A child may be unsafe"
        INADEQUATE = "inadequate", "Practice was judged inadequate"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="alerts")
    because = models.CharField(max_length=12, choices=Because)
    what = models.TextField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=AlertState, default=AlertState.RAISED)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    #: When senior leaders were told that nobody has answered in time.
    escalated_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    look = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "because"], name="alert_once_for_a_reason"),
            models.CheckConstraint(condition=~Q(what=""), name="alert_says_what"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="alert_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(closed_at__isnull=False, closed_by__isnull=False, answered_at__isnull=False) & ~Q(look="")),
                name="alert_closed_after_answer_and_look",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("answered_by")),
                name="alert_never_closed_by_its_answerer",
            ),
        ]
        indexes = [
            models.Index(fields=["to", "raised_at"], condition=~Q(state="closed"), name="alert_of_a_manager"),
            models.Index(fields=["raised_at"], condition=~Q(state="closed"), name="alert_open"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("Z", self.pk)
