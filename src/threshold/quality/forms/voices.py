"""What is asked about a compliment, a complaint or a challenge?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import Team
from threshold.quality.models import VoiceRecord
from threshold.quality.voice_stages import OUTCOMES
from threshold.ui import forms

_LONGEST = 20_000
Kind = VoiceRecord.Kind


class RecordForm(forms.WorkingForm):
    kind = forms.RadiosField(
        "What is it?", choices=Kind.choices, called="what it is",
        hints={
            Kind.COMPLAINT: "By a child, a family or somebody for them, about what we did. The law sets its days.",
            Kind.IRO_CHALLENGE: "Dispute resolution about one child's plan.",
            Kind.AGENCY_CHALLENGE: "A professional disagreement that was taken to a manager.",
        },
    )  # fmt: skip
    came_from = forms.RadiosField("Who said it?", choices=VoiceRecord.From.choices, called="who said it")
    person = forms.TextField(
        "Reference of the child it is about", width=10, max_length=20, spellcheck=False, required=False,
        hint="Like P-0001A-7. Leave it empty where it is not about one child.", called="the child's reference",
    )  # fmt: skip
    team = forms.SelectField("About which team?", choices=[], called="the team")
    received_on = forms.DateField("When did it come in?", past=True, called="the day it came in")
    summary = forms.TextareaField("What was said?", rows=5, max_length=_LONGEST, called="what was said")
    wanted = forms.TextareaField(
        "What do they want to happen?", rows=3, max_length=_LONGEST, required=False, called="what they want to happen"
    )

    def __init__(self, *args: Any, teams: Iterable[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.teams = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [(key, team.name) for key, team in self.teams.items()]  # type: ignore[attr-defined]


class AnswerForm(forms.WorkingForm):
    answer = forms.TextareaField("What is the answer?", rows=6, max_length=_LONGEST, called="the answer")
    outcome = forms.RadiosField("How did this stage end?", choices=[], called="how it ended")

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = [(code, VoiceRecord.Outcome(code).label) for code in OUTCOMES[kind]]  # type: ignore[attr-defined]


class ExtendForm(forms.WorkingForm):
    reason = forms.TextareaField("Why does it take longer?", rows=3, max_length=_LONGEST, called="why it takes longer")


class FurtherForm(forms.WorkingForm):
    reason = forms.TextareaField(
        "Why does it go to the next stage?", rows=3, max_length=_LONGEST, called="why it goes to the next stage"
    )


class CloseForm(forms.WorkingForm):
    how = forms.RadiosField(
        "How does it end?",
        choices=[("answered", "They have the answer and go no further"), ("withdrawn", "They have withdrawn it")],
        called="how it ends",
    )
    reason = forms.TextareaField(
        "How did they hear of the answer, or why was it withdrawn?", rows=3, max_length=_LONGEST, called="how it ended"
    )
