"""Joining records and taking them apart: exact, in order, audited, and safe when several people do it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threshold.access.models import User
from threshold.core.errors import NotPermitted, NotVisible, Refused
from threshold.core.models import AuditEntry
from threshold.people import actions, queries
from threshold.people.models import IdentityEvent, NotTheSame, Person, RestrictedMatchAlert

from .conftest import Town

#: Tables that an undone join leaves exactly as they were. Events and the audit log grow, on purpose.
TABLES = ["people_identity", "people_person", "people_personname", "people_personaddress", "people_relationship"]


def dump() -> dict[str, list[str]]:
    """Every row of the people's tables, as text."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY id")  # noqa: S608 - our own names
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def undo(town: Town, event: IdentityEvent) -> IdentityEvent:
    return actions.unmerge_people(event, reason="They are two after all", by=town.worker, now=town.now)


def test_a_join_links_and_moves_nothing(town: Town) -> None:
    one, other = town.child(address={"line_1": "1 High Street"}), town.child("Robyn")
    before = dump()
    event = town.join(one, other)
    assert fresh(one).identity_id == fresh(other).identity_id == one.identity_id
    assert queries.cluster(fresh(other)) == [one.pk, other.pk]
    assert (event.from_identity_id, event.to_identity_id, event.moved_ids) == (
        other.identity_id,
        one.identity_id,
        [other.pk],
    )
    after = dump()
    changed = {table for table in TABLES if before[table] != after[table]}
    assert changed == {"people_person"}
    undo(town, event)
    assert dump() == before


def test_joins_come_apart_in_the_reverse_order(town: Town) -> None:
    a, b, c = town.child("A"), town.child("B"), town.child("C")
    first = town.join(a, b)
    second = town.join(fresh(c), fresh(b))
    assert queries.cluster(fresh(a)) == [a.pk, b.pk, c.pk]
    with pytest.raises(Refused, match=rf"join {second.pk}, on 11 March 2026"):
        undo(town, first)
    undo(town, second)
    assert queries.cluster(fresh(a)) == [a.pk, b.pk]
    undo(town, first)
    assert [queries.cluster(fresh(person)) for person in (a, b, c)] == [[a.pk], [b.pk], [c.pk]]
    with pytest.raises(Refused, match="already been taken apart"):
        undo(town, first)


def test_another_record_joined_to_the_same_identity_later_comes_off_first(town: Town) -> None:
    a, b, c = town.child("A"), town.child("B"), town.child("C")
    first = town.join(a, b)
    second = town.join(a, c)
    with pytest.raises(Refused, match=f"join {second.pk}"):
        undo(town, first)


def test_joins_of_others_are_no_obstacle(town: Town) -> None:
    a, b, c, d = (town.child(name) for name in "ABCD")
    first = town.join(a, b)
    town.join(c, d)
    undo(town, first)
    again = town.join(b, a)
    undo(town, again)


def test_an_undoing_cannot_itself_be_undone(town: Town) -> None:
    event = undo(town, town.join(town.child("A"), town.child("B")))
    with pytest.raises(Refused, match="Only a join"):
        undo(town, event)


@given(steps=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=14))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_joins_undone_in_reverse_restore_everything(town: Town, steps: list[tuple[int, int, bool]]) -> None:
    """Joins, and undoings now and then on the way; then all that is left is undone, and each record is where it was."""
    from django.db import transaction

    with transaction.atomic():
        people = [town.child(str(number)) for number in range(8)]
        before = dump()
        standing: list[IdentityEvent] = []
        for first, second, undo_one in steps:
            one, other = fresh(people[first]), fresh(people[second])
            if undo_one and standing:
                undo(town, standing.pop())
            elif one.identity_id == other.identity_id:
                with pytest.raises(Refused, match="already joined"):
                    town.join(one, other)
            else:
                standing.append(town.join(one, other))
        for event in reversed(standing):
            undo(town, event)
        assert dump() == before
        transaction.set_rollback(True)


@given(steps=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8), choice=st.integers(0, 7))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_may_be_undone_restores_the_partition_before_it(
    town: Town, steps: list[tuple[int, int]], choice: int
) -> None:
    """Undoing any join that is not refused splits off exactly the records that the join brought."""
    from django.db import transaction

    with transaction.atomic():
        people = [town.child(str(number)) for number in range(5)]
        events = []
        for first, second in steps:
            one, other = fresh(people[first]), fresh(people[second])
            if one.identity_id != other.identity_id:
                moved = set(queries.cluster(other))
                kept = set(queries.cluster(one))
                events.append((town.join(one, other), kept, moved))
        if events:
            event, kept, moved = events[choice % len(events)]
            try:
                undo(town, event)
            except Refused:
                assert event != events[-1][0], "the last join can always be undone"
            else:
                assert set(queries.cluster(Person.objects.get(pk=min(moved)))) == moved
                assert set(queries.cluster(Person.objects.get(pk=min(kept)))) == kept
        transaction.set_rollback(True)


# --- What is refused ------------------------------------------------------------------------------------------


def test_refusals(town: Town, make_user: Callable[..., User]) -> None:
    one, other = town.child(), town.child("Robyn")
    with pytest.raises(Refused, match="already joined"):
        town.join(one, one)
    with pytest.raises(Refused, match="reason for joining"):
        actions.merge_people(one, other=other, reason="  ok ", by=town.worker, now=town.now)
    with pytest.raises(NotPermitted):
        actions.merge_people(one, other=other, reason="Known to be one", by=make_user("student"), now=town.now)
    event = town.join(one, other)
    with pytest.raises(Refused, match="already joined"):
        town.join(other, one)
    with pytest.raises(Refused, match="reason for taking"):
        actions.unmerge_people(event, reason="", by=town.worker, now=town.now)
    assert IdentityEvent.objects.count() == 1


