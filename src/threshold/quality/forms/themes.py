"""Which themes does a record belong to?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from threshold.ui import forms


class ThemesForm(forms.WorkingForm):
    themes = forms.CheckboxesField("Which themes does it belong to?", choices=[], required=False, mark_optional=False)

    def __init__(self, *args: Any, themes: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["themes"].choices = list(themes.items())  # type: ignore[attr-defined]
