"""Which theme of the pack does something belong to? One row for each tag, on records of several kinds."""

from __future__ import annotations

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class ThemeTag(models.Model):
    """One theme of the pack on one audit, learning entry or voice record."""

    theme = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    tagged_at = models.DateTimeField()
    tagged_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "theme"], name="theme_once_on_a_record")
        ]
        # A theme's page asks for the records of one kind that carry it.
        indexes = [models.Index(fields=["theme", "subject_type", "subject_id"], name="records_of_a_theme")]

    def __str__(self) -> str:
        return f"{self.theme} on {self.subject_type} {self.subject_id}"
