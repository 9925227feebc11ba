"""How does somebody sign in? allauth's two adapters, closed where it is open by default.

Accounts are made by the authority: nobody signs up, and a directory account comes in only where an account with
the same address was made for it. Sign-ins and failures go to the audit log.
"""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from threshold.access.models import User
from threshold.core import journal
from threshold.core.clients import client_address


class AccountAdapter(DefaultAccountAdapter):
    """Passwords, codes and passkeys."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address and the password do not fit together. Check both.",
        "too_many_login_attempts": "Too many wrong passwords. The account is locked for 15 minutes, also for the "
        "right password. Wait, then try again.",
        "enter_current_password": "This is not the password you have now. Type it again.",
        "incorrect_password": "This is not your password. Type it again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names, only addresses."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """What allauth's limits count by: the address that our own limits believe, too."""
        return client_address(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> Any:
        _note("access.sign_in", user)
        return super().post_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            _note_failure("access.sign_in_locked", credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        _note_failure("access.sign_in_failed", credentials)

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            _note("access.sign_out", user)

    def set_password(self, user: User, password: str) -> None:
        """A password of one's own, in place of a one-time one."""
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """allauth tells of every change to a password or second step here; the audit log keeps it."""
        _note(f"access.{template_prefix.rpartition('/')[2]}", user)


def _note(action: str, user: User) -> None:
    journal.record(action, by=user, now=timezone.now(), kind=journal.Kind.SIGN_IN, subject=user)


def _note_failure(action: str, credentials: dict[str, Any]) -> None:
    user = User.objects.filter(email__iexact=credentials.get("email", "")).first()
    if user:
        _note(action, user)


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """The council's own directory, by OpenID Connect."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join a directory account to the account made for the same, directory-verified address."""
        from threshold.ui.failures import no_account  # noqa: PLC0415

        if sociallogin.state.get("process") != "login":  # nobody joins a further directory account to their own
            raise ImmediateHttpResponse(no_account(request))
        if sociallogin.is_existing:
            return
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        user = User.objects.filter(email__in=verified, is_active=True, is_service=False).first()
        if user is None:
            raise ImmediateHttpResponse(no_account(request))
        sociallogin.connect(request, user)
