"""The first page of a person, and the page with everything that is recorded about them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from threshold.access.roles import Permission
from threshold.core import clocks
from threshold.core.calendar import day_of
from threshold.people import presenters, queries, record
from threshold.people.models import Person
from threshold.people.views.common import about_person, show

_LATEST = 5


@about_person()
def overview(request: Any, person: Person) -> HttpResponse:
    """Who has this person in hand, why now, what next, by when; and the little that one always needs."""
    scope, now = request.scope, request.scope.now
    records = record.records_of(scope, person)
    scope.note("people.read_person", subject=person, about=[one.pk for one in records])
    running, involvements = record.clocks_of(person), record.involvements_of(person)
    latest = list(queries.chronology_of(scope, person)[:_LATEST])
    stays = list(queries.addresses_of(person))
    return show(
        request,
        "people/overview.html",
        person,
        "person",
        headline=presenters.headline(
            involvements, running, record.owners_of(running), latest[0] if latest else None, now
        ),
        clocks=[clocks.explain(clock, now) for clock in running],
        involved=[presenters.involvement_row(row) for row in involvements if row.ended_at is None],
        was_involved=[presenters.involvement_row(row) for row in involvements if row.ended_at],
        other_names=presenters.other_names(person, queries.names_of(person)),
        home=presenters.address_row(stays[0]) if stays and stays[0].ends_on is None else None,
        homes=presenters.homes(queries.household_of(scope, person), person, day_of(now)),
        relatives=presenters.relatives(queries.family_of(scope, person), day_of(now)),
        facts=presenters.facts(person, day_of(now)),
        latest=[presenters.timeline_entry(entry) for entry in latest],
        records=presenters.record_rows(records, person),
        may_link=scope.may(Permission.PEOPLE_LINK),
    )


@about_person()
def details(request: Any, person: Person) -> HttpResponse:
    """Facts, names, addresses and numbers, each with its history and the way to change it."""
    scope = request.scope
    records = record.records_of(scope, person)
    scope.note("people.read_details", subject=person, about=[one.pk for one in records])
    return show(
        request,
        "people/details.html",
        person,
        "person_details",
        facts=presenters.facts(person, day_of(scope.now)),
        names=presenters.name_rows(queries.names_of(person)),
        addresses=[presenters.address_row(stay) for stay in queries.addresses_of(person)],
        numbers=[presenters.identifier_row(number) for number in queries.identifiers_of(person)],
        records=presenters.record_rows(records, person),
        may_write=scope.may(Permission.PEOPLE_WRITE),
        may_link=scope.may(Permission.PEOPLE_LINK),
    )
