"""The rows of people: what `people.actions` writes for a person, a name, an address, a tie, a household."""

from __future__ import annotations

from typing import Any

from threshold.core.calendar import day_of
from threshold.demo import steps
from threshold.demo.bulk.ledger import Row
from threshold.demo.bulk.shared import Shared
from threshold.people import identifiers, names
from threshold.people.matching.places import fold_line
from threshold.people.models import (
    Address,
    Household,
    HouseholdMember,
    Identifier,
    Identity,
    Person,
    PersonAddress,
    PersonName,
    Relationship,
)

#: So many places are remembered, to be found again by the next who lives there.
_PLACES = 100_000


class PeopleInBulk(Shared):
    """One method for each kind of step about people."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        rows = Address.objects.exclude(postcode="").order_by("-pk")
        self._places: dict[tuple[str, str, str, str], int] = {
            (row.postcode, row.line_1, row.line_2, row.town): row.pk for row in rows
        }
        self._unborn: dict[int, tuple[Row, Row | None]] = {}  # the person and the name in use, which a birth changes

    def record_person(self, step: Any, facts: steps.Facts) -> int:
        """The rows of a new person; returns the primary key."""
        ledger, by_id = self.ledger, self.users[step.by]
        identity_id = ledger[Identity].add(created_at=step.at)
        values = {
            "identity_id": identity_id,
            "kind": facts.kind,
            "given_name": facts.given_name,
            "family_name": facts.family_name,
            "birth_on": facts.birth_on,
            "birth_precision": facts.birth_precision,
            "expected_on": facts.expected_on,
            "sex": facts.sex,
            "ethnicity": facts.ethnicity,
            "disabilities": sorted(facts.disabilities),
            "first_language": facts.first_language,
            "interpreter_needed": facts.interpreter_needed,
            "communication_needs": facts.communication_needs,
            "school_id": self.county.organisations[facts.school].pk if facts.school else None,
            "created_at": step.at,
            "created_by_id": by_id,
        }
        is_named = bool(facts.given_name or facts.family_name)
        if facts.kind == Person.Kind.UNBORN:
            person = ledger[Person].add_open("birth_on", **values)
            pk: int = person["id"]
            name = None
            if is_named:
                words = self._name(step, pk, PersonName.Kind.CURRENT, facts.given_name, facts.family_name)
                name = ledger[PersonName].add_open("birth_on", person, **words)
            self._unborn[facts.key] = (person, name)
        else:
            pk = ledger[Person].add(**values)
            if is_named:
                words = self._name(step, pk, PersonName.Kind.CURRENT, facts.given_name, facts.family_name)
                ledger[PersonName].add(**words)
        if facts.place:
            ledger[PersonAddress].add(
                person_id=pk, address_id=self._place(facts.place), is_confidential=facts.place_is_confidential
            )
        for kind, value, is_verified, source in facts.identifiers:
            ledger[Identifier].add(
                person_id=pk, kind=kind, value=value, is_verified=is_verified, source=source,
                recorded_on=day_of(step.at),
            )  # fmt: skip
        self.note("people.record_person", ("people.person", pk), step, [pk], kind=facts.kind)
        self.book.people[facts.key] = pk
        return pk

    def on_record_person(self, step: steps.RecordPerson) -> None:
        self.record_person(step, step.facts)

    def on_add_name(self, step: steps.AddName) -> None:
        pk = self.book.people[step.person]
        words = self._name(step, pk, step.kind, step.given_name, step.family_name)
        name_id = self.ledger[PersonName].add(**words)
        self.note("people.add_name", ("people.personname", name_id), step, [pk], kind=step.kind)

    def _name(self, step: Any, person_id: int, kind: str, given_name: str, family_name: str) -> Row:
        return {
            "person_id": person_id,
            "kind": str(kind),
            "given_name": given_name,
            "family_name": family_name,
            "recorded_at": step.at,
            **names.columns(given_name, family_name),
        }

    def _place(self, place: steps.Place) -> int:
        key = (identifiers.postcode(place.postcode), place.line_1, "", place.town)
        if key not in self._places:
            if len(self._places) >= _PLACES:
                del self._places[next(iter(self._places))]
            self._places[key] = self.ledger[Address].add(
                line_1=place.line_1, town=place.town, postcode=key[0], line_folded=fold_line(f"{place.line_1} ")
            )
        return self._places[key]

    def on_add_former_address(self, step: steps.AddFormerAddress) -> None:
        pk = self.book.people[step.person]
        stay_id = self.ledger[PersonAddress].add(
            person_id=pk, address_id=self._place(step.place), starts_on=step.starts_on, ends_on=step.ends_on,
            is_confidential=False,
        )  # fmt: skip
        self.note("people.add_former_address", ("people.personaddress", stay_id), step, [pk])

    def on_record_birth(self, step: steps.RecordBirth) -> None:
        person, name = self._unborn.pop(step.person)
        if name is not None:
            name["kind"], name["ended_at"] = PersonName.Kind.FORMER.value, step.at
        words = self._name(step, person["id"], PersonName.Kind.CURRENT, step.given_name, step.family_name)
        self.ledger[PersonName].add(**words)
        changes = {
            "kind": Person.Kind.CHILD.value,
            "birth_on": step.birth_on,
            "birth_precision": Person.Precision.EXACT.value,
            "sex": step.sex,
            "given_name": step.given_name,
            "family_name": step.family_name,
        }
        person.update(changes)
        person["version"] += 1
        self.note("people.record_birth", ("people.person", person["id"]), step, [person["id"]], fields=sorted(changes))

    def on_relate(self, step: steps.Relate) -> None:
        one, other = self.book.people[step.person], self.book.people[step.other]
        tie_id = self.ledger[Relationship].add(
            person_id=one, other_id=other, kind=step.kind,
            has_parental_responsibility=step.has_parental_responsibility,
        )  # fmt: skip
        self.note("people.relate_people", ("people.relationship", tie_id), step, [one, other], kind=step.kind)

    def on_set_household(self, step: steps.SetHousehold) -> None:
        pk = self.book.people[step.person]
        address_id = self._place(step.place) if step.place else None
        household_id = self.book.households.get(step.household)
        if household_id is None:
            household_id = self.ledger[Household].add(address_id=address_id, created_at=step.at)
            self.book.households[step.household] = household_id
        member_id = self.ledger[HouseholdMember].add(household_id=household_id, person_id=pk)
        self.note(
            "people.set_household", ("people.householdmember", member_id), step, [pk],
            household=household_id, address=address_id,
        )  # fmt: skip
