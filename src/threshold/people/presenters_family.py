"""What does the family page say? Who is who, who lives where; no queries, no permissions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from threshold.people.models import Person, Relationship
from threshold.people.presenters import birth, period
from threshold.people.queries import Home, Relative
from threshold.ui.wording import upper_first

_MAY_HAVE_RESPONSIBILITY = {
    Relationship.Kind.PARENT,
    Relationship.Kind.STEP_PARENT,
    Relationship.Kind.FOSTER_CARER,
    Relationship.Kind.GUARDIAN,
    Relationship.Kind.GRANDPARENT,
    Relationship.Kind.AUNT_OR_UNCLE,
    Relationship.Kind.OTHER,
}
_RESPONSIBILITY = {True: "Yes", False: "No", None: "Not known"}


def relative_rows(
    found: Iterable[Relative], person: Person, homes: Iterable[Home], today: dt.date
) -> list[dict[str, Any]]:
    """Who is who: one line for each thing that somebody is to the person, present ones first."""
    housemates = {member.identity_id for home in homes for member in home.members}
    rows = [_row(relative, person, housemates, today) for relative in found]
    return sorted(rows, key=lambda row: not row["is_current"])


def _row(relative: Relative, person: Person, housemates: set[int], today: dt.date) -> dict[str, Any]:
    relationship, other = relative.relationship, relative.person
    asks = relationship.kind in _MAY_HAVE_RESPONSIBILITY
    is_for_them = relationship.person.identity_id == person.identity_id
    responsibility = _RESPONSIBILITY[relationship.has_parental_responsibility] if asks else ""
    if responsibility and is_for_them:
        responsibility += f" ({person.display_name} for them)"
    return {
        "pk": relationship.pk,
        "name": other.display_name,
        "href": reverse("person", args=[other.reference]),
        "reference": other.reference,
        "is_the": upper_first(relative.is_the),
        "birth": birth(other, today),
        "has_died": other.died_on is not None,
        "responsibility": responsibility,
        "note": relationship.note,
        "lives_here": "Same home" if other.identity_id in housemates else "",
        "is_current": relative.is_current,
        "when": period(relationship.starts_on, relationship.ends_on)
        if relationship.starts_on or relationship.ends_on
        else "",
    }


def home_choice(home: Home) -> tuple[str, str]:
    """A home of the family to choose: by the people there, and the address unless it is confidential."""
    people = ", ".join(member.display_name for member in home.members) or "nobody that you can see"
    address = home.household.address
    where = f", {address.line_1}" if address and address.line_1 and not home.is_confidential else ""
    return str(home.household.pk), f"With {people}{where}"
