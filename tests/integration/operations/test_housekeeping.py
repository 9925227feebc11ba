"""What is too old goes without anybody asking, and a job that crashes stops nothing else."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from threshold.core import housekeeping
from threshold.core.housekeeping import Housekeeping
from threshold.core.models import Heartbeat, Message

pytestmark = pytest.mark.django_db
SECRET = "Robin Testcase"


@pytest.fixture
def worker() -> Any:
    from threshold.access.models import User

    return User.objects.service("worker_service")


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The jobs, with a first one that crashes, quoting what nobody may read, and a last one that works."""
    done: list[dt.datetime] = []
    found: dict[str, Any] = {"done": done, "broken": True}

    def crash(*, by: Any, now: dt.datetime) -> None:
        if found["broken"]:
            raise ValueError(SECRET)

    with monkeypatch.context() as changed:
        changed.setattr(
            housekeeping, "JOBS", {"the broken one": crash, "the good one": lambda *, by, now: done.append(now)}
        )
        yield found


def test_every_app_has_declared_its_own():
    assert list(housekeeping.JOBS) == [
        "old drafts", "ended sessions", "overdue actions of audits", "re-audits", "late alerts of audits",
        "closed findings", "files of forms never sent",
    ]  # fmt: skip


def test_each_is_done_once_a_day_and_a_crashed_one_again_within_the_hour(jobs, worker, now):
    house = Housekeeping()
    hour, minute = dt.timedelta(hours=1), dt.timedelta(minutes=1)
    assert house.do_what_is_due(by=worker, now=now) == ["the broken one"]
    assert house.do_what_is_due(by=worker, now=now + hour - minute) == []
    assert house.do_what_is_due(by=worker, now=now + hour) == ["the broken one"]
    jobs["broken"] = False
    assert house.do_what_is_due(by=worker, now=now + 2 * hour) == []
    assert jobs["done"] == [now]
    house.do_what_is_due(by=worker, now=now + 24 * hour)
    assert jobs["done"] == [now, now + 24 * hour]


def test_the_rest_waits_when_the_worker_is_asked_to_stop(jobs, worker, now):
    house = Housekeeping()
    assert house.do_what_is_due(by=worker, now=now, go_on=lambda: False) == []
    assert jobs["done"] == []
    house.do_what_is_due(by=worker, now=now)
    assert jobs["done"] == [now]


def test_the_log_names_the_job_and_the_place_and_nobody(jobs, worker, now, caplog):
    caplog.set_level(logging.DEBUG)
    Housekeeping().do_what_is_due(by=worker, now=now)
    (record,) = [record for record in caplog.records if record.name == "threshold.housekeeping"]
    assert record.levelname == "ERROR"
    assert "“the broken one” crashed: ValueError at test_housekeeping.py:" in record.getMessage()
    assert SECRET not in caplog.text


def test_what_a_crashed_job_wrote_is_undone_and_the_database_can_still_be_asked(jobs, worker, now, monkeypatch):
    def write_half(*, by: Any, now: dt.datetime) -> None:
        Heartbeat.objects.create(name="half", at=now)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_heartbeat (name, at) VALUES ('half', NULL)")

    monkeypatch.setitem(housekeeping.JOBS, "the broken one", write_half)
    assert Housekeeping().do_what_is_due(by=worker, now=now) == ["the broken one"]
    assert not Heartbeat.objects.filter(name="half").exists()
    assert jobs["done"] == [now]


def test_a_crashing_job_keeps_no_message_from_being_sent(jobs, worker):
    moment = timezone.now()
    message = Message.objects.create(
        channel="email", purpose="feedback", subject_type="frontdoor.contact", subject_id=1, to="head@school.example",
        heading="Your contact", body="Thank you.", next_attempt_at=moment, created_at=moment, created_by=worker,
    )  # fmt: skip
    call_command("worker", "--once")
    message.refresh_from_db()
    assert message.state == "sent"
    assert len(jobs["done"]) == 1
