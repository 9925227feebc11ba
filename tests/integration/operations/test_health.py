"""`GET /health` says in one word whether people can work, and which part is missing where they cannot."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from threshold.core import health, packs
from threshold.core.models import Heartbeat

PARTS = {"status", "database", "migrations", "worker", "version"}


@pytest.mark.django_db
class TestThePage:
    def test_is_open_to_everybody_and_kept_by_nobody(self, client):
        health.beat(timezone.now())
        answer = client.get("/health")
        assert answer.status_code == 200
        assert answer.json() == {**answer.json(), "status": "ok", "database": True, "migrations": True, "worker": True}
        assert set(answer.json()) == PARTS
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.cookies

    def test_says_so_when_the_worker_is_silent(self, client):
        health.beat(timezone.now() - dt.timedelta(seconds=61))
        answer = client.get("/health")
        assert answer.status_code == 503
        assert (answer.json()["status"], answer.json()["worker"]) == ("unavailable", False)

    def test_says_so_when_the_worker_never_ran(self, client):
        assert client.get("/health").json()["worker"] is False

    def test_is_not_written_to(self, client):
        assert client.post("/health").status_code == 405

    def test_is_cheap(self, client, pack, django_assert_max_num_queries):
        health.beat(timezone.now())
        client.get("/health")
        with django_assert_max_num_queries(3):
            client.get("/health")

    def test_answers_also_in_a_process_that_never_had_a_database(self, client, monkeypatch):
        def refuse(*args: object) -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(packs, "current", refuse)
        monkeypatch.setattr(connection, "ensure_connection", refuse)
        monkeypatch.setattr(connection, "close", lambda: None)
        answer = client.get("/health")
        assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.django_db
class TestWhatIsMissing:
    def test_a_migration(self, now):
        health.beat(now)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name = '0002_audit_chain'")
        report = health.report(now)
        assert (report["status"], report["database"], report["migrations"]) == ("unavailable", True, False)

    def test_a_migration_of_a_newer_program_does_no_harm(self, now):
        health.beat(now)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_x', now())")
        assert health.report(now)["status"] == "ok"

    def test_the_database(self, now, monkeypatch):
        def refuse() -> None:
            raise OperationalError("connection refused: host=secret")

        monkeypatch.setattr(connection, "ensure_connection", refuse)
        monkeypatch.setattr(connection, "close", lambda: None)
        report = health.report(now)
        assert (report["status"], report["database"], report["worker"]) == ("unavailable", False, False)
        assert "secret" not in str(report)

    def test_beating_again_moves_the_one_row(self, now):
        health.beat(now)
        health.beat(now + dt.timedelta(seconds=10))
        assert Heartbeat.objects.get().at == now + dt.timedelta(seconds=10)
