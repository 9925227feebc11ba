"""What does the front door ask? Questions, hints and messages; policies decide what the answers allow.

Nothing is preselected where a person must judge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from threshold.core.errors import Refused
from threshold.frontdoor import pack, policies
from threshold.frontdoor.actions.details import Referrer
from threshold.frontdoor.codes import AnalysisSection, Channel, Consent, Outcome, Section, Source
from threshold.frontdoor.models import Contact, Feedback, InformationRequest
from threshold.people import identifiers
from threshold.people.codes import Sex
from threshold.people.models import Passage, Person
from threshold.people.narrative import Reader
from threshold.people.organisations import organisation_named
from threshold.ui import forms

YES_NO = [("yes", "Yes"), ("no", "No")]
#: What a member of staff types in; the web forms come in by the portal.
TYPED_CHANNELS = [
    (channel.value, channel.label)
    for channel in (Channel.PHONE, Channel.EMAIL, Channel.POLICE_NOTICE, Channel.EMERGENCY_DUTY)
]
SECTION_HINTS = {
    Section.WHAT_HAPPENED: "Who said what, when and where. In the referrer's words. Leave a line between paragraphs.",
    Section.HISTORY: "Earlier worries, services and people who helped.",
    Section.WORRIES: "What the referrer fears may happen to the child.",
    Section.STRENGTHS: "What keeps the child safe and well.",
    Section.CHILD_SAYS: "The child's own words and wishes, and how they were heard.",
    Section.WHO_KNOWS: "Who in the family knows, and whether it is safe to speak to them.",
}


def level_choices() -> list[tuple[str, str]]:
    return [(level.code, level.title) for level in pack.of().levels]


def rating_choices() -> list[tuple[str, str]]:
    return [(rating.code, rating.title) for rating in pack.of().ratings]


def _read(reader: Callable[[str], str], text: str) -> str:
    """An identifier as it is stored; what cannot be one is the field's error."""
    try:
        return reader(text) if text else ""
    except Refused as refusal:
        raise forms.ValidationError(refusal.sentence) from None


def _rating_field(label: str) -> forms.RadiosField:
    hints = {rating.code: rating.meaning for rating in pack.of().ratings}
    return forms.RadiosField(label, choices=rating_choices, hints=hints, called="how urgent it is")


