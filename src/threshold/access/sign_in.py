"""How does somebody sign in? allauth's two adapters, closed where it is open by default.

Accounts are made by the authority: nobody signs up, and a directory account comes in only where an account with
the same address was made for it. Sign-ins and failures go to the audit log.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from threshold.access.models import User
from threshold.core import journal


class AccountAdapter(DefaultAccountAdapter):
    """Passwords, codes and passkeys."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names, only addresses."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        journal.record("access.sign_in", by=user, now=timezone.now(), kind=journal.Kind.SIGN_IN, subject=user)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        user = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        if user:
            journal.record(
                "access.sign_in_failed", by=user, now=timezone.now(), kind=journal.Kind.SIGN_IN, subject=user
            )


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """The council's own directory, by OpenID Connect."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join a directory account to the account made for the same, directory-verified address."""
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        user = User.objects.filter(email__in=verified, is_active=True, is_service=False).first()
        if user is None:
            from threshold.ui.failures import no_account  # noqa: PLC0415

            raise ImmediateHttpResponse(no_account(request))
        sociallogin.connect(request, user)
