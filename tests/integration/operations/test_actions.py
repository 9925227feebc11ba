"""An action is whole or not at all, audited or not at all, and done once, also for two at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from threshold.core import journal
from threshold.core.actions import ACTIONS, action, lock, once
from threshold.core.errors import NotPermitted, Refused, Stale
from threshold.core.models import AuditEntry, Draft, Heartbeat, Submission

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def registry() -> Iterator[None]:
    """Actions made for a test are not among the program's."""
    before = dict(ACTIONS)
    yield
    ACTIONS.clear()
    ACTIONS.update(before)


def both(work: Callable[[], Any]) -> list[Any]:
    """Run the same work in two threads that begin at the same moment, each with its own connection."""
    start, results = threading.Barrier(2), []

    def run() -> None:
        start.wait(5)
        try:
            results.append(work())
        except Exception as error:  # the test looks at it
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


@pytest.mark.django_db(transaction=True)
class TestOnce:
    def test_two_sendings_at_the_same_moment_make_one_thing(self, make_user):
        key, gate, user = uuid.uuid4(), threading.Event(), make_user("contact_officer")

        def make() -> Draft:
            gate.wait(0.3)  # long enough for the other to arrive at the key
            return Draft.objects.create(owner="user:1", form="thing", subject=str(uuid.uuid4()), updated_at=NOW)

        from django.db import transaction

        def send() -> tuple[int, bool]:
            with transaction.atomic():
                thing, is_new = once("thing", key, NOW, Draft, make, by=user)
                return thing.pk, is_new

        results = both(send)
        assert Draft.objects.count() == 1
        assert sorted(is_new for _, is_new in results) == [False, True]
        assert len({pk for pk, _ in results}) == 1

    def test_a_making_that_fails_leaves_the_key_free(self, make_user):
        from django.db import transaction

        key = uuid.uuid4()

        def fail() -> Draft:
            raise Refused("No.")

        with pytest.raises(Refused), transaction.atomic():
            once("thing", key, NOW, Draft, fail, by=make_user("contact_officer"))
        assert not Submission.objects.exists()

    def test_somebody_else_with_the_same_key_is_not_handed_the_first_ones_thing(self, make_user):
        key, numbers = uuid.uuid4(), iter("abcd")

        def make() -> Draft:
            return Draft.objects.create(owner="user:1", form="thing", subject=next(numbers), updated_at=NOW)

        one, other = make_user("contact_officer"), make_user("contact_officer")
        first = once("thing", key, NOW, Draft, make, by=one)
        assert once("thing", key, NOW, Draft, make, by=one) == (first[0], False)
        assert once("thing", key, NOW, Draft, make, by=other)[1]
        assert once("another thing", key, NOW, Draft, make, by=one)[1], "and it is no key of another form"
        assert Draft.objects.count() == 3

    def test_without_a_key_each_sending_makes_one(self, make_user):
        user = make_user("contact_officer")
        numbers = iter(("a", "b"))

        def make() -> Draft:
            return Draft.objects.create(owner="user:1", form="thing", subject=next(numbers), updated_at=NOW)

        assert once("thing", None, NOW, Draft, make, by=user)[1]
        assert once("thing", None, NOW, Draft, make, by=user)[1]
        assert Draft.objects.count() == 2


@pytest.mark.django_db(transaction=True)
class TestTwoWriters:
    def test_of_two_with_the_same_version_the_second_hears_that_the_first_was_faster(self, door):
        from threshold.frontdoor import actions

        contact = door.screened()

        def write() -> object:
            return actions.write_story(
                contact, by=door.officer, now=door.now, section="worries", text=threading.current_thread().name,
                expected_version=contact.version,
            )  # fmt: skip

        results = both(write)
        stale = [result for result in results if isinstance(result, Stale)]
        assert len(stale) == 1
        contact.refresh_from_db()
        assert stale[0].current_version == contact.version
        assert AuditEntry.objects.filter(action="frontdoor.write_story").count() == 1

    def test_lock_gives_the_row_as_it_is_now(self, door):
        contact = door.screened()
        old = type(contact).objects.get(pk=contact.pk)
        type(contact).objects.filter(pk=contact.pk).update(language="Polish")
        from django.db import transaction

        with transaction.atomic():
            assert lock(old).language == "Polish"


@pytest.mark.django_db
class TestTheWrapper:
    def test_without_the_permission_the_body_never_runs(self, registry, make_user):
        ran = []

        @action("test.write", permission="frontdoor.sign_off")
        def write(*, by: object, now: dt.datetime) -> None:
            ran.append(by)

        with pytest.raises(NotPermitted):
            write(by=make_user("student"), now=NOW)
        assert not ran

    def test_a_body_that_audits_nothing_is_a_defect_and_rolled_back(self, registry, make_user):
        @action("test.write", permission="frontdoor.sign_off")
        def write(*, by: object, now: dt.datetime) -> None:
            Heartbeat.objects.create(name="x", at=now)

        with pytest.raises(AssertionError, match="wrote no audit entry"):
            write(by=make_user("team_manager"), now=NOW)
        assert not Heartbeat.objects.exists()

    def test_a_failing_body_leaves_neither_rows_nor_audit(self, registry, make_user):
        @action("test.write", permission="frontdoor.sign_off")
        def write(*, by: Any, now: dt.datetime) -> None:
            Heartbeat.objects.create(name="x", at=now)
            journal.record("test.write", by=by, now=now)
            raise Refused("No.")

        with pytest.raises(Refused):
            write(by=make_user("team_manager"), now=NOW)
        assert not Heartbeat.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_an_action_takes_one_thing_then_keywords(self):
        def by_position(thing: object, other: object, *, by: object, now: object) -> None: ...
        def without_now(thing: object, *, by: object) -> None: ...

        for wrong in (by_position, without_now):
            with pytest.raises(TypeError, match="takes one thing, then keywords"):
                action("test.wrong", permission="x")(wrong)


def test_two_actions_cannot_have_one_name(registry):
    @action("core.do_it", permission="anything")
    def do_it(*, by: Any, now: dt.datetime) -> None: ...

    with pytest.raises(ValueError, match="There is an action core"):
        action("core.do_it", permission="anything else")(do_it)
