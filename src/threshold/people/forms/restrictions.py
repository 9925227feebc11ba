"""Questions about who may see a person, and about emergencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from threshold.access.models import User
from threshold.people import presenters_restrictions
from threshold.people.models import Restriction
from threshold.people.slots import Work
from threshold.ui import forms

HOURS = [("1", "1 hour"), ("2", "2 hours"), ("4", "4 hours"), ("8", "8 hours"), ("24", "24 hours")]


class _NamesForm(forms.WorkingForm):
    """Which members of staff.

    Args:
        work: what is being done with the person. Where the answers would leave nobody to do it, the form is taken
            only when somebody has read that and says that it is meant.
        kind: what sort of restriction it is, where the form does not ask.
    """

    users = forms.CheckboxesField("Who is named?", choices=[], small=True, called="the people named")
    although = forms.ConfirmField("Restrict the record although they work with this person", required=False)

    def __init__(
        self, *args: Any, staff: list[User], work: Sequence[Work] = (), kind: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.staff = {str(user.pk): user for user in staff}
        self.work, self.kind_known = work, kind
        field: Any = self.fields["users"]
        field.choices = [(pk, f"{user.name}, {user.job_title or user.email}") for pk, user in self.staff.items()]
        if not self.is_bound:
            del self.fields["although"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind") or self.kind_known
        lost = []
        if kind and "users" in data:
            named = {int(pk) for pk in data["users"]}
            lost = [one for one in self.work if one.is_lost_by(kind, named)]
        if not lost:
            del self.fields["although"]
        elif not data.get("although"):
            self.add_error("users", presenters_restrictions.lost_in_words(lost))
        return data

    def named(self) -> list[User]:
        return [self.staff[pk] for pk in self.cleaned_data["users"]]


class RestrictForm(_NamesForm):
    kind = forms.RadiosField(
        "What sort of restriction?",
        choices=Restriction.Kind.choices,
        hints={
            "allow_list": "For a child whose case must be known to few. Others can open it in an emergency.",
            "exclusion": "For somebody who works here and is a relative or neighbour. Emergency access does not help.",
        },
        called="what sort of restriction it is",
    )
    message = forms.TextField(
        "What do people read who are kept out and have the address?",
        hint="It must not say why, nor who. Such as “Ask the service manager of the Family Front Door”.",
        max_length=300,
        called="the sentence for those who are kept out",
    )
    reason = forms.TextareaField(
        "Why is it needed?", hint="Only those who may see the record read this.", max_length=4000, rows=3
    )

    field_order = ("kind", "users", "message", "reason", "although")


class RestrictionPeopleForm(_NamesForm):
    reason = forms.TextareaField("Why does the list change?", max_length=4000, rows=3)

    field_order = ("users", "reason", "although")


class ReasonForm(forms.WorkingForm):
    reason = forms.TextareaField("Why?", max_length=4000, rows=3, called="the reason")


class EmergencyForm(forms.WorkingForm):
    reason = forms.TextareaField(
        "What is the emergency, and why do you need this record?",
        hint="A manager reads this. Write it so that somebody who was not there understands it.",
        max_length=4000,
        rows=4,
        called="the emergency and why you need this record",
    )
    hours = forms.RadiosField("For how long?", choices=HOURS, inline=True, called="for how long")
    understood = forms.ConfirmField("I understand that what I look at is noted, and that a manager reviews it")


class ReviewForm(forms.WorkingForm):
    verdict = forms.RadiosField(
        "Was it an emergency?",
        choices=[("yes", "Yes, it was justified"), ("no", "No, it was not justified")],
        hints={"no": "The access ends at once. Say why, and take it further as your procedures say."},
        called="whether it was an emergency",
    )
    note = forms.TextareaField("Note", required=False, max_length=4000, rows=3)
