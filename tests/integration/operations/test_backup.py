"""Everything comes back out of a backup as it was; and what is not a whole backup of ours changes nothing."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from threshold.core import backup, encryption, journal, postgres_programs
from threshold.core.backup import BackupFailed
from threshold.core.restore import restore
from threshold.frontdoor.models import Contact

PASSPHRASE = "river lantern meadow cobweb thimble oak"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    folder = tmp_path / "var" / "files"
    settings.MEDIA_ROOT = folder
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "one").write_bytes(b"one")
    (folder / "two").write_bytes(bytes(range(256)) * 500)
    return folder


@pytest.fixture
def made(door: Any, media: Path, tmp_path: Path) -> Path:
    """A backup of a front door with a decided contact, and of two files."""
    door.sign_off(door.decided(outcome="early_help", level="2"))
    target = tmp_path / "backup.tar"
    backup.make(target, now=door.now)
    return target


def everything(media: Path) -> dict[str, str]:
    """Every table's rows and every file, as hashes."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM \"{table}\" t")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    for path in media.rglob("*"):
        if path.is_file():
            found[str(path.relative_to(media))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def spoil(media: Path) -> None:
    Contact.objects.update(language="Spoilt")
    (media / "two").unlink()
    (media / "ab" / "one").write_bytes(b"changed")
    (media / "three").write_bytes(b"new")


class TestTheWayThereAndBack:
    def test_every_row_and_file_is_as_it_was(self, made, media, door):
        before = everything(media)
        for _ in range(2):  # twice is the same as once
            spoil(media)
            restored = restore(made, replace=True)
            assert everything(media) == before
            assert restored.audit.flaws == []
            assert not restored.needs_migrating
        # What is restored works on: the sequences, the audit chains, and their guard.
        door.record()
        assert journal.verify().flaws == []
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute("DELETE FROM core_auditentry")
        # Nothing else is left behind, and only its owner can read the backup.
        assert made.stat().st_mode & 0o077 == 0
        assert [path.name for path in made.parent.iterdir() if path.name.startswith(".")] == []
        assert [path.name for path in media.parent.iterdir()] == ["files"]

    def test_into_an_empty_database(self, made, media):
        before = everything(media)
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        restore(made, replace=False)
        assert everything(media) == before


class TestEncrypted:
    def test_opens_with_its_passphrase_alone_and_unchanged(self, door, media, tmp_path):
        target, changed = tmp_path / "sealed.tar", tmp_path / "changed.tar"
        backup.make(target, now=door.now, passphrase=PASSPHRASE)
        content = bytearray(target.read_bytes())
        assert b"database.dump" not in content
        content[len(content) // 2] ^= 1
        changed.write_bytes(content)
        before = everything(media)
        for file, passphrase, said in (
            (target, None, "--passphrase-file"),
            (target, "another long passphrase", "does not open"),
            (changed, PASSPHRASE, "was changed"),
        ):
            with pytest.raises(BackupFailed, match=said):
                restore(file, replace=True, passphrase=passphrase)
        assert everything(media) == before
        restore(target, replace=True, passphrase=PASSPHRASE)
        assert everything(media) == before

    @pytest.mark.parametrize("content", ["", "short", "\n" + PASSPHRASE])
    def test_a_weak_passphrase_is_refused(self, tmp_path, content):
        (tmp_path / "passphrase").write_text(content)
        with pytest.raises(encryption.UnusablePassphrase, match="shorter than 16"):
            encryption.read_passphrase(tmp_path / "passphrase")


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def flip(content: bytes) -> bytes:
    place = content.index(b"PGDMP") + 2000
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def with_manifest(content: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The same tar with another manifest."""
    written = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=written, mode="w") as new:
        for member in old.getmembers():
            part = old.extractfile(member)
            data = part.read() if part else b""
            if member.name == backup.MANIFEST:
                manifest = json.loads(data)
                change(manifest)
                data = json.dumps(manifest).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return written.getvalue()


def foreign_tar(content: bytes) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("holiday.jpg"), io.BytesIO())
    return written.getvalue()


DAMAGES: list[tuple[Callable[[bytes], bytes], str]] = [
    (cut, "not a backup of Threshold, or only a part"),
    (flip, "damaged"),
    (lambda content: b"", "not a backup of Threshold"),
    (lambda content: b"PK\x03\x04 a zip", "not a backup of Threshold"),
    (foreign_tar, "not a backup of Threshold"),
    (lambda content: with_manifest(content, lambda m: m.update(format="other")), "not a backup of Threshold"),
    (lambda content: with_manifest(content, lambda m: m["parts"].popitem()), "damaged"),
    (lambda content: with_manifest(content, lambda m: m["parts"].update({"files/x": "0"})), "damaged"),
    (lambda content: with_manifest(content, lambda m: m.update(server=99)), "PostgreSQL 99"),
    (lambda content: with_manifest(content, lambda m: m["migrations"].append("core.0099_later")), "newer Threshold"),
    # This one is found by the counting, at the very end, and rolled back.
    (lambda content: with_manifest(content, lambda m: m["rows"].update(frontdoor_contact=7)), "left as it was"),
]


class TestWhatIsNotAWholeBackup:
    def test_is_refused_and_changes_nothing(self, made, media, tmp_path):
        damaged = tmp_path / "damaged.tar"
        spoil(media)
        before = everything(media)
        with pytest.raises(BackupFailed, match="--replace"):
            restore(made, replace=False)  # whole, but not asked to replace what is there
        for damage, said in DAMAGES:
            damaged.write_bytes(damage(made.read_bytes()))
            with pytest.raises(BackupFailed, match=said):
                restore(damaged, replace=True)
            assert everything(media) == before


class TestMaking:
    def test_never_writes_over_a_file(self, made, door):
        with pytest.raises(BackupFailed, match="never written over"):
            backup.make(made, now=door.now)

    def test_a_failure_leaves_no_file_behind(self, door, media, tmp_path, monkeypatch):
        def full(work: Path, manifest: object) -> Path:
            (work / "whole.tar").write_bytes(b"half")
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(backup, "_pack", full)
        target = tmp_path / "b" / "backup.tar"
        target.parent.mkdir()
        with pytest.raises(OSError, match="No space"):
            backup.make(target, now=door.now)
        assert list(target.parent.iterdir()) == []

    def test_another_version_of_pg_dump_is_not_used(self, door, media, tmp_path, monkeypatch):
        monkeypatch.setattr(postgres_programs, "server_version", lambda: 99)
        with pytest.raises(postgres_programs.NoFittingProgram, match=r"PostgreSQL 99.*THRESHOLD_POSTGRES_BIN"):
            backup.make(tmp_path / "backup.tar", now=door.now)

    def test_the_password_is_not_on_the_command_line(self, monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "secret")
        assert postgres_programs.environment()["PGPASSWORD"] == "secret"


class TestTheCommands:
    def test_say_what_they_did_and_leave_a_trace(self, door, media, tmp_path, capsys):
        target = tmp_path / "backup.tar"
        call_command("backup", str(target))
        said = capsys.readouterr().out
        assert "2 files, checked" in said
        assert "It is not encrypted" in said
        assert journal.AuditHead.objects.filter(sequence__gt=0).exists()
        call_command("restore", str(target), replace=True)
        said = capsys.readouterr().out
        assert "counted again" in said
        assert "entries are whole" in said

    def test_say_what_is_wrong(self, door, media, tmp_path):
        (tmp_path / "x").write_text("x")
        with pytest.raises(CommandError, match="not a backup of Threshold"):
            call_command("restore", str(tmp_path / "x"), replace=True)
        with pytest.raises(CommandError, match=r"folder .* is not there"):
            call_command("backup", str(tmp_path / "none" / "x"))
