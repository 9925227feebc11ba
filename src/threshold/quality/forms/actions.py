"""What is asked about an action from an audit?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import User
from threshold.ui import forms

_LONGEST = 20_000


def staff_choices(users: Iterable[User]) -> list[tuple[str, str]]:
    """People to choose from, with their job where it is known: two may have one name."""
    return [(str(user.pk), f"{user.name}, {user.job_title.lower()}" if user.job_title else user.name) for user in users]


class _OwnerForm(forms.WorkingForm):
    owner = forms.SelectField("Who is to do it?", choices=[], called="who is to do it")
    due_on = forms.DateField("By when?", future=True, called="the day by which it is to be done")

    def __init__(self, *args: Any, owners: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {str(user.pk): user for user in owners}
        self.fields["owner"].choices = staff_choices(self.owners.values())  # type: ignore[attr-defined]


class RaiseForm(_OwnerForm):
    what = forms.TextField("What is to be done?", max_length=300, called="what is to be done")
    difference = forms.TextareaField(
        "What will differ for the child?", rows=3, max_length=_LONGEST, called="what will differ for the child",
        hint="Not what is written afterwards, but what the child will notice.",
    )  # fmt: skip

    field_order = ("what", "difference", "owner", "due_on")


class EvidenceForm(forms.WorkingForm):
    evidence = forms.TextareaField(
        "What was done, and where can it be seen?", rows=5, max_length=_LONGEST, called="what was done",
        hint="Somebody else opens the child's record and looks for it: say where it stands and of which day it is.",
    )  # fmt: skip


class SecondLookForm(forms.WorkingForm):
    found = forms.RadiosField(
        "Is it in the child's record?",
        choices=[
            ("yes", "Yes: it was done, and the child has what was promised"),
            ("no", "No, or not all of it: back to the owner"),
        ],
        called="whether it is in the record",
    )
    seen = forms.TextareaField(
        "What did you see?", rows=4, max_length=_LONGEST, called="what you saw",
        hint="Where in the record, of which day, and what it means for the child. The owner reads this.",
    )  # fmt: skip


class ReassignForm(_OwnerForm):
    #: The day of an overdue action may stay as it is where only the owner changes; a new one may not have passed.
    due_on = forms.DateField("By when?", called="the day by which it is to be done")
    reason = forms.TextareaField("Why does it change?", rows=3, max_length=_LONGEST, called="why it changes")


class CancelForm(forms.WorkingForm):
    reason = forms.TextareaField("Why is it no longer wanted?", rows=3, max_length=_LONGEST, called="why")
