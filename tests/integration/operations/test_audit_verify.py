"""Whatever is done to the audit log behind its back is found, and nothing is done to it from the front."""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from threshold.core import journal
from threshold.core.models import CHAINS, AuditEntry, AuditHead, Kind

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


class Someone:
    """Enough of a user for the audit log."""

    def __init__(self, pk: int) -> None:
        self.pk = pk

    def may(self, permission: str) -> bool:
        return True


def write(number: int, *, chain: int = 3) -> None:
    for n in range(number):
        journal.record("test.write", by=Someone(chain), now=NOW, about=[n, 7], detail={"n": n, "word": "naïve"})


def tamper(*statements: str) -> None:
    """As somebody with the database's own rights would: the triggers taken away, and put back afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER USER")


def sentences(**options: Any) -> list[str]:
    return [flaw.sentence for flaw in journal.verify(**options).flaws]


def rewrite_the_chain(chain: int) -> None:
    """Seal a chain anew from its first row to its head, as a thorough forger would."""
    rows = """SELECT id, (extract(epoch from at) * 1000000)::bigint::text, coalesce(actor_id::text, ''), kind, action,
              subject_type, subject_id, about_ids::text, detail::text FROM core_auditentry
              WHERE chain = %s ORDER BY sequence"""
    with connection.cursor() as cursor:
        cursor.execute(rows, [chain])
        previous, statements = "", []
        for sequence, (entry_id, *fields) in enumerate(cursor.fetchall(), 1):
            mark = journal.seal(previous, (str(chain), str(sequence), *fields))
            values = f"sequence = {sequence}, previous_seal = '{previous}', seal = '{mark}'"
            statements.append(f"UPDATE core_auditentry SET {values} WHERE id = {entry_id}")  # noqa: S608
            previous = mark
    values = f"sequence = {len(statements)}, seal = '{previous}'"
    head = f"UPDATE core_audithead SET {values} WHERE chain = {chain}"  # noqa: S608
    tamper(*statements, head)


@pytest.mark.django_db
class TestASoundLog:
    def test_has_no_flaws_and_says_how_many_entries_it_has(self):
        write(5)
        write(2, chain=4)
        result = journal.verify()
        assert (result.entries, result.flaws) == (7, [])
        assert result.heads[3][0] == 5

    def test_an_empty_log_is_sound(self):
        assert journal.verify().flaws == []

    def test_every_kind_of_value_is_sealed_alike_in_the_database_and_here(self):
        for detail in ({}, {"a": None}, {"a": [1, 2.5, "ü", "שלום 👩‍👩‍👧"]}, {"b": 1, "a": {"c": True}}):
            journal.record("test.write", by=Someone(1), now=NOW + dt.timedelta(microseconds=1), detail=detail)
        journal.record("test.read", by=Someone(1), now=NOW, kind=Kind.READ, about=range(500))
        assert sentences() == []


@pytest.mark.django_db
class TestTampering:
    @pytest.mark.parametrize(
        "change",
        [
            "action = 'test.other'",
            "actor_id = 99",
            "actor_id = NULL",
            "at = at + interval '1 microsecond'",
            "kind = 'read'",
            "subject_type = 'x'",
            "subject_id = '1'",
            "about_ids = '{1}'",
            "detail = '{}'",
            "seal = repeat('0', 64)",
        ],
    )
    def test_an_edited_field(self, change):
        write(5)
        tamper(f"UPDATE core_auditentry SET {change} WHERE chain = 3 AND sequence = 3")  # noqa: S608
        flaws = journal.verify().flaws
        assert (flaws[0].chain, flaws[0].sequence) == (3, 3)
        assert flaws[0].sentence == "The entry was changed after it was written."

    def test_an_edited_row_sealed_anew_breaks_with_the_next(self):
        write(5)
        tamper("UPDATE core_auditentry SET seal = repeat('0', 64) WHERE chain = 3 AND sequence = 3")
        assert "The entry does not follow the one before it." in sentences()

    def test_a_row_deleted_from_the_middle(self):
        write(5)
        tamper("DELETE FROM core_auditentry WHERE chain = 3 AND sequence = 3")
        assert sentences() == ["Entries 3 to 3 are missing."]

    def test_the_tail_deleted(self):
        write(5)
        tamper("DELETE FROM core_auditentry WHERE chain = 3 AND sequence > 3")
        assert sentences() == ["The chain ends before entry 5, which was written."]

    def test_a_whole_chain_deleted(self):
        write(5)
        tamper("DELETE FROM core_auditentry WHERE chain = 3")
        assert sentences() == ["The chain ends before entry 5, which was written."]

    def test_two_rows_reordered(self):
        write(5)
        tamper(
            "UPDATE core_auditentry SET sequence = 99 WHERE chain = 3 AND sequence = 2",
            "UPDATE core_auditentry SET sequence = 2 WHERE chain = 3 AND sequence = 4",
            "UPDATE core_auditentry SET sequence = 4 WHERE chain = 3 AND sequence = 99",
        )
        assert {flaw.sequence for flaw in journal.verify().flaws} >= {2, 4}

    def test_a_row_moved_to_another_chain(self):
        write(3)
        tamper("UPDATE core_auditentry SET chain = 4, sequence = 1 WHERE chain = 3 AND sequence = 3")
        assert len(sentences()) >= 2

    def test_a_head_changed(self):
        write(5)
        tamper("UPDATE core_audithead SET seal = repeat('0', 64) WHERE chain = 3")
        assert sentences() == ["The entry is not the one the chain's head names."]

    def test_a_head_set_back(self):
        write(5)
        tamper("UPDATE core_audithead SET sequence = 4 WHERE chain = 3")
        assert "The chain's head was set back from 5 to 4." in sentences()

    def test_a_head_removed(self):
        write(5)
        tamper("DELETE FROM core_audithead WHERE chain = 3")
        assert sentences() == ["The chain has no head."]

    def test_a_guard_left_switched_off(self):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_keep")
        assert sentences() == ["The trigger core_audit_keep is switched off or gone."]

    def test_a_chain_rewritten_with_its_head_is_found_by_an_anchor_only(self):
        write(5)
        anchors = journal.verify().heads
        tamper("UPDATE core_auditentry SET action = 'test.other' WHERE chain = 3 AND sequence = 2")
        rewrite_the_chain(3)
        assert sentences() == []
        assert sentences(anchors=anchors) == ["The entry is not the one that was noted elsewhere."]

    def test_a_chain_cut_with_its_head_is_found_by_an_anchor_only(self):
        write(5)
        anchors = journal.verify().heads
        tamper("DELETE FROM core_auditentry WHERE chain = 3 AND sequence = 5")
        rewrite_the_chain(3)
        assert sentences() == []
        assert sentences(anchors=anchors) == ["The chain ends before entry 5, which was written."]

    def test_what_was_added_since_the_anchor_is_no_flaw(self):
        write(5)
        anchors = journal.verify().heads
        write(5)
        assert sentences(anchors=anchors) == []


@pytest.mark.django_db
class TestTheGuards:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE core_auditentry SET action = 'x'", "DELETE FROM core_auditentry", "TRUNCATE core_auditentry"],
    )
    def test_nothing_is_changed_or_deleted(self, statement):
        write(3)
        with pytest.raises(DatabaseError, match="added to, never changed"), transaction.atomic():
            connection.cursor().execute(statement)
        assert AuditEntry.objects.count() == 3

    def test_the_orm_is_refused_too(self):
        write(1)
        entry = AuditEntry.objects.get()
        entry.action = "x"
        for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                attempt()

    def test_a_forged_number_and_seal_are_replaced(self):
        write(1)
        AuditEntry.objects.create(chain=3, sequence=77, at=NOW, kind="change", action="x", seal="f" * 64)
        assert AuditEntry.objects.get(action="x").sequence == 2
        assert sentences() == []


@pytest.mark.django_db(transaction=True)
class TestWritersAtOnce:
    def test_leave_every_chain_whole_and_no_one_waits_for_ever(self):
        failures: list[Exception] = []

        def work(own: int) -> None:
            try:
                for n in range(15):
                    with transaction.atomic(), journal.holding():
                        # Several chains in one action, in an order that would make two writers wait in a ring.
                        for actor in (own, own + 1, 16 - own):
                            journal.record("test.write", by=Someone(actor), now=NOW, detail={"n": n})
            except Exception as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        seen = [journal.verify() for _ in range(3)]
        for thread in threads:
            thread.join(30)
        assert not failures
        assert [flaw for result in seen for flaw in result.flaws] == []
        result = journal.verify()
        assert (result.entries, result.flaws) == (6 * 15 * 3, [])

    def test_a_transaction_that_fails_leaves_no_gap(self):
        write(1)
        with pytest.raises(ZeroDivisionError), transaction.atomic(), journal.holding():
            journal.record("test.write", by=Someone(3), now=NOW)
            raise ZeroDivisionError
        write(1)
        assert (journal.verify().entries, sentences()) == (2, [])


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(**options: Any) -> str:
        out = io.StringIO()
        call_command("audit", "verify", stdout=out, stderr=io.StringIO(), **options)
        return out.getvalue()

    return run


@pytest.mark.django_db
class TestTheCommand:
    def test_says_that_all_is_well_and_notes_the_heads(self, command, tmp_path):
        write(4)
        anchor = tmp_path / "anchor.json"
        assert "4 entries, none changed" in command(write_anchor=anchor)
        assert json.loads(anchor.read_text())["3"][0] == 4
        assert "4 entries" in command(anchor=anchor)

    def test_ends_with_one_where_there_is_a_flaw_and_writes_no_anchor(self, command, tmp_path):
        write(4)
        tamper("DELETE FROM core_auditentry WHERE chain = 3 AND sequence = 2")
        with pytest.raises(CommandError, match="Flaws found: 1, in 3 entries") as caught:
            command(write_anchor=tmp_path / "anchor.json")
        assert caught.value.returncode == 1
        assert not (tmp_path / "anchor.json").exists()

    @pytest.mark.parametrize("content", ["", "[1]", '{"a": [1, "x"]}', '{"1": 5}'])
    def test_refuses_an_anchor_that_is_none(self, command, tmp_path, content):
        (tmp_path / "anchor.json").write_text(content)
        with pytest.raises(CommandError, match="cannot be read as an anchor"):
            command(anchor=tmp_path / "anchor.json")


@pytest.mark.django_db
def test_each_chain_has_a_head_from_the_start():
    assert AuditHead.objects.count() == CHAINS
