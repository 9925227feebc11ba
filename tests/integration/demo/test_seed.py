"""Seeding: whole or not at all, once only, and a large authority with every index and reference back in place."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from published_numbers import what_can_be_found
from threshold.access.models import User
from threshold.access.scope import Scope
from threshold.core import journal
from threshold.core.models import AuditEntry, Clock, Message
from threshold.demo import seed, volume
from threshold.demo.accounts import ACCOUNTS, PASSWORD
from threshold.demo.play import ByActions
from threshold.frontdoor import queries
from threshold.frontdoor.models import Contact, Shift
from threshold.frontdoor.states import ContactState
from threshold.improvement.models import QuarterlyReport
from threshold.pathway.models import Handover
from threshold.pathway.states import HandoverState
from threshold.people.models import EmergencyAccess, Organisation, Person, Restriction

SMALL = {"contacts": 450, "recent": dt.timedelta(0)}


@pytest.mark.django_db
def test_a_seeded_county(pack: object, now: dt.datetime) -> None:
    assert seed.seed(now, **SMALL) is True
    connection.check_constraints()
    assert journal.verify().flaws == []

    assert set(Contact.objects.values_list("state", flat=True)) == set(ContactState.values)
    assert 18 <= Contact.objects.filter(closed_at__isnull=True).count() <= 40
    assert set(Handover.objects.values_list("state", flat=True)) == set(HandoverState.values)
    assert Shift.objects.filter(state=Shift.State.HANDED_OVER).count() == 1
    assert Restriction.objects.count() == 10
    assert EmergencyAccess.objects.filter(reviewed_at__isnull=True).count() == 1
    assert Message.objects.filter(state=Message.State.QUEUED).count() < 5  # the worker has kept up
    assert Organisation.objects.count() == 40
    assert not Clock.objects.filter(stopped_at__lt=now - dt.timedelta(days=900)).exists()

    for account in ACCOUNTS:
        assert User.objects.get(email=account.email).check_password(PASSWORD)
    officer, manager = (User.objects.get(email=f"{local}@severnshire.example") for local in ("officer", "manager"))
    assert queries.sign_off_queue(Scope(manager, now)).count() >= 5
    # A restricted child is on the board for those who may see it, and not for the others.
    assert queries.board(Scope(manager, now)).count() > queries.board(Scope(officer, now)).count()

    # What everybody may read of it gives no small number away, in one report or between two.
    assert QuarterlyReport.objects.filter(state="published").count() == 2
    assert what_can_be_found() == []

    people = Person.objects.count()
    assert seed.seed(now, **SMALL) is False
    assert Person.objects.count() == people


@pytest.mark.django_db
def test_a_seeding_that_is_cut_short_leaves_nothing(
    pack: object, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(self: ByActions, step: object) -> None:
        raise KeyboardInterrupt

    before = AuditEntry.objects.count()
    with monkeypatch.context() as patched:
        patched.setattr(ByActions, "play", cut)
        with pytest.raises(KeyboardInterrupt):
            seed.seed(now, **SMALL)
    assert (User.objects.filter(is_service=False).count(), Person.objects.count()) == (0, 0)
    assert AuditEntry.objects.count() == before


def schema() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2"
        )
        return [*indexes, *cursor.fetchall()]


@pytest.mark.django_db
def test_a_large_authority_is_whole(pack: object, now: dt.datetime) -> None:
    before = schema()
    told: list[str] = []
    written = volume.write(contacts=150, seed=4, years=2, now=now, tell=told.append)
    assert 110 <= written.contacts <= 190
    assert Contact.objects.count() == pytest.approx(written.contacts, abs=12)  # the last are not recorded yet
    assert schema() == before
    assert journal.verify().flaws == []
    # Another one on top, as the benchmarks grow it.
    volume.write(contacts=100, seed=5, years=2, now=now)
    assert Contact.objects.count() > 200
    assert journal.verify().flaws == []


@pytest.mark.django_db
class TestCommands:
    def test_the_demo_is_made_once(self, pack: object, monkeypatch: pytest.MonkeyPatch) -> None:
        made: list[dt.datetime] = []
        monkeypatch.setattr("threshold.demo.management.commands.seed_demo.seed", lambda now, **_: not made.append(now))
        said = StringIO()
        call_command("seed_demo", today="2026-03-11", stdout=said)
        assert made == [dt.datetime(2026, 3, 11, 11, 0, tzinfo=dt.UTC)]
        assert "done in" in said.getvalue()
        monkeypatch.setattr("threshold.demo.management.commands.seed_demo.seed", lambda now, **_: False)
        said = StringIO()
        call_command("seed_demo", stdout=said)
        assert "nothing was done" in said.getvalue()

    def test_a_wrong_day_and_production_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(CommandError, match="year, month and day"):
            call_command("seed_demo", today="11/03/2026")
        with pytest.raises(CommandError, match="at least one contact"):
            call_command("seed_bulk", contacts=0)
        for command in ("seed_demo", "seed_bulk"):
            monkeypatch.setattr(f"threshold.demo.management.commands.{command}.PRODUCTION", True)
        with pytest.raises(CommandError, match="production"):
            call_command("seed_demo")
        with pytest.raises(CommandError, match="production"):
            call_command("seed_bulk", contacts=5)
