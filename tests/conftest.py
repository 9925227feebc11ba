"""What every test may use: a database server, a loaded pack, people with roles, and a fixed moment."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

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
    from threshold.core import packs

    packs.current.cache_clear()
    packs._section.cache_clear()
    version = packs.load(Path(settings.PACK_FOLDER), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))  # type: ignore[attr-defined]
    yield version
    packs.current.cache_clear()
    packs._section.cache_clear()


@pytest.fixture
def make_user(db: None) -> Callable[..., object]:
    """A member of staff with a role: `make_user("social_worker", team=…, registered=True)`."""
    from threshold.access.models import Membership, User

    numbers = itertools.count(1)

    def make(*roles: str, team: object = None, registered: bool = False, name: str = "") -> User:
        number = next(numbers)
        user = User(
            email=f"person{number}@severnshire.example",
            name=name or f"Person {number}",
            social_work_registration=f"SW{number:06}" if registered else "",
        )
        user.set_password("a long enough password")
        user.save()
        for role in roles:
            Membership.objects.create(user=user, team=team, role=role, starts_on=dt.date(2020, 1, 1))
        return User.objects.get(pk=user.pk)

    return make


@pytest.fixture
def make_team(db: None) -> Callable[..., object]:
    from threshold.access.models import Team

    numbers = itertools.count(1)

    def make(kind: str = "front_door", name: str = "") -> Team:
        return Team.objects.create(
            name=name or f"{Team.Kind(kind).label} {next(numbers)}", kind=kind, starts_on=dt.date(2020, 1, 1)
        )

    return make


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
    from walk import Frontdoor

    team, family_help, early_help = make_team("front_door"), make_team("family_help"), make_team("early_help")
    return Frontdoor(
        team=team,
        family_help=family_help,
        early_help=early_help,
        officer=make_user("contact_officer", team=team),
        worker=make_user("social_worker", team=team, registered=True),
        manager=make_user("team_manager", team=team, registered=True),
        family_help_manager=make_user("team_manager", team=family_help, registered=True),
        early_help_manager=make_user("early_help_manager", team=early_help),
        now=now,
    )


@pytest.fixture
def office(door: Any, make_user: Callable[..., Any]) -> object:
    """A quality assurance service that looks at the front door's work: see `an_audit_office.AuditOffice`."""
    from an_audit_office import AuditOffice

    return AuditOffice(door, make_user)
