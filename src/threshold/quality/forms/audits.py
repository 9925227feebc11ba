"""What is asked of an auditor, a moderator, and whoever looks after audits? A tool's questions come from the pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from threshold.access.models import User
from threshold.quality.grades import Grade
from threshold.quality.models import Audit, AuditAnswer, FamilyFeedback
from threshold.quality.pack import DipSample, Domain, Exemplars, Tool
from threshold.ui import forms

YES_NO = [("yes", "Yes"), ("no", "No")]
WHOLE = ""


def grade_field(label: str, exemplars: Exemplars, grades: Iterable[str] = tuple(Grade.values)) -> forms.RadiosField:
    """One of the four grades, what each looks like beside it; nothing is chosen beforehand."""
    chosen = [(grade, Grade(grade).label) for grade in grades]
    return forms.RadiosField(
        label, choices=chosen, hints={grade: exemplars.of(grade) for grade, _ in chosen}, called=label.lower()
    )


@dataclass(frozen=True)
class Part:
    """What a page shows of one domain: its questions, its grade and the reason."""

    domain: Domain | None
    title: str
    about: str
    questions: list[Any]
    grade: Any
    because: Any


class GradesForm(forms.WorkingForm):
    """A grade with its reason for every domain of a tool and for the whole."""

    def __init__(self, *args: Any, tool: Tool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tool = tool
        for domain in tool.domains:
            self._add(domain.code, f"Grade for “{domain.title}”", domain.exemplars)
        self._add("whole", "Grade for the whole", tool.whole)

    def _add(self, code: str, label: str, exemplars: Exemplars) -> None:
        self.fields[f"grade_{code}"] = grade_field(label, exemplars)
        self.fields[f"because_{code}"] = forms.TextareaField(
            "Because", hint="What you saw that makes it this grade.", rows=3, max_length=5000, called=f"why: {label}"
        )

    def parts(self) -> list[Part]:
        """The domains and the whole, as the page shows them."""
        found = [self._part(domain, domain.code, domain.title, domain.about) for domain in self.tool.domains]
        return [*found, self._part(None, "whole", "As a whole", self.tool.purpose)]

    def _part(self, domain: Domain | None, code: str, title: str, about: str) -> Part:
        names = [f"ask_{domain.code}_{one.code}" for domain in ([domain] if domain else []) for one in domain.questions]
        questions = [self[name] for name in names if name in self.fields]
        return Part(domain, title, about, questions, self[f"grade_{code}"], self[f"because_{code}"])

    def grades(self) -> dict[str, tuple[str, str]]:
        """`{domain: (grade, because)}`, "" for the whole."""
        data = self.cleaned_data
        codes = [domain.code for domain in self.tool.domains]
        return {code: (data[f"grade_{code}"], data[f"because_{code}"]) for code in codes} | {
            WHOLE: (data["grade_whole"], data["because_whole"])
        }


class AuditForm(GradesForm):
    """Everything that an auditor hands in."""

    together = forms.RadiosField(
        "Did you do this audit together with the practitioner?",
        choices=YES_NO,
        reveals={"no": "not_together_reason"},
        called="whether you did it together",
    )
    not_together_reason = forms.TextField(
        "Why not?", required=False, mark_optional=False, max_length=300, called="why you did not do it together"
    )
    strengths = forms.TextareaField("What is strong?", rows=4, max_length=20_000)
    worries = forms.TextareaField("What worries you?", rows=4, max_length=20_000)
    impact = forms.TextareaField(
        "What did it mean for the child?", hint="What is different for them because of what we did.", rows=4,
        max_length=20_000,
    )  # fmt: skip
    is_unsafe = forms.RadiosField(
        "May a child be unsafe now?",
        hint="If so, the manager of the team hears of it the moment you hand in. If it cannot wait for that, raise an "
        "alert from the audit's page now.",
        choices=YES_NO,
        reveals={"yes": "unsafe"},
        called="whether a child may be unsafe",
    )
    unsafe = forms.TextareaField("What makes you think so?", required=False, mark_optional=False, rows=3)

    def __init__(self, *args: Any, audit: Audit, **options: Any) -> None:
        super().__init__(*args, **options)
        for domain in self.tool.domains:
            for question in domain.questions:
                self.fields[f"ask_{domain.code}_{question.code}"] = forms.RadiosField(
                    question.text, choices=AuditAnswer.Answer.choices, inline=True, small=True, label_size="",
                    called=f"an answer: {question.text}",
                )  # fmt: skip
        self.family = FamilyFeedback.Who.choices if audit.person_id else []
        for who, label in self.family:
            self.fields[f"heard_{who}"] = forms.RadiosField(
                f"{label}: what did they say of our help?",
                choices=[("yes", "They were heard"), ("no", "They were not heard")],
                reveals={"yes": f"words_{who}", "no": f"why_not_{who}"},
                called=f"whether this person was heard: {label.lower()}",
            )
            self.fields[f"words_{who}"] = forms.TextareaField(
                "In their words", required=False, mark_optional=False, rows=3, max_length=10_000,
                called=f"what they said: {label.lower()}",
            )  # fmt: skip
            self.fields[f"why_not_{who}"] = forms.TextField(
                "Why not?", required=False, mark_optional=False, max_length=300, called=f"why not: {label.lower()}"
            )
        if audit.joint_auditor_id:
            self.fields["joint_note"] = forms.TextareaField(
                "What does the joint auditor need to know?",
                hint="They may not know who the child is: write “the child”, “the mother”, and no name or place.",
                rows=3,
                required=False,
                max_length=10_000,
            )

    def heard(self) -> list[Any]:
        """The questions about the family."""
        return [self[f"heard_{who}"] for who, _ in self.family]

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "together", "no", "not_together_reason")
        forms.required_when(self, "is_unsafe", "yes", "unsafe")
        for who, _ in self.family:
            forms.required_when(self, f"heard_{who}", "yes", f"words_{who}")
            forms.required_when(self, f"heard_{who}", "no", f"why_not_{who}")
        return self.cleaned_data

    def answers_given(self) -> dict[tuple[str, str], str]:
        return {
            (domain.code, one.code): self.cleaned_data[f"ask_{domain.code}_{one.code}"]
            for domain in self.tool.domains
            for one in domain.questions
        }

    def feedback(self) -> dict[str, tuple[str, str]]:
        data, found = self.cleaned_data, {}
        for who, _ in self.family:
            heard = data[f"heard_{who}"] == "yes"
            found[who] = (data[f"words_{who}"], "") if heard else ("", data[f"why_not_{who}"])
        return found


class AgreeForm(forms.WorkingForm):
    """What two talked through: for each domain a grade at or between theirs."""

    discussion = forms.TextareaField(
        "What did you talk through, and what settled it?", rows=5, max_length=20_000, called="what you talked through"
    )

    def __init__(self, *args: Any, between: Mapping[str, list[str]], tool: Tool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.between = between
        titles = {domain.code: domain for domain in tool.domains}
        for code, grades in between.items():
            label = f"Agreed for “{titles[code].title}”" if code else "Agreed for the whole"
            exemplars = titles[code].exemplars if code else tool.whole
            self.fields[f"agreed_{code or 'whole'}"] = grade_field(label, exemplars, grades)

    def agreed(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"agreed_{code or 'whole'}"] for code in self.between}

    def grade(self, code: str) -> Any:
        return self[f"agreed_{code or 'whole'}"]


class ReasonForm(forms.WorkingForm):
    """One question in words; which one, the page says."""

    words = forms.TextareaField("Why?", rows=4, max_length=5000)

    def __init__(self, *args: Any, label: str = "Why?", hint: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["words"]
        field.label, field.hint = label, hint


class JointForm(forms.WorkingForm):
    joint_auditor = forms.SelectField("Who audits jointly?", choices=[])

    def __init__(self, *args: Any, users: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.users = {str(user.pk): user for user in users}
        self.fields["joint_auditor"].choices = [(key, user.name) for key, user in self.users.items()]  # type: ignore[attr-defined]


class DipForm(forms.WorkingForm):
    """A few questions of many records. A record that is left empty stays for later."""

    def __init__(self, *args: Any, audits: list[Audit], sample: DipSample, **options: Any) -> None:
        super().__init__(*args, **options)
        self.audits, self.sample = audits, sample
        for audit in audits:
            for question in sample.questions:
                self.fields[f"ask_{audit.pk}_{question.code}"] = forms.RadiosField(
                    question.text, choices=AuditAnswer.Answer.choices, inline=True, small=True, label_size="",
                    required=False, mark_optional=False, called=f"{audit.reference}: {question.text}",
                )  # fmt: skip
            self.fields[f"unsafe_{audit.pk}"] = forms.TextField(
                "A child may be unsafe now, because", required=False, max_length=2000,
                hint="Only if it is so: the manager of the team hears of it at once.",
                called=f"{audit.reference}: why a child may be unsafe",
            )  # fmt: skip

    def rows(self) -> list[tuple[Audit, list[Any], Any]]:
        return [
            (audit, [self[f"ask_{audit.pk}_{one.code}"] for one in self.sample.questions], self[f"unsafe_{audit.pk}"])
            for audit in self.audits
        ]

    def clean(self) -> dict[str, Any]:
        data, begun = self.cleaned_data, False
        for audit in self.audits:
            given = [data.get(f"ask_{audit.pk}_{one.code}") for one in self.sample.questions]
            begun = begun or any(given)
            if any(given) or data.get(f"unsafe_{audit.pk}"):
                for one, answer in zip(self.sample.questions, given, strict=True):
                    if not answer:
                        self.add_error(f"ask_{audit.pk}_{one.code}", f"{audit.reference}: answer “{one.text}”")
        if not begun and not self.errors:
            self.add_error(None, "Answer the questions of at least one record.")
        return data

    def answered(self) -> list[tuple[Audit, dict[str, str], str]]:
        """The records that were answered: with their answers and what makes the child unsafe."""
        data = self.cleaned_data
        return [
            (audit, {one.code: data[f"ask_{audit.pk}_{one.code}"] for one in self.sample.questions},
             data[f"unsafe_{audit.pk}"])
            for audit in self.audits
            if data[f"ask_{audit.pk}_{self.sample.questions[0].code}"]
        ]  # fmt: skip


class PassOnAlertForm(ReasonForm):
    to = forms.SelectField("Who answers?", choices=[])

    def __init__(self, *args: Any, users: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.users = {str(user.pk): user for user in users}
        self.fields["to"].choices = [(key, user.name) for key, user in self.users.items()]  # type: ignore[attr-defined]
