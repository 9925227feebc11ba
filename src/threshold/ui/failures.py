"""What does a person read when a page cannot be shown? Plain sentences, no data, nothing to fall over."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from markupsafe import escape

from threshold.ui.filters import byte_size

logger = logging.getLogger("threshold.ui")


def _page(request: HttpRequest, status: int, title: str, happened: str, *do: str) -> HttpResponse:
    """It reads neither the database nor who is signed in, so that it works when those do not."""
    page = {"title": title, "happened": happened, "do": do, "status": status}
    try:
        body = str(render_to_string("failure.html", page, request=_bare(request)))
    except Exception:  # the page about a failure must come, whatever else is broken
        logger.error("The failure page itself could not be drawn (status %s).", status)
        lines = "".join(f"<p>{escape(line)}</p>" for line in (happened, *do))
        body = f'<!DOCTYPE html><html lang="en"><title>{title}</title><body><main><h1>{title}</h1>{lines}</main>'
    response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _bare(request: HttpRequest) -> HttpRequest:
    """A request that carries only what the frame of a public page needs."""
    bare = HttpRequest()
    bare.path, bare.method, bare.META = request.path, request.method, dict(request.META)
    for name in ("csp_nonce", "authority_name"):
        if name in vars(request):
            setattr(bare, name, vars(request)[name])
    return bare


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    logger.warning("A request was not read: %s", type(exception).__name__)
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(
        request,
        400,
        "The page could not be read",
        "What the browser sent was not complete, or was too large.",
        "Go back and try again. If you were sending a file, check that it is not too large.",
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413. Nothing of what was sent was read."""
    return _page(
        request,
        413,
        "This is too large to send",
        "What you sent is larger than we can take at once. Nothing was changed.",
        "Go back: what you typed should still be there.",
        f"If you were adding a file, choose one of {byte_size(settings.ATTACHMENT_MAX_BYTES)} or less, or save it in "
        "parts and add them one by one.",
        "If you were pasting a very long text, add it as a file or send it in parts.",
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403. The sentence of a refusal is shown as it stands, when it was written for the person to read."""
    sentence = getattr(exception, "sentence", "")
    return _page(
        request,
        403,
        "You cannot do this",
        sentence or "Your role does not allow this.",
        "Nothing was changed. If you need to do this in your work, ask your manager.",
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(
        request,
        404,
        "Page not found",
        "There is no such page, or you cannot see it.",
        "If you typed the address, check it. If you followed a link, what it led to may have moved.",
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405. An address that only takes a sent form was opened as a page: after signing in again, or by reloading."""
    return _page(
        request,
        405,
        "There is no page here",
        "This address only takes a form or a button, and nothing was sent with it.",
        "If you pressed a button and then had to sign in, it was not done. Go back to the record and press it again.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        "Something went wrong",
        "The system could not do this. It was not your fault.",
        "Go back and look whether your last step was saved before you try it again.",
        "If it happens again, tell your system administrator what you were doing and at what time.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.warning("A form was not taken: %s", reason.partition(" - ")[0])  # after it, an address may follow
    return _page(
        request,
        403,
        "The page had been open too long",
        "To protect you, what you sent was not taken: you may have signed out or in again since you opened it.",
        "Go back: what you typed should still be there. Copy anything long, reload the page and send it again.",
    )


def refused(request: HttpRequest, exception: Any) -> HttpResponse:
    """409. A policy said no, or somebody else was faster: its sentence, and that nothing was changed."""
    return _page(
        request,
        409,
        "This could not be done",
        getattr(exception, "sentence", "The record is no longer in the state that this page was opened on."),
        "Nothing was changed. Open the record again to see how it stands now.",
    )


def no_account(request: HttpRequest) -> HttpResponse:
    """403. The council's directory knows the person; Threshold does not."""
    return _page(
        request,
        403,
        "You have no account here",
        "The directory knows you, but no account was made for your address.",
        "Ask your system administrator to make one for the address that you sign in with.",
    )
