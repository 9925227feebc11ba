"""Whose improvement is this? Our own authority, and examples of public record that nobody may change."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from threshold.core import references

USER = settings.AUTH_USER_MODEL


class Authority(models.Model):
    """An authority whose improvement is kept here. One is ours; examples are read-only once they are sealed."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    is_ours = models.BooleanField(default=False)
    #: What it is an example of and where the facts come from; empty for ours.
    example_note = models.TextField(blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [
            models.UniqueConstraint(fields=["is_ours"], condition=Q(is_ours=True), name="authority_one_is_ours"),
            models.CheckConstraint(
                condition=Q(is_ours=True, example_note="", sealed_at__isnull=True)
                | (Q(is_ours=False) & ~Q(example_note="")),
                name="authority_example_says_so",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SourceDocument(models.Model):
    """A report, letter, direction or paper as it was received: the file or its address, and its words by page.

    `sha256` and `file` are of the bytes received; a document known by its public address alone has neither.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Inspection report"
        LETTER = "letter", "Letter"
        DIRECTION = "direction", "Direction or notice"
        PAPER = "paper", "Board or committee paper"
        OTHER = "other", "Other"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=200)
    #: Where it came from, in words or as an address.
    source = models.CharField(max_length=300)
    dated_on = models.DateField(null=True, blank=True)
    file = models.CharField(max_length=200, blank=True)  # its name in the file storage, never served by it
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    #: The text of each page, in order: what quotations are checked against.
    pages = ArrayField(models.TextField(), default=list, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "sha256"], condition=~Q(sha256=""), name="source_document_once_per_content"
            ),
            models.CheckConstraint(
                condition=Q(file="", sha256="", size=0) | (~Q(file="") & ~Q(sha256="") & Q(size__gt=0)),
                name="source_document_file_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @cached_property
    def reference(self) -> str:
        return references.make("D", self.pk)
