"""What is written once reads properly on each child's record, and leaves in a letter what its reader may have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction

from threshold.access.models import User
from threshold.core.errors import NotPermitted, NotVisible, Refused, Stale
from threshold.core.models import AuditEntry
from threshold.people import narrative
from threshold.people.models import Household, Passage, Person
from threshold.people.narrative import Reader, Written

from .conftest import Town


@pytest.fixture
def record(town: Town) -> Household:
    """Any saved row serves as the record that passages belong to."""
    return Household.objects.create(created_at=town.now)


def write(town: Town, record: Household, *passages: Written, section: str = "story") -> list[Passage]:
    return narrative.write_section(record, section, passages, by=town.officer, now=town.now)


def read(town: Town, record: Household, user: User | None = None, about: Person | None = None) -> dict[str, list[str]]:
    found = narrative.read_record(town.scope(user), record, about_person=about)
    return {section: [passage.text for passage in passages] for section, passages in found.items()}


def test_sections_in_order(town: Town, record: Household) -> None:
    write(town, record, Written("first"), Written("second"))
    write(town, record, Written("other"), section="worries")
    write(town, Household.objects.create(created_at=town.now), Written("of another record"))
    assert read(town, record) == {"story": ["first", "second"], "worries": ["other"]}


def test_one_visit_two_children_each_record_reads_alone(town: Town, record: Household) -> None:
    """Promise 3: one write-up, and each child's record holds what is about that child."""
    amy, ben = town.child("Amy"), town.child("Ben")
    write(
        town,
        record,
        Written("The home was warm."),
        Written("Amy has a bruise.", about=(amy.pk,)),
        Written("Ben was asleep.", about=(ben.pk,)),
        Written("They share a bed.", about=(amy.pk, ben.pk)),
    )
    assert read(town, record, about=amy)["story"] == ["The home was warm.", "Amy has a bruise.", "They share a bed."]
    assert read(town, record, about=ben)["story"] == ["The home was warm.", "Ben was asleep.", "They share a bed."]
    again = town.child("Amie")
    town.join(amy, again)
    again.refresh_from_db()
    assert "Amy has a bruise." in read(town, record, about=again)["story"], "by any record of the cluster"


def test_what_is_about_a_hidden_child_is_not_read(
    town: Town, record: Household, make_user: Callable[..., User]
) -> None:
    amy, ben = town.child("Amy"), town.child("Ben")
    write(
        town,
        record,
        Written("everyone"),
        Written("amy", about=(amy.pk,)),
        Written("ben", about=(ben.pk,)),
        Written("both", about=(amy.pk, ben.pk)),
    )
    town.allow_only(ben, town.worker)
    assert read(town, record) == {"story": ["everyone", "amy"]}
    assert read(town, record, about=ben) == {"story": ["everyone"]}
    assert read(town, record, town.worker) == {"story": ["everyone", "amy", "ben", "both"]}
    assert read(town, record, make_user("elected_member")) == {}


def test_writing_again_supersedes_and_keeps(town: Town, record: Household) -> None:
    old = write(town, record, Written("old"))
    new = write(town, record, Written("new"), Written("  "), Written("line\x00 two"))
    assert [passage.text for passage in new] == ["new", "line two"]
    assert read(town, record) == {"story": ["new", "line two"]}
    kept = Passage.objects.get(pk=old[0].pk)
    assert (kept.text, kept.superseded_at) == ("old", town.now)
    assert write(town, record) == []
    assert read(town, record) == {}
    assert Passage.objects.count() == 3


def test_an_unchanged_section_is_left_as_it_is(town: Town, record: Household) -> None:
    amy, ben = town.child("Amy"), town.child("Ben")
    passages = [Written("one", about=(ben.pk, amy.pk)), Written("two", travels="police")]
    first = write(town, record, *passages)
    assert write(town, record, *passages) == first
    assert Passage.objects.count() == 2
    assert write(town, record, *passages[:1]) == first[:1]
    assert Passage.objects.filter(superseded_at=None).count() == 1


@pytest.mark.parametrize(
    ("passage", "part"),
    [
        (Written("x", travels="pigeon"), "how the paragraph may travel"),
        (Written("x", about=()), "whom the paragraph is about"),
        (Written("x" * 1_000_001), "too long"),
    ],
)
def test_refused_passages(town: Town, record: Household, passage: Written, part: str) -> None:
    with pytest.raises(Refused, match=part):
        write(town, record, passage)
    assert not Passage.objects.exists()


def test_a_hundred_kilobytes_in_one_word_or_in_fifty_thousand_paragraphs(town: Town, record: Household) -> None:
    for text in ("ж" * 100_000, "a\n\n" * 50_000):
        write(town, record, *(Written(part) for part in narrative.split(text)))
        joined = "".join("".join(read(town, record)["story"]).split())
        assert joined == "".join(text.split())


