"""What are those who write, approve and publish the quarterly report asked?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from threshold.improvement import quarters
from threshold.insight.measures import Measure
from threshold.ui import forms

PUBLIC_HINT = (
    "Say nothing of a single child or family, and name jobs instead of people. Numbers below six are told as “a few”."
)


def quarter_choices(today: dt.date, number: int = 8) -> list[tuple[str, str]]:
    """The quarter that runs and those before it, the one that ended last on top."""
    found, day = [], quarters.first_day(today)
    for _ in range(number):
        found.append(day)
        day = quarters.before(day)
    ordered = [*found[1:], found[0]]
    return [(quarters.slug(day), quarters.label(day)) for day in ordered]


def _measure_choices(measures: Iterable[Measure]) -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in measures]


class BeginForm(forms.WorkingForm):
    quarter = forms.SelectField("Which quarter?", choices=[], called="the quarter")
    title = forms.TextField("Title", max_length=160, hint="As it stands on the first page.")
    measures = forms.CheckboxesField("Which measures?", choices=[], called="the measures", small=True)

    def __init__(self, *args: Any, today: dt.date, measures: Iterable[Measure], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["quarter"].choices = quarter_choices(today)  # type: ignore[attr-defined]
        self.fields["measures"].choices = _measure_choices(measures)  # type: ignore[attr-defined]


class MeasuresForm(forms.WorkingForm):
    title = forms.TextField("Title", max_length=160)
    measures = forms.CheckboxesField("Which measures?", choices=[], called="the measures", small=True)

    def __init__(self, *args: Any, measures: Iterable[Measure], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["measures"].choices = _measure_choices(measures)  # type: ignore[attr-defined]


class SectionForm(forms.WorkingForm):
    text = forms.TextareaField(
        "Text", rows=12, max_length=20_000, required=False, mark_optional=False,
        hint="An empty line begins a new paragraph. Leave it empty to take this part out.",
    )  # fmt: skip
    is_public = forms.RadiosField(
        "Who may read it?",
        choices=[("no", "Only those who may read the improvement plan"), ("yes", "Everybody, once it is published")],
        hints={"yes": PUBLIC_HINT},
        called="who may read it",
    )


class CorrectForm(forms.WorkingForm):
    reason = forms.TextareaField(
        "What is wrong in the approved report?", rows=4, max_length=2000,
        hint="Everybody will read this, on top of the correction.",
    )  # fmt: skip


class ReasonForm(forms.WorkingForm):
    reason = forms.TextareaField("Why?", rows=4, max_length=5000)


class ReturnForm(forms.WorkingForm):
    reason = forms.TextareaField("What must change?", rows=4, max_length=5000)


class ReadForm(forms.WorkingForm):
    """Nothing is asked but that it was read; the form carries the version that was."""

    is_read = forms.ConfirmField("I have read the report as it is shown on the preview page")


class PublishForm(forms.WorkingForm):
    is_read = forms.ConfirmField("I have read the public version: it tells of no single child and names nobody")


class SubmitForm(forms.WorkingForm):
    """Submitting needs no words."""
