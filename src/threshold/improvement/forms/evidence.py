"""What is asked when evidence is added? Each kind its own questions, and always what it shows and of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from threshold.improvement.actions.evidence import Links
from threshold.improvement.forms.common import NO_CHILD, set_choices, shortened
from threshold.improvement.models import Evidence, Finding, Obligation, PlanAction, SourceDocument
from threshold.ui import forms


class EvidenceForm(forms.WorkingForm):
    """Common to every kind: `of` is one thing, as "finding:7"."""

    shows = forms.TextareaField(
        "What does it show about how children are served?", hint=NO_CHILD, rows=3, max_length=2000
    )
    of = forms.SelectField("Evidence of", choices=[], called="what it is evidence of")

    def __init__(
        self,
        *args: Any,
        findings: Iterable[Finding],
        obligations: Iterable[Obligation],
        actions: Iterable[PlanAction],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        rows: list[tuple[str, Any, str, str]] = [
            *((f"finding:{row.pk}", row, row.words, "Finding") for row in findings),
            *((f"obligation:{row.pk}", row, row.words, "Requirement") for row in obligations),
            *((f"action:{row.pk}", row, row.title, "Action") for row in actions),
        ]
        self.things: dict[str, Any] = {key: row for key, row, _text, _what in rows}
        set_choices(
            self, "of", [(key, f"{what} {row.reference} {shortened(text, 80)}") for key, row, text, what in rows]
        )

    def links(self) -> Links:
        chosen = self.things[self.cleaned_data["of"]]
        match self.cleaned_data["of"].partition(":")[0]:
            case "finding":
                return Links(findings=[chosen])
            case "obligation":
                return Links(obligations=[chosen])
        return Links(actions=[chosen])


class ReadingForm(EvidenceForm):
    measure = forms.SelectField("Measure", choices=[])
    first = forms.DateField("First day of the period", called="the first day", past=True)
    last = forms.DateField("Last day of the period", called="the last day", past=True)
    field_order = ("measure", "first", "last", "shows", "of")

    def __init__(self, *args: Any, measures: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "measure", [(code, f"{code} {title}") for code, title in measures.items()])


class AuditForm(EvidenceForm):
    audit = forms.TextField("Reference of the audit", hint="For example A-00001-W", width=10)
    field_order = ("audit", "shows", "of")


class AuditsForm(EvidenceForm):
    tool = forms.SelectField("Audit tool", choices=[])
    first = forms.DateField("First day of the period", called="the first day", past=True)
    last = forms.DateField("Last day of the period", called="the last day", past=True)
    field_order = ("tool", "first", "last", "shows", "of")

    def __init__(self, *args: Any, tools: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "tool", tools.items())


class DocumentForm(EvidenceForm):
    document = forms.SelectField(
        "A document that is kept here", choices=[], required=False, blank="None of these", mark_optional=False
    )
    upload = forms.FileField(
        "Or a new file", called="the new file", hint=f"PDF, Word, OpenDocument or plain text. {NO_CHILD}",
        required=False, extensions=("pdf", "docx", "odt", "txt"), mark_optional=False,
    )  # fmt: skip
    title = forms.TextField("What is the new file?", required=False, max_length=200, mark_optional=False)
    field_order = ("document", "upload", "title", "shows", "of")

    def __init__(self, *args: Any, documents: Iterable[SourceDocument], **options: Any) -> None:
        super().__init__(*args, **options)
        self.documents = {str(row.pk): row for row in documents}
        choices = [(key, f"{shortened(row.title, 80)} ({row.reference})") for key, row in self.documents.items()]
        set_choices(self, "document", [("", "None of these"), *choices])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "upload" not in self.errors:
            if not data.get("document") and not data.get("upload"):
                self.add_error("document", "Choose a document, or a new file")
            if data.get("document") and data.get("upload"):
                self.add_error("document", "Choose one: a document that is kept here, or a new file")
            if data.get("upload") and not data.get("title"):
                self.add_error("title", "Say what the new file is")
        return data

    def chosen(self) -> dict[str, Any]:
        """The action's keyword arguments."""
        data = self.cleaned_data
        if data["document"]:
            return {"document": self.documents[data["document"]]}
        return {"upload": data["upload"], "title": data["title"]}


class ObservationForm(EvidenceForm):
    seen_on = forms.DateField("When was it seen or heard?", called="the day", past=True)
    field_order = ("seen_on", "shows", "of")


class LinkForm(EvidenceForm):
    """Link evidence to one more thing: nothing else is asked."""

    shows = None  # type: ignore[assignment]


KINDS: dict[str, type[EvidenceForm]] = {
    Evidence.Kind.READING.value: ReadingForm,
    Evidence.Kind.AUDITS.value: AuditsForm,
    Evidence.Kind.AUDIT.value: AuditForm,
    Evidence.Kind.DOCUMENT.value: DocumentForm,
    Evidence.Kind.OBSERVATION.value: ObservationForm,
}
