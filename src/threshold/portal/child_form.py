"""What does the public form ask about one child, and is there another?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from threshold.core.errors import Refused
from threshold.frontdoor import policies as frontdoor_policies
from threshold.people import identifiers
from threshold.people import policies as people_policies
from threshold.people.models import Person
from threshold.portal.forms import StepForm
from threshold.ui import forms


class ChildForm(StepForm):
    """One child. What it lacks for a record goes along as it was told."""

    heading = "Which child are you worried about?"
    lead = "Tell us what you know. You can leave boxes empty."
    given_name = forms.TextField("First name", max_length=100, required=False, mark_optional=False, width=20)
    family_name = forms.TextField("Last name", max_length=100, required=False, mark_optional=False, width=20)
    description = forms.TextareaField(
        "If you do not know the name, what do you know?",
        hint="For example: a boy with red hair who lives on the second floor.",
        rows=2, max_length=500, required=False, mark_optional=False,
    )  # fmt: skip
    age_known = forms.RadiosField(
        "How old is the child?",
        choices=[
            ("birth", "I know the date of birth"),
            ("age", "I know the age, or can guess it"),
            ("unborn", "The baby is not born yet"),
            ("unknown", "I do not know"),
        ],
        reveals={"birth": "birth_on", "age": "age", "unborn": "expected_on"},
        called="how old the child is",
        missing="Say how old the child is, or that you do not know",
    )
    birth_on = forms.DateField("Date of birth", hint="For example, 27 3 2019.", required=False, mark_optional=False,
                               past=True, missing="Enter the date of birth")  # fmt: skip
    age = forms.NumberField("Age in years", hint="For a baby under one year, type 0.", minimum=0, maximum=25, width=2,
                            required=False, mark_optional=False, missing="Enter the age in years")  # fmt: skip
    expected_on = forms.DateField(
        "When is the baby due?", hint="If you do not know, leave this empty.", required=False, mark_optional=False
    )
    same_address = forms.RadiosField(
        "Does this child live with the first child you told us about?",
        choices=[("yes", "Yes"), ("no", "No, or I do not know")],
        reveals={"no": ("line_1", "town", "postcode", "is_secret")},
        missing="Say if this child lives with the first child",
    )
    line_1 = forms.TextField("Address, or where the child was seen", max_length=120, required=False)
    town = forms.TextField("Town or village", max_length=80, required=False, width=20)
    postcode = forms.TextField("Postcode", max_length=10, required=False, width=10)
    is_secret = forms.ConfirmField("Somebody in the family must not find out this address", required=False)
    school = forms.TextField("School, college or nursery", max_length=160, required=False)

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        self.number = number
        super().__init__(*args, **options)

    def word(self) -> None:
        if self.number == 1:
            del self.fields["same_address"]
        else:
            self.heading = "Which other child are you worried about?"
        if self.is_by_child and self.number == 1:
            self.heading, self.lead = "Who are you?", "Tell us about you. You can leave boxes empty."
            self.relabel("age_known", "How old are you?")
            self.relabel("line_1", "Where do you live?")
            self.relabel("school", "Your school, college or nursery")
            self.relabel(
                "description", "If you do not want to give your name, how can we find you?",
                "For example: I am in year 8 at Oak School.",
            )  # fmt: skip

    @property
    def shares_address(self) -> bool:
        return self.cleaned_data.get("same_address") == "yes"

    def clean_postcode(self) -> str:
        try:
            return identifiers.postcode(self.cleaned_data["postcode"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        forms.required_when(self, "age_known", "birth", "birth_on")
        forms.required_when(self, "age_known", "age", "age")
        says_who = any(data.get(name) for name in ("given_name", "family_name", "description"))
        if not says_who and data.get("age_known") != "unborn":
            self.add_error("given_name", "Enter a name, or what you know about the child")
        self._check_dates(data)
        return data

    def _check_dates(self, data: dict[str, Any]) -> None:
        """The rules of the record, asked here so that nothing is refused on sending."""
        today = timezone.localdate()
        name = {"birth": "birth_on", "unborn": "expected_on"}.get(data.get("age_known", ""))
        if name is None or not data.get(name):
            return
        birth_on = data[name] if name == "birth_on" else None
        expected_on = data[name] if name == "expected_on" else None
        kind = Person.Kind.UNBORN if expected_on else Person.Kind.CHILD
        try:
            frontdoor_policies.check_birth(birth_on=birth_on, expected_on=expected_on, received_on=today)
            people_policies.check_facts(kind=kind, birth_on=birth_on, expected_on=expected_on, today=today)
        except Refused as refusal:
            self.add_error(name, refusal.sentence)

    def estimated_birth(self) -> dt.date | None:
        """The middle of the year in which somebody of this age was born."""
        age = self.cleaned_data.get("age")
        if self.cleaned_data.get("age_known") != "age" or age is None:
            return None
        return timezone.localdate() - dt.timedelta(days=round(age * 365.25) + 182)


class AnotherForm(forms.Form):
    another = forms.RadiosField(
        "Are you worried about another child too?",
        choices=[("yes", "Yes"), ("no", "No")],
        missing="Say if you are worried about another child too",
        label_size="m",
    )
