"""What every test may use: a database server, a loaded pack, people with roles, and a fixed moment."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

import staffing
from threshold.config import embedded_postgres, environment

_server = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """One server for the whole run: started by the controlling process, found running by its workers."""
    if not hasattr(config, "workerinput") and not os.environ.get("DATABASE_URL"):
        _server.enter_context(embedded_postgres.running())
    # Tests take static files from where they lie; the middleware that serves collected ones wants their folder.
    (environment.VAR / "static").mkdir(parents=True, exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _server.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On the private server each worker's database is a copy of a migrated one."""
    if not os.environ.get("DATABASE_URL"):
        from django.db import connection

        from migrated import template

        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture
def now() -> dt.datetime:
    """Wednesday 11 March 2026, 10:00 in London."""
    return dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def pack(db: None, settings: object) -> Iterator[object]:
    """The Severnshire pack, loaded as version 1."""
    with staffing.loaded_pack(settings.PACK_FOLDER) as version:  # type: ignore[attr-defined]
        yield version


@pytest.fixture
def make_user(db: None) -> Callable[..., object]:
    """A member of staff with a role: `make_user("social_worker", team=…, registered=True)`."""
    return staffing.user_maker()


@pytest.fixture
def make_team(db: None) -> Callable[..., object]:
    return staffing.team_maker()


@pytest.fixture(autouse=True, scope="session")
def _audit_log_between_tests() -> Iterator[None]:
    """A test that commits is tidied up by emptying every table, which the audit log refuses: it is told to look away.

    Its chains' heads are made by a migration and are put back.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty(self: TransactionTestCase) -> None:
        from threshold.core.models import CHAINS, AuditHead

        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                empty_tables(self)
            finally:
                cursor.execute("SET session_replication_role = DEFAULT")
        AuditHead.objects.bulk_create([AuditHead(chain=chain) for chain in range(CHAINS)], ignore_conflicts=True)

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
    yield
    patch.undo()


@pytest.fixture
def door(pack: object, make_user: Callable[..., Any], make_team: Callable[..., Any], now: dt.datetime) -> object:
    """A staffed front door and the teams that receive from it: see `walk.Frontdoor`."""
    return staffing.staffed_door(make_user, make_team, now)


@pytest.fixture
def office(door: Any, make_user: Callable[..., Any]) -> object:
    """A quality assurance service that looks at the front door's work: see `an_audit_office.AuditOffice`."""
    from an_audit_office import AuditOffice

    return AuditOffice(door, make_user)


# --- A browser: one for each process, as two cannot be opened beside each other ---------------------------------


def _chromium() -> str | None:
    """The browser's path: from CHROMIUM, or where a package put it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = _chromium()
    if path is None:
        pytest.fail("The browser tests need Chromium: run `make browser`, or set CHROMIUM to its path.")
    # Playwright keeps an event loop running in this thread, and Django would take our plain queries for async ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield started
        started.close()
