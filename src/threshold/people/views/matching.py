"""Are these the same person? Suggestions, side by side, joining records and taking them apart."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from threshold.access import working as work
from threshold.access.roles import Permission
from threshold.access.views.common import sent
from threshold.core.calendar import day_of
from threshold.core.errors import NotVisible
from threshold.people import actions, match_panel, presenters_matching, queries, record
from threshold.people.forms import matching as forms
from threshold.people.models import Person
from threshold.people.views.common import about_person, show
from threshold.people.views.edit import form_page

_LINK = Permission.PEOPLE_LINK


@about_person(_LINK)
def matches(request: Any, person: Person) -> HttpResponse:
    """Who else may this be, which records were joined, and who was found to be somebody else."""
    scope = request.scope
    rows = match_panel.panel(scope, person)
    scope.note("people.read_matches", subject=person, about=[person.pk, *(row.person.pk for row in rows)])
    return show(
        request,
        "people/matches.html",
        person,
        "matches",
        rows=rows,
        compare={row.reference: reverse("match_compare", args=[person.reference, row.reference]) for row in rows},
        joins=presenters_matching.join_rows(record.joins_of(person), record.records_of(scope, person)),
        alerts=queries.alerts_for(scope).count(),
        marks=presenters_matching.mark_rows(record.marks_of(scope, person)),
    )


@about_person(_LINK)
def compare(request: Any, person: Person, other: str) -> HttpResponse:
    """Two people side by side, and what was found."""
    scope = request.scope
    candidate = queries.get_visible_person(scope, other)
    if candidate.identity_id == person.identity_id:
        return redirect("matches", person.reference)
    row = match_panel.compared(scope, person, candidate)
    name = f"people.compare.{candidate.pk}"
    form, working = work.open_form(request, forms.VerdictForm, name, person)

    def act() -> None:
        verdict, reason = form.cleaned_data["verdict"], form.cleaned_data["reason"]
        if verdict == "same":
            actions.merge_people(
                person, other=candidate, reason=reason, evidence=row.evidence, by=scope.user, now=scope.now
            )
        else:
            actions.mark_not_same(person, other=candidate, reason=reason, by=scope.user, now=scope.now)

    if sent(request, (form, working), person, act, "What you found is recorded."):
        return redirect("matches", person.reference)
    scope.note("people.compare", subject=person, about=[person.pk, candidate.pk])
    sides = presenters_matching.side_by_side(
        *(presenters_matching.side(one, **_about(scope, one), today=day_of(scope.now)) for one in (person, candidate))
    )
    return show(
        request, "people/compare.html", person, "matches", form=form, working=working, candidate=candidate, row=row,
        sides=sides, cancel_href=reverse("matches", args=[person.reference]),
    )  # fmt: skip


def _about(scope: Any, person: Person) -> dict[str, Any]:
    return {
        "names": queries.names_of(person),
        "stays": queries.addresses_of(person),
        "numbers": queries.identifiers_of(person),
        "relatives": queries.family_of(scope, person),
    }


@about_person(_LINK)
def undo(request: Any, person: Person, pk: int) -> HttpResponse:
    """Take a join apart: exactly the records that it moved go back."""
    scope = request.scope
    try:
        event = record.get_join(person, pk)
    except NotVisible:
        if request.method == "POST":
            return redirect("matches", person.reference)  # a second click: the records are apart already
        raise
    form, working = work.open_form(request, forms.ReasonForm, "people.unmerge_people", event)
    act = lambda: actions.unmerge_people(  # noqa: E731
        event, reason=form.cleaned_data["reason"], by=scope.user, now=scope.now
    )
    if sent(request, (form, working), person, act, "The records are apart again."):
        return redirect("matches", person.reference)
    intro = "Exactly the records that this join brought together go back to where they were. Nothing written is lost."
    return form_page(
        request, person, form, working, heading="Take these records apart?", button="Take apart", back="matches",
        intro=intro, dangerous=True,
    )  # fmt: skip


@about_person(_LINK)
def withdraw(request: Any, person: Person, pk: int) -> HttpResponse:
    """They may be the same person after all: the mark goes, and the two can be suggested again."""
    scope = request.scope
    mark = record.get_mark(scope, person, pk)
    form, working = work.open_form(request, forms.ReasonForm, "people.withdraw_not_same", mark)
    act = lambda: actions.withdraw_not_same(  # noqa: E731
        mark, reason=form.cleaned_data["reason"], by=scope.user, now=scope.now
    )
    if sent(request, (form, working), person, act, "The mark is taken away."):
        return redirect("matches", person.reference)
    return form_page(
        request, person, form, working, heading="Take away the mark that these are different people?",
        button="Take the mark away", back="matches",
    )  # fmt: skip
