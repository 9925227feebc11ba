"""What is asked in the inspection room?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import Team, User
from threshold.improvement.models import CaseSample, Evidence, SourceDocument
from threshold.improvement.policies.room import LARGEST_SAMPLE
from threshold.ui import forms

_NO_CHILD = "Never name a child or a family here."


class OwnerForm(forms.WorkingForm):
    owner = forms.SelectField("Who gets it?", choices=[])

    def __init__(self, *args: Any, owners: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {str(user.pk): user for user in owners}
        choices = [(key, user.name) for key, user in self.owners.items()]
        self.fields["owner"].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


class AskForm(OwnerForm):
    words = forms.TextareaField("What was asked for?", hint=_NO_CHILD, rows=3, max_length=5000)
    asked_by = forms.TextField("Which inspector asked?", hint="Their role: “lead inspector”.", max_length=120)
    working_days = forms.NumberField(
        "Within how many working days?", required=False, minimum=1, maximum=30, hint="Leave empty for the usual time."
    )


class AnswerForm(forms.WorkingForm):
    documents = forms.CheckboxesField("Which documents do you give?", choices=[], required=False, small=True)
    evidence = forms.CheckboxesField("Which evidence?", choices=[], required=False, small=True)
    upload = forms.FileField("A new file", required=False, extensions=("pdf", "docx", "odt", "txt"))
    upload_title = forms.TextField("What is the new file?", required=False, max_length=200)
    answer = forms.TextareaField(
        "What do you say to the inspector?", hint=_NO_CHILD, rows=3, max_length=5000, called="the answer"
    )

    def __init__(
        self, *args: Any, documents: Iterable[SourceDocument], evidence: Iterable[Evidence], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.known_documents = {str(one.pk): one for one in documents}
        self.known_evidence = {str(one.pk): one for one in evidence}
        papers = [(key, f"{one.title} ({one.reference})") for key, one in self.known_documents.items()]
        self.fields["documents"].choices = papers  # type: ignore[attr-defined]
        shown = [(key, f"{one.shows[:90]} ({one.reference})") for key, one in self.known_evidence.items()]
        self.fields["evidence"].choices = shown  # type: ignore[attr-defined]
        # Nothing to choose from is no question.
        for name, choices in (("documents", papers), ("evidence", shown)):
            if not choices:
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        data = self.cleaned_data
        return {
            "answer": data["answer"],
            "documents": [self.known_documents[key] for key in data.get("documents", [])],
            "evidence": [self.known_evidence[key] for key in data.get("evidence", [])],
            "upload": data["upload"],
            "upload_title": data["upload_title"],
        }


class ReasonForm(forms.WorkingForm):
    reason = forms.TextareaField("Why?", hint=_NO_CHILD, called="the reason", rows=3, max_length=300)


class JustForm(forms.WorkingForm):
    """Nothing to write."""


class InterviewForm(forms.WorkingForm):
    job_title = forms.TextField("With whom? Give the job, not the name", called="the job", max_length=160)
    team = forms.SelectField("Of which team?", choices=[], required=False, blank="Of none")
    interviewer = forms.TextField("Which inspector?", hint="Their role.", max_length=120)
    starts_at = forms.DateTimeField("From", called="the start")
    ends_at = forms.DateTimeField("Until", called="the end")
    place = forms.TextField("Where?", required=False, max_length=160)

    def __init__(self, *args: Any, teams: Iterable[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        self.teams = {str(team.pk): team for team in teams}
        choices = [(key, team.name) for key, team in self.teams.items()]
        self.fields["team"].choices = [("", "Of none"), *choices]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("job_title", "interviewer", "starts_at", "ends_at", "place")
        return {**{name: data[name] for name in names}, "team": self.teams.get(data["team"])}


class DrawForm(forms.WorkingForm):
    kind = forms.RadiosField("From whom?", choices=CaseSample.Population.choices)
    first_on = forms.DateField("From", called="the first day", past=True)
    last_on = forms.DateField("To", called="the last day", past=True)
    size = forms.NumberField("How many?", minimum=1, maximum=LARGEST_SAMPLE, called="how many")
    seed = forms.TextField(
        "The inspector’s seed", required=False, max_length=64,
        hint="Any words or number that the inspector gives. Left empty, one is made that nobody could choose.",
    )  # fmt: skip