# --- Narrowing ------------------------------------------------------------------------------------------------


def narrow(town: Town, passage: Passage, by: User | None = None, **details: object) -> Passage:
    options = {"travels": passage.travels, "about": None, "by": by or town.officer, "now": town.now, **details}
    return narrative.narrow_passage(passage, **options)


def test_one_click_narrows(town: Town, record: Household, audited: Callable[[str], list[AuditEntry]]) -> None:
    amy, ben = town.child("Amy"), town.child("Ben")
    first, second = write(town, record, Written("one"), Written("two"))
    later = town.now + dt.timedelta(hours=1)
    narrower = narrow(town, first, travels="police", about=(amy.pk,), now=later)
    assert read(town, record, about=amy) == {"story": ["one", "two"]}
    assert read(town, record, about=ben) == {"story": ["two"]}
    first.refresh_from_db()
    assert (first.superseded_at, first.travels, narrower.travels) == (later, "open", "police")
    assert (narrower.position, narrower.written_by) == (0, town.officer)
    (entry,) = audited("people.narrow_passage")
    assert entry.about_ids == [amy.pk]
    assert "one" not in str(entry.detail)
    with pytest.raises(Stale):
        narrow(town, first, travels="health")
    assert second.superseded_at is None


@pytest.mark.parametrize(
    ("details", "part"),
    [
        ({"travels": "open"}, "travel further"),
        ({"travels": "health", "about": None}, "more records"),
        ({"travels": "health", "about": ()}, "whom the paragraph"),
        ({"travels": "pigeon"}, "may travel"),
    ],
)
def test_it_never_widens(town: Town, record: Household, details: dict[str, object], part: str) -> None:
    amy, ben = town.child("Amy"), town.child("Ben")
    (passage,) = write(town, record, Written("one", travels="police", about=(amy.pk,)))
    with pytest.raises(Refused, match=part):
        narrow(town, passage, **{"about": (amy.pk,), **details})
    with pytest.raises(Refused, match="more records"):
        narrow(town, passage, about=(ben.pk,))
    narrow(town, passage, travels="health", about=(amy.pk,))


def test_who_may_not(town: Town, record: Household, make_user: Callable[..., User]) -> None:
    amy = town.child("Amy")
    (passage,) = write(town, record, Written("one", about=(amy.pk,)))
    with pytest.raises(NotPermitted):
        narrow(town, passage, by=make_user("auditor"), travels="police", about=(amy.pk,))
    town.allow_only(amy)
    with pytest.raises(NotVisible):
        narrow(town, passage, travels="police", about=(amy.pk,))
    (free,) = write(town, record, Written("two"), section="worries")
    with pytest.raises(NotVisible):
        narrow(town, free, about=(amy.pk,))


# --- Composing ------------------------------------------------------------------------------------------------


@pytest.fixture
def story(town: Town, record: Household) -> tuple[Household, Person, Person]:
    amy, ben = town.child("Amy"), town.child("Ben")
    write(
        town,
        record,
        Written("open"),
        Written("third party", travels="third_party"),
        Written("police", travels="police"),
        Written("police too", travels="police"),
        Written("health", travels="health"),
        Written("address", travels="address"),
        Written("amy", about=(amy.pk,)),
        Written("ben", about=(ben.pk,)),
        Written("ben's police", travels="police", about=(ben.pk,)),
        Written("both", about=(amy.pk, ben.pk)),
    )
    return record, amy, ben


@pytest.mark.parametrize(
    ("reader", "paragraphs", "left_out"),
    [
        (Reader.FAMILY, ["open", "amy"], {"Third-party": 1, "Police": 2, "Health": 1, "address": 1, "another": 1}),
        (Reader.REFERRER, ["open", "amy"], {"Third-party": 1, "Police": 2, "Health": 1, "address": 1, "another": 1}),
        (Reader.PROFESSIONAL, ["open", "third party", "amy"], {"Police": 2, "Health": 1, "address": 1, "another": 1}),
        (
            Reader.INTERNAL,
            ["open", "third party", "police", "police too", "health", "address", "amy", "both"],
            {},
        ),
    ],
)
def test_each_reader_has_what_they_may(
    story: tuple[Household, Person, Person], reader: Reader, paragraphs: list[str], left_out: dict[str, int]
) -> None:
    record, amy, _ = story
    composition = narrative.compose(record, reader=reader, about=[amy])
    assert composition.paragraphs == paragraphs
    counts = {word: row.count for row in composition.left_out for word in left_out if word in row.reason}
    assert counts == left_out
    assert len(composition.left_out) == len(left_out)


