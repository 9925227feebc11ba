"""What is a receiving team asked?"""

from __future__ import annotations

from typing import Any

from threshold.ui import forms


class AcceptForm(forms.WorkingForm):
    """Accepting needs no words; the form carries the version that was read."""


class SendBackForm(forms.WorkingForm):
    reason = forms.TextareaField("Why do you send it back, and what should the front door do?", rows=4, max_length=5000)


class OfferAgainForm(forms.WorkingForm):
    """The front door's answer to a team that sent a child back."""

    team = forms.SelectField("Offer it to", choices=[])
    answer = forms.TextareaField("Your answer to what the team asked", rows=4, max_length=5000)

    def __init__(self, *args: Any, teams: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.teams = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [(key, team.name) for key, team in self.teams.items()]  # type: ignore[attr-defined]


class AllocateForm(forms.WorkingForm):
    worker = forms.SelectField("Worker", choices=[])

    def __init__(self, *args: Any, workers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.workers = {str(worker.pk): worker for worker in workers}
        self.fields["worker"].choices = [(key, worker.name) for key, worker in self.workers.items()]  # type: ignore[attr-defined]


#: How a referral ends, by the CIN census codes that a receiving team uses before an assessment.
CLOSURES = [
    ("RC7", "Services ended: the child is no longer in need, or another reason"),
    ("RC5", "Another authority took it over"),
    ("RC8", "No further action"),
]


class CloseForm(forms.WorkingForm):
    closure_reason = forms.RadiosField("How does it end?", choices=CLOSURES, called="how it ends")
    reason = forms.TextareaField("Why", rows=3, max_length=5000)
