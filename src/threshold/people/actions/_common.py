"""What the actions on people share: seeing before changing, and tidy lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypedDict

from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.people import identifiers, policies, queries
from threshold.people.matching.places import fold_line
from threshold.people.models import Address, Person
from threshold.people.names import tidy


class Place(TypedDict, total=False):
    """An address as a form hands it over. A first line or a postcode is enough."""

    line_1: str
    line_2: str
    town: str
    postcode: str
    is_confidential: bool


def see(by: User, now: dt.datetime, *people: Person | int) -> None:
    """Raises NotVisible unless `by` may see every one of these records: what one cannot see one cannot change."""
    queries.require_visible(Scope(by, now), *people)


def place_of(details: Place | Mapping[str, Any]) -> Address:
    """The stored place with these lines, made where there is none, so that neighbours of a door share its
    row.

    Raises:
        Refused: it is empty, a line is too long, or the postcode cannot be one.
    """
    line_1 = tidy(details.get("line_1", ""), longest=120, what="The first line of an address")
    line_2 = tidy(details.get("line_2", ""), longest=120, what="The second line of an address")
    town = tidy(details.get("town", ""), longest=80, what="A town")
    postcode = identifiers.postcode(details.get("postcode", ""))
    policies.check_address(line_1=line_1, postcode=postcode)
    same = Address.objects.filter(postcode=postcode, line_1=line_1, line_2=line_2, town=town)
    found = same.order_by("pk").first() if postcode else None
    return found or Address.objects.create(
        line_1=line_1, line_2=line_2, town=town, postcode=postcode, line_folded=fold_line(f"{line_1} {line_2}")
    )
