"""Who is asking, may they come in, and what do they see when they may not?

Every page needs somebody signed in unless it says `@public`. The signed-in person becomes `request.scope`. What
a policy, a role or a restriction refuses becomes a page with its sentence; a defect becomes the general failure
page, and the log gets the places in the code, never the text of the error, which may quote a record.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from threshold.access import navigation
from threshold.access.scope import Scope
from threshold.core import defects, drafts, journal
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.ui import failures
from threshold.ui.forms import as_draft

logger = logging.getLogger("threshold")
View = TypeVar("View", bound=Callable[..., HttpResponse])

_RENEW_SECONDS = 60


def public(view: View) -> View:
    """Mark a view that needs nobody signed in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


class AccessMiddleware:
    """See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Our pages are UTF-8. What claims another encoding can hold halves of signs, which nothing can store.
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            return failures.bad_request(request)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            allowed = response.get("Allow", "")
            response = failures.not_allowed(request)
            response["Allow"] = allowed
        if request.user.is_authenticated:
            # The back button after signing out must not show a child's record.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        request.authority_name = navigation.authority_name()
        is_account_page = request.resolver_match.route.startswith("account/")
        if request.user.is_authenticated and request.user.is_active and not request.user.is_service:
            request.scope = Scope(request.user, timezone.now())
            request.navigation = navigation.items(request, request.scope)
            request.search_url = navigation.search_url(request.scope)
            self._renew_session(request)
            if request.user.must_change_password and not is_account_page:
                return redirect("account_change_password")
            if settings.SECOND_FACTOR_REQUIRED and not is_account_page and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
            return None
        if getattr(view, "is_public", False) or is_account_page:
            return None
        self._keep_what_was_typed(request)
        # A browser that still has a session's cookie was signed in until its time ran out.
        ended = "&ended=yes" if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
        return redirect(f"{reverse(settings.LOGIN_URL)}?next={quote(_page_to_return_to(request))}{ended}")

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:  # noqa: PLR0911
        if isinstance(exception, ImmediateHttpResponse | ReauthenticationRequired):
            return None  # allauth's own way of asking for something first; its middleware answers
        match exception:
            case Http404() | NotVisible():
                return failures.not_found(request)
            case NotPermitted():
                self._note_refusal(request)
                return failures.forbidden(request, exception)
            case Refused() | Stale():
                return failures.refused(request, exception)
            case PermissionDenied():
                return failures.forbidden(request)
            case SuspiciousOperation():
                return failures.bad_request(request, exception)
        logger.error("%s on page %s", defects.in_words(exception), request.resolver_match.view_name)
        try:
            self._keep_what_was_typed(request)
        except Exception as second:  # the database may be what failed
            logger.error("What was typed could not be kept: %s", defects.in_words(second))
        return failures.server_error(request)

    def _renew_session(self, request: Any) -> None:
        """Count the time-out from the last page, writing the session at most once a minute."""
        now = int(timezone.now().timestamp())
        if now - request.session.get("renewed", 0) >= _RENEW_SECONDS:
            request.session["renewed"] = now

    def _keep_what_was_typed(self, request: Any) -> None:
        """A form that could not be taken, after the session ended or by a defect: keep it for whom it was given to."""
        if request.method == "POST":
            key = drafts.key_from_token(request.POST.get("draft_token", ""))
            if key:
                drafts.save(key, as_draft(request.POST), timezone.now())

    def _note_refusal(self, request: Any) -> None:
        if hasattr(request, "scope"):
            journal.record(
                f"page.{request.resolver_match.view_name}",
                by=request.scope.user,
                now=request.scope.now,
                kind=journal.Kind.REFUSAL,
                detail={"method": request.method},
            )


def _page_to_return_to(request: HttpRequest) -> str:
    # After signing in the form's own page is opened again, with what was typed.
    return request.get_full_path() if request.method == "GET" else request.path
