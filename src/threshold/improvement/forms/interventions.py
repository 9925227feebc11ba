"""What is asked when a notice or direction is recorded, varied or revoked?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import User
from threshold.improvement.forms.common import NO_CHILD, OwnedForm, set_choices, shortened
from threshold.improvement.models import Appointment, Intervention, Obligation
from threshold.ui import forms


class InterventionForm(forms.WorkingForm):
    kind = forms.RadiosField("What is it?", choices=Intervention.Kind.choices, called="what it is")
    title = forms.TextField("Its title")
    issuer = forms.TextField("Who issued it?", max_length=160)
    legal_basis = forms.TextField(
        "On which law does it stand?", hint="A direction: Education Act 1996, section 497A(4B)"
    )
    issued_on = forms.DateField("Issued on", called="the day of its issue", past=True)


class RequirementForm(OwnedForm):
    """One requirement, repeated."""

    words = forms.TextareaField("What does it require?", hint="In its own words", rows=3, max_length=5000)
    due_on = forms.DateField("By when?", called="the day", required=False)
    field_order: tuple[str, ...] = ("words", "due_on", "owner", "owner_role")


class AddRequirementForm(RequirementForm):
    """A requirement that a variation added."""

    varied_on = forms.DateField("On which day was it varied?", called="the day", past=True)
    reason = forms.TextareaField("Why?", rows=2, max_length=2000, called="the reason")
    field_order = ("varied_on", "reason", *RequirementForm.field_order)


class _ChooseForm(forms.WorkingForm):
    obligation = forms.SelectField("Requirement", choices=[])
    varied_on = forms.DateField("On which day was it varied?", called="the day", past=True)
    reason = forms.TextareaField("Why?", rows=3, max_length=2000, called="the reason")

    def __init__(self, *args: Any, obligations: Iterable[Obligation], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "obligation", [(str(row.pk), f"{row.number}. {shortened(row.words)}") for row in obligations])


class LiftForm(_ChooseForm):
    """A requirement that is no longer made."""


class MoveForm(_ChooseForm):
    due_on = forms.DateField("The new date", called="the new date")
    field_order = ("obligation", "due_on", "varied_on", "reason")


class RevokeForm(forms.WorkingForm):
    ended_on = forms.DateField("On which day did it end?", called="the day", past=True)
    reason = forms.TextareaField("Why?", rows=4, max_length=5000, called="the reason")


class AppointForm(forms.WorkingForm):
    role = forms.RadiosField("As what?", choices=Appointment.Role.choices, called="the part")
    name = forms.TextField(
        "Who?", hint="An organisation, or a person's title: no private person's name", max_length=160
    )
    starts_on = forms.DateField("From", called="the first day")
    ends_on = forms.DateField("Until", called="the last day", required=False)
    user = forms.SelectField("Account here", choices=[], required=False, blank="None")

    def __init__(self, *args: Any, advisers: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.advisers = {str(row.pk): row for row in advisers}
        set_choices(self, "user", [(key, row.name) for key, row in self.advisers.items()])


class EndForm(forms.WorkingForm):
    ends_on = forms.DateField("Last day", called="the last day")


class SayMetForm(forms.WorkingForm):
    words = forms.TextareaField("How is it met?", hint=NO_CHILD, rows=4, max_length=5000)


class GiveForm(OwnedForm):
    """Who has it in hand now."""
