"""Where do a report and the findings it tells of lead to each other?"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from threshold.improvement.models import Finding, QuarterlyReport


def told_closed(reports: Iterable[QuarterlyReport]) -> list[tuple[str, str]]:
    """For a finding's page: in which reports it is told that it was closed, with their addresses."""
    return [
        (f"Told as closed in the report of {one.quarter_label}", reverse("report", args=[one.slug, one.edition]))
        for one in reports
    ]


def closed_findings(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """For a report's page: the findings closed in its quarter, by reference alone, as its words are frozen."""
    return [(one.reference, reverse("finding", args=[one.reference])) for one in findings]
