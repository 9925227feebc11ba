"""What does the public form ask? One form for each page, in words that an eleven-year-old can read.

`heading` stands above several questions; where there is one question, its label is the heading. Each form gets the
visit, because some pages ask in other words after what was answered before.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import timezone

from threshold.core.errors import Refused
from threshold.frontdoor import pack
from threshold.frontdoor import policies as frontdoor_policies
from threshold.frontdoor.codes import Consent, Source
from threshold.people import documents, identifiers
from threshold.people import policies as people_policies
from threshold.people.models import Person
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


class ChildForm(StepForm):
    """One child. What it lacks for a record goes along as it was told."""

    heading = "Which child are you worried about?"
    lead = "Tell us what you know. You can leave boxes empty."
    given_name = forms.TextField("First name", max_length=100, required=False, mark_optional=False, width=20)
    family_name = forms.TextField("Last name", max_length=100, required=False, mark_optional=False, width=20)
    description = forms.TextareaField(
        "If you do not know the name, what do you know?",
        hint="For example: a boy with red hair who lives on the second floor.",
        rows=2, max_length=500, required=False, mark_optional=False,
    )  # fmt: skip
    age_known = forms.RadiosField(
        "How old is the child?",
        choices=[
            ("birth", "I know the date of birth"),
            ("age", "I know the age, or can guess it"),
            ("unborn", "The baby is not born yet"),
            ("unknown", "I do not know"),
        ],
        reveals={"birth": "birth_on", "age": "age", "unborn": "expected_on"},
        called="how old the child is",
        missing="Say how old the child is, or that you do not know",
    )
    birth_on = forms.DateField("Date of birth", hint="For example, 27 3 2019.", required=False, mark_optional=False,
                               past=True, missing="Enter the date of birth")  # fmt: skip
    age = forms.NumberField("Age in years", hint="For a baby under one year, type 0.", minimum=0, maximum=25, width=2,
                            required=False, mark_optional=False, missing="Enter the age in years")  # fmt: skip
    expected_on = forms.DateField(
        "When is the baby due?", hint="If you do not know, leave this empty.", required=False, mark_optional=False
    )
    same_address = forms.RadiosField(
        "Does this child live with the first child you told us about?",
        choices=[("yes", "Yes"), ("no", "No, or I do not know")],
        reveals={"no": ("line_1", "town", "postcode", "is_secret")},
        missing="Say if this child lives with the first child",
    )
    line_1 = forms.TextField("Address, or where the child was seen", max_length=120, required=False)
    town = forms.TextField("Town or village", max_length=80, required=False, width=20)
    postcode = forms.TextField("Postcode", max_length=10, required=False, width=10)
    is_secret = forms.ConfirmField("Somebody in the family must not find out this address", required=False)
    school = forms.TextField("School, college or nursery", max_length=160, required=False)

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        self.number = number
        super().__init__(*args, **options)

    def word(self) -> None:
        if self.number == 1:
            del self.fields["same_address"]
        else:
            self.heading = "Which other child are you worried about?"
        if self.is_by_child and self.number == 1:
            self.heading, self.lead = "Who are you?", "Tell us about you. You can leave boxes empty."
            self.relabel("age_known", "How old are you?")
            self.relabel("line_1", "Where do you live?")
            self.relabel("school", "Your school, college or nursery")
            self.relabel(
                "description", "If you do not want to give your name, how can we find you?",
                "For example: I am in year 8 at Oak School.",
            )  # fmt: skip

    @property
    def shares_address(self) -> bool:
        return self.cleaned_data.get("same_address") == "yes"

    def clean_postcode(self) -> str:
        try:
            return identifiers.postcode(self.cleaned_data["postcode"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        forms.required_when(self, "age_known", "birth", "birth_on")
        forms.required_when(self, "age_known", "age", "age")
        says_who = any(data.get(name) for name in ("given_name", "family_name", "description"))
        if not says_who and data.get("age_known") != "unborn":
            self.add_error("given_name", "Enter a name, or what you know about the child")
        self._check_dates(data)
        return data

    def _check_dates(self, data: dict[str, Any]) -> None:
        """The rules of the record, asked here so that nothing is refused on sending."""
        today = timezone.localdate()
        name = {"birth": "birth_on", "unborn": "expected_on"}.get(data.get("age_known", ""))
        if name is None or not data.get(name):
            return
        birth_on = data[name] if name == "birth_on" else None
        expected_on = data[name] if name == "expected_on" else None
        kind = Person.Kind.UNBORN if expected_on else Person.Kind.CHILD
        try:
            frontdoor_policies.check_birth(birth_on=birth_on, expected_on=expected_on, received_on=today)
            people_policies.check_facts(kind=kind, birth_on=birth_on, expected_on=expected_on, today=today)
        except Refused as refusal:
            self.add_error(name, refusal.sentence)

    def estimated_birth(self) -> dt.date | None:
        """The middle of the year in which somebody of this age was born."""
        age = self.cleaned_data.get("age")
        if self.cleaned_data.get("age_known") != "age" or age is None:
            return None
        return timezone.localdate() - dt.timedelta(days=round(age * 365.25) + 182)


class AnotherForm(forms.Form):
    another = forms.RadiosField(
        "Are you worried about another child too?",
        choices=[("yes", "Yes"), ("no", "No")],
        missing="Say if you are worried about another child too",
        label_size="m",
    )


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
