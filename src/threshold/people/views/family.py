"""Family and home: who is who, who lives where, and the genogram."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from markupsafe import Markup

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.core.calendar import day_of
from threshold.people import actions, family_graph, presenters, queries, record
from threshold.people import presenters_family as presenters_of_family
from threshold.people.forms import family as forms
from threshold.people.models import Person
from threshold.people.views.common import about_person, show
from threshold.people.views.edit import form_page


@about_person()
def show_family(request: Any, person: Person) -> HttpResponse:
    scope, today = request.scope, day_of(request.scope.now)
    relatives, homes = queries.family_of(scope, person), queries.household_of(scope, person)
    about = {person.pk, *(one.person.pk for one in relatives), *(one.pk for home in homes for one in home.members)}
    scope.note("people.read_family", subject=person, about=about)
    return show(
        request,
        "people/family.html",
        person,
        "family",
        relatives=presenters_of_family.relative_rows(relatives, person, homes, today),
        homes=presenters.homes(homes, person, today),
        # The drawing escapes every text in it.
        genogram=Markup(family_graph.draw(scope, person, homes)),  # noqa: S704
        may_write=scope.may(Permission.PEOPLE_WRITE),
    )


@about_person(Permission.PEOPLE_WRITE)
def join_household(request: Any, person: Person) -> HttpResponse:
    """The person lives in one of the family's homes, or in a new one."""
    scope = request.scope
    near = record.households_near(scope, person)
    choices = [presenters_of_family.home_choice(home) for home in near]
    form, working = work.open_form(request, forms.HouseholdForm, "people.set_household", person, homes=choices)
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.set_household(
            person,
            household=record.get_household(near, form.cleaned_data["household"]),
            address=form.address(),
            starts_on=form.cleaned_data["starts_on"],
            by=scope.user,
            now=scope.now,
        ),
        "The home is recorded.",
    ):
        return redirect("family", person.reference)
    heading = f"Where does {person.display_name} live?"
    return form_page(
        request, person, form, working, heading=heading, back="family", leave_out=["line_1", "town", "postcode"]
    )


@about_person(Permission.PEOPLE_WRITE)
def leave_household(request: Any, person: Person, pk: int) -> HttpResponse:
    scope = request.scope
    stay = record.get_member(scope, person, pk)
    form, working = work.open_form(request, forms.EndForm, "people.leave_household", stay)
    act = lambda: actions.leave_household(  # noqa: E731
        stay, ends_on=form.cleaned_data["ends_on"], by=scope.user, now=scope.now
    )
    if sent(request, (form, working), person, act, "It is recorded that they have left."):
        return redirect("family", person.reference)
    heading = f"When did {stay.person.display_name} leave this home?"
    return form_page(request, person, form, working, heading=heading, back="family")
