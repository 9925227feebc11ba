"""What do all pages of the portal share? Nobody signed in, nothing kept by the browser, limits that lose no word."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from threshold.access.middleware import public
from threshold.frontdoor import pack
from threshold.portal import limits, visits

View = Callable[..., HttpResponse]


def room(view: View) -> View:
    """Mark a page of the portal."""

    @functools.wraps(view)
    def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except limits.TooMany:
            kept = visits.keep_what_was_typed(request)
            response = show(request, "too_many", {"kept": kept}, status=429)
            response["Retry-After"] = "60"
        except visits.NoVisit:
            visits.keep_what_was_typed(request)
            response = redirect("worried_return")
        # Also the back button shows nothing: whoever uses the computer next must not read it.
        response["Cache-Control"] = "no-store"
        return response

    return public(run)


def show(request: HttpRequest, page: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """One page of the portal, with what all of them name: the authority and its telephone numbers."""
    return render(request, f"portal/{page}.html", {"authority": pack.of().authority, **(context or {})}, status=status)
