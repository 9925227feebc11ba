"""What is asked about supervision?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import Team, User
from threshold.people.models import Person
from threshold.quality.actions.supervisions import PERSONAL, SECTIONS
from threshold.quality.forms.actions import staff_choices
from threshold.ui import forms

_LONGEST = 50_000


class ArrangeForm(forms.WorkingForm):
    worker = forms.SelectField("Who is supervised?", choices=[], called="who is supervised")
    supervisor = forms.SelectField("By whom?", choices=[], called="the supervisor")
    team = forms.SelectField("In which team?", choices=[], called="the team")
    has_cases = forms.RadiosField(
        "Does the worker have children to talk about?", choices=[("yes", "Yes"), ("no", "No")], inline=True,
        called="whether there are children to talk about",
    )  # fmt: skip

    def __init__(
        self, *args: Any, workers: Iterable[User], supervisors: Iterable[User], teams: Iterable[Team], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.workers = {str(user.pk): user for user in workers}
        self.supervisors = {str(user.pk): user for user in supervisors}
        self.teams = {str(team.pk): team for team in teams}
        choices: Any = self.fields
        choices["worker"].choices = staff_choices(self.workers.values())
        choices["supervisor"].choices = staff_choices(self.supervisors.values())
        choices["team"].choices = [(key, team.name) for key, team in self.teams.items()]


class EndForm(forms.WorkingForm):
    """Ending needs no words."""


class PersonalForm(forms.WorkingForm):
    held_on = forms.DateField("When was it held?", past=True, called="the day it was held")
    wellbeing = forms.TextareaField(PERSONAL["wellbeing"], rows=4, max_length=_LONGEST, required=False)
    practice = forms.TextareaField(PERSONAL["practice"], rows=4, max_length=_LONGEST, required=False)
    development = forms.TextareaField(PERSONAL["development"], rows=4, max_length=_LONGEST, required=False)
    agreed = forms.TextareaField(PERSONAL["agreed"], rows=4, max_length=_LONGEST, called="what was agreed")

    def people(self) -> list[Person]:
        return []


class CaseForm(forms.WorkingForm):
    held_on = forms.DateField("When was it held?", past=True, called="the day it was held")
    children = forms.CheckboxesField(
        "Which children were talked about?", choices=[], called="the children",
        hint="The children whom the worker has in hand. What is written below goes into the record of each.",
    )  # fmt: skip
    progress = forms.TextareaField(SECTIONS["progress"], rows=5, max_length=_LONGEST, required=False)
    reflection = forms.TextareaField(SECTIONS["reflection"], rows=5, max_length=_LONGEST, required=False)
    agreed = forms.TextareaField(SECTIONS["agreed"], rows=4, max_length=_LONGEST, called="what was agreed")

    def __init__(self, *args: Any, children: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {person.reference: person for person in children}
        self.fields["children"].choices = [(key, f"{person.display_name}, {key}") for key, person in self.known.items()]  # type: ignore[attr-defined]

    def people(self) -> list[Person]:
        return [self.known[key] for key in self.cleaned_data["children"]]
