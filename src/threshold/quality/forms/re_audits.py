"""What is asked about a re-audit?"""

from __future__ import annotations

from threshold.ui import forms


class AcceptForm(forms.WorkingForm):
    """Accepting needs no words: the program finds the auditor, so that nobody chooses them."""


class DeclineForm(forms.WorkingForm):
    reason = forms.TextareaField(
        "Why is this child not audited again?", rows=3, max_length=5000, called="why",
        hint="For example: the family has moved, or the work with them has ended.",
    )  # fmt: skip
