"""What is asked when a report is read, compared and confirmed?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from threshold.improvement.areas import Area, Framework, InspectionKind
from threshold.improvement.forms.inspections import grade_field
from threshold.improvement.models import Authority, ReportDraft
from threshold.improvement.reading import suggestions
from threshold.quality.grades import Grade
from threshold.ui import forms


class ImportForm(forms.WorkingForm):
    """The report's file, whose it is, and where it comes from."""

    authority = forms.RadiosField("Whose report is it?", choices=[], called="whose report it is")
    file = forms.FileField("The report or letter (PDF)", extensions=("pdf",), max_bytes=settings.ATTACHMENT_MAX_BYTES)
    source = forms.TextField(
        "Where does the file come from?", max_length=300,
        hint="The address of Ofsted's page, or for example “sent by Ofsted on 3 March 2026”",
    )  # fmt: skip

    def __init__(self, *args: Any, authorities: Sequence[Authority], **options: Any) -> None:
        super().__init__(*args, **options)
        self.authorities = {str(one.pk): one for one in authorities}
        choices = [
            (key, one.name if one.is_ours else f"{one.name} (an example)") for key, one in self.authorities.items()
        ]
        self.fields["authority"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["authority"]

    def chosen(self) -> Authority:
        key = self.cleaned_data.get("authority") or next(iter(self.authorities))
        return self.authorities[key]


TAKE = [("yes", "Compared with the report: make it a finding"), ("no", "Leave it out")]


class ReviewForm(forms.WorkingForm):
    """Everything that was read, each thing beside the page it came from, to be compared and corrected."""

    title = forms.TextField("Title", max_length=200)
    kind = forms.RadiosField("Kind", choices=InspectionKind.choices[:5], small=True, called="what kind it is")
    framework = forms.SelectField("Framework", choices=Framework.choices)
    starts_on = forms.DateField("First day", past=True, called="the first day")
    ends_on = forms.DateField("Last day", past=True, called="the last day")
    published_on = forms.DateField("Published on", required=False, past=True, called="the day of publication")
    lead_inspector = forms.TextField("Lead inspector", required=False, max_length=120)
    summary = forms.TextareaField(
        "Summary", required=False, rows=4, max_length=5000, hint="In your own words, for the page of inspections."
    )
    asks_for_plan = forms.ConfirmField("It names an area for priority action, so an action plan is due", required=False)
    compared = forms.ConfirmField("I compared the grades, the dates and each item with the report")

    def __init__(
        self, *args: Any, draft_read: ReportDraft, areas: Sequence[Area], themes: dict[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        read = draft_read.read
        self.areas, self.themes = list(areas), themes
        for area in self.areas:
            grade = draft_read.area(area)
            hint = f"Read: {Grade(grade).label}" if grade else "Not read: see the warnings"
            self.fields[f"grade_{area}"] = grade_field(str(area.label), hint=hint)
            self.initial.setdefault(f"grade_{area}", grade)
        self.read_items: list[dict[str, Any]] = read["needs_to_improve_items"]
        for number, item in enumerate(self.read_items):
            self._add_item(number, item)
        self.sections: dict[str, list[dict[str, Any]]] = {}
        for one in read["paragraphs"]:
            self.sections.setdefault(one["section"] or "Without a section", []).append(one)
        for number, (section, paragraphs) in enumerate(self.sections.items()):
            choices = [
                (str(one["number"]), f"{one['number']}. {one['text']} (page {one['page']})") for one in paragraphs
            ]
            self.fields[f"paragraphs_{number}"] = forms.CheckboxesField(
                section, required=False, mark_optional=False, small=True, choices=choices
            )

    def _add_item(self, number: int, item: dict[str, Any]) -> None:
        self.fields[f"words_{number}"] = forms.TextareaField(
            f"Item {number + 1}, page {item['page']}", rows=3, max_length=20_000, label_size="s"
        )
        self.initial.setdefault(f"words_{number}", item["text"])
        self.fields[f"take_{number}"] = forms.RadiosField(
            f"What becomes of item {number + 1}?", choices=TAKE, small=True, inline=True,
            called=f"what becomes of item {number + 1}",
        )  # fmt: skip
        suggested = [code for code in suggestions(item["text"]) if code in self.themes]
        if suggested:
            self.fields[f"themes_{number}"] = forms.CheckboxesField(
                f"Themes suggested for item {number + 1}", choices=[(code, self.themes[code]) for code in suggested],
                required=False, mark_optional=False, small=True, inline=True,
            )  # fmt: skip
            self.initial.setdefault(f"themes_{number}", suggested)

    def grade_fields(self) -> list[Any]:
        return [self[f"grade_{area}"] for area in self.areas]

    def item_fields(self) -> list[list[Any]]:
        """The fields of each item, in order."""
        names = ("words", "take", "themes")
        return [
            [self[f"{name}_{number}"] for name in names if f"{name}_{number}" in self.fields]
            for number in range(len(self.read_items))
        ]

    def section_fields(self) -> list[Any]:
        return [(section, self[f"paragraphs_{number}"]) for number, section in enumerate(self.sections)]

    def grades(self) -> dict[str, str]:
        chosen = {str(area): self.cleaned_data[f"grade_{area}"] for area in self.areas}
        return {area: grade for area, grade in chosen.items() if grade}

    def taken_items(self) -> list[tuple[dict[str, Any], str, list[str]]]:
        """(item as read, its words now, its themes) of those to be made findings."""
        data = self.cleaned_data
        return [
            (item, " ".join(data[f"words_{number}"].split()), data.get(f"themes_{number}", []))
            for number, item in enumerate(self.read_items)
            if data[f"take_{number}"] == "yes"
        ]

    def taken_paragraphs(self) -> list[dict[str, Any]]:
        return [
            one
            for number, paragraphs in enumerate(self.sections.values())
            for one in paragraphs
            if str(one["number"]) in self.cleaned_data[f"paragraphs_{number}"]
        ]


class DiscardForm(forms.WorkingForm):
    reason = forms.TextareaField("Why is this reading discarded?", rows=3, max_length=2000)
