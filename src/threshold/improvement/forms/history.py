"""What is asked about a strategy, a provider and an event?"""

from __future__ import annotations

from typing import Any

from threshold.improvement.areas import DatePrecision
from threshold.improvement.models import HistoryNote, ServiceProvider, Strategy
from threshold.ui import forms

_PRECISION = [(choice.value, choice.label) for choice in DatePrecision]
_PRECISION_HINT = "Give the first day of the month, or of the year, where no more is known."


class StrategyForm(forms.WorkingForm):
    kind = forms.SelectField("Which kind?", choices=Strategy.Kind.choices)
    title = forms.TextField("What is it called?", max_length=200)
    starts_on = forms.DateField("First day", called="the first day")
    ends_on = forms.DateField("Last day", called="the last day", required=False)
    summary = forms.TextareaField("What is it about?", required=False, rows=4, max_length=3000)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "title", "starts_on", "ends_on", "summary")}


class ChangeStrategyForm(forms.WorkingForm):
    summary = forms.TextareaField("What is it about?", required=False, rows=4, max_length=3000)
    ends_on = forms.DateField("Last day", called="the last day", required=False)


class ProviderForm(forms.WorkingForm):
    kind = forms.RadiosField("Who provides the services?", choices=ServiceProvider.Kind.choices)
    name = forms.TextField("What is the organisation called?", max_length=160)
    starts_on = forms.DateField("First day", called="the first day")
    reason = forms.TextareaField("Why did the services go to it?", required=False, rows=4, max_length=3000)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "name", "starts_on", "reason")}


class EndForm(forms.WorkingForm):
    ends_on = forms.DateField("Last day", called="the last day")
    reason = forms.TextareaField("Why do the services go to somebody else?", rows=4, max_length=3000)


class NoteForm(forms.WorkingForm):
    title = forms.TextField("What happened, in a line?", max_length=200)
    kind = forms.SelectField("Which kind of event?", choices=HistoryNote.Kind.choices)
    happened_on = forms.DateField("When?", called="the day", past=True, hint=_PRECISION_HINT)
    date_precision = forms.RadiosField("How much of the date is known?", choices=_PRECISION, inline=True)
    words = forms.TextareaField("What else should one know?", required=False, rows=4, max_length=3000)
    source = forms.TextField("Where is this known from?", hint="A paper, a report, a minute.", max_length=300)

    def facts(self) -> dict[str, Any]:
        names = ("title", "kind", "happened_on", "date_precision", "words", "source")
        return {name: self.cleaned_data[name] for name in names}