class NamedChildForm(forms.Form):
    """One child on a new contact, or added to an old one."""

    kind = forms.RadiosField(
        "This is", choices=[("child", "A child"), ("unborn", "An unborn child")], called="whether the child is born",
        inline=True, small=True,
    )  # fmt: skip
    given_name = forms.TextField("First names", width=20, required=False, max_length=100, mark_optional=False)
    family_name = forms.TextField("Family name", width=20, required=False, max_length=100, mark_optional=False)
    birth_on = forms.DateField("Date of birth", required=False)
    expected_on = forms.DateField("Expected date of birth, if unborn", required=False, mark_optional=False)
    sex = forms.RadiosField("Sex", choices=Sex.choices, inline=True, small=True, required=False, mark_optional=False)
    line_1 = forms.TextField("Address", width=30, required=False, max_length=120)
    town = forms.TextField("Town", width=20, required=False, max_length=80)
    postcode = forms.TextField("Postcode", width=10, required=False, max_length=10)
    is_confidential = forms.ConfirmField("This address must not become known to anybody in the family", required=False)
    nhs_number = forms.TextField("NHS number", width=20, required=False, max_length=20)
    carer_given_name = forms.TextField("Mother's or main carer's first name", width=20, required=False, max_length=100)
    carer_family_name = forms.TextField("Their family name", width=20, required=False, max_length=100)
    level = forms.SelectField("Level of need, as the referrer sees it", choices=level_choices, required=False)
    #: The answer to "is this one of the children we know?": a person's reference, or "new".
    match = forms.HiddenField(required=False, max_length=20)

    def clean_postcode(self) -> str:
        return _read(identifiers.postcode, self.cleaned_data["postcode"])

    def clean_nhs_number(self) -> str:
        return _read(identifiers.nhs_number, self.cleaned_data["nhs_number"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "unborn" and data.get("birth_on"):
            self.add_error("birth_on", "An unborn child has no date of birth. Enter the expected date instead")
        if data.get("kind") == "child" and not (data.get("given_name") or data.get("family_name")):
            self.add_error("given_name", "Enter a name. If none is known, write what people call the child")
        return data

    def as_told(self) -> dict[str, str]:
        """What was said of the child that is no fact of the child's own record."""
        carer = f"{self.cleaned_data['carer_given_name']} {self.cleaned_data['carer_family_name']}".strip()
        return {"mother or main carer": carer} if carer else {}

    def details(self) -> dict[str, Any]:
        """The keyword arguments of `people.actions.record_person`."""
        data = self.cleaned_data
        details: dict[str, Any] = {
            "kind": data["kind"],
            "given_name": data["given_name"],
            "family_name": data["family_name"],
            "birth_on": data["birth_on"],
            "expected_on": data["expected_on"] if data["kind"] == Person.Kind.UNBORN else None,
            "sex": data["sex"] or Sex.UNKNOWN,
        }
        if data["line_1"] or data["postcode"]:
            details["address"] = {
                "line_1": data["line_1"] or "Address not known",
                "town": data["town"],
                "postcode": data["postcode"],
                "is_confidential": data["is_confidential"],
            }
        if data["nhs_number"]:
            details["identifiers"] = [("nhs", data["nhs_number"], False, "Told by the referrer")]
        return details


class ConsentFields(forms.Form):
    """On what footing information about the family is shared."""

    consent = forms.RadiosField(
        "Does the family agree that information is shared?",
        choices=Consent.choices,
        called="whether the family agrees",
        reveals={Consent.GIVEN.value: ("consent_given_by", "consent_given_on", "consent_scope")},
    )
    consent_given_by = forms.TextField("Who gave consent", width=20, required=False, max_length=120)
    consent_given_on = forms.DateField("When consent was given", required=False)
    consent_scope = forms.TextField("What they agreed to", required=False, max_length=300)
    consent_reason = forms.TextareaField(
        "If refused, not sought or overridden: why", rows=2, required=False, max_length=2000
    )


class WhoToldFields(forms.Form):
    """Who told us, and in which language the family is spoken to."""

    source = forms.SelectField("Who is the referrer?", choices=Source.choices, called="who the referrer is")
    referrer_name = forms.TextField("Referrer's name", width=20, required=False, max_length=120)
    referrer_role = forms.TextField("Role, or relation to the child", width=20, required=False, max_length=120)
    referrer_organisation_name = forms.TextField(
        "Organisation", width=30, required=False, max_length=160, hint="As it is called in the list of organisations."
    )
    referrer_telephone = forms.TelField("Telephone", width=20, required=False, max_length=30)
    referrer_email = forms.EmailField("E-mail", width=30, required=False, max_length=254)
    referrer_anonymity = forms.RadiosField(
        "May the family know who told us?", choices=Contact.Anonymity.choices, small=True,
        called="whether the family may know who told us",
    )  # fmt: skip
    language = forms.TextField("Language of the family, if not English", width=20, required=False, max_length=60)
    interpreter_needed = forms.ConfirmField("An interpreter is needed", required=False)

    def referrer(self) -> Referrer:
        data = self.cleaned_data
        return Referrer(
            name=data["referrer_name"],
            role=data["referrer_role"],
            organisation=organisation_named(data["referrer_organisation_name"]),
            organisation_name=data["referrer_organisation_name"],
            telephone=data["referrer_telephone"],
            email=data["referrer_email"],
            anonymity=data["referrer_anonymity"],
        )


class CorrectForm(forms.WorkingForm, WhoToldFields):
    """What was written down wrongly, or was learnt later."""


class DangerForm(forms.WorkingForm):
    """A child is in danger now, or no longer."""

    #: What the page asked, so that two people who send it do not undo each other.
    is_danger = forms.HiddenField(max_length=3)
    reason = forms.TextareaField("What has changed, and what has been done?", rows=4, max_length=5000)


class ContactForm(forms.WorkingForm, WhoToldFields, ConsentFields):
    """A contact, as it comes in by telephone, e-mail or notice."""

    is_immediate_danger = forms.RadiosField(
        "Is a child in danger now?", choices=YES_NO, inline=True, called="whether a child is in danger now",
        hint="If so, the police are called on 999 before anything is typed.",
    )  # fmt: skip
    channel = forms.RadiosField("How did it come in?", choices=TYPED_CHANNELS, small=True, called="how it came in")
    received_at = forms.DateTimeField("When was it received?", hint="The clocks start here.")
    returned_from_missing_at = forms.DateTimeField(
        "If the child was missing: when found or back", required=False, mark_optional=False,
        hint="A return home interview is due within 72 hours.",
    )  # fmt: skip
    what_happened = forms.TextareaField(
        Section.WHAT_HAPPENED.label, hint=SECTION_HINTS[Section.WHAT_HAPPENED], rows=8, label_size="m"
    )
    history = forms.TextareaField(
        Section.HISTORY.label, hint=SECTION_HINTS[Section.HISTORY], rows=4, label_size="m", required=False
    )
    worries = forms.TextareaField(
        Section.WORRIES.label, hint=SECTION_HINTS[Section.WORRIES], rows=4, label_size="m", required=False
    )
    strengths = forms.TextareaField(
        Section.STRENGTHS.label, hint=SECTION_HINTS[Section.STRENGTHS], rows=4, label_size="m", required=False
    )
    child_says = forms.TextareaField(
        Section.CHILD_SAYS.label, hint=SECTION_HINTS[Section.CHILD_SAYS], rows=4, label_size="m", required=False
    )
    who_knows = forms.TextareaField(
        Section.WHO_KNOWS.label, hint=SECTION_HINTS[Section.WHO_KNOWS], rows=3, label_size="m", required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # As on the page, so that the summary of what is missing runs in the same order: the call, who told us, consent.
        first = ["is_immediate_danger", "channel", "received_at"]
        self.order_fields(first + [name for name in self.fields if name not in ConsentFields.base_fields])

    def story(self) -> dict[str, str]:
        return {section.value: self.cleaned_data[section.value] for section in Section}


class ConsentForm(forms.WorkingForm, ConsentFields):
    """Consent, recorded or changed later."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        bases = [("", "None needed: consent was given"), *((row.code, row.title) for row in pack.of().lawful_bases)]
        self.fields["lawful_basis"] = forms.RadiosField(
            "Lawful basis where there is no consent", choices=bases, required=False, small=True, mark_optional=False
        )


class ScreenForm(forms.WorkingForm):
    """First look: how urgent, and each child's level of need as it seems now."""

    def __init__(self, *args: Any, children: Any = (), by_referrer: Any = None, **options: Any) -> None:
        """`by_referrer` holds the level that the referrer proposed, by the id of the child on the contact."""
        super().__init__(*args, **options)
        self.by_referrer = by_referrer or {}
        titles = dict(level_choices())
        self.fields["rag"] = _rating_field("How urgent is it?")
        self.fields["reason"] = forms.TextareaField("Why", rows=3, max_length=5000, called="why it is this urgent")
        self.children = list(children)
        for child in self.children:
            self.fields[f"level_{child.pk}"] = forms.RadiosField(
                f"Level of need of {child.person.display_name}, as it seems now", choices=level_choices, small=True,
                called=f"the level of need of {child.person.display_name}",
            )  # fmt: skip
            proposed = self.by_referrer.get(child.pk)
            if proposed:
                self.fields[f"level_reason_{child.pk}"] = forms.TextareaField(
                    "If it is not the referrer's level: why", rows=2, required=False, mark_optional=False,
                    max_length=5000, hint=f"The referrer proposed: {titles.get(proposed, proposed)}",
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for child in self.children:
            proposed, level = self.by_referrer.get(child.pk), data.get(f"level_{child.pk}")
            if proposed and level and level != proposed and not data.get(f"level_reason_{child.pk}", "").strip():
                self.add_error(f"level_reason_{child.pk}", "Say why it is not the level that the referrer proposed")
        return data

    def levels(self) -> dict[int, str]:
        return {child.pk: self.cleaned_data[f"level_{child.pk}"] for child in self.children}

    def level_reasons(self) -> dict[int, str]:
        return {child.pk: self.cleaned_data.get(f"level_reason_{child.pk}", "") for child in self.children}


class RerateForm(forms.WorkingForm):
    """It has become more or less urgent."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rag"] = _rating_field("How urgent is it now?")
        self.fields["reason"] = forms.TextareaField("What has changed", rows=3, max_length=5000)


class StoryForm(forms.WorkingForm):
    """One part of the story, written again."""

    text = forms.TextareaField("Text", rows=12)


class NarrowForm(forms.WorkingForm):
    """One paragraph: how far it may travel, and which of the children it is about."""

    travels = forms.RadiosField("How may it be shared?", choices=Passage.Travels.choices, called="how it may be shared")

    def __init__(self, *args: Any, children: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"] = forms.CheckboxesField(
            "Whom is it about?",
            choices=[(str(child.person_id), child.person.display_name) for child in children],
            hint="Leave all boxes empty if it is about every child on this contact.",
            required=False,
            mark_optional=False,
        )
        self.fields["may_widen"] = forms.ConfirmField(
            "More people are to read this paragraph than until now: I mean that", required=False
        )

    def persons(self) -> tuple[int, ...] | None:
        """The ids of those chosen, or None for everybody. Not called `about`: a page would draw it for the field."""
        chosen = tuple(int(pk) for pk in self.cleaned_data["about"])
        return chosen or None


class AskForm(forms.WorkingForm):
    """One question, to one partner or several."""

    def __init__(self, *args: Any, needs_basis: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        practice = pack.of()
        self.fields["agencies"] = forms.CheckboxesField(
            "Whom do you ask?", choices=[(agency.code, agency.title) for agency in practice.agencies], small=True,
            hint="Each agency gets a link of its own and answers for itself.", called="whom you ask",
        )  # fmt: skip
        self.fields["question"] = forms.TextareaField(
            "What do you need to know, and why?", rows=5, max_length=5000,
            hint="The partner sees this text and nothing else of the contact. Take out whom they need not look up.",
        )  # fmt: skip
        if needs_basis:
            self.fields["lawful_basis"] = forms.RadiosField(
                "On what lawful basis?", choices=[(row.code, row.title) for row in practice.lawful_bases], small=True,
                hint="The family has not given consent.", called="the lawful basis",
            )  # fmt: skip


_ANSWERS = [
    (state.value, state.label)
    for state in (
        InformationRequest.State.RETURNED,
        InformationRequest.State.NOTHING_KNOWN,
        InformationRequest.State.DECLINED,
    )
]


class AnswerForm(forms.WorkingForm):
    """What a partner said."""

    state = forms.RadiosField("What came back?", choices=_ANSWERS, small=True, called="what came back")
    text = forms.TextareaField("What the partner shared", rows=8, required=False, mark_optional=False)
    answered_by_name = forms.TextField("Who gave the answer", width=20, max_length=120)
    answered_by_role = forms.TextField("Their role", width=20, required=False, max_length=120)
    reason = forms.TextField("If declined: why", required=False, mark_optional=False, max_length=300)


class CancelRequestForm(forms.WorkingForm):
    reason = forms.TextField("Why is the answer no longer needed?", max_length=300)


ANALYSIS_HINTS = {
    AnalysisSection.WHAT_HAPPENED: "What is known, what is said, and what is not known.",
    AnalysisSection.HISTORY: "Patterns, earlier contacts and what helped or did not.",
    AnalysisSection.RISK: "What could happen to this child, how likely, how soon, how bad.",
    AnalysisSection.PROTECTION: "Who and what keeps the child safe, and how far that can be relied on.",
    AnalysisSection.CHILD_VOICE: "What the child says and shows; what a day is like for them.",
    AnalysisSection.IF_NOTHING: "What the child's life looks like in six months if nothing is done.",
}


class AnalysisForm(forms.WorkingForm):
    """The structured analysis: a field for each part, named as the part."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for section in AnalysisSection:
            self.fields[section.value] = forms.TextareaField(
                section.label, hint=ANALYSIS_HINTS[section], rows=5, label_size="m"
            )

    def sections(self) -> dict[str, str]:
        return {section.value: self.cleaned_data[section.value] for section in AnalysisSection}


class OutcomeForm(forms.WorkingForm):
    """What should happen for one child: proposed by anybody who gathers, decided by a registered social worker."""

    outcome = forms.RadiosField(
        "What should happen?", choices=Outcome.choices, called="what should happen", label_size="m"
    )
    team = forms.SelectField(
        "Team that receives the child", choices=[], required=False, mark_optional=False,
        hint="Choose one unless the outcome is no further action, advice, or another authority.",
    )  # fmt: skip
    offer = forms.SelectField(
        "Early help offer", choices=[], required=False, mark_optional=False, hint="Only for early help."
    )
    note = forms.TextField(
        "What the team should do, or which authority you told and whom", required=False, max_length=300
    )
    reason = forms.TextareaField("Why", rows=6, max_length=20_000, label_size="m", called="why this should happen")

    def __init__(self, *args: Any, teams: Any, decides: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.teams = {str(team.pk): team for team in teams}
        self.fields["team"].choices = [  # type: ignore[attr-defined]
            (key, f"{team.name} ({team.get_kind_display().lower()})") for key, team in self.teams.items()
        ]
        self.fields["offer"].choices = [(offer.code, offer.title) for offer in pack.of().offers]  # type: ignore[attr-defined]
        self.decides = decides
        if decides:
            self.fields["level"] = forms.RadiosField(
                "Level of need", choices=level_choices, called="the level of need", label_size="m"
            )
            self.fields["level_reason"] = forms.TextareaField(
                "If the level changes or is unusual for this outcome: why", rows=2, required=False, max_length=5000
            )


class ChildsRecordForm(forms.Form):
    """For whom one child's record of a contact is made: it is addressed to somebody by name."""

    to = forms.TextField("Name of the person who gets it", max_length=120, called="the name of the person who gets it")
    role = forms.TextField(
        "Who they are", hint="Such as “conference chair” or “mother”.", max_length=120, called="who they are"
    )
    reader = forms.RadiosField(
        "What may they have?",
        choices=[
            (Reader.FAMILY.value, "The family: nothing in confidence, and who told us only if that person agreed"),
            (Reader.PROFESSIONAL.value, "Another professional who works with the child: nothing of police or health"),
            (Reader.INTERNAL.value, "Somebody here: everything about this child that you may see"),
        ],
        called="what they may have",
    )


class SignOffForm(forms.WorkingForm):
    """A manager agrees, or returns it with what to do. One reason, two buttons."""

    reason = forms.TextareaField(
        "Your reason", rows=4, max_length=20_000,
        hint="Why you agree; or, if you return it, what should be done first.",
    )  # fmt: skip
    #: What the manager had before them: see `queries_sign_off`.
    contact_version = forms.HiddenField(
        error_messages={"required": "The page was not complete when it was sent. Open the decision again"}
    )


class FeedbackForm(forms.WorkingForm):
    """The answer to the person who was worried."""

    status = forms.RadiosField("How is the answer given?", choices=Feedback.Status.choices, called="how it is given")
    text = forms.TextareaField("The letter", rows=14, required=False, mark_optional=False, max_length=20_000)
    reason = forms.TextField("If it could not be given: why", required=False, mark_optional=False, max_length=300)


class AddChildForm(forms.WorkingForm, NamedChildForm):
    """Another child who belongs to a contact."""


class RemoveChildForm(forms.WorkingForm):
    """A child who does not belong to a contact."""

    reason = forms.TextField(
        "Why does this child not belong to this contact?", max_length=300, missing="Say why the child is removed",
        hint="For example: the younger sister was meant. It stays in the history of both records.",
    )  # fmt: skip


class SettleForm(forms.WorkingForm):
    """A message could not be sent, and somebody was answered in another way."""

    how = forms.TextField(
        "How was it answered, or why need it not be?", max_length=300,
        missing="Say how it was answered, or why it need not be",
        hint="For example: told on the telephone today. Do not name a child.",
    )  # fmt: skip


MOST_CHILDREN = policies.MOST_CHILDREN
