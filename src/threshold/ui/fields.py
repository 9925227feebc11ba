"""Which questions can a form ask? Django fields that draw themselves as GOV.UK components.

`{{ form.reason }}` in a template is the whole question: label, hint, error and control. No field takes an
`initial` answer where a person must judge: what a form shows at first comes from the form's own `initial`
(what is stored) or `draft` (what was typed before), never from the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup, escape

from threshold.ui import wording
from threshold.ui.components import draw, verbatim
from threshold.ui.filters import byte_size

#: What a single line may hold unless the field says otherwise, in characters.
LINE_LENGTH = 200
#: What a passage may hold. Longer than any report; there to stop a mistake, not a writer.
PASSAGE_LENGTH = 200_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL's text can hold neither


class Bound(forms.BoundField):
    """A question on a form. Printing it draws it."""

    field: Component

    def __str__(self) -> SafeString:
        return mark_safe(self.field.draw(self))  # noqa: S308 - the component's own, escaped output

    def __html__(self) -> SafeString:
        return self.__str__()

    @property
    def focus_id(self) -> str:
        """The id of the control that the error summary leads to."""
        return self.field.focus_id(self)

    def error_params(self) -> dict[str, Any] | None:
        if not self.errors:
            return None
        return {"html": Markup("<br>").join(escape(message) for message in self.errors)}

    def in_words(self) -> str:
        """The answer as it stands in words: for "check your answers" and for comparing two versions."""
        return self.field.in_words(self.value())


class Component(forms.Field):
    """What every question has.

    Args:
        label: the question, as the person reads it.
        hint: one sentence of help under it.
        label_size: "s", "m", "l" or "xl"; empty for plain.
        page_heading: the label is the page's h1 (one thing per page).
        called: what error sentences call it: "the date of birth".
        missing: the whole sentence shown when it is required and empty.
        mark_optional: add "(optional)" to the label of a question that may stay empty.
    """

    bound_field_class = Bound
    verb = "Enter"

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        label_size: str = "",
        page_heading: bool = False,
        called: str = "",
        missing: str = "",
        mark_optional: bool = True,
        **options: Any,
    ) -> None:
        if "initial" in options:
            raise TypeError(f"The field {label!r} has an initial answer. Give it to the form, or leave it out.")
        super().__init__(label=label, help_text=hint, **options)
        self.label_size, self.page_heading, self.called = label_size, page_heading, called
        self.mark_optional = mark_optional
        self.error_messages["required"] = missing or wording.request_for(self.verb, label, called)

    @property
    def subject(self) -> str:
        return wording.subject(str(self.label), self.called)

    @property
    def shown_label(self) -> str:
        return f"{self.label} (optional)" if self.mark_optional and not self.required else str(self.label)

    def label_params(self) -> dict[str, Any]:
        return {
            "text": self.shown_label,
            "classes": f"govuk-label--{self.label_size}" if self.label_size else "",
            "isPageHeading": self.page_heading,
        }

    def legend_params(self) -> dict[str, Any]:
        size = self.label_size or "s"  # a legend in plain weight is not seen as a question among its answers
        return {
            "text": self.shown_label,
            "classes": f"govuk-fieldset__legend--{size}",
            "isPageHeading": self.page_heading,
        }

    def common_params(self, bound: Bound) -> dict[str, Any]:
        params: dict[str, Any] = {"id": bound.auto_id, "name": bound.html_name, "label": self.label_params()}
        if self.help_text:
            params["hint"] = {"text": str(self.help_text)}
        if bound.errors:
            params["errorMessage"] = bound.error_params()
        return params

    def focus_id(self, bound: Bound) -> str:
        return str(bound.auto_id)

    def in_words(self, value: Any) -> str:
        return "" if value is None else str(value)

    def draw(self, bound: Bound) -> Markup:
        raise NotImplementedError


class TextField(Component, forms.CharField):
    """One line of text.

    Args:
        width: 2, 3, 4, 5, 10, 20, 30 (characters) or "one-third", "one-half", "two-thirds", "full".
        autocomplete: the HTML token, where the question is about the person who fills in the form.
    """

    input_type = "text"
    inputmode: str | None = None
    spellcheck: bool | None = None

    def __init__(
        self,
        label: str,
        *,
        width: int | str | None = None,
        autocomplete: str = "",
        spellcheck: bool | None = None,
        prefix: str = "",
        suffix: str = "",
        max_length: int = LINE_LENGTH,
        **options: Any,
    ) -> None:
        self.width, self.autocomplete, self.prefix, self.suffix = width, autocomplete, prefix, suffix
        self.longest = max_length
        if spellcheck is not None:
            self.spellcheck = spellcheck
        super().__init__(label, **options)
        # Django's own check of NULs speaks of "null characters": `to_python` refuses them in plain words.
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return self.checked(text if isinstance(self, TextareaField) else text.replace("\n", " "))

    def checked(self, text: str) -> str:
        if _UNSTORABLE.search(text):
            raise forms.ValidationError(
                f"{self.subject} has a hidden character that cannot be stored. Delete it and type it again"
            )
        if len(text) > self.longest:
            raise forms.ValidationError(
                f"{self.subject} must be {self.longest:,} characters or fewer. It has {len(text):,}"
            )
        return text

    def width_class(self) -> str:
        if isinstance(self.width, int):
            return f"govuk-input--width-{self.width}"
        return f"govuk-!-width-{self.width}" if self.width else ""

    def draw(self, bound: Bound) -> Markup:
        params = self.common_params(bound) | {
            "type": self.input_type,
            "value": self.in_words(bound.value()),
            "classes": self.width_class(),
        }
        optional = {
            "autocomplete": self.autocomplete,
            "inputmode": self.inputmode,
            "prefix": {"text": self.prefix} if self.prefix else None,
            "suffix": {"text": self.suffix} if self.suffix else None,
        }
        params |= {name: value for name, value in optional.items() if value}
        if self.spellcheck is not None:
            params["spellcheck"] = self.spellcheck
        return draw("input", params)


class EmailField(TextField):
    input_type = "email"
    spellcheck = False
    default_validators = forms.EmailField.default_validators

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except forms.ValidationError:
            raise forms.ValidationError(f"{self.subject} must be an email address, like name@example.com") from None


class TelField(TextField):
    """A telephone number, as people write it: with spaces, brackets or "ext"."""

    input_type = "tel"

    def checked(self, text: str) -> str:
        text = super().checked(text)
        if text and sum(character.isdigit() for character in text) < 3:
            raise forms.ValidationError(f"{self.subject} must be a telephone number, like 01632 960 001")
        return text


class NumberField(TextField):
    """A whole number, cleaned to `int` or None. Units go in `suffix`."""

    inputmode = "numeric"
    spellcheck = False

    def __init__(
        self, label: str, *, minimum: int = 0, maximum: int = 1_000_000, width: int | str = 5, **options: Any
    ) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(label, width=width, **options)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).replace(",", "").replace(" ", "")
        if not text:
            return None
        if not re.fullmatch(r"[-−]?\d{1,15}", text):
            raise forms.ValidationError(f"{self.subject} must be a whole number, like 12")
        number = int(text.replace("−", "-"))
        if not self.minimum <= number <= self.maximum:
            raise forms.ValidationError(f"{self.subject} must be between {self.minimum:,} and {self.maximum:,}")
        return number


class TextareaField(TextField):
    """A passage.

    Args:
        rows: how high the box starts; it can be drawn larger.
        count: show how many of `max_length` characters are left.
    """

    def __init__(
        self, label: str, *, rows: int = 5, count: bool = False, max_length: int = PASSAGE_LENGTH, **options: Any
    ) -> None:
        self.rows, self.count = rows, count
        super().__init__(label, max_length=max_length, **options)

    def draw(self, bound: Bound) -> Markup:
        typed = self.in_words(bound.value()).replace("\r\n", "\n").replace("\r", "\n")
        params = self.common_params(bound) | {
            "value": verbatim(typed),
            "rows": self.rows,
            "classes": self.width_class(),
            "attributes": {"dir": "auto"},
        }
        if self.spellcheck is not None:
            params["spellcheck"] = self.spellcheck
        if self.count:
            # Counted aloud only near the end: a number that changes with every letter distracts.
            return draw("character-count", params | {"maxlength": self.longest, "threshold": 75})
        return draw("textarea", params)


class HiddenField(forms.CharField):
    """A value the page carries along."""

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=max_length, **options)


class FileField(Component, forms.FileField):
    """A file.

    Args:
        max_bytes: the largest that is taken.
        extensions: what names may end in: ("pdf", "docx"). Empty takes any; the content is checked elsewhere.
    """

    verb = "Choose"

    def __init__(
        self,
        label: str,
        *,
        max_bytes: int = 10 * 1024 * 1024,
        extensions: Iterable[str] = (),
        **options: Any,
    ) -> None:
        self.max_bytes = max_bytes
        self.extensions = tuple(ending.lower().lstrip(".") for ending in extensions)
        super().__init__(label, **options)
        self.error_messages["invalid"] = f"{self.subject}: the file did not arrive. Choose it again"
        self.error_messages["empty"] = f"{self.subject}: the file is empty. Choose another"

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if not isinstance(file, UploadedFile):
            return file
        if file.size is not None and file.size > self.max_bytes:
            raise forms.ValidationError(
                f"{self.subject}: the file must be {byte_size(self.max_bytes)} or smaller. It is {byte_size(file.size)}"
            )
        ending = (file.name or "").rpartition(".")[2].lower()
        if self.extensions and ending not in self.extensions:
            raise forms.ValidationError(
                f"{self.subject}: the file must be one of these kinds: {', '.join(self.extensions)}"
            )
        return file

    def draw(self, bound: Bound) -> Markup:
        params = self.common_params(bound)
        if bound.form.is_bound and bound.data and not bound.errors:
            # A browser never gives a file back, so say so before the person finds out too late.
            again = "The file you chose was not kept. Choose it again."
            params["hint"] = {"text": " ".join(filter(None, [str(self.help_text), again]))}
        if self.extensions:
            params["attributes"] = {"accept": ",".join(f".{ending}" for ending in self.extensions)}
        return draw("file-upload", params)

    def in_words(self, value: Any) -> str:
        return str(getattr(value, "name", "") or "")


def texts(choices: Iterable[Any]) -> Mapping[str, str]:
    """A field's choices as value → label, whatever types they came in."""
    return {str(value): str(label) for value, label in choices}
