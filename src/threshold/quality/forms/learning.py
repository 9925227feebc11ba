"""What is asked about what was learned, and about the month's bulletin?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from threshold.quality.models import LearningEntry
from threshold.ui import forms

_LONGEST = 10_000
_NOBODY = "Name no child and nobody of the family: everybody who works here reads this, and councillors too."


class NoteForm(forms.WorkingForm):
    source = forms.RadiosField(
        "Where does it come from?", choices=LearningEntry.Source.choices, called="where it comes from"
    )
    reference = forms.TextField(
        "Reference of the audit, complaint, compliment or challenge", width=10, max_length=20, spellcheck=False,
        required=False, hint="Like A-0001A-7 or V-00002-9, where Threshold holds it.", called="the reference",
    )  # fmt: skip
    title = forms.TextField(
        "What did we learn, in one sentence?", max_length=160, called="what was learned", hint=_NOBODY
    )
    learned = forms.TextareaField("What exactly?", rows=5, max_length=_LONGEST, called="what exactly was learned")


class CorrectForm(forms.WorkingForm):
    title = forms.TextField(
        "What did we learn, in one sentence?", max_length=160, called="what was learned", hint=_NOBODY
    )
    learned = forms.TextareaField("What exactly?", rows=5, max_length=_LONGEST, called="what exactly was learned")


class ChangeForm(forms.WorkingForm):
    changed = forms.TextareaField(
        "What was changed because of it?", rows=5, max_length=_LONGEST, called="what was changed",
        hint=f"What is done differently now, by whom, since when. {_NOBODY}",
    )  # fmt: skip


class ProveForm(forms.WorkingForm):
    proof = forms.TextareaField(
        "How do we know that it helped?", rows=4, max_length=_LONGEST, called="how we know that it helped", hint=_NOBODY
    )
    measure = forms.SelectField(
        "Measure that shows it", choices=[], required=False, mark_optional=False, blank="None",
        hint="One of the two is needed: a measure or an audit.", called="the measure",
    )  # fmt: skip
    audit = forms.TextField(
        "Reference of the audit that shows it", width=10, max_length=20, spellcheck=False, required=False,
        hint="Like A-0001A-7: for example the re-audit.", called="the reference of the audit",
    )  # fmt: skip

    def __init__(self, *args: Any, measures: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["measure"].choices = [(code, f"{title} ({code})") for code, title in measures.items()]  # type: ignore[attr-defined]


class LearningFilterForm(forms.Form):
    state = forms.SelectField("How far", choices=[], required=False, mark_optional=False, blank="Any")
    source = forms.SelectField(
        "Where from", choices=LearningEntry.Source.choices, required=False, mark_optional=False, blank="Anywhere"
    )
    words = forms.TextField("Words", max_length=100, required=False, mark_optional=False)


class BulletinForm(forms.WorkingForm):
    intro = forms.TextareaField(
        "A few words to begin with", rows=4, max_length=2000, called="the introduction", hint=_NOBODY
    )
    entries = forms.CheckboxesField(
        "Which lessons?", choices=[], called="the lessons", hint="Eight at most: it is one page.", required=False,
        mark_optional=False,
    )  # fmt: skip

    def __init__(self, *args: Any, entries: Iterable[LearningEntry], **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = {str(entry.pk): entry for entry in entries}
        self.fields["entries"].choices = [(key, entry.title) for key, entry in self.known.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[LearningEntry]:
        return [self.known[key] for key in self.cleaned_data["entries"]]


class NewBulletinForm(BulletinForm):
    month = forms.SelectField("Which month?", choices=[], called="the month")

    def __init__(self, *args: Any, months: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["month"].choices = months  # type: ignore[attr-defined]

    field_order = ("month", "intro", "entries")


class PublishForm(forms.WorkingForm):
    """Publishing needs no words; the form carries the version that was read."""
