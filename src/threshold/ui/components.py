"""How does Python draw a GOV.UK component? Calls the macros of `govuk_frontend_jinja`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.template import engines
from jinja2 import Environment
from markupsafe import Markup, escape


def environment() -> Environment:
    return cast(Environment, cast(Any, engines["jinja2"]).env)


def draw(component: str, params: Mapping[str, Any]) -> Markup:
    """One component, named as GOV.UK's folder is: `draw("date-input", {...})`."""
    template = environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    macro = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    return Markup(getattr(template.module, macro)(params))  # noqa: S704 - the macro's own, escaped output


def verbatim(text: str) -> Markup:
    """Text for inside a `<textarea>`, so that it comes back exactly as it was typed.

    The macros indent what they nest, which would add spaces to every line of a person's writing, so line breaks
    go as character references. HTML swallows the first line break of a textarea: a leading one is doubled.
    """
    if text.startswith("\n"):
        text = "\n" + text
    return Markup(str(escape(text)).replace("\n", "&#10;"))  # noqa: S704 - escaped on this line
