"""Under which strategies, by which organisation, and through which other events did an authority get here?"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from threshold.improvement.areas import DatePrecision
from threshold.improvement.models.authorities import Authority, SourceDocument

USER = settings.AUTH_USER_MODEL


class Strategy(models.Model):
    """The Children and Young People's Plan, and other strategies: where priorities come from."""

    class Kind(models.TextChoices):
        CHILDREN = "children", "Children and Young People's Plan"
        SUFFICIENCY = "sufficiency", "Sufficiency strategy"
        EARLY_HELP = "early_help", "Early help strategy"
        PARENTING = "parenting", "Corporate parenting strategy"
        COUNCIL = "council", "Council plan"
        OTHER = "other", "Another strategy"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="strategies")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    date_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    #: How much of the last day is known: often more, or less, than of the first.
    end_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="strategies"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "strategies"
        constraints = [
            models.UniqueConstraint(fields=["authority", "title", "starts_on"], name="strategy_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="strategy_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ServiceProvider(models.Model):
    """Who provides children's services for the authority, from a day to a day: one at a time.

    A noun of its own and not `people.Organisation`, which is somebody who knows children and may change its name:
    what was said of a provider of 2019 stays as it was said.
    """

    class Kind(models.TextChoices):
        COUNCIL = "council", "The council itself"
        COMPANY = "company", "A company that the council owns"
        TRUST = "trust", "An independent trust"
        OTHER_AUTHORITY = "other_authority", "Another authority"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="providers")
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=160)
    #: Why the service went to it.
    reason = models.TextField(blank=True)
    starts_on = models.DateField()
    #: Its last day; open where it still provides.
    ends_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    date_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    #: How much of the last day is known: often more, or less, than of the first.
    end_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="providers"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="provider_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False) | Q(end_reason=""), name="provider_end_reason_when_ended"
            ),
            ExclusionConstraint(
                name="provider_one_at_a_time",
                expressions=[
                    (F("authority"), RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HistoryNote(models.Model):
    """Something that happened and that no other record says: a new leader, money, a change of the front door."""

    class Kind(models.TextChoices):
        LEADERSHIP = "leadership", "Leadership"
        MONEY = "money", "Money"
        SERVICE = "service", "The service"
        GOVERNMENT = "government", "Government"
        OTHER = "other", "Other"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="history_notes")
    kind = models.CharField(max_length=12, choices=Kind)
    happened_on = models.DateField()
    date_precision = models.CharField(max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    #: Where it is known from.
    source = models.CharField(max_length=300)
    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="history_notes"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="history_note_has_a_source")]
        indexes = [models.Index(fields=["authority", "happened_on"], name="history_notes_by_day")]

    def __str__(self) -> str:
        return f"note {self.pk}"
