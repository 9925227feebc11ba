"""What the government requires of the authority, of whom, by when, and whom it appointed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.areas import DatePrecision
from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.states import OBLIGATION_TRANSITIONS, ObligationState

USER = settings.AUTH_USER_MODEL


class Intervention(models.Model):
    """An improvement notice or a statutory direction, from its issue to its end."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "Improvement notice"
        DIRECTION = "direction", "Statutory direction"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="interventions")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=160)
    #: Education Act 1996, section 497A(4B), for a direction.
    legal_basis = models.CharField(max_length=200)
    issued_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    date_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    #: How much of the last day is known: often more, or less, than of the first.
    end_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="interventions"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="intervention_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("issued_on")),
                name="intervention_ends_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("G", self.pk)


class Obligation(models.Model):
    """One requirement of a notice or direction: who has it in hand, by when, and whether it is met."""

    TRANSITIONS = OBLIGATION_TRANSITIONS

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="obligations")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The job that has it in hand, where it is nobody with an account.
    owner_role = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=14, choices=ObligationState, default=ObligationState.OPEN)
    met_on = models.DateField(null=True, blank=True)
    #: Who said last that it is met.
    met_said_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_off_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["intervention", "number"], name="obligation_number_once"),
            models.CheckConstraint(
                condition=Q(state="met", met_on__isnull=False) | (~Q(state="met") & Q(met_on__isnull=True)),
                name="obligation_met_when_met",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | Q(owner__isnull=True) | ~Q(signed_off_by=F("owner")),
                name="obligation_never_own_sign_off",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_by__isnull=True) | ~Q(signed_off_by=F("met_said_by")),
                name="obligation_signed_off_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(state__in=("open", "met_proposed")), name="obligations_open")
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("B", self.pk)


class Appointment(models.Model):
    """A commissioner, an improvement partner or another appointee, from a day to a day."""

    class Role(models.TextChoices):
        COMMISSIONER = "commissioner", "Commissioner"
        PARTNER = "partner", "Improvement partner"
        CHAIR = "chair", "Independent chair of the improvement board"
        ADVISER = "adviser", "Adviser"

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=14, choices=Role)
    #: An organisation, or the title of the person who was appointed.
    name = models.CharField(max_length=160)
    user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    date_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    #: How much of the last day is known: often more, or less, than of the first.
    end_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="appointment_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"
