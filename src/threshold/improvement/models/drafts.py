"""What a report was read to say, until a person has compared it with the report and confirmed it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from threshold.improvement.models.authorities import Authority, SourceDocument
from threshold.improvement.models.inspections import Inspection
from threshold.improvement.states import REPORT_DRAFT_TRANSITIONS, ReportDraftState

USER = settings.AUTH_USER_MODEL


class ReportDraft(models.Model):
    """One reading of one report. Confirming it makes the inspection; a report has one draft that is not discarded."""

    TRANSITIONS = REPORT_DRAFT_TRANSITIONS

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="drafts")
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="drafts")
    #: What the parser said, as `ofsted.report.as_json` describes it.
    read = models.JSONField()
    state = models.CharField(max_length=12, choices=ReportDraftState, default=ReportDraftState.DRAFT)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, null=True, blank=True, related_name="draft")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=~Q(state="discarded"), name="report_draft_one_for_a_document"
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", inspection__isnull=False)
                | (~Q(state="confirmed") & Q(inspection__isnull=True)),
                name="report_draft_confirmed_has_inspection",
            ),
        ]
        # The page of inspections shows what still waits to be compared.
        indexes = [models.Index(fields=["authority", "state"], name="report_drafts_by_state")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def warnings(self) -> list[str]:
        found: list[str] = self.read.get("warnings", [])
        return found

    def area(self, area: str) -> str:
        """The grade that was read for an area; empty where there is none."""
        graded: dict[str, Any] = self.read.get("judgements", {}) | self.read.get("other_judgements", {})
        return str(graded.get(area, ""))
