"""What was told of a child that the record of that child does not say?

Somebody names a child, and finds that the child is on file. What was told stays with the contact where the record
says otherwise: a new address, another name, a number. Nothing that was typed is lost by finding the record, and
nobody's record changes by it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from threshold.people.codes import Sex
from threshold.people.identifiers import compact, spoken, spoken_postcode
from threshold.people.matching.places import same_line
from threshold.people.models import Identifier, Person, PersonAddress, PersonName
from threshold.people.names import columns
from threshold.people.queries import addresses_of, identifiers_of, names_of


def told_otherwise(person: Person, details: Mapping[str, Any]) -> dict[str, str]:
    """What was told and is not on any record of this person, in words, by what it is.

    Args:
        details: the keyword arguments of `people.actions.record_person`.
    """
    records = list(Person.objects.filter(identity_id=person.identity_id))
    told: dict[str, str] = {}
    given_name, family_name = details.get("given_name", ""), details.get("family_name", "")
    if (given_name or family_name) and not _has_name(names_of(person), given_name, family_name):
        told["name"] = f"{given_name} {family_name}".strip()
    for key, name in (("date of birth", "birth_on"), ("expected date of birth", "expected_on")):
        day = details.get(name)
        if day and day not in [getattr(record, name) for record in records]:
            told[key] = _spoken_day(day)
    sex = details.get("sex", Sex.UNKNOWN)
    if sex != Sex.UNKNOWN and sex not in [record.sex for record in records]:
        told["sex"] = Sex(sex).label.lower()
    place = details.get("address") or {}
    if any(place.get(key) for key in ("line_1", "postcode")) and not _lives_there(addresses_of(person), place):
        secret = place.get("is_confidential")
        told["address, which must stay confidential" if secret else "address"] = _spoken_place(place)
    for kind, value, _verified, _source in details.get("identifiers") or ():
        if not any((row.kind, row.value) == (kind, compact(value)) for row in identifiers_of(person)):
            told[Identifier.Kind(kind).label] = spoken(kind, compact(value))
    school = details.get("school")
    if school and school.pk not in [record.school_id for record in records]:
        told["school"] = school.name
    return told


def _has_name(names: Any, given_name: str, family_name: str) -> bool:
    folded = columns(given_name, family_name)["folded"]
    known: list[PersonName] = list(names)
    return any(name.folded == folded for name in known)


def _lives_there(stays: Any, place: Mapping[str, Any]) -> bool:
    """Whether somebody's present address is this one. What was not told of it does not count against it."""
    present: list[PersonAddress] = [stay for stay in stays if stay.ends_on is None]
    return any(
        place.get("postcode", "") in ("", stay.address.postcode)
        and (not place.get("line_1") or same_line(place["line_1"], stay.address.line_1))
        for stay in present
    )


def _spoken_place(place: Mapping[str, Any]) -> str:
    postcode = spoken_postcode(place.get("postcode", ""))
    return ", ".join(filter(None, (place.get("line_1", ""), place.get("line_2", ""), place.get("town", ""), postcode)))


def _spoken_day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
