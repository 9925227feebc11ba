"""What is asked when a plan and its actions are written?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from threshold.improvement.forms.common import NO_CHILD, OwnedForm, set_choices, shortened
from threshold.improvement.models import ActionProof, Finding, Obligation, PlanAction, Strategy
from threshold.improvement.states import Rag
from threshold.ui import forms


class PlanForm(forms.WorkingForm):
    title = forms.TextField("Title of the plan")
    starts_on = forms.DateField("First day", called="the first day")
    ends_on = forms.DateField("Last day", called="the last day")


class PriorityForm(forms.WorkingForm):
    title = forms.TextField(
        "Priority", hint="In a few words: “The front door decides well and in time”.", max_length=160
    )
    why = forms.TextareaField("Why does it come first?", rows=3, required=False, max_length=2000)


class StrategyOfPriorityForm(forms.WorkingForm):
    """Which strategy a priority comes from; "none" is an answer too."""

    strategy = forms.RadiosField("Which strategy does it come from?", choices=[])

    def __init__(self, *args: Any, strategies: Iterable[Strategy], **options: Any) -> None:
        super().__init__(*args, **options)
        self.strategies = {str(row.pk): row for row in strategies}
        choices = [(key, row.title) for key, row in self.strategies.items()]
        set_choices(self, "strategy", [*choices, ("none", "None of these: it comes from no strategy")])

    def chosen(self) -> Strategy | None:
        return self.strategies.get(self.cleaned_data["strategy"])


class OutcomeForm(forms.WorkingForm):
    words = forms.TextareaField(
        "What will be different for children?",
        hint="Said so that one could look whether it is.",
        rows=3,
        max_length=300,
    )


class ActionForm(OwnedForm):
    title = forms.TextField("What will be done?")
    difference = forms.TextareaField(
        "What will differ for children when it is done?",
        hint="“Policy updated” is not a difference. “No child waits more than a day for a decision” is.",
        rows=3,
        max_length=2000,
    )
    starts_on = forms.DateField("Starts on", called="the day it starts")
    due_on = forms.DateField("Due on", called="the day it is due")
    field_order: tuple[str, ...] = ("title", "difference", "owner", "owner_role", "starts_on", "due_on")


class ChangeActionForm(ActionForm):
    reason = forms.TextareaField(
        "If the day it is due moves: why?", rows=2, required=False, mark_optional=False, max_length=2000
    )
    field_order = (*ActionForm.field_order, "reason")


class DeliverForm(forms.WorkingForm):
    words = forms.TextareaField("What was done?", hint=NO_CHILD, rows=4, max_length=5000)


class RateForm(forms.WorkingForm):
    rag = forms.RadiosField(
        "How does it stand?",
        choices=[(value, label) for value, label in Rag.choices if value != Rag.BLUE],
        hints={
            "green": "It will be done in time and help",
            "amber": "It may not",
            "red": "It will not, unless something changes",
        },
        called="how it stands",
    )
    reason = forms.TextareaField("Why?", rows=3, max_length=2000, called="the reason")


class MilestoneForm(forms.WorkingForm):
    title = forms.TextField("What will have happened?")
    due_on = forms.DateField("By when?", called="the day")


class ReachedForm(forms.WorkingForm):
    done_on = forms.DateField("On which day was it reached?", called="the day", past=True)


class WaitForForm(forms.WorkingForm):
    needs = forms.SelectField("It waits for", choices=[])

    def __init__(self, *args: Any, others: Iterable[PlanAction], **options: Any) -> None:
        super().__init__(*args, **options)
        self.others = {str(other.pk): other for other in others}
        set_choices(
            self, "needs", [(key, f"{row.reference} {shortened(row.title, 80)}") for key, row in self.others.items()]
        )


class AnswersForm(forms.WorkingForm):
    """What an action answers: one of three."""

    what = forms.RadiosField(
        "What does the action answer?",
        choices=[
            ("finding", "A finding"),
            ("obligation", "A requirement of a notice or direction"),
            ("theme", "A theme of our own audits"),
        ],
        reveals={"finding": "finding", "obligation": "obligation", "theme": "theme"},
        called="what the action answers",
    )
    finding = forms.SelectField("Finding", choices=[], required=False, mark_optional=False)
    obligation = forms.SelectField("Requirement", choices=[], required=False, mark_optional=False)
    theme = forms.SelectField("Theme", choices=[], required=False, mark_optional=False)

    def __init__(
        self,
        *args: Any,
        findings: Iterable[Finding],
        obligations: Iterable[Obligation],
        themes: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.findings = {str(row.pk): row for row in findings}
        self.obligations = {str(row.pk): row for row in obligations}
        set_choices(
            self,
            "finding",
            [(key, f"{row.reference} {shortened(row.words, 90)}") for key, row in self.findings.items()],
        )
        set_choices(
            self,
            "obligation",
            [(key, f"{row.reference} {shortened(row.words, 90)}") for key, row in self.obligations.items()],
        )
        set_choices(self, "theme", themes.items())

    def clean(self) -> dict[str, Any]:
        for name in ("finding", "obligation", "theme"):
            forms.required_when(self, "what", name, name)
        return self.cleaned_data

    def chosen(self) -> dict[str, Any]:
        data = self.cleaned_data
        match data["what"]:
            case "finding":
                return {"finding": self.findings[data["finding"]]}
            case "obligation":
                return {"obligation": self.obligations[data["obligation"]]}
        return {"theme": data["theme"]}


class ProofForm(forms.WorkingForm):
    """What would prove an action: one of three."""

    what = forms.RadiosField(
        "What would show that it helped?",
        choices=[
            ("measure", "A measure that reaches a target"),
            ("audits", "Audits that are graded well enough"),
            ("re_audit", "The re-audit of one child's record"),
        ],
        hints={
            "measure": "Judged by the last three full months together",
            "audits": "Judged by the audits completed in the last six full months",
            "re_audit": "Graded good or better, by somebody other than the action's owner",
        },
        reveals={
            "measure": ["measure", "better", "target"],
            "audits": ["tool", "at_least", "share"],
            "re_audit": "audit",
        },
        called="what would show that it helped",
    )
    measure = forms.SelectField("Measure", choices=[], required=False, mark_optional=False)
    better = forms.RadiosField(
        "It must be", choices=ActionProof.Better.choices, required=False, mark_optional=False, inline=True
    )
    target = forms.TextField(
        "Target", hint="In the measure's unit: 80 for 80 percent", width=5, required=False, mark_optional=False
    )
    tool = forms.SelectField("Audit tool", choices=[], required=False, mark_optional=False)
    at_least = forms.SelectField(
        "Graded at least",
        choices=[("good", "Good"), ("outstanding", "Outstanding"), ("requires_improvement", "Requires improvement")],
        required=False,
        mark_optional=False,
    )
    share = forms.NumberField(
        "By how many in a hundred?", minimum=1, maximum=100, suffix="%", required=False, mark_optional=False
    )
    audit = forms.TextField(
        "Reference of the first audit", hint="For example A-00001-W", width=10, required=False, mark_optional=False
    )

    def __init__(self, *args: Any, measures: Mapping[str, str], tools: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "measure", [(code, f"{code} {title}") for code, title in measures.items()])
        set_choices(self, "tool", tools.items())

    def clean(self) -> dict[str, Any]:
        for name in ("measure", "better", "target"):
            forms.required_when(self, "what", "measure", name)
        for name in ("tool", "at_least", "share"):
            forms.required_when(self, "what", "audits", name)
        forms.required_when(self, "what", "re_audit", "audit")
        if self.cleaned_data.get("what") == "measure" and self.cleaned_data.get("target"):
            self.cleaned_data["target"] = _number(self, "target", self.cleaned_data["target"])
        return self.cleaned_data


class RiskForm(OwnedForm):
    words = forms.TextareaField("What could go wrong?", rows=2, max_length=300)
    likelihood = forms.NumberField("How likely is it?", hint="1 (hardly) to 5 (almost certain)", minimum=1, maximum=5)
    impact = forms.NumberField(
        "How bad would it be for children?", hint="1 (little) to 5 (grave)", minimum=1, maximum=5
    )
    mitigation = forms.TextareaField("What is done about it?", rows=3, max_length=2000)
    field_order = ("words", "likelihood", "impact", "mitigation", "owner", "owner_role")


class ReviewRiskForm(forms.WorkingForm):
    likelihood = forms.NumberField(
        "How likely is it now?", hint="1 (hardly) to 5 (almost certain)", minimum=1, maximum=5
    )
    impact = forms.NumberField(
        "How bad would it be for children?", hint="1 (little) to 5 (grave)", minimum=1, maximum=5
    )
    mitigation = forms.TextareaField("What is done about it?", rows=3, max_length=2000)


class MoneyForm(forms.WorkingForm):
    amount = forms.TextField("Amount", prefix="£", width=10, hint="For example 250000 or 1200.50")
    given_by = forms.TextField("Who gave it?", max_length=160)
    given_on = forms.DateField("When?", called="the day it was given", past=True)
    purpose = forms.TextField("What for?", max_length=300)
    for_action = forms.SelectField(
        "For which action?", choices=[], required=False, blank="The plan as a whole", mark_optional=False
    )

    def __init__(self, *args: Any, actions: Iterable[PlanAction], **options: Any) -> None:
        super().__init__(*args, **options)
        self.actions = {str(row.pk): row for row in actions}
        set_choices(
            self,
            "for_action",
            [(key, f"{row.reference} {shortened(row.title, 80)}") for key, row in self.actions.items()],
        )

    def clean_amount(self) -> Decimal | None:
        return _number(self, "amount", self.cleaned_data["amount"].replace(",", "").removeprefix("£"))


class CameOfItForm(forms.WorkingForm):
    words = forms.TextareaField("What came of it for children?", hint=NO_CHILD, rows=3, max_length=2000)


def _number(form: forms.WorkingForm, name: str, text: str) -> Decimal | None:
    """A number as it was typed, of no more than two figures after the point and below a thousand million."""
    try:
        number = Decimal(str(text).strip().removesuffix("%"))
        if number.is_finite() and abs(number) < 1_000_000_000 and number == number.quantize(Decimal("0.01")):
            return number
    except InvalidOperation:
        pass
    form.add_error(name, "Write a number, with no more than two figures after the point")
    return None
