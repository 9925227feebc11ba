"""How does everything come back out of a backup?

The backup is read from end to end before anything is touched. The database is then replaced in one transaction,
in which the rows and sequences are counted again before it commits: it is the old one or the whole new one, never
half. The files are laid out beside the old ones and take their place afterwards.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from threshold.core import backup, journal, postgres_programs
from threshold.core.backup import BackupFailed, Manifest

_EMPTYING = """
    BEGIN;
    SET client_min_messages = error;
    SET lock_timeout = '20s';
    DROP SCHEMA public CASCADE;
    CREATE SCHEMA public;
"""
_PSQL = ("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate", "--file=-")


@dataclass(frozen=True)
class Restored:
    """What was restored, and what the audit log says of itself."""

    manifest: Manifest
    audit: journal.Verification
    needs_migrating: bool


def restore(source: Path, *, replace: bool, passphrase: str | None = None) -> Restored:
    """Put a backup in the place of the database and the files.

    Raises:
        BackupFailed: the backup is not good, or the database is not empty and `replace` is False, or is in use.
            Nothing was changed then.
    """
    if not replace and not is_empty():
        raise BackupFailed(
            "The database is not empty. Restore into an empty one, or give --replace to lose what is there."
        )
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".threshold-restore-") as name:
        work = Path(name)
        with backup.unsealed(source, work, passphrase) as whole:
            manifest = backup.check(whole)
            needs_migrating = _check_fits(manifest)
            with tarfile.open(whole, "r:") as tar:
                tar.extractall(work / "new", filter="data")
        files = work / "new" / backup.FILES
        files.mkdir(exist_ok=True)
        connection.close()  # our own connection must not stand in the way
        _replace_database(work / "new" / backup.DUMP, manifest)
        _replace_files(files, media, work)
    return Restored(manifest, journal.verify(manifest.audit_heads), needs_migrating)


def is_empty() -> bool:
    return not connection.introspection.table_names()


def _check_fits(manifest: Manifest) -> bool:
    """Whether this program must migrate the restored database. Raises where it is older than the backup."""
    server = postgres_programs.server_version()
    if manifest.server > server:
        raise BackupFailed(
            f"The backup was made on PostgreSQL {manifest.server}; this is {server}. Restore it on {manifest.server} "
            "or newer."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if set(manifest.migrations) - known:
        raise BackupFailed(
            f"The backup was made by a newer Threshold ({manifest.program}). Install that version or a later one."
        )
    return bool(known - set(manifest.migrations))


def _replace_database(dump: Path, manifest: Manifest) -> None:
    """Empty the schema, fill it from the dump, count, commit: all in one transaction of one psql."""
    programs, environment = postgres_programs.folder(), postgres_programs.environment()
    filling = subprocess.Popen(
        [programs / "pg_restore", "--no-owner", "--no-privileges", "--file=-", dump],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    database = subprocess.Popen(
        [programs / _PSQL[0], *_PSQL[1:]],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,  # SQLSTATE only: an error's text may quote a row
        env=environment,
    )
    assert database.stdin and filling.stdout and database.stderr  # noqa: S101 - they are pipes
    try:
        _write(database.stdin, _EMPTYING)
        shutil.copyfileobj(filling.stdout, database.stdin, 1024 * 1024)
        # Only a dump that pg_restore read to its end is committed; else psql ends without, and nothing was changed.
        if filling.wait() == 0:
            _write(database.stdin, _counting_again(manifest) + "COMMIT;")
        database.stdin.close()
    except BrokenPipeError:
        pass  # psql has ended at an error, which its code tells below
    filling.stdout.close()
    said = database.stderr.read().decode()
    if filling.wait() or database.wait():
        in_use = " Stop `threshold serve` and `threshold worker` first." if "55P03" in said else ""
        raise BackupFailed(f"The database could not be restored, and was left as it was.{in_use}")


def _write(pipe: IO[bytes], sql: str) -> None:
    pipe.write(sql.encode() + b"\n")
    pipe.flush()


def _counting_again(manifest: Manifest) -> str:
    """SQL that fails unless every table and sequence is as the manifest says."""
    checks = [f"(SELECT count(*) FROM {_name(table)}) <> {rows}" for table, rows in manifest.rows.items()]  # noqa: S608
    # A sequence may have gone on between the counting and the dump; it must not have gone back.
    checks += [f"(SELECT last_value FROM {_name(s)}) < {last}" for s, last in manifest.sequences.items()]  # noqa: S608
    return f"DO $$ BEGIN IF {' OR '.join(checks)} THEN RAISE EXCEPTION 'other rows than were dumped'; END IF; END $$;\n"


def _name(of: str) -> str:
    return f"public.{connection.ops.quote_name(of)}"


def _replace_files(new: Path, media: Path, work: Path) -> None:
    if media.exists():
        media.rename(work / "old")
    new.rename(media)
