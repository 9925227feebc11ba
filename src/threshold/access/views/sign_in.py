"""Signing in, one's own password, and the page about one's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, password_change
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from threshold.access import presenters, queries


class SignIn(LoginView):
    """allauth's page, with the council's directory where one is set up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"directory": _directory(), "session_ended": "ended" in self.request.GET}


def _directory() -> dict[str, Any] | None:
    providers: Any = settings.SOCIALACCOUNT_PROVIDERS
    for app in providers["openid_connect"]["APPS"]:
        return {"name": app["name"], "href": reverse("openid_connect_login", args=[app["provider_id"]])}
    return None


def change_password(request: Any) -> HttpResponse:
    """For somebody who has a password: those who come in by the directory change it there."""
    if not request.user.has_usable_password():
        raise Http404
    response: HttpResponse = password_change(request)
    return response


def own_account(request: Any) -> HttpResponse:
    """Who am I here, what may I do, and how do I sign in?"""
    user = request.scope.user
    page = presenters.own_account(user, queries.roles_held(user, request.scope.now), queries.second_steps(user))
    return render(request, "access/account.html", {"page": page})
