"""The web server or the database is killed in the middle of something: all of it is there afterwards, or nothing."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from typing import Any

import psycopg
import pytest

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
