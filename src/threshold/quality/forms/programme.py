"""What is asked about an item of the year's programme?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from threshold.quality.models import Audit, ProgrammeItem
from threshold.ui import forms

Method = ProgrammeItem.Method


class PlanForm(forms.WorkingForm):
    """Everything that decides who can be drawn, said before there is a seed."""

    title = forms.TextField(
        "What is it to find out?", hint="For example, “Repeat contacts in spring”.", max_length=120,
        called="what it is to find out",
    )  # fmt: skip
    month = forms.SelectField("Month", choices=[], called="a month")
    kind = forms.RadiosField("Kind of audit", choices=Audit.Kind.choices, called="the kind of audit")
    tool = forms.SelectField("Tool", choices=[], called="a tool")
    population = forms.SelectField("Drawn from", choices=[], called="what the records are drawn from")
    population_from = forms.DateField("First day of the practice that is looked at", called="the first day")
    population_to = forms.DateField(
        "Last day", hint="The sample is drawn on the day after it, or later.", called="the last day"
    )
    team = forms.SelectField("Team", choices=[], required=False, blank="All teams", mark_optional=False)
    size = forms.NumberField("How many records?", minimum=1, maximum=500, called="how many records")
    method = forms.RadiosField(
        "How is the sample drawn?",
        choices=Method.choices,
        hints={
            Method.RANDOM: "Every record has the same chance.",
            Method.STRATIFIED: "Each group has its share, so that luck misses no small team and no rare outcome.",
            Method.RISK_WEIGHTED: "Riskier records are likelier to be drawn; the population says what counts.",
        },
        reveals={Method.STRATIFIED: "stratify_by"},
        called="how the sample is drawn",
    )
    stratify_by = forms.SelectField(
        "By what?",
        choices=ProgrammeItem.Group.choices,
        required=False,
        mark_optional=False,
        called="what it is stratified by",
    )
    theme = forms.SelectField("Theme", choices=[], required=False, blank="None", mark_optional=False)
    moderate_every = forms.NumberField(
        "One in how many is graded a second time?",
        hint="Leave empty for the authority's own rule. Anything inadequate is always graded twice.",
        required=False,
        minimum=0,
        maximum=100,
    )
    practice_week_on = forms.DateField(
        "Monday of the practice week", hint="If it belongs to one.", required=False, called="the practice week"
    )

    def __init__(self, *args: Any, choices: dict[str, list[tuple[str, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "method", Method.STRATIFIED, "stratify_by")
        monday = self.cleaned_data.get("practice_week_on")
        if isinstance(monday, dt.date) and monday.weekday() != 0:
            self.add_error("practice_week_on", "A practice week begins on a Monday")
        return self.cleaned_data


class ChangePlanForm(PlanForm):
    """The same, with why it is planned otherwise."""

    reason = forms.TextareaField(
        "Why is it changed?",
        hint="It stays in the item's history.",
        rows=3,
        max_length=2000,
        called="why it is changed",
    )
