"""What is asked about options, their criteria, scores and the choice between them?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from threshold.improvement.actions.appraisals import Score
from threshold.improvement.models import AppraisalOption, BoardDecision, OptionsAppraisal
from threshold.improvement.models.appraisals import BEST_SCORE
from threshold.ui import forms

_CRITERION = re.compile(r"(.+?)[\s:,;–-]+(\d{1,3})\s*%?\s*$")


class BeginForm(forms.WorkingForm):
    title = forms.TextField("What is it about, in a few words?", max_length=200)
    question = forms.TextareaField("Which question do the options answer?", rows=2, max_length=3000)
    appraised_on = forms.DateField("When were they weighed?", called="the day", past=True)
    criteria = forms.TextareaField(
        "By what are they judged?",
        hint="One criterion a line, and its weight from 1 to 100 at the end: “Continuity for children: 40”.",
        rows=5, max_length=5000, called="the criteria",
    )  # fmt: skip
    options = forms.TextareaField(
        "Which options are there?",
        hint="One a line; a description may follow a colon: “A company: owned wholly by the council”.",
        rows=5, max_length=10_000, called="the options",
    )  # fmt: skip

    def clean_criteria(self) -> list[tuple[str, int]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["criteria"].splitlines())):
            match = _CRITERION.fullmatch(line)
            if match is None:
                raise forms.ValidationError(f"Give “{line[:60]}” a weight from 1 to 100 at the end of its line")
            found.append((match[1].strip()[:160], int(match[2])))
        return found

    def clean_options(self) -> list[tuple[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        return [(name.strip()[:160], rest.strip()) for name, _, rest in (line.partition(":") for line in lines)]


class ScoreForm(forms.WorkingForm):
    """Every option on one criterion at a time would be many pages: one option on all criteria is one."""

    def __init__(self, *args: Any, appraisal: OptionsAppraisal, option: AppraisalOption, **options: Any) -> None:
        super().__init__(*args, **options)
        self.option = option
        self.criteria = list(appraisal.criteria.order_by("number"))
        for criterion in self.criteria:
            name, number = criterion.name, criterion.number
            self.fields[f"score_{number}"] = forms.NumberField(
                f"{name}: score", hint=f"0 is worst, {BEST_SCORE} is best. Weight {criterion.weight}.",
                maximum=BEST_SCORE, called=f"the score for “{name}”",
            )  # fmt: skip
            self.fields[f"source_{number}"] = forms.TextField(
                f"{name}: what does the score rest on?", max_length=300, called=f"the source for “{name}”"
            )

    def scores(self) -> list[Score]:
        data = self.cleaned_data
        return [
            Score(self.option.number, row.number, data[f"score_{row.number}"], data[f"source_{row.number}"])
            for row in self.criteria
        ]


class DecideForm(forms.WorkingForm):
    chosen = forms.RadiosField("Which option was chosen?", choices=[])
    decided_on = forms.DateField("When?", called="the day", past=True)
    decision = forms.SelectField(
        "In which decision of a board?", choices=[], required=False, blank="In none recorded here"
    )
    reason = forms.TextareaField("Why?", called="the reason", rows=4, max_length=5000)
    departure = forms.TextareaField(
        "If another option has a better score: why this one all the same?", required=False, rows=3, max_length=5000
    )

    def __init__(
        self, *args: Any, options: Iterable[AppraisalOption], decisions: Iterable[BoardDecision], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.options = {str(option.pk): option for option in options}
        self.decisions = {str(decision.pk): decision for decision in decisions}
        self.fields["chosen"].choices = [(key, option.name) for key, option in self.options.items()]  # type: ignore[attr-defined]
        named = [
            (key, f"{one.meeting.board.name}, {one.meeting.held_on}: {one.title}")
            for key, one in self.decisions.items()
        ]
        self.fields["decision"].choices = [("", "In none recorded here"), *named]  # type: ignore[attr-defined]
