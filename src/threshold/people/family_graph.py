"""Which people and ties does a person's genogram show? Two steps from the person, of those the reader may see.

Somebody who is hidden is not in the picture, nor is anybody who is related only through them.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.db.models import Q

from threshold.access.scope import Scope
from threshold.core.calendar import day_of
from threshold.people import genogram, queries
from threshold.people.codes import Sex
from threshold.people.models import Person, Relationship
from threshold.people.policies import age_on

#: A picture of more people than this tells nobody anything; the list beside it has them all.
MOST = 60
_Kind = Relationship.Kind
_LINES: dict[str, Literal["parent", "carer", "sibling"]] = {
    _Kind.PARENT: "parent",
    _Kind.FOSTER_CARER: "carer",
    _Kind.GUARDIAN: "carer",
    _Kind.SIBLING: "sibling",
    _Kind.HALF_SIBLING: "sibling",
    _Kind.TWIN: "sibling",
}
_PARTNERS = (_Kind.PARTNER, _Kind.FORMER_PARTNER)


def draw(scope: Scope, person: Person, homes: list[queries.Home]) -> str:
    """The genogram as SVG; empty where nobody related is known."""
    today = day_of(scope.now)
    shown, rows = _network(scope, person)
    bonds = [bond for row in rows for bond in _bonds(row, rows, today)]
    tied = {key for bond in bonds for key in (bond.one, bond.other)}
    drawn = [one for identity, one in shown.items() if str(identity) in tied or identity == person.identity_id]
    if len(drawn) < 2:
        return ""
    eldest_first = sorted(drawn, key=lambda one: (one.birth_on or one.expected_on or dt.date.max, one.pk))
    members = [_member(one, person, today) for one in eldest_first]
    keys = {member.key for member in members}
    together = [
        genogram.Home("Live together", frozenset(str(member.identity_id) for member in home.members) & keys)
        for home in homes
    ]
    title = f"Genogram of {person.display_name}"
    return genogram.draw(members, bonds, [home for home in together if len(home.keys) > 1], title=title)


def _network(scope: Scope, person: Person) -> tuple[dict[int, Person], list[Relationship]]:
    """The visible people up to two steps away by identity, and the relationships among them."""
    near = _touching({person.identity_id})
    first = queries.faces(scope, _identities(near) | {person.identity_id})
    rows = _touching(set(first))
    shown = queries.faces(scope, set(first) | _identities(rows))
    for identity in list(shown)[MOST:]:
        if identity not in first:
            del shown[identity]
    among = [row for row in rows if row.person.identity_id in shown and row.other.identity_id in shown]
    return shown, [row for row in among if row.person.identity_id != row.other.identity_id]


def _touching(identities: set[int]) -> list[Relationship]:
    records = list(queries.records_of(identities))
    rows = Relationship.objects.filter(Q(person__in=records) | Q(other__in=records))
    return list(rows.select_related("person", "other").order_by("pk")[:400])


def _identities(rows: list[Relationship]) -> set[int]:
    return {identity for row in rows for identity in (row.person.identity_id, row.other.identity_id)}


def _bonds(row: Relationship, rows: list[Relationship], today: dt.date) -> list[genogram.Bond]:
    """The line of one relationship. Grandparents and aunts are reached through the parents, not by a line of theirs."""
    kind, has_ended = _Kind(row.kind), row.ends_on is not None and row.ends_on <= today
    one, other = str(row.person.identity_id), str(row.other.identity_id)
    if kind in _PARTNERS:
        return [genogram.Bond("partner", one, other, has_ended or kind == _Kind.FORMER_PARTNER)]
    # A step-parent is drawn as a parent's partner, where that is on record.
    stands_alone = kind == _Kind.STEP_PARENT and not _has_partner(row.person.identity_id, rows)
    line = "carer" if stands_alone else _LINES.get(kind)
    return [genogram.Bond(line, one, other)] if line and not has_ended else []


def _has_partner(identity: int, rows: list[Relationship]) -> bool:
    return any(row.kind in _PARTNERS and identity in (row.person.identity_id, row.other.identity_id) for row in rows)


def _member(one: Person, focus: Person, today: dt.date) -> genogram.Member:
    return genogram.Member(
        key=str(one.identity_id),
        name=one.display_name,
        sex="M" if one.sex == Sex.MALE else "F" if one.sex == Sex.FEMALE else "",
        detail=_detail(one, today),
        has_died=one.died_on is not None,
        is_unborn=one.kind == Person.Kind.UNBORN,
        is_focus=one.identity_id == focus.identity_id,
    )


def _detail(one: Person, today: dt.date) -> str:
    if one.birth_on is None:
        return ""
    if one.died_on:
        return f"{one.birth_on.year} to {one.died_on.year}"
    about = "about " if one.birth_precision == Person.Precision.ESTIMATED else ""
    return f"{one.birth_on.year}, aged {about}{age_on(one.birth_on, today)}"
