"""Promise 8: search finds a half-remembered name, a nickname, an old address, and says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from threshold.access.models import Team, User
from threshold.people import actions
from threshold.people.models import (
    Address,
    Identifier,
    Identity,
    Involvement,
    Person,
    PersonAddress,
    PersonName,
)
from threshold.people.names import columns
from threshold.people.search import Hit, search_people

from .conftest import Town

day = dt.date


@pytest.fixture
def beth(town: Town) -> Person:
    """Somebody with everything that can be remembered of a person, among a few who are a little like her."""
    child = town.child(
        "Elizabeth",
        "Price",
        birth_on=day(2015, 4, 3),
        address={"line_1": "14 Mill Lane", "town": "Ashbrook", "postcode": "WR5 2NP"},
        identifiers=[
            ("nhs", "9990000018", True, "Spine"),
            ("upn", "V885200005001", False, "School"),
            ("local", "00123456", True, "Old system"),
        ],
    )
    at = {"by": town.officer, "now": town.now}
    actions.add_name(child, kind="alias", given_name="Bethan", family_name="Okonkwo-Price", **at)
    actions.add_name(child, kind="current", given_name="Elizabeth", family_name="O’Shaughnessy", **at)
    actions.move_address(
        child,
        address={"line_1": "Flat 2", "line_2": "77 Station Road", "town": "Norbury", "postcode": "WR11 4AB"},
        starts_on=day(2024, 6, 1),
        **at,
    )
    for given, family in [("Ahmed", "Khan"), ("Sophie", "Turner"), ("Mohammed", "Ali"), ("Peter", "Lane")]:
        town.child(
            given, family, birth_on=day(2012, 11, 30), address={"line_1": "3 Church View", "postcode": "WR1 1AA"}
        )
    return child


def find(town: Town, text: str, user: User | None = None) -> list[Hit]:
    return search_people(town.scope(user), text)


FINDS = [
    ("Elizabeth O'Shaughnessy", "The name agrees."),
    ("oshaughnessy elizabeth", "The name agrees."),
    ("ELIZABETH", "The name agrees."),
    ("Elizabeth Shaughnessy", "name"),
    ("Elisabeth Oshaughnesy", "spelt"),
    ("Oshaugnessey", "spelt"),
    ("Eliz", "begins"),
    ("Liz O'Shaughnessy", "short for"),
    ("lizzie", "short for"),
    ("Beth O Shaughnessy", "name"),
    ("Elizabeth Price", "Formerly known as Elizabeth Price until 2026."),
    ("Bethan", "Also known as Bethan Okonkwo-Price."),
    ("okonkwo", "Also known as"),
    ("14 Mill Lane", "Lived at 14 Mill Lane, Ashbrook, WR5 2NP until 2024."),
    ("14 mill ln, ashbrook", "Lived at 14 Mill Lane"),
    ("mill lane", "Lived at 14 Mill Lane"),
    ("14 Mil Lane", "Lived at 14 Mill Lane"),
    ("flat 2 77 station rd", "Lives at Flat 2, 77 Station Road, Norbury, WR11 4AB."),
    ("77 Station Road", "Lives at Flat 2"),
    ("wr52np", "Lived at 14 Mill Lane"),
    ("WR5 2NP", "until 2024"),
    ("WR5", "until 2024"),
    ("WR11 4AB", "Lives at Flat 2"),
    ("3/4/2015", "Born on 3 April 2015."),
    ("03-04-15", "Born on 3 April 2015."),
    ("3.4.2015", "Born on 3 April 2015."),
    ("2015-04-03", "Born on 3 April 2015."),
    ("03042015", "Born on 3 April 2015."),
    ("3rd April 2015", "Born on 3 April 2015."),
    ("3 apr 15", "Born on 3 April 2015."),
    ("April 3, 2015", "Born on 3 April 2015."),
    ("3rd of April 2015", "Born on 3 April 2015."),
    ("4/3/2015", "day and month the other way round"),
    ("999 000 0018", "Has this NHS number."),
    ("999-000-0018", "Has this NHS number."),
    ("9990000018", "Has this NHS number."),
    ("v885200005001", "Has this unique pupil number, not verified."),
    ("V 885 2000 05001", "Has this unique pupil number"),
    ("00123456", "Has this number of the authority."),
    ("price 3/4/2015", "Price. Born on 3 April 2015."),
    ("beth 3 apr 2015", "Born on 3 April 2015."),
    ("price WR5", "Price. Lives or lived in WR5."),
    ("Elizabeth WR5 2NP", "until 2024"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), FINDS, ids=[text for text, _ in FINDS])
def test_finds(town: Town, beth: Person, text: str, why: str) -> None:
    hits = find(town, text)
    assert hits, "nobody found"
    assert hits[0].person == beth
    assert why in hits[0].why


def test_finds_by_reference_in_any_writing(town: Town, beth: Person) -> None:
    reference = beth.reference
    for text in (reference, reference.lower(), reference.replace("-", ""), f" {reference.replace('-', ' ')} "):
        (hit,) = find(town, text)
        assert (hit.person, hit.why) == (beth, f"Has the reference {reference}.")
    wrong = reference[:-1] + ("0" if reference[-1] != "0" else "1")
    assert not [hit for hit in find(town, wrong) if "reference" in hit.why]


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("Laim", ("Liam", "Doyle")),
        ("Liam Doyel", ("Liam", "Doyle")),
        ("Muhammad Hussain", ("Mohammed", "Hussein")),
        ("Smyth Jon", ("John", "Smith")),
        ("Siân", ("Sian", "Evans")),
        ("Sian", ("Siân", "Evans")),
        ("desouza", ("Ana", "De Souza")),
        ("Łukasz", ("Lukasz", "Nowak")),
        ("李", ("李", "明")),
        ("Ng", ("David", "Ng")),
        ("Bo", ("Bo", "Li")),
        ("محمد", ("محمد", "علي")),
        ("Mary Jane Watson", ("Mary-Jane", "Watson")),
        ("Mary Watson", ("Mary Jane", "Watson")),
        ("am smi", ("Amelia", "Smith")),
        ("Catherine", ("Kathryn", "Bell")),
        ("Tony Bell", ("Anthony", "Bell")),
    ],
)
def test_half_remembered_names(town: Town, typed: str, recorded: tuple[str, str]) -> None:
    person = town.child(*recorded)
    town.child("Entirely", "Different")
    assert [hit.person for hit in find(town, typed)] == [person]


def test_the_best_comes_first(town: Town) -> None:
    exact = town.child("Amy", "Cole", birth_on=day(2014, 2, 1))
    longer = town.child("Amy Rose", "Cole")
    alike = town.child("Aimee", "Cole")
    half = town.child("Amy", "Hart", birth_on=day(2013, 2, 1))
    assert [hit.person for hit in find(town, "Amy Cole")][:3] == [exact, longer, alike]
    assert find(town, "Amy 1/2/2013")[0].person == half


def test_a_cluster_is_found_once_by_what_any_record_knows(town: Town) -> None:
    one, other = town.child("Amy", "Cole"), town.child("Amie", "Coal", birth_on=day(2014, 2, 1))
    town.join(one, other)
    (hit,) = find(town, "amie coal")
    assert (hit.person, hit.why) == (one, "Recorded as Amie Coal.")
    (by_birth,) = find(town, "1 Feb 2014")
    assert by_birth.person == one


def test_a_confidential_address_is_not_written_out(town: Town) -> None:
    where = {"line_1": "9 Refuge Row", "postcode": "WR2 3AB", "is_confidential": True}
    person = town.adult("Mary", "Safe", address=where)
    for text in ("9 Refuge Row", "WR2 3AB", "WR2"):
        (hit,) = find(town, text)
        assert hit.person == person
        assert "Refuge" not in hit.why
        assert "WR2" not in hit.why
    (hit,) = find(town, "mary WR2")
    assert "WR2" not in hit.why


@pytest.mark.parametrize(("text", "_"), FINDS, ids=[text for text, _ in FINDS])
def test_the_restricted_are_neither_shown_nor_counted(town: Town, beth: Person, text: str, _: str) -> None:
    town.allow_only(beth, town.worker)
    assert beth not in [hit.person for hit in find(town, text)]
    assert find(town, text, town.worker)[0].person == beth


def test_own_teams_and_nobody(town: Town, beth: Person, make_user: Callable[..., User], team: Team) -> None:
    helper, member = make_user("early_help_practitioner", team=team), make_user("elected_member")
    assert find(town, "Elizabeth", helper) == []
    assert find(town, "Elizabeth", member) == []
    Involvement.objects.create(person=beth, team=team, what="x", source_type="x", source_id=1, started_at=town.now)
    assert [hit.person for hit in find(town, "Elizabeth", helper)] == [beth]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00",
        "'; DROP TABLE people_person; --",
        "%",
        "%%%",
        "_____",
        "\\",
        "a' OR 1=1 --",
        "🙂🙃",
        "\u202e",
        "x" * 100_000,
        "smith " * 20_000,
        "1/1/2015 " * 10_000,
        "P-" + "Z" * 100_000,
        "99/99/9999",
        "31/02/2015",
        "0000000000",
        "((((((((((",
        "*" * 500,
        "P99999999999999",
        "ＰＰＰ",
        "\ud800",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_anything_may_be_typed(town: Town, beth: Person, text: str) -> None:
    hits = find(town, text)
    assert beth not in [hit.person for hit in hits]
    assert Person.objects.count() == 5


def test_a_limit(town: Town) -> None:
    for number in range(12):
        town.child("Amy", f"Cole{'abcdefghijkl'[number]}")
    assert len(search_people(town.scope(), "amy", 10)) == 10


def test_a_fixed_number_of_queries(
    town: Town, beth: Person, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(20):
        town.child("Elizabeth", "Price", birth_on=day(2015, 4, 3))
    with django_assert_max_num_queries(13):  # type: ignore[attr-defined]
        assert len(find(town, "elizabeth price 3/4/2015 WR5 2NP")) > 20


# --- Every reading has an index -------------------------------------------------------------------------------


@pytest.fixture
def crowd(town: Town) -> None:
    """Enough people for the planner to want its indexes. Written in bulk: only their number matters."""
    count = 4000
    words = ["an", "be", "cor", "da", "el", "fin", "gra", "hol", "is", "ja", "ken", "lu", "mor", "na", "ol", "per"]
    named = [f"{words[n % 16]}{words[n // 16 % 16]} {words[n // 256]}{words[n * 7 % 16]}son" for n in range(count)]
    identities = Identity.objects.bulk_create(Identity(created_at=town.now) for _ in range(count))
    people = Person.objects.bulk_create(
        Person(
            identity=identity,
            kind="child",
            birth_on=day(2010, 1, 1) + dt.timedelta(days=number),
            created_at=town.now,
            created_by=town.officer,
        )
        for number, identity in enumerate(identities)
    )
    PersonName.objects.bulk_create(
        PersonName(person=person, recorded_at=town.now, **columns(*name.split()))
        for person, name in zip(people, named, strict=True)
    )
    places = Address.objects.bulk_create(
        Address(line_1=name, line_folded=f"{number} {name} road", postcode=f"WR{number % 90 + 10}{number // 90 % 10}AB")
        for number, name in enumerate(named)
    )
    PersonAddress.objects.bulk_create(
        PersonAddress(person=person, address=place) for person, place in zip(people, places, strict=True)
    )
    Identifier.objects.bulk_create(
        Identifier(person=person, kind="local", value=str(number), recorded_on=town.now)
        for number, person in enumerate(people)
    )
    with connection.cursor() as cursor:
        for index in ("name_trigrams", "name_sounds", "address_trigrams"):
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])  # as autovacuum would
        cursor.execute("ANALYZE")


INDEXES = {
    "elizabeth": {"name_trigrams", "name_sounds"},
    "elizabeth price": {"name_trigrams", "name_sounds"},
    "3/4/2015": {"person_by_birth"},
    "14 mill lane": {"address_trigrams", "people_personaddress_address_id"},
    "WR5 2NP": {"address_by_postcode"},
    "WR5": {"address_by_postcode"},
    "9990000018": {"identifier_lookup"},
}


def test_each_reading_is_answered_by_an_index(town: Town, beth: Person, crowd: None) -> None:
    statements: list[tuple[str, object]] = []

    def note(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    for text, indexes in INDEXES.items():
        statements.clear()
        with connection.execute_wrapper(note):
            find(town, text)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # the crowd is small enough to be read through otherwise
            plans = []
            for sql, params in statements:
                if sql.startswith('SELECT "'):
                    cursor.execute(f"EXPLAIN {sql}", params)
                    plans.append("\n".join(row[0] for row in cursor.fetchall()))
        used = "\n".join(plans)
        assert all(index in used for index in indexes), f"{text}: {used}"
