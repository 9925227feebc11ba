"""Somebody signed in who asks for pages without a browser, and what a page says."""

from __future__ import annotations

from typing import Any

from django.test import Client


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def body_of(response: Any) -> str:
    """The text of a page, or of a list that is streamed."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return str(raw.decode())
