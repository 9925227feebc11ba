"""What will be audited this year, and which records were drawn for it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.core.models import PackVersion
from threshold.people.models import Person
from threshold.quality.models.audits import Audit
from threshold.quality.states import PROGRAMME_TRANSITIONS, ProgrammeState

USER = settings.AUTH_USER_MODEL


class ProgrammeItem(models.Model):
    """One piece of the year's plan: with which tool, on how many records of which population, in which month.

    Everything that decides who can be drawn is said here, before anybody knows the seed.
    """

    TRANSITIONS = PROGRAMME_TRANSITIONS

    class Method(models.TextChoices):
        RANDOM = "random", "Random"
        STRATIFIED = "stratified", "Stratified"
        RISK_WEIGHTED = "risk_weighted", "Risk-weighted"

    class Group(models.TextChoices):
        TEAM = "team", "By team"
        OUTCOME = "outcome", "By what was decided"

    title = models.CharField(max_length=120)
    month = models.DateField()  # its first day
    kind = models.CharField(max_length=16, choices=Audit.Kind)
    tool = models.CharField(max_length=40)
    population = models.CharField(max_length=40)
    theme = models.CharField(max_length=40, blank=True)
    #: Only this team's records; of all teams where there is none.
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The Monday of a practice week, in which leaders audit and observe together.
    practice_week_on = models.DateField(null=True, blank=True)
    population_from = models.DateField()
    population_to = models.DateField()
    method = models.CharField(max_length=14, choices=Method)
    stratify_by = models.CharField(max_length=10, choices=Group, blank=True)
    size = models.PositiveSmallIntegerField()
    #: About one audit in so many is moderated; 0 for none but those with something inadequate.
    moderate_every = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ProgrammeState, default=ProgrammeState.PLANNED)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1), name="programme_item_of_something"),
            models.CheckConstraint(
                condition=Q(population_from__lte=F("population_to")), name="programme_item_period_in_order"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="programme_item_in_a_month"),
            models.CheckConstraint(
                condition=(Q(method="stratified") & ~Q(stratify_by="")) | (~Q(method="stratified") & Q(stratify_by="")),
                name="programme_item_stratified_by_something",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="programme_by_month")]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("Y", self.pk)


class Draw(models.Model):
    """The one draw of an item: seed, whole population and its fingerprint, as they were at that moment.

    `population` is a list of `[subject id, reference, group, weight, person id, team id, worker id, [involved ids],
    day as text]`, so that the same sample, and a replacement, can be drawn from it at any time.
    """

    item = models.OneToOneField(ProgrammeItem, on_delete=models.PROTECT, related_name="draw")
    seed = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=60)
    population = models.JSONField()
    population_digest = models.CharField(max_length=64)
    #: The auditors' turns, as accounts' numbers.
    rotation = ArrayField(models.BigIntegerField(), default=list)
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"draw of {self.item_id}"


class SampledRecord(models.Model):
    """A record that was drawn. Without an audit it is held, because nobody may audit it; or it was replaced."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="records")
    #: The order in which it was drawn; replacements come after all others.
    position = models.PositiveIntegerField()
    subject_id = models.BigIntegerField()
    subject_reference = models.CharField(max_length=20)
    stratum = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    involved_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    practised_on = models.DateField()
    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, null=True, blank=True, related_name="sampled")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_with"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaced_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "subject_id"], name="sampled_once"),
            models.UniqueConstraint(fields=["draw", "position"], name="sampled_in_order"),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True, replaced_by__isnull=True, replaced_reason="")
                | (Q(replaced_at__isnull=False, replaced_by__isnull=False) & ~Q(replaced_reason="")),
                name="sampled_replaced_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_reference
