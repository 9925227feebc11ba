"""Where does a record of quality assurance lead? Shared by pages that name several kinds."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from threshold.quality.models import Audit


def audit_href(audit: Audit) -> str:
    """The page of an audit; empty where this installation has no such page."""
    try:
        return reverse("quality_audit", args=[audit.reference])
    except NoReverseMatch:
        return ""
