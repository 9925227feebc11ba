"""Who supervises whom, and what was said: about the worker's children, and about the worker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from threshold.core import references
from threshold.people.models import Person

USER = settings.AUTH_USER_MODEL


class SupervisionArrangement(models.Model):
    """Who supervises a worker, from a day to a day: what the frequency clocks run for, and the senior line."""

    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    #: Whether the worker has children to talk about.
    has_cases = models.BooleanField(default=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    arranged_at = models.DateTimeField()
    arranged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(ends_on__isnull=True), name="one_supervisor_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(worker=F("supervisor")), name="nobody_supervises_themselves"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="arrangement_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor"], condition=Q(ends_on__isnull=True), name="supervised_by"),
        ]

    def __str__(self) -> str:
        return f"supervision of {self.worker_id} by {self.supervisor_id}"


class Supervision(models.Model):
    """One supervision that was held.

    Of cases: about children of the worker, whose record it becomes part of; its words are passages, so that each
    child's record shows what is about that child. Personal: about the worker, read by the two of them and those above.
    """

    class Kind(models.TextChoices):
        CASE = "case", "Case supervision"
        PERSONAL = "personal", "Personal supervision"

    kind = models.CharField(max_length=10, choices=Kind)
    worker = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    people: models.ManyToManyField[Person, SupervisionChild] = models.ManyToManyField(
        Person, through="SupervisionChild", related_name="supervisions"
    )
    # Personal supervision only; what is said of children is kept as passages.
    wellbeing = models.TextField(blank=True)
    practice = models.TextField(blank=True)
    development = models.TextField(blank=True)
    agreed = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(worker=F("supervisor")), name="supervision_by_another"),
            models.CheckConstraint(
                condition=Q(kind="personal") | Q(wellbeing="", practice="", development="", agreed=""),
                name="supervision_of_cases_is_kept_in_passages",
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "kind", "-held_on"], name="supervisions_of_a_worker"),
            models.Index(fields=["supervisor", "-held_on"], name="supervisions_by_somebody"),
            models.Index(fields=["kind", "held_on"], name="supervisions_by_date"),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("W", self.pk)


class SupervisionChild(models.Model):
    """One child who was talked about."""

    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="children")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "supervision children"
        constraints = [models.UniqueConstraint(fields=["supervision", "person"], name="child_once_in_a_supervision")]

    def __str__(self) -> str:
        return f"supervision {self.supervision_id} about person {self.person_id}"
