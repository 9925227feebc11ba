"""Questions about whether two records are one person."""

from __future__ import annotations

from typing import Any

from threshold.ui import forms


class VerdictForm(forms.WorkingForm):
    """What somebody found who compared two records. Nothing is chosen beforehand."""

    verdict = forms.RadiosField(
        "What did you find?",
        choices=[("same", "They are the same person"), ("different", "They are different people")],
        hints={
            "same": "The records are joined, not mixed: each stays as it was written, and a join can be taken apart.",
            "different": "They are not suggested to anybody again.",
        },
        called="what you found",
    )
    reason = forms.TextareaField(
        "How do you know?", hint="What you compared, and whom you asked.", max_length=4000, rows=3, required=False,
        mark_optional=False,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "verdict", "same", "reason")
        return self.cleaned_data


class ReasonForm(forms.WorkingForm):
    reason = forms.TextareaField(
        "Why?", hint="In a few words that somebody else will understand later.", max_length=4000, rows=3,
        called="the reason",
    )  # fmt: skip
