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
    document = forms.SelectField("Document", choices=[])
    field_order = ("document", "shows", "of")

    def __init__(self, *args: Any, documents: Iterable[SourceDocument], **options: Any) -> None:
        super().__init__(*args, **options)
        self.documents = {str(row.pk): row for row in documents}
        set_choices(self, "document", [(key, shortened(row.title)) for key, row in self.documents.items()])


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
