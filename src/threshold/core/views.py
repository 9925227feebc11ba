"""The addresses that machines ask. No page for people is here."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from threshold.core import health as readiness


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when everything is ready, else 503 with the part that is not. Says nothing that a stranger may not know."""
    report = readiness.report(timezone.now())
    response = JsonResponse(report, status=200 if report["status"] == "ok" else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


health.is_public = True  # type: ignore[attr-defined]  # needs nobody signed in; the mark that AccessMiddleware reads
