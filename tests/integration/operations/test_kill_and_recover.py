"""The web server or the database is killed in the middle of something: all of it is there afterwards, or nothing."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal_visitor import PUBLIC, Visitor

from .conftest import Browser

INSERT = "INSERT INTO core_heartbeat (name, at) VALUES (%s, now())"


def names(installation: Any) -> set[str]:
    with installation.connect() as database:
        return {name for (name,) in database.execute("SELECT name FROM core_heartbeat").fetchall()}


def test_a_killed_web_server_leaves_all_or_nothing_and_comes_back(installation):
    server = installation.serve()
    with installation.connect() as blocker, blocker.transaction():
        # The request is held in the middle of its work, and the server is killed there.
        blocker.execute("LOCK TABLE django_migrations")
        asked = threading.Thread(target=installation.health, daemon=True)
        asked.start()
        time.sleep(1)
        os.kill(server.pid, signal.SIGKILL)
        server.wait(10)
    asked.join(15)
    # Its processes go too: nobody else may go on answering on the port.
    installation.wait_for(lambda: installation.health()[0] == 0)
    again = installation.serve()
    status, report = installation.health()
    assert (status, report["database"], report["migrations"]) == (503, True, True)
    assert report["worker"] is False
    again.terminate()
    assert again.wait(30) == 0


def test_everything_stops_with_the_program(installation):
    server = installation.serve()
    assert installation.database_process() is not None
    # A browser keeps its connection open; the server must not wait for it for ever.
    with socket.create_connection(("127.0.0.1", installation.port)):
        begin = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    assert time.monotonic() - begin < 25
    assert installation.database_process() is None
    assert installation.health()[0] == 0


def test_a_killed_database_keeps_what_was_committed_and_nothing_else(installation):
    server = installation.serve()
    worker = installation.start("worker")
    installation.wait_for(lambda: installation.health()[0] == 200)
    database = installation.connect()
    database.execute(INSERT, ["committed"])
    open_transaction = installation.connect()
    open_transaction.autocommit = False
    open_transaction.execute(INSERT, ["half"])
    for _ in range(3):
        open_transaction.execute("UPDATE core_heartbeat SET at = now() WHERE name = 'committed'")

    number = installation.database_process()
    os.kill(number, signal.SIGKILL)
    with pytest.raises(psycopg.OperationalError):
        for _ in range(50):
            open_transaction.execute("SELECT 1")
            time.sleep(0.1)
    status, report = installation.health()
    assert (status, report["database"]) == (503, False)

    # The next program that needs the database starts it; the two that ran all the time find it again.
    recovered = installation.run("audit", "verify")
    assert recovered.returncode == 0, recovered.stderr + installation.log()
    installation.wait_for(lambda: installation.health()[0] == 200)
    found = names(installation)
    assert "committed" in found
    assert "half" not in found
    for process in (server, worker):
        assert process.poll() is None
        process.terminate()
        assert process.wait(30) == 0
    assert installation.database_process() is None


# --- The demo, and whatever else runs several programs together


def test_a_killed_demo_leaves_no_program_and_no_database_behind(installation):
    # The demo finds its authority there already, and does not seed for a minute.
    made = installation.run(
        "shell", "-c",
        "from threshold.access.models import User; from threshold.demo.accounts import ACCOUNTS; "
        "User.objects.create(email=ACCOUNTS[0].email, name='Somebody')",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    demo = installation.start("demo", "--port", str(installation.port))
    installation.wait_for(lambda: installation.health()[0] == 200)
    programs = installation.programs_of(demo)
    assert len(programs) == 2  # the server and the worker

    os.kill(demo.pid, signal.SIGKILL)
    demo.wait(10)
    installation.wait_for(lambda: not any(Path("/proc", str(number)).exists() for number in programs))
    installation.wait_for(lambda: installation.database_process() is None)
    assert installation.health()[0] == 0
    # The database was stopped, not killed: nothing has to be recovered at the next start.
    assert "database system is shut down" in installation.log()


# --- In the middle of the one request that may not be lost or done twice: somebody sends the public form


@pytest.fixture(scope="module")
def front_door(installation):
    made = installation.run(
        "shell", "-c",
        "import datetime as dt; from threshold.access.models import Team; "
        "Team.objects.create(name='Front door', kind='front_door', starts_on=dt.date(2020, 1, 1))",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return installation


#: What is written beside the record: the form as it was typed, the visit, the counts against floods.
BESIDE = {"core_draft", "django_session", "core_cache", "core_heartbeat"}


def rows(installation: Any) -> dict[str, int]:
    """How many rows each table of the record has, those with any."""
    with installation.connect() as database:
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        counted = {
            table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - our own names
            for (table,) in tables
            if table not in BESIDE
        }
    return {table: number for table, number in counted.items() if number}


@contextlib.contextmanager
def held_while_sending(installation: Any, visitor: Visitor) -> Iterator[None]:
    """Somebody presses "send", and the request stands still: all is written but the audit log, nothing committed."""
    blocker = installation.connect()
    blocker.autocommit = False
    blocker.execute("LOCK TABLE core_auditentry IN ACCESS EXCLUSIVE MODE")

    def press() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):  # the server dies under it
            visitor.send()

    pressing = threading.Thread(target=press, daemon=True)
    pressing.start()
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ILIKE '%INSERT INTO%auditentry%'"
    with installation.connect() as watcher:
        installation.wait_for(lambda: watcher.execute(waiting).fetchone())
    yield
    blocker.close()  # lets go of the lock; where the database was killed, it is gone already
    pressing.join(90)
    assert not pressing.is_alive()


def shown_reference(visitor: Visitor) -> str:
    found = re.search(r"C-[0-9A-Z]+-[0-9A-Z]", visitor.client.get("/worried/sent").content.decode())
    assert found
    return found[0]


def check_all_or_nothing(installation: Any, visitor: Visitor, before: dict[str, int]) -> None:
    """Nothing was written; what was typed is there; sent again, and once more, it becomes one contact."""
    assert rows(installation) == before
    page = visitor.client.get("/worried/check").content.decode()
    assert "I hear shouting every night." in page
    assert visitor.send().status_code == 302
    reference = shown_reference(visitor)
    after = rows(installation)
    for table in ("frontdoor_contact", "frontdoor_contactchild", "core_submission", "core_message"):
        assert after.get(table, 0) == before.get(table, 0) + 1, table
    assert visitor.send().status_code == 302
    assert shown_reference(visitor) == reference
    assert rows(installation)["frontdoor_contact"] == after["frontdoor_contact"]
    verified = installation.run("audit", "verify")
    assert verified.returncode == 0, verified.stderr


def test_a_web_process_killed_while_a_form_is_sent_leaves_nothing_half_and_loses_no_word(front_door):
    server = front_door.serve()
    visitor = Visitor(client=Browser(front_door.port)).fill_in(PUBLIC)
    before = rows(front_door)
    (process,) = front_door.programs_of(server)
    with held_while_sending(front_door, visitor):
        os.kill(process, signal.SIGKILL)
        # Its place is taken by another, without anybody doing anything.
        front_door.wait_for(lambda: front_door.programs_of(server) not in ([], [process]))
    front_door.wait_for(lambda: front_door.health()[1].get("database"))
    check_all_or_nothing(front_door, visitor, before)
    server.terminate()
    assert server.wait(30) == 0


def test_a_database_killed_while_a_form_is_sent_leaves_nothing_half_and_loses_no_word(front_door):
    server = front_door.serve()
    visitor = Visitor(client=Browser(front_door.port)).fill_in(PUBLIC)
    before = rows(front_door)
    with held_while_sending(front_door, visitor):
        os.kill(front_door.database_process(), signal.SIGKILL)
        front_door.wait_for(lambda: front_door.health()[1].get("database") is False)
    # The next program that needs the database starts it; the server that ran all the time finds it again.
    started = front_door.run("audit", "verify")
    assert started.returncode == 0, started.stderr + front_door.log()
    front_door.wait_for(lambda: front_door.health()[1].get("database"))
    check_all_or_nothing(front_door, visitor, before)
    server.terminate()
    assert server.wait(30) == 0
