"""The same child, looked at again: what shows whether an audit changed anything."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.quality.models.audits import Audit
from threshold.quality.states import RE_AUDIT_TRANSITIONS, ReAuditState

USER = settings.AUTH_USER_MODEL


class ReAuditProposal(models.Model):
    """Proposed by the worker for an audit that found something to put right; a person accepts or declines it."""

    TRANSITIONS = RE_AUDIT_TRANSITIONS

    class Because(models.TextChoices):
        GRADE = "grade", "The audit found that practice requires improvement or is inadequate"
        ACTION = "action", "The audit asked for something to be done"

    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="re_audit_proposal")
    because = models.CharField(max_length=10, choices=Because)
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=ReAuditState, default=ReAuditState.PROPOSED)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.TextField(blank=True)
    re_audit = models.OneToOneField(
        Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="accepted_proposal"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="re_audit_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state="accepted") & Q(re_audit__isnull=False))
                | (~Q(state="accepted") & Q(re_audit__isnull=True)),
                name="re_audit_accepted_is_given_out",
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(decline_reason="")) | (~Q(state="declined") & Q(decline_reason="")),
                name="re_audit_declined_with_reason",
            ),
        ]
        indexes = [
            # What waits for the quality assurance lead, the earliest first.
            models.Index(fields=["due_on"], condition=Q(state="proposed"), name="re_audit_waiting")
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("X", self.pk)
