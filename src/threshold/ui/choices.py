"""Which questions have a list of answers? Radios, checkboxes and select, never answered beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from markupsafe import Markup

from threshold.ui import wording
from threshold.ui.components import draw
from threshold.ui.fields import Bound, Component, texts


def _without_script(html: Markup) -> Markup:
    """Leave showing and hiding the revealed questions to the stylesheet.

    GOV.UK's script would do it with `aria-expanded` on a radio, which ARIA does not allow and axe reports. The words
    taken out cannot be a person's: in text a quotation mark is escaped.
    """
    bare = re.sub(r' data-aria-controls="[^"]*"| govuk-(?:radios|checkboxes)__conditional--hidden', "", html)
    return Markup(bare)  # noqa: S704 - the macro's escaped output, less two attributes


class _Options(Component):
    """Answers with their own hints and, where one is chosen, further questions.

    Args:
        choices: (value, label) pairs, or a function that returns them.
        hints: a sentence under an answer, by its value.
        reveals: names of this form's fields shown while that answer is chosen, by its value. They must be
            `required=False`; ask for them in the form's `clean` with `required_when`.
        divider_before: "or" stands before the answer of this value.
        inline, small: how the answers lie.
    """

    verb = "Choose"
    component = "radios"

    def __init__(
        self,
        label: str,
        *,
        choices: Any,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str | Iterable[str]] | None = None,
        divider_before: str = "",
        inline: bool = False,
        small: bool = False,
        **options: Any,
    ) -> None:
        self.hints, self.reveals, self.divider_before = hints or {}, reveals or {}, divider_before
        self.classes = " ".join(
            f"govuk-{self.component}--{name}" for name, on in (("inline", inline), ("small", small)) if on
        )
        super().__init__(label, choices=choices, **options)
        self.error_messages["invalid_choice"] = f"{self.subject}: choose one of the answers shown"

    def items(self, bound: Bound, chosen: set[str]) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        answers = texts(self.choices)  # type: ignore[attr-defined]
        for number, (value, label) in enumerate(answers.items(), start=1):
            if self.divider_before and value == self.divider_before:
                items.append({"divider": "or"})
            item: dict[str, Any] = {"value": value, "text": label, "checked": value in chosen}
            # Numbered without the divider, so that the first keeps the plain id that the summary leads to.
            item["id"] = bound.auto_id if number == 1 else f"{bound.auto_id}-{number}"
            if value in self.hints:
                item["hint"] = {"text": self.hints[value]}
            if value in self.reveals:
                names = self.reveals[value]
                fields = [names] if isinstance(names, str) else list(names)
                item["conditional"] = {"html": Markup("").join(bound.form[name] for name in fields)}
            items.append(item)
        return items

    def draw(self, bound: Bound) -> Markup:
        value = bound.value()
        several = value if isinstance(value, (list, tuple, set)) else [value]
        # Stored and empty means never answered, although one of the answers may have an empty value.
        typed = bound.form.is_bound or getattr(bound.form, "draft", None) is not None
        unanswered = set() if typed else {""}
        params = self.common_params(bound)
        del params["label"]
        params |= {
            "idPrefix": params.pop("id"),
            "fieldset": {"legend": self.legend_params()},
            "classes": self.classes,
            "items": self.items(bound, {str(one) for one in several if one is not None} - unanswered),
        }
        return _without_script(draw(self.component, params)) if self.reveals else draw(self.component, params)

    def in_words(self, value: Any) -> str:
        answers = texts(self.choices)  # type: ignore[attr-defined]
        several = value if isinstance(value, (list, tuple, set)) else [value]
        return ", ".join(answers.get(str(one), str(one)) for one in several if one not in (None, ""))


class RadiosField(_Options, forms.ChoiceField):
    """One answer of a few."""


class CheckboxesField(_Options, forms.MultipleChoiceField):
    """Any number of answers; cleaned to a list of values."""

    component = "checkboxes"
    # Django's widget for several choices reads a list; the control itself is drawn by the macro.
    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.error_messages["invalid_list"] = self.error_messages["invalid_choice"]


class ConfirmField(Component, forms.BooleanField):
    """A single box to tick: "I have told the person". Cleaned to bool."""

    verb = "Tick to confirm:"

    def __init__(self, label: str, *, missing: str = "", **options: Any) -> None:
        super().__init__(label, missing=missing or f"Tick “{label}”", mark_optional=False, **options)

    def draw(self, bound: Bound) -> Markup:
        params = self.common_params(bound)
        item: dict[str, Any] = {"value": "yes", "text": self.shown_label, "id": bound.auto_id}
        item["checked"] = bool(bound.value())
        if hint := params.pop("hint", None):
            item["hint"] = hint
        del params["label"]
        return draw("checkboxes", params | {"idPrefix": params.pop("id"), "items": [item]})

    def in_words(self, value: Any) -> str:
        return "Yes" if value else "No"


class SelectField(Component, forms.ChoiceField):
    """One answer of many. The first line is empty and says to choose."""

    verb = "Choose"

    def __init__(self, label: str, *, choices: Any, blank: str = "Choose one", **options: Any) -> None:
        self.blank = blank
        super().__init__(label, choices=choices, **options)
        self.error_messages["invalid_choice"] = f"{self.subject}: choose one of the answers shown"

    def draw(self, bound: Bound) -> Markup:
        chosen = str(bound.value() if bound.value() is not None else "")
        answers = {value: label for value, label in self.texts().items() if value}
        items = [{"value": "", "text": self.blank, "selected": chosen not in answers}]
        items += [{"value": value, "text": label, "selected": value == chosen} for value, label in answers.items()]
        return draw("select", self.common_params(bound) | {"items": items})

    def in_words(self, value: Any) -> str:
        return self.texts().get(str(value), "") if value not in (None, "") else ""

    def texts(self) -> Mapping[str, str]:
        return texts(cast(Iterable[Any], self.choices))


def required_when(
    form: forms.Form, field: str, answer: str, *further: str, cleaned: Mapping[str, Any] | None = None
) -> None:
    """In a form's `clean`: ask for the revealed fields when `answer` was given to `field`."""
    data = form.cleaned_data if cleaned is None else cleaned
    given = data.get(field)
    if given != answer and answer not in (given if isinstance(given, list) else ()):
        return
    for name in further:
        if name in data and data[name] in (None, "", [], ()):
            question = form.fields[name]
            message = question.error_messages.get("required") or wording.request_for("Enter", str(question.label), "")
            form.add_error(name, message)
