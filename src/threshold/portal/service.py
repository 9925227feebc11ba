"""As whom does the portal write? As an account of its own, which may write what people send and reads nothing."""

from __future__ import annotations

from threshold.access.models import User


def account() -> User:
    return User.objects.service("portal_service")
