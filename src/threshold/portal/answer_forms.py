"""What is a partner asked on the one-time link? The code, and then the answer."""

from __future__ import annotations

from typing import Any

from threshold.frontdoor.models import InformationRequest
from threshold.ui import forms

State = InformationRequest.State


class CodeForm(forms.Form):
    code = forms.TextField(
        "Code", hint="The 8 numbers that we gave you by telephone.", width=10, max_length=20, spellcheck=False,
        missing="Enter the code that we gave you by telephone", label_size="m",
    )  # fmt: skip


class AnswerForm(forms.WorkingForm):
    state = forms.RadiosField(
        "What is your answer?",
        choices=[
            (State.RETURNED, "We know something and can share it"),
            (State.NOTHING_KNOWN, "We know nothing about this family"),
            (State.DECLINED, "We cannot share what we know"),
        ],
        reveals={State.RETURNED: "text", State.DECLINED: "reason"},
        missing="Choose your answer",
        label_size="m",
    )
    text = forms.TextareaField(
        "What do you know?", hint="Facts first, with dates and how you know. Say what is opinion.", rows=10,
        required=False, mark_optional=False, missing="Write what you know",
    )  # fmt: skip
    reason = forms.TextareaField(
        "Why can you not share it?", rows=3, max_length=5000, required=False, mark_optional=False,
        missing="Write why you cannot share it",
    )  # fmt: skip
    name = forms.TextField("Your full name", autocomplete="name", max_length=120)
    role = forms.TextField("Your job", autocomplete="organization-title", max_length=120)

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "state", State.RETURNED, "text")
        forms.required_when(self, "state", State.DECLINED, "reason")
        return self.cleaned_data

    def answer(self) -> dict[str, str]:
        """The arguments of the action; what another answer hides is not sent."""
        data = self.cleaned_data
        return {
            "state": data["state"],
            "text": data["text"] if data["state"] == State.RETURNED else "",
            "reason": data["reason"] if data["state"] == State.DECLINED else "",
            "answered_by_name": data["name"],
            "answered_by_role": data["role"],
        }
