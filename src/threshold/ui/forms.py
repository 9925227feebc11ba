"""What does every form do? Draws itself, sums up its errors, keeps what was typed, is sent once.

All fields are importable from here: `from threshold.ui import forms`, then `forms.TextField("Full name")`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.forms import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from markupsafe import Markup

from threshold.ui.choices import CheckboxesField, ConfirmField, RadiosField, SelectField, required_when
from threshold.ui.components import draw
from threshold.ui.dates import DateField, DateTimeField
from threshold.ui.fields import (
    Bound,
    EmailField,
    FileField,
    HiddenField,
    NumberField,
    TelField,
    TextareaField,
    TextField,
)

__all__ = [
    "Bound", "CheckboxesField", "ConfirmField", "DateField", "DateTimeField", "Difference", "EmailField",
    "FileField", "Form", "HiddenField", "NumberField", "RadiosField", "SelectField", "TelField", "TextField",
    "TextareaField", "ValidationError", "WorkingForm", "as_draft", "error_summary", "from_draft", "has_errors",
    "required_when",
]  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One line of "what you wrote" beside "what is stored now"."""

    label: str
    yours: str
    stored: str

    @property
    def differs(self) -> bool:
        return self.yours != self.stored


class Form(django_forms.Form):
    """A form of GOV.UK questions.

    Args:
        data, files: what was sent; the form is then bound and checked.
        initial: what is stored, by field name.
        draft: what was typed before and not yet sent, in the shape of `data`. It is shown and not checked.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        draft: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        self.draft = draft
        options.setdefault("label_suffix", "")
        super().__init__(data, files, **options)

    def get_initial_for_field(self, field: django_forms.Field, field_name: str) -> Any:
        name = self.add_prefix(field_name)
        if (
            self.draft is not None
            and not (field_name == "draft_token" and self.initial.get(field_name))  # the page's token is the newer
            and not isinstance(field, django_forms.FileField)
            and not field.widget.value_omitted_from_data(self.draft, {}, name)
        ):
            return field.widget.value_from_datadict(self.draft, {}, name)
        return super().get_initial_for_field(field, field_name)

    def hidden(self) -> Markup:
        """Every hidden field, for just inside the `<form>`."""
        return Markup("").join(
            format_html('<input type="hidden" name="{}" value="{}">', bound.html_name, value)
            for bound in self
            if bound.is_hidden
            for value in [_hidden_value(bound)]
        )

    def error_items(self, before: str = "") -> list[dict[str, str]]:
        """One line of the summary for each error, leading to its control."""
        items = []
        for name, messages in self.errors.items():
            bound = self[name] if name in self.fields else None
            for message in messages:
                item = {"text": f"{before}{message}"}
                if bound is not None and not bound.is_hidden:
                    item["href"] = f"#{bound.focus_id if isinstance(bound, Bound) else bound.id_for_label}"
                items.append(item)
        return items

    def error_summary(self) -> Markup:
        return error_summary(self)

    def differences(self, stored: Mapping[str, Any]) -> list[Difference]:
        """What was typed beside what is stored now, for each visible field that `stored` names."""
        rows = []
        for bound in self:
            if isinstance(bound, Bound) and bound.name in stored:
                now = bound.field.in_words(bound.field.prepare_value(stored[bound.name]))
                rows.append(Difference(str(bound.label), bound.in_words(), now))
        return rows

    def answers(self) -> list[tuple[str, str, str]]:
        """(question, answer in words, id of its control) of each visible field, for "check your answers"."""
        return [(str(b.label), b.in_words(), b.focus_id) for b in self if isinstance(b, Bound)]


def _hidden_value(bound: django_forms.BoundField) -> str:
    if bound.errors and bound.name == "submission_key":
        return str(uuid.uuid4())  # a broken key would refuse the form for ever
    if bound.name == "draft_token" and bound.form.initial.get(bound.name):
        return str(bound.form.initial[bound.name])  # what was sent back may soon be too old
    value = bound.value()
    return "" if value is None else str(value)


#: What a page sends of itself, which may differ between two presses.
_NO_WORDS = ("csrfmiddlewaretoken", "draft_token", "submission_key", "version")


class WorkingForm(Form):
    """A form that changes a record: sent once only, and aware of what it was opened on."""

    #: Two sendings of the same words with one key are one sending. Made when the page is opened.
    submission_key = django_forms.UUIDField(
        widget=django_forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "The page was not complete when it was sent. Check it and send it again"
        ),
    )
    #: The version of the record that the person saw.
    version = django_forms.IntegerField(
        widget=django_forms.HiddenInput,
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "The page was not complete when it was sent. Open the record again",
        ),
    )
    #: Which draft this is; the server's own word for it.
    draft_token = HiddenField(required=False, max_length=2000)

    def clean_submission_key(self) -> uuid.UUID:
        """The key of what was sent, made of the page's key and every word.

        Two presses send the same words and are one. Somebody who goes back in the browser, to a page that still has
        its key, and writes something else has made a new thing, which must not be taken for the first and lost.
        """
        key: uuid.UUID = self.cleaned_data["submission_key"]
        lists = self.data.lists() if isinstance(self.data, QueryDict) else self.data.items()
        typed = sorted((name, str(value)) for name, value in lists if name not in _NO_WORDS)
        return uuid.uuid5(key, repr(typed))


def has_errors(*sources: Any) -> bool:
    """Whether any of the forms or groups on the page has an error. Asks no unbound form to check itself."""
    return any(bool(getattr(source, "errors", None)) for source in sources if source)


def error_summary(*sources: Any) -> Markup:
    """One summary of several forms or groups, on top of the page; nothing where there is no error."""
    items: list[dict[str, str]] = []
    for source in sources:
        if not has_errors(source):
            continue
        if hasattr(source, "error_items"):
            items += source.error_items()
        else:  # a plain Django form, such as those of the sign-in pages
            items += Form.error_items(source)
    if not items:
        return Markup("")
    return draw("error-summary", {"titleText": "There is a problem", "errorList": items})


#: Not part of what was typed, and no business of a store of drafts.
_NOT_TYPED = ("csrfmiddlewaretoken",)


def as_draft(data: QueryDict) -> str:
    """What was typed, as one text that `from_draft` reads back, less NULs, which nothing can store."""
    kept = data.copy()
    for name in _NOT_TYPED:
        kept.pop(name, None)
    return kept.urlencode().replace("%00", "")


def from_draft(text: str) -> QueryDict:
    return QueryDict(text)
