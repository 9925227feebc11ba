"""Keeping what is being typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from threshold.access.middleware import public
from threshold.core import drafts
from threshold.ui.forms import as_draft


@public  # the page's token is the key: it still works when the session has ended
@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed. Called by the page's script a second after the last key."""
    key = drafts.key_from_token(request.POST.get("draft_token", ""))
    typed = as_draft(request.POST)
    if key is None or len(typed) > drafts.MAX_CHARACTERS:
        return JsonResponse({"saved": False}, status=400)
    now = timezone.now()
    drafts.save(key, typed, now)
    return JsonResponse({"saved": True, "at": now.isoformat()})