def test_brothers_are_not_one_person(town: Town) -> None:
    one, other = town.child(), town.child("Robyn")
    row = actions.relate_people(one, other=other, kind="twin", by=town.officer, now=town.now)
    with pytest.raises(Refused, match="cannot be one person"):
        town.join(one, other)
    actions.end_relationship(row, ends_on=town.now.date(), by=town.officer, now=town.now)
    town.join(one, other)


def test_different_people_stay_apart_until_the_mark_is_withdrawn(town: Town) -> None:
    a, b, c = town.child("A"), town.child("B"), town.child("C")
    mark = actions.mark_not_same(b, other=a, reason="Two birth certificates", by=town.worker, now=town.now)
    assert (mark.record, mark.other) == (a, b)
    with pytest.raises(Refused, match="already marked"):
        actions.mark_not_same(a, other=b, by=town.worker, now=town.now)
    town.join(b, c)
    for one, other in ((a, b), (c, a)):
        with pytest.raises(Refused, match="different people"):
            town.join(one, other)
    with pytest.raises(Refused, match="reason"):
        actions.withdraw_not_same(mark, reason="", by=town.worker, now=town.now)
    actions.withdraw_not_same(mark, reason="Marked by mistake", by=town.worker, now=town.now)
    assert not NotTheSame.objects.exists()
    event = town.join(a, b)
    with pytest.raises(Refused, match="Take the join apart"):
        actions.mark_not_same(a, other=c, by=town.worker, now=town.now)
    undo(town, event)


def test_a_join_is_audited_about_every_record(town: Town, audited: Callable[[str], list[AuditEntry]]) -> None:
    a, b, c = town.child("A"), town.child("B"), town.child("C")
    town.join(a, b)
    event = town.join(c, a)
    assert audited("people.merge_people")[-1].about_ids == [a.pk, b.pk, c.pk]
    undo(town, event)
    assert audited("people.unmerge_people")[-1].about_ids == [a.pk, b.pk, c.pk]


def test_the_hidden_cannot_be_joined_or_taken_apart(town: Town) -> None:
    a, b = town.child("A"), town.child("B")
    event = town.join(a, b)
    town.allow_only(a)
    with pytest.raises(NotVisible):
        undo(town, event)
    with pytest.raises(NotVisible):
        town.join(town.child("C"), b)


# --- Several at once ------------------------------------------------------------------------------------------


def at_once(*writes: Callable[[], object]) -> list[object]:
    """Run each in its own thread and connection, all starting together; what each returned or raised."""
    start, results = threading.Barrier(len(writes)), [None] * len(writes)

    def run(number: int, write: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[number] = write()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(writes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_many_people_joining_the_same_records_at_once(town: Town) -> None:
    people = [town.child(str(number)) for number in range(5)]
    pairs = [(0, 1), (1, 2), (2, 0), (3, 1), (4, 0), (1, 0), (2, 3), (4, 3)]
    results = at_once(
        *(lambda a=a, b=b: town.join(fresh(people[a]), fresh(people[b])) for a, b in pairs)  # type: ignore[misc]
    )
    assert all(isinstance(result, IdentityEvent | Refused) for result in results), results
    events = list(IdentityEvent.objects.order_by("pk"))
    assert len(events) == 4, "five records become one person in four joins"
    assert len({person.identity_id for person in Person.objects.all()}) == 1
    for event in reversed(events):
        undo(town, event)
    assert [fresh(person).identity_id for person in people] == [person.identity_id for person in people]


@pytest.mark.django_db(transaction=True)
def test_undoing_and_joining_at_once(town: Town) -> None:
    a, b, c = town.child("A"), town.child("B"), town.child("C")
    event = town.join(a, b)
    undone, joined = at_once(lambda: undo(town, event), lambda: town.join(fresh(c), fresh(a)))
    assert isinstance(joined, IdentityEvent), joined
    if isinstance(undone, Refused):
        assert queries.cluster(fresh(b)) == [a.pk, b.pk, c.pk]
    else:
        assert queries.cluster(fresh(b)) == [b.pk]
        assert queries.cluster(fresh(a)) == [a.pk, c.pk]
    undone_twice = at_once(*[lambda: undo(town, joined)] * 2)
    assert sorted(type(result).__name__ for result in undone_twice) == ["IdentityEvent", "Refused"]


# --- A match that the recorder may not see --------------------------------------------------------------------


def test_a_hidden_match_reaches_those_who_may_see_both(
    town: Town, make_user: Callable[..., User], audited: Callable[[str], list[AuditEntry]]
) -> None:
    hidden, listed, student = town.child("Hidden"), make_user("social_worker"), make_user("student")
    town.allow_only(hidden, listed, student)
    record = town.child("Hiden")
    alert = actions.alert_restricted_match(record, restricted=hidden, by=town.officer, now=town.now)
    again = actions.alert_restricted_match(record, restricted=hidden, by=town.officer, now=town.now)
    assert alert == again
    assert list(queries.alerts_for(town.scope())) == []
    assert list(queries.alerts_for(town.scope(student))) == [], "may not join records"
    assert list(queries.alerts_for(town.scope(listed))) == [alert]
    assert list(queries.alerts_for(town.scope(town.manager))) == [alert]
    assert audited("people.alert_restricted_match")[0].about_ids == [record.pk], "and not of the hidden one"
    with pytest.raises(NotVisible):
        actions.close_restricted_match(alert, by=town.worker, now=town.now)
    closed = actions.close_restricted_match(alert, by=listed, now=town.now)
    assert (closed.state, closed.seen_by) == (RestrictedMatchAlert.State.SEEN, listed)
    assert list(queries.alerts_for(town.scope(listed))) == []
