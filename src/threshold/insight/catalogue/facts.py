"""How does a row say who the child is and where the contact came from? What cohorts are chosen by, for each noun."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Model, Q, QuerySet

from threshold.access.scope import Scope
from threshold.frontdoor.models import Contact, ContactChild, InformationRequest
from threshold.frontdoor.queries import visible_contacts
from threshold.insight.measures import LookUp
from threshold.people.models import Person
from threshold.people.queries import about_visible_people, hidden_people, sees_everybody, visible_people

_OF_PERSON = ("birth_on", "sex", "ethnicity")
_OF_CONTACT = {"source": "source", "danger": "is_immediate_danger"}


def of_person(path: str) -> dict[str, Any]:
    """Where the rows have a foreign key to the child."""
    return {name: F(f"{path}__{name}") for name in _OF_PERSON}


def of_contact(path: str) -> dict[str, Any]:
    """Where the rows have a foreign key to the contact."""
    return {name: F(f"{path}__{column}") for name, column in _OF_CONTACT.items()}


def by_person_id(column: str) -> dict[str, Any]:
    """Where the rows keep only the child's id, as clocks do."""
    return _looked_up(Person.objects.all(), column, {name: name for name in _OF_PERSON})


def by_child_id(column: str) -> dict[str, Any]:
    """Where the rows keep only the id of the child on a contact."""
    columns = {name: f"contact__{there}" for name, there in _OF_CONTACT.items()}
    return _looked_up(ContactChild.objects.standing(), column, columns)


def by_contact_id(column: str) -> dict[str, Any]:
    return _looked_up(Contact.objects.all(), column, _OF_CONTACT)


def by_id_of(model: type[Model], column: str, contact: str) -> dict[str, Any]:
    """Where the rows keep only the id of a record that has a foreign key to the contact."""
    columns = {name: f"{contact}__{there}" for name, there in _OF_CONTACT.items()}
    return _looked_up(model._default_manager.all(), column, columns)


def _looked_up(records: QuerySet[Any], column: str, fields: dict[str, str]) -> dict[str, Any]:
    return {name: LookUp(column, records, there) for name, there in fields.items()}


# --- Which rows a reader may see, where there is no foreign key to a child ------------------------------------


def clocks_about_visible(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Clocks that are about one child each."""
    if sees_everybody(scope):
        return rows
    if scope.reach == "everybody":
        return rows.exclude(about_id__in=hidden_people(scope))
    return rows.filter(about_id__in=visible_people(scope).values("pk"))


def clocks_of_visible_contacts(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Clocks of contacts: those with a child whom the reader may see."""
    return rows if sees_everybody(scope) else rows.filter(subject_id__in=visible_contacts(scope).values("pk"))


def requests_of_visible_contacts(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Clocks of questions to partners: those of contacts with a child whom the reader may see."""
    if sees_everybody(scope):
        return rows
    asked = InformationRequest.objects.filter(contact__in=visible_contacts(scope))
    return rows.filter(subject_id__in=asked.values("pk"))


def nobody_hidden(person: str) -> Any:
    """Rows that may be about nobody in particular, such as an audit of a supervision."""

    def visible(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
        none = Q(**{f"{person}__isnull": True})
        if sees_everybody(scope):
            return rows
        if scope.reach == "everybody":
            return rows.filter(none | ~Q(**{f"{person}__in": hidden_people(scope)}))
        return about_visible_people(rows.exclude(none), scope, person=person)

    return visible
