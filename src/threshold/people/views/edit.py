"""Changing one person: facts, names, addresses, numbers. Every form is one action, and loses no word."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.people import actions, record
from threshold.people.forms import person as forms
from threshold.people.models import Person
from threshold.people.views.common import about_person, show

_WRITE = Permission.PEOPLE_WRITE


def form_page(
    request: Any,
    person: Person,
    form: Any,
    working: work.Working,
    *,
    heading: str,
    button: str = "Save",
    back: str = "person_details",
    **context: Any,
) -> HttpResponse:
    """A page with one form about a person."""
    context = {"form": form, "working": working, "heading": heading, "button": button, **context}
    return show(
        request, "people/form.html", person, back, **context, cancel_href=reverse(back, args=[person.reference])
    )


@about_person(_WRITE)
def change(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    form, working = work.open_form(
        request,
        forms.FactsForm,
        "people.change_person",
        person,
        initial=forms.facts_of(person),
        person=person,
        schools=record.schools(),
    )
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.change_person(
            person,
            changes=form.changes(),
            expected_version=form.cleaned_data["version"],
            by=scope.user,
            now=scope.now,
        ),
        "The facts are saved.",
    ):
        return redirect("person_details", person.reference)
    return form_page(request, person, form, working, heading=f"Change the facts about {person.display_name}")


@about_person(_WRITE)
def born(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    form, working = work.open_form(request, forms.BirthForm, "people.record_birth", person)
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.record_birth(
            person,
            birth_on=form.cleaned_data["birth_on"],
            given_name=form.cleaned_data["given_name"],
            family_name=form.cleaned_data["family_name"],
            sex=form.cleaned_data["sex"],
            expected_version=form.cleaned_data["version"],
            by=scope.user,
            now=scope.now,
        ),
        "The birth is recorded.",
    ):
        return redirect("person_details", person.reference)
    return form_page(request, person, form, working, heading="Record the birth")


# --- Names ------------------------------------------------------------------------------------------------------------


@about_person(_WRITE)
def add_name(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    form, working = work.open_form(request, forms.NameForm, "people.add_name", person)
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.add_name(
            person,
            kind=form.cleaned_data["kind"],
            given_name=form.cleaned_data["given_name"],
            family_name=form.cleaned_data["family_name"],
            expected_version=form.cleaned_data["version"],
            by=scope.user,
            now=scope.now,
        ),
        "The name is added.",
    ):
        return redirect("person_details", person.reference)
    return form_page(request, person, form, working, heading=f"Add a name of {person.display_name}")


@about_person(_WRITE)
def end_name(request: Any, person: Person, pk: int) -> HttpResponse:
    scope = request.scope
    name = record.get_name(person, pk)
    form, working = work.open_form(request, forms.ConfirmForm, "people.end_name", name)
    act = lambda: actions.end_name(name, by=scope.user, now=scope.now)  # noqa: E731
    if sent(request, (form, working), person, act, "The name is no longer in use. Search still finds it."):
        return redirect("person_details", person.reference)
    heading = f"Is “{name.given_name} {name.family_name}” no longer used?"
    intro = "It stays in the history, and search still finds it."
    return form_page(request, person, form, working, heading=heading, button="No longer used", intro=intro)


# --- Addresses --------------------------------------------------------------------------------------------------------


@about_person(_WRITE)
def move(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    form, working = work.open_form(request, forms.MoveForm, "people.move_address", person)
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.move_address(
            person,
            address=form.place(),
            starts_on=form.cleaned_data["starts_on"],
            by=scope.user,
            now=scope.now,
        ),
        "The new address is saved.",
    ):
        return redirect("person_details", person.reference)
    return form_page(request, person, form, working, heading=f"Where has {person.display_name} moved to?")


@about_person(_WRITE)
def former_address(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    form, working = work.open_form(request, forms.FormerAddressForm, "people.add_former_address", person)
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.add_former_address(
            person,
            address=form.place(),
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
            by=scope.user,
            now=scope.now,
        ),
        "The former address is saved.",
    ):
        return redirect("person_details", person.reference)
    return form_page(request, person, form, working, heading=f"Where did {person.display_name} use to live?")


# --- Numbers ----------------------------------------------------------------------------------------------------------


@about_person(_WRITE)
def add_number(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    form, working = work.open_form(request, forms.NumberForm, "people.add_identifier", person)
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.add_identifier(
            person,
            kind=form.cleaned_data["kind"],
            value=form.cleaned_data["value"],
            source=form.cleaned_data["source"],
            is_verified=form.cleaned_data["verified"] == "yes",
            by=scope.user,
            now=scope.now,
        ),
        "The number is added.",
    ):
        return redirect("person_details", person.reference)
    return form_page(request, person, form, working, heading=f"Add a number of {person.display_name}")


@about_person(_WRITE)
def verify_number(request: Any, person: Person, pk: int) -> HttpResponse:
    scope = request.scope
    number = record.get_identifier(person, pk)
    form, working = work.open_form(request, forms.VerifyForm, "people.verify_identifier", number)
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.verify_identifier(number, source=form.cleaned_data["source"], by=scope.user, now=scope.now),
        "The number is verified.",
    ):
        return redirect("person_details", person.reference)
    return form_page(request, person, form, working, heading=f"Verify the {number.get_kind_display()} {number.value}")
