"""What is asked about boards, meetings, decisions and their follow-ups?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.access.models import User
from threshold.improvement.actions.boards import Task
from threshold.improvement.models import Board, BoardDecision, SourceDocument
from threshold.improvement.states import FollowUpState
from threshold.ui import forms

_NO_CHILD = "Never name a child or a family: everybody who reads the plan reads this."
_BY_OFFICE = "One office a line, never a person: “Director of children’s services”."


class BoardForm(forms.WorkingForm):
    kind = forms.SelectField("Which kind of board?", choices=Board.Kind.choices)
    name = forms.TextField("What is it called?", max_length=160)
    chair = forms.TextField("Which office chairs it?", hint="“The lead member for children”.", max_length=160)
    purpose = forms.TextareaField("What is it there for?", required=False, rows=3, max_length=2000)
    starts_on = forms.DateField("Since when?", called="the first day", past=True)


class ChangeBoardForm(forms.WorkingForm):
    chair = forms.TextField("Which office chairs it?", max_length=160)
    purpose = forms.TextareaField("What is it there for?", required=False, rows=3, max_length=2000)
    ends_on = forms.DateField("Last day, if it has ended", called="the last day", required=False)


class MeetingForm(forms.WorkingForm):
    held_on = forms.DateField("When did it meet?", called="the day of the meeting", past=True)
    summary = forms.TextareaField("What was it about?", hint=_NO_CHILD, required=False, rows=4, max_length=5000)
    present = forms.TextareaField("Which offices were there?", hint=_BY_OFFICE, rows=5, max_length=5000)
    apologies = forms.TextareaField("Which sent apologies?", hint=_BY_OFFICE, required=False, rows=3, max_length=5000)

    def roles(self, name: str) -> list[str]:
        return [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]


class PaperForm(forms.WorkingForm):
    paper = forms.SelectField(
        "A document that is kept here", choices=[], required=False, blank="None of these", mark_optional=False
    )
    upload = forms.FileField(
        "Or a new file", required=False, extensions=("pdf", "docx", "odt", "txt"), mark_optional=False
    )
    title = forms.TextField("What is the new file?", required=False, max_length=200, mark_optional=False)

    def __init__(self, *args: Any, papers: Iterable[SourceDocument], **options: Any) -> None:
        super().__init__(*args, **options)
        self.papers = {str(paper.pk): paper for paper in papers}
        choices = [(key, f"{paper.title} ({paper.reference})") for key, paper in self.papers.items()]
        self.fields["paper"].choices = [("", "None of these"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("paper") and not data.get("upload"):
            self.add_error("paper", "Choose a document, or a new file")
        if data.get("upload") and not data.get("title"):
            self.add_error("title", "Say what the new file is")
        return data


class DecisionForm(forms.WorkingForm):
    title = forms.TextField("What was it about, in a few words?", max_length=200)
    asked = forms.TextareaField("What was the board asked?", hint=_NO_CHILD, rows=3, max_length=5000)
    told = forms.TextareaField("What were members told?", hint="The risks too.", rows=5, max_length=10_000)
    questions = forms.TextareaField(
        "What did members ask, and what was answered?", required=False, rows=5, max_length=10_000
    )
    outcome = forms.RadiosField("What came of it?", choices=BoardDecision.Outcome.choices)
    decided = forms.TextareaField("What did the board decide?", rows=3, max_length=5000)
    why = forms.TextareaField("Why?", called="the reason", rows=3, max_length=5000)
    task = forms.TextField("What is to be done about it?", required=False, max_length=300)
    task_owner = forms.SelectField("Who does it?", choices=[], required=False, blank="Nobody with an account")
    task_role = forms.TextField("Or which job does it?", required=False, max_length=120)
    task_due_on = forms.DateField("By when?", called="the day by which it is done", required=False)

    def __init__(self, *args: Any, owners: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {str(user.pk): user for user in owners}
        choices = [(key, user.name) for key, user in self.owners.items()]
        self.fields["task_owner"].choices = [("", "Nobody with an account"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("task"):
            if not data.get("task_owner") and not data.get("task_role"):
                self.add_error("task_owner", "Say who does it: a person, or a job")
            if not data.get("task_due_on") and "task_due_on" not in self.errors:
                self.add_error("task_due_on", "Say by when it is to be done")
        return data

    def facts(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        data = self.cleaned_data
        names = ("title", "asked", "told", "questions", "outcome", "decided", "why")
        tasks = []
        if data["task"]:
            owner = self.owners.get(data["task_owner"])
            tasks = [Task(data["task"], data["task_due_on"], owner, "" if owner else data["task_role"])]
        return {**{name: data[name] for name in names}, "tasks": tasks}


class FollowUpForm(forms.WorkingForm):
    state = forms.RadiosField(
        "What came of it?",
        choices=[(FollowUpState.DONE.value, "It is done"), (FollowUpState.DROPPED.value, "It is no longer wanted")],
    )
    answer = forms.TextareaField(
        "Say what was done, or why it is no longer wanted",
        hint=_NO_CHILD,
        rows=4,
        max_length=5000,
        called="what came of it",
    )
