"""What is asked of those who advise, and of those who answer?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.improvement.forms.common import NO_CHILD, set_choices, shortened
from threshold.improvement.models import Advice, Finding, PlanAction
from threshold.ui import forms


class AdviceForm(forms.WorkingForm):
    kind = forms.RadiosField(
        "What do you file?",
        choices=Advice.Kind.choices,
        hints={
            "report": "It is read by everybody who reads the plan",
            "recommendation": "It must be answered, with reasons",
        },
        called="what you file",
    )
    given_as = forms.RadiosField("As what do you write?", choices=Advice.GivenAs.choices, called="as what you write")
    title = forms.TextField("Title")
    words = forms.TextareaField("Your words", hint=NO_CHILD, rows=10, max_length=50_000)


class AnswerForm(forms.WorkingForm):
    answer = forms.RadiosField("Is it accepted?", choices=Advice.Answer.choices, called="the answer")
    reason = forms.TextareaField("Why?", rows=5, max_length=5000, called="the reason")
    finding = forms.SelectField(
        "It leads to the finding", choices=[], required=False, blank="None", mark_optional=False
    )
    plan_action = forms.SelectField(
        "Or to the action of the plan", choices=[], required=False, blank="None", mark_optional=False
    )

    def __init__(self, *args: Any, findings: Iterable[Finding], actions: Iterable[PlanAction], **options: Any) -> None:
        super().__init__(*args, **options)
        self.findings = {str(row.pk): row for row in findings}
        self.actions = {str(row.pk): row for row in actions}
        set_choices(
            self,
            "finding",
            [(key, f"{row.reference} {shortened(row.words, 80)}") for key, row in self.findings.items()],
        )
        set_choices(
            self,
            "plan_action",
            [(key, f"{row.reference} {shortened(row.title, 80)}") for key, row in self.actions.items()],
        )
