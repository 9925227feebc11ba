"""Questions about the chronology: what is shown, what matters, for whom it is printed."""

from __future__ import annotations

from threshold.people.models import ChronologyEntry
from threshold.people.presenters import KIND_WORDS
from threshold.ui import forms

WEIGHTS = [
    ("normal", "Normal"),
    ("significant", "Significant: a turning point"),
    ("hidden", "Left out of the chronology"),
]


class FilterForm(forms.Form):
    kind = forms.CheckboxesField(
        "What",
        choices=[(kind, words[0]) for kind, words in KIND_WORDS.items()],
        required=False,
        mark_optional=False,
        small=True,
    )
    show = forms.RadiosField(
        "Show",
        choices=[("significant", "Only what is significant"), ("all", "Also what is left out")],
        required=False,
        mark_optional=False,
        small=True,
    )


class CurateForm(forms.WorkingForm):
    weight = forms.RadiosField(
        "How much does it matter?",
        choices=WEIGHTS,
        hints={"hidden": ChronologyEntry.Weight.HIDDEN.label + ", not deleted: anybody can show it again."},
        called="how much it matters",
    )
    note = forms.TextField(
        "Note", hint="Say why, where you leave it out.", required=False, max_length=300, mark_optional=False
    )


class PrintForm(forms.Form):
    """For whom a chronology is printed: it is addressed to somebody by name."""

    to = forms.TextField("Name of the person who gets it", max_length=120, called="the name of the person who gets it")
    role = forms.TextField(
        "Who they are", hint="Such as “conference chair” or “mother”.", max_length=120, called="who they are"
    )
    reader = forms.RadiosField(
        "What may they have?",
        choices=[
            ("family", "The family: what is about the child, without names of staff and without notes"),
            ("professional", "Another professional who works with the child"),
            ("internal", "Somebody here, with the notes"),
        ],
        called="what they may have",
    )
    significant = forms.RadiosField(
        "How much?", choices=[("all", "Everything that is not left out"), ("significant", "Only what is significant")],
        called="how much",
    )  # fmt: skip
