"""Are the right people found in PostgreSQL, only those whom the user may see, and always in as many queries?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from threshold.people.matching.candidates import suggest
from threshold.people.matching.comparison import Details, Name, Number, Place
from threshold.people.matching.model import Flag, Verdict
from threshold.people.matching.places import fold_line, tidy_postcode
from threshold.people.models import (
    Address,
    Identifier,
    Identity,
    Person,
    PersonAddress,
    PersonName,
    Relationship,
)
from threshold.people.names import columns

BORN = dt.date(2017, 5, 3)
MakePerson = Callable[..., Person]


@pytest.fixture
def make_person(make_user: Callable[..., object], now: dt.datetime) -> MakePerson:
    user = make_user()

    def make(given: str, family: str, *, identity: Identity | None = None, **fields: object) -> Person:
        person = Person.objects.create(
            identity=identity or Identity.objects.create(created_at=now),
            kind="child",
            given_name=given,
            family_name=family,
            created_at=now,
            created_by=user,  # type: ignore[misc]
            **fields,  # type: ignore[arg-type]
        )
        PersonName.objects.create(
            person=person, given_name=given, family_name=family, recorded_at=now, **columns(given, family)
        )
        return person

    return make


def live_at(person: Person, line: str, postcode: str, **fields: object) -> None:
    address = Address.objects.create(line_1=line, postcode=tidy_postcode(postcode), line_folded=fold_line(line))
    PersonAddress.objects.create(person=person, address=address, **fields)  # type: ignore[misc]


def suggested(details: Details) -> dict[int, Verdict]:
    return {s.person_id: s.verdict for s in suggest(details, among=Person.objects.all())}


def test_a_swapped_nickname_is_found(make_person: MakePerson) -> None:
    person = make_person("Elizabeth", "Smyth", birth_on=BORN)
    make_person("Oliver", "Khan", birth_on=dt.date(2011, 1, 30))
    assert suggested(Details((Name("Smith", "Beth"),), BORN)) == {person.pk: Verdict.LIKELY}


def test_a_transposed_date_and_a_misspelt_name_are_found(make_person: MakePerson) -> None:
    person = make_person("Adaline", "Wotherspoon", birth_on=BORN)
    assert person.pk in suggested(Details((Name("Xadeline", "Wotherspon"),), dt.date(2017, 3, 5)))
    assert person.pk in suggested(Details((Name("Adalime", "Wothersponn"),), dt.date(2018, 5, 3)))


def test_an_old_address_and_a_number_are_found(make_person: MakePerson, now: dt.datetime) -> None:
    person = make_person("Adaline", "Thornby", birth_on=BORN)
    live_at(person, "12 Mill Lane", "SV1 2AB", ends_on=dt.date(2020, 1, 1))
    Identifier.objects.create(
        person=person, kind="nhs", value="9990000018", is_verified=True, source="test", recorded_on=now.date()
    )
    found = suggest(
        Details((Name("A", "Khan"),), addresses=(Place("12 Mill Ln", "sv12ab"),)), among=Person.objects.all()
    )
    assert found == [] or found[0].verdict is not Verdict.LIKELY
    details = Details((Name("Adaline", "Khan"),), identifiers=(Number("nhs", "999 000 0018", True),), birth_on=BORN)
    assert suggested(details) == {person.pk: Verdict.LIKELY}
    details = Details((Name("Adaline", "Thornby"),), addresses=(Place("12 Mill Ln", "sv12ab"),))
    (suggestion,) = suggest(details, among=Person.objects.all())
    assert any(e.sentence.startswith("Lived at this address before") for e in suggestion.evidence)


def test_who_is_not_among_them_is_not_suggested(make_person: MakePerson) -> None:
    person = make_person("Adaline", "Thornby", birth_on=BORN)
    details = Details((Name("Adaline", "Thornby"),), BORN)
    assert suggest(details, among=Person.objects.exclude(pk=person.pk)) == []


def test_a_hidden_parent_lends_no_evidence(make_person: MakePerson) -> None:
    parent, child = make_person("Kate", "Thornby"), make_person("Adaline", "Thornby", birth_on=BORN)
    Relationship.objects.create(person=parent, other=child, kind="parent")
    details = Details((Name("Adaline", "Thornby"),), BORN, carers=(Name("Kate", "Thornby"),))
    (seen,) = (s for s in suggest(details, among=Person.objects.all()) if s.person_id == child.pk)
    assert "Same parent or carer: Kate Thornby" in {e.sentence for e in seen.evidence}
    (hidden,) = suggest(details, among=Person.objects.exclude(pk=parent.pk))
    assert "carer" not in {e.feature for e in hidden.evidence}


def test_a_confidential_address_says_nothing(make_person: MakePerson) -> None:
    person = make_person("Adaline", "Thornby", birth_on=BORN)
    live_at(person, "12 Mill Lane", "SV1 2AB", is_confidential=True)
    here = (Place("12 Mill Lane", "SV1 2AB"),)
    assert suggest(Details(addresses=here), among=Person.objects.all()) == []
    (suggestion,) = suggest(Details((Name("Adaline", "Thornby"),), BORN, addresses=here), among=Person.objects.all())
    assert "address" not in {e.feature for e in suggestion.evidence}


def test_joined_records_are_one_suggestion_that_knows_all_names(make_person: MakePerson) -> None:
    first = make_person("Adaline", "Thornby", birth_on=BORN)
    make_person("Adaline", "Khan", identity=first.identity)
    (suggestion,) = suggest(Details((Name("Adaline", "Khan"),), BORN), among=Person.objects.all())
    assert (suggestion.identity_id, suggestion.person_id) == (first.identity_id, first.pk)
    assert suggestion.verdict is Verdict.LIKELY


def test_a_twin_comes_with_its_flag(make_person: MakePerson) -> None:
    twin = make_person("Grace", "Thornby", birth_on=BORN)
    live_at(twin, "12 Mill Lane", "SV1 2AB")
    details = Details((Name("Adaline", "Thornby"),), BORN, addresses=(Place("12 Mill Lane", "SV1 2AB"),))
    (suggestion,) = suggest(details, among=Person.objects.all())
    assert suggestion.verdict is Verdict.POSSIBLE
    assert Flag.TWIN in suggestion.flags


def test_an_unborn_child_is_found_by_the_mother(make_person: MakePerson) -> None:
    mother = make_person("Kate", "Thornby")
    baby = make_person("", "Thornby", expected_on=dt.date(2026, 7, 1))
    Relationship.objects.create(person=mother, other=baby, kind="parent")
    born = Details((Name("Adaline", "Thornby"),), dt.date(2026, 6, 28), carers=(Name("Kate", "Thornby"),))
    assert baby.pk in suggested(born)


@pytest.mark.parametrize("name", ["", "👶", "\u202eمحمد", "%", "'; DROP TABLE", "x" * 100, "\x00"])
def test_any_name_may_be_asked_for(make_person: MakePerson, name: str) -> None:
    make_person("Adaline", "Thornby")
    suggest(Details((Name(name, name),), identifiers=(Number("nhs", name),)), among=Person.objects.all())


@pytest.mark.django_db
def test_as_many_queries_for_one_as_for_many(
    make_person: MakePerson, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(80):
        make_person("Mohammed", "Khan", birth_on=BORN)
    everything = Details(
        (Name("Mohammed", "Khan"),),
        BORN,
        addresses=(Place("12 Mill Lane", "SV1 2AB"),),
        identifiers=(Number("nhs", "1"),),
        carers=(Name("Ali", "Khan"),),
    )
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        assert len(suggest(everything, among=Person.objects.all())) == 60
