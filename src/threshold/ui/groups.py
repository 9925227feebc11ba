"""How does one page ask the same questions about several things? Repeated forms that grow and shrink.

No script is needed: "add another" and "remove" send the page, and the server answers with one set of questions
more or fewer and everything that was typed still in place. A removed set leaves the others' names alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threshold.ui.filters import plural
from threshold.ui.forms import Form
from threshold.ui.wording import upper_first


@dataclass(frozen=True)
class Item:
    """One set of questions of a group."""

    form: Form
    key: int
    number: int
    title: str
    is_new: bool


class Group:
    """Repeated forms.

    Args:
        form_class: the questions about one.
        data, files: what was sent; the forms are then bound and checked.
        draft: what was typed and not sent; also what a press of "add" or "remove" is applied to.
        initial: what is stored, one mapping each.
        prefix: stands before every name.
        noun: what one is called, in small letters.
        minimum, maximum: how many may stand on the page.

    A view first asks `Group.pressed(request.POST, prefix)`; if so, every form of the page is shown from
    `draft=request.POST`, so that nothing is checked before the person sends it.
    """

    def __init__(
        self,
        form_class: type[Form],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        draft: Mapping[str, Any] | None = None,
        initial: Sequence[Mapping[str, Any]] = (),
        prefix: str,
        noun: str = "item",
        minimum: int = 1,
        maximum: int = 50,
    ) -> None:
        self.prefix, self.noun, self.minimum, self.maximum = prefix, noun, minimum, maximum
        self.added: int | None = None
        self.removed = False
        self.notice = ""
        sent = data if data is not None else draft
        self.keys = self._keys(sent, len(initial))
        if draft is not None and data is None:
            self._apply(draft)
        self.forms = [
            form_class(
                data,
                files,
                draft=None if key == self.added else draft,
                initial=dict(initial[key]) if key < len(initial) else None,
                prefix=f"{prefix}-{key}",
            )
            for key in self.keys
        ]

    @staticmethod
    def pressed(data: Mapping[str, Any], *prefixes: str) -> bool:
        """Whether "add another" or "remove" of one of the groups sent the page."""
        return any(f"{prefix}-{verb}" in data for prefix in prefixes for verb in ("add", "remove"))

    def _keys(self, sent: Mapping[str, Any] | None, stored: int) -> list[int]:
        if sent is not None and f"{self.prefix}-keys" in sent:
            # The list comes back from the browser, so it may hold anything.
            words = str(sent[f"{self.prefix}-keys"])[:2000].split(",")
            keys = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) <= 4]
            keys = list(dict.fromkeys(keys))[: self.maximum]
            if len(keys) >= self.minimum:
                return keys
        return list(range(max(self.minimum, stored)))[: self.maximum]

    def _apply(self, draft: Mapping[str, Any]) -> None:
        if f"{self.prefix}-add" in draft:
            if len(self.keys) >= self.maximum:
                self.notice = f"You can add up to {plural(self.maximum, self.noun)} on one page."
            else:
                self.added = max(self.keys, default=-1) + 1
                self.keys.append(self.added)
        removed = str(draft.get(f"{self.prefix}-remove", ""))
        if removed.isascii() and removed.isdigit() and len(self.keys) > self.minimum:
            self.removed = int(removed[:4]) in self.keys
            self.keys = [key for key in self.keys if str(key) != removed]

    def __iter__(self) -> Iterator[Item]:
        for number, (key, form) in enumerate(zip(self.keys, self.forms, strict=True), start=1):
            yield Item(form, key, number, f"{upper_first(self.noun)} {number}", key == self.added)

    def __len__(self) -> int:
        return len(self.forms)

    def __bool__(self) -> bool:
        return True

    @property
    def can_add(self) -> bool:
        return len(self.forms) < self.maximum

    @property
    def can_remove(self) -> bool:
        return len(self.forms) > self.minimum

    def is_valid(self) -> bool:
        # A list, not a generator: every form must be checked, so that all errors show at once.
        valid = [form.is_valid() for form in self.forms]
        return all(valid)

    @property
    def cleaned_data(self) -> list[dict[str, Any]]:
        return [form.cleaned_data for form in self.forms]

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Empty where no form has an error."""
        return [form.errors for form in self.forms if form.errors]

    def error_items(self) -> list[dict[str, str]]:
        alone = len(self.forms) == 1
        return [line for item in self for line in item.form.error_items("" if alone else f"{item.title}: ")]
