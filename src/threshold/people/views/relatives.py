"""Adding, ending and correcting a relationship. Somebody new is recorded only after a look at who it may be."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.core import journal
from threshold.core.calendar import day_of
from threshold.people import actions, match_panel, presenters, queries, record
from threshold.people.forms import family as forms
from threshold.people.models import Person
from threshold.people.search import search_people
from threshold.people.views.common import about_person, show
from threshold.people.views.edit import form_page

_WRITE = Permission.PEOPLE_WRITE


@about_person(_WRITE)
def find(request: Any, person: Person) -> HttpResponse:
    """First look whether the relative has a record; only then is a new one offered."""
    scope = request.scope
    words = request.GET.get("q", "").strip()[:200]
    today = day_of(scope.now)
    hits = search_people(scope, words, limit=20) if words else []
    others = [hit for hit in hits if hit.person.identity_id != person.identity_id]
    rows = [
        presenters.hit_row(hit.person, hit.why, today)
        | {"href": reverse("relative_add", args=[person.reference, hit.person.reference])}
        for hit in others
    ]
    if words:
        scope.note("people.search", about=[hit.person.pk for hit in others], found=len(others))
    return show(request, "people/relative_find.html", person, "family", words=words, rows=rows)


@about_person(_WRITE)
def relate(request: Any, person: Person, other: str) -> HttpResponse:
    scope = request.scope
    relative = queries.get_visible_person(scope, other)
    form, working = work.open_form(
        request, forms.RelationForm, f"people.relate_people.{relative.pk}", person, named=relative.display_name
    )

    def act() -> Any:
        relation = form.relation(person, relative)
        return actions.relate_people(relation.pop("person"), **relation, by=scope.user, now=scope.now)

    if sent(request, (form, working), person, act, "The relationship is recorded."):
        return redirect("family", person.reference)
    heading = f"How is {relative.display_name} related to {person.display_name}?"
    return form_page(request, person, form, working, heading=heading, back="family")


@about_person(_WRITE)
def new(request: Any, person: Person) -> HttpResponse:
    """A relative nobody has recorded. What was typed is compared with the records before one is made."""
    scope = request.scope
    form, working = work.open_form(request, forms.NewRelativeForm, "people.new_relative", person, named="The relative")
    suggestions: list[match_panel.SuggestionRow] = []
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["looked"]:
            suggestions = match_panel.suggestions_for(scope, match_panel.details_from(**form.facts()))
            if suggestions:
                working.keep(request)
                looked = request.POST.copy()
                looked["looked"] = "yes"
                form.data = looked
        act = lambda: _record(scope, person, form)  # noqa: E731
        if not suggestions and sent(request, (form, working), person, act, "The relative is recorded."):
            return redirect("family", person.reference)
    for row in suggestions:
        row.choose_href = reverse("relative_add", args=[person.reference, row.reference])
    return show(
        request, "people/relative_new.html", person, "family", form=form, working=working, suggestions=suggestions,
        heading=f"Record a relative of {person.display_name}", cancel_href=reverse("family", args=[person.reference]),
    )  # fmt: skip


def _record(scope: Any, person: Person, form: forms.NewRelativeForm) -> None:
    """Both or neither: somebody without the relationship that brought them here would be found by nobody."""
    # The audit entries of both actions together at the end: the first one's would hold the chain while the second
    # waits for a person whom somebody else has locked, who may be waiting for the chain.
    with transaction.atomic(), journal.holding():
        relative = actions.record_person(by=scope.user, now=scope.now, **form.facts())
        relation = form.relation(person, relative)
        actions.relate_people(relation.pop("person"), **relation, by=scope.user, now=scope.now)
        match_panel.alert_hidden_matches(scope, relative)


@about_person(_WRITE)
def end(request: Any, person: Person, pk: int) -> HttpResponse:
    scope = request.scope
    relationship = record.get_relationship(scope, person, pk)
    form, working = work.open_form(request, forms.EndForm, "people.end_relationship", relationship)
    act = lambda: actions.end_relationship(  # noqa: E731
        relationship, ends_on=form.cleaned_data["ends_on"], by=scope.user, now=scope.now
    )
    if sent(request, (form, working), person, act, "The end of the relationship is recorded."):
        return redirect("family", person.reference)
    heading = "When did this relationship end?"
    return form_page(request, person, form, working, heading=heading, back="family")


@about_person(_WRITE)
def responsibility(request: Any, person: Person, pk: int) -> HttpResponse:
    scope = request.scope
    relationship = record.get_relationship(scope, person, pk)
    form, working = work.open_form(
        request, forms.ResponsibilityForm, "people.change_parental_responsibility", relationship
    )
    if sent(
        request,
        (form, working),
        person,
        lambda: actions.change_parental_responsibility(
            relationship,
            has_parental_responsibility=forms.responsibility(form.cleaned_data["responsibility"]),
            by=scope.user,
            now=scope.now,
        ),
        "The answer is saved.",
    ):
        return redirect("family", person.reference)
    heading = f"Has {relationship.person.display_name} parental responsibility for {relationship.other.display_name}?"
    return form_page(request, person, form, working, heading=heading, back="family")
