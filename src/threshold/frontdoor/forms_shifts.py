"""What does the emergency duty team's log ask?"""

from __future__ import annotations

from typing import Any

from threshold.access.scope import Scope
from threshold.core.errors import NotVisible
from threshold.frontdoor.models import Contact, ShiftEntry
from threshold.frontdoor.queries_meetings import about
from threshold.people.models import Person
from threshold.ui import forms

#: A night's log is read in minutes: longer than this is a document, not a line.
_LONGEST = 20_000


class ShiftEntryForm(forms.WorkingForm):
    """One line of the log: what was decided, why, and what the day team must do."""

    kind = forms.RadiosField("What did you do?", choices=ShiftEntry.Kind.choices, small=True, called="what you did")
    about = forms.TextField(
        "Contact or person, by reference", width=10, required=False, max_length=20, spellcheck=False,
        hint="Like C-0001A-7 or P-0001A-R. Name the child here and not in the text: a restricted record then stays so.",
    )  # fmt: skip
    at = forms.DateTimeField(
        "When did it happen?", required=False, mark_optional=False, hint="Leave it empty if it happened just now."
    )
    decision = forms.TextareaField("What you decided", rows=3, max_length=_LONGEST)
    reason = forms.TextareaField("Why", rows=3, max_length=_LONGEST, called="the reason")
    follow_up = forms.TextareaField(
        "What the day team must do", rows=2, max_length=_LONGEST, required=False, missing="Say what must be done"
    )
    follow_up_due_at = forms.DateTimeField(
        "By when", required=False, mark_optional=False, called="when it must be done", missing="Say by when"
    )

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.scope = scope
        self.contact: Contact | None = None
        self.person: Person | None = None

    def clean_about(self) -> str:
        """Finds the record. One that is hidden from this person reads like one that does not exist."""
        reference: str = self.cleaned_data["about"]
        if reference:
            try:
                self.contact, self.person = about(self.scope, reference)
            except NotVisible:
                raise forms.ValidationError("There is no contact or person with this reference. Check it") from None
        return reference

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "follow_up" in data and "follow_up_due_at" in data:
            if data["follow_up"].strip() and not data["follow_up_due_at"]:
                self.add_error("follow_up_due_at", "Say by when")
            elif data["follow_up_due_at"] and not data["follow_up"].strip():
                self.add_error("follow_up", "Say what must be done")
        return data


class HandOverShiftForm(forms.WorkingForm):
    """The end of the shift."""

    note = forms.TextareaField(
        "What does the day team need to know?", rows=5, max_length=_LONGEST, called="what the day team needs to know",
        hint="Everybody who takes the log over reads this. Give references and not names. If nothing happened, say so.",
    )  # fmt: skip


class AcceptShiftForm(forms.WorkingForm):
    """The day team has read the log: nothing more to say."""
