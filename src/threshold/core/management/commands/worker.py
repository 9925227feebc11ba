"""`threshold worker`: what happens while nobody waits. Sends messages, computes what takes long, keeps house daily."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, connection
from django.utils import timezone

from threshold.core import health, outbox
from threshold.core.actors import Actor
from threshold.core.housekeeping import Housekeeping
from threshold.core.waiting import Waiting

logger = logging.getLogger("threshold.worker")

BEAT_SECONDS = 10
LOOK_SECONDS = 2


class Command(BaseCommand):
    help = "Sends waiting messages and keeps house, until SIGTERM or Ctrl-C. Several may run at once."
    requires_system_checks = ()  # they are about pages, which are loaded for them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.NOTIFY_API_KEY and not settings.NOTIFY_TEMPLATE_ID:
            raise CommandError("THRESHOLD_NOTIFY_API_KEY is set; set THRESHOLD_NOTIFY_TEMPLATE_ID too.")
        worker = Worker()
        if options["once"]:
            while worker.work():
                pass
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.ask_to_stop)
        worker.run()


class Worker:
    """Works until asked to stop; what it has begun it finishes first."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._last_beat: dt.datetime | None = None
        self._housekeeping = Housekeeping()
        self._waiting = Waiting()

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()

    def run(self) -> None:
        while not self._asked.is_set():
            more = False
            try:
                more = self.work()
            except Error as error:
                # The database is away or coming back: keep trying, with a new connection.
                logger.warning("The database does not answer: %s", type(error).__name__)
                connection.close()
            if not more:
                self._asked.wait(LOOK_SECONDS)

    def work(self) -> bool:
        """Everything that is due now, messages first: somebody waits for them. True where more may wait."""
        self._beat()
        by: Actor = get_user_model()._default_manager.service("worker_service")
        while not self._asked.is_set() and outbox.send_next(by=by, now=timezone.now()):
            self._beat()
        self._housekeeping.do_what_is_due(by=by, now=timezone.now(), go_on=self._goes_on)
        return self._waiting.do_one_step(by=by, now=timezone.now(), go_on=self._goes_on)

    def _goes_on(self) -> bool:
        self._beat()
        return not self._asked.is_set()

    def _beat(self) -> None:
        now = timezone.now()
        if self._last_beat is None or now - self._last_beat >= dt.timedelta(seconds=BEAT_SECONDS):
            health.beat(now)
            self._last_beat = now