def test_a_letter_about_both_has_what_is_about_both(story: tuple[Household, Person, Person]) -> None:
    record, amy, ben = story
    composition = narrative.compose(record, reader=Reader.FAMILY, about=[amy, ben])
    assert composition.paragraphs == ["open", "amy", "ben", "both"]


def test_sections_of_a_letter_in_the_order_asked_for(town: Town, record: Household) -> None:
    write(town, record, Written("b1"), Written("b2"), section="b")
    write(town, record, Written("a"), section="a")
    write(town, record, Written("c"), section="c")
    wanted = narrative.compose(record, reader=Reader.FAMILY, about=[], sections=["b", "a"])
    assert wanted.paragraphs == ["b1", "b2", "a"]


def test_every_way_to_travel_is_decided_for_every_reader() -> None:
    assert set(narrative.MAY_HAVE) == set(Reader)
    for travels in Passage.Travels:
        assert travels in narrative._LEFT_OUT
    assert narrative.MAY_HAVE[Reader.INTERNAL] == set(Passage.Travels.values)


def test_a_reading_costs_a_fixed_number_of_queries(
    town: Town, record: Household, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    amy = town.child("Amy")
    write(town, record, *(Written(str(number), about=(amy.pk,)) for number in range(30)))
    with transaction.atomic(), django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        found = narrative.read_record(town.scope(), record)["story"]  # who is hidden, the texts, whom they name
        assert all(list(passage.about.all()) == [amy] for passage in found)


# --- Writing again what a form showed -------------------------------------------------------------------------


def rewrite(town: Town, record: Household, text: str, by: User | None = None) -> list[Passage]:
    return narrative.rewrite_section(record, "story", text, by=by or town.officer, now=town.now)


def marks(passages: list[Passage]) -> list[tuple[str, str, list[int]]]:
    return [(one.text, one.travels, sorted(person.pk for person in one.about.all())) for one in passages]


def test_a_narrowed_paragraph_stays_narrow_when_the_section_is_written_again(town: Town, record: Household) -> None:
    amy = town.child("Amy")
    write(town, record, Written("One."), Written("The neighbour saw it.", "third_party", (amy.pk,)), Written("Three."))
    unchanged = rewrite(town, record, "Zero.\n\nOne.\n\nThe neighbour saw it.\n\nThree.\n\nFour.")
    assert marks(unchanged)[2] == ("The neighbour saw it.", "third_party", [amy.pk])
    assert [mark[1] for mark in marks(unchanged)] == ["open", "open", "third_party", "open", "open"]
    reworded = rewrite(town, record, "Zero.\n\nOne.\n\nThe neighbour at number 9 saw it.\n\nThree.\n\nFour.")
    assert marks(reworded)[2] == ("The neighbour at number 9 saw it.", "third_party", [amy.pk])
    split_up = rewrite(town, record, "Zero.\n\nOne.\n\nThe neighbour saw\n\nit at number 9.\n\nThree.\n\nFour.")
    assert [mark[1] for mark in marks(split_up)] == ["open", "open", "third_party", "third_party", "open", "open"]


def test_what_a_writer_could_not_see_is_not_lost(town: Town, record: Household) -> None:
    amy, ben = town.child("Amy"), town.child("Ben")
    town.allow_only(ben, town.worker)
    write(
        town,
        record,
        Written("First."),
        Written("Ben told us.", about=(ben.pk,)),
        Written("Amy slept.", about=(amy.pk,)),
    )
    rewrite(town, record, "First of all.\n\nAmy slept.\n\nLast.")
    assert read(town, record) == {"story": ["First of all.", "Amy slept.", "Last."]}
    assert read(town, record, town.worker) == {"story": ["First of all.", "Ben told us.", "Amy slept.", "Last."]}
    rewrite(town, record, "")
    assert read(town, record, town.worker) == {"story": ["Ben told us."]}


def test_an_unchanged_paragraph_keeps_who_wrote_it(town: Town, record: Household) -> None:
    first, second = write(town, record, Written("One."), Written("Two."))
    rows = rewrite(town, record, "Two.\n\nThree.", by=town.worker)
    assert [row.pk for row in rows][:1] == [second.pk]
    assert [row.written_by for row in rows] == [town.officer, town.worker]
    assert [row.position for row in Passage.objects.filter(superseded_at=None).order_by("position")] == [0, 1]
    first.refresh_from_db()
    assert first.superseded_at == town.now


def test_widening_is_said_to_be_meant(town: Town, record: Household) -> None:
    amy = town.child("Amy")
    (passage,) = write(town, record, Written("one", "police", (amy.pk,)))
    with pytest.raises(Refused, match="Say below that this is meant"):
        narrow(town, passage, travels="open", about=(amy.pk,))
    assert narrow(town, passage, travels="open", may_widen=True).about_everyone
