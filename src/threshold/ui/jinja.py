"""What can every page's template use? Builds the Jinja environment: loaders, filters and globals."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from jinja2 import BaseLoader, ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from threshold.ui import filters, foreign, forms


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page; `{{ url("things:show", thing.reference) }}`."""
    return reverse(name, args=args, kwargs=kwargs)


def url_if_any(name: str) -> str:
    """The same, or nothing where this installation has no such page. For the frame around every page only."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def csp_nonce(request: Any) -> str:
    """The page's nonce as plain text.

    django-csp's lazy object is no `str` to the macros and is false until it is read, so do not ask it for truth.
    """
    return str(getattr(request, "csp_nonce", ""))


def banners(request: Any) -> list[tuple[str, str]]:
    """Messages left by the request before, as (level, text). Reading them removes them."""
    if not isinstance(request, HttpRequest) or not hasattr(request, "_messages"):
        return []
    return [(message.level_tag, str(message.message)) for message in get_messages(request)]


def environment(loader: BaseLoader, **options: Any) -> Environment:
    """Called by Django's Jinja2 backend with the loader that knows each app's `jinja2` folder."""
    # The GOV.UK macros import each other by this name.
    packages = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["undefined"] = ChainableUndefined  # the GOV.UK macros ask for parameters that were not given
    options |= {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    env = Environment(loader=ChoiceLoader([loader, packages]), **options)  # noqa: S701 - it is on
    env.globals.update(
        url=url,
        url_if_any=url_if_any,
        static=static,
        csp_nonce=csp_nonce,
        banners=banners,
        error_summary=forms.error_summary,
        has_errors=forms.has_errors,
        govuk_field=foreign.govuk_field,
    )
    env.filters.update(filters.ALL)
    return env
