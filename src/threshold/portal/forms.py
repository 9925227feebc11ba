"""What does the public form ask? One form for each page, in words that an eleven-year-old can read.

`heading` stands above several questions; where there is one question, its label is the heading. Each form gets the
visit, because some pages ask in other words after what was answered before.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from threshold.frontdoor import pack
from threshold.frontdoor.codes import Consent, Source
from threshold.people import documents
from threshold.portal.visits import Visit
from threshold.ui import forms
from threshold.ui.filters import byte_size

PROFESSIONAL, PUBLIC = "professional", "public"

#: Where a professional works, in their words; the census code behind it.
SERVICES = {
    Source.SCHOOL: "A school or college",
    Source.EDUCATION: "An education service, such as attendance or a nursery team",
    Source.GP: "A GP surgery",
    Source.HEALTH_VISITOR: "Health visiting",
    Source.SCHOOL_NURSE: "School nursing",
    Source.PRIMARY_HEALTH: "Other community health, such as a dentist, midwife or pharmacy",
    Source.EMERGENCY_DEPARTMENT: "A hospital's accident and emergency department",
    Source.OTHER_HEALTH: "Another health service, such as a hospital ward, mental health or ambulance",
    Source.POLICE: "The police",
    Source.HOUSING: "Housing",
    Source.SOCIAL_CARE: "This council's social care, such as adult services",
    Source.EARLY_HELP: "This council's early help",
    Source.OTHER_INTERNAL: "Another service of this council, such as youth justice",
    Source.OTHER_AUTHORITY: "Another council",
    Source.LEGAL: "A court, probation, prison, immigration or Cafcass",
    Source.OTHER: "A charity, a faith group, a club or a private provider",
}

#: How a member of the public knows the child.
CONNECTIONS = {
    Source.FAMILY: "I am in the child's family, or I look after the child",
    Source.ACQUAINTANCE: "I am a neighbour, a friend or a childminder",
    Source.SELF: "I am the child or young person",
    Source.OTHER_INDIVIDUAL: "I know the child or saw something in another way",
    Source.UNKNOWN: "I do not want to say",
}


class StepForm(forms.Form):
    """One page of the form."""

    heading = ""
    lead = ""
    draft_token = forms.HiddenField(required=False, max_length=1000)

    def __init__(self, *args: Any, visit: Visit, **options: Any) -> None:
        self.visit = visit
        super().__init__(*args, **options)
        self.word()

    def word(self) -> None:
        """Change the words to suit this visitor."""

    @property
    def revealed(self) -> set[str]:
        """Questions that stand inside an answer to another."""
        names: set[str] = set()
        for question in self.fields.values():
            for inner in getattr(question, "reveals", {}).values():
                names |= {inner} if isinstance(inner, str) else set(inner)
        return names

    @property
    def is_by_child(self) -> bool:
        return self.visit.answer("connection", "connection") == Source.SELF

    @property
    def is_by_professional(self) -> bool:
        return self.visit.answer("who", "who") == PROFESSIONAL

    def relabel(self, name: str, label: str, hint: str | None = None) -> None:
        self.fields[name].label = label
        if hint is not None:
            self.fields[name].help_text = hint


#: The only question of a page is its heading.
_HEADING: dict[str, Any] = {"page_heading": True, "label_size": "l"}


class DangerForm(StepForm):
    danger = forms.RadiosField(
        "Is a child in danger right now?",
        choices=[("yes", "Yes"), ("no", "No")],
        hints={"yes": "A child is hurt, or could be hurt in the next few hours."},
        missing="Say if a child is in danger right now",
        **_HEADING,
    )


class WhoForm(StepForm):
    who = forms.RadiosField(
        "Who are you?",
        choices=[(PROFESSIONAL, "I am telling you as part of my job"), (PUBLIC, "I am a member of the public")],
        hints={
            PROFESSIONAL: "You work or volunteer with children or families: a teacher, a nurse, a police officer.",
            PUBLIC: "You are a relative, a neighbour, a friend, or the child or young person.",
        },
        missing="Say if you are a professional or a member of the public",
        **_HEADING,
    )


class ServiceForm(StepForm):
    service = forms.RadiosField(
        "Where do you work?", choices=list(SERVICES.items()), missing="Choose where you work", **_HEADING
    )


class ConnectionForm(StepForm):
    connection = forms.RadiosField(
        "How do you know the child?",
        choices=list(CONNECTIONS.items()),
        missing="Say how you know the child",
        **_HEADING,
    )


class ProfessionalForm(StepForm):
    heading = "How can we reach you?"
    lead = "We may need to ask you something. We will also tell you what we decided."
    name = forms.TextField("Your full name", autocomplete="name", max_length=120)
    role = forms.TextField("Your job", hint="For example, head teacher or midwife.", max_length=120)
    organisation = forms.TextField(
        "Where you work",
        hint="The name of the school, surgery or station.",
        autocomplete="organization",
        max_length=160,
    )
    telephone = forms.TelField("Telephone", width=20, autocomplete="tel", max_length=30, required=False)
    email = forms.EmailField("Email address", autocomplete="email", required=False)

    def clean(self) -> dict[str, Any]:
        _need_one_way(self)
        return self.cleaned_data


def _need_one_way(form: StepForm) -> None:
    """Somebody who gives a name can be reached."""
    data = form.cleaned_data
    if "telephone" in data and "email" in data and not (data["telephone"] or data["email"]):
        form.add_error("telephone", "Enter a telephone number or an email address, so that we can reach you")


class PersonForm(StepForm):
    give_name = forms.RadiosField(
        "Do you want to tell us who you are?",
        choices=[("yes", "Yes"), ("no", "No, I want to stay anonymous")],
        hints={
            "yes": "We can ask you questions and tell you that we have acted.",
            "no": "We will still look at what you tell us. We cannot write back to you.",
        },
        reveals={"yes": ("name", "telephone", "email")},
        missing="Say if you want to tell us who you are",
        **_HEADING,
    )
    name = forms.TextField(
        "Your full name", autocomplete="name", max_length=120, required=False, mark_optional=False,
        missing="Enter your name, or choose to stay anonymous",
    )  # fmt: skip
    telephone = forms.TelField("Telephone", width=20, autocomplete="tel", max_length=30, required=False)
    email = forms.EmailField("Email address", autocomplete="email", required=False)

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "give_name", "yes", "name")
        if self.cleaned_data.get("give_name") == "yes":
            _need_one_way(self)
        return self.cleaned_data


class YoungPersonForm(StepForm):
    heading = "How can we reach you?"
    lead = (
        "You do not have to give us a number or an email address. If you do, only give one that is safe: "
        "one that nobody else looks at."
    )
    telephone = forms.TelField("A phone number that is safe for you", width=20, max_length=30, required=False)
    email = forms.EmailField("An email address that is safe for you", required=False)


class FamilyForm(StepForm):
    family = forms.RadiosField(
        "Can we tell the family that it was you who told us?",
        hint="If you say no, we will not tell them. A court could ask us, but that is very rare.",
        choices=[("yes", "Yes, you can tell them"), ("no", "No, do not tell them")],
        missing="Say if we can tell the family that it was you",
        **_HEADING,
    )

    def word(self) -> None:
        if self.is_by_child:
            self.relabel("family", "Can we tell your family that you told us?", "If you say no, we will not tell them.")


class _Passage(StepForm):
    """A page with one box to write in."""


def _box(label: str, hint: str, *, required: bool = False, rows: int = 8, missing: str = "") -> forms.TextareaField:
    return forms.TextareaField(label, hint=hint, required=required, rows=rows, missing=missing, **_HEADING)


class HappenedForm(_Passage):
    happened = _box(
        "What happened?",
        "What did you see or hear? When and where was it? Who was there? Write it as you would say it.",
        required=True, rows=10, missing="Write what happened",
    )  # fmt: skip


class HistoryForm(_Passage):
    history = _box(
        "What do you know from before?",
        "Has something like this happened before? What have you or others done, and did it help?",
    )


class WorriesForm(_Passage):
    worries = _box("What are you most worried about?", "What could happen to the child if nothing changes?")


class StrengthsForm(_Passage):
    strengths = _box(
        "What is going well?", "Who helps the child? What do the parents do well? What makes the child feel safe?"
    )

    def word(self) -> None:
        if self.is_by_child:
            self.relabel("strengths", "What is going well for you?", "Who helps you? Where do you feel safe?")


class ChildSaysForm(_Passage):
    child_says = _box(
        "What does the child say?", "Use the child's own words if you can. Leave it empty if you do not know."
    )

    def word(self) -> None:
        if self.is_by_child:
            self.relabel("child_says", "What do you want to happen?", "Tell us in your own words.")


class WhoKnowsForm(_Passage):
    who_knows = _box(
        "Who in the family knows that you are telling us?",
        "Tell us also who must not know. For example: the mother knows, the stepfather must not find out.",
        rows=4,
    )

    def word(self) -> None:
        if self.is_by_child:
            self.relabel(
                "who_knows",
                "Who knows that you are telling us?",
                "Tell us also who must not know, so that you are safe.",
            )


class ConsentForm(StepForm):
    consent = forms.RadiosField(
        "Has the family agreed to you telling us?",
        hint="Share your worry also without consent if a child may be at risk of harm.",
        choices=[
            (Consent.GIVEN, "Yes, they have agreed"),
            (Consent.REFUSED, "No, they were asked and did not agree"),
            (Consent.NOT_SOUGHT, "They were not asked"),
        ],
        reveals={
            Consent.GIVEN: ("given_by", "given_on", "scope"),
            Consent.REFUSED: "refused_reason",
            Consent.NOT_SOUGHT: "not_sought_reason",
        },
        missing="Say if the family has agreed",
        **_HEADING,
    )
    given_by = forms.TextField("Who agreed?", hint="For example, the child's mother.", max_length=120, required=False,
                               mark_optional=False, missing="Enter who agreed")  # fmt: skip
    given_on = forms.DateField("On which day?", past=True, required=False, mark_optional=False,
                               missing="Enter the day on which they agreed")  # fmt: skip
    scope = forms.TextField("Is there something they did not agree to?", max_length=300, required=False)
    refused_reason = forms.TextareaField("Why do you tell us without their agreement?", rows=3, required=False,
                                         max_length=5000, mark_optional=False,
                                         missing="Enter why you tell us without their agreement")  # fmt: skip
    not_sought_reason = forms.TextareaField("Why were they not asked?", rows=3, required=False, max_length=5000,
                                            hint="For example, it would have put the child at risk.",
                                            mark_optional=False, missing="Enter why they were not asked")  # fmt: skip

    def clean(self) -> dict[str, Any]:
        forms.required_when(self, "consent", Consent.GIVEN, "given_by", "given_on")
        forms.required_when(self, "consent", Consent.REFUSED, "refused_reason")
        forms.required_when(self, "consent", Consent.NOT_SOUGHT, "not_sought_reason")
        return self.cleaned_data


class LevelForm(StepForm):
    level = forms.RadiosField(
        "Which level of need do you think this is?",
        hint="You can go on without choosing one. If you name several children, choose the highest.",
        choices=lambda: [*((level.code, level.title) for level in pack.of().levels), ("", "I do not know")],
        required=False, mark_optional=False, **_HEADING,
    )  # fmt: skip

    def word(self) -> None:
        self.fields["level"].hints = {level.code: level.meaning for level in pack.of().levels}  # type: ignore[attr-defined]


class LanguageForm(StepForm):
    heading = "Which language does the family speak?"
    lead = "You can leave this empty."
    language = forms.TextField("Language", hint="Only if it is not English.", max_length=60, width=20, required=False,
                               mark_optional=False)  # fmt: skip
    interpreter = forms.RadiosField(
        "Do they need an interpreter?",
        hint="This includes British Sign Language.",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "I do not know")],
        required=False, mark_optional=False, inline=True,
    )  # fmt: skip

    def word(self) -> None:
        if self.is_by_child:
            self.heading = "Which language do you speak at home?"


class UploadForm(forms.Form):
    """One file. What it is, is checked when it is kept."""

    file = forms.FileField("Choose a file", required=False, mark_optional=False, extensions=documents.ENDINGS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        most = settings.ATTACHMENT_MAX_BYTES
        field = self.fields["file"]
        field.max_bytes = most  # type: ignore[attr-defined]
        field.help_text = f"PDF, Word (docx), OpenDocument (odt), plain text or a picture. Up to {byte_size(most)}."


class ReturnCodeForm(forms.Form):
    code = forms.TextField("Your return code", hint="It has 12 letters and numbers, like K7QX-2M9A-HD4T.", width=20,
                           max_length=40, spellcheck=False, missing="Enter your return code")  # fmt: skip


class SendCodeForm(forms.Form):
    email = forms.EmailField(
        "Email address", hint="Only give an address that nobody else reads.", missing="Enter an email address"
    )
