"""How do forms that others wrote (the sign-in pages') look like ours? Draws any Django bound field."""

from __future__ import annotations

from typing import Any

from django import forms
from markupsafe import Markup, escape

from threshold.ui.components import draw, verbatim


def govuk_field(bound: forms.BoundField, **params: Any) -> Markup:  # noqa: PLR0911 - one for each kind of widget
    """The field as a GOV.UK component, chosen by its widget. `params` go to the macro and win."""
    widget = bound.field.widget
    if bound.is_hidden:
        return Markup(str(bound))  # noqa: S704 - Django's own escaped widget
    drawn: dict[str, Any] = {
        "id": bound.id_for_label or bound.auto_id,
        "name": bound.html_name,
        "label": {"text": str(bound.label)},
    }
    if bound.errors:
        drawn["errorMessage"] = {"html": Markup("<br>").join(escape(message) for message in bound.errors)}
    if bound.help_text:
        drawn["hint"] = {"text": _plain(bound.help_text)}
    value = "" if bound.value() is None else str(bound.value())
    attrs = widget.attrs
    if autocomplete := attrs.get("autocomplete"):
        drawn["autocomplete"] = autocomplete
    if isinstance(widget, forms.CheckboxInput):
        item = {"value": "on", "text": drawn.pop("label")["text"], "id": drawn["id"], "checked": bool(bound.value())}
        return draw("checkboxes", drawn | {"idPrefix": drawn["id"], "items": [item]} | params)
    if isinstance(widget, forms.PasswordInput):
        return draw("password-input", drawn | params)
    if isinstance(widget, forms.Textarea):
        return draw("textarea", drawn | {"value": verbatim(value)} | params)
    choices = getattr(widget, "choices", None)
    if isinstance(widget, forms.RadioSelect):
        items = [{"value": str(v), "text": str(t), "checked": str(v) == value} for v, t in choices or []]
        fieldset = {"legend": {"text": drawn.pop("label")["text"], "classes": "govuk-fieldset__legend--s"}}
        return draw("radios", drawn | {"idPrefix": drawn["id"], "items": items, "fieldset": fieldset} | params)
    if isinstance(widget, forms.Select):
        items = [{"value": str(v), "text": str(t), "selected": str(v) == value} for v, t in choices or []]
        return draw("select", drawn | {"items": items} | params)
    kind = getattr(widget, "input_type", "text")
    # Never a file back, and never a password: their values are not for the page.
    return draw("input", drawn | {"type": kind, "value": "" if kind == "file" else value} | params)


def _plain(help_text: Any) -> str:
    """A hint as text. Some of Django's are lists in HTML, which a hint cannot hold."""
    from django.utils.html import strip_tags  # noqa: PLC0415

    return " ".join(strip_tags(str(help_text)).split())
