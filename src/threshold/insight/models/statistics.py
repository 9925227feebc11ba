"""What others publish about every authority, file by file, as it was published."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class StatisticsFile(models.Model):
    """One published file. A revised one of the same publication is a new row, and the newest is in force."""

    class Kind(models.TextChoices):
        STATISTICS = "statistics", "Statistics of the Department for Education"
        GRADES = "grades", "Latest inspection grades"

    kind = models.CharField(max_length=12, choices=Kind)
    #: What it is about, as the file itself says; files of one publication replace each other.
    publication = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Which population estimates its rates are made with, where whoever imported it said so.
    population = models.CharField(max_length=120, blank=True)
    columns = ArrayField(models.CharField(max_length=80), default=list)
    is_current = models.BooleanField(default=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication"], condition=Q(is_current=True), name="statistics_one_file_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication} ({self.name})"


class StatisticsRow(models.Model):
    """The figures of one year for England, a region or an authority. What was suppressed is kept as published."""

    class Level(models.TextChoices):
        NATIONAL = "national", "England"
        REGIONAL = "regional", "Region"
        AUTHORITY = "authority", "Local authority"

    file = models.ForeignKey(StatisticsFile, on_delete=models.PROTECT, related_name="rows")
    year = models.PositiveSmallIntegerField()  # the year that ends on 31 March of it
    level = models.CharField(max_length=10, choices=Level)
    #: England's and a region's code of nine characters; an authority's three figures.
    area = models.CharField(max_length=9)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=9, blank=True)
    #: By column, as published: "518.3", or "c" where it is withheld. Never turned into nought.
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "year", "level", "area"], name="statistics_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class GradeRow(models.Model):
    """The latest inspection of one authority, as published."""

    file = models.ForeignKey(StatisticsFile, on_delete=models.PROTECT, related_name="grades")
    area = models.CharField(max_length=3)
    name = models.CharField(max_length=80)
    region = models.CharField(max_length=4, blank=True)
    framework = models.CharField(max_length=40, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    #: Codes of `quality.grades`; empty where no grade was given.
    overall = models.CharField(max_length=20, blank=True)
    leaders = models.CharField(max_length=20, blank=True)
    help_and_protection = models.CharField(max_length=20, blank=True)
    in_care = models.CharField(max_length=20, blank=True)
    care_leavers = models.CharField(max_length=20, blank=True)
    statistical_neighbours = ArrayField(models.CharField(max_length=3), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "area"], name="grades_of_an_authority_once")]

    def __str__(self) -> str:
        return self.name
