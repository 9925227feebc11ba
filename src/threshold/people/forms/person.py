"""Questions about one person: facts, names, addresses, numbers."""

from __future__ import annotations

from typing import Any

from threshold.people.codes import Disability, Ethnicity, Sex, UpnUnknown
from threshold.people.languages import LANGUAGES
from threshold.people.models import Identifier, Person, PersonName
from threshold.ui import forms

YES_NO = [("yes", "Yes"), ("no", "No")]
_DATE_HINT = "For example, 27 3 2019."
_KNOWN_SEXES = [(Sex.FEMALE, Sex.FEMALE.label), (Sex.MALE, Sex.MALE.label), (Sex.UNKNOWN, Sex.UNKNOWN.label)]


class FactsForm(forms.WorkingForm):
    """The facts that `change_person` may change."""

    kind = forms.RadiosField("Who is this?", choices=Person.Kind.choices, inline=True, called="who this is")
    birth_on = forms.DateField("Date of birth", hint=_DATE_HINT, required=False, called="the date of birth")
    birth_precision = forms.RadiosField(
        "How sure is the date of birth?",
        choices=Person.Precision.choices,
        hints={"estimated": "Somebody's guess, or an age turned into a date."},
        inline=True,
        called="how sure the date of birth is",
    )
    expected_on = forms.DateField(
        "Expected date of birth", hint="Only for an unborn child.", required=False, called="the expected date of birth"
    )
    sex = forms.RadiosField("Sex", choices=_KNOWN_SEXES, inline=True)
    ethnicity = forms.SelectField("Ethnicity", choices=Ethnicity.choices, hint="As the family describes it.")
    first_language = forms.SelectField(
        "First language", choices=list(LANGUAGES.items()), required=False, blank="Not asked yet"
    )
    interpreter_needed = forms.RadiosField("Is an interpreter needed?", choices=YES_NO, inline=True)
    communication_needs = forms.TextField(
        "Communication needs", hint="Such as British Sign Language, or large print.", required=False
    )
    disabilities = forms.CheckboxesField("Disability", choices=Disability.choices, required=False, small=True)
    school = forms.SelectField(
        "School or nursery", choices=[], required=False, blank="None, or not known", mark_optional=False
    )
    upn_unknown = forms.SelectField(
        "Why is there no pupil number?",
        hint="Only where the unique pupil number is not known. The yearly census asks for it.",
        choices=UpnUnknown.choices,
        required=False,
        blank="There is one, or it is not needed",
        mark_optional=False,
    )
    died_on = forms.DateField("Date of death", required=False, called="the date of death")

    def __init__(self, *args: Any, person: Person, schools: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # An unborn child becomes a child by its birth, which has a form of its own, and nobody becomes unborn.
        is_unborn = person.kind == Person.Kind.UNBORN
        for name in ("kind", "birth_on", "birth_precision", "died_on") if is_unborn else ("expected_on",):
            del self.fields[name]
        if not is_unborn:
            born = [(kind.value, kind.label) for kind in (Person.Kind.CHILD, Person.Kind.ADULT)]
            self.fields["kind"].choices = born  # type: ignore[attr-defined]
        self.schools = {str(school.pk): school for school in schools}
        choices = [(pk, school.name) for pk, school in self.schools.items()]
        self.fields["school"].choices = choices  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """The answers as `change_person` takes them."""
        data = dict(self.cleaned_data)
        data["interpreter_needed"] = data["interpreter_needed"] == "yes"
        data["school"] = self.schools.get(data["school"])
        return {name: data[name] for name in self.fields if name not in ("submission_key", "version", "draft_token")}


def facts_of(person: Person) -> dict[str, Any]:
    """What is stored, as the form shows it."""
    facts = {
        name: getattr(person, name)
        for name in (
            "kind", "birth_on", "birth_precision", "expected_on", "sex", "ethnicity", "first_language",
            "communication_needs", "disabilities", "upn_unknown", "died_on",
        )
    }  # fmt: skip
    school = str(person.school_id) if person.school_id else ""
    return {**facts, "interpreter_needed": "yes" if person.interpreter_needed else "no", "school": school}


class BirthForm(forms.WorkingForm):
    birth_on = forms.DateField("Date of birth", hint=_DATE_HINT, past=True, called="the date of birth")
    given_name = forms.TextField("Given name", required=False, max_length=100)
    family_name = forms.TextField("Family name", required=False, max_length=100)
    sex = forms.RadiosField("Sex", choices=_KNOWN_SEXES, inline=True)


class NameForm(forms.WorkingForm):
    kind = forms.RadiosField(
        "What sort of name is it?",
        choices=PersonName.Kind.choices,
        hints={
            "current": "The name in use until now becomes a former name. Search still finds it.",
            "short": "What the family or friends say.",
        },
        called="what sort of name it is",
    )
    given_name = forms.TextField("Given name", required=False, max_length=100, mark_optional=False)
    family_name = forms.TextField("Family name", required=False, max_length=100, mark_optional=False)


class _AddressForm(forms.WorkingForm):
    line_1 = forms.TextField("First line of the address", required=False, max_length=120, mark_optional=False)
    line_2 = forms.TextField("Second line", required=False, max_length=120)
    town = forms.TextField("Town or village", required=False, max_length=80, width=20)
    postcode = forms.TextField("Postcode", required=False, max_length=12, width=10, spellcheck=False)
    confidential = forms.RadiosField(
        "May others learn of this address?",
        choices=[("no", "Yes, it is not secret"), ("yes", "No: it is confidential")],
        hints={"yes": "Such as a refuge. It is marked wherever it is shown, and left out of everything that is sent."},
        called="whether others may learn of this address",
    )

    def place(self) -> dict[str, Any]:
        """The answers as an address action takes them."""
        data = self.cleaned_data
        lines = {name: data[name] for name in ("line_1", "line_2", "town", "postcode")}
        return {**lines, "is_confidential": data["confidential"] == "yes"}


class MoveForm(_AddressForm):
    starts_on = forms.DateField(
        "First day there",
        hint="Leave empty if it is not known. The address before ends on this day.",
        required=False,
        past=True,
        called="the first day there",
    )


class FormerAddressForm(_AddressForm):
    starts_on = forms.DateField("First day there", required=False, past=True, called="the first day there")
    ends_on = forms.DateField("Last day there", past=True, called="the last day there")


class NumberForm(forms.WorkingForm):
    kind = forms.RadiosField("What number is it?", choices=Identifier.Kind.choices, called="what number it is")
    value = forms.TextField("The number", max_length=40, width=20, spellcheck=False, called="the number")
    source = forms.TextField(
        "Where is it from?",
        hint="Such as “mother's red book” or “school roll”.",
        max_length=80,
        called="where it is from",
    )
    verified = forms.RadiosField(
        "Was it traced at its source?",
        choices=YES_NO,
        hints={"yes": "Such as in the NHS's own service, or by the school from its roll."},
        called="whether it was traced",
    )


class VerifyForm(forms.WorkingForm):
    source = forms.TextField(
        "Where was it traced?",
        hint="Such as “NHS Personal Demographics Service”.",
        max_length=80,
        called="where it was traced",
    )


class ConfirmForm(forms.WorkingForm):
    """Nothing is asked: only that it is meant, and sent once."""
