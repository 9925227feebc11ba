"""How is everything that Threshold keeps put into one file, and is that file good?

A backup is a tar of `database.dump` (pg_dump's own format), the files under `files/`, and `manifest.json`: a
SHA-256 of each, and what must be found again after a restore (rows of each table, sequences, heads of the audit
chains, migrations). Database and counts are of one snapshot; people may go on working while it is made. With a
passphrase the tar is sealed inside another (see `encryption`).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection, transaction
from pydantic import BaseModel, ValidationError

from threshold.core import encryption, postgres_programs
from threshold.core.models import AuditHead, PackVersion

DUMP, FILES, MANIFEST = "database.dump", "files/", "manifest.json"
_SEALED_KEY, _SEALED_CONTENT = "key.age", "backup.tar.age"
_CHUNK = 1024 * 1024


class BackupFailed(Exception):
    """The backup could not be made, or is not good. The message says what was found and what to do."""


class Manifest(BaseModel):
    """What a backup holds, and what must be found again after a restore."""

    format: Literal["threshold-backup"] = "threshold-backup"
    version: Literal[1] = 1
    made_at: dt.datetime
    program: str
    server: int
    pack_version: int | None
    migrations: list[str]
    rows: dict[str, int]
    sequences: dict[str, int]
    audit_heads: dict[int, tuple[int, str]]
    #: SHA-256 of each part, by its name in the tar.
    parts: dict[str, str] = {}


# --- Making ---------------------------------------------------------------------------------------------------


def make(target: Path, *, now: dt.datetime, passphrase: str | None = None) -> Manifest:
    """Write a backup, read it back, and only then give it its name: a file of that name is always whole.

    Raises:
        BackupFailed: with nothing left behind.
        NoFittingProgram: there is no pg_dump of the server's version.
    """
    if target.exists():
        raise BackupFailed(f"{target} is there already. Choose another name: a backup is never written over.")
    if not target.parent.is_dir():
        raise BackupFailed(f"The folder {target.parent} is not there. Make it first.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".threshold-backup-") as name:
        work = Path(name)
        manifest = _dump(work / DUMP, now)
        whole = _pack(work, manifest)
        check(whole)
        if passphrase:
            plain_hash = _hash_of_file(whole)
            sealed = _seal(work, whole, passphrase)
            with unsealed(sealed, work, passphrase) as again:
                if _hash_of_file(again) != plain_hash:
                    raise BackupFailed("The sealed backup does not open to what was sealed. Is the disk sound?")
            whole = sealed
        _keep(whole, target)
    return manifest


def _dump(dump: Path, now: dt.datetime) -> Manifest:
    programs = postgres_programs.folder()
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        manifest = Manifest(
            made_at=now,
            program=version("threshold"),
            server=postgres_programs.server_version(),
            pack_version=PackVersion.objects.order_by("number").values_list("number", flat=True).last(),
            migrations=_migrations(),
            rows=_rows(),
            sequences=_sequences(),
            audit_heads={head.chain: (head.sequence, head.seal) for head in AuditHead.objects.all()},
        )
        ended = subprocess.run(
            [programs / "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={dump}"],
            env=postgres_programs.environment(), check=False, capture_output=True,
        )  # fmt: skip
    if ended.returncode:
        raise BackupFailed(f"pg_dump ended with code {ended.returncode}. Is there room on the disk?")
    return manifest


def _migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def _rows() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's name
            counts[table] = cursor.fetchone()[0]
    return counts


def _sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        return dict(cursor.fetchall())


def _pack(work: Path, manifest: Manifest) -> Path:
    whole, dump, media = work / "whole.tar", work / DUMP, Path(settings.MEDIA_ROOT)
    parts = [(DUMP, dump)]
    parts += [(FILES + str(path.relative_to(media)), path) for path in sorted(media.rglob("*")) if path.is_file()]
    with tarfile.open(whole, "w") as tar:
        for name, path in parts:
            manifest.parts[name] = _hash_of_file(path)
            tar.add(path, name)
        content = manifest.model_dump_json(indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    dump.unlink()
    return whole


def _seal(work: Path, whole: Path, passphrase: str) -> Path:
    content, sealed = work / _SEALED_CONTENT, work / "sealed.tar"
    key = work / _SEALED_KEY
    key.write_bytes(encryption.seal_stream(whole, content, passphrase))
    whole.unlink()
    with tarfile.open(sealed, "w") as tar:
        tar.add(key, _SEALED_KEY)
        tar.add(content, _SEALED_CONTENT)
    content.unlink()
    return sealed


def _keep(whole: Path, target: Path) -> None:
    """Onto the disk, then under its name, then the name onto the disk."""
    whole.chmod(0o600)
    _sync(whole)
    whole.rename(target)
    _sync(target.parent)


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- Reading --------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def unsealed(file: Path, work: Path, passphrase: str | None) -> Iterator[Path]:
    """The plain tar of a backup, sealed or not, for the length of the block.

    Raises:
        BackupFailed: it is no tar, needs a passphrase, or the passphrase does not open it.
    """
    plain = work / "unsealed.tar"
    try:
        is_sealed = _unseal(file, work, plain, passphrase)
    except (OSError, EOFError, tarfile.TarError, KeyError):
        raise BackupFailed(f"{file} is not a backup of Threshold, or only a part of one.") from None
    except encryption.WrongPassphrase:
        raise BackupFailed("The passphrase does not open the backup, or the backup was changed.") from None
    yield plain if is_sealed else file
    plain.unlink(missing_ok=True)


def _unseal(file: Path, work: Path, plain: Path, passphrase: str | None) -> bool:
    """Write the plain tar of a sealed backup; False where it is not sealed."""
    with tarfile.open(file, "r:") as tar:
        if _SEALED_CONTENT not in tar.getnames():
            return False
        if not passphrase:
            raise BackupFailed("The backup is encrypted. Give the file with its passphrase: --passphrase-file.")
        tar.extract(_SEALED_CONTENT, work, filter="data")
        key = tar.extractfile(_SEALED_KEY)
        encryption.unseal_stream(work / _SEALED_CONTENT, plain, key.read() if key else b"", passphrase)
    (work / _SEALED_CONTENT).unlink()
    return True


def check(file: Path) -> Manifest:
    """Read a plain backup from end to end.

    Raises:
        BackupFailed: a part is missing, cut, changed, or not named by the manifest.
    """
    try:
        with tarfile.open(file, "r:") as tar:
            names = tar.getnames()
            content = tar.extractfile(MANIFEST)
            manifest = Manifest.model_validate_json(content.read() if content else b"")
            hashes = {name: _hash_of_member(tar, name) for name in names if name != MANIFEST}
            if len(names) != len(set(names)) or hashes != manifest.parts or not _are_safe(names):
                raise BackupFailed(f"{file} is damaged: what it holds is not what its manifest says.")
            _check_dump(tar)
    except (OSError, EOFError, tarfile.TarError, KeyError, ValidationError):
        raise BackupFailed(f"{file} is not a backup of Threshold, or only a part of one.") from None
    return manifest


def _are_safe(names: list[str]) -> bool:
    """Every file under `files/`, none outside."""
    return all(name in (DUMP, MANIFEST) or (name.startswith(FILES) and ".." not in Path(name).parts) for name in names)


def _check_dump(tar: tarfile.TarFile) -> None:
    """pg_restore must be able to read the dump's list of contents."""
    content = tar.extractfile(DUMP)
    if content is None:
        raise KeyError(DUMP)
    with tempfile.TemporaryFile() as dump:
        shutil.copyfileobj(content, dump, _CHUNK)
        dump.seek(0)
        ended = subprocess.run(
            [postgres_programs.folder() / "pg_restore", "--list"], stdin=dump, check=False, capture_output=True
        )
    if ended.returncode:
        raise BackupFailed("pg_restore cannot read the database part. Was it made on a newer PostgreSQL?")


def _hash_of_member(tar: tarfile.TarFile, name: str) -> str:
    content = tar.extractfile(name)
    if content is None:  # a link or a folder: we never write one
        raise KeyError(name)
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]


def _hash_of_file(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
