"""What if somebody sends far too much? They are told so before any of it is taken apart, stored or looked into.

Each form has limits of its own, with a sentence at the field. This one stands before them all, so that nobody can
fill the memory or the disk; see `threshold.config.request_bodies` for what does not say its length.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from threshold.ui import failures


class RequestSizeMiddleware:
    """See the module. Stands before whatever reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length) > settings.REQUEST_MAX_BYTES:
            return failures.too_large(request)
        return self.get_response(request)
