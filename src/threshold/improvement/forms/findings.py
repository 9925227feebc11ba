"""What is asked when a finding is raised and closed?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from threshold.improvement.forms.common import NO_CHILD, set_choices, shortened
from threshold.improvement.models import Evidence, Finding
from threshold.ui import forms


class RaiseForm(forms.WorkingForm):
    kind = forms.RadiosField(
        "Where does it come from?",
        choices=[(value, label) for value, label in Finding.Kind.choices if value != Finding.Kind.INSPECTION],
        called="where it comes from",
    )
    words = forms.TextareaField("What must become better for children?", hint=NO_CHILD, rows=4, max_length=5000)
    themes = forms.CheckboxesField(
        "Themes", choices=[], required=False, small=True, hint="They tie it to the audits of the same practice"
    )

    def __init__(self, *args: Any, themes: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "themes", themes.items())


class ThemesForm(forms.WorkingForm):
    themes = forms.CheckboxesField(
        "Themes", choices=[], required=False, mark_optional=False, hint="They tie it to the audits of the same practice"
    )

    def __init__(self, *args: Any, themes: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "themes", themes.items())


class ProposeForm(forms.WorkingForm):
    reason = forms.TextareaField(
        "How are children better served now than when this was found?", hint=NO_CHILD, rows=5, max_length=5000
    )
    evidence = forms.CheckboxesField(
        "What shows it?",
        choices=[],
        hint="At least one reading of a measure, audit, or inspectors' letter. Documents alone are not enough.",
        missing="Choose at least one piece of evidence",
    )

    def __init__(self, *args: Any, evidence: Iterable[Evidence], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = {str(row.pk): row for row in evidence}
        set_choices(
            self,
            "evidence",
            [
                (key, f"{row.get_kind_display()}: {shortened(row.shows)} ({row.reference})")
                for key, row in self.offered.items()
            ],
        )

    def chosen(self) -> list[Evidence]:
        return [self.offered[key] for key in self.cleaned_data["evidence"]]
