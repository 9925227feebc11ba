"""Who is related to whom, who lives with whom, and that nobody hidden is given away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from threshold.access.models import User
from threshold.core.errors import NotVisible, Refused
from threshold.core.models import AuditEntry
from threshold.people import actions, queries
from threshold.people.actions.family import MUTUAL
from threshold.people.models import Person, Relationship

from .conftest import Town

day = dt.date


def relate(town: Town, person: Person, kind: str, other: Person, **details: object) -> Relationship:
    return actions.relate_people(person, other=other, kind=kind, by=town.officer, now=town.now, **details)


def family(town: Town, person: Person, user: User | None = None) -> set[tuple[str, str]]:
    found = queries.family_of(town.scope(user), person)
    assert len(found) == len({(r.person.identity_id, r.is_the, r.is_current) for r in found}), "nobody twice"
    return {(relative.person.given_name, relative.is_the) for relative in found}


def test_both_directions_with_their_inverse(town: Town) -> None:
    mother, gran = town.adult("Mary"), town.adult("Gran")
    child, brother = town.child("Child"), town.child("Brother")
    relate(town, mother, "parent", child)
    relate(town, gran, "grandparent", child)
    relate(town, child, "half_sibling", brother)
    relate(town, mother, "parent", brother)
    assert family(town, child) == {
        ("Mary", "parent"),
        ("Gran", "grandparent"),
        ("Brother", "half-brother or half-sister"),
    }
    assert family(town, mother) == {("Child", "child"), ("Brother", "child")}
    assert family(town, gran) == {("Child", "grandchild")}


@pytest.mark.parametrize("kind", Relationship.Kind.values)
def test_every_kind_has_a_word_for_the_other_side(town: Town, kind: str) -> None:
    one, other = town.adult("One"), town.adult("Other")
    relate(town, one, kind, other)
    ((_, mine),) = family(town, other)
    ((_, theirs),) = family(town, one)
    assert mine == Relationship.Kind(kind).label
    assert theirs
    assert (theirs == mine) is (kind in MUTUAL)


def test_a_cluster_has_one_family(town: Town) -> None:
    mother, mother_again = town.adult("Mary"), town.adult("Maria")
    child, child_again, brother = town.child("Child"), town.child("Chyld"), town.child("Brother")
    relate(town, mother, "parent", child)
    relate(town, mother_again, "parent", child_again)
    relate(town, mother_again, "parent", brother)
    town.join(mother, mother_again)
    town.join(child, child_again)
    for record in (child, child_again):
        assert family(town, Person.objects.get(pk=record.pk)) == {("Mary", "parent")}
    assert family(town, Person.objects.get(pk=mother_again.pk)) == {("Child", "child"), ("Brother", "child")}


def test_a_restricted_brother_is_in_no_list_and_no_count(town: Town) -> None:
    mother, child, brother = town.adult("Mary"), town.child("Child"), town.child("Brother")
    relate(town, mother, "parent", child)
    relate(town, mother, "parent", brother)
    relate(town, brother, "sibling", child)
    home = actions.set_household(mother, by=town.officer, now=town.now).household
    for person in (child, brother):
        actions.set_household(person, household=home, by=town.officer, now=town.now)
    before = family(town, child), [len(h.members) for h in queries.household_of(town.scope(), child)]
    assert before == ({("Mary", "parent"), ("Brother", "brother or sister")}, [3])

    town.allow_only(brother, town.worker)

    assert family(town, child) == {("Mary", "parent")}
    assert family(town, mother) == {("Child", "child")}
    (seen,) = queries.household_of(town.scope(), child)
    assert [person.given_name for person in seen.members] == ["Mary", "Child"]
    assert len(seen.member_rows) == 2
    assert family(town, brother) == set(), "asked of him by his id"
    assert queries.household_of(town.scope(), brother) == []
    assert ("Brother", "brother or sister") in family(town, child, town.worker)


def test_ended_relationships_are_marked_and_can_be_made_again(town: Town) -> None:
    one, other = town.adult("One"), town.adult("Other")
    first = relate(town, one, "partner", other, starts_on=day(2020, 1, 1))
    with pytest.raises(Refused, match="already on the record"):
        relate(town, other, "partner", one)
    actions.end_relationship(first, ends_on=day(2025, 1, 1), by=town.officer, now=town.now)
    relate(town, one, "partner", other)
    assert {r.is_current for r in queries.family_of(town.scope(), one)} == {True, False}
    for ends_on, part in [(day(2025, 1, 1), "already ended")]:
        with pytest.raises(Refused, match=part):
            actions.end_relationship(first, ends_on=ends_on, by=town.officer, now=town.now)


@pytest.mark.parametrize(("ends_on", "part"), [(day(2027, 1, 1), "future"), (day(2019, 1, 1), "before the beginning")])
def test_impossible_ends(town: Town, ends_on: dt.date, part: str) -> None:
    row = relate(town, town.adult("One"), "partner", town.adult("Other"), starts_on=day(2020, 1, 1))
    with pytest.raises(Refused, match=part):
        actions.end_relationship(row, ends_on=ends_on, by=town.officer, now=town.now)


# --- Impossible families --------------------------------------------------------------------------------------


def test_nobody_is_related_to_themselves(town: Town) -> None:
    one, again = town.child(), town.child("Robyn")
    with pytest.raises(Refused, match="themselves"):
        relate(town, one, "sibling", one)
    town.join(one, again)
    with pytest.raises(Refused, match="themselves"):
        relate(town, one, "sibling", again)


def test_nobody_is_their_own_ancestor(town: Town) -> None:
    a, b, c = town.adult("A"), town.adult("B"), town.adult("C")
    relate(town, a, "parent", b)
    relate(town, b, "parent", c)
    with pytest.raises(Refused, match="own ancestor"):
        relate(town, c, "parent", a)
    with pytest.raises(Refused, match="own ancestor"):
        relate(town, b, "parent", a)
    assert Relationship.objects.count() == 2


def test_not_through_a_joined_record_either(town: Town) -> None:
    a, b, b_again, c = town.adult("A"), town.adult("B"), town.adult("Bea"), town.adult("C")
    relate(town, a, "parent", b)
    relate(town, b_again, "parent", c)
    town.join(b, b_again)
    with pytest.raises(Refused, match="own ancestor"):
        relate(town, c, "parent", a)


def test_a_join_may_not_close_a_loop(town: Town) -> None:
    a, b, c = town.adult("A"), town.adult("B"), town.adult("C")
    relate(town, a, "parent", b)
    relate(town, b, "parent", c)
    for one, other in ((a, b), (a, c), (c, a)):
        with pytest.raises(Refused, match="cannot be one person"):
            town.join(one, other)


@pytest.mark.parametrize(
    ("kind", "then", "is_refused"),
    [
        ("parent", "sibling", True),
        ("parent", "grandparent", True),
        ("sibling", "twin", True),
        ("partner", "former_partner", False),
        ("parent", "guardian", False),
    ],
)
def test_what_excludes_what(town: Town, kind: str, then: str, is_refused: bool) -> None:
    one, other = town.adult("One"), town.adult("Other")
    relate(town, one, kind, other)
    if is_refused:
        with pytest.raises(Refused, match="End it first"):
            relate(town, other, then, one)
    else:
        relate(town, one, then, other)


def test_births_that_cannot_be(town: Town) -> None:
    older, younger = town.child("Older", birth_on=day(2010, 1, 1)), town.child("Younger", birth_on=day(2015, 1, 1))
    with pytest.raises(Refused, match="too young"):
        relate(town, older, "parent", younger)
    with pytest.raises(Refused, match="three months"):
        relate(town, older, "twin", younger)
    vague = town.child("Vague", birth_on=day(2014, 1, 1), birth_precision="estimated")
    relate(town, vague, "twin", younger)
    with pytest.raises(Refused, match="Choose how"):
        relate(town, older, "enemy", younger)


def test_parental_responsibility_is_unknown_until_asked(town: Town) -> None:
    row = relate(town, town.adult("Mary"), "parent", town.child())
    assert row.has_parental_responsibility is None
    actions.change_parental_responsibility(row, has_parental_responsibility=True, by=town.officer, now=town.now)
    row.refresh_from_db()
    assert row.has_parental_responsibility is True


# --- Households -----------------------------------------------------------------------------------------------


def test_a_household_with_its_address_and_two_homes(town: Town) -> None:
    child, mother, father = town.child("Child"), town.adult("Mary"), town.adult("Fred")
    first = actions.set_household(
        mother, address={"line_1": "14 Mill Lane"}, starts_on=day(2020, 1, 1), by=town.officer, now=town.now
    )
    actions.set_household(child, household=first.household, by=town.officer, now=town.now)
    second = actions.set_household(father, by=town.officer, now=town.now)
    actions.set_household(child, household=second.household, by=town.officer, now=town.now)
    homes = queries.household_of(town.scope(), child)
    assert [[member.given_name for member in home.members] for home in homes] == [["Mary", "Child"], ["Fred", "Child"]]
    assert homes[0].household.address is not None
    with pytest.raises(Refused, match="already lives"):
        actions.set_household(child, household=first.household, by=town.officer, now=town.now)
    actions.leave_household(first, ends_on=day(2026, 1, 1), by=town.officer, now=town.now)
    assert [member.given_name for member in queries.household_of(town.scope(), child)[0].members] == ["Child"]
    with pytest.raises(Refused, match="already ended"):
        actions.leave_household(first, ends_on=day(2026, 1, 1), by=town.officer, now=town.now)
    with pytest.raises(Refused, match="future"):
        actions.set_household(mother, starts_on=day(2027, 1, 1), by=town.officer, now=town.now)


def test_a_household_is_confidential_for_a_hidden_member_too(town: Town) -> None:
    where = {"line_1": "1 Refuge Row", "postcode": "WR1 1AA"}
    mother = town.adult("Mary", address={**where, "is_confidential": True})
    child = town.child("Child", address=where)
    home = actions.set_household(mother, address=where, by=town.officer, now=town.now).household
    actions.set_household(child, household=home, by=town.officer, now=town.now)
    town.allow_only(mother)
    (seen,) = queries.household_of(town.scope(), child)
    assert (seen.is_confidential, [member.given_name for member in seen.members]) == (True, ["Child"])


def test_a_household_of_hidden_people_cannot_be_joined(town: Town, make_user: Callable[..., User]) -> None:
    hidden = town.child("Hidden")
    home = actions.set_household(hidden, by=town.officer, now=town.now).household
    town.allow_only(hidden)
    before = AuditEntry.objects.count()
    with pytest.raises(NotVisible):
        actions.set_household(town.child(), household=home, by=make_user("contact_officer"), now=town.now)
    assert AuditEntry.objects.count() == before + 1, "the child was recorded, the household not changed"
