"""What is asked about a text that quotes a letter or report?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threshold.improvement.models import Inspection, Publication, SourceDocument
from threshold.ui import forms


class TextForm(forms.WorkingForm):
    kind = forms.RadiosField("What is it?", choices=Publication.Kind.choices, inline=True)
    title = forms.TextField("Heading", max_length=200)
    source = forms.SelectField("Which letter or report does it quote?", choices=[])
    inspection = forms.SelectField("Which inspection is it about?", choices=[], required=False, blank="None")
    body = forms.TextareaField(
        "Text",
        hint="Put the source’s own words in quotation marks. Begin each line of a longer quotation with >. Use … for "
        "what you leave out and [square brackets] for what you put in.",
        rows=18, max_length=60_000, called="the text",
    )  # fmt: skip

    def __init__(
        self, *args: Any, sources: Iterable[SourceDocument], inspections: Iterable[Inspection], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.sources = {str(one.pk): one for one in sources}
        self.inspections = {str(one.pk): one for one in inspections}
        named = [(key, f"{one.title} ({one.dated_on or one.reference})") for key, one in self.sources.items()]
        self.fields["source"].choices = [("", "Choose one"), *named]  # type: ignore[attr-defined]
        looks = [(key, f"{one.title}, {one.ends_on}") for key, one in self.inspections.items()]
        self.fields["inspection"].choices = [("", "None"), *looks]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "body": data["body"],
            "source": self.sources[data["source"]],
            "inspection": self.inspections.get(data["inspection"]),
        }


class LetterForm(forms.WorkingForm):
    title = forms.TextField("What is it?", hint="“Letter after the focused visit”.", max_length=200)
    source = forms.TextField("Where does it come from?", hint="Who sent it, or its address.", max_length=300)
    dated_on = forms.DateField("Its date", called="the date", required=False, past=True)
    upload = forms.FileField("The file", required=False, extensions=("pdf", "txt"), hint="Its words are read from it.")
    text = forms.TextareaField("Or its words", required=False, rows=10, max_length=200_000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("upload") and not (data.get("text") or "").strip() and "upload" not in self.errors:
            self.add_error("upload", "Choose the file, or put its words below")
        return data


class VoiceForm(forms.WorkingForm):
    whose = forms.TextField("Whose words are these?", hint="“The lead member for children”.", max_length=160)


class BackForm(forms.WorkingForm):
    reason = forms.TextareaField(
        "Why is it not to be published as it is?", called="the reason", rows=3, max_length=2000
    )


class JustForm(forms.WorkingForm):
    """Nothing to write: the form carries the version that was read."""
