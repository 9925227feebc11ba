"""What the front door opens for a child, and the team that receives it.

Only what receiving and allocating need: assessments and plans come later. A `Handover` is what a team accepts or
sends back; until a worker is allocated the child stands on the "no worker" list.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.pathway.states import HANDOVER_TRANSITIONS, HandoverState
from threshold.people.models import Person

USER = settings.AUTH_USER_MODEL


class Handover(models.Model):
    """One child handed to one team: for early help, for family help, or to another specialist answer."""

    TRANSITIONS = HANDOVER_TRANSITIONS

    class Kind(models.TextChoices):
        FAMILY_HELP = "family_help", "New referral for family help"
        STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion"
        EARLY_HELP = "early_help", "Early help"
        OPEN_CASE = "open_case", "New information for an open case"
        LADO = "lado", "Allegation to the designated officer (LADO)"
        PRIVATE_FOSTERING = "private_fostering", "Private fostering"
        TRANSFER_IN = "transfer_in", "Transfer-in conference"

    kind = models.CharField(max_length=20, choices=Kind)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handovers")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=24, choices=HandoverState, default=HandoverState.AWAITING_ACCEPTANCE)
    #: The record that it came from, and its reference to show.
    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    source_reference = models.CharField(max_length=20)
    #: Early help only: the named offer of the pack.
    offer = models.CharField(max_length=60, blank=True)
    summary = models.TextField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    allocated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source_type", "source_id"], name="handover_once_per_decision"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="handover_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(worker__isnull=True, allocated_at__isnull=True)
                | Q(worker__isnull=False, allocated_at__isnull=False),
                name="handover_allocated_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="allocated") | Q(worker__isnull=False),
                name="handover_allocated_has_worker",
            ),
        ]
        indexes = [
            # The receiving team's list and the "no worker" list.
            models.Index(
                fields=["team", "state", "opened_at"],
                condition=Q(closed_at__isnull=True),
                name="handover_open",
            ),
            models.Index(fields=["worker"], condition=Q(closed_at__isnull=True), name="handover_of_a_worker"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("H", self.pk)


class Referral(models.Model):
    """A referral to children's social care: what the CIN census counts. At most one open for a child."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="referrals")
    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="referral")
    referred_on = models.DateField()
    source_code = models.CharField(max_length=2)
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_on__isnull=True), name="referral_one_open_per_child"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closure_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closure_reason="")),
                name="referral_closed_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["referred_on"], name="referral_by_date")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("R", self.pk)


class EarlyHelpEpisode(models.Model):
    """A time of early help for a child."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="early_help_episodes")
    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="early_help_episode")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["started_on"], name="early_help_by_start")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("E", self.pk)
