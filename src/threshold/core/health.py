"""Is this installation ready to work? What `GET /health` and the demo ask.

Cheap enough to be asked every second: three short queries, on the connection that the process already has.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from importlib.metadata import version

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from threshold.core.models import Heartbeat

#: The background worker says every ten seconds that it is alive; after this long it is not.
WORKER_SILENT_SECONDS = 60
WORKER = "worker"


def report(now: dt.datetime) -> dict[str, object]:
    """Which parts are ready. `status` is "ok" when all are."""
    parts = {"database": False, "migrations": False, "worker": False}
    try:
        connection.ensure_connection()
        parts["database"] = True
        parts["migrations"] = _expected_migrations() <= set(MigrationRecorder(connection).applied_migrations())
        if parts["migrations"]:
            parts["worker"] = _worker_is_alive(now)
    except Error:
        # The connection may only have died since its last use; the next request gets a new one.
        connection.close()
        parts["database"] = False
    return {"status": "ok" if all(parts.values()) else "unavailable", **parts, "version": version("threshold")}


def _worker_is_alive(now: dt.datetime) -> bool:
    oldest = now - dt.timedelta(seconds=WORKER_SILENT_SECONDS)
    return Heartbeat.objects.filter(name=WORKER, at__gte=oldest).exists()


@lru_cache(maxsize=1)
def _expected_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of the program that runs; they do not change while it does."""
    loader = MigrationLoader(None)
    return frozenset(key for key in loader.disk_migrations or () if key[0] in loader.migrated_apps)


def beat(now: dt.datetime) -> None:
    """The worker says that it is alive."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": now})
