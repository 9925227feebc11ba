"""Is a child who is just being named one of the children we know?

Asked while a contact is typed, before anything is stored. Only people whom the person at the screen may see are
suggested; a strong match with a hidden record is told to those who may see it, after the contact is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threshold.access.roles import Permission
from threshold.access.scope import Scope
from threshold.frontdoor.models import Contact, ContactChild
from threshold.people import match_panel
from threshold.people.identifiers import compact
from threshold.people.matching.candidates import suggest
from threshold.people.matching.comparison import Details, Name, Number, Place
from threshold.people.models import Person
from threshold.people.queries import visible_people

#: More than this and nobody reads them.
MOST_SHOWN = 4
#: On one page, so that a contact about a whole school class still opens at once.
_MOST_CHILDREN_COMPARED = 8


@dataclass(frozen=True)
class Likeness:
    """One person on file who may be the child named, and why."""

    person: Person
    verdict: str
    percent: int
    evidence: Sequence[Any]
    flags: Sequence[str]


def details_from(named: Mapping[str, Any]) -> Details:
    """What was typed about a child, as the matching engine takes it.

    `named` is the cleaned data of `NamedChildForm`.
    """
    carer = named.get("carer_given_name") or "", named.get("carer_family_name") or ""
    has_address = named.get("line_1") or named.get("postcode")
    return Details(
        names=(Name(named["given_name"], named["family_name"]),),
        birth_on=named.get("birth_on"),
        sex=named.get("sex") or "",
        addresses=(Place(named.get("line_1", ""), named.get("postcode", ""), True),) if has_address else (),
        identifiers=(Number("nhs", compact(named["nhs_number"]), False),) if named.get("nhs_number") else (),
        expected_on=named.get("expected_on"),
        carers=(Name(*carer),) if any(carer) else (),
    )


def likenesses(scope: Scope, named: Mapping[str, Any]) -> list[Likeness]:
    """The people on file who may be this child, best first."""
    told = ("given_name", "family_name", "nhs_number", "carer_given_name", "carer_family_name")
    if not any(named.get(name) for name in told):
        return []
    among = visible_people(scope)
    found = suggest(details_from(named), among=among)[:MOST_SHOWN]
    people = {person.pk: person for person in among.filter(pk__in=[row.person_id for row in found])}
    return [
        Likeness(
            person=people[row.person_id],
            verdict=row.verdict.value,
            percent=round(row.probability * 100),
            evidence=row.evidence,
            flags=[flag.value for flag in row.flags],
        )
        for row in found
        if row.person_id in people
    ]


def known_already(
    scope: Scope, contact: Contact, children: Sequence[ContactChild]
) -> dict[int, list[match_panel.SuggestionRow]]:
    """For children whose record was made with this contact, the people on file who they may be.

    A contact that comes by the web form was recorded by nobody who could be asked, so whoever screens it is asked.
    Only for those who may join records; nobody of the same contact is suggested for another.
    """
    if not scope.may(Permission.PEOPLE_LINK):
        return {}
    here = {child.person.identity_id for child in children}
    new = [child for child in children if child.person.created_at >= contact.recorded_at]
    found: dict[int, list[match_panel.SuggestionRow]] = {}
    for child in new[:_MOST_CHILDREN_COMPARED]:
        rows = match_panel.panel(scope, child.person)
        close = [row for row in rows if row.may_be and row.person.identity_id not in here]
        if close:
            found[child.pk] = close[:MOST_SHOWN]
    return found
