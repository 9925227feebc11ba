"""A waiting message leaves once, is tried again when it cannot, and is never lost or told to the log."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from notifications_python_client.notifications import NotificationsAPIClient

from threshold.core import drafts, journal, outbox
from threshold.core.drafts import DraftKey
from threshold.core.errors import NotPermitted
from threshold.core.models import AuditEntry, Draft, Heartbeat, Message

SECRET = "Robin Testcase"


@pytest.fixture
def worker(db: None) -> Any:
    from threshold.access.models import User

    return User.objects.service("worker_service")


@pytest.fixture
def queue(worker: Any, now: dt.datetime) -> Callable[..., Message]:
    def add(**details: Any) -> Message:
        defaults = {
            "channel": "email",
            "purpose": "feedback",
            "subject_type": "frontdoor.contact",
            "subject_id": 1,
            "to": "head@school.example",
            "heading": "Your contact C-00001-X",
            "body": SECRET,
            "next_attempt_at": now,
            "created_at": now,
            "created_by": worker,
        }
        return Message.objects.create(**{**defaults, **details})

    return add


def refuse(*args: Any, **kwargs: Any) -> None:
    raise smtplib.SMTPRecipientsRefused({"head@school.example": (550, SECRET.encode())})


class TestSending:
    def test_a_message_is_sent_once(self, queue, worker, now):
        message = queue()
        assert outbox.send_next(by=worker, now=now) == message
        assert outbox.send_next(by=worker, now=now) is None
        message.refresh_from_db()
        assert (message.state, message.sent_at, message.attempts) == ("sent", now, 1)
        (sent,) = mail.outbox
        assert (sent.to, sent.subject, sent.body) == (["head@school.example"], message.heading, SECRET)
        assert sent.extra_headers["Message-ID"] == outbox.message_id(message)

    def test_the_longest_waiting_goes_first_and_none_before_its_time(self, queue, worker, now):
        later = queue(next_attempt_at=now - dt.timedelta(minutes=1))
        first = queue(next_attempt_at=now - dt.timedelta(minutes=2))
        queue(next_attempt_at=now + dt.timedelta(seconds=1))
        assert [outbox.send_next(by=worker, now=now) for _ in range(3)] == [first, later, None]

    def test_a_letter_is_not_mail(self, queue, worker, now):
        queue(channel="letter", state="sent", sent_at=now)
        assert outbox.send_next(by=worker, now=now) is None

    def test_only_the_worker_may(self, queue, make_user, now):
        message = queue()
        with pytest.raises(NotPermitted):
            outbox.record_sending(message, by=make_user("team_manager"), now=now)

    def test_the_log_and_the_audit_name_no_one(self, queue, worker, now, caplog, monkeypatch):
        caplog.set_level(logging.DEBUG)
        monkeypatch.setattr(mail.EmailMessage, "send", refuse)
        message = queue()
        outbox.send_next(by=worker, now=now)
        entry = AuditEntry.objects.get(action="core.send_message")
        assert (entry.actor_id, entry.subject_id) == (worker.pk, str(message.pk))
        said = caplog.text + str(entry.detail) + Message.objects.get().last_error
        assert "SMTPRecipientsRefused" in said
        assert SECRET not in said
        assert "school.example" not in said


class TestTryingAgain:
    def test_waits_longer_each_time_and_six_hours_at_most(self):
        waits = [outbox.wait_after(n) for n in range(1, outbox.MOST_ATTEMPTS)]
        assert waits[:3] == [dt.timedelta(minutes=m) for m in (1, 2, 4)]
        assert max(waits) == dt.timedelta(hours=6)
        assert dt.timedelta(days=2, hours=12) < sum(waits, dt.timedelta()) < dt.timedelta(days=3, hours=12)

    def test_a_refused_message_waits_and_goes_when_it_can(self, queue, worker, now, monkeypatch):
        message = queue()
        with monkeypatch.context() as broken:
            broken.setattr(mail.EmailMessage, "send", refuse)
            outbox.send_next(by=worker, now=now)
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("queued", 1)
        assert message.next_attempt_at == now + dt.timedelta(minutes=1)
        assert outbox.send_next(by=worker, now=now) is None
        assert outbox.send_next(by=worker, now=now + dt.timedelta(minutes=1)) == message
        message.refresh_from_db()
        assert (message.state, message.last_error) == ("sent", "")

    def test_after_three_days_it_is_given_up_and_stays_to_be_seen(self, queue, worker, now, monkeypatch):
        monkeypatch.setattr(mail.EmailMessage, "send", refuse)
        message, at = queue(), now
        while message.state == "queued":
            assert outbox.send_next(by=worker, now=at)
            message.refresh_from_db()
            at = message.next_attempt_at
        assert (message.state, message.attempts) == ("failed", outbox.MOST_ATTEMPTS)
        assert dt.timedelta(days=2.5) < at - now < dt.timedelta(days=3.5)
        assert outbox.send_next(by=worker, now=at + dt.timedelta(days=1)) is None

    def test_a_worker_killed_while_sending_leaves_it_to_be_sent_again_under_the_same_name(
        self, queue, worker, now, monkeypatch
    ):
        message = queue()

        def die(*args: Any, **kwargs: Any) -> None:
            raise SystemExit

        with monkeypatch.context() as killed, pytest.raises(SystemExit):
            killed.setattr(mail.EmailMessage, "send", die)
            outbox.send_next(by=worker, now=now)
        name = outbox.message_id(Message.objects.get())
        assert outbox.send_next(by=worker, now=now + dt.timedelta(minutes=5)) is None
        assert outbox.send_next(by=worker, now=now + dt.timedelta(minutes=10)) == message
        assert mail.outbox[0].extra_headers["Message-ID"] == name


class TestNotify:
    def test_is_used_where_its_key_is_set(self, queue, worker, now, settings, monkeypatch):
        settings.NOTIFY_API_KEY = "test-" + "00000000-0000-0000-0000-000000000000-" * 2
        settings.NOTIFY_TEMPLATE_ID = "template"
        sent: list[dict[str, Any]] = []
        monkeypatch.setattr(NotificationsAPIClient, "__init__", lambda self, key: None)
        monkeypatch.setattr(
            NotificationsAPIClient, "send_email_notification", lambda self, **details: sent.append(details)
        )
        message = queue()
        outbox.send_next(by=worker, now=now)
        assert sent == [
            {
                "email_address": "head@school.example",
                "template_id": "template",
                "personalisation": {"heading": message.heading, "body": SECRET},
                "reference": outbox.message_id(message),
            }
        ]
        assert not mail.outbox
        assert Message.objects.get().state == "sent"

    def test_a_key_without_a_template_is_said_at_the_start(self, settings):
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = "key", ""
        with pytest.raises(CommandError, match="THRESHOLD_NOTIFY_TEMPLATE_ID"):
            call_command("worker", "--once")


@pytest.mark.django_db(transaction=True)
class TestSeveralWorkers:
    def test_never_take_the_same_message(self, queue, worker, now):
        for _ in range(12):
            queue()

        def work() -> None:
            while outbox.send_next(by=worker, now=now):
                pass
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(mail.outbox) == 12
        assert Message.objects.filter(state="sent", attempts=1).count() == 12
        assert journal.verify().flaws == []

    def test_a_message_locked_by_another_is_passed_over(self, queue, worker, now):
        first, second = queue(), queue()
        taken: list[Any] = []
        with transaction.atomic():
            Message.objects.select_for_update().get(pk=first.pk)

            def work() -> None:
                taken.append(outbox.send_next(by=worker, now=now))
                connection.close()

            thread = threading.Thread(target=work)
            thread.start()
            thread.join(10)
        assert taken == [second]


class TestTheCommand:
    def test_does_what_is_due_and_says_that_it_is_alive(self, queue, db):
        queue(next_attempt_at=timezone.now())
        drafts.save(DraftKey("user:1", "f"), "a=1", timezone.now() - dt.timedelta(days=40))
        call_command("worker", "--once")
        assert Message.objects.get().state == "sent"
        assert not Draft.objects.exists()
        assert timezone.now() - Heartbeat.objects.get(name="worker").at < dt.timedelta(seconds=20)

    def test_forgets_sessions_that_have_ended(self, db):
        from django.contrib.sessions.models import Session

        for key, days in (("old", -1), ("new", 1)):
            Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + dt.timedelta(days))
        call_command("worker", "--once")
        assert [session.session_key for session in Session.objects.all()] == ["new"]
