"""Who may see this person: restrictions, made, changed and lifted."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.people import actions, presenters_restrictions, queries_at_work, record
from threshold.people.forms import restrictions as forms
from threshold.people.models import Person
from threshold.people.views.common import about_person, show
from threshold.people.views.edit import form_page

_MANAGE = Permission.RESTRICTION_MANAGE


@about_person(_MANAGE)
def listing(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    scope.note("people.read_restrictions", subject=person, about=[person.pk])
    rows = [presenters_restrictions.restriction_row(one) for one in record.restrictions_of(person)]
    return show(request, "people/restrictions.html", person, "restrictions", rows=rows)


@about_person(_MANAGE)
def restrict(request: Any, person: Person) -> HttpResponse:
    scope = request.scope
    at_work = queries_at_work.who_works_with(scope, person)
    form, working = work.open_form(
        request, forms.RestrictForm, "people.restrict_person", person, staff=record.staff_to_name(scope), work=at_work
    )
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.restrict_person(
            person,
            kind=form.cleaned_data["kind"],
            message=form.cleaned_data["message"],
            reason=form.cleaned_data["reason"],
            users=form.named(),
            by=scope.user,
            now=scope.now,
        ),
        "The record is restricted.",
    ):
        # Who leaves themselves off the list cannot see the person any more.
        return redirect("restrictions", person.reference)
    return form_page(
        request, person, form, working, heading=f"Restrict who may see {person.display_name}", button="Restrict",
        back="restrictions", at_work=presenters_restrictions.work_lines(at_work),
    )  # fmt: skip


@about_person(_MANAGE)
def change(request: Any, person: Person, pk: int) -> HttpResponse:
    scope = request.scope
    restriction = record.get_restriction(person, pk)
    at_work = queries_at_work.who_works_with(scope, person, instead_of=restriction)
    stored = {"users": [str(user.pk) for user in restriction.users.all()]}
    form, working = work.open_form(
        request, forms.RestrictionPeopleForm, "people.change_restriction", restriction, initial=stored,
        staff=record.staff_to_name(scope), work=at_work, kind=restriction.kind,
    )  # fmt: skip
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.change_restriction(
            restriction, users=form.named(), reason=form.cleaned_data["reason"], by=scope.user, now=scope.now
        ),
        "The list is changed.",
    ):
        return redirect("restrictions", person.reference)
    return form_page(
        request, person, form, working, heading="Who is named?", back="restrictions",
        at_work=presenters_restrictions.work_lines(at_work),
    )  # fmt: skip


@about_person(_MANAGE)
def lift(request: Any, person: Person, pk: int) -> HttpResponse:
    scope = request.scope
    restriction = record.get_restriction(person, pk)
    form, working = work.open_form(request, forms.ReasonForm, "people.lift_restriction", restriction)
    act = lambda: actions.lift_restriction(  # noqa: E731
        restriction, reason=form.cleaned_data["reason"], by=scope.user, now=scope.now
    )
    if sent(request, (form, working), person, act, "The restriction is lifted."):
        return redirect("restrictions", person.reference)
    intro = "Everybody whose role allows it will see the record again, at once."
    return form_page(
        request, person, form, working, heading="Lift this restriction?", button="Lift it", back="restrictions",
        intro=intro, dangerous=True,
    )  # fmt: skip
