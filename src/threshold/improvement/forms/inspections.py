"""What is asked when an inspection, a visit or another look is recorded by hand?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from threshold.improvement.areas import GRADED, Area, InspectionKind
from threshold.quality.grades import Grade
from threshold.ui import forms

YES_NO = [("yes", "Yes"), ("no", "No")]
_HINTS = {
    InspectionKind.STANDARD: "Two weeks on site, with graded judgements",
    InspectionKind.SHORT: "One week on site, with graded judgements",
    InspectionKind.FOCUSED: "A letter about one part of the work, without grades",
    InspectionKind.MONITORING: "After an inadequate judgement; a letter without grades",
    InspectionKind.JTAI: "Several inspectorates together; a letter without grades",
    InspectionKind.SELF_EVALUATION: "What the authority thinks of its own practice",
    InspectionKind.ENGAGEMENT: "The yearly talk with Ofsted about the self-evaluation",
    InspectionKind.PEER_REVIEW: "Another authority or the Local Government Association looked",
}


class KindAndDatesForm(forms.Form):
    """What kind of look it was, and when: which areas are judged follows from these."""

    kind = forms.RadiosField(
        "What is it?",
        choices=InspectionKind.choices,
        hints={str(kind): hint for kind, hint in _HINTS.items()},
        small=True,
    )
    starts_on = forms.DateField("First day", called="the first day", past=True)
    ends_on = forms.DateField("Last day", called="the last day", hint="The same as the first day, if it was one day")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "The last day cannot be before the first")
        return data


def grade_field(label: str, *, hint: str = "") -> forms.SelectField:
    return forms.SelectField(
        label, choices=Grade.choices, blank="No grade given", required=False, hint=hint, mark_optional=False
    )


class InspectionForm(forms.WorkingForm):
    """The look itself. `areas` are those that its framework judges on its last day."""

    title = forms.TextField(
        "Title", hint="As people will look for it: “Focused visit to the front door”", max_length=200
    )
    lead_inspector = forms.TextField("Lead inspector", required=False, max_length=120)
    is_published = forms.RadiosField(
        "Is the report or letter published?", choices=YES_NO, inline=True, called="whether it is published"
    )
    published_on = forms.DateField("Published on", required=False, past=True, called="the day of publication")
    summary = forms.TextareaField(
        "Summary", required=False, rows=4, max_length=5000, hint="In your own words. Name no child."
    )
    needs = forms.TextareaField(
        "What needs to improve, in the words of the report or letter",
        required=False, rows=8, max_length=50_000,
        hint="Leave an empty line between two items. Each becomes a finding.",
    )  # fmt: skip
    asks_for_plan = forms.ConfirmField("It names an area for priority action, so an action plan is due", required=False)
    file = forms.FileField("The report or letter (PDF)", required=False, extensions=("pdf",))
    source = forms.TextField(
        "Where does the file come from?", required=False, max_length=300,
        hint="An address, or for example “sent by Ofsted on 3 March 2026”",
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Iterable[Area] = (), kind: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.areas = list(areas)
        for area in self.areas:
            self.fields[f"grade_{area}"] = grade_field(str(area.label))
        if kind in GRADED:
            del self.fields["asks_for_plan"]

    def grade_fields(self) -> list[Any]:
        return [self[f"grade_{area}"] for area in self.areas]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = self.cleaned_data
        if data.get("file") and not data.get("source"):
            self.add_error("source", "Say where the file comes from")
        if data.get("published_on") and data.get("is_published") == "no":
            self.add_error("published_on", "Leave the day of publication empty where nothing is published")
        return data

    def grades(self) -> dict[str, str]:
        chosen = {str(area): self.cleaned_data[f"grade_{area}"] for area in self.areas}
        return {area: grade for area, grade in chosen.items() if grade}

    def items(self) -> list[str]:
        """The findings' words: what stands between empty lines, each without its bullet."""
        parts = re.split(r"\n\s*\n", self.cleaned_data.get("needs", "").replace("\r\n", "\n"))
        return [text for part in parts if (text := re.sub(r"^[•◼▪*–-]\s+", "", " ".join(part.split())))]


class SendPlanForm(forms.WorkingForm):
    sent_on = forms.DateField("Sent on", past=True, called="the day on which it was sent")
