"""What do the pages about the same person say? Two people side by side, joins and marks; no queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from threshold.people import identifiers
from threshold.people.codes import Sex
from threshold.people.models import Identifier, IdentityEvent, NotTheSame, Person, PersonAddress, PersonName
from threshold.people.presenters import address_line, birth, name_line, period
from threshold.people.queries import Relative
from threshold.ui.forms import Difference

Side = list[tuple[str, str]]


def side(
    person: Person,
    *,
    names: Iterable[PersonName],
    stays: Iterable[PersonAddress],
    numbers: Iterable[Identifier],
    relatives: Iterable[Relative],
    today: dt.date,
) -> Side:
    """One person as questions and answers, the same questions for everybody."""
    addresses = [
        "A confidential address"
        if stay.is_confidential
        else f"{address_line(stay.address)} ({period(stay.starts_on, stay.ends_on)})"
        for stay in stays
    ]
    family = [f"{one.person.display_name} ({one.is_the})" for one in relatives if one.is_current]
    known = [
        f"{number.get_kind_display()} {identifiers.spoken(number.kind, number.value)}"
        f"{'' if number.is_verified else ', not verified'}"
        for number in numbers
    ]
    return [
        ("Names", "\n".join(dict.fromkeys(name_line(name) for name in names)) or person.display_name),
        ("Born", birth(person, today)),
        ("Sex", person.get_sex_display() if person.sex != Sex.UNKNOWN else ""),
        ("Addresses", "\n".join(addresses)),
        ("Numbers", "\n".join(known)),
        ("Family", "\n".join(family)),
    ]


def side_by_side(one: Side, other: Side) -> list[Difference]:
    return [Difference(label, mine, theirs) for (label, mine), (_, theirs) in zip(one, other, strict=True)]


def join_rows(events: Sequence[IdentityEvent], records: Sequence[Person]) -> list[dict[str, Any]]:
    """Each join that stands: which records it brought, who found so, when and why."""
    references = {record.pk: record for record in records}
    return [
        {
            "pk": event.pk,
            "records": [references[pk].reference for pk in event.moved_ids if pk in references],
            "names": sorted({references[pk].display_name for pk in event.moved_ids if pk in references}),
            "at": event.at,
            "by": str(event.by),
            "reason": event.reason,
            "evidence": [str(line) for line in event.evidence],
        }
        for event in events
    ]


def mark_rows(marks: Iterable[tuple[NotTheSame, Person]]) -> list[dict[str, Any]]:
    return [
        {
            "pk": mark.pk,
            "name": other.display_name,
            "reference": other.reference,
            "href": reverse("person", args=[other.reference]),
            "at": mark.at,
            "by": str(mark.by),
            "reason": mark.reason,
        }
        for mark, other in marks
    ]
