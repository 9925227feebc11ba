"""Which links does the quarterly report add to the pages that the parts of improvement share?"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.improvement import slots
from threshold.improvement.models import Authority, Finding
from threshold.improvement.presenters.report_links import told_closed
from threshold.improvement.queries import reports as queries


def _home(scope: Scope, authority: Authority) -> Iterator[slots.Link]:
    if authority.is_ours:
        yield slots.Link(
            "Quarterly reports", reverse("reports"), "What was measured, found and done, as it was approved"
        )
        yield slots.Link("What everybody can read", reverse("public_progress"), "The public page about our progress")


def _waiting(scope: Scope) -> Iterator[slots.Waiting]:
    if scope.may(Permission.REPORT_APPROVE):
        for one in queries.to_be_approved(scope):
            address = reverse("report", args=[one.slug, one.edition])
            yield slots.Waiting("Report to approve", f"{one.title}, {one.quarter_label}", address)


def _finding(scope: Scope, finding: Finding) -> list[tuple[str, str]]:
    return told_closed(queries.told_closed_in(scope, finding))


def register() -> None:
    slots.add_home_links("Reports", _home)
    slots.add_waiting(_waiting)
    slots.add_finding_links(_finding)
