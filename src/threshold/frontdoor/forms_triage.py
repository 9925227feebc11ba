"""What do the pages of the triage meetings ask?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import User
from threshold.frontdoor import pack
from threshold.frontdoor.models import ContactChild
from threshold.ui import forms

_LONGEST = 20_000


def kind_choices() -> list[tuple[str, str]]:
    return [(meeting.code, meeting.title) for meeting in pack.of().triage_meetings]


class MeetingForm(forms.WorkingForm):
    """A meeting, before the children are added."""

    kind = forms.RadiosField("Which meeting?", choices=kind_choices, called="which meeting it was")
    held_at = forms.DateTimeField("When was it held?", past=True, called="when it was held")
    chair = forms.SelectField("Who chaired it?", choices=[], missing="Choose who chaired it")
    attendees = forms.TextareaField(
        "Who was there?", rows=4, max_length=5000, hint="Name and agency, one on each line.", called="who was there"
    )

    def __init__(self, *args: Any, chairs: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.chairs = {str(user.pk): user for user in chairs}
        self.fields["chair"].choices = [  # type: ignore[attr-defined]
            (key, f"{user.name}, {user.job_title.lower()}" if user.job_title else user.name)
            for key, user in self.chairs.items()
        ]


class FindContactForm(forms.Form):
    """Which contact is the child on?"""

    contact = forms.TextField(
        "Reference of the contact", width=10, max_length=20, spellcheck=False, called="the contact's reference",
        hint="Like C-0001A-7. It stands on top of the contact's page.",
    )  # fmt: skip


class DiscussForm(forms.WorkingForm):
    """What the meeting decided about one child, and who does what by when."""

    child = forms.RadiosField("Which child?", choices=[], missing="Choose which child was discussed")
    decision = forms.TextareaField("What the meeting decided", rows=3, max_length=_LONGEST)
    reason = forms.TextareaField("Why", rows=3, max_length=_LONGEST, called="the reason")
    task = forms.TextareaField(
        "Action", rows=2, max_length=5000, required=False, missing="Say what the action is",
        hint="What somebody will do. Leave it empty if nothing is to be done.",
    )  # fmt: skip
    task_owner = forms.TextField(
        "Who does it", width=20, max_length=120, required=False, mark_optional=False, hint="Name and agency"
    )
    task_due_on = forms.DateField("By when", required=False, mark_optional=False, called="when the action is due")

    def __init__(self, *args: Any, children: Iterable[ContactChild], **options: Any) -> None:
        super().__init__(*args, **options)
        self.children = {child.person.reference: child for child in children}
        question: Any = self.fields["child"]
        question.choices = [(key, child.person.display_name) for key, child in self.children.items()]
        question.hints = {
            key: "Already on the record of this meeting"
            for key, child in self.children.items()
            if child.is_discussed  # type: ignore[attr-defined]
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"task", "task_owner", "task_due_on"} <= data.keys():
            if data["task"].strip():
                if not data["task_owner"].strip():
                    self.add_error("task_owner", "Say who does it")
                if not data["task_due_on"]:
                    self.add_error("task_due_on", "Say by when")
            elif data["task_owner"].strip() or data["task_due_on"]:
                self.add_error("task", "Say what the action is, or leave its owner and date empty")
        return data


class RecordFilterForm(forms.Form):
    """Which part of the central record?"""

    kind = forms.SelectField(
        "Meeting", choices=kind_choices, blank="Every meeting", required=False, mark_optional=False
    )
    held_from = forms.DateField("Held from", required=False, mark_optional=False)
    held_to = forms.DateField("Held to", required=False, mark_optional=False)
    text = forms.TextField("Words in the decision or action", required=False, mark_optional=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("held_from") and data.get("held_to") and data["held_from"] > data["held_to"]:
            self.add_error("held_to", "The last day must not be before the first")
        return data
