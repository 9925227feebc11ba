"""A migrated database to copy, so that a test run need not migrate one for each of its workers.

Migrating from nothing renders every model's state again and again, a minute of processor time. The copy's name carries
the migrations' fingerprint: it is made when they change, and kept for the next run.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from threshold.config import embedded_postgres

_SOURCE = Path(__file__).resolve().parents[1] / "src" / "threshold"
#: Any number that no other lock of ours uses.
_LOCK = 7_226_001


def template() -> str:
    """The name of a migrated database on the private server; made if it is not there."""
    digest = hashlib.sha256()
    for path in sorted(_SOURCE.glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    name = f"template_{digest.hexdigest()[:16]}"
    with psycopg.connect(_of("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # the other worker waits here, and finds it made
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            _make(server, name)
    return name


def _make(server: psycopg.Connection, name: str) -> None:
    half = f"{name}_half"
    server.execute(f'DROP DATABASE IF EXISTS "{half}"')
    for (old,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'").fetchall():
        server.execute(f'DROP DATABASE IF EXISTS "{old}"')
    server.execute(f'CREATE DATABASE "{half}"')
    command = [sys.executable, "-m", "threshold.cli", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env={**os.environ, "DATABASE_URL": _of(half)}, check=True)
    server.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')


def _of(database: str) -> str:
    return urlunsplit(urlsplit(embedded_postgres.url())._replace(path=f"/{database}"))
