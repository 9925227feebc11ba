"""The improvement plan: priorities, the outcomes they are for, and the actions that should bring them about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.improvement.models.authorities import Authority
from threshold.improvement.models.findings import Finding
from threshold.improvement.models.history import Strategy
from threshold.improvement.models.interventions import Obligation
from threshold.improvement.states import PLAN_ACTION_TRANSITIONS, PlanActionState, Rag
from threshold.quality.grades import Grade
from threshold.quality.models import Audit

USER = settings.AUTH_USER_MODEL


class Plan(models.Model):
    """An authority's plan for some years. One is in force at a time."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    #: Why it ended and what takes its place.
    closing_reason = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority"], condition=Q(closed_at__isnull=True), name="plan_one_in_force"
            ),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title


class Priority(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="priorities")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    #: Why it comes first, in a sentence or two.
    why = models.TextField(blank=True)
    #: The strategy it comes from, where one names it.
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, null=True, blank=True, related_name="priorities")

    class Meta:
        verbose_name_plural = "priorities"
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="priority_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class PlanOutcome(models.Model):
    """What will be different for children, said so that one could look whether it is."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["priority", "number"], name="plan_outcome_number_once")]

    def __str__(self) -> str:
        return f"outcome {self.pk}"


class PlanAction(models.Model):
    """One thing that somebody does by a day. It says what it answers (`ActionAnswer`) and what would prove it
    (`ActionProof`): an action with neither cannot be started.
    """

    TRANSITIONS = PLAN_ACTION_TRANSITIONS

    outcome = models.ForeignKey(PlanOutcome, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(max_length=200)
    #: What differs for children when it is done.
    difference = models.TextField()
    owner = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The job that owns it, where it is nobody with an account.
    owner_role = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=PlanActionState, default=PlanActionState.NOT_STARTED)
    rag = models.CharField(max_length=6, choices=Rag, blank=True)
    rag_reason = models.TextField(blank=True)
    rag_at = models.DateTimeField(null=True, blank=True)
    #: Who said last that it is done.
    delivered_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    delivered_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="plan_action_due_after_start"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(owner_role=""), name="plan_action_has_an_owner"
            ),
            models.CheckConstraint(
                condition=Q(rag="", rag_reason="", rag_at__isnull=True)
                | (~Q(rag="") & ~Q(rag_reason="") & Q(rag_at__isnull=False)),
                name="plan_action_rated_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="plan_action_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | Q(owner__isnull=True) | ~Q(closed_by=F("owner")),
                name="plan_action_never_closed_by_its_owner",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("delivered_by")),
                name="plan_action_closed_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(state__in=("not_started", "in_progress", "delivered")),
                name="plan_action_of_an_owner",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("T", self.pk)


class ActionAnswer(models.Model):
    """What an action answers: a finding, an obligation, or a theme of our own audits. Exactly one."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="answers")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by")
    obligation = models.ForeignKey(
        Obligation, on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by"
    )
    theme = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finding__isnull=False, obligation__isnull=True, theme="")
                | Q(finding__isnull=True, obligation__isnull=False, theme="")
                | (Q(finding__isnull=True, obligation__isnull=True) & ~Q(theme="")),
                name="action_answer_names_one_thing",
            ),
            models.UniqueConstraint(
                fields=["action", "finding"], condition=Q(finding__isnull=False), name="action_answers_a_finding_once"
            ),
            models.UniqueConstraint(
                fields=["action", "obligation"],
                condition=Q(obligation__isnull=False),
                name="action_answers_an_obligation_once",
            ),
            models.UniqueConstraint(
                fields=["action", "theme"], condition=~Q(theme=""), name="action_answers_a_theme_once"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class ActionProof(models.Model):
    """What would prove an action: a measure that reaches a target, audits of a theme, or the re-audit of one child.

    Measures: `measure` is a code of `insight.measures`, `target` its value and `better` which way is good.
    Audits: the share of completed audits with the tool (in the domain, where one is named) that are graded
    `at_least`, in percent, as `target`.
    """

    class Kind(models.TextChoices):
        MEASURE = "measure", "A measure reaches its target"
        AUDITS = "audits", "Audits are graded well enough"
        RE_AUDIT = "re_audit", "A re-audit of the same child"

    class Better(models.TextChoices):
        HIGHER = "higher", "at least"
        LOWER = "lower", "at most"

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=8, choices=Kind)
    measure = models.CharField(max_length=20, blank=True)
    better = models.CharField(max_length=6, choices=Better, blank=True)
    target = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    tool = models.CharField(max_length=40, blank=True)
    domain = models.CharField(max_length=40, blank=True)
    at_least = models.CharField(max_length=20, choices=Grade, blank=True)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="measure", tool="", audit__isnull=True, target__isnull=False)
                    & ~Q(measure="")
                    & ~Q(better="")
                )
                | (
                    Q(kind="audits", measure="", audit__isnull=True, target__isnull=False)
                    & ~Q(tool="")
                    & ~Q(at_least="")
                )
                | Q(kind="re_audit", measure="", tool="", audit__isnull=False),
                name="action_proof_whole",
            ),
            models.UniqueConstraint(
                fields=["action", "measure"], condition=~Q(measure=""), name="action_proof_measure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"
