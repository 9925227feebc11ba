"""What is asked when a child who was missing is back, and when the return home interview is over?"""

from __future__ import annotations

from threshold.frontdoor.models import ReturnInterview
from threshold.ui import forms

_ENDS = [(state.value, state.label) for state in ReturnInterview.State if state != ReturnInterview.State.DUE]


class ReturnForm(forms.WorkingForm):
    returned_at = forms.DateTimeField(
        "When was the child found, or when did the child come back?", called="when the child came back",
        hint="The 72 hours for the return home interview count from here.",
    )  # fmt: skip


class ReturnInterviewForm(forms.WorkingForm):
    """What came of the interview. What must be said for each is the policy's to refuse."""

    state = forms.RadiosField("What came of it?", choices=_ENDS, small=True, called="what came of it")
    happened_at = forms.DateTimeField(
        "When was it held, or offered?", required=False, mark_optional=False,
        hint="The deadline is met by this, not by when you write it down.",
    )  # fmt: skip
    held_by = forms.TextField(
        "Who spoke with the child", width=20, required=False, mark_optional=False, max_length=120,
        hint="Somebody who is independent of where the child lives.",
    )  # fmt: skip
    text = forms.TextareaField(
        "What the child said", rows=8, required=False, mark_optional=False, max_length=100_000,
        hint="Why they went, where and with whom they were, what happened to them, and what would keep them safe.",
    )  # fmt: skip
    reason = forms.TextareaField(
        "If it was not held: why", rows=2, required=False, mark_optional=False, max_length=2000
    )
