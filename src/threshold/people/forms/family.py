"""Questions about relatives and homes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from threshold.people.codes import Sex
from threshold.people.models import Person, Relationship
from threshold.people.queries import INVERSES
from threshold.ui import forms
from threshold.ui.wording import upper_first

#: "They are the … of this person": a kind as it is stored, or its other side, which is stored the other way round.
_INVERSE = "inverse:"
ROLE_CHOICES = [
    *((kind.value, upper_first(kind.label)) for kind in Relationship.Kind if kind != Relationship.Kind.OTHER),
    *((f"{_INVERSE}{kind.value}", upper_first(label)) for kind, label in INVERSES.items()),
    (Relationship.Kind.OTHER.value, "Another connection"),
]
RESPONSIBILITY_CHOICES = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]
_RESPONSIBILITY = {"yes": True, "no": False, "unknown": None}


def responsibility(answer: str) -> bool | None:
    return _RESPONSIBILITY[answer]


class RelationForm(forms.WorkingForm):
    """What one person is to the other."""

    role = forms.SelectField("What are they to each other?", choices=ROLE_CHOICES, called="what they are to each other")
    responsibility = forms.RadiosField(
        "Does the adult have parental responsibility for the child?",
        hint="Ask; do not guess from the relationship. Choose “not known” where nobody has asked.",
        choices=RESPONSIBILITY_CHOICES,
        inline=True,
        called="whether there is parental responsibility",
    )
    starts_on = forms.DateField("Since when?", required=False, past=True, called="since when")
    note = forms.TextField("Note", hint="Such as “lives abroad”.", required=False)

    def __init__(self, *args: Any, named: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if named:
            self.fields["role"].label = f"{named} is this person's …"

    def relation(self, person: Person, other: Person) -> dict[str, Any]:
        """What `relate_people` takes, for "`other` is the <role> of `person`"."""
        role = self.cleaned_data["role"]
        one, two = (person, other) if role.startswith(_INVERSE) else (other, person)
        return {
            "person": one,
            "other": two,
            "kind": role.removeprefix(_INVERSE),
            "has_parental_responsibility": responsibility(self.cleaned_data["responsibility"]),
            "note": self.cleaned_data["note"],
            "starts_on": self.cleaned_data["starts_on"],
        }


class NewRelativeForm(RelationForm):
    """Somebody who has no record yet."""

    kind = forms.RadiosField("Who is this?", choices=Person.Kind.choices, inline=True, called="who this is")
    given_name = forms.TextField("Given name", required=False, max_length=100)
    family_name = forms.TextField("Family name", required=False, max_length=100)
    birth_on = forms.DateField("Date of birth", hint="For example, 27 3 1989.", required=False, past=True)
    sex = forms.RadiosField(
        "Sex",
        choices=[(Sex.FEMALE, Sex.FEMALE.label), (Sex.MALE, Sex.MALE.label), (Sex.UNKNOWN, Sex.UNKNOWN.label)],
        inline=True,
    )
    #: Filled in by the page that shows who it may be: a new record is made only after somebody looked.
    looked = forms.HiddenField(required=False, max_length=10)

    field_order = ("kind", "given_name", "family_name", "birth_on", "sex", "role")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not (data.get("given_name") or data.get("family_name")) and data.get("kind") != Person.Kind.UNBORN:
            self.add_error("given_name", "Enter a given name or a family name")
        return data

    def facts(self) -> dict[str, Any]:
        """What `record_person` takes."""
        return {name: self.cleaned_data[name] for name in ("kind", "given_name", "family_name", "birth_on", "sex")}


class EndForm(forms.WorkingForm):
    """Of a relationship or a stay."""

    ends_on = forms.DateField("Last day", hint="For example, 27 3 2026.", past=True, called="the last day")


class ResponsibilityForm(forms.WorkingForm):
    responsibility = forms.RadiosField(
        "Is there parental responsibility?",
        hint="Say what you were told or have seen, such as the birth certificate or a court order.",
        choices=RESPONSIBILITY_CHOICES,
        called="whether there is parental responsibility",
    )


class HouseholdForm(forms.WorkingForm):
    """Which home: one of the family's, or a new one."""

    household = forms.RadiosField("Which home?", choices=[], divider_before="new", called="which home")
    line_1 = forms.TextField("First line of the address", required=False, max_length=120, mark_optional=False)
    town = forms.TextField("Town or village", required=False, max_length=80, width=20, mark_optional=False)
    postcode = forms.TextField(
        "Postcode", required=False, max_length=12, width=10, spellcheck=False, mark_optional=False
    )
    starts_on = forms.DateField("First day there", required=False, past=True, called="the first day there")

    def __init__(self, *args: Any, homes: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["household"]
        field.choices = [*homes, ("new", "A new home")]
        field.reveals = {"new": ("line_1", "town", "postcode")}

    def address(self) -> dict[str, str] | None:
        """The address of a new home; None where nothing was typed."""
        if self.cleaned_data["household"] != "new":
            return None
        lines = {name: self.cleaned_data[name] for name in ("line_1", "town", "postcode")}
        return lines if any(lines.values()) else None
