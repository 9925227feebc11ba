"""Fields that several forms of improvement share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import User
from threshold.ui import forms

NO_CHILD = "Never name a child or a family: people read this who may see no child's record."


class JustForm(forms.WorkingForm):
    """A step that needs no words; the form carries the version that was read."""


class ReasonForm(forms.WorkingForm):
    reason = forms.TextareaField("Why?", hint=NO_CHILD, rows=4, max_length=5000, called="the reason")


class WordsForm(forms.WorkingForm):
    words = forms.TextareaField("What did you look at, and what does it show?", hint=NO_CHILD, rows=4, max_length=5000)


class OwnedForm(forms.WorkingForm):
    """Somebody with an account, or the job of somebody without."""

    owner = forms.SelectField("Owner", choices=[], required=False, blank="Nobody with an account", mark_optional=False)
    owner_role = forms.TextField(
        "Or the job that owns it",
        hint="Where it is nobody with an account: “Director of public health”.",
        required=False,
        mark_optional=False,
        max_length=120,
    )

    def __init__(self, *args: Any, owners: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {str(user.pk): user for user in owners}
        set_choices(self, "owner", [(key, _called(user)) for key, user in self.owners.items()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("owner") and not (data.get("owner_role") or "").strip() and "owner" not in self.errors:
            self.add_error("owner", "Say who owns it: a person, or the job that does")
        return data

    def owned_by(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        return {
            "owner": self.owners.get(self.cleaned_data.get("owner") or ""),
            "owner_role": self.cleaned_data.get("owner_role") or "",
        }


def _called(user: User) -> str:
    return f"{user.name}, {user.job_title}" if user.job_title else user.name


def owner_initial(record: Any) -> dict[str, Any]:
    return {"owner": str(record.owner_id or ""), "owner_role": record.owner_role}


def set_choices(form: forms.WorkingForm, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """The choices of a field that only the request knows."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


def shortened(text: str, most: int = 110) -> str:
    """One line of what somebody wrote."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
