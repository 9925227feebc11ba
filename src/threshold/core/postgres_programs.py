"""Which pg_dump fits our server, and how is it told where the server is?

A program of another major version either refuses or writes what the server does not understand, so only one of
the server's own is used.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection

from threshold.config import embedded_postgres


class NoFittingProgram(Exception):
    """There is no pg_dump of the server's version. The message says what to do."""


def server_version() -> int:
    """The server's major version."""
    connection.ensure_connection()
    return connection.pg_version // 10_000  # type: ignore[attr-defined]


def folder() -> Path:
    """The folder of pg_dump, pg_restore and psql of the server's own major version.

    Raises:
        NoFittingProgram: there is none in THRESHOLD_POSTGRES_BIN, beside Threshold, or on the PATH.
    """
    wanted = server_version()
    found: list[str] = []
    for candidate in _candidates():
        version = _major_version(candidate / "pg_dump")
        if version == wanted:
            return candidate
        if version:
            found.append(f"{version} in {candidate}")
    raise NoFittingProgram(
        f"The database is PostgreSQL {wanted}; no pg_dump of that version was found ({'; '.join(found) or 'none'}). "
        f"Install PostgreSQL {wanted}'s client programs and set THRESHOLD_POSTGRES_BIN to their folder."
    )


def _candidates() -> list[Path]:
    folders = []
    # Not installed, or the setting names a folder without a server: the PATH may still have what is needed.
    with contextlib.suppress(embedded_postgres.ServerFailed):
        folders.append(embedded_postgres.binaries())
    if os.environ.get("THRESHOLD_POSTGRES_BIN"):
        folders.append(Path(os.environ["THRESHOLD_POSTGRES_BIN"]))
    on_path = shutil.which("pg_dump")
    if on_path:
        folders.append(Path(on_path).parent)
    return folders


def _major_version(program: Path) -> int | None:
    try:
        answer = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"\) (\d+)", answer)
    return int(number[1]) if number else None


def environment() -> dict[str, str]:
    """The process environment that leads libpq to our database; nothing secret goes on the command line."""
    settings = connection.settings_dict
    values = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGSSLMODE": settings["OPTIONS"].get("sslmode", ""),
        "PGSSLROOTCERT": settings["OPTIONS"].get("sslrootcert", ""),
    }
    return {**os.environ, "LC_ALL": "C.UTF-8", **{name: str(value) for name, value in values.items() if value}}
