"""What must be done after an audit, for one child, by whom and by when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.people.models import Person
from threshold.quality.models.audits import Audit
from threshold.quality.states import AUDIT_ACTION_TRANSITIONS, AuditActionState

USER = settings.AUTH_USER_MODEL


class AuditAction(models.Model):
    """One thing to put right. Closed only by a second person, who says what they saw in the child's record."""

    TRANSITIONS = AUDIT_ACTION_TRANSITIONS

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="actions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    #: What will differ for the child.
    difference = models.TextField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=AuditActionState, default=AuditActionState.OPEN)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    evidence = models.TextField(blank=True)
    evidenced_at = models.DateTimeField(null=True, blank=True)
    evidenced_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: What the second person saw in the child's record.
    second_look = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: To whom it was escalated when it was overdue, and when.
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Who opened the child's record for the second look, and when. It may be begun again by somebody else.
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(looked_at__isnull=True, looked_by__isnull=True)
                | Q(looked_at__isnull=False, looked_by__isnull=False),
                name="audit_action_looked_at_by_somebody",
            ),
            # What is about a child is closed by whoever opened the child's record, and by nobody else.
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(person__isnull=True)
                | (Q(looked_by__isnull=False) & Q(looked_by=F("closed_by"))),
                name="audit_action_closed_by_who_looked",
            ),
            models.CheckConstraint(
                condition=Q(evidenced_at__isnull=True, evidenced_by__isnull=True, evidence="")
                | (Q(evidenced_at__isnull=False, evidenced_by__isnull=False) & ~Q(evidence="")),
                name="audit_action_evidenced_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(second_look="") & ~Q(evidence="")),
                name="audit_action_closed_by_a_second_look",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(closed_by=F("owner")) & ~Q(closed_by=F("evidenced_by"))),
                name="audit_action_never_closed_by_its_owner",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True, escalated_to__isnull=True)
                | Q(escalated_at__isnull=False, escalated_to__isnull=False),
                name="audit_action_escalated_to_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(state__in=("open", "evidenced")),
                name="audit_action_of_an_owner",
            ),
            # The board of what is open, and who must be told that it is late.
            models.Index(fields=["due_on"], condition=Q(state__in=("open", "evidenced")), name="audit_action_open"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("Q", self.pk)


class ActionEscalation(models.Model):
    """An overdue action was put before somebody: once for each step and due date, however often the worker looks."""

    class Step(models.TextChoices):
        MANAGER = "manager", "The manager of the owner's team"
        SENIOR_LEADER = "senior_leader", "A senior leader"

    action = models.ForeignKey(AuditAction, on_delete=models.PROTECT, related_name="escalations")
    step = models.CharField(max_length=15, choices=Step)
    due_on = models.DateField()
    to = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "step", "due_on"], name="escalated_once_for_a_due_date")
        ]

    def __str__(self) -> str:
        return f"{self.step} for action {self.action_id}"
